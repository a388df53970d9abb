"""A promise and a contact as the rules see them, and the plain questions about one promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

State = Literal["open", "kept", "withdrawn"]

# 先方の依頼ひとつは、こちらの三回分: a request relaxes the caps for three attempts and no more
ATTEMPTS_PER_REQUEST = 3
# A missed call younger than this is still worth a call back; after it, ringing back surprises
WORTH_A_CALL_BACK = timedelta(hours=72)
# How long a missed caller should wait, counted in our open hours
MISSED_CALL_DUE = timedelta(hours=1)
# Ringing a little before the time agreed is punctual, not early
EARLY = timedelta(minutes=30)

# Nobody hangs up and rings again so soon: several of our lines heard the same ring, by clocks that differ a little
ONE_RING = timedelta(seconds=5)

# `withdrawn_because` of promises that no member withdrew
CORRECTED = "corrected"
MOVED = "moved"
# A shared number rang, and nobody can tell for whom a call back would be
NOBODY_KNOWS = "nobody_knows"

# Inbound calls that ended without anybody speaking to the caller
MISSED = frozenset({"missed", "declined", "no_answer", "busy", "switched_off", "voicemail", "voicemail_left"})
# We do not know how these went: they count neither for nor against anybody
NOT_KNOWN = frozenset({"unknown", ""})
MISTAKEN = "no_business"


@dataclass(frozen=True, slots=True)
class Contact:
    """A touch with its latest outcome. `person` is canonical, None when several hold the number and nobody said which."""

    id: UUID
    at: datetime
    direction: str
    channel: str
    code: str
    reached: bool = False
    person: UUID | None = None
    point: UUID | None = None
    client: UUID | None = None
    topic: UUID | None = None
    # Whose telephone it was, if we know: who should return it
    member: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise. `began_at`: the contact it was made in, or else when it was written down. `id` None: not yet written."""

    id: UUID | None
    kind: str
    began_at: datetime
    from_at: datetime
    due_at: datetime
    owed_by: str = "us"
    asked_by: str = "person"
    person: UUID | None = None
    point: UUID | None = None
    client: UUID | None = None
    topic: UUID | None = None
    owner: UUID | None = None
    made_from: UUID | None = None
    # Whether it took the place of another (its time was agreed anew)
    moved_here: bool = False
    raised: int = 0
    raised_at: datetime | None = None
    attempts: frozenset[UUID] = frozenset()
    kept_at: datetime | None = None
    kept_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What contacts did to promises: those that changed, as they are now, and those newly made."""

    changed: tuple[Pledge, ...] = ()
    made: tuple[Pledge, ...] = ()


def state(pledge: Pledge) -> State:
    """Open, kept or withdrawn; never two of them."""
    if pledge.kept_at is not None:
        return "kept"
    return "open" if pledge.withdrawn_at is None else "withdrawn"


def is_broken(pledge: Pledge, now: datetime) -> bool:
    """We are late, or were late when we kept it. Broken is still owed."""
    if pledge.owed_by != "us" or pledge.withdrawn_at is not None:
        return False
    return (pledge.kept_at or now) > pledge.due_at


def holds_our_calls(pledge: Pledge, now: datetime) -> bool:
    """先方折り返し待ち: they said that they will call, so we do not, until their time has passed."""
    return pledge.owed_by == "them" and pledge.is_open and now <= pledge.due_at


def is_ours_to_look_at(pledge: Pledge, now: datetime) -> bool:
    """They said that they would call and their time has passed: no fault of theirs, but ours to think about."""
    return pledge.owed_by == "them" and pledge.is_open and now > pledge.due_at


def still_relaxes(*, asked_by: str, attempts: int) -> bool:
    """Whether a promise relaxes a limit: only one the person asked for, and only for three attempts."""
    return asked_by == "person" and attempts < ATTEMPTS_PER_REQUEST
