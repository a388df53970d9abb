"""An import, killed outright at twenty random moments, leaves the database that an uninterrupted one would have left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Timer

import pytest
from django.db import connection

from enishi.promises.actions import promise
from enishi.team.models import ImportRun
from enishi.touches import imports
from tests import cast, engine
from tests.ledger import empty
from tests.touches.contents import contents
from tests.touches.logs import NOW, carried_on, log, prepared

KILLS = 20
LONG_AGO = datetime(2024, 4, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def a_log(path: Path, *, rows: int = 14_000, now: datetime = NOW) -> Path:
    """Two years of calls and yesterday's: rows that only go into the ledger, and rows that promises hang on."""
    log(path, rows, numbers=rows // 7)
    late = log(path.with_name("late.csv"), 600, seed=2, numbers=60, since=now - timedelta(hours=30)).read_text().splitlines()[1:]
    theirs = [line.replace(line.split(",")[2], number) for line, number in zip(late[:40], 10 * THEIR_NUMBERS, strict=True)]
    early = path.read_text().splitlines()[1:1001]
    answers = [line.replace(line.split(",")[2], THEIR_NUMBERS[at % 4]) for at, line in enumerate(early) if at % 25 == 0]
    with path.open("a") as out:
        out.write("\n".join([*late[40:], *theirs, *answers]) + "\n")
    return path


THEIR_NUMBERS = ["080-1234-0005", "075-221-0004", "06-6834-0008", "0742-23-0003"]


def a_list(path: Path, *, rows: int = 8_000) -> Path:
    """People with companies and shared numbers; some stand twice."""
    rng = Random(7)
    family, given = ("佐藤", "鈴木", "髙橋", "田中", "渡邉"), ("花子", "一郎", "美咲", "健", "節子", "修")
    with path.open("w") as out:
        out.write("顧客番号,氏名,電話番号,会社名,メール\n")
        for number in range(rows):
            name = f"{rng.choice(family)} {rng.choice(given)}{number % 977}"
            phone = f"03-3{rng.randrange(100, 1000)}-{rng.randrange(1000, 10000)}" if rng.random() < 0.9 else "番号なし？"
            out.write(f"{number % (rows - 200)},{name},{phone},株式会社{rng.randrange(300)}商事,{'a@b' if rng.random() < 0.02 else ''}\n")
    return path


@pytest.mark.parametrize("write", [a_log, a_list], ids=["log", "contacts"])
def test_killed_twenty_times(tmp_path: Path, write: "type[a_log]") -> None:  # type: ignore[valid-type]  # a_log or a_list
    path = write(tmp_path / "file.csv")
    started(path)
    assert carried_on(ImportRun.objects.get().id) is imports.End.DONE
    expected = contents()
    empty()
    run = started(path)
    assert killed(run, Random(os.environ.get("KILLS_SEED", "kills"))) == KILLS
    lease_runs_out(run)
    assert carried_on(run.id) is imports.End.DONE
    found = contents()
    assert {name: rows for name, rows in found.items() if rows != expected[name]} == {}
    assert sum(expected["ImportChunk"].values()) == ImportRun.objects.get().rows_done


def started(path: Path) -> ImportRun:
    owed()
    run = prepared(path)
    imports.start(run_id=run.id)
    return run


def owed() -> None:
    """The cast, and three of them to whom a call is owed."""
    them = cast.assemble(now=NOW)
    for name in ("okada", "kaoru", "haru"):
        # Owed for years: which of the log's calls kept it, and which only tried, is told chunk by chunk
        promise(
            person_id=them[name].id,
            kind="call_back",
            asked_by="person",
            owner_id=them.members["sato"].id,
            from_at=LONG_AGO,
            due_at=LONG_AGO,
            by_id=None,
            now=LONG_AGO,
        )


def killed(run: ImportRun, rng: Random) -> int:
    """Have it taken in by processes that are killed; how many were, each in the middle of it."""
    kills = 0
    with bringing() as process:
        assert process.stdin
        assert process.stdout
        while kills < KILLS:
            lease_runs_out(run)
            print(run.id, file=process.stdin, flush=True)
            child = int(process.stdout.readline())
            # The nearer to its end the sooner, or a fast machine is done before the twentieth
            run.refresh_from_db()
            longest = 0.05 + 0.35 * (1 - run.bytes_done / run.bytes_total)
            timer = Timer(rng.uniform(0.0, longest), os.kill, (child, signal.SIGKILL))
            timer.start()
            end = process.stdout.readline().strip()
            timer.cancel()
            assert end == "killed", f"it was {end} after {kills} kills: make the file longer"
            kills += 1
    return kills


def lease_runs_out(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(leased_until=datetime(2000, 1, 1, tzinfo=UTC))


@contextmanager
def bringing() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.touches.bringing", str(connection.settings_dict["NAME"]), NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=engine.CHECKOUT,
        env={**os.environ, "PYTHONPATH": f"{engine.CHECKOUT}:{engine.CHECKOUT / 'src'}"},
    )
    try:
        yield process
    finally:
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.stdout.close()
        assert process.wait(30) == 0
