"""How far back the gate looks: as far as the policy that holds must remember."""

from datetime import timedelta

import pytest

from enishi.consideration import actions, queries
from enishi.consideration.rules import packs
from enishi.touches.actions import record_touch
from tests.cast import MONDAY, Cast, assemble

pytestmark = pytest.mark.django_db
NOON = MONDAY.replace(hour=3, minute=30)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=4000))


def scouted(them: Cast, days_ago: int) -> None:
    at = NOON - timedelta(days=days_ago)
    facts = {"channel": "call", "direction": "out", "purpose": "solicit", "outcome": "no_answer", "member_id": None, "by_id": None}
    record_touch(at=at, person_id=them["nagai"].id, point_id=them.points["nagai"].id, now=at, **facts)


def gate(them: Cast) -> list[str]:
    said = queries.verdict(them["nagai"].id, point_id=them.points["nagai"].id, channel="call", purpose="solicit", now=NOON)
    return [reason.code for reason in getattr(said, "reasons", ())]


def test_three_in_all_are_three_in_ten_years(them: Cast) -> None:
    actions.choose_policy(toml=packs.text("recruiting"), by_id=None, now=NOON)
    for days_ago in (3650, 900):
        scouted(them, days_ago)
    assert gate(them) == []
    scouted(them, 401)
    assert gate(them) == ["cap_window"]


def test_what_no_policy_needs_is_not_read(them: Cast) -> None:
    for days_ago in (900, 41):
        scouted(them, days_ago)
    assert queries.person_view(them["nagai"].id, NOON).contacts == ()
    actions.choose_policy(toml=packs.text("web-inquiry"), by_id=None, now=NOON)
    assert len(queries.person_view(them["nagai"].id, NOON).contacts) == 1
