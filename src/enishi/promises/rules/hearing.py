"""Contacts with one caller, found by their time: whoever has hundreds of promises with us is not gone through hundreds of times."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from enishi.promises.rules.values import MISTAKEN, NOT_KNOWN, Contact

# A client and a topic; None for whichever is open
Matter = tuple[UUID | None, UUID | None]
# From when until when, both included
Window = tuple[datetime, datetime]


class Heard:
    """Every contact, in its order; apart from them those that may keep what we owe, what they owe, and those that may be a try."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        heard = list(contacts)
        self.by_id = {contact.id: contact for contact in heard}
        self.ours = Runs(contact for contact in heard if contact.reached)
        self.theirs = Runs(contact for contact in heard if contact.reached or _came(contact))
        self.tries = Runs(contact for contact in heard if contact.direction == "out" and not contact.reached and _is_known(contact))


class Runs:
    """Contacts in their order, those about one matter together."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._runs: dict[Matter, list[Contact]] = {}
        for contact in contacts:
            self._runs.setdefault((contact.client, contact.topic), []).append(contact)

    def runs(self, since: datetime, matter: Matter | None) -> Iterator[Iterator[Contact]]:
        """For each matter that may be this one (None: whatever it is), what came of it from then on."""
        for about, run in self._runs.items():
            if matter is None or may_be_one(about, matter):
                yield islice(run, bisect_left(run, since, key=_at), None)


class Rings:
    """Calls of theirs that nobody took, in their order."""

    def __init__(self, rings: Iterable[Contact]) -> None:
        self.rings = list(rings)
        self._by_id = {ring.id: ring.at for ring in self.rings}

    def within(self, window: Window | None, *, but: UUID | None) -> tuple[int, datetime | None]:
        """How many came in that time and when the last did, one of them left out."""
        if window is None:
            return 0, None
        first, end = bisect_left(self.rings, window[0], key=_at), bisect_right(self.rings, window[1], key=_at)
        found, last = end - first, end - 1
        left_out = self._by_id.get(but) if but else None
        if left_out is not None and window[0] <= left_out <= window[1]:
            found, last = found - 1, last - (self.rings[last].id == but)
        return found, self.rings[last].at if found > 0 else None


def may_be_one(one: Matter, other: Matter) -> bool:
    """What is not said may be either."""
    return all(this is None or that is None or this == that for this, that in zip(one, other, strict=True))


def _at(contact: Contact) -> datetime:
    return contact.at


def _came(contact: Contact) -> bool:
    return contact.direction == "in" and contact.code != MISTAKEN and _is_known(contact)


def _is_known(contact: Contact) -> bool:
    return contact.code not in NOT_KNOWN
