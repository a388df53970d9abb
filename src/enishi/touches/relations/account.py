"""What became of every row of the logs: taken, a double of another, or refused and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from enishi.kernel.columns import RefusedRow
from enishi.kernel.words import Text

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class RefusedSample:
    """One row that was refused: where it stands (`file.csv:123`), why, and how it looked."""

    row: str
    reason: Text
    raw: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """All rows refused for one kind of reason, by its code, and the first few of them."""

    code: str
    rows: int
    samples: tuple[RefusedSample, ...]


@dataclass(frozen=True, slots=True)
class FileAccount:
    """One file: read = taken + doubled + refused. `doubled` rows tell of a contact that another row, here or elsewhere, told already."""

    name: str
    format: str
    encoding: str
    read: int
    taken: int
    doubled: int
    refused: int
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """All files together."""

    files: tuple[FileAccount, ...]
    refusals: tuple[Refusal, ...]

    @property
    def read(self) -> int:
        """Rows the files hold."""
        return sum(file.read for file in self.files)

    @property
    def taken(self) -> int:
        """Rows that became a contact of the table."""
        return sum(file.taken for file in self.files)

    @property
    def doubled(self) -> int:
        """Rows that tell of a contact once more."""
        return sum(file.doubled for file in self.files)

    @property
    def refused(self) -> int:
        """Rows that could not be read."""
        return sum(file.refused for file in self.files)

    def without_samples(self) -> "Account":
        """The same without a word of what stood in the rows, for a report that may leave the house."""
        return replace(self, refusals=tuple(replace(refusal, samples=()) for refusal in self.refusals))


@dataclass(slots=True)
class Refusals:
    """Refused rows being counted; of each kind the first of the file are kept as samples."""

    _counts: dict[str, int] = field(default_factory=dict)
    _samples: dict[str, list[RefusedSample]] = field(default_factory=dict)

    def add(self, file: str, row: RefusedRow) -> None:
        """Count one."""
        self._counts[row.code] = self._counts.get(row.code, 0) + 1
        samples = self._samples.setdefault(row.code, [])
        if len(samples) < SAMPLES:
            samples.append(RefusedSample(f"{file}:{row.line}", row.reason, row.raw))

    def done(self) -> tuple[Refusal, ...]:
        """The commonest first."""
        commonest: Iterable[tuple[str, int]] = sorted(self._counts.items(), key=lambda each: (-each[1], each[0]))
        return tuple(Refusal(code, rows, tuple(self._samples[code])) for code, rows in commonest)
