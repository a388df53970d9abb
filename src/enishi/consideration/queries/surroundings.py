"""What holds for everybody: the policy the team chose, and the team's own zone and hours: one query, or columns beside another's."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from enishi.consideration.rules import Policy, governing, load, pack
from enishi.consideration.rules.packs import DEFAULT
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose
from enishi.consideration.rules.zones import JAPAN
from enishi.kernel.database import as_clock, rows


@dataclass(frozen=True, slots=True)
class Surroundings:
    policy: Policy
    zone: str
    opens_at: time
    closes_at: time


COLUMNS = "team.zone, team.opens_at, team.closes_at, chosen.toml"
JOINS = """
LEFT JOIN team_team team ON team.id = 1
LEFT JOIN (SELECT toml FROM consideration_policychoice ORDER BY at DESC, id DESC LIMIT 1) chosen ON 1 = 1
"""


def of_row(zone: str | None, opens_at: Any, closes_at: Any, toml: str | None) -> Surroundings:
    """What `COLUMNS` told. A team that has not chosen is held to the strictest pack."""
    return Surroundings(
        policy=load(toml) if toml else pack(DEFAULT),
        zone=zone or JAPAN,
        opens_at=_clock(opens_at, time(9, 30)),
        closes_at=_clock(closes_at, time(17, 30)),
    )


def surroundings() -> Surroundings:
    """As they are now."""
    return of_row(*rows(f"SELECT {COLUMNS} FROM (SELECT 1 AS one) one {JOINS}", [])[0])  # noqa: S608 - nothing of it comes from outside


def chosen_policy() -> Policy:
    """The policy the team chose; the default before they did."""
    return surroundings().policy


def rest_after_not_now(person_id: UUID | None) -> timedelta:
    """How long the team's policy leaves this person (None: a consumer) alone after "not now"; zero if it names no rest."""
    told = rows(_OF_PERSON, [person_id]) if person_id else []
    met_as, policy = (told[0][0], of_row(*told[0][1:]).policy) if told else (MetAs.CONSUMER, chosen_policy())
    limits = governing(policy, MetAs(met_as)).for_contact(Purpose.SOLICIT, Channel.CALL)
    return timedelta(days=limits.rest_after_not_now_days if limits else 0)


_OF_PERSON = f"SELECT person.met_as, {COLUMNS} FROM people_person person {JOINS} WHERE person.id = %s"  # noqa: S608 - the words are ours


def _clock(value: Any, otherwise: time) -> time:
    return as_clock(value) or otherwise
