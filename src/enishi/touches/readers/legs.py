"""A switchboard writes a line for every telephone that rang in one call. They are one contact: the leg that came furthest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from enishi.kernel.columns import Refused, RefusedRow
from enishi.kernel.words import say
from enishi.touches.readers.rows import TouchRow

Rank = tuple[bool, int, datetime, str, str, str, int, str]


def rank(touch: TouchRow) -> Rank:
    """The smallest is the leg that stands for its call: who spoke, then the longest, then the first; whatever the order of lines."""
    return (
        touch.outcome != "reached",
        -(touch.talk_seconds or 0),
        touch.at,
        touch.party or "",
        touch.own_number or "",
        touch.direction,
        -(touch.ring_seconds or 0),
        touch.outcome,
    )


def repeated(ids: Iterable[str]) -> frozenset[bytes]:
    """Digests of the ids that stand on more than one line. Some sixty bytes of memory for every call of the log."""
    seen: set[bytes] = set()
    twice: set[bytes] = set()
    for own_id in ids:
        digest = _digest(own_id)
        (twice if digest in seen else seen).add(digest)
    return frozenset(twice)


def only(repeated: frozenset[bytes], place: int, touch: Callable[[int, int, tuple[str, ...]], TouchRow]) -> Callable[..., TouchRow]:
    """`touch` for records whose id, at `place`, is among the repeated; any other is refused unread."""

    def convert(number: int, line: int, cells: tuple[str, ...]) -> TouchRow:
        if place < len(cells) and _digest(cells[place].strip()) in repeated:
            return touch(number, line, cells)
        raise Refused("single", _SINGLE)

    return convert


def best(rows: Iterable[TouchRow | RefusedRow]) -> dict[str, TouchRow]:
    """For each call its best leg."""
    found: dict[str, TouchRow] = {}
    for row in rows:
        if isinstance(row, TouchRow) and row.own_id:
            known = found.get(row.own_id)
            if known is None or rank(row) < rank(known):
                found[row.own_id] = row
    return found


def joined(rows: Iterator[TouchRow | RefusedRow], legs: dict[str, TouchRow]) -> Iterator[TouchRow | RefusedRow]:
    """The rows, each leg told as the call it belongs to: the second of them is then a double of the first."""
    for row in rows:
        call = legs.get(row.own_id or "") if isinstance(row, TouchRow) else None
        yield row if call is None else call._replace(number=row.number, line=row.line)


def ids(records: Iterable[Sequence[str]], place: int) -> Iterator[str]:
    """What stands at `place` of every record that reaches so far."""
    for cells in records:
        if place < len(cells) and cells[place].strip():
            yield cells[place].strip()


def _digest(own_id: str) -> bytes:
    return blake2b(own_id.encode("utf-8", "replace"), digest_size=8).digest()


_SINGLE = say("一本だけの通話です。", "A call of one leg.")
