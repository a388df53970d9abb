"""`enishi find`, `gate`, `when`: answers for people and for scripts."""

import json
from pathlib import Path

import pytest

from tests.cli import files
from tests.installs import Install, Installs

MORNING, NIGHT = "2026-12-01T11:00", "2026-12-01T22:00"


@pytest.fixture(scope="module")
def house(installs: Installs, tmp_path_factory: pytest.TempPathFactory) -> Install:
    """Five people, each with a mobile of their own."""
    made = installs.make()
    assert made.enishi("import", files.contacts(tmp_path_factory.mktemp("list") / "list.csv")).returncode == 0
    return made


def test_people_are_found(house: Install) -> None:
    for form in ("090-7000-0001", "０９０７００００００１", "+819070000001", "高橋", "たかはし"):
        done = house.enishi("find", form)
        assert done.returncode == (1 if form == "たかはし" else 0), form
        assert ("髙橋 一郎様" in done.stdout) is (done.returncode == 0)
    found = json.loads(house.enishi("find", "--json", "090-7000-0001").stdout)
    assert [each["name"] for each in found] == ["髙橋 一郎"]
    assert json.loads(house.enishi("find", "--json", "だれもいない").stdout) == []


def test_the_gate_by_day(house: Install) -> None:
    done = house.enishi("gate", "090-7000-0001", "--channel", "call", "--at", MORNING)
    assert (done.returncode, "連絡できます。" in done.stdout) == (0, True)


def test_the_gate_by_night_says_until_when_and_why(house: Install) -> None:
    done = house.enishi("gate", "090-7000-0001", "--channel", "call", "--at", NIGHT)
    assert (done.returncode, "2026-12-02 10:00" in done.stdout, "時間帯" in done.stdout) == (3, True, True)
    english = house.enishi("--language", "en", "gate", "090-7000-0001", "--at", NIGHT)
    assert "wait until 2026-12-02 10:00" in english.stdout
    told = json.loads(house.enishi("gate", "090-7000-0001", "--at", NIGHT, "--json").stdout)
    (point,) = told["points"]
    assert (told["granted"], point["verdict"], point["until"]) == (False, "wait", "2026-12-02T01:00:00+00:00")
    assert point["reasons"][0]["code"] == "outside_hours"


def test_the_gate_says_no(house: Install) -> None:
    done = house.enishi("gate", "090-7000-0001", "--channel", "text", "--at", MORNING)
    assert (done.returncode, "同意" in done.stdout) == (3, True)
    assert house.enishi("gate", "090-7000-0001", "--channel", "mail", "--at", MORNING).returncode == 3
    reply = house.enishi("gate", "090-7000-0001", "--purpose", "reply", "--at", MORNING)
    assert reply.returncode == 3


def test_nobody_is_guessed(house: Install) -> None:
    several = house.enishi("gate", "ささき")
    assert (several.returncode, several.stdout, several.stderr.count("ささき")) == (2, "", 5)
    by_id = several.stderr.splitlines()[0].split()[0]
    assert house.enishi("gate", by_id, "--at", MORNING).returncode == 0
    for nobody in ("だれもいない", "0198aaaa-0000-7000-8000-000000000000", "", "%"):
        done = house.enishi("gate", nobody)
        assert done.returncode == 1, nobody
        assert done.stderr.strip()


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("来週の火曜の夕方", {"date": "2026-11-24", "time": None, "relation": "at", "part": "evening", "vague": False}),
        ("明日15時以降", {"date": "2026-11-21", "time": "15:00", "relation": "after", "part": None, "vague": False}),
        ("月末", {"date": "2026-11-30", "time": None, "relation": "at", "part": None, "vague": False}),
    ],
)
def test_phrases_are_read(house: Install, phrase: str, reading: dict[str, object]) -> None:
    done = house.enishi("when", phrase, "--now", "2026-11-20T10:00", "--json")
    assert json.loads(done.stdout) == {"readings": [reading]}
    assert house.enishi("when", phrase, "--now", "2026-11-20T10:00").stdout.strip()


def test_what_is_no_time(house: Install) -> None:
    done = house.enishi("when", "ほうれん草")
    assert (done.returncode, "ほうれん草" in done.stderr) == (1, True)
    assert json.loads(house.enishi("when", "ほうれん草", "--json").stdout) == {"readings": []}
    assert house.enishi("when", "明日", "--now", "きのう").returncode == 1


def test_two_homes_share_nothing(house: Install, installs: Installs, tmp_path: Path) -> None:
    other = installs.make()
    other.enishi("import", files.contacts(tmp_path / "other.csv", 1, area=7900))
    assert house.enishi("find", "090-7900-0000").returncode == 1
    assert other.enishi("find", "090-7900-0000").returncode == 0
    assert other.enishi("find", "090-7000-0001").returncode == 1
    assert (house.home / "keys.json").read_text() != (other.home / "keys.json").read_text()
