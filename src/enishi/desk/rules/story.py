"""The story as a thread: each contact a knot, ours on one side, theirs on the other; and the answer before they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.desk.rules import moments
from enishi.desk.rules.standing import CHANNELS, PURPOSES
from enishi.kernel.words import Text, say
from enishi.touches.rules import OUTCOMES

_JUST_NOW = timedelta(minutes=30)
_SAYS_NOTHING = {"unknown", "sent", "received"}
_PLACES = {
    "household": say("ご家庭の番号で", "on their household’s number"),
    "switchboard": say("代表の番号で", "on a switchboard"),
}
_SHARED = say("ほかの方もお使いの番号で", "on a number that others share")


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as the ledger tells it."""

    id: UUID
    at: datetime
    channel: str
    direction: str
    purpose: str
    outcome: str
    reached: bool
    talk_seconds: int | None
    member: str
    words: str
    outside_gate: bool
    client: str = ""
    # On a telephone they share, of which nobody knows with whom
    place: Text | None = None


def place(use: str) -> Text:
    """Where a contact took place of which nobody knows with whom: on a telephone several share."""
    return _PLACES.get(use, _SHARED)


@dataclass(frozen=True, slots=True)
class Knot:
    """One contact as the thread shows it. `turn`: a new year begins above this knot."""

    contact: Contact
    side: Literal["ours", "theirs"]
    form: Literal["reached", "open", "written"]
    what: Text
    when: Text
    note: Text | None
    turn: int | None = None


def knot(contact: Contact, *, now: datetime, zone: str, turn: int | None = None) -> Knot:
    """How one contact is tied into the thread."""
    written = contact.channel != "call"
    return Knot(
        contact=contact,
        side="ours" if contact.direction == "out" else "theirs",
        form="reached" if contact.reached else "written" if written else "open",
        what=what(contact),
        when=moments.at(contact.at, now, zone),
        note=_note(contact),
        turn=turn,
    )


def what(contact: Contact) -> Text:
    """What happened, in a few words."""
    name = CHANNELS.get(contact.channel, CHANNELS["call"])
    if contact.channel != "call":
        ja, en = ("{name}をいただいた", "{name} from them") if contact.direction == "in" else ("{name}を送った", "{name} sent")
        said = say(ja, en, name=name)
        return said if contact.outcome in _SAYS_NOTHING else _and(said, OUTCOMES[contact.outcome].name)
    if contact.outcome not in OUTCOMES or contact.outcome in _SAYS_NOTHING:
        return say("お電話をいただいた", "They called") if contact.direction == "in" else say("お電話した", "We called")
    if contact.direction == "in" and contact.outcome == "reached":
        return say("お電話をいただき、お話しした", "They called and we spoke")
    if contact.outcome == "missed":
        return say("お電話に出られなかった", "We missed their call")
    return OUTCOMES[contact.outcome].name


def _and(first: Text, second: Text) -> Text:
    return say("{first}・{second}", "{first}, {second}", first=first, second=second)


def _note(contact: Contact) -> Text | None:
    parts: list[Text] = [contact.place] if contact.place else []
    if contact.member:
        parts.append(Text(contact.member, contact.member))
    if contact.talk_seconds:
        parts.append(moments.length(contact.talk_seconds))
    if contact.purpose in PURPOSES and contact.direction == "out":
        parts.append(PURPOSES[contact.purpose])
    if contact.outside_gate and contact.direction == "out":
        parts.append(say("事前の確認なし", "without asking first"))
    if not parts:
        return None
    return Text(" · ".join(part.ja for part in parts), " · ".join(part.en for part in parts))


def last_spoken(told: Sequence[Contact]) -> Contact | None:
    """The last time on the telephone before what was last; not with whoever answered for several. `told`: latest first."""
    spoke = next((contact for contact in told if contact.reached and contact.channel == "call" and not contact.place), None)
    return None if told and spoke is told[0] else spoke


def just_called(told: Sequence[Contact], now: datetime) -> Text | None:
    """That one of us rang them minutes ago: no limit binds a call back, and three colleagues may each mean well. `told`: latest first."""
    calls = (contact for contact in told if contact.direction == "out" and contact.channel == "call" and contact.at <= now)
    last = next(calls, None)
    if last is None or now - last.at >= _JUST_NOW:
        return None
    ago = moments.length(max(int((now - last.at).total_seconds()) // 60, 1) * 60)
    if not last.member:
        return say("{ago}前にお電話しています。", "We called {ago} ago.", ago=ago)
    return say("{ago}前に{who}さんがお電話しています。", "{who} called {ago} ago.", ago=ago, who=last.member)


@dataclass(frozen=True, slots=True)
class Known:
    """What the first sentence of a person page is made from. `spoke`: the last time on the telephone, where it was not `last`."""

    last: Contact | None
    refused: Text | None
    paused: Text | None
    promise: Text | None
    promise_is_late: bool
    erased: bool
    spoke: Contact | None = None
    # The promise is a plan of ours, of which they know nothing
    is_our_plan: bool = False


def opening(known: Known, *, now: datetime, zone: str) -> Text:
    """The answer before they ask: what stands, what was last, what is next."""
    if known.erased:
        return say("この方の記録はご希望により消しました。", "At their wish, what we knew of this person was erased.")
    parts = [_last(known, now, zone), _spoke(known, now, zone), _next(known)]
    if known.refused:
        # What we promised since cannot be kept by a call; the sentence must not send anybody to the telephone
        parts = [say("{refused}です。", "They told us: {refused}.", refused=known.refused), *parts[:2]]
    said = [part for part in parts if part]
    return Text("".join(part.ja for part in said), " ".join(part.en for part in said))


def _spoke(known: Known, now: datetime, zone: str) -> Text | None:
    if known.last is None or known.spoke is None:
        return None
    return say("最後にお話ししたのは{when}です。", "We last spoke {when}.", when=_when(known.spoke, known, now, zone))


def _when(contact: Contact, known: Known, now: datetime, zone: str) -> Text:
    """The day is enough, but where they spoke and we tried again on the same one."""
    days = {each.at.astimezone(ZoneInfo(zone)).date() for each in (known.last, known.spoke) if each}
    return moments.at(contact.at, now, zone) if known.spoke and len(days) == 1 else moments.ago(contact.at, now, zone)


def _last(known: Known, now: datetime, zone: str) -> Text | None:
    last = known.last
    if last is None:
        return say("まだ一度もご連絡していない方です。", "Nobody has contacted them yet.")
    ago = _when(last, known, now, zone)
    ago = Text(ago.ja, ago.en[:1].upper() + ago.en[1:])
    if last.place:
        ago = Text(f"{ago.ja}、{last.place.ja}", f"{ago.en}, {last.place.en},")
    who = Text(f"{last.member}が", last.member) if last.member else Text("こちらから", "we")
    channel = CHANNELS.get(last.channel, CHANNELS["call"])
    if last.direction == "in":
        if last.outcome == "missed":
            return say("{ago}、お電話をいただきましたが、出られませんでした。", "{ago} they called, and we missed it.", ago=ago)
        return say("{ago}、先方から{channel}をいただきました。", "{ago} we had a {channel} from them.", ago=ago, channel=channel)
    if last.channel != "call":
        return say("{ago}、{who}{channel}をお送りしました。", "{ago} {who} sent a {channel}.", ago=ago, who=who, channel=channel)
    return _called(last, known, ago, who)


def _called(last: Contact, known: Known, ago: Text, who: Text) -> Text:
    if last.reached and last.place:
        return say("{ago}、{who}お電話し、どなたかとお話しできました。", "{ago} {who} called, and somebody answered.", ago=ago, who=who)
    if last.reached:
        return say("{ago}、{who}お電話し、お話しできました。", "{ago} {who} called, and they spoke.", ago=ago, who=who)
    ja = "{ago}、{who}お電話しましたが、お話しできませんでした。" if known.spoke else "{ago}、{who}お電話しましたが、お話しできていません。"
    return say(ja, "{ago} {who} called without reaching them.", ago=ago, who=who)


def _next(known: Known) -> Text | None:
    if known.paused:
        return say("{pause}。", "{pause}.", pause=known.paused)
    if known.promise and known.is_our_plan:
        if known.promise_is_late:
            return say("{plan}にご連絡する予定を過ぎています。", "Our plan to be in touch {plan} is overdue.", plan=known.promise)
        return say("{plan}にこちらからご連絡する予定です。", "We mean to be in touch {plan}.", plan=known.promise)
    if known.promise:
        if known.promise_is_late:
            return say("{promise}のお約束を過ぎています。", "The promise for {promise} is overdue.", promise=known.promise)
        return say("{promise}にご連絡するお約束です。", "We promised to be in touch {promise}.", promise=known.promise)
    return None
