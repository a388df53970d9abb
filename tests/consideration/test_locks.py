"""Somebody is merged, or takes up a number, while the gate waits for its locks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from enishi.consideration import actions
from enishi.consideration.actions import permits
from enishi.consideration.actions.locks import Locked, PeopleChanged, lock_people, lock_person, while_people_stay
from enishi.people.actions import merge
from tests.cast import MONDAY, assemble

NOW = MONDAY + timedelta(hours=4)
ONE, OTHER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("locked", "holds"),
    [
        (Locked((ONE,), frozenset({ONE}), frozenset({OTHER})), True),
        (Locked((ONE,), frozenset({ONE, OTHER}), frozenset({OTHER})), True),
        (Locked((ONE,), frozenset(), frozenset({OTHER})), False),
        (Locked((ONE,), frozenset({ONE}), frozenset()), False),
        (Locked((ONE,), None, None), True),
    ],
)
def test_what_is_judged_must_be_what_was_locked(locked, holds):
    if holds:
        locked.must_hold([ONE], [OTHER])
    else:
        with pytest.raises(PeopleChanged):
            locked.must_hold([ONE], [OTHER])


@pytest.mark.django_db
def test_the_gate_begins_again_when_people_changed_meanwhile(monkeypatch):
    """The first look at the locks is at a world in which the two were not yet one."""
    them = assemble(now=MONDAY - timedelta(days=800))
    looks = []

    def lock(person_id, *, also=()):
        looks.append(person_id)
        if len(looks) == 1:
            return Locked((them["nagai"].id,), frozenset({them["nagai"].id}), frozenset({them.points["nagai"].id}))
        return Locked((them["okada"].id,), None, None)

    merge(kept_id=them["okada"].id, merged_id=them["nagai"].id, by_id=None, because="", now=NOW)
    monkeypatch.setattr(permits, "lock_person", lock)
    granted = actions.ask_permit(
        person_id=them["nagai"].id,
        point_id=them.points["nagai"].id,
        channel="call",
        purpose="solicit",
        member_id=them.members["sato"].id,
        now=NOW,
    )
    assert granted.permit.person_id == them["okada"].id
    assert len(looks) == 2


@pytest.mark.django_db
def test_it_does_not_begin_again_for_ever():
    tries = []

    def never() -> None:
        tries.append(1)
        raise PeopleChanged

    with pytest.raises(PeopleChanged):
        while_people_stay(never)
    assert len(tries) == 3


@pytest.mark.django_db
def test_whom_a_work_holds_it_does_not_ask_for_again(django_assert_num_queries):
    them = assemble(now=MONDAY - timedelta(days=800))
    nagai, number = them["nagai"].id, them.points["nagai"].id

    def work() -> None:
        first = lock_person(nagai, also=[number])
        with django_assert_num_queries(0):
            assert lock_person(nagai) is first
            assert lock_people([nagai]) == first.cluster

    while_people_stay(work)


@pytest.mark.django_db
def test_what_was_held_within_a_savepoint_may_have_been_let_go_with_it():
    them = assemble(now=MONDAY - timedelta(days=800))

    def work() -> None:
        with transaction.atomic():
            first = lock_person(them["nagai"].id)
            transaction.set_rollback(True)
        assert lock_person(them["nagai"].id) is not first

    while_people_stay(work)
