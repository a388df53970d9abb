"""A policy's limits as small tables, one row a channel. A limit this form does not know is an error, never passed over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from enishi.consideration.rules.packs import governing
from enishi.consideration.rules.policy import EVER_DAYS, Limits, Policy
from enishi.consideration.rules.vocabulary import ORDER, Channel, Code, MetAs, Purpose
from enishi.kernel.words import Text, say

KNOWN = frozenset(
    {
        "consent",
        "hours",
        "on_shift",
        "weekdays",
        "on_holidays",
        "closed",
        "counts",
        "contacts_per_day",
        "per_day",
        "per_window",
        "window_days",
        "without_conversation",
        "without_conversation_days",
        "switchboard_per_day",
        "min_gap_minutes",
        "rest_after_conversation_days",
        "rest_after_not_now_days",
        "stop_after",
        "stop_days",
        "after_channel",
        "saturday_hours",
        "their_times_first",
        "switchboard_if_asked",
        # These two ask what the person asked for: without evidence they bind nothing
        "per_day_of_request",
        "per_request",
    }
)
_MINUTES_A_DAY = 1440


class LimitIsNotKnown(Exception):
    """A policy holds a limit that is not judged set-wise; `text` names it."""

    def __init__(self, policy: Policy, name: str) -> None:
        self.text: Text = say(
            "決めごと「{policy}」の「{name}」は、全員をまとめて見る計算ではまだ扱えません。",
            "The limit “{name}” of the policy “{policy}” is not yet judged over everybody at once.",
            policy=policy.title,
            name=name,
        )
        super().__init__(self.text.en)


def check(policy: Policy) -> None:
    """Raises LimitIsNotKnown for a limit that is set and that this form would pass over."""
    for limits in policy.limits.values():
        for field in fields(limits):
            if field.name not in KNOWN and getattr(limits, field.name) != field.default:
                raise LimitIsNotKnown(policy, field.name)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` in the `span` days that end with today; which of our contacts, the flags say."""

    code: Code
    most: int
    span: int
    every_channel: bool = False
    fruitless: bool = False
    board: bool = False

    @property
    def is_in_all(self) -> bool:
        """A window that never moves on."""
        return self.span >= EVER_DAYS


def caps(limits: Limits) -> Iterator[Cap]:
    """The caps of one purpose on one channel."""
    if limits.contacts_per_day:
        yield Cap(Code.CAP_CONTACTS_PER_DAY, limits.contacts_per_day, 1, every_channel=True)
    if limits.per_day:
        yield Cap(Code.CAP_PER_DAY, limits.per_day, 1)
    if limits.switchboard_per_day:
        yield Cap(Code.CAP_SWITCHBOARD, limits.switchboard_per_day, 1, board=True)
    if limits.per_window and limits.window_days:
        yield Cap(Code.CAP_WINDOW, limits.per_window, limits.window_days)
    if limits.without_conversation:
        yield Cap(Code.CAP_WITHOUT_CONVERSATION, limits.without_conversation, limits.without_conversation_days, fruitless=True)


def bit(code: Code) -> int:
    """Reasons are kept as a set of bits: the most telling is the lowest."""
    return 1 << ORDER[code]


def codes_of(mask: int) -> str:
    """The codes of a set, in the order in which they are told, apart by a space."""
    return " ".join(code.value for code in Code if mask & bit(code))


@dataclass(frozen=True, slots=True)
class Bound:
    """The limits of one channel for everybody who is met in one way; closed where the policy lets nothing out."""

    met_as: MetAs
    purpose: Purpose
    channel: Channel
    limits: Limits
    is_closed: bool


def bounds(policy: Policy, purpose: Purpose) -> list[Bound]:
    """The limits of a purpose, each person being governed as `governing` says. Raises LimitIsNotKnown."""
    found = []
    for met_as in MetAs:
        own = governing(policy, met_as)
        check(own)
        for channel in Channel:
            limits = own.for_contact(purpose, channel)
            found.append(Bound(met_as, purpose, channel, limits or Limits(), limits is None))
    return found


def limit_rows(bounds: Iterable[Bound]) -> list[dict[str, Any]]:
    """One row a way to be met and a channel: what the rules of a place need to know of its limits."""
    return [
        {
            "for_met": bound.met_as.value,
            "for_channel": bound.channel.value,
            "needs_consent": bound.limits.consent,
            "counts": bound.limits.counts.value,
            "gap_minutes": bound.limits.min_gap_minutes,
            "rest_days": bound.limits.rest_after_conversation_days,
            "not_now_days": bound.limits.rest_after_not_now_days,
            "most_in_all": max((cap.most for cap in caps(bound.limits) if cap.is_in_all), default=0),
            "stop_after": bound.limits.stop_after or 0,
            "stop_days": bound.limits.stop_days,
            "first_channel": bound.limits.after_channel.value if bound.limits.after_channel else None,
            "if_asked": bound.limits.switchboard_if_asked,
            "is_closed": bound.is_closed,
        }
        for bound in bounds
    ]


def cap_rows(bounds: Iterable[Bound]) -> list[dict[str, Any]]:
    """One row a cap whose window moves on."""
    return [
        {
            "for_met": bound.met_as.value,
            "for_channel": bound.channel.value,
            "code": bit(cap.code),
            "most": cap.most,
            "span": cap.span,
            "every_channel": cap.every_channel,
            "fruitless": cap.fruitless,
            "board": cap.board,
        }
        for bound in bounds
        for cap in caps(bound.limits)
        if not cap.is_in_all
    ]


def longest_days(bounds: Iterable[Bound]) -> int:
    """For how long after a moment any of the limits may still hold."""
    spans = [0]
    for limits in (bound.limits for bound in bounds):
        spans += [0 if cap.is_in_all else cap.span for cap in caps(limits)]
        spans += [limits.without_conversation_days, limits.rest_after_conversation_days]
        spans += [limits.rest_after_not_now_days, limits.stop_days, limits.min_gap_minutes // _MINUTES_A_DAY + 1]
    return max(spans)
