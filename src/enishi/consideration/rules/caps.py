"""How often: caps by the person's own days, rests, gaps and stops."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from enishi.kernel.clock import local_day
from enishi.kernel.words import Text, many

from . import names
from .case import Case, Rule, from_then, never, telling, went_out
from .policy import EVER_DAYS
from .times import day_start, spoken_length
from .view import Contact
from .vocabulary import Channel, Code, Direction, Use, WishKind

# The days of contacts as ordinals, one for each contact, in order
Days = list[int]


def rules(case: Case) -> Iterator[Rule]:
    """Every cap and rest of the policy, on each clock the person may live by."""
    same = [contact for contact in case.counted() if contact.channel is case.proposal.channel]
    for zone in case.view.zones:
        yield from _daily(case, same, zone)
        yield from _windows(case, same, zone)
        yield from _rest(case, zone)
        yield from _stop(case, same, zone)
    yield from _gap(case, same)
    yield from _order(case)


def _daily(case: Case, same: Iterable[Contact], zone: str) -> Iterator[Rule]:
    limits = case.limits
    if limits.contacts_per_day:
        text = telling(
            "連絡は合わせて1日{most}回までです。", "At most {most} a day over all channels.", most=many(limits.contacts_per_day, "contact")
        )
        yield Rule(Code.CAP_CONTACTS_PER_DAY, text, _window(_days(case.counted(), zone), limits.contacts_per_day, 1, zone))
    yield from _per_day(case, _days(same, zone), zone)
    if limits.switchboard_per_day and case.point and case.point.use is Use.SWITCHBOARD:
        text = telling(
            "この代表番号へは、皆さま合わせて1日{most}回までです。",
            "At most {most} a day to this switchboard, over all its people.",
            most=limits.switchboard_per_day,
        )
        yield Rule(Code.CAP_SWITCHBOARD, text, _window(_days(_at_switchboard(case), zone), limits.switchboard_per_day, 1, zone))


def _per_day(case: Case, days: Days, zone: str) -> Iterator[Rule]:
    """The day on which they asked has a cap of its own."""
    most, most_then, channel = case.limits.per_day, case.limits.per_day_of_request, names.CHANNELS[case.proposal.channel]
    then = local_day(case.asked_at, zone).toordinal() if case.asked_at and most_then else None
    if most:
        text = telling("{channel}は1日{most}回までです。", "At most {most} by {channel} a day.", channel=channel, most=most)
        yield Rule(Code.CAP_PER_DAY, text, _window([day for day in days if day != then], most, 1, zone))
    if most_then:
        text = telling(
            "ご依頼のあった日の{channel}は{most}回までです。",
            "At most {most} by {channel} on the day they asked.",
            channel=channel,
            most=most_then,
        )
        yield Rule(Code.CAP_PER_DAY, text, _window([day for day in days if day == then], most_then, 1, zone))


def _windows(case: Case, same: Sequence[Contact], zone: str) -> Iterator[Rule]:
    limits, channel = case.limits, names.CHANNELS[case.proposal.channel]
    if limits.per_window and (limits.window_days or 0) >= EVER_DAYS:
        text = telling("{channel}は通算{most}回までです。", "At most {most} by {channel} in all.", channel=channel, most=limits.per_window)
        if len(same) >= limits.per_window:
            yield Rule(Code.CAP_WINDOW, text, never)
    elif limits.per_window and limits.window_days:
        yield Rule(
            Code.CAP_WINDOW,
            telling(
                "{channel}は{days}日に{most}回までです。",
                "At most {most} by {channel} in {days}.",
                channel=channel,
                days=many(limits.window_days, "day"),
                most=limits.per_window,
            ),
            _window(_days(same, zone), limits.per_window, limits.window_days, zone),
        )
    if limits.without_conversation:
        days = limits.without_conversation_days
        text = telling(
            "お話しできないままの{channel}は{days}日に{most}回までです。",
            "At most {most} by {channel} in {days} without a conversation.",
            channel=channel,
            days=many(days, "day"),
            most=limits.without_conversation,
        )
        yield Rule(
            Code.CAP_WITHOUT_CONVERSATION, text, _window(_days(_fruitless(case, same), zone), limits.without_conversation, days, zone)
        )


def _days(contacts: Iterable[Contact], zone: str) -> Days:
    return sorted(local_day(contact.counted_at, zone).toordinal() for contact in contacts)


def _window(counted: Days, most: int, span: int, zone: str) -> Callable[[datetime], datetime]:
    """Open while fewer than `most` fall in the `span` days that end with today."""

    def opens(moment: datetime) -> datetime:
        day = today = local_day(moment, zone).toordinal()
        while (inside := bisect_right(counted, day)) - bisect_right(counted, day - span) >= most:
            # The window has room again when the oldest of its last `most` leaves it
            day = counted[inside - most] + span
        return moment if day == today else day_start(date.fromordinal(day), zone)

    return opens


def _at_switchboard(case: Case) -> list[Contact]:
    everybody = (*case.view.contacts, *case.view.permits, *case.view.switchboard)
    return [
        contact
        for contact in everybody
        if contact.point == case.proposal.point and contact.channel is case.proposal.channel and went_out(contact, case.view)
    ]


def _fruitless(case: Case, same: Iterable[Contact]) -> list[Contact]:
    """Our tries since we last spoke, and since they asked for this. Whoever answers, calls us or asks again starts afresh."""
    spoke = max((contact.at for contact in case.conversations()), default=None)
    tries = [contact for contact in same if not contact.reached and (spoke is None or contact.at > spoke)]
    return [contact for contact in tries if case.asked_at is None or contact.at >= case.asked_at]


def _rest(case: Case, zone: str) -> Iterator[Rule]:
    days = case.limits.rest_after_conversation_days
    spoke = max((contact.at for contact in case.conversations()), default=None)
    # 12 CFR 1006.14(b)(3)(i): consent given in that conversation or since lifts the rest; it is as young as the rest itself
    if days and spoke and not (case.asked_at and case.asked_at >= spoke):
        text = telling("お話ししてから{days}日は間をあけます。", "We rest {days} after a conversation.", days=many(days, "day"))
        yield Rule(Code.REST_AFTER_CONVERSATION, text, from_then(day_start(local_day(spoke, zone) + timedelta(days=days), zone)))


def _stop(case: Case, same: Iterable[Contact], zone: str) -> Iterator[Rule]:
    after, days = case.limits.stop_after, case.limits.stop_days
    if not after:
        return
    ends = [run[-1] for run in _runs(sorted(local_day(contact.at, zone) for contact in _fruitless(case, same)), days) if len(run) >= after]
    if ends:
        text = telling(
            "{after}回つながらなかったので、{days}日お休みします。",
            "After {after} without a conversation we rest {days}.",
            after=many(after, "try", "tries"),
            days=many(days, "day"),
        )
        yield Rule(Code.STOPPED, text, from_then(day_start(max(ends) + timedelta(days=days), zone)))


def _runs(tries: list[date], days: int) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in tries:
        if runs and day - runs[-1][-1] < timedelta(days=days):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _gap(case: Case, same: Iterable[Contact]) -> Iterator[Rule]:
    minutes = case.limits.min_gap_minutes
    last = max((contact.counted_at for contact in same), default=None)
    if minutes and last:
        text = _gap_text(minutes)
        yield Rule(Code.GAP, text, from_then(last + timedelta(minutes=minutes)))


def _gap_text(minutes: int) -> Callable[[], Text]:
    return telling("前の連絡から{length}は間をあけます。", "We leave {length} after the last contact.", length=spoken_length(minutes))


def _order(case: Case) -> Iterator[Rule]:
    first = case.limits.after_channel
    if first is None or not _can_go(case, first) or _would_rather(case, first):
        return
    tries = (contact.at for contact in case.view.contacts if _went(contact, case, first))
    sent = min((moment for moment in tries if case.asked_at is None or moment >= case.asked_at), default=None)
    text = telling("まず{first}でご連絡してからです。", "Something goes by {first} first.", first=names.CHANNELS[first])
    yield Rule(Code.CHANNEL_ORDER, text, from_then(sent) if sent else never)


def _can_go(case: Case, channel: Channel) -> bool:
    return any(channel in point.channels and not point.ended for point in case.view.points)


def _would_rather(case: Case, first: Channel) -> bool:
    """Who wishes for this channel, or not for the first, is not made to go through it."""
    there = {(WishKind.PREFER_CHANNEL, case.proposal.channel), (WishKind.NOT_CHANNEL, first)}
    return any((wish.kind, wish.channel) in there for wish in case.view.wishes)


def _went(contact: Contact, case: Case, channel: Channel) -> bool:
    return contact.channel is channel and contact.direction is Direction.OUT and contact.person in case.view.cluster
