"""What a column of a contact list can mean, and the headers that say so.

No birthday, age or sex: nothing here needs them, so they are not read.
"""

from enishi.kernel.columns import Field
from enishi.kernel.words import say


def _field(name: str, ja: str, en: str, headers: str, *, many: bool = False) -> Field:
    return Field(name, say(ja, en), tuple(headers.split("|")), many)


FIELDS: tuple[Field, ...] = (
    _field(
        "id",
        "リストの番号",
        "id in the list",
        "顧客番号|顧客id|お客様番号|お客様id|会員番号|会員id|管理番号|顧客コード|コード|id|customer id|customer no|contact id|"
        "record id|uuid|code",
    ),
    _field(
        "name",
        "氏名",
        "name",
        "氏名|名前|お名前|姓名|顧客名|お客様名|担当者氏名|ご担当者名|ご担当者|先方担当者|相手先名|連絡先名|連絡先|宛名|代表者名|"
        "name|full name|fullname|display name|contact|contact name|customer|customer name|person",
    ),
    _field("family_name", "姓", "family name", "姓|名字|苗字|氏|last name|lastname|family name|surname"),
    _field("given_name", "名", "given name", "名|下の名前|first name|firstname|given name"),
    _field(
        "kana",
        "よみがな",
        "kana",
        "フリガナ|ふりがな|よみがな|ヨミガナ|よみ|ヨミ|読み|読み仮名|カナ|かな|氏名カナ|カナ氏名|氏名かな|氏名フリガナ|名前カナ|"
        "顧客名カナ|お名前フリガナ|kana|name kana|furigana|reading|phonetic name",
    ),
    _field(
        "family_kana",
        "セイ",
        "family name in kana",
        "セイ|せい|姓カナ|姓かな|姓フリガナ|姓ふりがな|姓よみ|last name kana|family name kana|phonetic last name|last name phonetic",
    ),
    _field(
        "given_kana",
        "メイ",
        "given name in kana",
        "メイ|めい|名カナ|名かな|名フリガナ|名ふりがな|名よみ|first name kana|given name kana|phonetic first name|first name phonetic",
    ),
    _field("honorific", "敬称", "honorific", "敬称|honorific|salutation|prefix|suffix"),
    _field("title", "肩書", "title", "肩書|肩書き|称号|title"),
    _field(
        "company",
        "会社",
        "company",
        "会社|会社名|企業名|法人名|勤務先|勤務先名|お勤め先|貴社名|団体名|組織|組織名|店名|取引先|取引先名|company|company name|"
        "organization|organisation|organization name|organization 1 - name|employer|account|account name",
    ),
    _field("department", "部署", "department", "部署|部署名|所属|所属部署|部門|部課名|department|division|section"),
    _field("role", "役職", "role", "役職|役職名|職位|職種|job title|position|role"),
    _field(
        "phone",
        "電話番号",
        "telephone",
        "電話番号|電話|連絡先電話番号|連絡先番号|tel|phone|phone number|telephone|telephone number|phone 1 - value|phone 2 - value|"
        "primary phone|other phone",
        many=True,
    ),
    _field(
        "mobile",
        "携帯電話",
        "mobile",
        "携帯|携帯電話|携帯番号|携帯電話番号|携帯tel|スマホ|直通|直通電話|直通番号|mobile|mobile phone|mobile number|cell|"
        "cell phone|cellphone|direct|direct line",
        many=True,
    ),
    _field(
        "home_phone",
        "自宅電話",
        "telephone at home",
        "自宅電話|自宅電話番号|自宅番号|自宅|自宅tel|固定電話|home phone|home|home number|home tel",
        many=True,
    ),
    _field(
        "work_phone",
        "会社電話・代表",
        "telephone at work, switchboard",
        "会社電話|会社電話番号|会社tel|勤務先電話|勤務先電話番号|代表|代表電話|代表番号|代表電話番号|会社代表|オフィス電話|"
        "work phone|business phone|office|office phone|company phone|main phone|company main phone|switchboard",
        many=True,
    ),
    _field(
        "email",
        "メール",
        "e-mail",
        "メール|メールアドレス|eメール|eメールアドレス|電子メール|電子メールアドレス|携帯メール|pcメール|mail|e-mail|email|"
        "email address|mail address|e-mail address|e-mail 1 - value|e-mail 2 - value",
        many=True,
    ),
    _field(
        "postal_code",
        "郵便番号",
        "postal code",
        "郵便番号|〒|自宅郵便番号|会社郵便番号|zip|zip code|zipcode|postal code|postcode|postalcode",
    ),
    _field(
        "address",
        "住所",
        "address",
        "住所|自宅住所|会社住所|所在地|都道府県|市区町村|市区郡|町域|町名|番地|丁目番地|町名番地|address|street|street address|"
        "city|state|prefecture|address line",
        many=True,
    ),
    _field("building", "建物", "building", "建物|建物名|ビル名|マンション名|方書|部屋番号|building|apartment|address line 2", many=True),
    _field(
        "cares_about",
        "大切にしていること",
        "what they care about",
        "関心|関心事|関心ごと|興味|興味関心|大切にしていること|気にかけていること|ご要望|要望|ニーズ|困りごと|課題|cares about|"
        "interests|interest|needs",
    ),
    _field(
        "notes",
        "備考",
        "notes",
        "備考|メモ|コメント|特記事項|対応履歴|note|notes|comment|comments|memo|remarks|description",
        many=True,
    ),
    _field(
        "met_as",
        "個人/法人",
        "consumer or business",
        "個人法人|個人/法人|個人・法人|個人法人区分|法人個人区分|法人区分|顧客区分|met as|customer type|b2b/b2c",
    ),
    _field("client", "委託元", "client", "委託元|委託元名|クライアント|依頼元|案件|案件名|キャンペーン|client|campaign|project"),
    _field(
        "owner",
        "担当",
        "who looks after them",
        "担当|担当者|担当者名|当社担当|弊社担当|自社担当|営業担当|営業担当者|担当営業|owner|account owner|contact owner|"
        "assigned to|rep|sales rep|agent",
    ),
    _field("zone", "時間帯", "time zone", "タイムゾーン|時間帯地域|time zone|timezone|tz"),
    _field(
        "refused",
        "連絡不可",
        "not to be contacted",
        "連絡不可|連絡拒否|連絡禁止|架電禁止|架電不可|架電ng|電話禁止|電話不可|電話拒否|連絡ng|ng|ngリスト|営業禁止|勧誘拒否|"
        "勧誘お断り|お断り|配信停止|オプトアウト|dnc|do not call|donotcall|do not contact|opt out|optout|opted out|unsubscribed",
        many=True,
    ),
    _field(
        "allowed",
        "連絡可否",
        "may be contacted",
        "連絡可否|架電可否|電話可否|連絡可|架電可|電話可|連絡ok|contact allowed|may call|ok to call|call allowed|opt in|optin",
        many=True,
    ),
)

PHONES = ("phone", "mobile", "home_phone", "work_phone")
NAMES = ("name", "family_name", "given_name", "company")
WAYS = (*PHONES, "email", "address")
