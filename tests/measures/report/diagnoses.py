"""Diagnoses for the tests: a firm that rings on and on, a considerate one, logs that can say little, and whatever Hypothesis thinks of."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from enishi.kernel.words import Text, say
from enishi.measures.eye import MOST, Lived, Ring
from enishi.measures.results import (
    Breaches,
    BreachKind,
    Burden,
    CapChoice,
    ChannelReach,
    Counted,
    Diagnosis,
    Estimate,
    HazardStep,
    HourCell,
    HourProfile,
    LaterAttempts,
    MemberStrain,
    Now,
    OnlyChannel,
    Plan,
    Reach,
    Response,
    Rows,
    Since,
    Spread,
    Strain,
    Waiting,
    WhatIf,
    WhatIfs,
)
from enishi.measures.rules.intervals import not_measured, share, wilson
from enishi.measures.rules.spreads import spread
from enishi.measures.rules.survival import refused
from enishi.measures.rules.thresholds import NO_INBOUND, NO_OUTBOUND, NO_POLICY, NOBODY, NONE, ONE_SIDED

LADDER = ((1200, 140), (1060, 90), (970, 50), (920, 30), (890, 10))
NOTHING = not_measured(NONE)


def step(attempt: int, tried: int, reached: int) -> HazardStep:
    low, high = wilson(reached, tried)
    return HazardStep(attempt, tried, reached, reached / tried, low, high)


def rows(used: int = 5040) -> Rows:
    return Rows(
        read=used + 12,
        used=used,
        refused=3,
        doubled=8,
        after_now=1,
        refusals=(Counted("bad-time", 3, say("日時が読めない", "no readable time")),),
        by_direction=(Counted("out", used),),
        by_channel=(Counted("call", used),),
        by_source=(Counted("csv", used),),
        withheld=0,
        people=1200,
        members=2,
        own_numbers=10,
        first_at=datetime(2026, 10, 1, 0, 30, tzinfo=UTC),
        last_at=datetime(2026, 10, 30, 10, 0, tzinfo=UTC),
    )


def reach() -> Reach:
    """1,200 people, 320 reached by calls alone, 880 never written to."""
    low, high = wilson(320, 1200)
    later = LaterAttempts(4, 1810, 40, 100 * 40 / 1810, share(40, 320), share(1810, 5040))
    caps = tuple(
        CapChoice(target, cap, share(kept, 320), share(saved, 5040))
        for target, cap, kept, saved in ((0.9, 4, 310, 890), (0.95, 4, 310, 890), (0.99, 5, 320, 0))
    )
    cell = HourCell(1, 18, 400, 48, 0.12, 0.11, 0.09, 0.13)
    return Reach(
        people_tried=1200,
        people_reached=320,
        share=320 / 1200,
        low=low,
        high=high,
        people_perhaps=4,
        by_our_contact=320,
        by_their_contact=0,
        calls=5040,
        calls_until_reached=5040,
        unknown_calls=0,
        hazard=tuple(step(number, *counts) for number, counts in enumerate(LADDER, 1)),
        later=(later,),
        caps=caps,
        by_cap=caps[:1],
        by_channel=(ChannelReach("call", 5040, 1200, share(320, 1200), share(60, 1200), 7),),
        hours=HourProfile(share(320, 5040), 300.0, (cell, replace(cell, weekday=2, hour=9, shrunk=0.05, low=0.04, high=0.06))),
        one_channel=share(880, 880),
        only=(OnlyChannel("call", 880),),
    )


def burden() -> Burden:
    return Burden(
        contacts=5040,
        people=1200,
        per_person=spread([(3, 600), (5, 600)]),
        per_day=spread([(3, 900), (10, 300)]),
        per_person_day=spread([(3, 900), (10, 300)]),
        per_week=spread([(3, 600), (5, 600)]),
        numbers=spread([(1, 200), (4, 1000)]),
        rotated=share(1000, 1200),
        hours=(),
        at_night=share(7, 5040),
        on_days_off=share(1200, 5040),
        on_holidays=share(30, 5040),
        short_rings=share(2000, 4700),
        refused=share(80, 320),
        after_refusal=share(41, 5040),
        people_after_refusal=share(12, 80),
        after_not_now=share(5, 5040),
        before_agreed=NOTHING,
        abandoned_by_us=share(6, 326),
        abandoned_in_queue=NOTHING,
    )


def waiting(within_an_hour: float = 0.4) -> Waiting:
    return Waiting(60, 50, 10, 5400.0, 3600.0, 9000.0, 90000.0, 80000.0, None, (Since(3600, within_an_hour, 0.3, 0.5),))


def insistent() -> Diagnosis:
    """Rings each person again and again, from many numbers, also after a refusal."""
    answered = Response(share(60, 80), 2, waiting(), share(20, 60), spread([(12, 20)]), ())
    strained = Strain(3, (MemberStrain("青木", share(30, 160), 4, 2), MemberStrain("馬場", share(10, 160), 2, 0)))
    kinds = (BreachKind("per_day", say("1日の回数", "how often a day"), 900, 300, ("a.csv:2", "a.csv:3", "a.csv:4", "a.csv:5")),)
    plan = WhatIf(Plan(("call",)), Estimate(0.12, 0.1, 0.14), Estimate(1, 1, 1), Estimate(8, 7, 9), (say("前提です。", "An assumption."),))
    beyond = replace(plan, plan=Plan(("call", "text", "call"), (10, 20)), reached_share=Estimate(0.3, 0.2, 0.4, extrapolated=True))
    what_if = WhatIfs(
        Now(0.27, 4.2, 15.0), (plan, replace(plan, plan=Plan(("call",) * 9), reached_share=Estimate(0.9, 0.1, 1, True))), (beyond,)
    )
    return Diagnosis("Asia/Tokyo", None, rows(), reach(), burden(), answered, strained, Breaches("web-inquiry", 900, 300, kinds), what_if)


def considerate() -> Diagnosis:
    """One number, a text after the first miss, nobody contacted after a refusal, quick to call back."""
    one = insistent()
    written = ChannelReach("text", 400, 400, not_measured(NONE), share(160, 400), 7)
    found = replace(
        one.reach,
        later=(),
        hazard=one.reach.hazard[:2],
        caps=tuple(replace(cap, saved=share(0, 5040)) for cap in one.reach.caps),
        by_channel=(*one.reach.by_channel, written),
        one_channel=share(0, 200),
        only=(),
        hours=replace(one.reach.hours, cells=one.reach.hours.cells[1:]),
    )
    none, two = share(0, 5040), spread([(1, 500), (2, 700)])
    kept = replace(
        one.burden,
        per_person_day=two,
        numbers=spread([(1, 1200)]),
        rotated=share(0, 1200),
        at_night=none,
        short_rings=share(0, 900),
        after_refusal=none,
        people_after_refusal=share(0, 80),
        after_not_now=none,
        abandoned_by_us=share(0, 320),
    )
    return replace(one, reach=found, burden=kept, response=replace(one.response, waiting=waiting(0.95), rang_again=share(0, 60)))


def empty() -> Diagnosis:
    """A log without a row."""
    no_reach = Reach(*(None,) * 8, 0, None, 0, (), (), (), (), (), HourProfile(NOTHING, None, (), NOBODY), NOTHING, (), NOBODY)  # type: ignore[arg-type]
    no_spread = Spread(0, None, None, None, None, NONE)
    no_burden = Burden(0, 0, *(no_spread,) * 5, NOTHING, (), *(NOTHING,) * 11)
    no_response = Response(NOTHING, None, refused(NO_INBOUND), NOTHING, no_spread, (), NO_INBOUND, NO_INBOUND)
    no_rows = Rows(0, 0, 0, 0, 0, (), (), (), (), 0, 0, 0, 0, None, None)
    breaches, no_plans = Breaches(None, None, None, why=NO_POLICY), WhatIfs(Now(None, None, None), (), ())
    return Diagnosis("Asia/Tokyo", None, no_rows, no_reach, no_burden, no_response, Strain(3, (), NO_OUTBOUND), breaches, no_plans)


def one_sided() -> Diagnosis:
    """A log that keeps only conversations."""
    one = insistent()
    nothing = not_measured(ONE_SIDED)
    silent = replace(
        empty().reach, people_tried=1200, calls=1300, why=ONE_SIDED, hours=HourProfile(nothing, None, (), ONE_SIDED), one_channel=nothing
    )
    return replace(one, reach=silent)


def hard_day(words: str = "+81320000101") -> Lived:
    """One day on which it rang eleven times from numbers like `words`."""
    day = datetime(2026, 10, 1, 9)  # noqa: DTZ001 - the eye's times are local
    rings = tuple(Ring(day + timedelta(minutes=55 * at), f"{words}{at}", rung_seconds=12) for at in range(11))
    return Lived(MOST, date(2026, 10, 1), date(2026, 10, 1), rings)


def anything(words: st.SearchStrategy[str]) -> st.SearchStrategy[Diagnosis]:
    """Any diagnosis at all: figures that fit together and figures that do not, nothing measured anywhere, hostile words."""
    counts = st.integers(0, 10**7)
    numbers = st.one_of(st.floats(0, 1), st.floats(-1, 1e12), st.sampled_from([float("nan"), float("inf"), float("-inf")]))
    texts = st.builds(Text, words, words)
    moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
    simple = {int: counts, float: numbers, str: words, Text: texts, datetime: moments}
    return _of(Diagnosis, simple)


def _of(shape: type, simple: dict[Any, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(shape)
    return st.builds(shape, **{field.name: _hinted(hints[field.name], simple) for field in fields(shape)})


def _hinted(hint: Any, simple: dict[Any, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    if hint in simple:
        return simple[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return _of(hint, simple)
    if hint is bool:
        return st.booleans()
    if get_origin(hint) is UnionType:
        return st.one_of(*(st.none() if part is NoneType else _hinted(part, simple) for part in get_args(hint)))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if parts[-1] is Ellipsis:
            return st.lists(_hinted(parts[0], simple), max_size=2).map(tuple)
        return st.tuples(*(_hinted(part, simple) for part in parts))
    raise TypeError(f"no strategy for {hint}")
