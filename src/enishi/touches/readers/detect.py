"""What somebody's file is: a contact list or a log, in which format, and which column means what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from enishi.kernel import tables
from enishi.kernel.columns import Mapping, Unusable
from enishi.kernel.words import Text, say
from enishi.people.readers import reading as contacts
from enishi.people.readers.mapping import ContactMapping
from enishi.people.readers.mapping import checked as checked_contacts
from enishi.touches.readers import parquet, presets, reading
from enishi.touches.readers.fields import MOMENT, PARTY
from enishi.touches.readers.mapping import CallMapping
from enishi.touches.readers.mapping import checked as checked_log

Kind = Literal["contacts", "touches"]
SHOWN = 10

# What only the one or the other kind of list has; a name, a number, a 担当 and a 備考 stand in both
_LOG_ONLY = {
    *MOMENT,
    "time",
    "answer_at",
    "end_at",
    "caller",
    "callee",
    "out_number",
    "in_number",
    "direction",
    "channel",
    "outcome",
    "kind",
}
_LOG_ONLY |= {"talk", "ring", "total", "extension", "body"}
_LIST_ONLY = {"kana", "family_name", "given_name", "family_kana", "given_kana", "honorific", "company", "department", "role", "mobile"}
_LIST_ONLY |= {"home_phone", "work_phone", "email", "postal_code", "address", "building", "cares_about", "met_as", "refused", "allowed"}


@dataclass(frozen=True, slots=True)
class Detected:
    """What a file seems to be, to be shown and corrected before anything is imported.

    `confidence` is the share of its filled columns whose meaning is known, from 0 to 1; `unread` are the other columns.
    `problems` are sentences about what a person should look at.
    What we know beforehand (a phone backup, a switchboard's own files) has no mapping.
    """

    kind: Kind
    format: reading.Format
    encoding: str
    headers: tuple[str, ...] = ()
    mapping: Mapping | None = None
    confidence: float = 1.0
    sample: tuple[tuple[str, ...], ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[Text, ...] = ()


def detect(path: str | Path, *, kind: Kind | None = None) -> Detected:
    """What the file is; `kind` if a person already said so. Raises `Unusable` for what is neither."""
    if parquet.is_parquet(Path(path)):
        reading.table_of(parquet.look(Path(path)), "auto", None, "UTC")
        return Detected("touches", "parquet", "parquet")
    with tables.opened(path) as file:
        form = reading.format_of(file.head)
        if form != "csv":
            return Detected("touches", form, file.source.encoding)
        look = file.look()
    if kind != "contacts" and (preset := presets.format_of(look)) != "csv":
        return Detected("touches", preset, look.encoding)
    if not look.records:
        raise Unusable(say("ファイルが空です。", "The file is empty."))
    mapping, notes = reading.suggested(look)
    people = contacts.suggested(look)
    chosen = kind or ("touches" if _is_log(mapping, people) else "contacts")
    return _described(chosen, look, mapping, notes) if chosen == "touches" else _described(chosen, look, people, ())


def _is_log(log: Mapping, people: Mapping) -> bool:
    """A log has a moment and a number, and more that only logs have than only lists have."""
    if not (log.has(*MOMENT) and log.has(*PARTY)):
        return False
    logged = {name for _, name in log.columns} & _LOG_ONLY
    listed = {name for _, name in people.columns} & _LIST_ONLY
    return len(logged) >= len(listed)


def _described(kind: Kind, look: tables.Look, mapping: Mapping, notes: tuple[Text, ...]) -> Detected:
    headers = look.headers(mapping.header)
    known = {column for column, _ in mapping.columns}
    unread = tuple(header.strip() for at, header in enumerate(headers, 1) if header.strip() and not known & {header.strip(), f"#{at}"})
    named = sum(bool(header.strip()) for header in headers)
    return Detected(
        kind,
        "csv",
        look.encoding,
        headers,
        mapping,
        round(len(mapping.columns) / named, 2) if named else 0.0,
        look.sample(mapping.header)[:SHOWN],
        unread,
        (*_missing(mapping), *notes),
    )


def _missing(mapping: Mapping) -> tuple[Text, ...]:
    """Why nothing can be imported yet, if so."""
    if not mapping.columns:
        return (say("見出しの行が見つかりません。列の意味を指定してください。", "No header was found. Say what the columns mean."),)
    try:
        if isinstance(mapping, CallMapping):
            checked_log(mapping)
        elif isinstance(mapping, ContactMapping):
            checked_contacts(mapping)
    except Unusable as unusable:
        return (unusable.text,)
    return ()
