"""A long file, read in a process of its own: the same rows, the same report, the same faults; and the process is never left behind."""

import io
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enishi.team.models import ImportRun
from enishi.touches import imports
from enishi.touches.imports import aside, chunks, formats, pipeline
from enishi.touches.models import Touch
from tests.touches.logs import carried_on, counts, lines, log, prepared, row, taken_in

pytestmark = pytest.mark.django_db(transaction=True)


def contacts(path: Path) -> Path:
    people = "".join(f"{number},佐藤 花{number},さとう はな,0901234{number:04},hana{number}@example.jp\n" for number in range(300))
    path.write_text(f"顧客番号,氏名,ふりがな,携帯電話,メール\n{people},,,,\n999,名なしの番号,,12,\n")
    return path


def damaged(path: Path) -> Path:
    return lines(path, *(row(f"090-1234-{number:04}") for number in range(300)), row("1"), "発信,壊れた日,09012345678,,,,,,,", row("117"))


def cut_off(path: Path) -> Path:
    """A backup that ends in the middle."""
    calls = "".join(f'<call number="0901234{n:04}" date="1711897200{n:03}" duration="3" type="1" />\n' for n in range(200))
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<calls count="900">\n{calls}')
    return path


def refused(run: ImportRun) -> str:
    out = io.StringIO()
    imports.report_csv(run_id=run.id, out=out, fates=["refused"])
    return out.getvalue()


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """However short a file is, it is read aside; the processes that do it."""
    begun: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]  # generic in the stubs alone
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            begun.append(self)

    monkeypatch.setattr(chunks, "LONG", 0)
    monkeypatch.setattr(subprocess, "Popen", Noted)
    return begun


@pytest.mark.parametrize("made", [contacts, damaged, cut_off, lambda path: log(path, 900)], ids=["contacts", "damaged", "cut off", "log"])
def test_it_says_what_reading_here_says(
    made: Callable[[Path], Path], tmp_path: Path, long: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "file.csv")
    there = taken_in(path)
    assert [process.returncode is not None for process in long] == [True]
    monkeypatch.undo()
    here = taken_in(path)
    assert len(long) == 1
    rows, created, matched, bad = counts(there)
    # The same references: read again, all of it is known
    assert counts(here) == (rows, 0, created + matched, bad)
    assert (there.problem, there.bytes_done, refused(there)) == (here.problem, here.bytes_done, refused(here))
    assert created >= 200


def test_a_file_that_is_none_says_the_same(tmp_path: Path, long: list[Any]) -> None:
    run = prepared(log(tmp_path / "log.csv", 400))
    Path(run.path).write_bytes(b"\x00\xff" * 4000)
    imports.start(run_id=run.id)
    assert carried_on(run.id) is imports.End.FAILED
    run.refresh_from_db()
    assert run.problem
    assert "ReaderDied" not in str(run.problem)
    Path(run.path).unlink()


def test_its_death_loses_nothing(tmp_path: Path, long: list[Any]) -> None:
    run = prepared(log(tmp_path / "log.csv", 3000))
    imports.start(run_id=run.id)
    assert carried_on(run.id, on_progress=lambda _: long[-1].kill()) is imports.End.FAILED
    run.refresh_from_db()
    assert 0 < run.rows_done < 3000
    # The file is sound: nobody has to choose it again
    assert run.problem == pipeline._FAULT.as_dict()
    imports.start(run_id=run.id)
    assert carried_on(run.id) is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (3000, 3000, 0, 0)
    assert Touch.objects.count() == 3000


def test_its_death_is_told_as_what_it_is(tmp_path: Path, long: list[Any]) -> None:
    run = prepared(log(tmp_path / "log.csv", 400))
    with pytest.raises(aside.ReaderDied), aside.reading(run, formats.taker(run), "Asia/Tokyo", lambda: 100) as there:
        long[-1].kill()
        long[-1].wait()
        next(there.chunks)


def test_a_reader_that_cannot_begin_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = prepared(log(tmp_path / "log.csv", 400))
    imports.start(run_id=run.id)
    monkeypatch.setattr(chunks, "LONG", 0)
    monkeypatch.setattr(aside, "WORDS", [str(tmp_path / "no such program")])
    assert carried_on(run.id) is imports.End.FAILED
    run.refresh_from_db()
    assert run.problem == pipeline._FAULT.as_dict()


def test_whoever_writes_says_when_it_is_over(tmp_path: Path, long: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at a terminal and a service manager speak to every process at once, however young it is."""

    class Told(subprocess.Popen):  # type: ignore[type-arg]  # generic in the stubs alone
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            self.send_signal(signal.SIGINT)
            self.send_signal(signal.SIGTERM)

    monkeypatch.setattr(subprocess, "Popen", Told)
    told = taken_in(log(tmp_path / "log.csv", 900), on_progress=lambda _: long[-1].send_signal(signal.SIGTERM))
    assert counts(told) == (900, 900, 0, 0)


def test_what_lies_in_the_folder_it_is_begun_in_is_nothing_to_it(tmp_path: Path, long: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit('a file of somebody else')")
    path = log(tmp_path / "log.csv", 400)
    monkeypatch.chdir(tmp_path)
    assert counts(taken_in(path)) == (400, 400, 0, 0)


def test_it_ends_with_whoever_reads(tmp_path: Path) -> None:
    """Killed at once, the writer closes nothing properly; the other end of the pipe is what the reader hears."""
    with subprocess.Popen(aside.WORDS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        process.stdin.close()
        process.wait(60)
