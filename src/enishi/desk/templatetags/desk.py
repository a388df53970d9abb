"""Filters for pages: numbers and moments as people read them."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from enishi.desk.rules import moments
from enishi.desk.rules.lived import Event
from enishi.desk.rules.standing import CHANNELS
from enishi.kernel import clock, phones
from enishi.kernel.words import Text, many, say
from enishi.people import rules
from enishi.people.queries import Card, Found
from enishi.promises.queries import Owed

register = template.Library()


@register.filter
def pretty(value: str) -> str:
    """A telephone number in groups; anything else as it is."""
    return phones.pretty(value) if value.startswith("+") else value


_NUMBER = re.compile(r"\+?[0-9]{1,5}(?:-[0-9]{1,5}){1,3}")


@register.filter
def unbroken(text: object) -> SafeString:
    """A text in which no telephone number is broken at the end of a line."""
    return mark_safe(_NUMBER.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(str(text))))  # noqa: S308 - escaped before


@register.filter
def called(person: Found | Card) -> Text:
    """A name with its 様, or that it is not known."""
    return rules.called(person.name, person.honorific)


@register.filter
def moment(value: datetime | None, zone: object) -> Text | str:
    """今日 14:05, on the clock of `zone`."""
    return moments.at(value, clock.now(), str(zone)) if value else ""


@register.filter
def day_of(value: date, zone: object) -> Text:
    """11月22日(日), with the year where it is another one."""
    return moments.day_of(value, clock.local_day(clock.now(), str(zone)))


@register.filter
def day(value: date | None) -> Text | str:
    """2026年11月22日, in words short enough for a list."""
    if value is None:
        return ""
    return Text(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {value:%b} {value.year}")


_ENDED = {
    "number_dead": say("使われていない番号", "not in use"),
    "number_changed": say("番号が変わった", "number changed"),
    "wrong_person": say("別の方だった", "somebody else’s"),
    "left_company": say("退職された", "left the company"),
    "moved": say("引っ越された", "moved"),
    "bounced": say("届かなかった", "bounced"),
    "corrected": say("書き直した", "corrected"),
}
_USES = {"household": say("ご家庭の番号", "household"), "switchboard": say("代表番号", "switchboard"), "personal": say("", "")}
_MARKS = {"phone": "call", "email": "mail", "postal": "post"}


@register.filter
def ended_because(code: str) -> Text | str:
    """Why somebody no longer holds a number."""
    return _ENDED.get(code, "")


@register.filter
def use_of(code: str) -> Text | str:
    return _USES.get(code, "")


@register.filter
def mark_of(kind: str) -> str:
    """The mark of a kind of contact point or of a channel."""
    return _MARKS.get(kind, kind)


@register.filter
def reason(promise: Owed) -> Text:
    return promise.reason(clock.now())


@register.filter
def clock_of(promise: Owed) -> Text:
    return promise.clock(clock.now())


@register.filter
def is_late(promise: Owed) -> bool:
    return promise.is_late(clock.now())


@register.filter
def is_running(promise: Owed) -> bool:
    """Its clock runs: we owe it, and its time has begun."""
    return promise.owed_by == "us" and promise.from_at <= clock.now()


@register.filter
def window(promise: Owed, zone: object) -> Text:
    """From when until when, in words."""
    return moments.between(promise.from_at, promise.due_at, clock.now(), str(zone))


@register.filter
def said_of(event: Event) -> Text:
    """What a mark in the picture was."""
    name = CHANNELS.get(event.channel, CHANNELS["call"])
    if not event.ours:
        return say("先方から{name}", "{name} from them", name=name)
    return say("{name}(お話しできた)", "{name}, we spoke", name=name) if event.talked else name


@register.filter
def figure(value: int) -> str:
    """1,234."""
    return f"{value:,}"


@register.filter
def counted(value: int, what: str) -> Text:
    """3 rows; in Japanese the number alone. `what`: "row", or "person,people"."""
    one, _, more = what.partition(",")
    return many(value, one, more)


@register.filter
def words(value: str) -> list[str]:
    """Words of a literal, to loop over."""
    return value.split()
