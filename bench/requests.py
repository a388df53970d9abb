"""Through the API: find, open, log. Each beside a request that does nothing, or writes one row and does nothing else."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

from bench.figures import Bar, Measure, median
from bench.load import Ask, run, run_together
from bench.scale import Scale
from bench.world import World, number

CLIENTS = 8
WARM_UP = 50
_NOTHING = Ask("GET", "/bare/nothing")


def find(port: int, token: str, world: World, scale: Scale) -> Measure:
    """A number in any form, among all."""
    chance = random.Random(2)
    found, nothing = _beside(port, token, scale, lambda: [_find(world, chance) for _ in range(scale.requests)])
    return Measure(
        "find by number, any form, API",
        f"GET /api/people?q=…, {len(_FORMS)} forms of {len(world.people):,} numbers, one client",
        found,
        {"a request that does nothing": nothing},
        (
            Bar("p50 ≤ 4 ms", found["p50_ms"], 4),
            Bar("p50 ≤ 3 × a request that does nothing", found["p50_ms"] / nothing["p50_ms"], 3),
        ),
    )


def card(port: int, token: str, world: World, scale: Scale) -> Measure:
    """Everything of one person in one request."""
    chance = random.Random(3)
    opened, nothing = _beside(port, token, scale, lambda: [_card(chance.choice(world.people)) for _ in range(scale.requests)])
    return Measure(
        "person card, one request",
        "GET /api/people/{id}: person, verdicts, promises, standing, story, thirty days; one client. Its queries are counted in tests/api",
        opened,
        {"a request that does nothing": nothing},
        (Bar("p50 ≤ 8 ms", opened["p50_ms"], 8),),
    )


def log(port: int, token: str, world: World, scale: Scale, processes: int, *, barred: bool) -> Measure:
    """Contacts written down with what follows from them, by several clients at once."""
    chance = random.Random(4)
    people = iter(chance.sample(range(len(world.people)), k=min(len(world.people), 2 * (scale.repeats + 1) * CLIENTS * scale.writes)))

    def parts(ask: Callable[[World, int, random.Random], Ask], count: int) -> list[list[Ask]]:
        return [[ask(world, next(people), chance) for _ in range(count)] for _ in range(CLIENTS)]

    for ask in (_log, _insert):
        run_together(port, token, parts(ask, min(WARM_UP, scale.writes)))
    logged, bare = [], []
    for _ in range(scale.repeats):
        bare.append(run_together(port, token, parts(_insert, scale.writes)).figures())
        logged.append(run_together(port, token, parts(_log, scale.writes)).figures())
    ours, one_insert = median(logged), median(bare)
    bars = (
        Bar("≥ 250 a second", ours["per_second"], 250, at_least=True),
        Bar("p95 ≤ 50 ms", ours["p95_ms"], 50),
        Bar("≥ 0.6 × a bare insert", ours["per_second"] / one_insert["per_second"], 0.6, at_least=True),
    )
    return Measure(
        "log a call with consequences",
        f"POST /api/touches, {processes} server process{'es' if processes > 1 else ''}, {CLIENTS} clients; "
        "of a hundred 50 no answer, 25 reached, 10 not now, 10 they will call, 5 never",
        ours,
        {"an endpoint that inserts one touch": one_insert},
        bars if barred else (),
    )


def _beside(port: int, token: str, scale: Scale, asks: Callable[[], list[Ask]]) -> tuple[dict[str, float], dict[str, float]]:
    """The work and the request that does nothing by turns, so that what the machine does besides meets both."""
    run(port, token, [*asks()[:WARM_UP], *[_NOTHING] * WARM_UP])
    ours, nothing = [], []
    for _ in range(scale.repeats):
        nothing.append(run(port, token, [_NOTHING] * scale.requests).figures())
        ours.append(run(port, token, asks()).figures())
    return median(ours), median(nothing)


_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"}
# A number as people write it, from its digits after the country code
_FORMS: tuple[Callable[[str], str], ...] = (
    lambda digits: f"+81{digits}",
    lambda digits: f"0{digits}",
    lambda digits: f"0{digits[:2]}-{digits[2:6]}-{digits[6:]}",
    lambda digits: f"0{digits[:2]} {digits[2:6]} {digits[6:]}",
    lambda digits: f"(0{digits[:2]}){digits[2:6]}-{digits[6:]}",
    lambda digits: f"+81 (0){digits[:2]}-{digits[2:6]}-{digits[6:]}",
    lambda digits: f"0{digits[:2]}-{digits[2:6]}-{digits[6:]}".translate(_WIDE),
    lambda digits: f"tel:+81-{digits[:2]}-{digits[2:6]}-{digits[6:]}",
)


def _find(world: World, chance: random.Random) -> Ask:
    index = chance.randrange(len(world.people))
    text = chance.choice(_FORMS)(number(index).removeprefix("+81"))
    return Ask("GET", f"/api/people?q={quote(text)}", holds=_dashed(world.people[index]))


def _card(person: str) -> Ask:
    return Ask("GET", f"/api/people/{_dashed(person)}", holds=_dashed(person))


def _insert(world: World, index: int, chance: random.Random) -> Ask:
    return Ask("POST", f"/bare/insert/{_dashed(world.people[index])}", body={"outcome": "no_answer"}, key=str(uuid4()))


def _log(world: World, index: int, chance: random.Random) -> Ask:
    now = datetime.now(UTC)
    code = chance.choices(list(_OUTCOMES), weights=[weight for weight, _ in _OUTCOMES.values()])[0]
    body = {
        "at": now.isoformat(),
        "outcome": code,
        "person_id": _dashed(world.people[index]),
        "point_id": _dashed(world.points[index]),
        "purpose": "solicit",
        "talk_seconds": 60 if code != "no_answer" else None,
        "details": dict(_OUTCOMES[code][1](now)) or None,
    }
    return Ask("POST", "/api/touches", body=body, key=str(uuid4()), expect=201)


def _not_now(now: datetime) -> Iterator[tuple[str, object]]:
    yield "because", "引っ越したばかりで忙しい"
    yield "until_at", (now + timedelta(days=40)).isoformat()
    yield "agreed", True


_OUTCOMES: dict[str, tuple[int, Callable[[datetime], Iterator[tuple[str, object]]]]] = {
    "no_answer": (50, lambda _: iter(())),
    "reached": (25, lambda _: iter(())),
    "not_now": (10, _not_now),
    "they_will_call": (10, lambda now: iter([("by_at", (now + timedelta(days=2)).isoformat())])),
    "never": (5, lambda _: iter([("words", "もうかけてこないでください"), ("scope", "everything")])),
}


def _dashed(person: str) -> str:
    return str(UUID(hex=person))
