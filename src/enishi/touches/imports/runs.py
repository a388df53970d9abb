"""A run: one file brought in, from the copy we keep of it to its last row. Whoever holds its lease works on it."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from enishi.kernel.columns import Unusable
from enishi.kernel.ids import uuid7
from enishi.kernel.words import Text, say
from enishi.team.models import ImportChunk, ImportRun
from enishi.touches.imports import formats

State = ImportRun.State
# Long enough for the slowest chunk, short enough that a run whose worker died goes on within the minute.
LEASE = timedelta(seconds=30)
# A worker that takes over reads past what is done already, and has nothing to renew its lease with on the way.
_LEASE_PER_ROW = timedelta(microseconds=100)
_FORGOTTEN_AFTER = timedelta(days=7)
_UNWRITTEN_AFTER = timedelta(hours=1)
_BLOCK = 1 << 20
_LONGEST_NAME = 255


class LeaseLost(RuntimeError):
    """Somebody else holds the run now, or a member stopped it; what was not committed is not to be committed."""


class NotNow(ValueError):
    """The run is in a state in which this cannot be done; `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True, slots=True)
class Gain:
    """What one chunk did."""

    rows: int
    created: int
    matched: int
    refused: int
    bytes_done: int


def prepare(
    *,
    path: Path | str,
    file_name: str,
    by_id: UUID | None,
    now: datetime,
    kind: str = "auto",
    mapping: dict[str, Any] | None = None,
    client_id: UUID | None = None,
) -> ImportRun:
    """Keep a copy of the file and find out what it is; nothing of it is taken in before `start`.

    `kind`: "contacts", "touches" or "auto". `mapping`: as `ImportRun.mapping`, else found from the file. Raises `Unusable` or OSError.
    """
    run_id = uuid7()
    folder = folder_of(run_id)
    folder.mkdir(mode=0o700, parents=True)
    try:
        kept = folder / f"file{_suffix(file_name)}"
        digest, size = _keep(Path(path), kept)
        found = formats.detect(kept, kind, mapping, whose=formats.login_of(by_id))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return ImportRun.objects.create(
        id=run_id,
        kind=found.kind,
        format=found.format,
        file_name=Path(file_name).name[-_LONGEST_NAME:],
        path=str(kept),
        digest=digest,
        encoding=found.encoding,
        mapping=found.mapping,
        client_id=client_id,
        bytes_total=size,
        started_by_id=by_id,
        created_at=now,
    )


def folder_of(run_id: UUID) -> Path:
    """Where the file of a run is kept until it is done."""
    return Path(settings.HOME) / "imports" / str(run_id)


def _suffix(file_name: str) -> str:
    suffix = Path(file_name).suffix.lower()
    return suffix if suffix in {".csv", ".tsv", ".txt", ".xml"} else ""


def _keep(path: Path, kept: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, kept.open("xb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
            size += len(block)
    if not size:
        raise Unusable(say("ファイルが空です。", "The file is empty."))
    return digest.hexdigest(), size


def same_file(run: ImportRun) -> ImportRun | None:
    """The latest finished run of this very file, if there is one: to be said before it is taken in again."""
    return ImportRun.objects.filter(digest=run.digest, state=State.DONE).exclude(pk=run.pk).order_by("-created_at").first()


def change_mapping(*, run_id: UUID, mapping: dict[str, Any], kind: str | None = None) -> ImportRun:
    """Read the columns otherwise, before anything is taken in. Raises `Unusable`, or `NotNow` once it was started."""
    run = ImportRun.objects.get(pk=run_id)
    # Of a table that was first taken for something else nobody has said yet
    whose = str(run.mapping.get(formats.WHOSE) or formats.login_of(run.started_by_id))
    found = formats.detect(Path(run.path), kind or run.kind, mapping, whose=whose)
    changed = ImportRun.objects.filter(pk=run_id, state=State.PREVIEW, rows_done=0).update(
        kind=found.kind, format=found.format, encoding=found.encoding, mapping=found.mapping
    )
    if not changed:
        raise NotNow(say("取り込みを始めたあとで対応表は変えられません。", "The mapping cannot change once the import has begun."))
    run.refresh_from_db()
    return run


def start(*, run_id: UUID) -> None:
    """Let a worker take it in; also one that was stopped or failed, from where it stood. Raises `NotNow`."""
    states = (State.PREVIEW, State.STOPPED, State.FAILED)
    started = ImportRun.objects.filter(pk=run_id, state__in=states).update(
        state=State.WAITING, problem=None, finished_at=None, lease=None, leased_until=None
    )
    if not started and not ImportRun.objects.filter(pk=run_id, state__in=(State.WAITING, State.RUNNING)).exists():
        raise NotNow(say("この取り込みは終わっています。", "This import is finished."))


def stop(*, run_id: UUID) -> bool:
    """Take in no more of it. What was taken in stays; `start` goes on from there. Whether there was anything to stop."""
    states = (State.PREVIEW, State.WAITING, State.RUNNING)
    return bool(ImportRun.objects.filter(pk=run_id, state__in=states).update(state=State.STOPPED, lease=None, leased_until=None))


def abandon(*, run_id: UUID) -> bool:
    """It was looked at and is not wanted: the run and our copy of its file go. Whether it was still to be looked at."""
    gone, _ = ImportRun.objects.filter(pk=run_id, state=State.PREVIEW, rows_done=0).delete()
    if gone:
        shutil.rmtree(folder_of(run_id), ignore_errors=True)
    return bool(gone)


def claim(*, run_id: UUID, worker_id: UUID, now: datetime) -> ImportRun | None:
    """The run, if it waits or its worker's lease has passed: of several that try, one gets it."""
    rows = ImportRun.objects.filter(pk=run_id).values_list("rows_done", flat=True).first()
    if rows is None:
        return None
    until = now + LEASE + rows * _LEASE_PER_ROW
    taken = _free(now).filter(pk=run_id).update(state=State.RUNNING, lease=worker_id, leased_until=until)
    return ImportRun.objects.get(pk=run_id) if taken else None


def next_free(now: datetime) -> UUID | None:
    """The run that has waited longest for a worker."""
    return _free(now).order_by("created_at").values_list("id", flat=True).first()


def _free(now: datetime) -> QuerySet[ImportRun]:
    abandoned = Q(state=State.RUNNING) & (Q(leased_until=None) | Q(leased_until__lt=now))
    return ImportRun.objects.filter(Q(state=State.WAITING) | abandoned)


def advance(*, run: ImportRun, worker_id: UUID, gain: Gain, report: bytes, now: datetime) -> None:
    """Note a chunk as done, in the transaction that wrote its rows. Raises `LeaseLost`: then roll back."""
    held = ImportRun.objects.filter(pk=run.pk, lease=worker_id, state=State.RUNNING, rows_done=run.rows_done)
    moved = held.update(
        rows_done=F("rows_done") + gain.rows,
        created_rows=F("created_rows") + gain.created,
        matched_rows=F("matched_rows") + gain.matched,
        refused_rows=F("refused_rows") + gain.refused,
        bytes_done=gain.bytes_done,
        leased_until=now + LEASE,
    )
    if not moved:
        raise LeaseLost
    ImportChunk.objects.create(run=run, first_row=run.rows_done, rows=gain.rows, report=report)


def renew(*, run: ImportRun, worker_id: UUID, now: datetime) -> None:
    """Hold the run a while longer. Raises `LeaseLost`."""
    held = ImportRun.objects.filter(pk=run.pk, lease=worker_id, state=State.RUNNING)
    if not held.update(leased_until=now + LEASE):
        raise LeaseLost


def finish(*, run: ImportRun, worker_id: UUID, notes: Sequence[Text], now: datetime) -> None:
    """The last row is in. `notes`, what the file itself lacked, are kept as its `problem`. Raises `LeaseLost`."""
    problem = {"ja": " ".join(note.ja for note in notes), "en": " ".join(note.en for note in notes)} if notes else None
    _leave(run, worker_id, state=State.DONE, problem=problem, finished_at=now, bytes_done=F("bytes_total"))
    # The register has it now; a copy of people's numbers that nobody reads must not lie about.
    shutil.rmtree(folder_of(run.pk), ignore_errors=True)


def fail(*, run: ImportRun, worker_id: UUID, problem: Text, now: datetime) -> None:
    """It cannot go on, and why. Raises `LeaseLost`."""
    _leave(run, worker_id, state=State.FAILED, problem=problem.as_dict(), finished_at=now)


def release(*, run: ImportRun, worker_id: UUID) -> None:
    """Give it back unfinished, for whoever takes it next. Raises `LeaseLost`."""
    _leave(run, worker_id, state=State.WAITING)


def _leave(run: ImportRun, worker_id: UUID, **changes: Any) -> None:
    held = ImportRun.objects.filter(pk=run.pk, lease=worker_id, state=State.RUNNING)
    if not held.update(lease=None, leased_until=None, **changes):
        raise LeaseLost


def forget_files(now: datetime) -> int:
    """Throw away the copies that finished runs, week-old previews and runs that were never written left behind; how many."""
    place = Path(settings.HOME) / "imports"
    folders = {folder.name: folder for folder in place.iterdir()} if place.exists() else {}
    waiting = Q(state__in=(State.WAITING, State.RUNNING))
    needed = ImportRun.objects.filter(waiting | Q(created_at__gte=now - _FORGOTTEN_AFTER)).exclude(state=State.DONE)
    names = {str(run_id) for run_id in needed.values_list("id", flat=True)}
    # A run's folder is there a moment before its row
    old = {name for name, folder in folders.items() if folder.stat().st_mtime < (now - _UNWRITTEN_AFTER).timestamp()}
    for name in old - names:
        shutil.rmtree(folders[name], ignore_errors=True)
    return len(old - names)
