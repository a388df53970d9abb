"""Records of a contact list into the register: the people's room writes them, this notes what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.kernel.columns import RefusedRow
from enishi.people.imports import apply_contacts, prepare_contacts
from enishi.people.imports.wanted import Wanted
from enishi.people.readers import PersonRow
from enishi.team.models import ImportRun
from enishi.touches.imports.report import Verdict


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes one run's records in."""

    run: ImportRun

    def prepare(self, records: Sequence[PersonRow | RefusedRow]) -> Sequence[Wanted | RefusedRow]:
        return prepare_contacts(records)

    def apply(self, prepared: Sequence[Wanted | RefusedRow], now: datetime) -> list[Verdict]:
        return [
            Verdict(found.number, found.line, found.fate, found.id.hex if found.id else None, found.reason, found.cells, found.warnings)
            for found in apply_contacts(prepared, self.run, now)
        ]

    def young(self) -> Iterator[list[UUID]]:
        return iter(())
