"""What single cells mean, set-wise: every distinct value goes through the reader's own function once, and is then looked up."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from enishi.kernel import phones
from enishi.kernel.columns import Refused
from enishi.touches.readers import facts
from enishi.touches.readers.calls import Calls, is_extension
from enishi.touches.readers.rows import Channel, Direction
from enishi.touches.relations.engine import Engine, one_of, quoted
from enishi.touches.rules import OUTCOMES

CHANNELS: tuple[Channel, ...] = ("call", "text", "mail", "post", "fax")
DIRECTIONS: tuple[Direction, ...] = ("in", "out")
# As types of SQL
CHANNEL, DIRECTION, OUTCOME = one_of(CHANNELS), one_of(DIRECTIONS), one_of(OUTCOMES)
# Stands for what is not known where tables are joined, for null equals nothing
NOT_KNOWN = -1


def distinct(source: str, cells: Sequence[str]) -> str:
    """SQL: every value of some columns once, as `raw`."""
    parts = " UNION ALL ".join(f"SELECT {cell} AS raw FROM {source}" for cell in dict.fromkeys(cells))
    return f"SELECT DISTINCT raw FROM ({parts})" if parts else "SELECT NULL::VARCHAR AS raw WHERE false"


def learn_numbers(engine: Engine, *, source: str, cells: Sequence[str], own: frozenset[str]) -> None:
    """Make `numbers`: raw, its E.164 or null, and whether it is withheld, a short number of a desk, one of our own.

    Japanese numbers as they are mostly written are taken by the pattern of `kernel.phones` inside the engine; all others go through
    its functions here.
    """
    pattern = quoted(f"^(?:{phones.JAPANESE})$")
    national = f"CASE WHEN length(raw) <= {facts.LONGEST_CODE} THEN nullif(regexp_extract(replace(raw, '-', ''), {pattern}, 1), '') END"
    engine.run(f"CREATE OR REPLACE TABLE plain_numbers AS SELECT raw, '+81' || {national} AS e164 FROM ({distinct(source, cells)})")
    others = engine.column("SELECT raw FROM plain_numbers WHERE e164 IS NULL AND raw IS NOT NULL")
    columns = (("raw", "string"), ("e164", "string"), ("withheld", "bool"), ("extension", "bool"))
    engine.load("other_numbers", columns, (_number(raw) for raw in others))
    ours = ", ".join(quoted(number) for number in sorted(own)) or "NULL"
    engine.run(
        f"CREATE OR REPLACE TABLE numbers AS SELECT *, coalesce(e164 IN ({ours}), false) AS own FROM ("
        "SELECT raw, e164, false AS withheld, false AS extension FROM plain_numbers WHERE e164 IS NOT NULL"
        " UNION ALL SELECT * FROM other_numbers)"
    )
    engine.drop("plain_numbers", "other_numbers")


def _number(raw: str) -> tuple[str, str | None, bool, bool]:
    e164 = facts.number(raw)
    return raw, e164, e164 is None and phones.is_withheld(raw), is_extension(raw)


def learn_seconds(engine: Engine, *, source: str, cells: Sequence[str], calls: Calls) -> None:
    """Make `lengths`: raw, seconds (null for a blank cell). What the reader refuses is not in it."""
    raws = engine.column(distinct(source, cells))
    engine.load("lengths", (("raw", "string"), ("seconds", "int32")), _readable(raws, calls.seconds))


def learn_names(engine: Engine, *, source: str, cells: Sequence[str]) -> None:
    """Make `names`: raw, the name in it (null for a blank cell). What the reader refuses is not in it."""
    engine.load("names", (("raw", "string"), ("name", "string")), _readable(engine.column(distinct(source, cells)), facts.words))


def _readable(raws: Iterable[str], read: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    for raw in raws:
        try:
            yield raw, read(raw)
        except Refused:
            continue


def learn_words(engine: Engine, *, source: str, cells: Sequence[str], calls: Calls) -> list[str]:
    """Make `said`: the cells of direction, kind, outcome, channel and app together (w0 … w4), and what they say.

    Its `word` is the place of the log's word for the outcome in the list returned ('' for none).
    """
    picked = ", ".join(f"{cell} AS w{place}" for place, cell in enumerate(cells))
    found = engine.rows(f"SELECT DISTINCT {picked} FROM {source}")
    said, words = [*_said(found, calls)], dict[str, int]()
    names = ("w0", "w1", "w2", "w3", "w4", "way", "channel", "unknown")
    columns = (*((name, "string") for name in names), ("abandoned", "bool"), ("word", "int32"))
    rows = ((*cells, words.setdefault(word, len(words))) for *cells, word in said)
    engine.load("said", columns, rows, f"* REPLACE (way::{DIRECTION} AS way, channel::{CHANNEL} AS channel)")
    return [*words]


def _said(found: Iterable[Sequence[str]], calls: Calls) -> Iterator[tuple[Any, ...]]:
    for cells in found:
        try:
            said = calls.said(*cells)
        except Refused:
            continue
        yield (*cells, said.direction, said.channel or calls.default_channel, said.unknown, said.abandoned, said.outcome or "")


def learn_outcomes(engine: Engine, words: Sequence[str]) -> None:
    """Make `ends`: by channel, direction, the place of the log's word in `words` and the seconds talked (at most ten; -1 if not known)."""
    talks = (NOT_KNOWN, *range(facts.SHORT_TALK_SECONDS + 1))
    rows = (
        (channel, direction, place, talk, facts.outcome(channel, direction, word or None, None if talk == NOT_KNOWN else talk))
        for channel in CHANNELS
        for direction in DIRECTIONS
        for place, word in enumerate(words)
        for talk in talks
    )
    columns = (("channel", "string"), ("way", "string"), ("word", "int32"), ("talk", "int32"), ("outcome", "string"))
    shown = f"* REPLACE (channel::{CHANNEL} AS channel, way::{DIRECTION} AS way, outcome::{OUTCOME} AS outcome)"
    engine.load("ends", columns, rows, shown)
