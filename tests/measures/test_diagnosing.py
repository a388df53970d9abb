"""A whole diagnosis: every chapter, every row accounted for, and what is published of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import jsonschema
import pyarrow as pa
import pytest

from enishi.kernel.words import Text
from enishi.measures.answers import as_dict, as_json, from_json, json_schema
from enishi.measures.diagnosing import diagnose
from enishi.measures.queries.account import Left
from enishi.measures.queries.breaches import Judged
from enishi.measures.results import Diagnosis, Plan
from tests.measures.logs import inbound, table, text, touch
from tests.measures.published import COUNTRIES, log

ZONE = "Asia/Tokyo"


def small() -> list[dict[str, Any]]:
    """A firm that rings much: 40 people called on three days, every fourth reached at once, some texts, some calls back."""
    rows = [first_call(day, person) for day in (2, 3, 4) for person in range(40)]
    rows += [text("03-05 10:00", f"p{person}") for person in range(20)]
    rows += [inbound("03-05 11:00", f"p{person}", member="青木", ring_seconds=9) for person in range(12)]
    return rows + [touch("03-05 13:00", f"p{person}", "reached", member="青木", talk_seconds=90) for person in range(10)]


def first_call(day: int, person: int) -> dict[str, Any]:
    spoken = day == 2 and person % 4 == 0
    facts = {"own_number": f"+81{person % 3}", "member": ("青木", "馬場")[person % 2], "ring_seconds": 20}
    when, end = f"03-{day:02} {10 + person % 9}:{person:02}", "reached" if spoken else "no_answer"
    return touch(when, f"p{person}", end, talk_seconds=60 if spoken else 0, **facts)


def diagnosed(rows: list[dict[str, Any]], **facts: Any) -> Diagnosis:
    return diagnose(table(*rows), zone=ZONE, **facts)


def published(diagnosis: Diagnosis) -> dict[str, Any]:
    """The JSON, held to its schema."""
    found = as_dict(diagnosis)
    jsonschema.Draft202012Validator(json_schema()).validate(found)
    return found


def test_a_diagnosis_is_published_as_its_schema_says_and_read_back() -> None:
    diagnosis = diagnosed(small(), plans=[Plan(("call", "text"), (10, 18))])
    found = published(diagnosis)
    assert found["reach"]["people_tried"] == 40
    assert found["reach"]["share"] == found["reach"]["people_reached"] / 40
    assert {"attempt", "tried", "reached", "rate", "low", "high"} <= set(found["reach"]["hazard"][0])
    assert found["what_if"]["plans"][0]["reached_share"]["value"] > 0
    assert from_json(as_json(diagnosis)) == diagnosis


def test_every_row_is_accounted_for() -> None:
    words = {"number": Text("読めない番号", "unreadable number")}
    left = Left(doubled=3, refused={"number": 2}, words=words)
    rows = diagnosed(
        [*small(), inbound("03-05 11:00", None), touch("12-31 10:00", "p1")], left=left, now=datetime(2026, 4, 1, tzinfo=UTC)
    ).rows
    assert (rows.read, rows.used, rows.refused, rows.doubled, rows.after_now) == (169, 163, 2, 3, 1)
    assert rows.read == rows.used + rows.refused + rows.doubled + rows.after_now
    assert [(counted.code, counted.count) for counted in rows.by_direction] == [("out", 150), ("in", 13)]
    assert [(counted.code, counted.count) for counted in rows.by_channel] == [("call", 143), ("text", 20)]
    assert (rows.people, rows.members, rows.own_numbers, rows.withheld) == (40, 2, 3, 1)
    assert rows.first_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert rows.refusals[0].name == words["number"]


def test_zero_rows_are_a_report_too() -> None:
    found = published(diagnosed([]))
    assert (found["rows"]["read"], found["reach"]["share"], found["what_if"]["caps"]) == (0, None, [])
    assert all(found[chapter]["why"] for chapter in ("reach", "response", "strain", "breaches", "what_if"))


@pytest.mark.parametrize("gone", ["member", "own_number", "ring_seconds", "talk_seconds", "purpose", "outcome", "reached", "abandoned"])
def test_a_column_the_log_does_not_have_takes_nothing_else_with_it(gone: str) -> None:
    found = published(diagnosed([row | {gone: None} for row in small()]))
    assert found["rows"]["used"] == 162
    assert found["burden"]["per_day"]["n"] > 0
    assert (found["reach"]["share"] is None) == (gone == "reached")


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_one_way_log_says_what_it_can(direction: str) -> None:
    found = published(diagnosed([row for row in small() if row["direction"] == direction]))
    assert (found["reach"]["share"] is None) == (direction == "in")
    assert (found["response"]["missed"]["count"] is None) == (direction == "out")


def test_the_order_of_the_rows_means_nothing() -> None:
    assert as_json(diagnosed(small())) == as_json(diagnosed(list(reversed(small()))))


def test_nothing_is_left_behind() -> None:
    engine = ibis.get_backend(table(*small())).con
    with pytest.raises(RuntimeError):
        diagnosed(small(), told=stop_at_the_last)
    diagnosed(small())
    assert engine.execute("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'enishi%'").fetchall() == []


def stop_at_the_last(sentence: Text) -> None:
    if "strain" in sentence.en:
        raise RuntimeError(sentence.en)


def test_contacts_per_client_without_unanswered_calls() -> None:
    """UCI Bank Marketing in small: contacts a client had, nothing of who did not answer. 43 of a thousand had more than seven."""
    had = [1] * 430 + [2] * 257 + [3] * 130 + [4] * 64 + [5] * 39 + [6] * 24 + [7] * 13 + [8] * 40 + [56] * 3
    rows = [
        touch("05-01 10:00", f"c{client}", "reached", talk_seconds=180) | {"at": datetime(2026, 5, 1) + timedelta(days=contact)}  # noqa: DTZ001
        for client, contacts in enumerate(had)
        for contact in range(contacts)
    ]
    found = diagnosed(rows)
    assert (found.burden.per_person.n, found.burden.per_person.median, found.burden.per_person.worst) == (1000, 2, 56)
    assert found.reach.share is None and found.reach.hazard == () and found.reach.caps == ()
    assert found.reach.why is not None and "Not one unanswered" in found.reach.why.en
    assert found.reach.hours.why is not None and found.what_if.why is not None


def test_a_log_of_the_published_kind_is_diagnosed_whole() -> None:
    found = diagnosed(list(log(COUNTRIES[0], 2_000, seed=3)))
    assert found.reach.people_tried == 2_000
    assert found.what_if.caps[2].reached_share.value == pytest.approx(1 - 0.844 * 0.915 * 0.952, abs=0.03)


def test_breaches_are_counted_by_limit_and_name_their_rows() -> None:
    rows = [
        ("log.csv:2", "a", 1, "hours"),
        ("log.csv:10", "b", 2, "hours"),
        ("log.csv:9", "a", 3, "hours"),
        ("log.csv:9", "a", 3, "per_day"),
    ]
    moments = [datetime(2026, 3, day) for _, _, day, _ in rows]  # noqa: DTZ001
    columns = {"row": [row for row, *_ in rows], "person": [row[1] for row in rows], "at": moments, "code": [row[3] for row in rows]}
    hours = Text("時間外", "outside hours")
    judged = Judged("business-sales", ibis.memtable(pa.table(columns)), {"hours": hours})
    found = published(diagnosed(small(), policy=judged))["breaches"]
    assert (found["policy"], found["total"], found["people"]) == ("business-sales", 4, 2)
    assert [(kind["code"], kind["count"], kind["people"]) for kind in found["kinds"]] == [("hours", 3, 2), ("per_day", 1, 1)]
    assert found["kinds"][0]["rows"] == ["log.csv:2", "log.csv:10", "log.csv:9"]
    assert (found["kinds"][0]["name"], found["kinds"][1]["name"]) == (hours.as_dict(), {"ja": "per_day", "en": "per_day"})
