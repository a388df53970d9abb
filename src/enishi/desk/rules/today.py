"""Today: who is waiting, in which group and order, and the sentence that comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from enishi.desk.rules.number import UNKNOWN
from enishi.kernel.words import Text, many, say
from enishi.promises.rules.words import length

State = Literal["", "running", "broken"]
GroupName = Literal["waiting", "coming", "theirs", "look", "rested", "new"]

TITLES: dict[GroupName, Text] = {
    "waiting": say("お待ちの方", "Waiting for us"),
    "coming": say("これからのお約束", "Still to come"),
    "theirs": say("先方のお電話がまだの方", "They were to call, and have not"),
    "look": say("見ていただきたいこと", "To look at"),
    "rested": say("ご連絡を控える期間が明ける方", "Pauses that end today"),
    "new": say("はじめての方", "New, and nobody has spoken to them"),
}
# One short line below a title; a group without one is short
ORDERS: dict[GroupName, Text] = {
    "waiting": say(
        "お急ぎの方が先、あとはお約束の長さに比べて長くお待ちの方の順です。",
        "Urgent ones first, then who has waited longest for the time they were promised.",
    ),
    "coming": say("時刻の早い順です。", "Earliest first."),
    "theirs": say("お電話をいただく予定だった時刻の早い順です。", "By when they were to call, earliest first."),
    "rested": say("控える期間の明ける時刻の早い順です。", "By when the pause ends, earliest first."),
    "new": say("登録した日の古い順です。", "By when they were written down, oldest first."),
}
# Counting on would make every open page wait where a whole list was brought in
MOST_COUNTED = 500
_NO_MORE: Mapping[GroupName, int] = {}
_MINUTES_IN_HOUR = 60
_MINUTES_IN_DAY = 60 * 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. `key` is stable, so that a page fetched anew keeps its place; `from_at`…`due_at` only for promises of ours.

    `began_at`: since when they wait, if they do; `waited`: how long that is, while their clock says something else.
    `whose`: of an entry that is a number, whether nobody or several people hold it. `opens`: from when who waits may be called.
    """

    key: str
    group: GroupName
    person_id: UUID | None
    point_id: UUID | None
    name: str
    reason: Text
    clock: Text | None = None
    state: State = ""
    about: str = ""
    owner: str = ""
    began_at: datetime | None = None
    waited: Text | None = None
    from_at: datetime | None = None
    due_at: datetime | None = None
    whose: Text | None = None
    opens: Text | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`total`: how many belong to it; `more`: how many of them have no line here. `order`: how its lines stand, where there are several."""

    name: GroupName
    title: Text
    entries: tuple[Entry, ...]
    total: Text
    more: Text | None = None
    order: Text | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What was achieved today, for people: never how often anybody dialled."""

    reached: int
    kept: int


def shared(holders: int) -> Text:
    """Whose a number is that stands for a person."""
    if not holders:
        return UNKNOWN
    return say("{n}人の方がお使いの番号", "shared by {n} people", n=holders)


def grouped(entries: Sequence[Entry], more: Mapping[GroupName, int] = _NO_MORE) -> tuple[Group, ...]:
    """The groups that have somebody in them, each in the order given; what is still to come by the clock that stands beside it.

    `more`: how many belong to a group beyond its entries; of very many it is said that they are at least so many.
    """
    by_name = {name: tuple(entry for entry in entries if entry.group == name) for name in TITLES}
    by_name["coming"] = tuple(sorted(by_name["coming"], key=_begins))
    return tuple(_group(name, found, more.get(name, 0)) for name, found in by_name.items() if found)


def _group(name: GroupName, found: tuple[Entry, ...], more: int) -> Group:
    return Group(
        name=name,
        title=TITLES[name],
        entries=found,
        total=_people(len(found) + more, is_least=more >= MOST_COUNTED),
        more=_people(more, is_least=more >= MOST_COUNTED) if more else None,
        order=ORDERS.get(name) if len(found) > 1 else None,
    )


def _people(n: int, *, is_least: bool) -> Text:
    return say("{n}人以上", "{n} or more", n=f"{n:,}") if is_least else say("{n}人", "{n}", n=f"{n:,}")


def _begins(entry: Entry) -> float:
    return entry.from_at.timestamp() if entry.from_at else 0


def sentence(entries: Sequence[Entry], now: datetime, more: int = 0) -> Text:
    """What matters now, in words. `more`: how many have no entry, who may be thought of when there is time."""
    waiting = [entry for entry in entries if entry.group == "waiting"]
    if waiting:
        broken = [entry for entry in waiting if entry.state == "broken"]
        return _broken(waiting, broken, now) if broken else _waiting(waiting, now)
    coming = [entry for entry in entries if entry.group == "coming"]
    if coming:
        return say(
            "いまお待ちの方はいません。このあとのお約束が{n}件あります。",
            "Nobody is waiting now. {n} still to come.",
            n=many(len(coming), "promise"),
        )
    if entries:
        return say(
            "いまお待ちの方はいません。お時間のあるときに見ていただきたい方が{n}人います。",
            "Nobody is waiting now. {n} to think of when there is time.",
            n=many(len(entries) + more, "person", "people"),
        )
    return say("今日のお約束はすべて済みました。おつかれさまです。", "Everything promised for today is done. Thank you.")


def _waiting(waiting: Sequence[Entry], now: datetime) -> Text:
    longest = max((now - entry.began_at for entry in waiting if entry.began_at), default=None)
    if longest is None:
        return say("{n}人が私たちをお待ちです。", "{n} waiting for us.", n=many(len(waiting), "person is", "people are"))
    return say(
        "{n}人が私たちをお待ちです。いちばん長い方は{length}です。" if len(waiting) > 1 else "おひとりがお待ちです。{length}たちました。",
        "{n} people are waiting for us, the longest for {length}." if len(waiting) > 1 else "One person has been waiting for {length}.",
        n=len(waiting),
        length=span(longest),
    )


def _broken(waiting: Sequence[Entry], broken: Sequence[Entry], now: datetime) -> Text:
    """Late is graver than long: who is latest is said as their own line says it."""
    late = length(max((now - entry.due_at for entry in broken if entry.due_at), default=timedelta(0)))
    if len(waiting) == 1:
        return say(
            "おひとりがお待ちです。お約束の時刻を{late}過ぎています。",
            "One person is waiting, and we are {late} late.",
            late=late,
        )
    return say(
        "{n}人が私たちをお待ちです。お約束の時刻を過ぎた方が{m}人、いちばん長い方は{late}過ぎています。"
        if len(broken) > 1
        else "{n}人が私たちをお待ちです。お約束の時刻を{late}過ぎた方が1人います。",
        "{n} people are waiting for us. {m} of them are past the time we promised, the latest by {late}."
        if len(broken) > 1
        else "{n} people are waiting for us. One of them is {late} late.",
        n=len(waiting),
        m=len(broken),
        late=late,
    )


def waited(wait: timedelta) -> Text:
    """How long somebody has waited, beside their name."""
    return say("{length}お待ち", "waiting {length}", length=span(wait))


def span(wait: timedelta) -> Text:
    """A wait in its largest unit: the first sentence and the line say the same."""
    minutes = int(wait.total_seconds() // 60)
    if minutes >= _MINUTES_IN_DAY:
        return say("{n}日", "{n}", n=many(minutes // _MINUTES_IN_DAY, "day"))
    if minutes >= _MINUTES_IN_HOUR:
        return say("{n}時間", "{n}", n=many(minutes // _MINUTES_IN_HOUR, "hour"))
    return say("{n}分", "{n}", n=many(max(minutes, 1), "minute"))
