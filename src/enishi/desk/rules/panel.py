"""What the panel on the right can show."""

from dataclasses import dataclass
from typing import Literal

from enishi.kernel.words import Text, say

Need = Literal["", "manager"]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a member can do for a person, and the form that does it."""

    name: str
    title: Text
    mark: str
    need: Need = ""


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed("promise", say("約束を書く", "Write a promise"), "clock"),
        Deed("pause", say("ご連絡を控える", "Hold back for a while"), "wait"),
        Deed("refuse", say("お断りを記録", "Write down a refusal"), "stop"),
        Deed("wish", say("ご希望を書く", "Write down a wish"), "memo"),
        Deed("consent", say("同意を記録", "Write down consent"), "kept"),
        Deed("request", say("ご依頼を書く", "Write down what they asked"), "in"),
        Deed("point", say("連絡先の追加・終了", "Add or end a number or address"), "new"),
        Deed("assign", say("担当を替える", "Change who looks after them"), "person"),
        Deed("merge", say("同じ方をまとめる", "Merge with the same person"), "bring"),
        Deed("erase", say("記録を消す", "Erase their record"), "broken", "manager"),
    )
}
# `again`: how a contact that is written down already ended
LOGGING = ("call", "log-out", "log-in", "again")
MODES = ("", *LOGGING, *DEEDS)
