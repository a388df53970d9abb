"""`enishi import`: bring contact lists and logs in, from a shell."""

import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import typer

from enishi.cli.helping import Command, told
from enishi.cli.program import CANNOT, app, cannot, database, put_json, say_error, why_not
from enishi.kernel.words import Text, many, say

if TYPE_CHECKING:
    from enishi.kernel.columns import Mapping
    from enishi.team.models import ImportRun

AnyMapping = TypeVar("AnyMapping", bound="Mapping")

_FOLLOW_SECONDS = 0.5
_INTERRUPTED = 130


class Kind(StrEnum):
    AUTO = "auto"
    CONTACTS = "contacts"
    TOUCHES = "touches"


_FILES = told("名簿(CSV)か履歴(CSV、Android のバックアップ XML)。", "Contact lists (CSV) or logs (CSV, Android backup XML).")
_KIND = told("ファイルの種類。見て判断します。", "What the files are; found out by itself.")
_MAP = told('列の読み方: "発信日時=at,相手=number"。', 'Columns as you read them: "発信日時=at,相手=number".')
_DRY = told("すべて読み、何も書き込みません。", "Read everything, write nothing.")
_WHOSE = told("どなたの電話の履歴か(ログイン名)。", "Whose log it is (login).")
_JSON = told("ファイルごとに一つの JSON で答えます。", "One JSON object a file.")


@app.command(
    "import",
    cls=Command,
    help=told(
        "ファイルを取り込みます。すべての行の行き先が分かります。例: enishi import 名簿.csv calls.xml",
        "Import files; every row is accounted for. Example: enishi import contacts.csv calls.xml",
    ),
)
def bring(
    files: Annotated[list[Path], typer.Argument(help=_FILES)],
    *,
    kind: Annotated[Kind, typer.Option(help=_KIND)] = Kind.AUTO,
    columns: Annotated[str, typer.Option("--map", help=_MAP)] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY)] = False,
    member: Annotated[str, typer.Option(help=_WHOSE)] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_JSON)] = False,
) -> None:
    """Import files; every row is accounted for."""
    database()
    runs = []
    for file in files:
        try:
            runs.append(_one(file, _Wish(kind, columns, member, dry_run=dry_run, quiet=as_json)))
        except _CannotBring as why:
            # The other files are none the worse for it
            say_error(why.text)
            continue
    if not as_json:
        if dry_run:
            typer.echo(str(say("試しに読みました。何も書き込んでいません。", "This was a trial: nothing was written.")))
        counts = [sum(getattr(run, name) for run in runs) for name in ("rows_done", "created_rows", "matched_rows", "refused_rows")]
        typer.echo("rows {} created {} matched {} refused {}".format(*counts))
    if len(runs) < len(files) or any(run.state != "done" for run in runs):
        raise typer.Exit(CANNOT)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the command line asked for."""

    kind: Kind
    columns: str
    member: str
    dry_run: bool
    quiet: bool


class _CannotBring(Exception):
    """This file cannot be brought in; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def _one(file: Path, wish: _Wish) -> "ImportRun":
    with _nothing_kept() if wish.dry_run else nullcontext():
        run = _through(file, wish)
        _tell(run, as_json=wish.quiet, dry_run=wish.dry_run)
    return run


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """The real thing, and then not: only so are "created" and "matched" what they would be.

    On SQLite it is done to a copy, for a transaction so long would keep everybody else from writing.
    """
    from django.db import connection, transaction

    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    with _copied():
        yield


@contextmanager
def _copied() -> Iterator[None]:
    import sqlite3
    import tempfile

    from django.conf import settings
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="dry-run-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        connection.close()
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def _through(file: Path, wish: _Wish) -> "ImportRun":
    from enishi.touches import imports

    run = _begun(file, wish) or _prepared(file, wish)
    imports.start(run_id=run.pk)
    stopping = threading.Event()
    with _interruptible(stopping), _bar(file, run, quiet=wish.quiet) as moved:
        try:
            end = _carried(run.pk, moved, stopping)
        finally:
            if wish.dry_run:
                _throw_away(run.pk)
    if stopping.is_set():
        _stopped(run.pk, ours=end != imports.End.NOT_OURS, dry_run=wish.dry_run)
    return _fresh(run.pk)


def _carried(run_id: UUID, moved: Any, stopping: threading.Event) -> Any:
    """Take it in; while a desk's worker has it, watch, and take over if that worker died."""
    from enishi.kernel import clock
    from enishi.kernel.ids import uuid7
    from enishi.touches import imports

    while True:
        end = imports.carry_on(
            run_id=run_id,
            worker_id=uuid7(),
            now_fn=clock.now,
            on_progress=lambda done: moved(done.bytes_done),
            should_stop=stopping.is_set,
        )
        run = _fresh(run_id)
        moved(run.bytes_done)
        if end != imports.End.NOT_OURS or run.state not in {run.State.WAITING, run.State.RUNNING}:
            return end
        if stopping.wait(_FOLLOW_SECONDS):
            return end


def _stopped(run_id: UUID, *, ours: bool, dry_run: bool) -> None:
    from enishi.touches import imports

    rows = _fresh(run_id).rows_done
    if dry_run:
        text = say("止めました。何も書き込んでいません。", "Stopped. Nothing was written.")
    elif not ours:
        text = say("机のほうで取り込みが続いています。", "The desk goes on with it.")
    else:
        # A desk's worker must not go on with what was stopped here
        imports.stop(run_id=run_id)
        text = say(
            "止めました。{rows}行まで取り込んであります。同じコマンドで続きから始まります。",
            "Stopped. {rows} rows are in; the same command goes on from there.",
            rows=rows,
        )
    cannot(text, _INTERRUPTED)


def _begun(file: Path, wish: _Wish) -> "ImportRun | None":
    """The run of this very file that an earlier command left, if any."""
    from enishi.team.models import ImportRun
    from enishi.touches import imports

    state = ImportRun.State
    left = ImportRun.objects.filter(digest=_digest(file), state__in=(state.WAITING, state.RUNNING, state.STOPPED, state.FAILED))
    run = left.exclude(state=state.FAILED, rows_done=0).order_by("-created_at").first()
    if run is None or not (wish.columns or wish.kind is not Kind.AUTO):
        return run
    if not run.rows_done:
        imports.stop(run_id=run.pk)
        return None
    raise _CannotBring(
        say(
            "{file}:途中まで取り込んであります({rows}行)。--map と --kind を外すと続きから始まります。",
            "{file}: {rows} rows of it are in already. Leave out --map and --kind to go on from there.",
            file=file,
            rows=run.rows_done,
        )
    )


def _digest(file: Path) -> str:
    import hashlib

    with _openable(file), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _openable(file: Path) -> Iterator[None]:
    from enishi.kernel.columns import Unusable

    try:
        yield
    except Unusable as unusable:
        raise _CannotBring(Text(f"{file}:{unusable.text.ja}", f"{file}: {unusable.text.en}")) from None
    except OSError as error:
        raise _CannotBring(say("{file} を開けません:{why}", "{file} cannot be opened: {why}", file=file, why=why_not(error))) from None


def _prepared(file: Path, wish: _Wish) -> "ImportRun":
    from enishi.kernel import clock
    from enishi.touches import imports

    with _openable(file):
        run = imports.prepare(path=file, file_name=file.name, by_id=_holder(wish.member), now=clock.now(), kind=wish.kind.value)
        if not wish.columns:
            return run
        try:
            return imports.change_mapping(run_id=run.pk, mapping=_mapped(run, wish.columns))
        except BaseException:
            _throw_away(run.pk)
            run.delete()
            raise


def _holder(username: str) -> UUID | None:
    from enishi.team.models import Member

    if not username:
        return None
    holder = Member.objects.filter(username=username).values_list("id", flat=True).first()
    if holder is None:
        cannot(say("「{name}」という人はいません。", "There is no member “{name}”.", name=username))
    return holder


def _throw_away(run_id: UUID) -> None:
    """The copy of the file that a run keeps."""
    import shutil

    from enishi.touches.imports.runs import folder_of

    shutil.rmtree(folder_of(run_id), ignore_errors=True)


def _mapped(run: "ImportRun", columns: str) -> dict[str, Any]:
    from enishi.kernel import columns as tables
    from enishi.people import readers as contacts
    from enishi.people.readers import ContactMapping
    from enishi.touches import imports, readers
    from enishi.touches.readers import CallMapping, parse_map

    found = {name: value for name, value in run.mapping.items() if name != imports.WHOSE}
    if run.kind == run.Kind.CONTACTS:
        base = ContactMapping.from_dict(found, contacts.FIELDS)
        return _headed(base.with_columns(tables.parse_choices(columns, contacts.FIELDS), contacts.FIELDS)).as_dict()
    return _headed(parse_map(columns, CallMapping.from_dict(found, readers.FIELDS))).as_dict()


def _headed(mapping: "AnyMapping") -> "AnyMapping":
    """Who names columns by their headers says that there are headers, although we knew none of them."""
    named = any(not column.startswith(("#", "＃")) for column, _ in mapping.columns)
    return replace(mapping, header=1) if named and not mapping.header else mapping


def _fresh(run_id: UUID) -> "ImportRun":
    from enishi.team.models import ImportRun

    return ImportRun.objects.get(pk=run_id)


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
    if run.state == run.State.FAILED and run.format == "csv" and not run.rows_done:
        example = '--map "#1=name,#2=phone"'
        typer.echo(str(say("  列の意味は {how} のように示せます。", "  Say what columns mean: {how}", how=example)), err=True)
    _followed(run)
    _refused(run)


def _followed(run: "ImportRun") -> None:
    """What a list's refusals and a log's missed calls wrote."""
    from enishi.consideration.queries import refused_on_list
    from enishi.promises.queries import call_backs_of

    if run.kind == run.Kind.CONTACTS:
        count = refused_on_list(run.pk)
        text = say("  お断りを新しく{n}人記録しました。", "  {n} newly written down as refusing.", n=many(count, "person", "people"))
    else:
        count = call_backs_of(run.pk)
        text = say("  折り返しのお約束が{n}件できました。", "  {n} to call back.", n=many(count, "promise"))
    if count:
        typer.echo(str(text))


def _refused(run: "ImportRun") -> None:
    from enishi.touches import imports

    shown = 10
    for count, verdict in enumerate(imports.report_rows(run_id=run.pk, fates=("refused",))):
        if count == shown:
            typer.echo(str(say("  ほか{more}行", "  and {more} more rows", more=run.refused_rows - shown)), err=True)
            return
        where = say("{line}行目", "line {line}", line=verdict.line)
        typer.echo(f"  {where}: {verdict.reason}", err=True)
