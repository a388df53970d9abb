"""Records of a contact list into the register: the people's room writes them, this notes what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.kernel.columns import RefusedRow
from enishi.people.imports import apply_contacts
from enishi.people.readers import PersonRow
from enishi.team.models import ImportRun
from enishi.touches.imports.report import Verdict


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes one run's records in."""

    run: ImportRun

    def prepare(self, records: Sequence[PersonRow | RefusedRow]) -> Sequence[PersonRow | RefusedRow]:
        return records

    def apply(self, records: Sequence[PersonRow | RefusedRow], now: datetime) -> list[Verdict]:
        return [Verdict(*found) for found in apply_contacts(records, self.run, now)]
