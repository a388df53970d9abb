"""What a column of a call log can mean, and the headers that say so. A phrase here is data: a team's export may add its own."""

from enishi.kernel.columns import Field
from enishi.kernel.words import say


def _field(name: str, ja: str, en: str, headers: str, *, many: bool = False) -> Field:
    return Field(name, say(ja, en), tuple(headers.split("|")), many)


FIELDS: tuple[Field, ...] = (
    _field(
        "id",
        "記録の番号",
        "id in the log",
        "通話id|コールid|履歴id|記録番号|管理番号|call id|callid|call sid|uniqueid|unique id|id|uuid|record id",
    ),
    _field(
        "at",
        "日時",
        "moment",
        "日時|通話日時|開始日時|通話開始日時|通話開始|開始時刻|架電日時|発着信日時|発生日時|受発信日時|コール日時|送信日時|"
        "送受信日時|登録日時|datetime|date time|start time|start|starttime|started at|call date|calldate|call time|timestamp|"
        "call start|date/time|created at",
    ),
    _field("out_at", "発信日時", "moment of an outbound call", "発信日時|発信時刻|発信日|発信開始日時|dialed at|outbound time"),
    _field(
        "in_at",
        "着信日時",
        "moment of an inbound call",
        "着信日時|着信時刻|着信日|受信日時|受電日時|入電日時|received at|inbound time",
    ),
    _field(
        "answer_at",
        "応答日時",
        "moment of the answer",
        "応答日時|応答時刻|通話開始時刻|answer|answer time|answered at|answered time",
    ),
    _field(
        "end_at",
        "終了日時",
        "moment of the end",
        "終了日時|終了時刻|通話終了日時|切断日時|切断時刻|end|end time|ended at|hangup time",
    ),
    _field("date", "日付", "day", "日付|通話日|架電日|年月日|利用日|ご利用日|通話年月日|date|day"),
    _field("time", "時刻", "time of day", "時刻|通話開始時間|開始時間|架電時刻|利用時刻|time|time of day|hour"),
    _field(
        "number",
        "相手の番号",
        "the other side's number",
        "電話番号|相手番号|相手先番号|相手先電話番号|相手電話番号|相手先|相手|通話先|通話先番号|通話先電話番号|顧客電話番号|"
        "お客様番号|お客様電話番号|番号|架電先|架電先番号|number|phone|phone number|phonenumber|telephone|tel|customer number|"
        "customer phone|contact number|remote number|other party|address|msisdn",
    ),
    _field(
        "caller",
        "かけた側の番号",
        "number that called",
        "発信番号|発信者番号|発信元|発信元番号|発信元電話番号|発番号|caller|caller id|callerid|caller number|from|from number|src|"
        "source|calling number|ani",
    ),
    _field(
        "callee",
        "かけられた側の番号",
        "number that was called",
        "着信番号|着信先|着信先番号|着信電話番号|着番号|被呼者番号|callee|called|called number|to|to number|dst|destination|"
        "dialed number|dnis",
    ),
    _field("out_number", "発信先の番号", "number we called", "発信先|発信先番号|発信先電話番号|発信相手|ダイヤル番号|dialled|dialed"),
    _field("in_number", "着信元の番号", "number that called us", "着信元|着信元番号|着信元電話番号|着信相手"),
    _field(
        "own_number",
        "自分の番号",
        "our number",
        "自番号|自局番号|自社番号|回線番号|契約番号|契約電話番号|ご契約番号|使用番号|own number|our number|line|line number|trunk|did",
    ),
    _field(
        "direction",
        "発信/着信",
        "direction",
        "発着信|発着|発着区分|発信着信|発信/着信|方向|通話方向|受発信|受発信区分|in/out|inout|direction|call direction|inbound/outbound",
    ),
    _field("channel", "手段", "channel", "手段|連絡手段|チャネル|媒体|channel|medium"),
    _field(
        "outcome",
        "結果",
        "outcome",
        "結果|通話結果|架電結果|コール結果|応対結果|状態|通話状態|ステータス|状況|結果区分|disposition|status|result|outcome|"
        "call status|call result|hangup cause",
    ),
    _field(
        "kind",
        "種別",
        "kind (direction, outcome or channel)",
        "種別|通話種別|区分|通話区分|種類|タイプ|履歴種別|type|call type|kind",
    ),
    _field("app", "最後の処理", "what the switchboard did last", "lastapp|last app|last application"),
    _field(
        "talk",
        "通話時間",
        "talk time",
        "通話時間|通話秒数|通話秒|通話時間秒|会話時間|応対時間|通話時分|通話分数|billsec|talk time|talktime|talk seconds|talk|"
        "call length|length|bill seconds",
    ),
    _field(
        "ring",
        "呼出時間",
        "ring time",
        "呼出時間|呼び出し時間|呼出秒数|呼出|コール時間|待ち時間|着信時間|ring time|ring seconds|ring|ringing|wait time|waittime|"
        "ring duration",
    ),
    _field(
        "total",
        "全体の時間",
        "ring and talk together",
        "総時間|合計時間|全体時間|総通話時間|所要時間|接続時間|duration|duration seconds|duration sec|call duration|total time|"
        "total duration",
    ),
    _field(
        "member",
        "担当者",
        "member",
        "担当者|担当|担当者名|オペレーター|オペレータ|応対者|対応者|架電者|発信者名|スタッフ|ユーザー|ユーザ|社員名|agent|"
        "agent name|operator|user|user name|member|staff|rep|owner",
    ),
    _field("extension", "内線", "extension", "内線|内線番号|extension|ext"),
    _field(
        "client",
        "委託元",
        "client",
        "委託元|クライアント|委託元名|依頼元|案件|案件名|キャンペーン|プロジェクト|client|campaign|project|account",
    ),
    _field("purpose", "目的", "purpose", "目的|用件|架電目的|用途|purpose|reason"),
    _field(
        "person",
        "相手の名前",
        "the other side's name",
        "氏名|名前|相手名|相手先名|顧客名|お客様名|通話相手|連絡先名|連絡先|名称|name|contact|contact name|customer|customer name|"
        "caller name",
    ),
    _field("body", "本文", "words of the message", "本文|メッセージ|メッセージ本文|内容|送信内容|body|message|text|sms body|content"),
    _field(
        "note",
        "備考",
        "note",
        "備考|メモ|通話メモ|コメント|応対内容|対応内容|対応履歴|特記事項|note|notes|comment|comments|memo|remarks",
    ),
)

MOMENT = ("at", "date", "out_at", "in_at")
PARTY = ("number", "caller", "callee", "out_number", "in_number")
