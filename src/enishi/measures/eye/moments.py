"""What reached somebody's telephone, as they lived it: rings and words, on their own clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from enishi.kernel.words import Text, say
from enishi.touches.rules import OUTCOMES

MOST = say("いちばん多く受けた方", "the one who bore most")
TYPICAL = say("標準的な方", "a typical person")

# These end in the network or at a busy line: the telephone at the other end does not ring.
_SILENT = frozenset({"busy", "number_dead", "carrier_refusal", "switched_off", "failed"})
# The line was answered, the person was not there.
_MACHINE = frozenset({"voicemail", "voicemail_left"})


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring, or with `ours` false one call of theirs to us.

    `at` is local and carries no zone. `number` is ours in E.164 (or its keyed hash), "" if withheld, None where the log does not say.
    `answered`: a conversation took place; None where the log cannot show it. `cut_off`: they answered and we hung up on them.
    Lengths in seconds.
    """

    at: datetime
    number: str | None
    answered: bool | None = False
    ours: bool = True
    rung_seconds: int | None = None
    talk_seconds: int | None = None
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A text, mail, letter or fax, or with channel "form" their inquiry. `sender`: a number in E.164 or a name; `words` if known."""

    at: datetime
    channel: str
    sender: str | None = None
    words: str | None = None
    ours: bool = True


Moment = Ring | Written


@dataclass(frozen=True, slots=True)
class Lived:
    """Who lived it, the days from `first` to `last`, and all that happened in them, earliest first; `planned`: nobody has lived it yet."""

    who: Text
    first: date
    last: date
    moments: tuple[Moment, ...]
    planned: bool = False

    def __post_init__(self) -> None:
        """Raises `ValueError` for moments out of order or outside the days."""
        days = [self.first, *(moment.at.date() for moment in self.moments), self.last]
        if days != sorted(days):
            raise ValueError("moments must lie in order between the first and the last day")

    @property
    def days(self) -> int:
        """How many days, the first and the last included."""
        return (self.last - self.first).days + 1

    def on(self, day: date) -> "Lived":
        """That day alone."""
        that_day = tuple(moment for moment in self.moments if moment.at.date() == day)
        return replace(self, first=day, last=day, moments=that_day)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a span held. `numbers`: different numbers that rang; None where any ring's number is not known."""

    rings: int
    answered: int
    unknown: int
    cut_off: int
    numbers: int | None
    written: Mapping[str, int]
    theirs: int


def lived_by(rows: Iterable[Mapping[str, object]], *, who: Text, first: date | None = None, last: date | None = None) -> Lived:
    """One person's days from their rows of the canonical touch table; rows outside `first`…`last` are left out.

    A call that never rang at the other end (busy, number not in use, switched off, failed) is not theirs to live and is left out too.
    Raises `ValueError` if there is neither a row nor both days.
    """
    moments = sorted((moment for row in rows if (moment := _moment(row)) is not None), key=lambda moment: moment.at)
    if not moments and (first is None or last is None):
        raise ValueError("without a row, both days must be given")
    begin = first if first is not None else moments[0].at.date()
    end = last if last is not None else moments[-1].at.date()
    return Lived(who, begin, end, tuple(moment for moment in moments if begin <= moment.at.date() <= end))


def counts(moments: Sequence[Moment]) -> Counts:
    """How often it rang, from how many numbers, and what was written."""
    ours = [moment for moment in moments if moment.ours]
    rings = [moment for moment in ours if isinstance(moment, Ring)]
    numbers = {ring.number for ring in rings}
    written: dict[str, int] = {}
    for moment in ours:
        if isinstance(moment, Written):
            written[moment.channel] = written.get(moment.channel, 0) + 1
    return Counts(
        rings=len(rings),
        answered=sum(ring.answered is True for ring in rings),
        unknown=sum(ring.answered is None for ring in rings),
        cut_off=sum(ring.cut_off for ring in rings),
        numbers=None if None in numbers else len(numbers),
        written=written,
        theirs=len(moments) - len(ours),
    )


def hardest_day(lived: Lived) -> date:
    """The day with most rings of ours, then with most words; the earliest of such days, `first` where nothing happened."""
    ours = [moment for moment in lived.moments if moment.ours] or list(lived.moments)
    weight: dict[date, tuple[int, int]] = {}
    for moment in ours:
        rings, words = weight.get(moment.at.date(), (0, 0))
        weight[moment.at.date()] = (rings + isinstance(moment, Ring), words + isinstance(moment, Written))
    return max(weight, key=lambda day: (*weight[day], -day.toordinal()), default=lived.first)


def new_numbers(moments: Iterable[Moment]) -> frozenset[int]:
    """The places of the rings from a number that had not rung them before; the very first ring is not counted."""
    seen: set[str] = set()
    found = set()
    for place, moment in enumerate(moments):
        if isinstance(moment, Ring) and moment.ours and moment.number is not None:
            if seen and moment.number not in seen:
                found.add(place)
            seen.add(moment.number)
    return frozenset(found)


def step_of(days: int, most: int) -> int:
    """How many days stand together so that `days` make at most `most` steps: 1, 7, 28, or whole multiples of 28."""
    for step in (1, 7, 28):
        if -(-days // step) <= most:
            return step
    return 28 * -(-days // (28 * most))


def steps(lived: Lived, most: int) -> list[tuple[date, tuple[Moment, ...]]]:
    """The span in at most `most` equal steps: the first day of each, and what happened in it."""
    step = step_of(lived.days, most)
    found: dict[int, list[Moment]] = {}
    for moment in lived.moments:
        found.setdefault((moment.at.date() - lived.first).days // step, []).append(moment)
    return [(lived.first + timedelta(days=at * step), tuple(found.get(at, ()))) for at in range(-(-lived.days // step))]


def _moment(row: Mapping[str, object]) -> Moment | None:
    at, channel, ours = row["local_at"], str(row["channel"]), row["direction"] == "out"
    if not isinstance(at, datetime):
        raise ValueError("local_at must be a moment")
    number = _word(row.get("own_number"))
    if channel != "call":
        return Written(at, channel, number if channel in {"text", "fax"} else None, None, ours)
    outcome = str(row.get("outcome") or "unknown")
    if ours and outcome in _SILENT:
        return None
    talk = _whole(row.get("talk_seconds"))
    return Ring(
        at=at,
        number=number,
        answered=_answered(row.get("reached"), outcome, talk),
        ours=ours,
        rung_seconds=_whole(row.get("ring_seconds")),
        talk_seconds=talk,
        cut_off=ours and row.get("abandoned") is True,
    )


def _answered(reached: object, outcome: str, talk: int | None) -> bool | None:
    if isinstance(reached, bool):
        return reached
    known = OUTCOMES.get(outcome)
    if outcome in _MACHINE or (known is not None and known.code != "unknown" and not known.reached):
        return False
    if known is not None and known.reached:
        return True
    return talk > 0 if talk is not None else None


def _word(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
