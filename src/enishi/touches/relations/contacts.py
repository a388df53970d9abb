"""The Ibis form of a mapping: the cells of a table into contacts by one question of SQL over `values` and `moments`.

It answers for the rows it is certain of, with all that it says looked up from the reader's own functions. A row it is not certain of
has no moment (it is null) and is read by the reader itself: refusals, with their reasons, are made in one place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from enishi.touches.readers import facts
from enishi.touches.readers.calls import PAIRS
from enishi.touches.readers.mapping import CallMapping
from enishi.touches.relations import moments, values
from enishi.touches.relations.engine import quoted

NUMBERS = ("number", "caller", "callee", "out_number", "in_number", "own_number")
LENGTHS = ("ring", "talk", "total")
NAMES = ("member", "extension", "client", "purpose")
WORDS = ("direction", "kind", "outcome", "channel", "app")
_LONG = {"person": facts.LONGEST_NAME, "body": facts.LONGEST_WORDS, "note": facts.LONGEST_WORDS}
# All that Python strips, for a body and an id are told apart by what is left
_SPACES = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
_CONTROLS = r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}]"


@dataclass(slots=True)
class Form:
    """A mapping as SQL over `source`, whose columns are line and c0, c1 … by the places of the file's own columns."""

    mapping: CallMapping
    places: Mapping[str, tuple[int, ...]]
    source: str
    parts: moments.Parts = field(default_factory=moments.Parts)

    def cell(self, name: str) -> str:
        """The column of a field; a blank literal where the file has none."""
        return f"c{self.places[name][0]}" if name in self.places else "''"

    def cells(self, names: Sequence[str]) -> list[str]:
        """The columns of those fields that the file has."""
        return [self.cell(name) for name in names if name in self.places]

    def texts_of_moments(self) -> list[str]:
        """Whatever may be read as a moment."""
        single = self.cells(("at", "out_at", "in_at", "answer_at", "end_at"))
        return [*single, self._day_and_time()] if "date" in self.places else single

    def sql(self, kind: str) -> str:
        """Every row as a staged contact of the source `kind`, its moment null where it is not certain."""
        said = " AND ".join(f"said.w{place} = {self.cell(name)}" for place, name in enumerate(WORDS))
        spoken = (
            f"SELECT t.*, said.way, said.word, said.channel, said.unknown, said.abandoned FROM {self.source} t LEFT JOIN said ON {said}"
        )
        numbered = self._joining(spoken, "numbers", self.cells(NUMBERS), "n")
        measured = self._joining(numbered, "lengths", self.cells(LENGTHS), "s")
        named = self._joining(measured, "names", self.cells(NAMES), "m")
        directed = f"SELECT *, {self._direction()} AS direction FROM ({named})"
        began = f"SELECT *, {self._began()} AS began FROM ({directed})"
        timed = self._with_moments(began)
        told = f"SELECT *, {', '.join(self._ends())}, {', '.join(self._durations())} FROM ({timed})"
        talked = f"SELECT *, {', '.join(self._seconds())} FROM ({told})"
        talk = f"CASE WHEN talk_seconds IS NULL THEN {values.NOT_KNOWN} ELSE least(talk_seconds, {facts.SHORT_TALK_SECONDS}) END"
        ended = (
            f"SELECT x.*, ends.outcome FROM ({talked}) x LEFT JOIN ends ON ends.channel = x.channel AND ends.way = x.direction"
            f" AND ends.word = x.word AND ends.talk = {talk}"
        )
        return f"SELECT {', '.join(self._columns(kind))} FROM ({ended})"

    def _joining(self, inner: str, table: str, cells: Sequence[str], prefix: str) -> str:
        """Look every one of the cells up in a table, whose columns then bear the cell's name behind the prefix."""
        looked, joins = [], []
        columns = {"numbers": ("e164", "withheld", "extension", "own"), "lengths": ("seconds",), "names": ("name",)}[table]
        for cell in dict.fromkeys(cells):
            looked += [f"{prefix}{cell}.{column} AS {prefix}{cell}_{column}" for column in columns]
            looked.append(f"{prefix}{cell}.raw IS NOT NULL AS {prefix}{cell}_known")
            joins.append(f"LEFT JOIN {table} {prefix}{cell} ON {prefix}{cell}.raw = y.{cell}")
        return f"SELECT y.*, {', '.join(looked)} FROM ({inner}) y {' '.join(joins)}" if joins else inner

    def _number(self, name: str, what: str) -> str:
        """What is known of the number in a field; of a field the file has not, that it is withheld and nothing else."""
        if name in self.places:
            return f"n{self.cell(name)}_{what}"
        return {"e164": "NULL::VARCHAR", "withheld": "true"}.get(what, "false")

    def _direction(self) -> str:
        told = ["way", *self._by_pairs()]
        if {"caller", "callee"} <= set(self.places):
            filled = f"{self.cell('caller')} <> '' AND {self.cell('callee')} <> ''"
            told.append(f"CASE WHEN {filled} THEN {self._by_ends()} END")
        told.append(quoted(self.mapping.direction) if self.mapping.direction else "NULL")
        return f"coalesce({', '.join(f'({each})::{values.DIRECTION}' for each in told)})"

    def _by_pairs(self) -> Iterator[str]:
        for outbound, inbound in PAIRS:
            if outbound in self.places and inbound in self.places:
                out, into = (f"(trim({self.cell(name)}, {quoted(_SPACES)}) <> '')" for name in (outbound, inbound))
                yield f"CASE WHEN {out} AND NOT {into} THEN 'out' WHEN {into} AND NOT {out} THEN 'in' END"

    def _by_ends(self) -> str:
        by_extension = self._by("extension", "NULL")
        return self._by("own", by_extension) if self.mapping.own_numbers else by_extension

    def _by(self, what: str, otherwise: str) -> str:
        """Exactly one end has it: then that end is ours."""
        caller, callee = self._number("caller", what), self._number("callee", what)
        return f"CASE WHEN {caller} AND NOT {callee} THEN 'out' WHEN {callee} AND NOT {caller} THEN 'in' ELSE {otherwise} END"

    def _began(self) -> str:
        """The text of the moment. Where it takes more than looking for the first that is filled, null: it is not certain."""
        turned = f"CASE WHEN direction = 'out' THEN {self.cell('out_at')} ELSE {self.cell('in_at')} END"
        choices = [f"nullif({self.cell('at')}, '')", f"nullif({turned}, '')"]
        if "date" in self.places:
            choices.append(self._day_and_time())
        return f"coalesce({', '.join(choices)})"

    def _day_and_time(self) -> str:
        if "time" not in self.places:
            return self.cell("date")
        return f"({self.cell('date')} || ' ' || {self.cell('time')})"

    def _with_moments(self, inner: str) -> str:
        """Look up the beginning, and answer and end if the file has them."""
        texts = {"began": "began_at"} | {self.cell(name): f"{name}_moment" for name in ("answer_at", "end_at") if name in self.places}
        looked, joins = [], []
        for text, name in texts.items():
            written = f"z.{text}"
            guard = self.parts.is_apart(written)
            looked.append(f"{self.parts.moment(written, f'd{text}', f'k{text}')} AS {name}")
            joins.append(f"LEFT JOIN days d{text} ON d{text}.day = CASE WHEN {guard} THEN {self.parts.day(written)} END")
            joins.append(f"LEFT JOIN clocks k{text} ON k{text}.clock = CASE WHEN {guard} THEN {self.parts.clock(written)} END")
        return f"SELECT z.*, {', '.join(looked)} FROM ({inner}) z {' '.join(joins)}"

    def _ends(self) -> Iterator[str]:
        out, into = ("number", "out_number", "callee"), ("number", "in_number", "caller")
        yield f"CASE WHEN direction = 'out' THEN {self._first(out, 'e164')} ELSE {self._first(into, 'e164')} END AS party"
        yield f"CASE WHEN direction = 'out' THEN false ELSE {self._first(into, 'withheld')} END AS withheld"
        ours = (self._first(("own_number", end), "e164") for end in ("caller", "callee"))
        yield "CASE WHEN direction = 'out' THEN {} ELSE {} END AS own_number".format(*ours)

    def _first(self, names: Sequence[str], what: str) -> str:
        """What is known of the first field that is filled, of the last one if none is."""
        *before, last = [name for name in names if name in self.places] or names[-1:]
        filled = " ".join(f"WHEN {self.cell(name)} <> '' THEN {self._number(name, what)}" for name in before)
        return f"CASE {filled} ELSE {self._number(last, what)} END" if filled else self._number(last, what)

    def _durations(self) -> Iterator[str]:
        """Ringing and talk as their own columns give them, or the moments of answer and end."""
        ring, talk = self._length("ring"), self._length("talk")
        if "answer_at" in self.places:
            until = _seconds("answer_at_moment", "began_at")
            ring = f"CASE WHEN {self.cell('answer_at')} <> '' THEN coalesce({ring}, {until}) ELSE {ring} END"
        if {"answer_at", "end_at"} <= set(self.places):
            both = f"{self.cell('answer_at')} <> '' AND {self.cell('end_at')} <> ''"
            talk = f"CASE WHEN {both} THEN coalesce({talk}, {_seconds('end_at_moment', 'answer_at_moment')}) ELSE {talk} END"
        yield f"{ring} AS rang"
        yield f"{talk} AS talked"

    def _length(self, name: str) -> str:
        return f"s{self.cell(name)}_seconds" if name in self.places else "NULL::BIGINT"

    def _seconds(self) -> Iterator[str]:
        rest = f"{self._length('total')} - talked"
        yield f"CASE WHEN channel = 'call' THEN coalesce(rang, {rest}) END AS ring_seconds"
        yield "CASE WHEN channel = 'call' THEN talked END AS talk_seconds"

    def _certain(self) -> Iterator[str]:
        """What must hold for a row to be sure; whatever is missing or impossible is for the reader to refuse."""
        yield "direction IS NOT NULL AND outcome IS NOT NULL AND (party IS NOT NULL OR withheld)"
        for cell in dict.fromkeys(self.cells(LENGTHS)):
            yield f"s{cell}_known"
        for cell in dict.fromkeys(self.cells(NAMES)):
            yield f"m{cell}_known"
        for name in ("ring_seconds", "talk_seconds"):
            yield f"coalesce({name} BETWEEN 0 AND {facts.LONGEST_SECONDS}, true)"
        for name in ("answer_at", "end_at"):
            if name in self.places:
                yield f"({self.cell(name)} = '' OR {name}_moment IS NOT NULL)"
        for name, longest in _LONG.items():
            if name in self.places:
                cell = self.cell(name)
                short = f"length({cell}) <= {longest} AND NOT regexp_matches({cell}, {quoted(_CONTROLS)})"
                yield f"CASE WHEN {cell} = '' THEN true ELSE {short} END"

    def _name(self, name: str) -> str:
        return f"m{self.cell(name)}_name" if name in self.places else "NULL::VARCHAR"

    def _columns(self, kind: str) -> Iterator[str]:
        yield "line"
        yield f"CASE WHEN {' AND '.join(self._certain())} THEN began_at END AS moment"
        yield from ("channel", "direction", "party", "own_number")
        yield f"coalesce({self._name('member')}, {self._name('extension')}) AS member"
        yield f"{self._name('client')} AS client"
        yield f"{self._name('purpose')} AS purpose"
        yield from (
            "TRY_CAST(ring_seconds AS INTEGER) AS ring_seconds",
            "TRY_CAST(talk_seconds AS INTEGER) AS talk_seconds",
            "outcome",
            "abandoned",
            f"{quoted(kind)} AS source",
        )
        yield f"nullif(trim({self.cell('id')}, {quoted(_SPACES)}), '') AS source_ref"
        yield "unknown"
        yield f"CASE WHEN channel <> 'call' THEN trim({self.cell('body')}, {quoted(_SPACES)}) END AS body"


def _seconds(later: str, earlier: str) -> str:
    """Whole seconds between two moments, cut as Python's `int` cuts; a negative length stays negative, to be refused."""
    micros = f"(epoch_us({later}) - epoch_us({earlier}))"
    return f"CASE WHEN {micros} > -1000000 THEN greatest({micros}, 0) // 1000000 ELSE -1 END"
