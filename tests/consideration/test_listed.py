"""A list that refuses somebody, while in that instant something changes about them: the refusal binds whom the list named."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from enishi.consideration.actions import ask_permit
from enishi.people.actions import add_person, hold_point, merge, undo_merge
from enishi.people.imports import apply_contacts
from enishi.people.models import Listing
from tests.cast import MONDAY, Cast, assemble
from tests.people.lists import a_row, a_run

pytestmark = pytest.mark.django_db(transaction=True)
NOW = MONDAY + timedelta(hours=4)
# Long enough for whoever does not wait, short for whoever does
A_WHILE = 1.5


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def beside(inside: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """What `meanwhile` gives, that begins when `inside` has written and goes on until its transaction has ended."""
    wrote, got = threading.Event(), []

    def other() -> None:
        wrote.wait()
        try:
            got.append(meanwhile())
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        inside()
        wrote.set()
        thread.join(A_WHILE)
    thread.join()
    return got[0]


def reasons(them: Cast, who: str, point: Any) -> list[str]:
    asked = {"channel": "call", "purpose": "solicit", "member_id": them.members["sato"].id, "now": NOW}
    return [reason.code for reason in ask_permit(person_id=them[who].id, point_id=point.id, **asked).verdict.reasons]


def test_the_merge_of_whom_it_names_is_undone(them: Cast) -> None:
    Listing.objects.create(person=them["nagai"], source="list", source_ref="r1")
    one = merge(kept_id=them["yumi"].id, merged_id=them["nagai"].id, by_id=None, because="", now=NOW - timedelta(days=5))
    run, row = a_run(), a_row(1, "永井 颯太", them.points["nagai"].value, source_ref="r1", refused_flag="架電禁止")
    beside(lambda: apply_contacts([row], run, NOW), lambda: undo_merge(merge_id=one.id, by_id=None, now=NOW))
    # His number is bound by its hash; another of his is by what he is
    new = hold_point(person_id=them["nagai"].id, kind="phone", value="090-1234-7788", now=NOW).point
    assert reasons(them, "nagai", new) == ["refused_everything"]


def test_they_take_up_another_number(them: Cast) -> None:
    run, row = a_run(), a_row(1, "永井 颯太", them.points["nagai"].value, refused_flag="架電禁止")
    taken = {"kind": "phone", "value": "090-1234-7790", "now": NOW}
    new = beside(lambda: apply_contacts([row], run, NOW), lambda: hold_point(person_id=them["nagai"].id, **taken).point)
    them.people["other"] = add_person(name="別の店", now=NOW)
    hold_point(person_id=them["other"].id, **taken)
    assert reasons(them, "other", new) == ["refused_everything"]
