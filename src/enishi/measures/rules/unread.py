"""Why rows of a log were not read, by the reader's code, without a word of what stood in them: a report may be kept and passed on."""

from typing import Final

from enishi.kernel.words import Text, say

UNREAD: Final[dict[str, Text]] = {
    "number": say("番号として読めない", "no number we can read"),
    "no_number": say("相手の番号がない", "no number of the other side"),
    "moment": say("日時として読めない", "no moment we can read"),
    "duration": say("長さとして読めない", "no length we can read"),
    "direction": say("発信か着信か分からない", "which way it went is not said"),
    "channel": say("手段が分からない", "by which channel is not said"),
    "kind": say("種類が分からない", "a type we do not know"),
    "damaged": say("壊れている", "damaged"),
    "truncated": say("途中で切れている", "cut short"),
    "cut": say("途中で切れている", "cut short"),
    "columns": say("列の数が合わない", "another number of columns"),
    "blank": say("空の行", "blank"),
    "header": say("途中の見出し", "the header once more"),
    "preamble": say("見出しより前の行", "before the header"),
    "control": say("制御文字が入っている", "control characters"),
    "too_long": say("長すぎる", "too long"),
    "unsent": say("送信されなかった下書き", "a draft that was never sent"),
    "group": say("複数の人に宛てたもの", "to several people at once"),
    "single": say("組にならない行", "a line without its others"),
    "no_contact": say("連絡ではない出来事", "an event that is no contact"),
}
OTHERWISE: Final = say("そのほか", "otherwise")
