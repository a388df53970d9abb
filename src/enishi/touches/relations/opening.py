"""Logs into one canonical table: which file is read how, and what became of its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enishi.kernel import tables
from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text, say
from enishi.touches.readers import parquet, reading
from enishi.touches.readers.mapping import CallMapping
from enishi.touches.readers.reading import Table
from enishi.touches.relations import staging
from enishi.touches.relations.account import Account, FileAccount, Refusals
from enishi.touches.relations.engine import Engine
from enishi.touches.relations.sheets import Taking

_WORDS_NOTED = 20
_SEVERAL_FILES = 1 << 16


class Touches(NamedTuple):
    """The canonical table (`readers.canonical.SCHEMA`) as Ibis's, what became of the rows, and the engine that holds it.

    Close the engine when nothing more is asked of the table.
    """

    table: Any
    account: Account
    engine: Engine


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the caller wants files to be read."""

    zone: str
    kind: str
    mapping: CallMapping | None
    own_numbers: tuple[str, ...]


def opened(
    paths: Sequence[str | Path],
    *,
    zone: str = "Asia/Tokyo",
    mapping: CallMapping | None = None,
    kind: str = "auto",
    own_numbers: Sequence[str] = (),
    on_progress: Callable[[float], object] = lambda _: None,
) -> Touches:
    """The contacts of one or more logs, each once, however many files tell of it. Raises `Unusable` with a sentence.

    `zone` (IANA) is where the logs' clocks stand; `mapping` reads every table that is not of a known program; `kind` is a
    `readers.Format` if a person said it; `own_numbers` (as written anywhere) tell which way a call went where no column does.
    `on_progress` hears how much is done, from 0 to 1. Temporary files are removed with the engine, and at once when this fails.
    """
    asked = _Asked(_known(zone), kind, mapping, tuple(own_numbers))
    files = _distinct(paths)
    engine = Engine()
    try:
        return _opened(engine, files, asked, on_progress)
    except BaseException:
        engine.close()
        raise


def _opened(engine: Engine, files: list[tuple[str, Path]], asked: _Asked, on_progress: Callable[[float], object]) -> Touches:
    staging.prepare(engine)
    refusals, found = Refusals(), []
    for number, (name, path) in enumerate(files):
        on_progress(number / (len(files) + 1))
        found.append(_File(engine, number, name, path, refusals).take(asked))
    on_progress(len(files) / (len(files) + 1))
    doubles = staging.without_doubles(engine)
    table = staging.publish(engine, [name for name, _ in files], asked.zone)
    accounts = tuple(_after(account, doubles.get(number, 0)) for number, account in enumerate(found))
    on_progress(1.0)
    return Touches(table, Account(accounts, refusals.done()), engine)


@dataclass(frozen=True, slots=True)
class _File:
    """One file on its way into `staged`."""

    engine: Engine
    number: int
    name: str
    path: Path
    refusals: Refusals

    def take(self, asked: _Asked) -> FileAccount:
        """Read it; what became of its rows, doubles not yet told apart."""
        if parquet.is_parquet(self.path):
            look = parquet.look(self.path)
            return self._table(reading.table_of(look, asked.kind, asked.mapping, asked.zone, asked.own_numbers), asked, None)
        with tables.opened(self.path) as file:
            form = reading.format_of(file.head) if asked.kind in reading.DETECTED else asked.kind
            if form != "csv":
                return self._one_by_one(form, file.source.encoding, asked)
            table = reading.table_of(file.look(), asked.kind, asked.mapping, asked.zone, asked.own_numbers)
            return self._table(table, asked, file)

    def _table(self, table: Table, asked: _Asked, file: tables.Opened | None) -> FileAccount:
        taking = Taking(self.engine, self.number, self.name, table, asked.zone, self.refusals)
        read = taking.parquet(self.path) if file is None else taking.text(self.path, file)
        legs = staging.join_legs(self.engine, self.number) if table.form == "asterisk-cdr" else 0
        unknown = staging.unknown_words(self.engine, self.number, _WORDS_NOTED)
        return self._account(table.form, table.look.encoding, read, legs, tuple(reading.unknown_words(unknown)))

    def _one_by_one(self, form: str, encoding: str, asked: _Asked) -> FileAccount:
        kind: Any = form if asked.kind == "auto" else asked.kind
        with reading.read(self.path, kind=kind, zone=asked.zone) as reader:
            read = staging.stage_rows(self.engine, self.number, self.name, reader.rows, self.refusals)
            return self._account(form, encoding, read, 0, tuple(reader.notes))

    def _account(self, form: str, encoding: str, read: int, legs: int, notes: tuple[Text, ...]) -> FileAccount:
        taken = self.engine.value(f"SELECT count(*) FROM staged WHERE file = {self.number}")
        return FileAccount(self.name, form, encoding, read, taken, legs, read - taken - legs, notes)


def _after(account: FileAccount, doubled: int) -> FileAccount:
    return replace(account, taken=account.taken - doubled, doubled=account.doubled + doubled)


def _known(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Unusable(say("「{zone}」という時間帯はありません。", "There is no time zone “{zone}”.", zone=zone)) from fault
    return zone


def _distinct(paths: Sequence[str | Path]) -> list[tuple[str, Path]]:
    """Each file once, by the shortest names that tell them apart."""
    files = list(dict.fromkeys(Path(path) for path in paths))
    if not files or len(files) >= _SEVERAL_FILES:
        raise Unusable(say("ファイルを指定してください。", "Say which files to read."))
    return [(_name(path, files), path) for path in files]


def _name(path: Path, files: list[Path]) -> str:
    for depth in range(1, len(path.parts) + 1):
        parts = path.parts[-depth:]
        if sum(other.parts[-depth:] == parts for other in files) == 1:
            return "/".join(part.strip("/") for part in parts)
    return str(path)
