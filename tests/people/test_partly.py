"""Find people by the last digits of a number, or by the firm they work for; with an index, on both engines."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.people import actions
from enishi.people.models import ContactPoint, Employer
from enishi.people.queries import Found
from enishi.people.queries.partly import find_partly, look_for, unheld
from tests import cast as the_cast
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return the_cast.assemble()


def names(found: list[Found]) -> list[str]:
    return [each.name for each in found]


def test_the_last_four_digits_find_everybody_whose_number_ends_so(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = find_partly("0001")
    assert names(found) == ["髙梨 舞"]
    assert (found[0].matched, found[0].point_value) == ("number", the_cast.MAI_MOBILE)
    assert len(queries) == 1
    assert names(find_partly("1234-0007")) == ["眞鍋 由美"]
    assert names(find_partly("９９００９")) == names(find_partly("99")) == []


def test_whoever_held_the_number_before_comes_after_whoever_does(cast: Cast) -> None:
    found = find_partly("0002")
    assert [(each.name, each.ended_on is None) for each in found] == [("濵口 徹", True), ("髙梨 舞", False)]


def test_a_whole_number_is_none_of_its_last_digits(cast: Cast) -> None:
    assert find_partly("090-1234-0001") == []


def test_a_firm_finds_its_people_those_who_left_last(cast: Cast) -> None:
    found = find_partly("あおば")
    assert [(each.name, each.label, each.ended_on) for each in found] == [
        ("濵口 徹", "株式会社あおば企画", None),
        ("髙梨 舞", "株式会社あおば企画", date(2025, 3, 31)),
    ]
    assert names(find_partly("(株)あおば企画")) == ["濵口 徹", "髙梨 舞"]
    assert {each.matched for each in found} == {"employer"}
    assert find_partly("あ") == find_partly("") == find_partly("%") == []


def test_a_name_comes_before_a_firm_and_nobody_comes_twice(cast: Cast) -> None:
    actions.employ(person_id=cast["nagai"].id, employer="髙梨商店", now=the_cast.MONDAY)
    actions.employ(person_id=cast["mai"].id, employer="髙梨商店", now=the_cast.MONDAY)
    assert names(look_for("高梨")) == ["髙梨 舞", "永井 颯太"]
    assert names(look_for("高梨", limit=1)) == ["髙梨 舞"]
    assert names(look_for("090-1234-0001")) == ["髙梨 舞"]


def test_never_more_than_asked_for_and_nobody_erased(cast: Cast) -> None:
    assert len(find_partly("あおば", limit=1)) == 1
    actions.erase(person_id=cast["hama"].id, by_id=None, now=the_cast.MONDAY)
    assert names(find_partly("あおば")) == ["髙梨 舞"]


@pytest.mark.parametrize("typed", ["070-9999-0001", "０７０９９９９０００１", "+817099990001"])
def test_a_number_that_nobody_holds_is_found_as_that(cast: Cast, typed: str) -> None:
    assert unheld(typed) is None
    point = ContactPoint.objects.create(
        kind="phone", value="+817099990001", refusal_hash="h", refusal_key_id="k", created_at=the_cast.MONDAY
    )
    found = unheld(typed)
    assert found is not None
    assert (found.point_id, found.value) == (point.id, "+817099990001")
    actions.hold_point(person_id=cast["hama"].id, kind="phone", value=typed, now=the_cast.MONDAY)
    assert unheld(typed) is None
    assert unheld("") is unheld("髙梨") is None


def _many(how_many: int) -> None:
    """Enough numbers and firms that reading all of them would be the worse way."""
    made = {"kind": "phone", "refusal_hash": "h", "refusal_key_id": "k", "created_at": the_cast.MONDAY}
    ContactPoint.objects.bulk_create([ContactPoint(value=f"+8170{88000000 + each}", **made) for each in range(how_many)])
    Employer.objects.bulk_create([Employer(name=f"会社{each}", name_key=f"会社{each}") for each in range(how_many)])


def _plan(text: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        find_partly(text)
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + asked.captured_queries[-1]["sql"].replace("%", "%%"), [])
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize(("typed", "index"), [("0001", "point_last_four"), ("あおば", "employer_")])
def test_both_look_into_an_index(cast: Cast, typed: str, index: str, counted: bool) -> None:
    _many(3000)
    if counted:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert index in _plan(typed)
