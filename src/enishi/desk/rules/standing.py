"""What people told us, said in one line each."""

from dataclasses import dataclass, field
from datetime import time
from typing import Literal
from uuid import UUID

from enishi.consideration.rules import names
from enishi.kernel.words import Text, say

State = Literal["", "good", "running", "broken"]

CHANNELS: dict[str, Text] = {channel.value: name for channel, name in names.CHANNELS.items()}
PURPOSES: dict[str, Text] = {purpose.value: name for purpose, name in names.PURPOSES.items()}
_CHANNELS_PLURAL = {"call": "calls", "text": "texts", "mail": "mail", "post": "letters", "fax": "faxes"}
_JA_DAYS = "月火水木金土日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EVERY_DAY = 127
_WORKING_DAYS = 31
_WEEKEND = 96


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that stands: what it is, who heard it when, in which words, and what a member may do about it."""

    id: UUID
    kind: str
    state: State
    mark: str
    text: Text
    words: str = ""
    heard: Text | None = None
    acts: tuple[str, ...] = field(default=())
    # Of a refusal: the one channel it is about
    channel: str = ""


def matter(*, topic: str, client: str) -> Text | None:
    """What something is about, if it is about one matter alone."""
    if topic:
        return say("「{topic}」について", "about “{topic}”", topic=topic)
    return say("{client}の件", "for {client}", client=client) if client else None


def pause(*, until: Text, agreed: bool) -> Text:
    if agreed:
        return say("{until}まで、ご連絡を控えるお約束です", "By agreement no contact until {until}", until=until)
    return say("{until}まで、こちらからは控えます", "We hold back until {until}", until=until)


def wish(*, kind: str, weekdays: int, from_time: time | None, until_time: time | None, channel: str) -> Text:
    """When and how they want to be reached."""
    if kind in {"prefer_channel", "not_channel"}:
        name = CHANNELS.get(channel, CHANNELS["call"])
        if kind == "prefer_channel":
            return say("{name}のほうがよい", "Prefers {plural}", name=name, plural=_CHANNELS_PLURAL.get(channel, ""))
        return say("{name}は困る", "Would rather have no {plural}", name=name, plural=_CHANNELS_PLURAL.get(channel, ""))
    times = _times(weekdays, from_time, until_time)
    if kind == "only_times":
        return say("ご連絡は{times}に", "Only {times}", times=times)
    return say("{times}は避けてほしい", "Not {times}", times=times)


def consent(*, channel: str) -> Text:
    return say("{name}でのご案内に同意", "Agreed to offers by {name}", name=CHANNELS.get(channel, CHANNELS["call"]))


def _times(weekdays: int, from_time: time | None, until_time: time | None) -> Text:
    days = _days(weekdays)
    if from_time is None and until_time is None:
        return days
    clock = f"{from_time:%H:%M}–" if from_time else "–"
    clock += f"{until_time:%H:%M}" if until_time else ""
    if weekdays == _EVERY_DAY:
        return Text(clock, clock)
    return say("{days} {clock}", "{days} {clock}", days=days, clock=clock)


def _days(weekdays: int) -> Text:
    if weekdays == _EVERY_DAY:
        return say("毎日", "every day")
    if weekdays == _WORKING_DAYS:
        return say("平日", "weekdays")
    if weekdays == _WEEKEND:
        return say("土日", "weekends")
    chosen = [day for day in range(7) if weekdays >> day & 1]
    return Text("・".join(_JA_DAYS[day] for day in chosen) + "曜", ", ".join(_EN_DAYS[day] for day in chosen))
