"""What a picture shows, in words: its text alternative, and the sentence that stands above it."""

from collections.abc import Sequence
from datetime import date

from enishi.kernel.business import weekday
from enishi.kernel.phones import pretty
from enishi.kernel.words import Text, many, say

from .moments import Counts, Lived, Ring, Written, counts

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_NUMBER = 18
UNKNOWN_NUMBER = say("番号の記録なし", "number not in the log")
CHANNELS = {
    "text": say("SMS", "text"),
    "mail": say("メール", "mail"),
    "post": say("手紙", "letter"),
    "fax": say("FAX", "fax"),
    "form": say("お問い合わせ", "inquiry"),
}
LEGEND = (
    ("ring", say("鳴っただけの電話", "rang, nobody spoke")),
    ("other", say("別の番号から鳴った電話", "rang from another number")),
    ("unsure", say("鳴った電話(結果の記録なし)", "rang, the rest is not in the log")),
    ("talk", say("お話しできた電話", "we spoke")),
    ("slip", say("SMS・メール・手紙", "text, mail, letter")),
    ("theirs", say("先方から", "from them")),
)


def joined(parts: Sequence[Text]) -> Text:
    """Sentences after one another: Japanese without, English with a space between."""
    return Text("".join(part.ja for part in parts), " ".join(part.en for part in parts))


def marked(said: Text, *, planned: bool) -> Text:
    """A title that says where its picture is drawn from a plan: nobody may take it for a record."""
    return say("{said}(予定)", "{said} (planned)", said=said) if planned else said


def day_name(day: date) -> Text:
    """11月24日(火) · Tue 24 Nov."""
    name = weekday(day)
    return Text(f"{day.month}月{day.day}日({name.ja[0]})", f"{name.en[:3]} {day.day} {_MONTHS[day.month - 1]}")


def short_day(day: date) -> Text:
    """11/24 · 24/11."""
    return Text(f"{day.month}/{day.day}", f"{day.day}/{day.month}")


def row_day(day: date) -> Text:
    """11/24 火 · Tue 24."""
    name = weekday(day)
    return Text(f"{day.month}/{day.day} {name.ja[0]}", f"{name.en[:3]} {day.day}")


def number_shown(number: str | None) -> str:
    """The number as a telephone shows it; a keyed hash by its beginning."""
    if number is None:
        return str(UNKNOWN_NUMBER)
    if number == "":
        return str(say("非通知", "number withheld"))
    written = pretty(number) if number.startswith("+") else number
    return written if len(written) <= _LONG_NUMBER else f"{written[:_LONG_NUMBER]}…"


def length(seconds: int) -> Text:
    """3分20秒 · 3 min 20 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return say("{s}秒", "{s} s", s=rest)
    return say("{m}分{s}秒", "{m} min {s} s", m=minutes, s=rest) if rest else say("{m}分", "{m} min", m=minutes)


def finding(lived: Lived) -> Text:
    """What these days were like, or what a planned process would make of them."""
    found, planned = counts(lived.moments), lived.planned
    span = _span(lived)
    if not lived.moments:
        return say("{span}、電話もSMSもありません。", "{span}: no call, no text.", span=span)
    talks = [*_numbers(found), *_talks(found, planned=planned), *_cut_off(found)] if found.rings else []
    return joined([_rings(found, span, planned=planned), *talks, *_written(found, planned=planned), *_theirs(found)])


def headline(lives: Sequence[Lived]) -> tuple[Text, Text]:
    """The finding of one picture of one or two people: how often it rang for each, and whether anybody spoke."""
    found = [counts(lived.moments) for lived in lives]
    each = [_often(lived.days, one) for lived, one in zip(lives, found, strict=True)]
    verb = say("鳴ります", "rings") if lives[0].planned else say("鳴りました", "rang")
    if len(lives) == 1:
        first = say("電話が、{often}{verb}。", "The telephone {verb} {often}.", often=each[0], verb=verb)
        return first, joined([*_numbers(found[0]), *_talks(found[0], planned=lives[0].planned)])
    first = say("一方の電話は{a}、もう一方は{b}{verb}。", "One telephone {verb} {a}, the other {b}.", a=each[0], b=each[1], verb=verb)
    return first, _both_spoke(found, planned=lives[0].planned)


def tally(lived: Lived, beside: Sequence[Lived] = ()) -> tuple[tuple[Text, Text], ...]:
    """The figures next to a picture, the same ones for everybody `beside` it: what is counted, and how often."""
    found = counts(lived.moments)
    channels = dict.fromkeys(channel for one in (lived, *beside) for channel in counts(one.moments).written)
    rows = [(say("着信", "rings"), Text(f"{found.rings:,}回", f"{found.rings:,}"))]
    rows += [(say("番号", "numbers"), _kinds(found)), (say("お話し", "conversations"), _spoke(found))]
    rows += [
        (channel_name(channel), Text(f"{found.written.get(channel, 0):,}通", f"{found.written.get(channel, 0):,}"))
        for channel in sorted(channels)
    ]
    return tuple(rows)


def _kinds(found: Counts) -> Text:
    if found.numbers is None:
        return say("記録なし", "not in the log")
    return Text(f"{found.numbers:,}種類", f"{found.numbers:,}")


def _spoke(found: Counts) -> Text:
    if found.rings and found.unknown == found.rings:
        return say("記録なし", "not in the log")
    return Text(f"{found.answered}回", f"{found.answered}")


def channel_name(channel: str) -> Text:
    """SMS, メール, …"""
    return CHANNELS.get(channel, say("ほか", "other"))


def _span(lived: Lived) -> Text:
    if lived.days == 1:
        return say("{day}", "On {day}", day=day_name(lived.first))
    return say("この{days}日", "In these {days} days", days=lived.days)


def _often(days: int, found: Counts) -> Text:
    return say("{d}日で{n}回", "{n} in {d}", d=many(days, "day"), n=many(found.rings, "time"))


def _both_spoke(found: Sequence[Counts], *, planned: bool) -> Text:
    if any(one.unknown for one in found):
        return say("お話しできたかは、記録にそろっていません。", "The log does not say of every ring whether anybody spoke.")
    talks = [one.answered for one in found]
    verb = say("できるのは", "Conversations") if planned else say("できたのは", "Conversations")
    if len(set(talks)) == 1:
        return say("お話し{verb}、どちらも{n}回です。", "{verb}: {n} with each.", verb=verb, n=talks[0])
    each = Text("と".join(f"{n}回" for n in talks), " and ".join(map(str, talks)))
    return say("お話し{verb}、{each}です。", "{verb}: {each}.", verb=verb, each=each)


def _rings(found: Counts, span: Text, *, planned: bool) -> Text:
    verb = say("鳴ります", "rings") if planned else say("鳴りました", "rang")
    if not found.rings:
        silent = say("鳴りません", "does not ring") if planned else say("鳴っていません", "did not ring")
        return say("{span}、電話は{silent}。", "{span} the telephone {silent}.", span=span, silent=silent)
    return say("{span}に電話が{n}回{verb}。", "{span} the telephone {verb} {n}.", span=span, n=many(found.rings, "time"), verb=verb)


def _numbers(found: Counts) -> list[Text]:
    if found.numbers is None:
        return [say("かけてきた番号は記録にそろっていません。", "The log does not give every number that rang.")]
    if found.numbers == 1:
        return [say("番号はいつも同じです。", "Always the same number.")] if found.rings > 1 else []
    return [say("番号は{n}種類です。", "From {n} different numbers.", n=found.numbers)] if found.numbers else []


def _talks(found: Counts, *, planned: bool) -> list[Text]:
    if found.rings and found.unknown == found.rings:
        return [say("お話しできたかは記録にありません。", "The log does not say whether anybody spoke.")]
    if found.answered:
        verb = say("できるのは", "Conversations") if planned else say("できたのは", "Conversations")
        said = say("お話し{verb}{n}回です。", "{verb}: {n}.", verb=verb, n=found.answered)
    else:
        said = say("お話しはできません。", "Nobody speaks.") if planned else say("お話しはできていません。", "Nobody has spoken.")
    unsure = say(
        "{n}回は、お話しできたか記録にありません。", "For {n} the log does not say whether anybody spoke.", n=many(found.unknown, "ring")
    )
    return [said, unsure] if found.unknown else [said]


def _cut_off(found: Counts) -> list[Text]:
    said = say("{n}回は、出ると切れました。", "{n} the line was cut when they answered.", n=many(found.cut_off, "time"))
    return [said] if found.cut_off else []


def _written(found: Counts, *, planned: bool) -> list[Text]:
    if not found.written:
        return []
    some = [(channel_name(channel), n) for channel, n in found.written.items()]
    each = Text("、".join(f"{name.ja}は{n}通" for name, n in some), ", ".join(f"{n} × {name.en}" for name, n in some))
    verb = say("届きます", "To arrive") if planned else say("届いています", "Also received")
    return [say("{each}{verb}。", "{verb}: {each}.", each=each, verb=verb)]


def _theirs(found: Counts) -> list[Text]:
    return [say("先方からは{n}回です。", "From them: {n}.", n=many(found.theirs, "time"))] if found.theirs else []


def ring_said(ring: Ring, count: int = 1) -> Text:
    """What a list of calls says beside a ring, or beside several alike in a row: how many."""
    what = _came_to(ring)
    if count > 1:
        return say("{what} {n}件", "{what} × {n}", what=what, n=f"{count:,}")
    seconds = ring.talk_seconds if ring.answered else ring.rung_seconds
    if not seconds or not ring.ours or ring.cut_off or ring.answered is None:
        return what
    return say("{what} {length}", "{what}, {length}", what=what, length=Text(length(seconds).ja, f"{seconds // 60}:{seconds % 60:02d}"))


def _came_to(ring: Ring) -> Text:
    if not ring.ours:
        return say("発信", "outgoing")
    if ring.cut_off:
        return say("出ると切れた", "cut off")
    if ring.answered is None:
        return say("着信", "rang")
    return say("通話", "talk") if ring.answered else say("不在", "missed")


def sender_said(written: Written) -> str:
    """Who a text or mail is from, as a telephone shows it."""
    if written.sender is None:
        return str(channel_name(written.channel))
    return number_shown(written.sender) if written.channel in {"text", "fax"} else written.sender
