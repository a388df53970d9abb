"""The table of endings: one key each, what the desk asks, whom we met, what follows."""

from dataclasses import dataclass
from typing import Literal

from enishi.kernel.words import Text, say
from enishi.touches.rules import OUTCOMES

Asked = Literal["until", "agreed", "because", "words", "scope", "back_at", "by", "new_contact", "consent_words"]
Met = Literal["person", "reception", "somebody", "nobody"]
Way = Literal["in", "out"]

_BOTH: tuple[Way, ...] = ("out", "in")
_OUT: tuple[Way, ...] = ("out",)
_IN: tuple[Way, ...] = ("in",)


@dataclass(frozen=True, slots=True)
class Ending:
    """One way a contact ends. `key` chooses it on the desk; `asks` may all be left empty but those the law wants proved."""

    code: str
    key: str
    met: Met
    follows: Text
    asks: tuple[Asked, ...] = ()
    ways: tuple[Way, ...] = _OUT

    @property
    def name(self) -> Text:
        return OUTCOMES[self.code].name

    @property
    def is_plain(self) -> bool:
        """Nothing to fill in."""
        return not self.asks


_NOTHING = say("記録だけ残します", "Only noted")
_TRIED = say("お約束があれば、1回かけたものと数えます", "Counts as one try of a promise, if one is owed")
_ALL = (
    Ending("reached", "1", "person", say("お約束があれば、果たしたことになります", "Keeps what we had promised"), ways=_BOTH),
    Ending("no_answer", "2", "nobody", _TRIED),
    Ending("busy", "3", "nobody", _TRIED),
    Ending("voicemail_left", "4", "nobody", _TRIED),
    Ending("voicemail", "5", "nobody", _TRIED),
    Ending(
        "they_will_call",
        "6",
        "person",
        say("先方のお電話を待ち、その時刻まではこちらからおかけしません", "We wait for their call and do not ring until its time"),
        ("by",),
        _BOTH,
    ),
    Ending(
        "not_now",
        "7",
        "person",
        say("お休みのあと、あらためて考えます", "We rest, then look again"),
        ("because", "until", "agreed"),
        _BOTH,
    ),
    Ending(
        "never",
        "8",
        "person",
        say("お断りの範囲では、誰からも連絡しません", "Nobody contacts them within what they refused"),
        ("words", "scope"),
        _BOTH,
    ),
    Ending("no_business", "9", "somebody", say("用件なしとして終わります", "Closed, no business"), ways=_BOTH),
    Ending("switched_off", "o", "nobody", _TRIED),
    Ending("number_dead", "d", "nobody", say("この番号を「使われていない」とします", "The number is ended as dead")),
    Ending(
        "carrier_refusal",
        "r",
        "nobody",
        say("誰かが確かめるまで、この番号への電話を止めます", "Calls to the number stop until one of us has looked"),
    ),
    Ending("reception_away", "a", "reception", say("お戻りの時刻にかけ直します", "Call again when they are back"), ("back_at",)),
    Ending("reception_blocked", "b", "reception", _TRIED),
    Ending("reception_message", "g", "reception", _TRIED),
    Ending(
        "left_company",
        "l",
        "somebody",
        say("会社の連絡先とお勤め先を終了とし、この方の記録は残します", "Ends the employment and its numbers; the person stays"),
        ("new_contact", "consent_words"),
        _BOTH,
    ),
    Ending("wrong_person", "w", "somebody", say("この番号をこの方から外します", "The number is taken off this person"), ways=_BOTH),
    Ending("missed", "x", "nobody", say("折り返しのお約束にします", "Becomes a promise to call back"), ways=_IN),
    Ending("received", "i", "person", _NOTHING, ways=_IN),
    Ending("sent", "s", "nobody", _TRIED),
)

CONCLUSIONS: dict[str, Ending] = {ending.code: ending for ending in _ALL}
_BY_KEY = {ending.key: ending for ending in _ALL}


def conclusion_for_key(key: str) -> Ending | None:
    """The ending that a key chooses."""
    return _BY_KEY.get(key)
