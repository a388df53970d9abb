"""Records of a log into the ledger, one chunk at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.kernel.columns import RefusedRow
from enishi.kernel.database import take_turn
from enishi.kernel.ids import uuid7_hexes
from enishi.kernel.words import Text, say
from enishi.people.queries.erased import erased
from enishi.team.models import ImportRun
from enishi.touches import hooks
from enishi.touches.actions import reference
from enishi.touches.imports import ledger, lookup
from enishi.touches.imports.report import Verdict
from enishi.touches.models import Purpose, Touch
from enishi.touches.readers import TouchRow
from enishi.touches.rules import OUTCOMES

Record = TouchRow | RefusedRow
_PURPOSES = frozenset(Purpose.values)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A chunk with all done that needs no database, so that the transaction is short."""

    records: Sequence[Record]
    # source_ref as the ledger keeps it → the first record of the chunk that bears it
    first: dict[str, TouchRow]
    references: dict[int, str]
    # For each of `first`: what `ledger.Entry` holds before the person and the point, and behind them
    parts: list[tuple[tuple[Any, ...], tuple[Any, ...]]]


@dataclass(slots=True)
class Taker:
    """Takes one run's records in."""

    run: ImportRun
    names: lookup.Names
    zone: ZoneInfo
    member_id: str | None = None
    _warned: dict[tuple[str, str], Text] = field(default_factory=dict)

    def prepare(self, records: Sequence[Record]) -> Prepared:
        # A telephone whose clock was lost: a contact yet to come would answer, for years, every call that somebody misses
        latest = self.run.created_at + _AHEAD
        records = [_yet_to_come(each) if isinstance(each, TouchRow) and each.at > latest else each for each in records]
        first: dict[str, TouchRow] = {}
        references: dict[int, str] = {}
        for record in records:
            if isinstance(record, TouchRow):
                kept = references[record.number] = _reference(record, self.member_id)
                first.setdefault(kept, record)
        ids = iter(uuid7_hexes(2 * len(first)))
        parts = [self._parts(row, kept, next(ids), next(ids)) for kept, row in first.items()]
        return Prepared(records, first, references, parts)

    def apply(self, prepared: Prepared, now: datetime) -> list[Verdict]:
        """Write the chunk inside the caller's transaction; what became of each of its records, in order."""
        # Two logs that overlap, one newest first and one oldest first, would each wait for what the other has written
        take_turn("import")
        gone = erased("phone", (row.party for row in prepared.first.values() if row.party))
        parties = (row.party for row in prepared.first.values() if row.party and not _is_erased(row, gone))
        points = lookup.numbers(parties, now)
        entries = list(self._entries(prepared, points, gone))
        created = ledger.write(entries, run_id=self.run.id, now=now)
        made = {entry.source_ref: entry.id for entry in entries if entry.id in created}
        self._tell_of_old(prepared, made, now)
        return list(self._verdicts(prepared, made, gone))

    def _tell_of_old(self, prepared: Prepared, made: dict[str, str], now: datetime) -> None:
        since, until = hooks.since(now), self.run.created_at - hooks.YOUNG
        if hooks.touches_written and since < until:
            old = (UUID(made[kept]) for kept, row in prepared.first.items() if since <= row.at < until and kept in made)
            while some := list(islice(old, _TOLD_OF_OLD)):
                hooks.tell(some, now)

    def young(self) -> Iterator[list[UUID]]:
        """What `apply` has not told the rooms above, once every row is in; telling it twice does no harm."""
        mine = Touch.objects.filter(import_run=self.run, at__gte=self.run.created_at - hooks.YOUNG).order_by("at", "id")
        ids = mine.values_list("id", flat=True).iterator() if hooks.touches_written else iter(())
        while some := list(islice(ids, _TOLD_AT_ONCE)):
            yield some

    def _parts(self, row: TouchRow, kept: str, touch_id: str, outcome_id: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        names, code = self.names, row.outcome
        head = (touch_id, str(row.at), row.channel, row.direction, row.purpose if row.purpose in _PURPOSES else "")
        tail = (
            names.member(row.member_name) if row.member_name else self.member_id,
            names.own_numbers.get(row.own_number) if row.own_number else None,
            names.client(row.client_name) if row.client_name else self._client,
            row.ring_seconds,
            row.talk_seconds,
            row.source,
            kept,
            outcome_id,
            code,
            OUTCOMES[code].reached,
            _words(row),
        )
        return head, tail

    @property
    def _client(self) -> str | None:
        return self.run.client_id.hex if self.run.client_id else None

    def _entries(self, prepared: Prepared, points: dict[str, lookup.Number], gone: dict[str, datetime]) -> Iterator[ledger.Entry]:
        for row, (head, tail) in zip(prepared.first.values(), prepared.parts, strict=True):
            if gone and _is_erased(row, gone):
                continue
            if row.party:
                number = points[row.party]
                yield ledger.Entry._make((*head, self._person(number, row.at), number.point_id, *tail))
            else:
                yield ledger.Entry._make((*head, None, None, *tail))

    def _person(self, number: lookup.Number, at: datetime) -> str | None:
        if not number.now:
            return None
        if not number.past and len(number.now) == 1:
            return next(iter(number.now))
        return number.person_on(at.astimezone(self.zone).date())

    def _verdicts(self, prepared: Prepared, made: dict[str, str], gone: dict[str, datetime]) -> Iterator[Verdict]:
        for record in prepared.records:
            if isinstance(record, RefusedRow):
                yield Verdict(record.number, record.line, "refused", None, record.reason, record.raw)
                continue
            if gone and _is_erased(record, gone):
                yield Verdict(record.number, record.line, "refused", None, _ERASED)
                continue
            kept = prepared.references[record.number]
            # Only the first of those that say the same; its id is taken, so that the next finds it gone
            touch_id = made.pop(kept, None)
            if touch_id is None:
                yield Verdict(record.number, record.line, "matched")
            elif record.member_name or record.client_name or record.outcome_word:
                yield Verdict(record.number, record.line, "created", touch_id, None, "", tuple(self._warnings(record)))
            else:
                yield Verdict(record.number, record.line, "created", touch_id)

    def _warnings(self, row: TouchRow) -> Iterator[Text]:
        if row.member_name and not self.names.member(row.member_name):
            yield self._warning("member", row.member_name)
        if row.client_name and not self.names.client(row.client_name):
            yield self._warning("client", row.client_name)
        if row.outcome_word:
            yield self._warning("outcome", row.outcome_word)

    def _warning(self, kind: str, word: str) -> Text:
        """One sentence a word, however many records bear it; a file full of different words must not fill the memory."""
        if len(self._warned) > _MOST_WARNINGS:
            self._warned.clear()
        known = self._warned.get((kind, word))
        if known is None:
            known = self._warned[kind, word] = WARNINGS[kind].format(word=word)
        return known


def _yet_to_come(row: TouchRow) -> RefusedRow:
    return RefusedRow(row.number, row.line, _NOT_YET, "future", f"{row.at:%Y-%m-%d %H:%M} UTC")


def _is_erased(row: TouchRow, gone: dict[str, datetime]) -> bool:
    """Of before the erasure. Who calls us afterwards, or is called by a number that came to somebody else, is somebody new."""
    return bool(row.party) and row.party in gone and row.at <= gone[row.party]


def _reference(row: TouchRow, whose: str | None) -> str:
    """The keyed hash, behind the minute of the contact, which stands in the ledger anyway and is part of what the log's reference names.

    So a log that goes through time writes to one end of the index. Without it every row dirties a page of its own: half the speed.
    `whose`: two of us may ring one person in one minute, and a table may say no more than the minute; a telephone's own backup says more.
    """
    minute = int(row.at.timestamp()) // 60
    told = f"{row.source_ref}\0{whose}" if whose and row.source == "csv" else row.source_ref
    return f"{minute & 0xFFFFFFFF:08x}{reference(row.source, told)[:24]}"


_TOLD_AT_ONCE = 100
# A question may name each of them five times, and PostgreSQL takes 65,535 parameters
_TOLD_OF_OLD = 5_000
# A log without its zone, a clock a little fast
_AHEAD = timedelta(days=1)
_NOT_YET = say("日時がこれから先です。電話機の時計が狂っていたようです。", "Its moment is yet to come: the telephone's clock was lost.")
_ERASED = say("消去のお申し出があった番号です。", "We were asked to erase this number.")
_MOST_WARNINGS = 1000
WARNINGS = {
    "member": say(
        "担当者「{word}」は登録がないため、担当なしで取り込みました。", "No one of us is called “{word}”: taken without a member."
    ),
    "client": say("委託元「{word}」は登録がないため、委託元なしで取り込みました。", "No client is called “{word}”: taken without one."),
    "outcome": say("結果「{word}」の意味がわからないため、「結果不明」としました。", "“{word}” is no outcome we know: taken as not known."),
}


def _words(row: TouchRow) -> str:
    if not row.body and not row.note:
        return ""
    text = "\n".join(part for part in (row.body, row.note) if part)
    # Half an emoji cannot be stored, nor NUL in PostgreSQL
    return text.replace("\0", "").encode("utf-8", "replace").decode()
