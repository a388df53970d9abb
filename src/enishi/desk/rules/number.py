"""A number that nobody is known to hold, said in a few sentences."""

from collections.abc import Sequence
from datetime import datetime

from enishi.desk.rules import moments
from enishi.desk.rules.standing import PURPOSES
from enishi.desk.rules.story import Contact, Known, last_spoken, opening, what
from enishi.kernel.words import Text, say

# How an unknown caller's call ends: what is about a person needs the person first
ENDINGS = ("reached", "no_business", "never", "they_will_call", "missed")
UNKNOWN = say("登録のない番号", "a number nobody is known to hold")


def sentence(told: Sequence[Contact], promise: Text | None, *, is_late: bool, now: datetime, zone: str) -> Text:
    """What was last, and what is next. `told`: latest first."""
    if not told:
        return say("この番号とのやりとりは、まだありません。", "There has been no contact with this number yet.")
    return opening(Known(told[0], None, None, promise, is_late, erased=False, spoke=last_spoken(told)), now=now, zone=zone)


def last_of_ours(last: Contact | None, *, now: datetime, zone: str) -> Text:
    """Who of us called there last and why: what somebody who rings back an unknown number is asking."""
    if last is None:
        return say("こちらからこの番号にかけた記録はありません。", "We have no record of ever calling this number.")
    ja, en = "最後にこちらからご連絡したのは{when}", "We were last in touch {when}"
    if last.member:
        ja, en = ja + "、{who}です", en + ", through {who}"
    else:
        ja += "です"
    why = _why(last)
    said = say(ja, en, when=moments.at(last.at, now, zone), who=last.member)
    because = say("({why})", " ({why})", why=why) if why else Text("", "")
    ended = say("。結果は「{what}」でした。", ". It ended: {what}.", what=what(last))
    return Text(said.ja + because.ja + ended.ja, said.en + because.en + ended.en)


def _why(last: Contact) -> Text | None:
    purpose = PURPOSES.get(last.purpose)
    client = say("{client}の件", "for {client}", client=last.client) if last.client else None
    if purpose and client:
        return say("{purpose}、{client}", "{purpose}, {client}", purpose=purpose, client=client)
    return purpose or client
