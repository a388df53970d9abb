"""What a kept file is and how it is read: the one place that knows both contact lists and logs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.kernel.columns import Mapping, RefusedRow, Unusable
from enishi.kernel.tables import Reader
from enishi.kernel.words import Text, say
from enishi.people import readers as contact_readers
from enishi.people.readers import ContactMapping, PersonRow
from enishi.team.models import ImportRun, Member, Team
from enishi.touches import readers
from enishi.touches.imports import contacts, lookup, touches
from enishi.touches.imports.report import Verdict
from enishi.touches.readers import CallMapping, Detected, TouchRow

Kind = ImportRun.Kind
Record = TouchRow | PersonRow | RefusedRow
# A key of ours in `ImportRun.mapping`, beside the reader's own: the member (by login or name) whose telephone's log it is
WHOSE = "whose"
_ZONE = "Asia/Tokyo"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is. `mapping` is plain data, as `ImportRun.mapping` keeps it."""

    kind: str
    format: str
    encoding: str
    mapping: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would be, before it starts: how its columns are understood, and how its first records are read."""

    run: ImportRun
    seen: Detected
    mapping: dict[str, Any]
    records: tuple[Record, ...]
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A kept file being read."""

    records: Iterator[Any]
    notes: Sequence[Text]
    reader: Reader[Any]

    def bytes_done(self) -> int:
        return int(self.reader.progress() * self.reader.total_bytes)


class Taker(Protocol):
    """Takes a chunk of records in: what needs no database first, then inside the caller's transaction.

    `young`: touches that the rooms above are to be told of when every record is in, some at a time.
    """

    def prepare(self, records: Sequence[Any]) -> Any: ...

    def apply(self, prepared: Any, now: datetime) -> list[Verdict]: ...

    def young(self) -> Iterator[list[UUID]]: ...


def detect(path: Path, kind: str, mapping: dict[str, Any] | None, *, whose: str = "") -> Found:
    """What the file is; read by `mapping` if given, which is checked. `whose`: the log's, unless it says which of us. Raises `Unusable`."""
    seen = _seen(path, kind)
    given = dict(mapping or (seen.mapping.as_dict() if seen.mapping else {}))
    owner = given.pop(WHOSE, whose)
    if seen.format != "csv":
        given = {}
    elif mapping is not None:
        _mapping_of(seen.kind, given)
    if owner and seen.kind == "touches" and _is_one_telephones(seen.format, given):
        given[WHOSE] = owner
    return Found(seen.kind, seen.format, seen.encoding, given)


def _is_one_telephones(form: str, mapping: dict[str, Any]) -> bool:
    """A log that has no place for which of us it was, as a mobile keeps it."""
    if form != "csv":
        return form in {"android-calls", "android-texts"}
    fields = {field for _, field in mapping.get("columns", ())}
    return not (fields & {"member", "extension", "own_number"} or fields >= {"caller", "callee"})


def _seen(path: Path, kind: str) -> Detected:
    if kind == "auto":
        return readers.detect(path)
    if kind not in Kind.values:
        raise Unusable(say("「{kind}」という種類はありません。", "There is no kind “{kind}”.", kind=kind))
    seen = readers.detect(path, kind="contacts" if kind == Kind.CONTACTS else "touches")
    if seen.kind != kind:
        raise Unusable(say("電話機の履歴です。名簿としては読めません。", "This is a telephone's log; it cannot be read as a contact list."))
    return seen


def _mapping_of(kind: str, data: dict[str, Any]) -> Mapping | None:
    plain = {name: value for name, value in data.items() if name != WHOSE}
    if not plain:
        return None
    if kind == Kind.CONTACTS:
        return ContactMapping.from_dict(plain, contact_readers.FIELDS)
    return CallMapping.from_dict(plain, readers.FIELDS)


def preview(*, run: ImportRun, limit: int = 20) -> Preview:
    """How the run's first records would be read. A mapping that cannot be used yet is said in `problem`."""
    seen = _seen(Path(run.path), run.kind)
    try:
        with opened(run, start=0) as source:
            return Preview(run, seen, run.mapping, tuple(islice(source.records, limit)))
    except Unusable as fault:
        return Preview(run, seen, run.mapping, (), fault.text)


def left_unread(run: ImportRun) -> tuple[Text, ...]:
    """That some columns of the run's table mean nothing to us, and which. Nothing of a table without headers: they would be rows."""
    seen = _seen(Path(run.path), run.kind)
    mapping = _mapping_of(run.kind, run.mapping) or seen.mapping
    if seen.mapping is None or mapping is None or mapping.header != seen.mapping.header:
        return ()
    known = {column for column, _ in mapping.columns}
    unread = [name.strip() for at, name in enumerate(seen.headers, 1) if name.strip() and not known & {name.strip(), f"#{at}"}]
    columns = Text("」「".join(unread), "”, “".join(unread))
    return (say("読まなかった列:「{columns}」。", "Columns that were not read: “{columns}”.", columns=columns),) if unread else ()


@contextmanager
def opened(run: ImportRun, *, start: int | None = None, zone: str = "") -> Iterator[Source]:
    """The run's records from where it stands. `zone`: ours, if it is known. Raises `Unusable` or OSError, here or while reading."""
    skip = run.rows_done if start is None else start
    path, mapping = Path(run.path), _mapping_of(run.kind, run.mapping)
    if run.kind == Kind.CONTACTS:
        chosen = mapping if isinstance(mapping, ContactMapping) else None
        with contact_readers.read(path, mapping=chosen, skip=skip) as listed:
            yield Source(listed.rows, (), listed)
    else:
        log = mapping if isinstance(mapping, CallMapping) else None
        form: Any = run.format
        with readers.read(path, kind=form, mapping=log, zone=zone or our_zone(), skip=skip) as reader:
            # A table's notes count what was read this time; a run that was resumed would tell less than one that was not.
            yield Source(reader.rows, () if form == "csv" else reader.notes, reader)


def taker(run: ImportRun) -> Taker:
    """What takes this run's records in."""
    if run.kind == Kind.CONTACTS:
        return contacts.Taker(run)
    names = lookup.our_names()
    return touches.Taker(run, names, ZoneInfo(our_zone()), names.member(run.mapping.get(WHOSE, "")))


def login_of(member_id: Any) -> str:
    """How `WHOSE` names a member."""
    return Member.objects.filter(pk=member_id).values_list("username", flat=True).first() or ""


def our_zone() -> str:
    """Where the clocks of a log that says no zone stand."""
    return Team.objects.values_list("zone", flat=True).first() or _ZONE
