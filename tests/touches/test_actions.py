"""One contact at a time: with its outcome and its words, or not at all; corrected by saying more, never by changing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from enishi.kernel import ids
from enishi.people.models import ContactPoint
from enishi.touches import actions, hooks
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from enishi.touches.rules import OUTCOMES

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

PLAIN: dict[str, Any] = {
    "at": NOW,
    "channel": "call",
    "direction": "out",
    "person_id": None,
    "point_id": None,
    "member_id": None,
    "outcome": "no_answer",
    "by_id": None,
    "now": NOW,
}


@pytest.fixture
def told() -> Iterator[list[list[UUID]]]:
    heard: list[list[UUID]] = []

    def hear(touch_ids: Any, _: datetime) -> None:
        heard.append(list(touch_ids))

    before = list(hooks.touches_written)
    hooks.touches_written[:] = [hear]
    yield heard
    hooks.touches_written[:] = before


def record(**changes: Any) -> Touch:
    return actions.record_touch(**{**PLAIN, **changes}).touch


def test_a_touch_comes_with_its_outcome_and_words(told: list[list[UUID]]) -> None:
    touch = record(outcome="reached", words="法要の件", talk_seconds=90, purpose="service")
    outcome = TouchOutcome.objects.get(touch=touch)
    assert (outcome.code, outcome.reached) == ("reached", True)
    assert TouchWords.objects.get(touch=touch).text == "法要の件"
    assert told == [[touch.id]]


def test_no_words_no_row_of_words() -> None:
    assert not TouchWords.objects.filter(touch=record()).exists()


@pytest.mark.parametrize("code", OUTCOMES)
def test_each_outcome_says_by_itself_whether_the_person_was_reached(code: str) -> None:
    assert TouchOutcome.objects.get(touch=record(outcome=code)).reached is OUTCOMES[code].reached


def test_the_member_may_know_better() -> None:
    assert TouchOutcome.objects.get(touch=record(outcome="voicemail", reached=True)).reached


def test_an_outcome_we_do_not_have_writes_nothing(told: list[list[UUID]]) -> None:
    with pytest.raises(actions.NoSuchOutcome):
        record(outcome="annoyed")
    assert not Touch.objects.exists()
    assert told == []


def test_what_the_hook_refuses_is_not_written() -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("the promise cannot be written")

    hooks.touches_written.append(refuse)
    try:
        # Whoever calls it owns the transaction that is given up
        with pytest.raises(RuntimeError), transaction.atomic():
            record()
    finally:
        hooks.touches_written.remove(refuse)
    assert not Touch.objects.exists()


def test_the_same_source_id_twice_is_one_touch(told: list[list[UUID]]) -> None:
    first = record(source="api", source_ref="call-7 090-1234-5678")
    again = record(source="api", source_ref="call-7 090-1234-5678", outcome="reached")
    other = record(source="pbx", source_ref="call-7 090-1234-5678")
    assert again.id == first.id != other.id
    assert [outcome.code for outcome in TouchOutcome.objects.filter(touch=first)] == ["no_answer"]
    assert told == [[first.id], [other.id]]


def test_the_ledger_never_holds_the_sources_own_id() -> None:
    kept = record(source="api", source_ref="+819012345678").source_ref
    assert "9012345678" not in kept
    assert len(kept) == 32
    assert kept != actions.reference("pbx", "+819012345678")


def test_a_correction_is_one_more_outcome(told: list[list[UUID]]) -> None:
    touch = record(outcome="reached")
    actions.record_outcome(touch_id=touch.id, code="wrong_person", by_id=None, now=NOW + timedelta(minutes=5))
    assert [outcome.code for outcome in touch.outcomes.order_by("id")] == ["reached", "wrong_person"]
    assert told == [[touch.id], [touch.id]]


def test_words_are_put_right_and_erased_for_good() -> None:
    touch = record(words="奥様が出られた")
    actions.write_words(touch_id=touch.id, text="奥様が出られ、後日とのこと")
    assert TouchWords.objects.get().text == "奥様が出られ、後日とのこと"
    actions.erase_words(touch_id=touch.id, now=NOW)
    actions.write_words(touch_id=touch.id, text="また書く")
    words = TouchWords.objects.get()
    assert (words.text, words.erased_at) == ("", NOW)


def test_words_can_be_added_later() -> None:
    touch = record()
    actions.write_words(touch_id=touch.id, text="留守")
    assert TouchWords.objects.get(touch=touch).text == "留守"


def test_a_point_that_does_not_exist_is_refused() -> None:
    from django.db import IntegrityError, connection, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        record(point_id=uuid4())
        connection.check_constraints()
    assert not ContactPoint.objects.exists()


def test_a_correction_counts_though_its_clock_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest by its id counts; another process, whose clock is a minute ahead, wrote the one before."""
    touch = actions.record_touch(**PLAIN).touch
    real = ids.time.time_ns
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(ids.time, "time_ns", lambda: real() - 60_000_000_000)
    for code in ("reached", "busy"):
        actions.record_outcome(touch_id=touch.id, code=code, by_id=None, now=NOW)
        assert touch.outcomes.order_by("id").last().code == code
