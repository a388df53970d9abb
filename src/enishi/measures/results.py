"""What a diagnosis gives: every figure with its denominator and its interval. None is "not measured", and a `why` says what is missing.

Intervals are 95 %. Times are in seconds, days and hours the person's where the log tells, else the log's own.
"""

from dataclasses import dataclass
from datetime import datetime

from enishi.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with its Wilson interval. `rate`, `low` and `high` are None when too few stand behind them or none was measured."""

    count: int | None
    of: int | None
    rate: float | None
    low: float | None
    high: float | None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How something is spread over `n` people, days or calls. `worst` is the largest."""

    n: int
    median: float | None
    p90: float | None
    p95: float | None
    worst: float | None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class HazardStep:
    """Attempt number `attempt`: people who got it without having been spoken with before, and how many it reached."""

    attempt: int
    tried: int
    reached: int
    rate: float | None
    low: float | None
    high: float | None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class LaterAttempts:
    """What attempt `first` and all after it brought: `calls` made, people `reached`, and that as a share of all reached by calling."""

    first: int
    calls: int
    reached: int
    per_100_calls: float | None
    share_of_reached: Share
    share_of_calls: Share


@dataclass(frozen=True, slots=True)
class CapChoice:
    """At most `cap` calls a person: the people reached it would have kept, the calls it would have saved. As the log went: no experiment.

    With a `target` it is the smallest cap that keeps so many; None if nobody was reached.
    """

    target: float | None
    cap: int | None
    kept: Share
    saved: Share


@dataclass(frozen=True, slots=True)
class ChannelReach:
    """People we turned to by one channel. `reached` in that very contact; `answered`: they came back to us within `within_days`."""

    channel: str
    contacts: int
    people: int
    reached: Share
    answered: Share
    within_days: int


@dataclass(frozen=True, slots=True)
class OnlyChannel:
    """Unreached people who were tried by this channel and no other."""

    channel: str
    people: int


@dataclass(frozen=True, slots=True)
class HourCell:
    """Calls begun in one hour of one weekday (0 is Monday). `rate` as counted; `shrunk`, `low` and `high` drawn toward the overall rate."""

    weekday: int
    hour: int
    calls: int
    reached: int
    rate: float
    shrunk: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class HourProfile:
    """`prior_weight`: how many calls at the overall rate each cell is mixed with, found from how much the cells differ."""

    overall: Share
    prior_weight: float | None
    cells: tuple[HourCell, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """`people_reached` of the `people_tried` were spoken with after we first turned to them, whoever rang.

    `by_our_contact`, `by_their_contact`: who rang when they first spoke. `people_perhaps`: not surely reached, but the result of a
    call is not known. `calls` and `calls_until_reached`: outbound calls, all and those before or at the first conversation.
    """

    people_tried: int | None
    people_reached: int | None
    share: float | None
    low: float | None
    high: float | None
    people_perhaps: int | None
    by_our_contact: int | None
    by_their_contact: int | None
    calls: int
    calls_until_reached: int | None
    unknown_calls: int
    hazard: tuple[HazardStep, ...]
    later: tuple[LaterAttempts, ...]
    caps: tuple[CapChoice, ...]
    by_cap: tuple[CapChoice, ...]
    by_channel: tuple[ChannelReach, ...]
    hours: HourProfile
    one_channel: Share
    only: tuple[OnlyChannel, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """Our contacts begun in one local hour of the day."""

    hour: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Burden:
    """What people were put through by our contacts; internal ones are left out.

    `per_person`: over the whole log. `per_day`: on each day a person had any. `per_person_day`, `per_week`: each person's worst day
    and worst seven days. `numbers`: numbers of ours shown to each person who was called; `rotated`: people shown more than one.
    `refused`: of the people spoken with, those who said "never".
    """

    contacts: int
    people: int
    per_person: Spread
    per_day: Spread
    per_person_day: Spread
    per_week: Spread
    numbers: Spread
    rotated: Share
    hours: tuple[Hour, ...]
    at_night: Share
    on_days_off: Share
    on_holidays: Share
    short_rings: Share
    refused: Share
    after_refusal: Share
    people_after_refusal: Share
    after_not_now: Share
    before_agreed: Share
    abandoned_by_us: Share
    abandoned_in_queue: Share


@dataclass(frozen=True, slots=True)
class Since:
    """Missed calls that had been called back `seconds` after the first ring: 1 − Kaplan–Meier."""

    seconds: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long people waited for us to call back, Kaplan–Meier. None where fewer than half (nine of ten) were ever called back.

    `ended_otherwise`: the log ended, or they rang again and were answered.
    """

    n: int
    called_back: int
    ended_otherwise: int
    median: float | None
    median_low: float | None
    median_high: float | None
    p90: float | None
    p90_low: float | None
    p90_high: float | None
    curve: tuple[Since, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class MemberHabit:
    """One member's call-backs against their own habit; `recent` is the last four weeks. Sorted by name: this is no ranking."""

    member: str
    waiting: Waiting
    recent: Waiting
    slower_than_usual: Share


@dataclass(frozen=True, slots=True)
class Response:
    """`missed` of the inbound calls. Calls of one person until we call back or answer are one matter, which `waiting` counts.

    `rang_again`: matters in which they had to ring again first. `ring_seconds`: until an inbound call was answered.
    """

    missed: Share
    withheld: int | None
    waiting: Waiting
    rang_again: Share
    ring_seconds: Spread
    members: tuple[MemberHabit, ...]
    members_why: Text | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class MemberStrain:
    """What one member went through: conversations that ended in a refusal or were cut short, and how many came in a row on one day."""

    member: str
    hard: Share
    longest_run: int
    runs: int


@dataclass(frozen=True, slots=True)
class Strain:
    """Sorted by name. It counts what was hard, never how often somebody dialled. `run_of`: how many in a row count as a run."""

    run_of: int
    members: tuple[MemberStrain, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class BreachKind:
    """One limit of the policy: how often it was passed, for how many people, and the first of the rows to look up."""

    code: str
    name: Text
    count: int
    people: int
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breaches:
    """What a chosen policy would not have let out. `policy` is None when none was chosen."""

    policy: str | None
    total: int | None
    people: int | None
    kinds: tuple[BreachKind, ...] = ()
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Something counted under its code."""

    code: str
    count: int
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row accounted for: `read` = `used` + `refused` + `doubled` + `after_now`. Refusals are the reader's word."""

    read: int
    used: int
    refused: int
    doubled: int
    after_now: int
    refusals: tuple[Counted, ...]
    by_direction: tuple[Counted, ...]
    by_channel: tuple[Counted, ...]
    by_source: tuple[Counted, ...]
    withheld: int
    people: int
    members: int
    own_numbers: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A computed figure. `extrapolated`: it stands on attempts that the log does not hold."""

    value: float | None
    low: float | None
    high: float | None
    extrapolated: bool = False
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A process to try out on paper: `steps` in order (call, text, mail …), calls within `hours` (first, last) if given."""

    steps: tuple[str, ...]
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What `plan` would bring, everyone still unreached being given its next step. `assumptions`: the sentences it stands on."""

    plan: Plan
    reached_share: Estimate
    contacts_per_person: Estimate
    contacts_per_reached: Estimate
    assumptions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """What the log shows today, to set a plan against."""

    reached_share: float | None
    contacts_per_person: float | None
    contacts_per_reached: float | None


@dataclass(frozen=True, slots=True)
class WhatIfs:
    """`caps[c-1]`: calls alone, at most c."""

    now: Now
    caps: tuple[WhatIf, ...]
    plans: tuple[WhatIf, ...]
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that one log says about how people are reached, what it costs them, and how they are answered."""

    zone: str
    now: datetime | None
    rows: Rows
    reach: Reach
    burden: Burden
    response: Response
    strain: Strain
    breaches: Breaches
    what_if: WhatIfs
