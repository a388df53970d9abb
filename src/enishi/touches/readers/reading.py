"""Opening a log: which format it is, and its records one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from enishi.kernel import tables
from enishi.kernel.columns import RefusedRow, Unusable, resolve
from enishi.kernel.words import Text, say
from enishi.touches.readers import android
from enishi.touches.readers.calls import Calls
from enishi.touches.readers.fields import FIELDS
from enishi.touches.readers.mapping import CallMapping, checked, found
from enishi.touches.readers.rows import TouchRow

Format = Literal["android-calls", "android-texts", "csv"]
_SNIFFED = 1 << 13
_WORDS_NOTED = 20


def format_of(head: str) -> Format:
    """Which of the formats a log is in, from how it begins. Raises `Unusable` for an XML that is no phone backup."""
    head = head[:_SNIFFED].lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return "csv"
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


def suggested(look: tables.Look) -> tuple[CallMapping, tuple[Text, ...]]:
    """The mapping a log's headers and first records suggest, and what a person should look at."""
    header, columns = look.matched(FIELDS)
    return found(header, columns, look.headers(header), look.sample(header))


@contextmanager
def read(
    path: str | Path,
    *,
    kind: Literal["auto"] | Format = "auto",
    mapping: CallMapping | None = None,
    zone: str = "Asia/Tokyo",
    skip: int = 0,
) -> Iterator[tables.Reader[TouchRow]]:
    """The log's records from the one after the first `skip` on, as touches and refusals. Raises `Unusable`.

    Without a mapping, a table is read by the one its headers suggest; the reader tells which. Wall-clock times are in `zone`.
    """
    with tables.opened(path) as file:
        form = format_of(file.head) if kind == "auto" else kind
        if form == "csv":
            yield _table(file, mapping, zone, skip)
        else:
            notes: list[Text] = []
            yield tables.Reader(android.rows(file.stream, skip=skip, notes=notes), file.source, None, notes)


def _table(file: tables.Opened, mapping: CallMapping | None, zone: str, skip: int) -> tables.Reader[TouchRow]:
    look = file.look()
    chosen = checked(mapping or suggested(look)[0])
    calls = Calls(chosen, resolve(chosen, look.headers(chosen.header)), zone=zone)
    notes: list[Text] = []
    rows = tables.rows(file, look, chosen, calls.touch, skip=skip)
    return tables.Reader(_with_notes(rows, calls, notes), file.source, chosen, notes)


def _with_notes(rows: Iterator[TouchRow | RefusedRow], calls: Calls, notes: list[Text]) -> Iterator[TouchRow | RefusedRow]:
    """The rows; at their end, how often each result we do not know was met."""
    yield from rows
    for word, count in calls.unknown_words.most_common(_WORDS_NOTED):
        notes.append(
            say(
                "結果「{word}」の意味がわからず、{count}件を「結果不明」にしました。「@word={word}:reached」のように教えられます。",
                "The result “{word}” is not known: {count} records have an unknown outcome. Teach it with @word={word}:reached.",
                word=word,
                count=count,
            )
        )
