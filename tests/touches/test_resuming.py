"""Stopped, interrupted, broken, taken over: an import goes on from where it stood, and what hangs on its rows is told once all are in."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from enishi.kernel.ids import uuid7
from enishi.promises.actions import promise
from enishi.promises.models import Promise
from enishi.team.models import ImportRun
from enishi.touches import hooks, imports
from enishi.touches.imports import runs
from enishi.touches.imports import touches as taking
from enishi.touches.models import Touch, TouchOutcome
from tests import cast
from tests.cast import Cast
from tests.touches.logs import NOW, carried_on, counts, heard_by, lines, log, now, prepared, row, taken_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def them() -> Cast:
    return cast.assemble()


def test_a_fault_of_ours_loses_nothing_and_can_be_begun_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = prepared(log(tmp_path / "log.csv", 3000))
    imports.start(run_id=run.id)
    calls: list[int] = []

    def break_at_the_second_chunk(touch_ids: Any, _: datetime) -> None:
        calls.append(len(touch_ids))
        if len(calls) == 2:
            raise RuntimeError("a fault of ours")

    with heard_by(break_at_the_second_chunk):
        assert carried_on(run.id) is imports.End.FAILED
        run.refresh_from_db()
        assert run.rows_done == calls[0] == Touch.objects.count() == TouchOutcome.objects.count()
        assert run.problem is not None
        assert "a fault of ours" in caplog.text
        imports.start(run_id=run.id)
        assert carried_on(run.id) is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (3000, 3000, 0, 0)
    assert Touch.objects.count() == 3000


def test_every_created_touch_is_told_once_and_only_those(tmp_path: Path) -> None:
    told: list[UUID] = []
    taken_in(log(tmp_path / "early.csv", 100))
    with heard_by(lambda touch_ids, _: told.extend(touch_ids)):
        taken_in(log(tmp_path / "more.csv", 100, seed=2))
        taken_in(log(tmp_path / "more.csv", 100, seed=2))
    assert len(told) == len(set(told)) == 100
    assert Touch.objects.filter(id__in=told).count() == 100


def test_what_may_be_due_is_told_when_the_whole_log_is_in(tmp_path: Path) -> None:
    """A missed call near the top of a file may be answered near its end."""
    told: list[tuple[int, int]] = []
    path = log(tmp_path / "log.csv", 4000, since=NOW - timedelta(days=8))
    with heard_by(lambda touch_ids, _: told.append((len(touch_ids), Touch.objects.count()))):
        run = taken_in(path)
    assert sum(number for number, _ in told) == 4000
    old = Touch.objects.filter(import_run=run, at__lt=NOW - hooks.YOUNG).count()
    assert sum(number for number, there in told if there < 4000) <= old < 4000


def test_a_missed_call_that_was_answered_further_down_is_no_promise(tmp_path: Path, them: Cast) -> None:
    missed = [row(f"090-1000-{number:04}", at="2026/11/20 09:00", way="着信", result="不在") for number in range(2000)]
    answered = [row(f"090-1000-{number:04}", at="2026/11/20 09:30") for number in range(1, 2000)]
    taken_in(lines(tmp_path / "log.csv", *missed, *answered))
    assert [promise.point.value for promise in Promise.objects.select_related("point") if promise.point] == ["+819010000000"]


def test_stopped_and_begun_again_it_goes_on_from_there(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 5000))
    imports.start(run_id=run.id)
    assert carried_on(run.id, on_progress=lambda _: imports.stop(run_id=run.id)) is imports.End.NOT_OURS
    run.refresh_from_db()
    assert run.state == "stopped"
    assert 0 < run.rows_done == Touch.objects.count() < 5000
    imports.start(run_id=run.id)
    assert carried_on(run.id) is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (5000, 5000, 0, 0)
    assert [verdict.number for verdict in imports.report_rows(run_id=run.id)] == list(range(1, 5001))


def test_a_worker_that_is_told_to_leave_gives_the_run_back(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 2000))
    imports.start(run_id=run.id)
    leave = iter([False, True])
    end = imports.carry_on(run_id=run.id, worker_id=uuid7(), now_fn=now, should_stop=lambda: next(leave))
    assert end is imports.End.RELEASED
    run.refresh_from_db()
    assert (run.state, run.lease) == ("waiting", None)
    assert imports.next_free(NOW) == run.id
    assert carried_on(run.id) is imports.End.DONE


def test_an_interrupted_command_gives_the_run_back_too(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 1000))
    imports.start(run_id=run.id)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with heard_by(interrupt), pytest.raises(KeyboardInterrupt):
        carried_on(run.id)
    run.refresh_from_db()
    assert (run.state, run.lease, run.rows_done, Touch.objects.count()) == ("waiting", None, 0, 0)


def test_of_two_workers_one_gets_the_run(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 100))
    imports.start(run_id=run.id)
    assert runs.claim(run_id=run.id, worker_id=uuid7(), now=NOW)
    assert runs.claim(run_id=run.id, worker_id=uuid7(), now=NOW) is None
    assert imports.next_free(NOW) is None


def test_a_lease_that_ran_out_belongs_to_the_next_and_the_first_writes_no_more(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 1500))
    imports.start(run_id=run.id)
    taken_over: list[imports.End] = []

    def sleep_too_long(_: imports.Progress) -> None:
        if not taken_over:
            taken_over.append(imports.End.NOT_OURS)
            later = NOW + timedelta(minutes=5)
            taken_over.append(imports.carry_on(run_id=run.id, worker_id=uuid7(), now_fn=lambda: later))

    assert carried_on(run.id, on_progress=sleep_too_long) is imports.End.NOT_OURS
    assert taken_over[1] is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (1500, 1500, 0, 0)
    assert [verdict.number for verdict in imports.report_rows(run_id=run.id)] == list(range(1, 1501))


def test_two_logs_that_overlap_come_in_at_once(tmp_path: Path) -> None:
    """One is written oldest first, the other newest first: whoever comes to a row second finds it there."""
    forward = log(tmp_path / "forward.csv", 6000)
    header, *rows = forward.read_text().splitlines()
    backward = tmp_path / "backward.csv"
    backward.write_text("\n".join([header, *reversed(rows)]) + "\n")
    runs_of_both = [prepared(forward), prepared(backward)]
    ends: list[imports.End] = []

    def bring(run: ImportRun) -> None:
        try:
            ends.append(carried_on(run.id))
        finally:
            connection.close()

    for run in runs_of_both:
        imports.start(run_id=run.id)
    threads = [threading.Thread(target=bring, args=(run,)) for run in runs_of_both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [imports.End.DONE, imports.End.DONE]
    for run in runs_of_both:
        run.refresh_from_db()
    assert [run.rows_done for run in runs_of_both] == [6000, 6000]
    assert sum(run.created_rows for run in runs_of_both) == sum(run.matched_rows for run in runs_of_both) == 6000
    assert Touch.objects.count() == 6000


def test_a_large_chunk_is_told_in_portions_that_a_question_can_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(taking, "_TOLD_OF_OLD", 30)
    with heard_by(lambda touch_ids, _: told.append(len(touch_ids))):
        taken_in(log(tmp_path / "log.csv", 300))
    assert max(told) == 30
    assert sum(told) == 300


def test_what_can_matter_to_nobody_is_told_to_nobody(tmp_path: Path) -> None:
    told: list[UUID] = []
    since = datetime(2024, 3, 31, 17, 0, tzinfo=UTC)  # two hours into the log, which is written in Tokyo's time
    with heard_by(lambda touch_ids, _: told.extend(touch_ids)):
        hooks.may_matter_since[:] = [lambda _: since]
        taken_in(log(tmp_path / "log.csv", 300))
    assert set(told) == set(Touch.objects.filter(at__gte=since).values_list("id", flat=True))
    assert 0 < len(told) < 300


def test_a_promise_of_long_ago_is_kept_by_a_log_of_long_ago(tmp_path: Path, them: Cast) -> None:
    made = datetime(2024, 4, 1, tzinfo=UTC)
    owed = promise(
        person_id=them["okada"].id, kind="call_back", asked_by="person", owner_id=None, from_at=made, due_at=made, by_id=None, now=made
    )
    taken_in(lines(tmp_path / "log.csv", row("080-1234-0005", at="2024/3/1 10:00"), row("080-1234-0005", at="2024/5/1 10:00")))
    owed.refresh_from_db()
    assert owed.kept_by is not None
    assert owed.kept_by.at == datetime(2024, 5, 1, 1, 0, tzinfo=UTC)
