"""A firm's call log as a file: some are never reached, one refuses and is rung again, a missed call is called back."""

import csv
from pathlib import Path

HEADER = ("日時", "自社番号", "相手番号", "発着信", "呼出秒数", "通話時間", "結果", "担当者")
HARDEST = "090-1111-0001"
TYPICAL = "090-1111-0002"
ROWS = (
    *[
        (f"2026/11/{day:02}", f"{hour}:00:00", f"03-2000-{hour:04}", HARDEST, "発信", 12, 0, "応答なし")
        for day in (9, 10)
        for hour in (9, 13, 21)
    ],
    ("2026/11/09", "11:00:00", "03-2000-0001", TYPICAL, "発信", 20, 0, "応答なし"),
    ("2026/11/10", "11:30:00", "03-2000-0001", TYPICAL, "発信", 20, 95, "通話"),
    ("2026/11/11", "10:00:00", "03-2000-0001", "090-1111-0003", "着信", 15, 0, "不在着信"),
    ("2026/11/11", "10:20:00", "03-2000-0001", "090-1111-0003", "発信", 10, 120, "通話"),
)


def log(path: Path, *, encoding: str = "utf-8", rows: tuple[tuple[object, ...], ...] = ROWS) -> Path:
    """The log, one row a call, and one row that nobody can read."""
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for day, time, *rest in rows:
            out.writerow([f"{day} {time}", *rest, "佐藤"])
        out.writerow(["いつか", "03-2000-0001", HARDEST, "発信", 10, 0, "応答なし", "佐藤"])
    return path


# Enough people that a plan can be computed from what they lived
MANY = tuple(
    (
        f"2026/11/{9 + turn:02}",
        f"1{person % 8}:00:00",
        "03-2000-0001",
        f"090-2222-{person:04}",
        "発信",
        12,
        60 * reached,
        "通話" if reached else "応答なし",
    )
    for person in range(40)
    for turn, reached in enumerate([person % 5 == 0, person % 7 == 0])
)
