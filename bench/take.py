"""Take one file in through the real pipeline, in a process of its own, and print what it took: `python -m bench.take FILE`."""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from enishi.cli.program import django

django()

from enishi.kernel.ids import uuid7  # noqa: E402 - Django first
from enishi.team.models import ImportRun  # noqa: E402 - Django first
from enishi.touches import imports  # noqa: E402 - Django first


def now() -> datetime:
    return datetime.now(UTC)


def take(path: Path) -> dict[str, float | str]:
    """Prepare, start and carry on until the end. Memory in megabytes: the peak, and how much of it came with this file."""
    held: list[float] = [_held()]
    started = time.perf_counter()
    run = imports.prepare(path=path, file_name=path.name, by_id=None, now=now())
    imports.start(run_id=run.id)
    ended = imports.carry_on(run_id=run.id, worker_id=uuid7(), now_fn=now, on_progress=lambda _: held.append(_held()))
    seconds = time.perf_counter() - started
    run = ImportRun.objects.get(pk=run.pk)
    if ended is not imports.End.DONE or run.created_rows != run.rows_done:
        raise RuntimeError(f"{path.name}: {ended}, {run.created_rows} of {run.rows_done} rows created")
    return {"run": run.id.hex, "rows": run.rows_done, "seconds": seconds, "grown_mb": max(held) - held[0], "peak_mb": max(held)}


def _held() -> float:
    """Memory of our own and of the process that reads for us, looked at after every chunk.

    Not what is mapped: SQLite's file lies in the system's cache, which gives it up for whoever needs the room.
    """
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return sum(_of(pid) for pid in ("self", *children))


def _of(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next((line for line in lines if line.startswith("RssAnon:")), "RssAnon: 0 kB").split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(take(Path(sys.argv[1]))))
