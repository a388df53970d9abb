"""What holds for everybody: the policy the team chose, and the team's own zone and hours. One query."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from enishi.consideration.queries.told import as_clock
from enishi.consideration.rules import Policy, load, pack
from enishi.consideration.rules.packs import DEFAULT
from enishi.consideration.rules.zones import JAPAN
from enishi.people.database import rows


@dataclass(frozen=True, slots=True)
class Surroundings:
    policy: Policy
    zone: str
    opens_at: time
    closes_at: time


_AROUND = """
SELECT t.zone, t.opens_at, t.closes_at, c.toml
FROM (SELECT 1 AS id) one
LEFT JOIN team_team t ON t.id = one.id
LEFT JOIN (SELECT toml FROM consideration_policychoice ORDER BY at DESC, id DESC LIMIT 1) c ON 1 = 1
"""


def surroundings() -> Surroundings:
    """As they are now. A team that has not chosen is held to the strictest pack."""
    zone, opens_at, closes_at, toml = rows(_AROUND, [])[0]
    return Surroundings(
        policy=load(toml) if toml else pack(DEFAULT),
        zone=zone or JAPAN,
        opens_at=_clock(opens_at, time(9, 30)),
        closes_at=_clock(closes_at, time(17, 30)),
    )


def chosen_policy() -> Policy:
    """The policy the team chose; the default before they did."""
    return surroundings().policy


def _clock(value: Any, otherwise: time) -> time:
    return as_clock(value) or otherwise
