"""The desk's own ledger as the canonical table: what it says now, whose it is now, and nobody's number who asked to be forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from enishi.people import actions as people
from enishi.touches.actions import record_outcome, record_touch
from enishi.touches.models import Touch
from enishi.touches.readers import SCHEMA
from enishi.touches.relations import of_desk
from tests import cast
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def them() -> Cast:
    return cast.assemble()


def touch(them: Cast, who: str | None, point: str | None, **more: Any) -> Touch:
    plain: dict[str, Any] = {"channel": "call", "direction": "out", "outcome": "no_answer", "by_id": None, "now": MONDAY, "at": MONDAY}
    person, held = them[who].id if who else None, them.points[point].id if point else None
    return record_touch(**{**plain, "member_id": them.members["sato"].id, **more}, person_id=person, point_id=held).touch


def told(zone: str = "Asia/Tokyo") -> dict[str, dict[str, Any]]:
    table, account, engine = of_desk(connection.settings_dict, zone=zone)
    try:
        assert dict(table.schema().items()).keys() == SCHEMA.keys()
        assert [str(kind) for kind in table.schema().values()] == list(SCHEMA.values())
        rows = table.to_pyarrow().to_pylist()
    finally:
        engine.close()
    assert (account.read, account.taken, account.doubled, account.refused) == (len(rows), len(rows), 0, 0)
    return {row["row"]: row for row in rows}


def test_an_empty_ledger_is_an_empty_table(db: None) -> None:
    assert told() == {}


def test_a_contact_says_what_we_know_now(them: Cast) -> None:
    made = touch(
        them,
        "mai",
        "mai",
        at=MONDAY - timedelta(hours=3, microseconds=1),
        client_id=them.clients["midori"].id,
        own_number_id=them.own_numbers["midori"].id,
        purpose="inquiry",
        ring_seconds=12,
    )
    record_outcome(touch_id=made.id, code="reached", by_id=None, now=MONDAY)
    (row,) = told().values()
    at = (MONDAY - timedelta(hours=3, microseconds=1)).replace(tzinfo=None)
    assert row == {
        "row": str(made.id),
        "at": at,
        "local_at": at + timedelta(hours=9),
        "channel": "call",
        "direction": "out",
        "party": cast.MAI_MOBILE,
        "person": them["mai"].id.hex,
        "own_number": them.own_numbers["midori"].e164,
        "member": "佐藤 亮",
        "client": "みどり印刷株式会社",
        "purpose": "inquiry",
        "ring_seconds": 12,
        "talk_seconds": None,
        "outcome": "reached",
        "reached": True,
        "abandoned": None,
        "source": "enishi",
        "source_ref": str(made.id),
    }
    assert next(iter(told("America/New_York").values()))["local_at"] == at - timedelta(hours=5)


def test_what_a_contact_cannot_show_is_not_said(them: Cast) -> None:
    withheld = touch(them, None, None, direction="in", outcome="missed", member_id=None)
    text = touch(them, "mai", "mai", channel="text", outcome="sent")
    silent = touch(them, "mai", "mai", outcome="unknown")
    rows = told()
    assert [rows[str(withheld.id)][name] for name in ("party", "person", "member", "reached")] == [None, None, None, False]
    assert rows[str(text.id)]["reached"] is None
    assert rows[str(silent.id)]["reached"] is None


def test_merged_people_are_one_and_a_correction_counts(them: Cast) -> None:
    theirs, mistaken = touch(them, "mai", "mai"), touch(them, "mai", "mai", outcome="reached")
    people.merge(kept_id=them["haru"].id, merged_id=them["mai"].id, because="", by_id=None, now=MONDAY)
    record_outcome(touch_id=mistaken.id, code="wrong_person", person_id=them["okada"].id, by_id=None, now=MONDAY)
    rows = told()
    assert rows[str(theirs.id)]["person"] == them["haru"].id.hex
    assert rows[str(mistaken.id)]["person"] == them["okada"].id.hex
    assert rows[str(mistaken.id)]["reached"] is False


def test_a_number_that_one_person_alone_holds_is_theirs(them: Cast) -> None:
    unnamed = touch(them, None, "kitano", direction="in", outcome="missed")
    holders = {str(holding.person_id).replace("-", "") for holding in them.points["kitano"].holdings.filter(ended_on=None)}
    row = told()[str(unnamed.id)]
    assert row["party"] == cast.KITANO_HOME
    assert row["person"] == (holders.pop() if len(holders) == 1 else cast.KITANO_HOME)


def test_who_was_erased_has_no_number(them: Cast) -> None:
    made = touch(them, "mai", "mai")
    people.erase(person_id=them["mai"].id, by_id=them.members["ueno"].id, now=MONDAY)
    row = told()[str(made.id)]
    assert row["party"] is None
    assert cast.MAI_MOBILE not in str(row)
