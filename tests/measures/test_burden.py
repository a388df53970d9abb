"""Burden, on logs whose answers can be counted by hand."""

from typing import Any

import ibis
import pyarrow as pa
import pytest

from enishi.measures.queries.burden import burden
from enishi.measures.queries.ground import lay
from enishi.measures.queries.keeping import shelf
from enishi.measures.results import Burden
from tests.measures.logs import inbound, table, text, touch


def bore(*touches: dict[str, Any]) -> Burden:
    with shelf() as held:
        return burden(lay(held, table(*touches)))


def calls(person: str, *whens: str, **facts: Any) -> list[dict[str, Any]]:
    return [touch(when, person, **facts) for when in whens]


def test_a_day_is_the_persons_own() -> None:
    """Ten at night and one in the morning in Tokyo are two days, though one in UTC; calls and texts count alike."""
    found = bore(*calls("a", "03-02 10:00", "03-02 22:00", "03-03 01:00"), text("03-02 12:00", "a"), *calls("b", "03-02 10:00"))
    assert (found.contacts, found.people) == (5, 2)
    assert (found.per_person.median, found.per_person.worst) == (2.5, 4)
    assert (found.per_day.n, found.per_day.median, found.per_day.worst) == (3, 1, 3)
    assert (found.per_person_day.n, found.per_person_day.median) == (2, 2)


def test_seven_days_roll() -> None:
    """a: on the 2nd, 8th and 9th: three in no seven days. b: two on one day, one six days later."""
    found = bore(*calls("a", "03-02 10:00", "03-08 10:00", "03-09 10:00"), *calls("b", "03-02 10:00", "03-02 11:00", "03-08 23:00"))
    assert (found.per_week.n, found.per_week.median, found.per_week.worst) == (2, 2.5, 3)


def test_numbers_shown() -> None:
    """Nine people saw one number; one was rung from three."""
    rows = [touch("03-02 10:00", f"p{n}", own_number="+8131") for n in range(10)]
    found = bore(*rows, *[touch("03-03 10:00", "p0", own_number=number) for number in ("+8132", "+8133", "+8132")])
    assert (found.numbers.n, found.numbers.median, found.numbers.worst) == (10, 1, 3)
    assert (found.rotated.count, found.rotated.of) == (1, 10)


def test_a_log_without_our_number_cannot_show_rotation() -> None:
    found = bore(*calls("a", "03-02 10:00", "03-02 11:00", "03-02 12:00"), touch("03-02 10:00", "b", own_number="+8131"))
    assert (found.rotated.rate, found.rotated.count, found.numbers.median) == (None, None, None)
    assert found.rotated.why is not None and "番号" in found.rotated.why.ja


def test_hours_weekends_and_holidays() -> None:
    """2026: 20 March, a Friday, is the equinox; 7 March a Saturday. Before eight and from nine in the evening is night."""
    times = ("03-20 10:00", "03-07 10:00", "03-02 07:59", "03-02 08:00", "03-02 20:59", "03-02 21:00", *["03-03 10:00"] * 4)
    found = bore(*calls("a", *times))
    assert (found.on_holidays.count, found.on_days_off.count, found.at_night.count, found.at_night.of) == (1, 2, 2, 10)
    assert [(hour.hour, hour.contacts) for hour in found.hours] == [(7, 1), (8, 1), (10, 6), (20, 1), (21, 1)]


def test_short_rings_are_those_that_nobody_could_answer() -> None:
    """Of eleven calls that rang out, 14 s is short and 15 s is not; a busy line and a talk are none."""
    rows = [touch("03-02 10:00", "a", ring_seconds=ring) for ring in (14, 3, *[15] * 9)]
    found = bore(*rows, touch("03-02 10:00", "a", "busy", ring_seconds=1), touch("03-02 10:00", "a", "reached", ring_seconds=4))
    assert (found.short_rings.count, found.short_rings.of) == (2, 11)
    assert bore(*calls("a", "03-02 10:00", "03-03 10:00")).short_rings.count is None


def test_contacts_after_a_refusal() -> None:
    """a says never, and gets a call and a text of solicitation after it; a call about an order is not counted."""
    rows = [touch("03-02 10:00", "a", "never"), touch("03-03 10:00", "a"), text("03-04 10:00", "a")]
    rows += [
        touch("03-05 10:00", "a", purpose="service"),
        touch("03-01 10:00", "a"),
        *[touch("03-02 10:00", f"p{n}", "reached") for n in range(9)],
    ]
    found = bore(*rows)
    assert (found.refused.count, found.refused.of, found.refused.rate) == (1, 10, 0.1)
    assert (found.after_refusal.count, found.after_refusal.of) == (2, 14)
    assert (found.people_after_refusal.count, found.people_after_refusal.of, found.people_after_refusal.rate) == (1, 1, None)


def test_contacts_within_the_rest_after_not_now() -> None:
    rows = [touch("03-02 10:00", "a", "not_now"), *calls("a", "03-03 10:00", "04-01 10:00", "04-01 10:01")]
    assert (bore(*rows).after_not_now.count, bore(*rows).after_not_now.of) == (2, 4)


def test_what_was_never_written_down_is_not_zero() -> None:
    found = bore(*calls("a", *["03-02 10:00"] * 20))
    for share in (found.refused, found.after_refusal, found.people_after_refusal, found.after_not_now, found.before_agreed):
        assert share.count is None and share.why is not None
    assert found.abandoned_by_us.count is None and found.abandoned_in_queue.why is not None


def test_abandoned_calls() -> None:
    """Of ten people who picked up, one heard nobody; of twelve who rang us, three gave up waiting."""
    rows = [touch("03-02 10:00", f"p{n}", "reached" if n else "failed", abandoned=not n) for n in range(10)]
    rows += [touch("03-02 10:00", "p0", abandoned=False)]
    rows += [inbound("03-02 10:00", f"q{n}", "missed" if n < 3 else "reached", abandoned=n < 3) for n in range(12)]
    found = bore(*rows)
    assert (found.abandoned_by_us.count, found.abandoned_by_us.of) == (1, 10)
    assert (found.abandoned_in_queue.count, found.abandoned_in_queue.of) == (3, 12)


@pytest.mark.parametrize("rows", [[], [inbound("03-02 10:00", None)]])
def test_who_was_never_contacted_bore_nothing(rows: list[dict[str, Any]]) -> None:
    found = bore(*rows)
    assert (found.contacts, found.people, found.per_day.n, found.per_week.median) == (0, 0, 0, None)


def test_contacts_before_an_agreed_date() -> None:
    """Agreed on the 2nd for the 20th: of three contacts one lies between."""
    rows = calls("a", "03-02 10:00", "03-10 10:00", "03-20 10:00")
    said, until = rows[0]["at"], rows[2]["at"]
    agreed = ibis.memtable(pa.table({"person": ["a"], "at": [said], "until": [until]}))
    with shelf() as held:
        found = burden(lay(held, table(*rows)), agreed).before_agreed
    assert (found.count, found.of) == (1, 3)
