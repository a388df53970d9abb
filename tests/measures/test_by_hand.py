"""Every chapter over motley logs against the same counted row by row in plain Python."""

from collections import Counter
from typing import Any

import pytest

from enishi.measures.diagnosing import diagnose
from enishi.measures.results import Diagnosis
from enishi.measures.rules.survival import Waits, waiting
from tests.measures import by_hand
from tests.measures.logs import table
from tests.measures.motley import motley

# Many people with few touches, and few with many.
SHAPES = ((1, 1_500, 400), (2, 1_500, 40), (3, 300, 60), (4, 60, 30))


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: f"{shape[1]}-of-{shape[2]}")
def both(request: pytest.FixtureRequest) -> tuple[Diagnosis, list[dict[str, Any]]]:
    seed, touches, people = request.param
    rows = motley(seed, touches=touches, people=people)
    return diagnose(table(*rows), zone="Asia/Tokyo"), rows


Both = tuple[Diagnosis, list[dict[str, Any]]]


def test_reach(both: Both) -> None:
    reach, rows = both[0].reach, both[1]
    courses = [found for own in by_hand.by_person(rows).values() if (found := by_hand.course(own))]
    assert (reach.people_tried, reach.people_reached) == (len(courses), sum(whose != "nobody" for _, whose in courses))
    assert reach.by_our_contact == sum(whose == "us" for _, whose in courses)
    assert [(step.tried, step.reached) for step in reach.hazard] == by_hand.hazard(rows)


def test_burden(both: Both) -> None:
    burden, rows = both[0].burden, both[1]
    people = [own for own in by_hand.by_person(rows).values() if by_hand.days(own)]
    weeks = sorted(by_hand.worst_week(own) for own in people)
    assert burden.contacts == sum(by_hand.is_ours(row) for row in rows)
    assert (burden.per_week.n, burden.per_week.worst) == (len(weeks), weeks[-1])
    assert burden.per_week.p90 == weeks[-(-9 * len(weeks) // 10) - 1]
    assert burden.per_person_day.worst == max(max(by_hand.days(own).values()) for own in people)
    assert burden.per_day.n == sum(len(by_hand.days(own)) for own in people)
    assert burden.after_refusal.count == sum(map(by_hand.after_refusal, people))


def test_response(both: Both) -> None:
    response, rows = both[0].response, both[1]
    end = max(row["at"] for row in rows)
    found = [matter for own in by_hand.by_person(rows).values() for matter in by_hand.matters(own, end)]
    assert response.missed.count == sum(map(by_hand.is_missed, rows))
    assert (response.rang_again.count, response.rang_again.of) == (sum(again for _, _, again in found), len(found))
    ends = Counter((by_hand.rounded(waited), called) for waited, called, _ in found)
    assert response.waiting == waiting(Waits(waited, called, times) for (waited, called), times in ends.items())


def test_strain(both: Both) -> None:
    strain, rows = both[0].strain, both[1]
    spoke = [row["member"] for row in rows if row["member"] and by_hand.is_ours(row) and by_hand.is_call(row) and by_hand.picked_up(row)]
    assert [member.member for member in strain.members] == sorted(set(spoke))
    for member in strain.members:
        runs = by_hand.runs(rows, member.member)
        assert (member.hard.count, member.longest_run, member.runs) == (sum(runs), max(runs, default=0), sum(run >= 3 for run in runs))
