"""The words other systems use for how a call went, which way and by which channel."""

import re
import unicodedata
from typing import NamedTuple

from enishi.touches.readers.rows import Channel, Direction


class Meaning(NamedTuple):
    """What one word of a log says; one word often says two things (不在着信: inbound and missed)."""

    direction: Direction | None = None
    outcome: str | None = None
    channel: Channel | None = None
    abandoned: bool | None = None


OUT = Meaning(direction="out")
IN = Meaning(direction="in")

_TABLE: tuple[tuple[Meaning, str], ...] = (
    (OUT, "発信 発 架電 発呼 送信 発信済 発信通話 out outgoing outbound outboundapi outbounddial dialed dialled placed made sent made"),
    (IN, "着信 着 受信 受電 入電 着呼 着信通話 in incoming inbound received"),
    (
        Meaning("in", "missed"),
        "不在着信 着信不在 未応答着信 取り逃し missed missedcall missedincoming incomingmissed",
    ),
    (Meaning("in", "missed", abandoned=True), "abandoned 放棄呼 放棄"),
    # A phone says this of a ring turned away here, a call centre of one turned away there: the direction is told elsewhere.
    (Meaning(outcome="declined"), "拒否 応答拒否 rejected declined refused"),
    (Meaning(outcome="carrier_refusal"), "着信拒否 ブロック 迷惑電話 blocked"),
    (Meaning("out", "no_answer"), "不在発信 発信不在 発信不応答"),
    (
        Meaning(outcome="reached"),
        "応答 応答あり 応答済 通話 通話済 通話完了 通話成立 完了 接続 接続済 成功 本人 本人応答 つながった 会話 "
        "answered answer completed complete connected success talked reached normalclearing",
    ),
    (
        Meaning(outcome="no_answer"),
        "不在 応答なし 応答無し 無応答 未応答 不応答 不出 出ず 留守 呼出のみ 呼び出しのみ 不通 コールのみ "
        "noanswer noans unanswered notanswered noresponse noreply canceled cancelled cancel timeout",
    ),
    (Meaning(outcome="busy"), "話中 お話し中 お話中 通話中 ビジー busy userbusy linebusy"),
    (Meaning(outcome="voicemail"), "留守電 留守番電話 留守録 留守電話 伝言 voicemail vm answeringmachine machine amd"),
    (Meaning(outcome="failed"), "失敗 エラー 接続失敗 通信エラー 送信失敗 未達 failed fail error congestion chanunavail undelivered"),
    (Meaning(outcome="switched_off"), "電源オフ 電源off 圏外 電源切 電波の届かない switchedoff outofreach unavailable"),
    (
        Meaning(outcome="number_dead"),
        "欠番 使われていない 現在使われておりません 現アナ 番号なし invalidnumber unallocated unallocatednumber",
    ),
    (Meaning(channel="call"), "電話 通話履歴 音声 音声通話 call voice phone tel telephone"),
    (Meaning(channel="text"), "sms ショートメール ショートメッセージ メッセージ text mms テキスト"),
    (Meaning(channel="mail"), "メール eメール 電子メール mail email"),
    (Meaning(channel="post"), "郵便 郵送 葉書 はがき ハガキ 手紙 post postal letter postcard"),
    (Meaning(channel="fax"), "fax ファックス ファクス ファクシミリ facsimile"),
)


def fold_word(word: str) -> str:
    """A word of a log without width, case, spaces, hyphens and final punctuation: NO-ANSWER, No answer, no_answer."""
    return re.sub(r"[\s_\-./・。]+", "", unicodedata.normalize("NFKC", word).casefold())


WORDS: dict[str, Meaning] = {word: meaning for meaning, words in _TABLE for word in words.split()}
