"""A log of a hundred thousand records, damaged in more than thirty named ways, through the real pipeline: every record accounted for."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from enishi.touches import imports
from enishi.touches.models import Touch, TouchOutcome
from tests import corruption
from tests.corruption import Spoiled, Table
from tests.touches.logs import counts, taken_in

ROWS = 100_000
HEADER = ("発信日時", "発信番号", "着信番号", "通話時間", "結果", "担当者", "氏名", "備考")
ROLES = {"date": 0, "number": 2, "seconds": 3, "name": 6}
# A megabyte each: a few of them say as much as a thousand
HUGE = {"huge_line", "huge_cell"}
KINDS = set(corruption.KINDS) - HUGE


def table(rows: int, rng: Random) -> Table:
    def row() -> tuple[str, ...]:
        at = f"2024/{rng.randint(1, 12)}/{rng.randint(1, 28)} {rng.randint(9, 18)}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
        number = f"090-{rng.randint(1000, 1099)}-{rng.randint(1000, 9999)}"
        talk, result = rng.choice([("0:03:20", "応答"), ("3分20秒", "完了"), ("0", "不在"), ("45", "ANSWERED")])
        return (at, "06-6123-4567", number, talk, result, "山田 太郎", rng.choice(["佐藤 花子", "髙橋, 一郎"]), "資料の件")

    return Table(HEADER, [row() for _ in range(rows)], ROLES)


def damaged_log(path: Path, rows: int, rng: Random) -> tuple[int, set[str]]:
    """The file; how many physical records it has, and in which ways it is damaged."""
    huge = corruption.spoil(table(100, rng), HUGE, rng, share=0.1)
    rest = corruption.spoil(table(rows - 100, rng), KINDS, rng, share=0.05, cut=True)
    parts: tuple[Spoiled, ...] = (huge, rest)
    path.write_bytes(huge.data + rest.data.partition(b"\n")[2])
    return sum(part.records for part in parts), {name for part in parts for name in part.damaged.values()}


@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_damaged_records(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    records, ways = damaged_log(path, ROWS, Random(20))
    assert len(ways) >= 30
    run = taken_in(path)
    rows, created, matched, refused = counts(run)
    assert rows == created + matched + refused == records >= ROWS
    assert created == Touch.objects.count() == TouchOutcome.objects.count() > 0.9 * records
    assert 0.01 * records < refused < 0.06 * records
    assert_accounted_for(run.id, {"created": created, "matched": matched, "refused": refused})


def assert_accounted_for(run_id: object, expected: dict[str, int]) -> None:
    """The report tells of every record once, in order, and of each refused one why."""
    found: Counter[str] = Counter()
    for number, verdict in enumerate(imports.report_rows(run_id=run_id), 1):  # type: ignore[arg-type]  # a run's id
        assert verdict.number == number
        found[verdict.fate] += 1
        assert (verdict.reason is not None and verdict.reason.ja and verdict.reason.en) or verdict.fate != "refused"
    assert found == Counter(expected)
