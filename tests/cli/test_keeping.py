"""`enishi doctor`, `member`, `token`, `policy`; help, and what happens to those who type nonsense."""

import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.engine import ENGINE
from tests.installs import PROGRAM, Install, Installs

COMMANDS = ("find", "gate", "when", "import", "doctor", "member", "token", "policy check", "serve", "work")


@pytest.fixture(scope="module")
def house(installs: Installs) -> Install:
    made = installs.make()
    made.home.chmod(0o700)
    made.enishi("find", "x")
    return made


def sql(house: Install, statement: str) -> None:
    """Something that ought not to be done to an install, past the program."""
    if ENGINE == "sqlite":
        with contextlib.closing(sqlite3.connect(house.home / "enishi.sqlite3")) as database, database:
            database.execute(statement)
    else:
        with psycopg.connect(house.environment["ENISHI_DATABASE_URL"], autocommit=True) as server:
            server.execute(statement.encode())


def ill(house: Install) -> dict[str, str]:
    """What the doctor finds wrong, by name."""
    done = house.enishi("doctor", "--json")
    told = json.loads(done.stdout)
    assert told["ok"] is (done.returncode == 0)
    assert all(each["ja"] and each["en"] for each in told["checks"])
    return {each["name"]: each["ja"] for each in told["checks"] if not each["ok"]}


def test_a_healthy_install(house: Install) -> None:
    done = house.enishi("doctor")
    assert (done.returncode, "×" in done.stdout) == (0, False), done.stdout
    assert done.stdout.count("○") >= 11


def test_keys_and_data_that_others_may_read(house: Install) -> None:
    keys = house.home / "keys.json"
    keys.chmod(0o644)
    house.home.chmod(0o755)
    found = ill(house)
    keys.chmod(0o600)
    house.home.chmod(0o700)
    assert found.keys() == {"keys", "home"}
    assert "chmod 600" in found["keys"]


def test_a_ledger_without_its_guard(house: Install) -> None:
    where = " ON touches_touch" if ENGINE == "postgres" else ""
    sql(house, f"DROP TRIGGER touches_touch_never_delete{where}")
    found = ill(house)
    assert "touches_touch_never_delete" in found["ledger"]
    house.serve("--no-worker").stop()
    assert ill(house) == {}


def test_a_policy_that_cannot_be_read(house: Install) -> None:
    empty = "'0198aaaa-0000-7000-8000-000000000000'" if ENGINE == "postgres" else "'0198aaaa000070008000000000000000'"
    sql(house, f"INSERT INTO consideration_policychoice (id, name, toml, at) VALUES ({empty}, 'x', 'name = [', '2030-01-01 00:00:00')")
    found = ill(house)
    sql(house, "DELETE FROM consideration_policychoice")
    assert found.keys() == {"policy"}


def test_keys_of_another_install(house: Install, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("氏名,電話番号\n鍵 太郎,090-7777-0000\n")
    house.enishi("import", tmp_path / "one.csv")
    other = Install(house.home, house.environment | {"ENISHI_KEY_REFUSAL": "another", "ENISHI_KEY_REFUSAL_ID": "another"})
    found = ill(other)
    assert found.keys() == {"refusal-key"}
    assert "「another」" in found["refusal-key"]
    assert json.loads((house.home / "keys.json").read_text())["refusal_id"] in found["refusal-key"]
    rotated = Install(house.home, house.environment | {"ENISHI_KEY_REFUSAL": "another"})
    assert "中身が替わっています" in ill(rotated)["refusal-key"]
    assert ill(house) == {}


def test_a_database_that_is_not_there(installs: Installs) -> None:
    fresh = installs.make()
    fresh.home.chmod(0o700)
    assert ill(fresh).keys() == {"migrations"}
    away = Install(fresh.home, fresh.environment | {"ENISHI_DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"})
    assert ill(away).keys() == {"database"}
    typo = Install(fresh.home, fresh.environment | {"ENISHI_DATABASE_URL": "mysql://x"})
    assert ill(typo).keys() == {"settings"}


def test_a_member_and_a_token_open_the_api(house: Install) -> None:
    done = house.enishi("member", "suzuki", "--name", "鈴木 美咲", "--password", "a long enough one")
    assert done.returncode == 0, done.stderr
    plain = house.enishi("token", "suzuki", "--label", "exchange", "--scope", "people:read", "--days", "30").stdout.strip()
    server = house.serve("--no-worker")
    try:
        me = httpx.get(f"{server.url}/api/whoami", headers={"Authorization": f"Bearer {plain}"}, timeout=60).json()
    finally:
        server.stop()
    assert (me["member"], me["label"], me["scopes"]) == ("鈴木 美咲", "exchange", ["people:read"])


@pytest.mark.parametrize(
    "words",
    [
        ("member", "weak", "--password", "short"),
        ("member", "x" * 200, "--password", "a long enough one"),
        ("token", "nobody"),
        ("token", "suzuki", "--scope", "everything"),
        ("token", "suzuki", "--days", "0"),
        ("token", "suzuki", "--days", "99999"),
        ("policy", "check", "/nowhere/ours.toml"),
        ("policy", "check", "/"),
        ("policy", "check", "/proc/self/mem"),
        ("gate", "x", "--at", "someday"),
        ("find", os.fsdecode(b"\xff\xfe")),
        ("find", "x" * 100_000),
        ("when", "x" * 100_000),
        ("when", "\ud83d"),
        ("when", ""),
        ("import", os.fsdecode(b"/nowhere/\xff.csv")),
    ],
)
def test_nonsense_ends_in_a_sentence(house: Install, words: tuple[str, ...]) -> None:
    command = [os.fsencode(str(PROGRAM)), *(word.encode("utf-8", "surrogateescape" if "\udcff" in word else "replace") for word in words)]
    done = subprocess.run(command, env=house.environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    assert done.returncode == 1, done
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.stderr.strip()
    # A sentence of its own, not the one for our faults
    assert b"error.log" not in done.stderr


@pytest.mark.parametrize(
    "words", [("nonsense",), ("gate",), ("gate", "x", "--channel", "pigeon"), ("token", "x", "--days", "many"), ("--what",)]
)
def test_what_is_not_understood(house: Install, words: tuple[str, ...]) -> None:
    done = house.enishi(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_our_own_fault_is_kept_beside_the_data(house: Install) -> None:
    sql(house, "ALTER TABLE people_person RENAME TO people_gone")
    try:
        done = house.enishi("gate", "090-0000-0000")
    finally:
        sql(house, "ALTER TABLE people_gone RENAME TO people_person")
    kept = house.home / "error.log"
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert str(kept) in done.stderr or "doctor" in done.stderr
    kept.unlink(missing_ok=True)


@pytest.mark.parametrize(("toml", "code"), [('extends = "consumer-sales"\nname = "ours"\n', 0), ("name = ", 1), ('nmae = "x"', 1)])
def test_a_policy_is_checked(house: Install, tmp_path: Path, toml: str, code: int) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(toml)
    done = house.enishi("policy", "check", file)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    told = json.loads(house.enishi("policy", "check", "--json", file).stdout)
    assert told["valid"] is (code == 0)
    assert told["sentences" if code == 0 else "problems"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("language", "example", "headings"), [("ja", "例:", "使い方:"), ("en", "Example:", "Usage:")])
def test_every_help_has_an_example(house: Install, command: str, language: str, example: str, headings: str) -> None:
    done = house.enishi("--language", language, *command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(headings)
    assert f"enishi {command}" in " ".join(done.stdout.split()).partition(example)[2]


WRONG = [
    (["find"], "「what」を指定してください。", "Missing argument"),
    (["find", "--nosuch", "x"], "「--nosuch」という指定はありません。", "No such option"),
    (["nosuch"], "「nosuch」というコマンドはありません。", "No such command"),
    (["gate", "x", "--channel", "pigeon"], "call, text, mail, post, fax のどれかにしてください。", "pigeon"),
    (["import", "--kind"], "「--kind」には値が要ります。", "--kind"),
    (["policy"], "check", "check"),
]


@pytest.mark.parametrize(("words", "ja", "en"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_was_not_understood_is_said_in_the_language_asked_for(house: Install, words: list[str], ja: str, en: str) -> None:
    for language, said in (("ja", ja), ("en", en)):
        done = house.enishi(f"--language={language}", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


def test_no_other_language_is_taken_for_one_of_ours(house: Install) -> None:
    done = house.enishi("--language", "fr", "find", "x")
    assert (done.returncode, "ja か en" in done.stderr) == (2, True)


def test_a_new_home_says_that_it_is_new_once(installs: Installs) -> None:
    house = installs.make()
    first, second = house.enishi("find", "西田"), house.enishi("find", "西田")
    assert "新しい場所で、まだ何も入っていません" in first.stderr
    assert str(house.home) in first.stderr
    assert "新しい場所" not in second.stderr
    assert "番号は4桁以上で" in house.enishi("find", "090").stderr


def test_help_answers_at_once(house: Install) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        done = house.enishi("--help")
        times.append(time.perf_counter() - started)
    assert all(command.split()[0] in done.stdout for command in COMMANDS)
    assert statistics.median(times) < 0.5
    loaded = [str(PROGRAM.with_name("python")), "-X", "importtime", "-m", "enishi.cli", "--help"]
    said = subprocess.run(loaded, capture_output=True, text=True, check=True).stderr
    assert not {"django", "rich.progress", "phonenumbers", "ninja", "pydantic", "psycopg"} & {
        line.split("|")[-1].strip() for line in said.splitlines()
    }
