"""The diagnosis of a log from file to finished report, and the gate over everybody, each beside plain DuckDB in the same run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Bar, Figures, Measure, median
from bench.place import ROOT
from bench.scale import Scale

_PLAIN_SQL = ROOT / "bench" / "plain.sql"
_MOST_MB = 3 * 1024
# A firm that rings each of its people some fifteen times over a year: every hour, weekday, result and member, in the order of time
_LOG = """
    COPY (
        SELECT strftime(TIMESTAMP '2025-11-01' + to_seconds(i * 31536000 // {rows} + hash(i) % 3600), '%Y/%m/%d %H:%M:%S') AS 日時,
               '03-2000-00' || lpad((hash(i, 1) % 10)::VARCHAR, 2, '0') AS 自社番号,
               '060-9' || lpad((w // 10000)::VARCHAR, 3, '0') || '-' || lpad((w % 10000)::VARCHAR, 4, '0') AS 相手番号,
               CASE WHEN hash(i, 3) % 12 = 0 THEN '着信' ELSE '発信' END AS 発着信,
               5 + hash(i, 4) % 25 AS 呼出秒数,
               CASE WHEN hash(i, 5) % 20 = 0 THEN 10 + hash(i, 6) % 300 ELSE 0 END AS 通話時間,
               CASE WHEN hash(i, 5) % 20 = 0 THEN '通話' WHEN hash(i, 5) % 7 = 0 THEN '話中' ELSE '応答なし' END AS 結果,
               ['佐藤', '鈴木', '高橋', '田中'][(1 + hash(i, 7) % 4)::BIGINT] AS 担当者
        FROM (SELECT range AS i, hash(range, 2) % ({rows} // 15) AS w FROM range({rows}))
    ) TO '{path}' (HEADER, DELIMITER ',')
"""


def diagnosis(scale: Scale) -> Measure:
    """`enishi diagnose` on a long log, as a shell runs it."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        place = Path(folder)
        whole, tenth, small = (
            _log(place / f"{rows}.csv", rows) for rows in (scale.diagnosed, scale.diagnosed // 10, scale.diagnosed // 100)
        )
        cp932 = _transcoded(whole, place / "cp932.csv")
        runs = {"utf8": whole, "cp932": cp932, "tenth": tenth, "small": small}
        taken: dict[str, list[Figures]] = {name: [] for name in (*runs, "plain")}
        for _ in range(scale.repeats):
            taken["plain"].append(_timed([sys.executable, "-m", "bench.plain_log", str(whole)]))
            for name, path in runs.items():
                taken[name].append(_timed(_diagnose(path, place)))
    found = {name: median(figures) for name, figures in taken.items()}
    seconds = {name: figures["seconds"] for name, figures in found.items()}
    return Measure(
        "diagnosis of a call log",
        f"enishi diagnose, from a CSV of {scale.diagnosed:,} rows to the finished HTML and JSON, a process of its own",
        found["utf8"],
        {
            "plain DuckDB reads it and counts by hour, attempt and channel": found["plain"],
            "the same log in CP932": found["cp932"],
            f"a log of {scale.diagnosed // 10:,} rows": found["tenth"],
            f"a log of {scale.diagnosed // 100:,} rows": found["small"],
        },
        (
            Bar("≤ 4 × plain DuckDB", seconds["utf8"] / seconds["plain"], 4),
            Bar("peak ≤ 3 GiB, in MB", found["utf8"]["peak_mb"], _MOST_MB),
            Bar("CP932 ≤ 1.5 × UTF-8", seconds["cp932"] / seconds["utf8"], 1.5),
            Bar("a hundredth of it ≤ 5 s from a cold start", seconds["small"], 5),
            Bar("ten times the rows ≤ 10 × the time", seconds["utf8"] / seconds["tenth"], 10),
        ),
    )


def everybody(address: str, scale: Scale) -> Measure:
    """Who may be called now, of all: the set-wise gate, its tables read apart."""
    from enishi.consideration.rules.vocabulary import Purpose
    from enishi.consideration.setwise.deciding import verdicts
    from enishi.consideration.setwise.loading import read_all
    from enishi.consideration.setwise.moments import to_moment

    now = datetime.now(UTC)
    began = time.perf_counter()
    loaded = read_all(address, now)
    reading = time.perf_counter() - began
    duck = loaded.tables["people"].get_backend()
    sql = _PLAIN_SQL.read_text(encoding="utf-8").format(now=to_moment(now))
    ours, plain = [], []
    for _ in range(scale.repeats):
        plain.append(_clocked(lambda: duck.raw_sql(sql).to_arrow_table()))
        ours.append(_clocked(lambda: verdicts(loaded.tables, loaded.policy, Purpose.SOLICIT, now).to_pyarrow()))
    found, beside = median(ours), median(plain)
    return Measure(
        "the gate over everybody",
        f"verdict, reasons and until of {scale.people:,} people by each channel, on {scale.touches:,} touches, in process",
        found,
        {"bench/plain.sql: last contact, counts in windows, refusals": beside, "reading the tables through ADBC": {"seconds": reading}},
        (Bar("≤ 3 × bench/plain.sql", found["seconds"] / beside["seconds"], 3),),
    )


def _clocked(work: Callable[[], object]) -> Figures:
    began = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - began}


def _log(path: Path, rows: int) -> Path:
    import duckdb

    duckdb.sql(_LOG.format(rows=rows, path=path))
    return path


def _transcoded(path: Path, to: Path) -> Path:
    with path.open(encoding="utf-8") as source, to.open("w", encoding="cp932", newline="") as target:
        while block := source.read(1 << 22):
            target.write(block)
    return to


def _diagnose(path: Path, place: Path) -> list[str]:
    words = ["diagnose", str(path), "-o", str(place / "report.html"), "--json", str(place / "report.json")]
    return [sys.executable, "-m", "enishi.cli", *words]


def _timed(words: Sequence[str]) -> Figures:
    """Seconds from start to end, and the most memory it held. Raises if it failed."""
    began = time.perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return {"seconds": time.perf_counter() - began, "peak_mb": used.ru_maxrss / 1024}
