"""How a file will be read, shown so that a person can correct it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.desk.rules.standing import CHANNELS
from enishi.kernel import clock, phones
from enishi.kernel.words import Text, say
from enishi.people.rules import called
from enishi.touches.rules import OUTCOMES

UNREAD = ""
_OPTIONS = ("date_order", "unit", "direction", "honorific")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: how it is named in a mapping, its header, and what it means (empty: not read)."""

    name: str
    header: str
    meaning: str


def columns_of(headers: Sequence[str], mapping: Mapping[str, Any]) -> list[Column]:
    """Every column with its present meaning. A header that is empty or stands twice is named by its place."""
    meanings = dict(mapping.get("columns", ()))
    named = [name_of(headers, at) for at in range(len(headers))]
    return [
        Column(name, header, meanings.get(name) or meanings.get(f"#{at}", UNREAD))
        for at, (name, header) in enumerate(zip(named, headers, strict=True), 1)
    ]


def name_of(headers: Sequence[str], at: int) -> str:
    """How a mapping calls the column at this place (from 0)."""
    header = headers[at].strip()
    return header if header and sum(other.strip() == header for other in headers) == 1 else f"#{at + 1}"


def mapping_from(posted: Mapping[str, str], headers: Sequence[str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping a person chose; what the form does not show stays as it was."""
    chosen = [(name_of(headers, at), posted.get(f"column-{at}", UNREAD)) for at in range(len(headers))]
    options = {name: posted[name] for name in _OPTIONS if name in posted and name in before}
    whose = {"whose": posted["whose"]} if posted.get("whose") else {}
    columns = {"columns": [[name, meaning] for name, meaning in chosen if meaning]} if headers else {}
    return {**before, **columns, **options, **whose}


def accounted(*, rows: int, created: int, matched: int, refused: int) -> Text:
    """What became of all rows of a file that is done: only what there was."""
    parts = [
        (created, say("新しく登録 {n}件", "{n} created", n=f"{created:,}")),
        (matched, say("登録済み {n}件", "{n} already there", n=f"{matched:,}")),
        (refused, say("取り込めなかった行 {n}件", "{n} refused", n=f"{refused:,}")),
    ]
    if not rows:
        return say("取り込む行がありませんでした。", "There was no row to take in.")
    there = [text for count, text in parts if count]
    return say(
        "{rows}行すべてを確かめました。{parts}。",
        "All {rows} rows are accounted for: {parts}.",
        rows=f"{rows:,}",
        parts=Text("、".join(text.ja for text in there), ", ".join(text.en for text in there)),
    )


def unread(columns: Sequence[Column]) -> list[str]:
    """The headers of columns that mean nothing to us."""
    return [column.header.strip() for column in columns if not column.meaning and column.header.strip()]


def _refusal(words: str | None) -> Text | None:
    if words is None:
        return None
    return say(
        "お断りの印({words})。お断りとして記録し、こちらからは連絡しません。",
        "Marked as refusing ({words}): written down as a refusal; we shall not contact them.",
        words=words,
    )


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How one record is read. `notes`: what cannot be read of one that is taken all the same."""

    is_good: bool
    text: Text
    notes: tuple[Text, ...] = ()
    # That the list says not to contact them
    refusal: Text | None = None


def read_as(record: Any, zone: str) -> ReadAs:
    """Whether a record is readable, and what it says, on the clock of `zone`: a contact, a person, or why it is refused."""
    if hasattr(record, "reason"):
        return ReadAs(False, say("{line}行目: {reason}", "line {line}: {reason}", line=record.line, reason=record.reason))
    if hasattr(record, "phones"):
        ways = "、".join([*(phones.pretty(phone.number) for phone in record.phones), *record.emails])
        text = say("{name} {ways}", "{name} {ways}", name=called(record.name, record.honorific), ways=ways)
        return ReadAs(True, text, record.warnings, _refusal(record.refused_flag))
    towards = say("から", "from") if record.direction == "in" else say("へ", "to")
    text = say(
        "{at} {party} {towards}{channel}・{outcome}",
        "{at} {channel} {towards} {party}, {outcome}",
        at=f"{clock.local(record.at, zone):%Y-%m-%d %H:%M}",
        party=phones.pretty(record.party) if record.party else say("非通知", "withheld"),
        towards=towards,
        channel=CHANNELS.get(record.channel, CHANNELS["call"]),
        outcome=OUTCOMES[record.outcome].name,
    )
    return ReadAs(True, text)
