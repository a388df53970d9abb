"""Logs for tests: a call centre's CSV, as long as one likes, the same each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from enishi.kernel.ids import uuid7
from enishi.team.models import ImportRun
from enishi.touches import hooks, imports

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HEADER = "発着信,発信日時,相手番号,自社番号,呼出時間,通話時間,結果,担当者,委託元,備考"
RESULTS = (("応答", 33), ("不在", 0), ("話中", 0), ("留守電", 12), ("欠番", 0))


def now() -> datetime:
    return NOW


def log(path: Path, rows: int, *, seed: int = 1, numbers: int = 0, since: datetime = datetime(2024, 4, 1, tzinfo=UTC)) -> Path:
    """A log of `rows` calls, one a minute, to `numbers` numbers (a third of the rows if not said)."""
    rng = Random(seed)
    called = [f"090-{rng.randrange(1000, 10000)}-{rng.randrange(1000, 10000)}" for _ in range(numbers or max(1, rows // 3))]
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        for minute in range(rows):
            at = since + timedelta(minutes=minute)
            result, talk = rng.choice(RESULTS)
            way = rng.choice(("発信", "着信"))
            note = '折り返し希望、"午後"に' if rng.random() < 0.05 else ""
            cell = '"' + note.replace('"', '""') + '"' if note else ""
            member = rng.choice(("佐藤 花", "鈴木一郎", ""))
            out.write(
                f"{way},{at:%Y/%m/%d %H:%M:%S},{rng.choice(called)},06-6123-4567,{rng.randrange(3, 30)},{talk},{result},{member},,{cell}\n"
            )
    return path


def prepared(path: Path, **changes: object) -> ImportRun:
    """A run of this file, in preview."""
    return imports.prepare(path=path, file_name=path.name, by_id=None, now=NOW, **changes)  # type: ignore[arg-type]  # whatever prepare takes


def taken_in(path: Path, *, on_progress: Callable[[imports.Progress], object] = lambda _: None, **changes: object) -> ImportRun:
    """The file, taken in from its first row to its last."""
    run = prepared(path, **changes)
    imports.start(run_id=run.id)
    assert carried_on(run.id, on_progress=on_progress) is imports.End.DONE
    run.refresh_from_db()
    return run


def carried_on(run_id: UUID, *, on_progress: Callable[[imports.Progress], object] = lambda _: None) -> imports.End:
    return imports.carry_on(run_id=run_id, worker_id=uuid7(), now_fn=now, on_progress=on_progress)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Rows, created, matched, refused."""
    return run.rows_done, run.created_rows, run.matched_rows, run.refused_rows


def lines(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(
    number: str, *, at: str = "2026/11/10 10:00:00", way: str = "発信", result: str = "応答", member: str = "", client: str = ""
) -> str:
    return f"{way},{at},{number},06-6123-4567,12,33,{result},{member},{client},"


@contextmanager
def heard_by(*hear: Any) -> Iterator[None]:
    """Only these hear of touches."""
    before = list(hooks.touches_written), list(hooks.may_matter_since)
    hooks.touches_written[:], hooks.may_matter_since[:] = hear, ()
    try:
        yield
    finally:
        hooks.touches_written[:], hooks.may_matter_since[:] = before
