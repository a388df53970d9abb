"""The ledger refuses to be emptied, and a test that commits leaves rows in it: the one place that may lift its triggers."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from enishi.touches import triggers


@pytest.fixture(autouse=True)
def unlocked_ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lifts the triggers when a test that commits is over; the flush that follows ends with `post_migrate`, which puts them back."""
    if not _commits(request):
        yield
        return
    # Asked for here so that this ends before it does: pytest-django flushes when it ends.
    request.getfixturevalue("_django_db_helper")
    yield
    lift()


def lift() -> None:
    """Take the triggers away from the database at hand."""
    with connection.cursor() as cursor:
        for table, names in triggers.names(connection).items():
            for name in names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction") or any(marker.args)))


def empty() -> None:
    """Empty every table in the middle of a test that commits; the ledger is guarded again afterwards."""
    lift()
    call_command("flush", verbosity=0, interactive=False)
