"""`enishi import FILE`, the real program, killed twenty times and typed again each time, leaves what one run through would have left."""

import os
import signal
import subprocess
import time
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from enishi.kernel import clock
from enishi.team.models import ImportRun
from tests import engine
from tests.installs import PROGRAM
from tests.ledger import empty
from tests.touches.contents import contents
from tests.touches.test_kills import LONG_AGO, a_list, a_log, owed

# Of the list, then of the log
KILLS = (9, 11)
# Every so many, anything may be hit: the start of the program, the copy of the file, the look at its columns
EARLY = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own on the database of this test."""
    (tmp_path / "home").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "ENISHI_"))}
    kept |= engine.plain_environment(tmp_path / "home") | engine.KEYS
    name = str(connection.settings_dict["NAME"])
    if engine.ENGINE == "postgres":
        return kept | {"ENISHI_DATABASE_URL": engine.url(name)}
    (tmp_path / "home" / "enishi.sqlite3").symlink_to(name)
    return kept


def test_killed_twenty_times_and_typed_again(tmp_path: Path, environment: dict[str, str]) -> None:
    files = (a_list(tmp_path / "list.csv", rows=3_000), a_log(tmp_path / "log.csv", rows=5_000, now=clock.now()))
    rng = Random(os.environ.get("KILLS_SEED", "kills"))
    for is_killed in (False, True):
        empty()
        owed()
        for path, kills in zip(files, KILLS, strict=True):
            for count in range(kills if is_killed else 0):
                _kill(_typed(path, environment), rng, early=count % EARLY == EARLY - 1)
                # Half a minute later
                ImportRun.objects.update(leased_until=LONG_AGO)
            _, trouble = _typed(path, environment).communicate(timeout=120)
            assert not trouble.strip(), trouble
        if is_killed:
            found = contents(when=False)
        else:
            expected = contents(when=False)
    assert {name: rows for name, rows in found.items() if rows != expected[name]} == {}
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}
    assert sum(expected["ImportChunk"].values()) == sum(ImportRun.objects.values_list("rows_done", flat=True))


def _typed(path: Path, environment: dict[str, str]) -> "subprocess.Popen[str]":
    words = [PROGRAM, "import", "--json", path]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _kill(process: "subprocess.Popen[str]", rng: Random, *, early: bool) -> None:
    if early:
        time.sleep(rng.uniform(0, 0.6))
    else:
        done = _begun(process)
        # The nearer to its end the sooner, or a fast machine is done before the last
        time.sleep(rng.uniform(0, 0.01 + 0.15 * (1 - done)))
    process.kill()
    said, trouble = process.communicate()
    assert process.returncode == -signal.SIGKILL, f"it came to its end; make the file longer: {said}{trouble}"


def _begun(process: "subprocess.Popen[str]") -> float:
    """How much of the file was in when the program took it up. It says nothing before its end: so look."""
    while process.poll() is None:
        run = ImportRun.objects.filter(state="running", leased_until__gt=clock.now()).first()
        if run is not None:
            return run.bytes_done / run.bytes_total
        time.sleep(0.01)
    return 1
