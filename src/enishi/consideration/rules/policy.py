"""A policy: for each purpose and channel, what we hold ourselves to. Values only; `reading` makes them from TOML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from enishi.kernel.words import Text

from .times import ALL_DAY, Ranges, Week
from .vocabulary import Channel, Counts, MetAs, Purpose

EVERY_DAY = 127
YEAR_DAYS = 365
# Longer than anybody is rung: a window that never moves on
EVER_DAYS = 36_500


class Span(NamedTuple):
    """Days of every year from (month, day) to (month, day), both included; may pass new year."""

    start: tuple[int, int]
    end: tuple[int, int]

    def holds(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.start <= self.end:
            return self.start <= here <= self.end
        return here >= self.start or here <= self.end


@dataclass(frozen=True, slots=True)
class Limits:
    """What binds one purpose on one channel. A day is the person's local day; None and 0 mean no such limit.

    `per_day`, `per_window` in `window_days` (`EVER_DAYS` or more: in all): contacts on this channel. `contacts_per_day`: over all
    channels. `per_day_of_request`: in place of `per_day` on the day the person asked. `per_request`: what one request, order or promise
    of theirs is worth on this channel, in place of what `EvidenceLimits` says over all channels.
    `counts`: which contacts those caps count. `without_conversation`: tries since we last spoke, within
    `without_conversation_days`. `stop_after` tries with no conversation, rest `stop_days` from the last.
    `rest_after_conversation_days`: the day of the conversation is the first; what they asked for in it or since is not held back.
    `hours`: minutes after midnight on the person's clock, `saturday_hours` in their place on Saturdays; `their_times_first`: the hours
    that a person named are open besides; `on_shift`: our own hours. `after_channel`: something must have gone out there first, since
    they asked if they did. `switchboard_if_asked`: to a switchboard only what they asked for.
    """

    consent: bool = False
    hours: Ranges = ALL_DAY
    saturday_hours: Ranges | None = None
    their_times_first: bool = False
    on_shift: bool = False
    weekdays: int = EVERY_DAY
    on_holidays: bool = True
    closed: tuple[Span, ...] = ()
    counts: Counts = Counts.ALL
    contacts_per_day: int | None = None
    per_day: int | None = None
    per_day_of_request: int | None = None
    per_request: int | None = None
    per_window: int | None = None
    window_days: int | None = None
    without_conversation: int | None = None
    without_conversation_days: int = YEAR_DAYS
    switchboard_per_day: int | None = None
    switchboard_if_asked: bool = False
    min_gap_minutes: int = 0
    rest_after_conversation_days: int = 0
    rest_after_not_now_days: int = 0
    stop_after: int | None = None
    stop_days: int = 0
    after_channel: Channel | None = None

    @property
    def week(self) -> Week:
        """The hours of each day, Monday first."""
        plain = self.hours
        return (plain, plain, plain, plain, plain, self.saturday_hours or plain, plain)


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """What evidence is worth. `reply_within_days`: how old an unanswered contact of theirs may be.
    `attempts_per_request`: what one request is worth. `at_once_minutes`: right after they called, no hours bind a reply.
    """

    reply_within_days: int = 14
    attempts_per_request: int = 3
    at_once_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """`limits` has no entry for a purpose or channel that is closed. `notices`: what a team loosened, said aloud."""

    name: str
    title: Text
    met_as: frozenset[MetAs]
    limits: Mapping[tuple[Purpose, Channel], Limits]
    evidence: EvidenceLimits = EvidenceLimits()
    notes: tuple[Text, ...] = ()
    notices: tuple[Text, ...] = field(default=(), compare=False)

    def for_contact(self, purpose: Purpose, channel: Channel) -> Limits | None:
        """The limits, or None when the policy lets no such contact out."""
        return self.limits.get((purpose, channel))

    @property
    def memory_days(self) -> int:
        """How far back the contacts must be known for every limit to be judged rightly."""
        spans = [self.evidence.reply_within_days]
        for limits in self.limits.values():
            spans += [
                limits.window_days or 0,
                limits.without_conversation_days if limits.without_conversation else 0,
                limits.rest_after_conversation_days,
                (limits.stop_after + 1) * limits.stop_days if limits.stop_after else 0,
                YEAR_DAYS if limits.after_channel else 0,
            ]
        return max(spans)
