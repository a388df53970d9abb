"""What comes in, held to its bounds, and what goes out, as the OpenAPI document tells it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field
from pydantic_core import PydanticCustomError

from enishi.consideration.rules import Reason
from enishi.consideration.rules.vocabulary import Channel, EvidenceKind, Purpose
from enishi.conversations.rules import CONCLUSIONS
from enishi.kernel.words import Text
from enishi.people.queries import Card
from enishi.touches.queries import Knot, LivedDay


def _writable(text: str) -> str:
    # PostgreSQL keeps no NUL, and no UTF-8 writes half a surrogate pair
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("unwritable", "contains characters that cannot be written")
    return text


def _known_outcome(code: str) -> str:
    if code not in CONCLUSIONS:
        raise PydanticCustomError("unknown_outcome", "must be one of {expected}", {"expected": ", ".join(CONCLUSIONS)})
    return code


Sentence = Annotated[str, Field(max_length=200), AfterValidator(_writable)]
Words = Annotated[str, Field(max_length=4000), AfterValidator(_writable)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))]
Outcome = Annotated[str, AfterValidator(_known_outcome), Field(json_schema_extra={"enum": list(CONCLUSIONS)})]
AnyChannel = Literal["call", "text", "mail", "post", "fax"]
AnyPurpose = Literal["solicit", "inquiry", "service", "reply", "promise", "internal"]


class Incoming(Schema):
    """A misspelt field is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid")


class EvidenceIn(Incoming):
    """What the purpose rests on: a contact of theirs, what they asked for in words, or a promise of ours."""

    kind: Literal["touch", "request", "promise"]
    id: UUID


class PermitIn(Incoming):
    """One contact to ask the gate about."""

    person_id: UUID
    point_id: UUID
    channel: AnyChannel
    purpose: AnyPurpose
    client_id: UUID | None = None
    topic_id: UUID | None = None
    evidence: EvidenceIn | None = None


class CallBackIn(Incoming):
    """A time agreed for the next call; `theirs`: they will call us. `they_asked`: it was their wish."""

    from_at: Moment
    due_at: Moment
    phrase: Sentence = ""
    about: Words = ""
    theirs: bool = False
    they_asked: bool = True


class NewContactIn(Incoming):
    """Where they can be reached from now on."""

    kind: Literal["phone", "email", "postal"]
    value: Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_writable)]
    use: Literal["personal", "household", "switchboard"] = "personal"
    label: Annotated[str, Field(max_length=50), AfterValidator(_writable)] = ""


class DetailsIn(Incoming):
    """What they said; an outcome uses what it asks for."""

    because: Words = ""
    until_at: Moment | None = None
    agreed: bool = False
    words: Words = ""
    scope: Literal["", "everything", "client", "topic", "channel"] = ""
    client_id: UUID | None = None
    topic_id: UUID | None = None
    channel: Literal["", "call", "text", "mail", "post", "fax"] = ""
    back_at: Moment | None = None
    by_at: Moment | None = None
    call_back: CallBackIn | None = None
    new_contact: NewContactIn | None = None
    consent_words: Words = ""
    with_person: bool = False


class TouchIn(Incoming):
    """A contact that took place. With a permit, the permit says with whom, by what and about what."""

    at: Moment
    outcome: Outcome
    permit_id: UUID | None = None
    person_id: UUID | None = None
    point_id: UUID | None = None
    direction: Literal["in", "out"] = "out"
    channel: AnyChannel = "call"
    purpose: Literal["", "solicit", "inquiry", "service", "reply", "promise", "internal"] = ""
    own_number_id: UUID | None = None
    client_id: UUID | None = None
    topic_id: UUID | None = None
    talk_seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None
    note: Words = ""
    details: DetailsIn | None = None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """Whom this token acts for, and what it may do."""

    member_id: UUID
    member: str
    role: str
    label: str
    scopes: list[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """What the purpose rests on."""

    kind: EvidenceKind
    id: UUID | None


@dataclass(frozen=True, slots=True)
class VerdictAnswer:
    """`granted` now, `wait` until then and not a minute before, or `refused`; and why."""

    verdict: Literal["granted", "wait", "refused"]
    until: datetime | None
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PointVerdictAnswer:
    """For one number or address and one channel: the purpose that may go out soonest. `solicit`: a sales contact, if one is thinkable."""

    point_id: UUID
    value: str
    channel: Channel
    purpose: Purpose
    evidence: EvidenceAnswer | None
    answer: VerdictAnswer
    solicit: VerdictAnswer | None


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """What one side owes the other. `reason` and `clock` say why it is on the list and how its time stands."""

    id: UUID
    kind: str
    owed_by: Literal["us", "them"]
    asked_by: Literal["person", "us"]
    person_id: UUID | None
    person_name: str
    point_id: UUID | None
    point_value: str
    owner_id: UUID | None
    owner_name: str
    client_id: UUID | None
    topic_id: UUID | None
    about: str
    phrase: str
    began_at: datetime
    from_at: datetime
    due_at: datetime
    raised: int
    attempts: int
    kept_at: datetime | None
    withdrawn_at: datetime | None
    late: bool
    reason: Text
    clock: Text


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """One thing that stands of what the person told us; what a kind does not have is null."""

    kind: Literal["refusal", "pause", "wish", "consent", "request", "halt"]
    at: datetime
    until: datetime | None = None
    scope: str | None = None
    channel: Channel | None = None
    point_id: UUID | None = None
    client_id: UUID | None = None
    topic_id: UUID | None = None
    agreed: bool | None = None
    purpose: Purpose | None = None
    wish: str | None = None
    weekdays: int | None = None
    from_time: time | None = None
    until_time: time | None = None


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """A person, whole, as of now."""

    person: Card
    verdicts: list[PointVerdictAnswer]
    promises: list[PromiseAnswer]
    standing: list[StandingAnswer]
    story: list[Knot]
    lived: list[LivedDay]


@dataclass(frozen=True, slots=True)
class PermitAnswer:
    """Leave for one contact, for these minutes."""

    id: UUID
    person_id: UUID
    point_id: UUID
    own_number_id: UUID | None
    channel: Channel
    purpose: Purpose
    client_id: UUID | None
    topic_id: UUID | None
    member_id: UUID
    policy: str
    granted_at: datetime
    expires_at: datetime
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """Whether there was anything to give back."""

    released: bool


@dataclass(frozen=True, slots=True)
class ConsequenceAnswer:
    """What the outcome wrote: the kind of record and its id; `on` where an end is dated."""

    kind: str
    id: UUID
    on: date | None = None


@dataclass(frozen=True, slots=True)
class TouchAnswer:
    """The contact as written, and everything that followed from it."""

    touch_id: UUID
    conclusion_id: UUID
    outcome: str
    outside_gate: bool
    consequences: list[ConsequenceAnswer]


@dataclass(frozen=True, slots=True)
class UndoneAnswer:
    """What was taken back, and what had to be left as it is."""

    conclusion_id: UUID
    touch_id: UUID
    undone_at: datetime
    left: tuple[Text, ...]
