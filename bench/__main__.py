"""`python -m bench`: measure, write bench/results.json and docs/performance.md. `--small` shows in seconds that the bench works."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.place import ROOT, place
from bench.scale import SMALL, Scale, full

RESULTS = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
WORKS = ("find", "card", "log", "gate", "touches", "people", "everybody")
# What needs no database of ours
LOGS = ("diagnosis",)


def main() -> int:
    asked = _arguments()
    scale = SMALL if asked.small else full(asked.people, asked.touches)
    engines = ("sqlite", "postgres") if asked.engine == "both" else (asked.engine,)
    # A service manager's stop clears away as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "rows": {"people": scale.people, "touches": scale.touches},
        "scale": asdict(scale),
        "machine": _machine(),
        "engines": {},
    }
    try:
        for at, engine in enumerate(() if asked.only and set(asked.only) <= set(LOGS) else engines):
            print(f"{engine} ({at + 1} of {len(engines)})", flush=True)
            results["engines"][engine] = _measured(engine, scale, asked.only)
        if not asked.only or set(asked.only) & set(LOGS):
            results["engines"]["duckdb"] = _logs(scale)
    except KeyboardInterrupt:
        print("\nstopped; everything of it is cleared away", file=sys.stderr)
        return 130
    print(f"\n{report.table(results)}\n{time.monotonic() - began:.0f} s")
    _write(results, asked)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--touches", type=int, default=3_000_000)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--only", nargs="+", choices=(*WORKS, *LOGS), default=[], help="measure some of it, while you work on it")
    parser.add_argument("--small", action="store_true", help="a few rows, in seconds; says nothing about speed")
    parser.add_argument(
        "--results", type=Path, help="where to write the results (bench/results.json for a run of full size on both engines)"
    )
    return parser.parse_args()


def _measured(engine: str, scale: Scale, only: list[str]) -> dict[str, Any]:
    with place(engine) as environment, tempfile.TemporaryDirectory() as folder:
        wanted, found = Path(folder) / "scale.json", Path(folder) / "found.json"
        wanted.write_text(json.dumps(asdict(scale)))
        child = subprocess.Popen([sys.executable, "-m", "bench.one", wanted, found, *only], cwd=ROOT, env=environment)
        try:
            code = child.wait()
        except BaseException:
            # Ctrl-C reaches it too; give it time to stop its server
            child.terminate()
            child.wait(30)
            raise
        if code:
            raise SystemExit(f"the bench of {engine} ended with exit code {code}")
        measured: dict[str, Any] = json.loads(found.read_text())
        return measured


def _logs(scale: Scale) -> dict[str, Any]:
    """What is measured on logs alone."""
    import duckdb

    from bench import diagnosing

    print(f"logs\n  diagnosis of {scale.diagnosed:,} rows", flush=True)
    measured = diagnosing.diagnosis(scale)
    for bar in measured.bars:
        print(f"  {bar.text}: {bar.measured:.2f}{'' if bar.met else '  MISSED'}", flush=True)
    return {"settings": {"duckdb": duckdb.__version__}, "measures": [measured.as_json()]}


def _write(results: dict[str, Any], asked: argparse.Namespace) -> None:
    is_whole = not asked.small and not asked.only and asked.engine == "both"
    path = asked.results or (RESULTS if is_whole else None)
    if path:
        path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written: {path}")
    if path == RESULTS:
        PAGE.write_text(report.page(results), encoding="utf-8")
        print(f"written: {PAGE}")


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "src", "bench") else "")


def _machine() -> dict[str, Any]:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    about = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.partition(":")[2].strip() for line in about if line.startswith("model name")), "")
    return {"cores": os.cpu_count(), "cpu": cpu, "memory_gb": round(pages / 2**30, 1), "python": platform.python_version()}


if __name__ == "__main__":
    sys.exit(main())
