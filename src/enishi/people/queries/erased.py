"""Which ways of contact somebody had us erase: their text is gone, and only whoever names them again can be recognised."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from enishi.kernel.database import as_moment, rows, rows_among
from enishi.people.rules import refusal_hash

_ANY = "SELECT refusal_hash FROM people_contactpoint WHERE erased_at IS NOT NULL LIMIT 1"
_AMONG = "SELECT refusal_hash, erased_at FROM people_contactpoint WHERE erased_at IS NOT NULL AND refusal_hash {texts}"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def erased(kind: str, values: Iterable[str]) -> dict[str, datetime]:
    """Those of these numbers or addresses that were erased, and when last. One query while nobody ever was."""
    if not rows(_ANY, []):
        return {}
    hashes = {refusal_hash(kind=kind, value=value, key=settings.REFUSAL_KEY): value for value in set(values)}
    found: dict[str, datetime] = {}
    for digest, at in rows_among(_AMONG, hashes):
        found[hashes[digest]] = max(as_moment(at), found.get(hashes[digest], _LONG_AGO))
    return found
