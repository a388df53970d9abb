"""Where rooms above this one take part in what happens to people. `config` fills the lists; each is called inside the transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Written:
    """Something written to a person while two were one; an undone merge leaves it where it is, and lists it."""

    person_id: UUID
    at: datetime
    what: Text
    id: UUID


@dataclass(frozen=True, slots=True)
class Erased:
    """Whose words are to go: persons, and the points that nobody else holds. The ledger itself stays."""

    person_ids: tuple[UUID, ...]
    point_ids: tuple[UUID, ...]
    by_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusedOnImport:
    """A list said not to contact this person. `words` are the list's. Told again at every import: hear it once."""

    person_id: UUID
    words: str
    run_id: UUID
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Parted:
    """Two who were one by the merge `merge_id` are two again, from `at`: the ids each goes by from now on, the canonical one first.

    What was written while they were one has a later id than the merge.
    """

    one: tuple[UUID, ...]
    other: tuple[UUID, ...]
    merge_id: UUID
    at: datetime


# (persons, from, until) → what this room wrote to them in that time
written_meanwhile: list[Callable[[Sequence[UUID], datetime, datetime], Sequence[Written]]] = []
erased: list[Callable[[Erased], None]] = []
parted: list[Callable[[Parted], None]] = []
# ((person, point), …): somebody we knew before, or who is written down by hand, can be reached there from now on, or again
taken_up: list[Callable[[Sequence[tuple[UUID, UUID]]], object]] = []
refused_on_import: list[Callable[[Sequence[RefusedOnImport], datetime], object]] = []
