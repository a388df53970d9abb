"""What a log's record becomes: a touch, or a refusal with its reason. Never neither, never an exception."""

from datetime import datetime
from typing import Literal, NamedTuple

Source = Literal["android-calls", "android-texts", "csv", "asterisk-cdr", "asterisk-queue", "twilio", "parquet"]
Channel = Literal["call", "text", "mail", "post", "fax"]
Direction = Literal["in", "out"]


class TouchRow(NamedTuple):
    """One contact as a log recorded it.

    `number` counts records from 1 (the header is not one), `line` is the physical line it begins on.
    `source_ref` names this contact within its source: the log's own id where it has one, else a digest of the
    facts (channel, direction, moment, numbers, seconds, outcome, member, words). Two records with the same facts
    are the same contact: the second one is to be counted as *matched*, in one file as between two overlapping ones.
    `at` is UTC. `party` is the other side in E.164, None only if `withheld`; `own_number` is ours, if the log says.
    `outcome` is a code of `enishi.touches.rules.OUTCOMES`; `outcome_word` the log's own word when we do not know it.
    `own_id` is the log's own id, where it has one. `abandoned`: somebody hung up before anybody spoke; None where the log is silent.
    """

    number: int
    line: int
    source: Source
    source_ref: str
    channel: Channel
    direction: Direction
    at: datetime
    party: str | None
    withheld: bool = False
    own_number: str | None = None
    ring_seconds: int | None = None
    talk_seconds: int | None = None
    outcome: str = "unknown"
    outcome_word: str | None = None
    member_name: str | None = None
    client_name: str | None = None
    purpose: str | None = None
    person_name: str | None = None
    body: str | None = None
    note: str | None = None
    own_id: str | None = None
    abandoned: bool | None = None
