"""What the gate sees of a person. These fields are a public contract: set-wise code reproduces them over all people.

Every moment is an aware UTC datetime. A view holds what *stands*: lifted refusals, ended pauses and wishes, withdrawn
requests, halts that were looked at, promises kept or withdrawn and permits released or expired are left out.
A client or topic of `None` means that none was named.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from .vocabulary import Channel, Direction, EvidenceKind, MetAs, NumberKind, Purpose, Scope, Side, Use, WishKind


class Matter(NamedTuple):
    """What a contact is about: for which client, on which topic."""

    client: UUID | None = None
    topic: UUID | None = None


ANYTHING = Matter()


@dataclass(frozen=True, slots=True)
class Point:
    """A number or address the person holds or held. `ended`: nobody of the cluster holds it today."""

    id: UUID
    channels: frozenset[Channel]
    use: Use = Use.PERSONAL
    ended: bool = False
    number: NumberKind = NumberKind.OTHER


@dataclass(frozen=True, slots=True)
class Refusal:
    """`binds_person`: the person said it. `point`: the number itself is refused, whoever holds it. Either or both."""

    at: datetime
    scope: Scope
    binds_person: bool = True
    point: UUID | None = None
    matter: Matter = ANYTHING
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """「いまは要らない」 from `from_at` until `until_at` (excluded); not `agreed`: at least the policy's rest."""

    from_at: datetime
    until_at: datetime
    matter: Matter = ANYTHING
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """`weekdays`: bit 0 is Monday. `from_time` to `until_time` on the person's clock; None is midnight; may pass midnight."""

    at: datetime
    kind: WishKind
    weekdays: int = 127
    from_time: time | None = None
    until_time: time | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Leave for one channel; with no client and no topic, for everything we send there."""

    channel: Channel
    given_at: datetime
    withdrawn_at: datetime | None = None
    matter: Matter = ANYTHING


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for in words we wrote down."""

    id: UUID
    at: datetime
    purpose: Purpose
    matter: Matter = ANYTHING


@dataclass(frozen=True, slots=True)
class Halt:
    """The carrier said that this number refuses us: no calls until a member has looked."""

    point: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """Open. Owed between `from_at` and `due_at` by us or by them, at whose wish, made at `at`.

    `in_words`: somebody spoke of it. What a missed ring made by itself is owed too, but names no time and lifts no refusal.
    Of one that was moved, `at` is when the first was made: moving it asks for nothing anew. `tried_from`: the earliest of their times.
    `point`: where it can be kept, if it is owed to whoever holds that number.
    """

    id: UUID
    at: datetime
    owed_by: Side
    asked_by: Side
    from_at: datetime
    due_at: datetime
    matter: Matter = ANYTHING
    in_words: bool = True
    tried_from: datetime | None = None
    point: UUID | None = None


# Long enough to come back to the desk and write a call down
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that took place, or (as a permit) is about to. `reached`: a conversation with the person.

    `at`: never later than it was written down. `person` is None when several hold the number and nobody said which; `purpose` is None
    when a log did not say. `outside_at`: when it was written down, if no permit had let it out.
    """

    at: datetime
    channel: Channel
    direction: Direction = Direction.OUT
    purpose: Purpose | None = None
    reached: bool = False
    person: UUID | None = None
    point: UUID | None = None
    member: UUID | None = None
    matter: Matter = ANYTHING
    id: UUID | None = None
    outside_at: datetime | None = None

    @property
    def counted_at(self) -> datetime:
        """When caps and gaps count it. One that nobody allowed and that is told of late counts from then: a date must not open the gate."""
        return self.outside_at if self.outside_at and self.outside_at - self.at > LATE else self.at


@dataclass(frozen=True, slots=True)
class Shift:
    """Our own hours, for `internal`: opening days and times of the team, and days it is closed besides."""

    from_time: time
    until_time: time
    weekdays: int = 63
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything `judge` may know about a person (the whole cluster of merged records).

    `zones`: IANA names; where the person may be in several, all must be open.
    `contacts`: of anyone of the cluster, and of anyone on a personal or household point they hold.
    `switchboard`: contacts and live permits of *other* people on switchboard points they hold.
    `permits`: in the same shape as contacts: those that live, `at` being when they were granted; and those that were used,
    `at` being when, until their contact is written down.
    """

    cluster: frozenset[UUID]
    met_as: MetAs
    zones: tuple[str, ...]
    points: tuple[Point, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    pauses: tuple[Pause, ...] = ()
    wishes: tuple[Wish, ...] = ()
    consents: tuple[Consent, ...] = ()
    requests: tuple[Request, ...] = ()
    halts: tuple[Halt, ...] = ()
    promises: tuple[Promise, ...] = ()
    contacts: tuple[Contact, ...] = ()
    switchboard: tuple[Contact, ...] = ()
    permits: tuple[Contact, ...] = ()
    shift: Shift | None = None

    def point(self, point_id: UUID) -> Point | None:
        """The point of that id, if the person holds or held it."""
        return next((point for point in self.points if point.id == point_id), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a purpose that relaxes a cap rests on. `theirs`: the person's own doing or wish, not ours alone.

    For a promise `from_at` and `due_at` are its times; `in_words` and `tried_from` as there. `purpose`: what a request is evidence for.
    `point`: a call or promise of nobody in particular is answered on this number alone.
    """

    kind: EvidenceKind
    at: datetime
    theirs: bool = True
    matter: Matter = ANYTHING
    from_at: datetime | None = None
    due_at: datetime | None = None
    id: UUID | None = None
    in_words: bool = True
    tried_from: datetime | None = None
    purpose: Purpose | None = None
    point: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The contact that somebody would like to make."""

    channel: Channel
    purpose: Purpose
    point: UUID
    matter: Matter = ANYTHING
    member: UUID | None = None
    evidence: Evidence | None = None
