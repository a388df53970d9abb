"""The one table that everything is measured on: a row a contact, whatever log it came from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from enishi.touches.readers.rows import TouchRow
from enishi.touches.rules import OUTCOMES

# Column → Ibis type. `at` is UTC, `local_at` the same moment on the log's own clock; both without a zone.
SCHEMA: Final[Mapping[str, str]] = {
    "row": "string",
    "at": "timestamp(6)",
    "local_at": "timestamp(6)",
    "channel": "string",
    "direction": "string",
    "party": "string",
    "person": "string",
    "own_number": "string",
    "member": "string",
    "client": "string",
    "purpose": "string",
    "ring_seconds": "int32",
    "talk_seconds": "int32",
    "outcome": "string",
    "reached": "boolean",
    "abandoned": "boolean",
    "source": "string",
    "source_ref": "string",
}
PURPOSES: Final = ("solicit", "inquiry", "service", "reply", "promise", "internal")
# Of a call whose result is not known, and of words that lie in a box, nobody can say whether there was a conversation
UNSEEN: Final = ("unknown", "sent", "received")
_TABLES: Final = ("csv", "twilio", "asterisk-cdr", "parquet")


class CanonicalRow(NamedTuple):
    """One row of `SCHEMA`, in its order. Moments are naive: `at` in UTC, `local_at` in the log's zone.

    `person` is the number itself where nobody merged people; `source_ref` is the source's own id, None where it keeps none.
    """

    row: str
    at: datetime
    local_at: datetime
    channel: str
    direction: str
    party: str | None
    person: str | None
    own_number: str | None
    member: str | None
    client: str | None
    purpose: str | None
    ring_seconds: int | None
    talk_seconds: int | None
    outcome: str
    reached: bool | None
    abandoned: bool | None
    source: str
    source_ref: str | None


def canonical(touch: TouchRow, *, file: str, zone: str) -> CanonicalRow:
    """The contact as a row; `file` is the name people know the log by, `zone` (IANA) the clock of `local_at`."""
    return CanonicalRow(
        row=f"{file}:{touch.line}",
        at=touch.at.astimezone(UTC).replace(tzinfo=None),
        local_at=touch.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        channel=touch.channel,
        direction=touch.direction,
        party=touch.party,
        person=touch.party,
        own_number=touch.own_number,
        member=touch.member_name,
        client=touch.client_name,
        purpose=touch.purpose if touch.purpose in PURPOSES else None,
        ring_seconds=touch.ring_seconds,
        talk_seconds=touch.talk_seconds,
        outcome=touch.outcome,
        reached=reached(touch.outcome),
        abandoned=touch.abandoned,
        source=touch.source,
        source_ref=touch.own_id or (None if touch.source in _TABLES else touch.source_ref),
    )


def reached(outcome: str) -> bool | None:
    """Whether a conversation with the person took place; None where the outcome cannot show it."""
    return None if outcome in UNSEEN else OUTCOMES[outcome].reached
