"""A policy in plain sentences: every limit of every purpose, so that a manager can read what the gate holds them to."""

from collections.abc import Callable, Iterator

from enishi.kernel.words import Text, many, say

from . import names
from .policy import EVER_DAYS, EVERY_DAY, Limits, Policy, Span
from .times import ALL_DAY, Ranges, clock_text, spoken_length
from .vocabulary import DAYS, Channel, Counts, MetAs, Purpose

_JA_DAYS = "月火水木金土日"
_MET_AS = {
    MetAs.CONSUMER: say("個人", "consumers"),
    MetAs.BUSINESS: say("法人", "businesses"),
    MetAs.INTERNAL: say("社内", "colleagues"),
}


def explain(policy: Policy) -> list[Text]:
    """One sentence a limit. Change any limit and some sentence changes."""
    met = [_MET_AS[met_as] for met_as in MetAs if met_as in policy.met_as]
    whom = Text("・".join(text.ja for text in met), ", ".join(text.en for text in met))
    heading = say("決めごと「{title}」({whom})", "Policy “{title}” ({whom})", title=policy.title, whom=whom)
    sentences = [heading, *_evidence(policy)]
    for purpose in Purpose:
        sentences += _purpose(policy, purpose)
    return [*sentences, *policy.notes]


def _evidence(policy: Policy) -> Iterator[Text]:
    limits = policy.evidence
    yield say(
        "折り返しは、先方の連絡から{days}日以内です。",
        "We call back within {days} of their contact.",
        days=many(limits.reply_within_days, "day"),
    )
    yield say(
        "先方のご依頼1件につき、試みるのは{worth}回までです。",
        "One request of theirs is worth {worth}.",
        worth=many(limits.attempts_per_request, "attempt"),
    )
    if not limits.at_once_minutes:
        yield say("すぐの折り返しも、時間帯を守ります。", "Calling back keeps to the hours, however soon.")
        return
    yield say(
        "先方の連絡から{minutes}分以内の折り返しは、時間帯を問いません。",
        "Within {minutes} of their contact, any hour will do to call back.",
        minutes=many(limits.at_once_minutes, "minute"),
    )


def _purpose(policy: Policy, purpose: Purpose) -> Iterator[Text]:
    open_ = {channel: limits for channel in Channel if (limits := policy.for_contact(purpose, channel))}
    shut = [channel for channel in Channel if channel not in open_]
    if shut:
        yield say("{contact}: 行いません。", "{contact}: none.", contact=names.contact(purpose, *shut))
    for sentence in _SENTENCES:
        said: dict[Text, list[Channel]] = {}
        for channel, limits in open_.items():
            if text := sentence(limits):
                said.setdefault(text, []).append(channel)
        for text, channels in said.items():
            yield say("{contact}: {text}", "{contact}: {text}", contact=names.contact(purpose, *channels), text=text)


def _consent(limits: Limits) -> Text | None:
    return say("ご本人の同意をいただいてから。", "only with their consent.") if limits.consent else None


def _hours(limits: Limits) -> Text:
    if limits.on_shift:
        return say("勤務時間内。", "on shift.")
    if limits.hours == ALL_DAY:
        return say("時間帯を問いません。", "at any hour.")
    return say("{hours}(相手の時刻)。", "{hours} on their clock.", hours=_spoken_ranges(limits.hours))


def _saturdays(limits: Limits) -> Text | None:
    if limits.saturday_hours is None:
        return None
    if limits.saturday_hours == ALL_DAY:
        return say("土曜日は時間帯を問いません。", "on Saturdays at any hour.")
    return say("土曜日は{hours}。", "on Saturdays {hours}.", hours=_spoken_ranges(limits.saturday_hours))


def _spoken_ranges(ranges: Ranges) -> Text:
    spans = [(clock_text(start), clock_text(end)) for start, end in ranges]
    return Text("、".join(f"{start}〜{end}" for start, end in spans), ", ".join(f"{start}–{end}" for start, end in spans))


def _weekdays(limits: Limits) -> Text | None:
    if limits.weekdays == EVERY_DAY:
        return None
    days = [day for day in range(7) if limits.weekdays >> day & 1]
    ja, en = "・".join(_JA_DAYS[day] for day in days), ", ".join(DAYS[day].capitalize() for day in days)
    return Text(f"{ja}曜日だけ。", f"only on {en}.")


def _holidays(limits: Limits) -> Text | None:
    return None if limits.on_holidays else say("祝日は控えます。", "not on national holidays.")


def _closed(limits: Limits) -> Text | None:
    if not limits.closed:
        return None
    ja = "、".join(_span(span, "{}月{}日", "〜") for span in limits.closed)
    en = ", ".join(_span(span, "{}/{}", "–") for span in limits.closed)
    return Text(f"毎年{ja}は控えます。", f"not on {en} of any year.")


def _span(span: Span, day: str, dash: str) -> str:
    start, end = day.format(*span.start), day.format(*span.end)
    return start if start == end else f"{start}{dash}{end}"


_COUNTED = {
    Counts.ALL: say("回数は目的を問わず数えます", "every contact of ours counts"),
    Counts.PURPOSE: say("回数は同じ目的のものだけ数えます", "only those of the same purpose count"),
    Counts.MATTER: say("回数は同じ用件のものだけ数えます", "only those about the same matter count"),
}


def _counts(limits: Limits) -> Text | None:
    caps = (limits.contacts_per_day, limits.per_day, limits.per_day_of_request, limits.per_window)
    fruitless = (limits.without_conversation, limits.stop_after)
    if not any((*caps, *fruitless)) and not limits.min_gap_minutes and limits.counts is Counts.ALL:
        return None
    return say("{how}。", "{how}.", how=_COUNTED[limits.counts])


def _number(name: str, ja: str, en: str, counted: str = "") -> Callable[[Limits], Text | None]:
    def sentence(limits: Limits) -> Text | None:
        value = getattr(limits, name)
        return say(ja, en, n=many(value, counted) if counted else value) if value else None

    return sentence


def _flag(name: str, ja: str, en: str) -> Callable[[Limits], Text | None]:
    return lambda limits: say(ja, en) if getattr(limits, name) else None


def _gap(limits: Limits) -> Text | None:
    gap = limits.min_gap_minutes
    return say("{length}は間をあけます。", "{length} apart.", length=spoken_length(gap)) if gap else None


def _window(limits: Limits) -> Text | None:
    if not limits.per_window:
        return None
    if (limits.window_days or 0) >= EVER_DAYS:
        return say("通算{most}回まで。", "at most {most} in all.", most=limits.per_window)
    return say("{days}日に{most}回まで。", "at most {most} in {days}.", days=many(limits.window_days or 0, "day"), most=limits.per_window)


def _fruitless(limits: Limits) -> Text | None:
    if not limits.without_conversation:
        return None
    return say(
        "お話しできないままなら、{days}日に{most}回まで。",
        "at most {most} in {days} without a conversation.",
        days=many(limits.without_conversation_days, "day"),
        most=limits.without_conversation,
    )


def _stop(limits: Limits) -> Text | None:
    if not limits.stop_after:
        return None
    return say(
        "{after}回つながらなければ、{days}日お休みします。",
        "after {after} without a conversation, {days} of rest.",
        after=many(limits.stop_after, "try", "tries"),
        days=many(limits.stop_days, "day"),
    )


def _after(limits: Limits) -> Text | None:
    if limits.after_channel is None:
        return None
    return say("まず{first}でご連絡してから。", "only after a first {first}.", first=names.CHANNELS[limits.after_channel])


_SENTENCES: tuple[Callable[[Limits], Text | None], ...] = (
    _consent,
    _number("contacts_per_day", "ほかの連絡方法と合わせて1日{n}回まで。", "at most {n} a day over all channels."),
    _number("per_day", "1日{n}回まで。", "at most {n} a day."),
    _number("per_day_of_request", "ご依頼のあった日は{n}回まで。", "at most {n} on the day they asked."),
    _number(
        "per_request",
        "ご依頼・ご注文1件につき{n}回まで(ほかの連絡方法は別に数えます)。",
        "at most {n} for one request or order, other channels apart.",
    ),
    _window,
    _fruitless,
    _number(
        "switchboard_per_day", "代表番号へは、皆さま合わせて1日{n}回まで。", "at most {n} a day to a switchboard, over all its people."
    ),
    _flag("switchboard_if_asked", "代表番号へは、ご依頼やお約束のあるときだけ。", "to a switchboard only what they asked for."),
    _counts,
    _gap,
    _number("rest_after_conversation_days", "お話ししてから{n}日は間をあけます。", "{n} of rest after a conversation.", "day"),
    _number(
        "rest_after_not_now_days",
        "「いまは不要」のあとは、日を約束していなければ{n}日お休みします。",
        "{n} of rest after “not now”, unless a date was agreed.",
        "day",
    ),
    _stop,
    _after,
    _hours,
    _saturdays,
    _flag("their_times_first", "ご本人の指定された時間があれば、そちらを優先します。", "the times they named come first."),
    _weekdays,
    _holidays,
    _closed,
)
