"""`enishi diagnose`: a report of a log, without a server, a database or a trace left behind."""

import json
import signal
import time
from pathlib import Path

import pytest

from tests.installs import Install, Installs
from tests.measures import called

PROCESS = """
name = { ja = "二度の電話", en = "Two calls" }
begins = 2026-11-24T09:12:00
number = "03-2000-0001"

[[step]]
do = "call"
times = 2
every = "4h"
"""


@pytest.fixture
def house(install: Install, tmp_path: Path) -> Install:
    """Where temporary files go is the test's own, to see what is left there."""
    (tmp_path / "tmp").mkdir()
    return Install(install.home, install.environment | {"TMPDIR": str(tmp_path / "tmp")})


def test_a_report_and_its_figures(house: Install, tmp_path: Path) -> None:
    log, page, figures = called.log(tmp_path / "calls.csv"), tmp_path / "report.html", tmp_path / "report.json"
    done = house.enishi("diagnose", log, "-o", page, "--json", figures, "--policy", "consumer-sales")
    assert done.returncode == 0, done.stderr
    assert "3人にご連絡し、お話しできたのは2人でした。" in done.stdout
    assert page.read_text().startswith("<!DOCTYPE html>")
    told = json.loads(figures.read_text())
    assert (told["reach"]["people_tried"], told["reach"]["people_reached"], told["rows"]["refused"]) == (3, 2, 1)
    assert told["breaches"]["total"] > 0
    assert not list((tmp_path / "tmp").iterdir())
    # No database was made, nor anything else beside what was asked for
    assert not list(house.home.iterdir())


def test_in_english_with_a_plan_to_look_at(house: Install, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PROCESS)
    page = tmp_path / "report.html"
    done = house.enishi("--language", "en", "diagnose", called.log(tmp_path / "calls.csv"), "-o", page, "--process", tmp_path / "plan.toml")
    assert done.returncode == 0, done.stderr
    assert "We turned to 3 people and spoke with 2" in done.stdout
    assert "Would you like it done to you?" in page.read_text()


def test_figures_for_a_script(house: Install, tmp_path: Path) -> None:
    log = called.log(tmp_path / "calls.csv", rows=called.MANY)
    told = json.loads(house.enishi("diagnose", log, "--json", "-", "--try", "call*2", "--try", "call 10-14").stdout)
    assert told["reach"]["hazard"][0]["tried"] == 40
    twice, early = told["what_if"]["plans"]
    assert (twice["plan"]["steps"], early["plan"]["hours"]) == (["call", "call"], [10, 14])
    assert twice["reached_share"]["value"] == pytest.approx(told["what_if"]["now"]["reached_share"], abs=0.001)


def test_our_own_ledger(installs: Installs, tmp_path: Path) -> None:
    made = installs.make()
    assert made.enishi("import", called.log(tmp_path / "calls.csv")).returncode == 0
    done = made.enishi("diagnose", "--json", "-")
    told = json.loads(done.stdout)
    assert (told["rows"]["used"], told["reach"]["people_tried"], told["reach"]["people_reached"]) == (len(called.ROWS), 3, 2)


def test_what_cannot_be_done_is_said_and_nothing_is_written(house: Install, tmp_path: Path) -> None:
    log, page = called.log(tmp_path / "calls.csv"), tmp_path / "report.html"
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "wrong.toml").write_text('begins = "some day"\n')
    for words in (
        (tmp_path / "empty.csv",),
        (tmp_path / "not there.csv",),
        (log, "--policy", "no such pack"),
        (log, "--process", tmp_path / "wrong.toml"),
        (log, "--zone", "Asia/Nowhere"),
        (log, "--try", "telepathy"),
        (log, "--map", "日時=no_such_field"),
    ):
        done = house.enishi("diagnose", *words, "-o", page)
        assert done.returncode == 1, words
        assert done.stderr.strip(), words
        assert "Traceback" not in done.stderr, done.stderr
        assert not page.exists(), words
    assert not list((tmp_path / "tmp").iterdir())


def test_ctrl_c_leaves_nothing_behind(house: Install, tmp_path: Path) -> None:
    rows = [
        (
            f"2026/{1 + number % 12:02}/{1 + number % 28:02}",
            "10:00:00",
            "03-2000-0001",
            f"090-{number % 9000 + 1000}-0001",
            "発信",
            9,
            0,
            "応答なし",
        )
        for number in range(200_000)
    ]
    log, page = called.log(tmp_path / "calls.csv", rows=tuple(rows)), tmp_path / "report.html"
    process = house.begin("diagnose", str(log), "-o", str(page))
    ends = time.monotonic() + 60
    while not list((tmp_path / "tmp").iterdir()) and time.monotonic() < ends:
        time.sleep(0.05)
    assert process.poll() is None, process.communicate()[0]
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "やめました。何も書き出していません。" in said
    assert "Traceback" not in said
    assert not page.exists()
    assert not list((tmp_path / "tmp").iterdir())


def test_help_has_an_example(house: Install) -> None:
    done = house.enishi("diagnose", "--help")
    assert "enishi diagnose calls.csv -o report.html" in done.stdout
