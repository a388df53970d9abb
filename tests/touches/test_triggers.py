"""Nothing in the ledger can be changed, deleted, replaced or emptied, by whatever way."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError

from enishi.touches import triggers
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from tests.ledger import lift

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TABLES = triggers.TABLES


def a_touch() -> Touch:
    touch = Touch.objects.create(at=NOW, channel="call", direction="out", source="hand", recorded_at=NOW)
    TouchOutcome.objects.create(touch=touch, code="no_answer", at=NOW)
    TouchWords.objects.create(touch=touch, text="お留守でした")
    return touch


def save_again() -> None:
    touch = Touch.objects.get()
    touch.ring_seconds = 3
    touch.save()


def save_outcome_again() -> None:
    outcome = TouchOutcome.objects.get()
    outcome.code = "reached"
    outcome.save()


def run(statement: str) -> Callable[[], object]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


WAYS: dict[str, Callable[[], object]] = {
    "save a touch again": save_again,
    "save an outcome again": save_outcome_again,
    "delete an outcome": lambda: TouchOutcome.objects.get().delete(),
    "update touches": lambda: Touch.objects.update(purpose="solicit"),
    "update outcomes": lambda: TouchOutcome.objects.filter(code="no_answer").update(code="reached"),
    "delete outcomes": lambda: TouchOutcome.objects.all().delete(),
    "delete touches past the ORM's protection": lambda: Touch.objects.all()._raw_delete("default"),
    "raw update": run("UPDATE touches_touch SET ring_seconds = 1"),
    "raw delete": run("DELETE FROM touches_touchoutcome"),
    "upsert": lambda: Touch.objects.bulk_create(
        [Touch(id=Touch.objects.get().id, at=NOW, channel="mail", direction="out", source="hand", recorded_at=NOW)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["channel"],
    ),
}
if connection.vendor == "postgresql":
    WAYS["truncate touches"] = run("TRUNCATE touches_touch CASCADE")
    WAYS["truncate outcomes"] = run("TRUNCATE touches_touchoutcome CASCADE")
    WAYS["as a replica"] = run("SET LOCAL session_replication_role = replica; DELETE FROM touches_touchoutcome")
else:
    WAYS["replace a touch"] = run("INSERT OR REPLACE INTO touches_touch SELECT * FROM touches_touch")
    WAYS["replace an outcome"] = run("REPLACE INTO touches_touchoutcome SELECT * FROM touches_touchoutcome")
    WAYS["update or replace"] = run("UPDATE OR REPLACE touches_touch SET ring_seconds = 9")


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_the_ledger_refuses(way: Callable[[], object]) -> None:
    touch = a_touch()
    # PostgreSQL would refuse TRUNCATE for the foreign keys it has yet to check; here the trigger is asked.
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        way()
    assert (Touch.objects.get().channel, Touch.objects.get().ring_seconds) == ("call", None)
    assert TouchOutcome.objects.get().code == "no_answer"
    assert TouchWords.objects.get().touch_id == touch.id


@pytest.mark.django_db
def test_a_touch_with_an_outcome_cannot_even_be_asked_away() -> None:
    touch = a_touch()
    with pytest.raises(ProtectedError):
        touch.delete()


@pytest.mark.django_db
def test_words_can_be_erased() -> None:
    a_touch()
    TouchWords.objects.update(text="", erased_at=NOW)
    assert TouchWords.objects.get().text == ""


@pytest.mark.django_db
def test_what_is_missing_is_named_and_put_back() -> None:
    assert triggers.missing(connection) == []
    lift()
    assert set(triggers.missing(connection)) == {name for names in triggers.names(connection).values() for name in names}
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_has_them_back_after_migrate() -> None:
    """On SQLite AlterField makes a new table and throws the old one away, and its triggers with it."""
    shorter, longer = models.CharField(max_length=40), models.CharField(max_length=41)
    for old, new in ((shorter, longer), (longer, shorter)):
        for field in (old, new):
            field.set_attributes_from_name("source")
            field.model = Touch
        with connection.schema_editor() as editor:
            editor.alter_field(Touch, old, new)
    assert bool(triggers.missing(connection)) is (connection.vendor == "sqlite")
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    a_touch()
    with pytest.raises(DatabaseError, match="append-only"):
        Touch.objects.update(purpose="solicit")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", [1, 2])
def test_a_committing_test_finds_the_ledger_empty_and_locked(_: int) -> None:
    assert not Touch.objects.exists()
    assert triggers.missing(connection) == []
    a_touch()


@pytest.mark.django_db(transaction=True)
def test_a_trigger_switched_off_counts_as_missing() -> None:
    if connection.vendor == "postgresql":
        statement, back = "ALTER TABLE touches_touch DISABLE TRIGGER touches_touch_never_update", ""
    else:
        statement, back = "PRAGMA recursive_triggers = OFF", "PRAGMA recursive_triggers = ON"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert len(triggers.missing(connection)) == 1
        triggers.install(connection)
        if back:
            cursor.execute(back)
    assert triggers.missing(connection) == []
