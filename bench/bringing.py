"""Imports through the real pipeline, beside a bare load of the very rows they wrote into the same indexed tables."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, models

from bench import files, world
from bench.figures import Bar, Figures, Measure, median
from bench.place import ROOT
from bench.scale import Scale
from enishi.kernel.ids import uuid7_hexes
from enishi.people.models import ContactPoint, Holding, Person
from enishi.touches.models import Touch, TouchOutcome, TouchWords

# Chunks grow until they take their time, and a quarter of a file is enough for that.
_FLAT_MB = 10
Table = tuple[type[models.Model], list[str], list[list[Any]]]


def touches(home: world.World, scale: Scale) -> Measure:
    """A call log into the ledger."""
    written = _Copies("SELECT id FROM touches_touch WHERE import_run_id = %s", _log_tables)

    def write(path: Path, rows: int, seed: int) -> Path:
        return files.log(path, rows, home, seed)

    return _measure(work="import of touches", per_second=10_000, scale=scale, rows=scale.log_rows, write=write, copies=written)


def people(scale: Scale) -> Measure:
    """A contact list into the register."""
    written = _Copies(
        "SELECT id FROM people_person WHERE created_at >= (SELECT created_at FROM team_importrun WHERE id = %s)", _list_tables
    )
    return _measure(work="import of people", per_second=4_000, scale=scale, rows=scale.contact_rows, write=files.contacts, copies=written)


def _measure(*, work: str, per_second: int, scale: Scale, rows: int, write: Callable[[Path, int, int], Path], copies: "_Copies") -> Measure:
    taken, bare = [], []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        quarter = _take(write(Path(folder) / "quarter.csv", rows // 4, 0))
        for seed in range(1, scale.repeats + 1):
            done = _take(write(Path(folder) / f"{seed}.csv", rows, seed))
            taken.append(_speed(done) | {"grown_mb": done["grown_mb"], "peak_mb": done["peak_mb"]})
            bare.append({"per_second": rows / copies.load(UUID(hex=str(done["run"])))})
    figures, loaded = median(taken) | {"grown_mb_at_a_quarter": quarter["grown_mb"]}, median(bare)
    more = figures["grown_mb"] - quarter["grown_mb"]
    return Measure(
        work,
        f"CSV of {rows:,} new rows through prepare, start and carry_on, in a process of its own",
        figures,
        {"a bare load of the same rows": loaded},
        (
            Bar(f"≥ {per_second:,} rows a second", figures["per_second"], per_second, at_least=True),
            Bar("≥ ⅓ × a bare load", figures["per_second"] / loaded["per_second"], 1 / 3, at_least=True),
            Bar(f"memory flat: a file four times as long takes ≤ {_FLAT_MB} MB more", more, _FLAT_MB),
        ),
    )


def _speed(done: dict[str, Any]) -> Figures:
    return {"per_second": done["rows"] / done["seconds"]}


def _take(path: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "bench.take", path], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    taken: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return taken


class _Copies:
    """Rows that a run wrote, made anew under other ids (and numbers, where they must differ), and loaded bare."""

    def __init__(self, ids: str, tables: Callable[[str], Iterator[Table]]) -> None:
        self._ids, self._tables = ids, tables

    def load(self, run_id: UUID) -> float:
        """Seconds of the load alone."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_copied")
            # The run's own id goes in as each engine keeps it
            shown = run_id if connection.vendor == "postgresql" else run_id.hex
            cursor.execute(f"CREATE TEMPORARY TABLE bench_copied AS {self._ids}", [shown])
        tables = list(self._tables("bench_copied"))
        started = time.perf_counter()
        for model, columns, rows in tables:
            world.load(model, columns, (tuple(row) for row in rows))
        return time.perf_counter() - started


def _log_tables(copied: str) -> Iterator[Table]:
    touch = _rows(Touch, f"id IN (SELECT id FROM {copied})")
    outcome = _rows(TouchOutcome, f"touch_id IN (SELECT id FROM {copied})")
    words = _rows(TouchWords, f"touch_id IN (SELECT id FROM {copied})")
    anew = _renamed(touch, "id")
    _change(touch, "source", lambda _: "bare")
    _renamed(outcome, "id")
    for table in (outcome, words):
        _change(table, "touch_id", anew.__getitem__)
    yield from (touch, outcome, words)


def _list_tables(copied: str) -> Iterator[Table]:
    person = _rows(Person, f"id IN (SELECT id FROM {copied})")
    holding = _rows(Holding, f"person_id IN (SELECT id FROM {copied})")
    held = f"SELECT point_id FROM people_holding WHERE person_id IN (SELECT id FROM {copied})"
    point = _rows(ContactPoint, f"id IN ({held})")
    people_anew, points_anew = _renamed(person, "id"), _renamed(point, "id")
    _change(person, "source", lambda _: "bare")
    # A contact point is there once only: other numbers and addresses, as long as these
    _change(point, "value", lambda value: f"+8170{value[5:]}" if value.startswith("+") else f"b{value[1:]}")
    _renamed(holding, "id")
    _change(holding, "person_id", people_anew.__getitem__)
    _change(holding, "point_id", points_anew.__getitem__)
    yield from (person, point, holding)


def _rows(model: type[models.Model], condition: str) -> Table:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE {condition} ORDER BY {columns[0]}")
        return model, columns, [list(row) for row in cursor.fetchall()]


def _renamed(table: Table, column: str) -> dict[Any, str]:
    """New ids in the order of the old ones; old → new."""
    _, columns, rows = table
    at = columns.index(column)
    anew = {row[at]: new for row, new in zip(rows, uuid7_hexes(len(rows)), strict=True)}
    _change(table, column, anew.__getitem__)
    return anew


def _change(table: Table, column: str, to: Callable[[Any], Any]) -> None:
    _, columns, rows = table
    at = columns.index(column)
    for row in rows:
        row[at] = to(row[at])
