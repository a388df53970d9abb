"""Many who ask at the same instant: threads of one process, or a process of its own.

As a program: `python -m tests.consideration.racers DATABASE THREADS ASKS…`; it says "ready", waits for a line, and prints how
many of its asks were granted.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID


def race(asks: Sequence[dict[str, str]], threads: int, start: threading.Event | None = None) -> int:
    """Every ask once, in that many threads that begin together; how many were granted."""
    gun = start or threading.Event()
    granted: list[bool] = []
    faults: list[BaseException] = []
    lined_up = threading.Barrier(threads + 1)

    def run(mine: Sequence[dict[str, str]]) -> None:
        from django.db import connection

        try:
            connection.ensure_connection()
            lined_up.wait()
            gun.wait()
            granted.extend(_ask(each) for each in mine)
        except BaseException as fault:  # noqa: BLE001 - told to the test, which fails on it
            faults.append(fault)
            lined_up.abort()
        finally:
            connection.close()

    runners = [threading.Thread(target=run, args=(asks[first::threads],)) for first in range(threads)]
    for runner in runners:
        runner.start()
    lined_up.wait()
    if start is None:
        gun.set()
    else:
        _as_told(gun)
    for runner in runners:
        runner.join()
    if faults:
        raise faults[0]
    assert len(granted) == len(asks)
    return sum(granted)


def _ask(facts: dict[str, str]) -> bool:
    from enishi.consideration.actions import ask_permit

    ids = {name: UUID(facts[name]) for name in ("person_id", "point_id", "member_id")}
    return ask_permit(**ids, channel=facts["channel"], purpose="solicit", now=datetime.fromisoformat(facts["now"])).permit is not None


def _as_told(gun: threading.Event) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    gun.set()


def main() -> None:
    import django
    from django.conf import settings

    database, threads, asks = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    os.environ["DJANGO_SETTINGS_MODULE"] = "enishi.config.settings"
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    print(race(asks, threads, threading.Event()), flush=True)


if __name__ == "__main__":
    main()
