"""The measurements on one engine, in the environment that `bench.place` made: `python -m bench.one SCALE.json OUT.json [WORK…]`."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from enishi.cli.program import django

django()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import connection, connections  # noqa: E402 - Django first

from bench import bringing, diagnosing, gate, place, requests, world  # noqa: E402 - Django first
from bench.figures import Measure  # noqa: E402 - Django first
from bench.scale import SMALL, Scale  # noqa: E402 - Django first
from enishi.team.actions import issue_token, make_member, the_team  # noqa: E402 - Django first
from enishi.team.rules import SCOPES  # noqa: E402 - Django first

PROCESSES = 3
# What decides about speed and about whether what was acknowledged survives
_SHOWN = {
    "sqlite": ("journal_mode", "synchronous", "cache_size", "mmap_size"),
    "postgresql": (*place.DURABILITY, "shared_buffers", "max_wal_size", "wal_compression", "work_mem", "max_connections", "wal_level"),
}
_began = time.monotonic()


def tell(line: str) -> None:
    """A line of progress, with the minutes since the engine's turn began."""
    seconds = int(time.monotonic() - _began)
    print(f"  {seconds // 60}:{seconds % 60:02}  {line}", flush=True)


def measure(scale: Scale, only: Sequence[str] = ()) -> dict[str, Any]:
    """Load the world, measure everything (or `only` some of it), and say with which settings."""
    call_command("migrate", verbosity=0, interactive=False)
    tell(f"loading {scale.people:,} people and {scale.touches:,} touches")
    home = world.build(scale.people, scale.touches, tell)
    member_id, token = _member()
    # The small run shares the tests' cluster, which fsync would bring to a crawl; its figures mean nothing anyway.
    if connection.vendor == "postgresql" and scale != SMALL:
        place.set_durability(dict.fromkeys(place.DURABILITY, "on"))
        connections.close_all()
    steps = [(name, step) for name, step in _steps(home, scale, member_id, token) if not only or name in only]
    measures = []
    for at, (name, step) in enumerate(steps):
        left = ", ".join(name for name, _ in steps[at + 1 :])
        tell(f"{name}{f' (then {left})' if left else ''}")
        measures.append(step())
        for bar in measures[-1].bars:
            tell(f"  {bar.text}: {bar.measured:.2f}{'' if bar.met else '  MISSED'}")
    return {"settings": _settings(), "measures": [each.as_json() for each in measures]}


def _steps(home: world.World, scale: Scale, member_id: UUID, token: str) -> list[tuple[str, Callable[[], Measure]]]:
    processes = PROCESSES if connection.vendor == "postgresql" else 1

    def served(work: Callable[[int], Measure], processes: int = 1) -> Measure:
        # What forks must not take our connection along
        connections.close_all()
        with place.server(processes) as port:
            return work(port)

    return [
        ("find", lambda: served(lambda port: requests.find(port, token, home, scale))),
        ("card", lambda: served(lambda port: requests.card(port, token, home, scale))),
        ("log", lambda: served(lambda port: requests.log(port, token, home, scale, processes, barred=processes > 1), processes)),
        ("gate", lambda: gate.decide(home, member_id, scale)),
        ("touches", lambda: bringing.touches(home, scale)),
        ("people", lambda: bringing.people(scale)),
        ("everybody", lambda: diagnosing.everybody(_address(), scale)),
    ]


def _address() -> str:
    """The database as whoever reads it from outside is told of it."""
    return os.environ.get("ENISHI_DATABASE_URL") or str(connection.settings_dict["NAME"])


def _member() -> tuple[UUID, str]:
    the_team()
    member = make_member(username="bench", name="計測", password="a password nobody needs")  # noqa: S106 - nobody logs in with it
    _, token = issue_token(member_id=member.pk, label="bench", scopes=list(SCOPES), days=2, now=datetime.now(UTC))
    return member.pk, token


def _settings() -> dict[str, str]:
    version, show = _ASKED[connection.vendor]
    with connection.cursor() as cursor:
        shown = {}
        for name, statement in {"version": version, **{name: f"{show} {name}" for name in _SHOWN[connection.vendor]}}.items():
            cursor.execute(statement)
            shown[name] = str(cursor.fetchone()[0])
    return shown


_ASKED = {"sqlite": ("SELECT sqlite_version()", "PRAGMA"), "postgresql": ("SHOW server_version", "SHOW")}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scale = Scale(**json.loads(Path(sys.argv[1]).read_text()))
    Path(sys.argv[2]).write_text(json.dumps(measure(scale, sys.argv[3:])))
