"""Opening a log: which format it is, and its records one by one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from enishi.kernel import tables, textfile
from enishi.kernel.columns import Refused, RefusedRow, Unusable, resolve
from enishi.kernel.records import lines
from enishi.kernel.words import Text, say
from enishi.touches.readers import android, legs, parquet, presets, queue
from enishi.touches.readers.calls import Calls
from enishi.touches.readers.fields import FIELDS
from enishi.touches.readers.mapping import CallMapping, checked, found, with_own_numbers
from enishi.touches.readers.rows import Source, TouchRow
from enishi.touches.rules import OUTCOMES

Format = Literal["android-calls", "android-texts", "csv", "asterisk-cdr", "asterisk-queue", "twilio", "parquet"]
# Kinds that are told from what the file holds; of any other a person has said what it is
DETECTED = frozenset({"auto", "asterisk-cdr", "asterisk-queue", "twilio", "parquet"})
_SNIFFED = 1 << 13
_WORDS_NOTED = 20
_NAMES: dict[str, Text] = {
    "android-calls": say("SMS Backup & Restore の通話履歴", "a call log of SMS Backup & Restore"),
    "android-texts": say("SMS Backup & Restore のメッセージ", "messages of SMS Backup & Restore"),
    "csv": say("CSVの表", "a table in CSV"),
    "asterisk-cdr": say("Asterisk の Master.csv", "Asterisk's Master.csv"),
    "asterisk-queue": say("Asterisk の queue_log", "Asterisk's queue_log"),
    "twilio": say("Twilio の通話一覧", "Twilio's list of calls"),
    "parquet": say("Parquet", "Parquet"),
}


class Table(NamedTuple):
    """A table about to be read: what it is, how it begins, how its columns are understood, and who reads its records."""

    form: Format
    look: tables.Look
    mapping: CallMapping
    calls: Calls
    places: dict[str, tuple[int, ...]]


def format_of(head: str) -> Format:
    """Which of the formats a log is in, from how it begins. Raises `Unusable` for an XML that is no phone backup.

    What seems to be any table of text is "csv" here; `presets.format_of` knows whose.
    """
    head = head[:_SNIFFED].lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return "asterisk-queue" if queue.is_queue_log(head) else "csv"
    if "<smses" in head or "<sms " in head or "<mms " in head:
        return "android-texts"
    if "<calls" in head or "<call " in head:
        return "android-calls"
    raise Unusable(
        say(
            "このXMLは「SMS Backup & Restore」のバックアップではありません。",
            "This XML is no backup of “SMS Backup & Restore”.",
        )
    )


def suggested(look: tables.Look, form: Format = "csv") -> tuple[CallMapping, tuple[Text, ...]]:
    """The mapping a log's headers and first records suggest, and what a person should look at."""
    if form == "asterisk-cdr":
        return with_own_numbers(presets.cdr(look), look.headers(0), look.sample(0)), ()
    if look.encoding == "parquet" and parquet.is_canonical(look.headers(1)):
        held = look.headers(1)
        columns = tuple(pair for pair in parquet.CANONICAL_COLUMNS if pair[0] in held)
        return CallMapping(columns=columns, words=tuple((code, code) for code in OUTCOMES)), ()
    header, pairs = look.matched(FIELDS)
    mapping, notes = found(header, pairs, look.headers(header), look.sample(header))
    return (presets.twilio(mapping), notes) if form == "twilio" else (mapping, notes)


def table_of(look: tables.Look, kind: str, mapping: CallMapping | None, zone: str, own_numbers: tuple[str, ...] = ()) -> Table:
    """How a table is to be read: by `mapping`, else by what it suggests, with our numbers if they are told. Raises `Unusable`."""
    form: Format = "parquet" if look.encoding == "parquet" else presets.format_of(look)
    if form != "parquet" and kind == "csv":
        form = "csv"
    _check_kind(kind, form)
    chosen = mapping or suggested(look, form)[0]
    chosen = checked(replace(chosen, own_numbers=own_numbers) if own_numbers else chosen)
    places = resolve(chosen, look.headers(chosen.header))
    source: Source = form
    return Table(form, look, chosen, Calls(chosen, places, zone=zone, source=source), places)


@contextmanager
def read(
    path: str | Path,
    *,
    kind: Literal["auto"] | Format = "auto",
    mapping: CallMapping | None = None,
    zone: str = "Asia/Tokyo",
    own_numbers: tuple[str, ...] = (),
    skip: int = 0,
) -> Iterator[tables.Reader[TouchRow]]:
    """The log's records from the one after the first `skip` on, as touches and refusals. Raises `Unusable`.

    Without a mapping, a table is read by the one its headers suggest; the reader tells which. Wall-clock times are in `zone`.
    `own_numbers` (as written anywhere) tell which way a call went in a table that has no column for it.
    """
    if parquet.is_parquet(Path(path)):
        look = parquet.look(Path(path))
        yield _parquet(Path(path), table_of(look, kind, mapping, zone, own_numbers), skip)
        return
    with tables.opened(path) as file:
        form = format_of(file.head) if kind in DETECTED else kind
        notes: list[Text] = []
        if form == "asterisk-queue":
            _check_kind(kind, form)
            yield tables.Reader(queue.rows(lambda: _lines(path), skip=skip), file.source, None, notes)
        elif form in {"android-calls", "android-texts"}:
            _check_kind(kind, form)
            yield tables.Reader(android.rows(file.stream, skip=skip, notes=notes), file.source, None, notes)
        else:
            table = table_of(file.look(), kind, mapping, zone, own_numbers)
            rows = tables.rows(file, table.look, table.mapping, table.calls.touch, skip=skip)
            if table.form == "asterisk-cdr":
                rows = legs.joined(rows, _legs(path, table, zone))
            yield tables.Reader(_with_notes(rows, table.calls, notes), file.source, table.mapping, notes)


def _check_kind(kind: str, form: Format) -> None:
    """A person who says what a file is must be told when it is something else."""
    if kind not in {"auto", form}:
        raise Unusable(
            say(
                "{asked}ではありません。{found}のようです。",
                "This is not {asked}; it looks like {found}.",
                asked=_NAMES.get(kind, kind),
                found=_NAMES[form],
            )
        )


def _lines(path: str | Path) -> Iterator[textfile.Line]:
    with tables.opened(path) as file:
        yield from lines(file.stream)


def _legs(path: str | Path, table: Table, zone: str) -> dict[str, TouchRow]:
    """For every call of more than one line the leg that stands for it; the log is gone through once more, twice if there are any."""
    place = table.places["id"][0] if "id" in table.places else -1
    if place < 0:
        return {}
    with tables.opened(path) as file:
        twice = legs.repeated(legs.ids((record.cells for record in textfile.records(file.stream)), place))
    if not twice:
        return {}
    calls = Calls(table.mapping, table.places, zone=zone, source="asterisk-cdr")
    with tables.opened(path) as file:
        return legs.best(tables.rows(file, table.look, table.mapping, legs.only(twice, place, calls.touch)))


def _parquet(path: Path, table: Table, skip: int) -> tables.Reader[TouchRow]:
    notes: list[Text] = []
    rows = _of_cells(parquet.cells(path), table.calls.touch, skip)
    source = textfile.whole("parquet", path.stat().st_size)
    return tables.Reader(_with_notes(rows, table.calls, notes), source, table.mapping, notes)


def _of_cells(
    cells: Iterator[tuple[str, ...]], touch: Callable[[int, int, tuple[str, ...]], TouchRow], skip: int
) -> Iterator[TouchRow | RefusedRow]:
    for number, row in enumerate(cells, 1):
        if number > skip:
            try:
                yield touch(number, number, row)
            except Refused as refused:
                yield RefusedRow(number, number, refused.reason, refused.code, ",".join(row)[:300])


def _with_notes(rows: Iterator[TouchRow | RefusedRow], calls: Calls, notes: list[Text]) -> Iterator[TouchRow | RefusedRow]:
    """The rows; at their end, how often each result we do not know was met."""
    yield from rows
    notes.extend(unknown_words(calls.unknown_words.most_common(_WORDS_NOTED)))


def unknown_words(counted: list[tuple[str, int]]) -> Iterator[Text]:
    """A sentence for every result that was met and is not known."""
    for word, count in counted:
        yield say(
            "結果「{word}」の意味がわからず、{count}件を「結果不明」にしました。「@word={word}:reached」のように教えられます。",
            "The result “{word}” is not known: {count} records have an unknown outcome. Teach it with @word={word}:reached.",
            word=word,
            count=count,
        )
