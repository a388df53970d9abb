"""What became of every physical record of a file: kept chunk by chunk beside the rows, read back as a stream."""

import csv
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TextIO
from uuid import UUID

from enishi.kernel.spreadsheet import guard
from enishi.kernel.words import Text, say
from enishi.team.models import ImportChunk

Fate = Literal["created", "matched", "refused"]
_CHUNKS_AT_ONCE = 8
# Reports are written once and read seldom; the fastest level already folds the repeated words.
_LEVEL = 1


class Verdict(NamedTuple):
    """What became of one record. `number` counts records from 1, `line` is the line of the file it begins on.

    `id`: what was created (a touch, a person), as 32 hexadecimal digits. `reason`, `cells`: why a record was refused, how it looked.
    `warnings`: what could not be read of a record that was taken all the same.
    """

    number: int
    line: int
    fate: Fate
    id: str | None = None
    reason: Text | None = None
    cells: str = ""
    warnings: tuple[Text, ...] = ()


FATES: dict[Fate, Text] = {
    "created": say("登録", "Created"),
    "matched": say("登録済み", "Already there"),
    "refused": say("取り込めず", "Refused"),
}


def pack(verdicts: Iterable[Verdict]) -> bytes:
    """JSON Lines, compressed, as `ImportChunk.report` keeps them."""
    return zlib.compress("\n".join(map(_line, verdicts)).encode("utf-8", "replace"), _LEVEL)


def _line(verdict: Verdict) -> str:
    if verdict.fate == "created" and not verdict.warnings:
        # Nearly all lines are this one: json.dumps would take a tenth of the whole import
        return f'{{"n":{verdict.number},"line":{verdict.line},"verdict":"created","id":"{verdict.id}"}}'
    data: dict[str, Any] = {"n": verdict.number, "line": verdict.line, "verdict": verdict.fate}
    if verdict.id:
        data["id"] = verdict.id
    if verdict.reason:
        data["why"] = verdict.reason.as_dict()
    if verdict.fate == "refused":
        data["cells"] = verdict.cells
    if verdict.warnings:
        data["warn"] = [warning.as_dict() for warning in verdict.warnings]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def unpack(report: bytes | memoryview) -> Iterator[Verdict]:
    """What `pack` was given."""
    for line in zlib.decompress(report).decode().split("\n"):
        if line:
            data = json.loads(line)
            yield Verdict(
                number=data["n"],
                line=data["line"],
                fate=data["verdict"],
                id=data.get("id"),
                reason=Text(**data["why"]) if "why" in data else None,
                cells=data.get("cells", ""),
                warnings=tuple(Text(**warning) for warning in data.get("warn", ())),
            )


def has_words(report: bytes | memoryview) -> bool:
    """Whether it says anything beside what became of the records; most say no more, and reading each line takes long."""
    told = zlib.decompress(report)
    return any(name in told for name in (b'"cells":', b'"why":', b'"warn":'))


def report_rows(*, run_id: UUID, fates: Sequence[Fate] = ()) -> Iterator[Verdict]:
    """Every record of the file so far, in its order, however long it is; only those of `fates` if any are named."""
    after = -1
    while chunks := list(ImportChunk.objects.filter(run_id=run_id, first_row__gt=after).order_by("first_row")[:_CHUNKS_AT_ONCE]):
        for chunk in chunks:
            yield from (verdict for verdict in unpack(chunk.report) if not fates or verdict.fate in fates)
        after = chunks[-1].first_row


def noted_rows(*, run_id: UUID) -> Iterator[Verdict]:
    """The records that were taken with a remark, in their order: what could not be read of them, what was left as it was."""
    return (verdict for verdict in report_rows(run_id=run_id) if _is_noted(verdict))


def count_noted(*, run_id: UUID) -> int:
    """How many `noted_rows` there are, without reading each line of a long report."""
    reports = ImportChunk.objects.filter(run_id=run_id).order_by("first_row").values_list("report", flat=True)
    return sum(_count_noted(report) for report in reports.iterator(chunk_size=_CHUNKS_AT_ONCE))


def _count_noted(report: bytes | memoryview) -> int:
    # A quotation mark of a stranger's words is escaped: these can only be our own keys
    told = zlib.decompress(report).split(b"\n")
    return sum(b'"warn":' in line and b'"verdict":"refused"' not in line for line in told)


def _is_noted(verdict: Verdict) -> bool:
    return bool(verdict.warnings) and verdict.fate != "refused"


def report_csv(*, run_id: UUID, out: TextIO, fates: Sequence[Fate] = (), noted: bool = False) -> None:
    """The report as a spreadsheet opens it, in the active language; no cell of a stranger's file can become a formula."""
    writer = csv.writer(out)
    writer.writerow([str(name) for name in _HEADER])
    for verdict in noted_rows(run_id=run_id) if noted else report_rows(run_id=run_id, fates=fates):
        writer.writerow([verdict.number, verdict.line, str(_result(verdict)), guard(_remark(verdict)), guard(verdict.cells)])


_HEADER = (
    say("件目", "Record"),
    say("行", "Line"),
    say("結果", "Result"),
    say("理由・注記", "Reason"),
    say("元の内容", "Original"),
)


def _result(verdict: Verdict) -> Text:
    if _is_noted(verdict):
        return say("{result}(注記あり)", "{result}, with a note", result=FATES[verdict.fate])
    return FATES[verdict.fate]


def _remark(verdict: Verdict) -> str:
    return " ".join(str(text) for text in (verdict.reason, *verdict.warnings) if text)
