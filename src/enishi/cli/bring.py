"""`enishi import`: bring contact lists and logs in, from a shell."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from enishi.cli.program import CANNOT, app, cannot, database, put_json
from enishi.kernel.words import Text, say

if TYPE_CHECKING:
    from enishi.team.models import ImportRun

_FOLLOW_SECONDS = 0.5


@app.command("import")
def bring(
    files: Annotated[list[Path], typer.Argument(help="Contact lists (CSV) or logs (CSV, Android backup XML).")],
    *,
    kind: Annotated[str, typer.Option(help="contacts, touches or auto.")] = "auto",
    columns: Annotated[str, typer.Option("--map", help='Columns as you read them: "発信日時=at,相手=number".')] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything, write nothing.")] = False,
    member: Annotated[str, typer.Option(help="Whose log it is (login).")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Import files; every row is accounted for. Example: enishi import contacts.csv calls.xml"""
    database()
    runs = [_one(file, kind, columns, dry_run=dry_run, member=member, quiet=as_json) for file in files]
    for run in runs:
        _tell(run, as_json=as_json, dry_run=dry_run)
    if not as_json:
        counts = [sum(getattr(run, name) for run in runs) for name in ("rows_done", "created_rows", "matched_rows", "refused_rows")]
        typer.echo("rows {} created {} matched {} refused {}".format(*counts))
    if any(run.state != "done" for run in runs):
        raise typer.Exit(CANNOT)


def _one(file: Path, kind: str, columns: str, *, dry_run: bool, member: str, quiet: bool) -> "ImportRun":
    from django.db import transaction

    if dry_run:
        # The real thing, rolled back: only so are "created" and "matched" what they would be.
        with transaction.atomic():
            run = _through(file, kind, columns, member=member, quiet=quiet)
            transaction.set_rollback(True)
        return run
    return _through(file, kind, columns, member=member, quiet=quiet)


def _through(file: Path, kind: str, columns: str, *, member: str, quiet: bool) -> "ImportRun":
    from enishi.kernel.ids import uuid7
    from enishi.touches import imports

    run = _unfinished(file) or _prepared(file, kind, columns, member)
    imports.start(run_id=run.pk)
    stopping = threading.Event()
    with _interruptible(stopping), _bar(file, run, quiet=quiet) as moved:
        end = imports.carry_on(
            run_id=run.pk, worker_id=uuid7(), now_fn=_now(), on_progress=lambda done: moved(done.bytes_done), should_stop=stopping.is_set
        )
        if end == imports.End.NOT_OURS:
            _follow(run.pk, moved, stopping)
    if stopping.is_set():
        cannot(
            say(
                "止めました。{rows}行まで取り込んであります。同じコマンドで続きから始まります。",
                "Stopped. {rows} rows are in; the same command goes on from there.",
                rows=_fresh(run.pk).rows_done,
            )
        )
    return _fresh(run.pk)


def _prepared(file: Path, kind: str, columns: str, member: str) -> "ImportRun":
    from enishi.kernel.columns import Unusable
    from enishi.team.models import Member
    from enishi.touches import imports

    holder = Member.objects.filter(username=member).first() if member else None
    if member and holder is None:
        cannot(say("「{name}」という人はいません。", "There is no member “{name}”.", name=member))
    try:
        run = imports.prepare(path=file, file_name=file.name, by_id=holder.pk if holder else None, now=_now()(), kind=kind)
        return imports.change_mapping(run_id=run.pk, mapping=_mapped(run, columns)) if columns else run
    except Unusable as unusable:
        cannot(Text(f"{file}:{unusable.text.ja}", f"{file}: {unusable.text.en}"))
    except OSError as error:
        cannot(say("{file} を開けません:{why}", "{file} cannot be opened: {why}", file=file, why=error.strerror or error))


def _mapped(run: "ImportRun", columns: str) -> dict[str, Any]:
    from enishi.kernel import columns as tables
    from enishi.people import readers as contacts
    from enishi.people.readers import ContactMapping
    from enishi.touches import readers
    from enishi.touches.readers import CallMapping, parse_map

    if run.kind == run.Kind.CONTACTS:
        base = ContactMapping.from_dict(run.mapping, contacts.FIELDS)
        return base.with_columns(tables.parse_choices(columns, contacts.FIELDS), contacts.FIELDS).as_dict()
    return parse_map(columns, CallMapping.from_dict(run.mapping, readers.FIELDS)).as_dict()


def _unfinished(file: Path) -> "ImportRun | None":
    """The run of this very file that an earlier command left, if any."""
    import hashlib

    from enishi.team.models import ImportRun

    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
    left = ImportRun.objects.filter(digest=digest, rows_done__gt=0).exclude(state=ImportRun.State.DONE)
    return left.order_by("-created_at").first()


def _fresh(run_id: UUID) -> "ImportRun":
    from enishi.team.models import ImportRun

    return ImportRun.objects.get(pk=run_id)


def _now() -> Any:
    from enishi.kernel import clock

    return clock.now


def _follow(run_id: UUID, moved: Any, stopping: threading.Event) -> None:
    """A running desk's worker took it first: watch it to its end."""
    while not stopping.is_set():
        run = _fresh(run_id)
        moved(run.bytes_done)
        if run.state not in {run.State.WAITING, run.State.RUNNING}:
            return
        time.sleep(_FOLLOW_SECONDS)


@contextmanager
def _interruptible(stopping: threading.Event) -> Iterator[None]:
    """Ctrl-C ends after the chunk under way; a second one ends at once, and loses nothing either."""

    def ask(*_: object) -> None:
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(file: Path, run: "ImportRun", *, quiet: bool) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    # Bars go to standard error, so that the last line of standard output stays the one a script reads.
    console = Console(stderr=True, quiet=quiet)
    with Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task(file.name, total=max(run.bytes_total, 1), completed=run.bytes_done)
        yield lambda done: progress.update(task, completed=done)


def _tell(run: "ImportRun", *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        put_json(
            {
                "file": run.file_name, "kind": run.kind, "format": run.format, "encoding": run.encoding, "state": run.state,
                "dry_run": dry_run,
                "rows": run.rows_done, "created": run.created_rows, "matched": run.matched_rows, "refused": run.refused_rows,
                "mapping": run.mapping, "problem": run.problem,
                "run": None if dry_run else str(run.pk),
            }
        )  # fmt: skip
        return
    typer.echo(f"{run.file_name}: {run.kind} {run.format} {run.encoding}")
    for column, field in run.mapping.get("columns", []):
        typer.echo(f"  {column} = {field}")
    if run.problem:
        typer.echo(f"  {Text(run.problem['ja'], run.problem['en'])}", err=True)
    if not dry_run:
        _refused(run)


def _refused(run: "ImportRun") -> None:
    from enishi.touches import imports

    shown = 10
    for count, verdict in enumerate(imports.report_rows(run_id=run.pk, fates=("refused",))):
        if count == shown:
            typer.echo(str(say("  ほか{more}行", "  and {more} more rows", more=run.refused_rows - shown)), err=True)
            return
        where = say("{line}行目", "line {line}", line=verdict.line)
        typer.echo(f"  {where}: {verdict.reason}", err=True)
