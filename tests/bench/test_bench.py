"""The bench itself: on SQLite, with so few rows that its figures mean nothing. On PostgreSQL it is run by `make bench` alone."""

import json
import subprocess
import sys
from pathlib import Path

from bench import report
from bench.__main__ import LOGS, WORKS
from bench.figures import Bar, Timing, median
from tests import engine


def bench(results: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", "--small", "--engine", "sqlite", "--results", str(results), *words]
    return subprocess.run(command, cwd=engine.CHECKOUT, capture_output=True, text=True, timeout=280, check=False)


def test_a_small_run_measures_everything_and_writes_it_down(tmp_path):
    results = tmp_path / "results.json"
    done = bench(results)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(results.read_text())
    assert found["rows"] == {"people": 2_000, "touches": 4_000}
    assert {"at", "commit", "machine", "scale"} <= set(found)
    assert {"cores", "memory_gb", "python"} <= set(found["machine"])
    # SQLite's own work, and what is measured on logs alone
    works = {"sqlite": WORKS, "duckdb": LOGS}
    assert {engine: len(measured["measures"]) for engine, measured in found["engines"].items()} == {
        engine: len(each) for engine, each in works.items()
    }
    measures = [measure for measured in found["engines"].values() for measure in measured["measures"]]
    assert all(all(measured["settings"].values()) for measured in found["engines"].values())
    for measure in measures:
        assert measure["work"]
        assert measure["compared_with"]
        assert all(value >= 0 for value in measure["figures"].values()), measure
        assert {type(bar["met"]) for bar in measure["bars"]} <= {bool}
    page = report.page(found)
    assert all(f"### {measure['work']}\n" in page for measure in measures)


def test_what_was_promised_is_missed_or_met():
    assert Bar("p50 ≤ 4 ms", 4.0, 4).met
    assert not Bar("p50 ≤ 4 ms", 4.1, 4).met
    assert Bar("≥ 250 a second", 250, 250, at_least=True).met
    assert not Bar("≥ 250 a second", 249.9, 250, at_least=True).met


def test_a_timing_gives_the_time_that_so_many_stayed_under():
    timing = Timing([float(each) for each in range(1, 101)], 2.0)
    assert timing.figures() == {"p50_ms": 51.0, "p95_ms": 96.0, "p99_ms": 100.0, "per_second": 50.0}
    assert median([{"p50_ms": 1.0}, {"p50_ms": 9.0}, {"p50_ms": 2.0}]) == {"p50_ms": 2.0}
