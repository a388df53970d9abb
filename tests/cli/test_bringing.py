"""`enishi import`, as a person runs it."""

import contextlib
import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli import files
from tests.engine import ENGINE
from tests.installs import PROGRAM, Install, Installs

MANY = 6000
LAST = re.compile(r"rows (\d+) created (\d+) matched (\d+) refused (\d+)")


@pytest.fixture(scope="module")
def house(installs: Installs) -> Install:
    """One install for all of these: each brings in numbers of its own."""
    return installs.make()


def counts(done: "subprocess.CompletedProcess[str]") -> tuple[int, ...]:
    """The four numbers of the last line, which a script reads."""
    found = LAST.fullmatch(done.stdout.splitlines()[-1])
    assert found, done.stdout + done.stderr
    return tuple(map(int, found.groups()))


def said(done: "subprocess.CompletedProcess[str]") -> str:
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


def test_a_list_and_a_log_come_in_and_every_row_is_accounted_for(house: Install, tmp_path: Path) -> None:
    people = files.contacts(tmp_path / "連絡先.csv", 6, broken=2)
    log = files.calls(tmp_path / "calls-20251009.xml", 4)
    done = house.enishi("import", people, log)
    assert done.returncode == 0, done.stderr
    rows, created, matched, refused = counts(done)
    assert (rows, created + matched + refused) == (10, 10)
    assert refused == 2
    assert "cp932" in done.stdout
    assert "でんわなし" in said(done)
    again = house.enishi("import", people, log)
    assert counts(again) == (10, 0, 8, 2)
    assert "佐々木" in house.enishi("find", "090-7000-0000").stdout


def test_a_dry_run_says_what_would_be_and_writes_nothing(house: Install, tmp_path: Path) -> None:
    people = files.contacts(tmp_path / "list.csv", 6, area=7100, broken=1)
    dry = house.enishi("import", "--dry-run", people)
    assert (dry.returncode, counts(dry)) == (0, (6, 5, 0, 1))
    assert "試しに読みました。何も書き込んでいません。" in dry.stdout
    assert "でんわなし" in dry.stderr
    assert house.enishi("find", "090-7100-0000").returncode == 1
    assert not list((house.home / "imports").glob("*"))
    assert not list(house.home.glob("dry-run-*"))
    assert counts(house.enishi("import", people)) == (6, 5, 0, 1)
    assert counts(house.enishi("import", "--dry-run", people)) == (6, 0, 5, 1)


def test_it_says_what_was_left_out_and_what_came_of_it(house: Install, tmp_path: Path) -> None:
    people = tmp_path / "お断り.csv"
    people.write_text("氏名,電話番号,架電禁止,生年月日\n新井 直,090-7300-0000,禁止,1950/1/1\n", encoding="utf-8")
    done = house.enishi("import", people)
    assert "読まなかった列:「生年月日」。" in done.stderr
    assert "お断りを新しく1人記録しました。" in done.stdout
    assert "お断りを新しく" not in house.enishi("import", people).stdout
    bare = tmp_path / "bare.csv"
    bare.write_text("新井 直,090-7300-0001\n", encoding="utf-8")
    assert '--map "#1=name,#2=phone"' in house.enishi("import", bare).stderr


def test_what_the_file_is_said_to_be_is_not_passed_over(house: Install, tmp_path: Path) -> None:
    log = files.calls(tmp_path / "calls.xml", 2)
    done = house.enishi("import", "--kind", "contacts", log)
    assert (done.returncode, counts(done)) == (1, (0, 0, 0, 0))
    assert "名簿としては読めません" in done.stderr
    gone = house.enishi("import", tmp_path / "nothing.csv")
    assert "その名前のファイルはありません。" in gone.stderr


def test_columns_may_be_named_by_hand(house: Install, tmp_path: Path) -> None:
    log = files.log(tmp_path / "log.csv", header="いつ,こちら,あちら,なが,どう")
    done = house.enishi(
        "import", "--json", "--kind", "touches", "--map", "いつ=out_at,あちら=callee,こちら=caller,なが=talk,どう=outcome", log
    )
    wrong = house.enishi("import", "--map", "いつ=nonsense", "--kind", "touches", log)
    assert wrong.returncode == 1
    assert "nonsense" in said(wrong)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["kind"], told["rows"], told["refused"], told["state"]) == ("touches", 3, 0, "done")


def test_files_that_cannot_be_brought(house: Install, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "photo.jpg").write_bytes(os.urandom(5000))
    (tmp_path / "bomb.xml").write_text('<!DOCTYPE a [<!ENTITY b "bb">]><calls>&b;</calls>')
    (tmp_path / "folder").mkdir()
    good = files.contacts(tmp_path / "good.csv", 3, area=7200)
    for name in ("empty.csv", "photo.jpg", "bomb.xml", "folder", "missing.csv"):
        done = house.enishi("import", tmp_path / name)
        assert done.returncode == 1, name
        assert name in said(done) + done.stdout
        assert counts(done)[1] == 0
    # One bad file does not keep the good one out
    done = house.enishi("import", tmp_path / "missing.csv", good)
    assert (done.returncode, counts(done)) == (1, (3, 3, 0, 0))
    assert house.enishi("import", "--kind", "poems", good).returncode == 2
    assert house.enishi("import").returncode == 2
    unknown = house.enishi("import", "--member", "だれか", good)
    assert (unknown.returncode, "だれか" in said(unknown)) == (1, True)


def test_a_file_that_breaks_off_while_it_is_read(house: Install) -> None:
    done = house.enishi("import", "/proc/self/mem")
    assert (done.returncode, counts(done)) == (1, (0, 0, 0, 0))
    assert "/proc/self/mem" in said(done)


def midway(house: Install, *words: object) -> tuple["subprocess.Popen[bytes]", int]:
    """`enishi import WORDS…` at a terminal, once its bar says that some of it is in; and the terminal."""
    terminal, inside = pty.openpty()
    command = [str(PROGRAM), "import", *map(str, words)]
    process = subprocess.Popen(command, env=house.environment | {"TERM": "xterm"}, stdout=inside, stderr=inside, stdin=subprocess.DEVNULL)
    os.close(inside)
    heard = b""
    while not re.search(rb"[1-9]\d?%", heard):
        assert select.select([terminal], [], [], 60)[0], heard
        heard += os.read(terminal, 65536)
    return process, terminal


def ended(process: "subprocess.Popen[bytes]", terminal: int) -> tuple[int, str]:
    """Its exit code, and what it said to the end."""
    heard = b""
    with contextlib.suppress(OSError):  # EIO: nobody is left at the other end
        while part := os.read(terminal, 65536):
            heard += part
    os.close(terminal)
    return process.wait(60), heard.decode("utf-8", "replace")


def let_the_lease_run_out(house: Install) -> None:
    """What half a minute does by itself: whoever held the run is known to be dead."""
    statement = "UPDATE team_importrun SET leased_until = '2020-01-01 00:00:00+00:00'"
    if ENGINE == "sqlite":
        with contextlib.closing(sqlite3.connect(house.home / "enishi.sqlite3")) as database, database:
            database.execute(statement.replace("+00:00", ""))
    else:
        with psycopg.connect(house.environment["ENISHI_DATABASE_URL"], autocommit=True) as server:
            server.execute(statement.encode())


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(house: Install, tmp_path: Path) -> None:
    people = files.contacts(tmp_path / "many.csv", MANY, area=7300)
    process, terminal = midway(house, people)
    process.send_signal(signal.SIGINT)
    code, heard = ended(process, terminal)
    assert (code, "止めました" in heard, "Traceback" in heard) == (130, True, False), heard
    stopped = house.enishi("import", "--map", "氏名=name", people)
    assert (stopped.returncode, "--map" in said(stopped)) == (1, True)
    assert counts(house.enishi("import", people)) == (MANY, MANY, 0, 0)


def test_killed_outright_the_same_command_goes_on(house: Install, tmp_path: Path) -> None:
    people = files.contacts(tmp_path / "many.csv", MANY, area=7400)
    process, terminal = midway(house, people)
    process.kill()
    ended(process, terminal)
    let_the_lease_run_out(house)
    assert counts(house.enishi("import", people)) == (MANY, MANY, 0, 0)


def test_ctrl_c_in_a_dry_run_leaves_nothing(house: Install, tmp_path: Path) -> None:
    people = files.contacts(tmp_path / "many.csv", MANY, area=7500)
    before = set((house.home / "imports").glob("*"))
    process, terminal = midway(house, "--dry-run", people)
    process.send_signal(signal.SIGINT)
    code, heard = ended(process, terminal)
    assert (code, "Traceback" in heard) == (130, False), heard
    assert house.enishi("find", "090-7500-0000").returncode == 1
    assert not list(house.home.glob("dry-run-*"))
    assert set((house.home / "imports").glob("*")) == before
