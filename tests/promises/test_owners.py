"""A number that nobody was known to hold is taken up: what it was owed is that person's, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.people import actions as people
from enishi.people.actions.callers import write_down_holder
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.rules import HoldingIsGone, NumberIsHeldBySeveral
from enishi.promises import actions, queries
from enishi.promises.models import Promise
from enishi.touches import queries as ledger
from enishi.touches.actions import record_touch
from enishi.touches.models import Touch, TouchOutcome
from tests.promises.scene import NOW, Scene, ago, person, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def unknown() -> ContactPoint:
    return point()


def ring(unknown: ContactPoint, minutes: int, **facts: Any) -> Touch:
    known = {"person_id": None, "direction": "in", "outcome": "missed"} | facts
    at = ago(minutes=minutes)
    return record_touch(at=at, channel="call", point_id=unknown.id, member_id=None, by_id=None, now=at, **known).touch


def opened() -> list[Promise]:
    return list(Promise.objects.filter(kept_at=None, withdrawn_at=None).order_by("id"))


def test_whoever_is_written_down_for_the_number_is_owed_the_call(scene: Scene, unknown: ContactPoint) -> None:
    first = ring(unknown, 40)
    ring(unknown, 20)
    (before,) = opened()
    assert [owed.id for owed in queries.of_number(unknown.id)] == [before.id]
    caller = write_down_holder(point_id=unknown.id, now=NOW)
    (owed,) = opened()
    assert (owed.id, owed.person_id, owed.made_from_id, owed.raised, owed.due_at) == (before.id, caller.id, first.id, 1, before.due_at)
    assert queries.of_number(unknown.id) == []
    assert [each.id for each in queries.of_person(caller.id)] == [owed.id]
    assert [knot.outcome for knot in ledger.story(caller.id)] == ["missed", "missed"]
    assert ledger.of_number(unknown.id) == []


def test_a_next_ring_raises_that_promise_and_makes_no_other(scene: Scene, unknown: ContactPoint) -> None:
    ring(unknown, 40)
    caller = write_down_holder(point_id=unknown.id, now=NOW - timedelta(minutes=30))
    ring(unknown, 5, person_id=caller.id)
    (owed,) = opened()
    assert (owed.person_id, owed.raised) == (caller.id, 1)


@pytest.mark.parametrize(("outcome", "left"), [("no_answer", 1), ("reached", 0)])
def test_a_call_back_tries_and_keeps_it(scene: Scene, unknown: ContactPoint, outcome: str, left: int) -> None:
    ring(unknown, 40)
    caller = write_down_holder(point_id=unknown.id, now=ago(minutes=30))
    # On whatever number
    record_touch(
        at=ago(minutes=5),
        channel="call",
        direction="out",
        person_id=caller.id,
        point_id=None,
        member_id=None,
        outcome=outcome,
        by_id=None,
        now=NOW,
    )
    assert len(opened()) == left
    assert Promise.objects.count() == 1


def test_somebody_known_who_turns_out_to_hold_it_is_owed_once(scene: Scene, unknown: ContactPoint) -> None:
    ring(unknown, 40)
    scene.rings(ago(minutes=20))
    assert len(opened()) == 2
    people.hold_point(person_id=scene.hana.id, kind="phone", value=unknown.value, now=NOW)
    (owed,) = opened()
    assert (owed.person_id, owed.raised) == (scene.hana.id, 1)
    people.hold_point(person_id=scene.ken.id, kind="phone", value=unknown.value, now=NOW)
    assert [each.person_id for each in opened()] == [scene.hana.id]


def test_what_was_moved_to_another_time_goes_too_and_keeps_it(scene: Scene, unknown: ContactPoint) -> None:
    ring(unknown, 40)
    (before,) = opened()
    moved = actions.move(promise_id=before.id, from_at=NOW, due_at=NOW + timedelta(hours=2), phrase="12時", by_id=None, now=NOW)
    caller = write_down_holder(point_id=unknown.id, now=NOW)
    (owed,) = opened()
    assert (owed.id, owed.person_id, owed.from_at) == (moved.id, caller.id, NOW)


def test_a_number_of_two_stays_nobodys_and_a_firms_too(scene: Scene, unknown: ContactPoint) -> None:
    ring(unknown, 40)
    for name in ("一郎", "二郎"):
        Holding.objects.create(person=Person.objects.create(name=name, created_at=NOW), point=unknown, created_at=NOW)
    actions.find_owners(NOW)
    board = point(use="switchboard")
    ring(board, 10)
    person("受付", board)
    actions.find_owners(NOW)
    assert {each.person_id for each in opened()} == {None}


def test_an_address_book_taken_in_afterwards_says_whose_it_was(scene: Scene, unknown: ContactPoint) -> None:
    ring(unknown, 40)
    caller = person("後から", unknown)
    actions.find_owners(NOW)
    (owed,) = opened()
    assert owed.person_id == caller.id
    said = TouchOutcome.objects.count()
    with CaptureQueriesContext(connection) as asked:
        actions.find_owners(NOW)
    assert TouchOutcome.objects.count() == said
    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == 1


def test_two_who_press_at_once_make_one_person(scene: Scene, unknown: ContactPoint) -> None:
    one = write_down_holder(point_id=unknown.id, name="小林", kana="こばやし", now=NOW)
    again = write_down_holder(point_id=unknown.id, name="別の名", now=NOW)
    assert (one.id, one.name, one.kana_key, one.name_key) == (again.id, "小林", "こばやし", "小林")
    with pytest.raises(NumberIsHeldBySeveral):
        write_down_holder(point_id=scene.home.id, now=NOW)
    ContactPoint.objects.filter(id=unknown.id).update(value="", erased_at=NOW)
    with pytest.raises(HoldingIsGone):
        write_down_holder(point_id=unknown.id, now=NOW)
