"""The worker beside the desk: takes in what waits and what another left, keeps house, and goes when it is told."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from enishi.kernel.ids import uuid7
from enishi.team.models import ImportRun, Team
from enishi.touches import hooks, imports, worker
from enishi.touches.models import Touch
from tests.touches.logs import NOW, counts, log, now, prepared

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 60


@pytest.fixture
def chores() -> Iterator[list[Callable[[datetime], object]]]:
    before = list(hooks.housekeeping)
    hooks.housekeeping[:] = []
    yield hooks.housekeeping
    hooks.housekeeping[:] = before


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    heard: list[tuple[str, ...]] = []
    monkeypatch.setattr(worker, "publish", lambda *topics: heard.append(topics))
    return heard


def waiting(path: Path, rows: int = 300) -> ImportRun:
    run = prepared(log(path, rows))
    imports.start(run_id=run.id)
    return run


def test_what_waits_is_taken_in_and_told(tmp_path: Path, told: list[tuple[str, ...]]) -> None:
    run = waiting(tmp_path / "log.csv")
    assert worker.work_once(uuid7(), threading.Event(), now_fn=now) is True
    assert worker.work_once(uuid7(), threading.Event(), now_fn=now) is False
    run.refresh_from_db()
    assert (run.state, counts(run)) == ("done", (300, 300, 0, 0))
    assert told[0] == (f"import:{run.id}",)
    assert told[-1] == (f"import:{run.id}", "today")


def test_what_another_worker_left_is_carried_on_once_its_lease_ran_out(tmp_path: Path, told: list[tuple[str, ...]]) -> None:
    run = waiting(tmp_path / "log.csv")
    ImportRun.objects.update(state="running", lease=uuid7(), leased_until=NOW + timedelta(seconds=5))
    assert not worker.work_once(uuid7(), threading.Event(), now_fn=now)
    assert worker.work_once(uuid7(), threading.Event(), now_fn=lambda: NOW + timedelta(seconds=6))
    run.refresh_from_db()
    assert run.state == "done"


def test_the_oldest_run_comes_first(tmp_path: Path) -> None:
    second, first = waiting(tmp_path / "b.csv"), waiting(tmp_path / "a.csv")
    ImportRun.objects.filter(pk=first.pk).update(created_at=NOW - timedelta(hours=1))
    assert imports.next_free(NOW) == first.pk
    assert second.pk != first.pk


def test_it_runs_until_it_is_told_to_stop(tmp_path: Path, chores: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    stop, kept, done = threading.Event(), threading.Event(), threading.Event()
    chores.append(lambda _: kept.set())
    monkeypatch.setattr(worker, "publish", lambda *topics: done.set() if "today" in topics else None)
    run = waiting(tmp_path / "log.csv")
    thread = threading.Thread(target=lambda: worker.run_forever(stop, now_fn=now))
    thread.start()
    try:
        assert kept.wait(SOON)
        assert done.wait(SOON)
    finally:
        stop.set()
        thread.join(SOON)
    assert not thread.is_alive()
    run.refresh_from_db()
    assert run.state == "done"
    assert Touch.objects.count() == 300


def test_one_chore_that_fails_hinders_no_other(chores: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    kept: list[datetime] = []

    def trouble(_: datetime) -> None:
        raise OperationalError("the database went away")

    def fault(_: datetime) -> None:
        raise ValueError("a fault of ours")

    chores[:] = [trouble, fault, kept.append]
    worker.keep_house(NOW)
    assert kept == [NOW]
    assert "went away" in caplog.text
    assert "a fault of ours" in caplog.text


def test_others_can_write_while_a_log_comes_in(tmp_path: Path) -> None:
    """On SQLite one writes at a time: nobody may stand in line for long."""
    run, waits = waiting(tmp_path / "log.csv", 20_000), []
    done = threading.Event()

    def write_again_and_again() -> None:
        try:
            for number in range(10_000):
                if done.is_set():
                    return
                began = datetime.now(UTC)
                Team.objects.update_or_create(id=1, defaults={"name": f"電話室{number}"})
                waits.append((datetime.now(UTC) - began).total_seconds())
        finally:
            connection.close()

    member = threading.Thread(target=write_again_and_again)
    member.start()
    try:
        assert worker.work_once(uuid7(), threading.Event(), now_fn=now)
    finally:
        done.set()
        member.join(SOON)
    run.refresh_from_db()
    assert counts(run) == (20_000, 20_000, 0, 0)
    waits.sort()
    assert len(waits) > 20
    # A chunk is made to fit 50 ms; the rest is room for a machine that does other things as well
    assert waits[len(waits) // 2] < 0.25
