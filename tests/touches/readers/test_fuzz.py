"""Damaged logs: what is read and what is refused are together the physical records, and damage does not spread."""

import tracemalloc
from pathlib import Path
from random import Random

import pytest

from enishi.touches.readers import RefusedRow, TouchRow, read
from tests import corruption
from tests.corruption import Table

HEADER = ("発信日時", "発信番号", "着信番号", "通話時間", "結果", "担当者", "氏名", "備考")
ROLES = {"date": 0, "number": 2, "seconds": 3, "name": 6}
# What these become is a good record still
HARMLESS = {
    "full_width_number",
    "emoji",
    "formula",
    "windows_line_end",
    "same_record_twice",
    "blank_line",
    "right_to_left",
    "line_break_in_cell",
}
FATAL = {
    "nul",
    "opened_quote",
    "text_behind_quote",
    "wrong_encoding",
    "broken_utf8",
    "lone_surrogate",
    "extra_columns",
    "impossible_date",
    "era_that_had_ended",
    "date_of_another_world",
    "negative_duration",
    "letters_in_number",
    "very_long_name",
    "control_characters",
    "lone_carriage_return",
    "utf16_slice",
    "huge_cell",
    "huge_line",
    "only_delimiters",
    "missing_columns",
    "tabs_for_commas",
}


def log(rows: int, rng: Random) -> Table:
    def row() -> tuple[str, ...]:
        at = f"2024/{rng.randint(1, 12)}/{rng.randint(1, 28)} {rng.randint(9, 18)}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
        number = f"090-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
        talk, result = rng.choice([("0:03:20", "応答"), ("3分20秒", "完了"), ("0", "不在"), ("45", "ANSWERED")])
        return (at, "06-6123-4567", number, talk, result, "山田 太郎", rng.choice(["佐藤 花子", "髙橋, 一郎"]), "資料の件")

    return Table(HEADER, [row() for _ in range(rows)], ROLES)


def rows_of(path: Path, data: bytes) -> list[TouchRow | RefusedRow]:
    path.write_bytes(data)
    with read(path, kind="csv") as reader:
        return list(reader.rows)


def test_there_are_at_least_twenty_kinds() -> None:
    assert len(corruption.KINDS) >= 30
    assert set(corruption.KINDS) >= HARMLESS | FATAL


@pytest.mark.parametrize("kind", sorted(corruption.KINDS))
def test_one_kind_of_damage(kind: str, tmp_path: Path) -> None:
    spoiled = corruption.spoil(log(200, Random(kind)), [kind], Random(kind), share=0.05)
    found = rows_of(tmp_path / "log.csv", spoiled.data)
    assert spoiled.damaged
    assert [row.number for row in found] == list(range(1, spoiled.records + 1))
    assert [row for row in found if isinstance(row, RefusedRow) and row.number not in spoiled.damaged] == []
    refused = {row.number for row in found if isinstance(row, RefusedRow)}
    if kind in HARMLESS:
        assert not refused
    if kind in FATAL:
        assert refused == set(spoiled.damaged)


@pytest.mark.parametrize("seed", range(6))
def test_all_kinds_of_damage_together(seed: int, tmp_path: Path) -> None:
    kinds = set(corruption.KINDS) - {"huge_line", "huge_cell"}
    spoiled = corruption.spoil(log(4000, Random(seed)), kinds, Random(seed), share=0.08, cut=seed % 2 == 0)
    found = rows_of(tmp_path / "log.csv", spoiled.data)
    assert [row.number for row in found] == list(range(1, spoiled.records + 1))
    assert [row for row in found if isinstance(row, RefusedRow) and row.number not in spoiled.damaged] == []
    lines = [row.line for row in found]
    assert lines == sorted(set(lines))
    assert all(len(row.raw) <= 300 and row.reason.ja and row.reason.en for row in found if isinstance(row, RefusedRow))


def test_the_cut_record_is_refused(tmp_path: Path) -> None:
    spoiled = corruption.spoil(log(50, Random(1)), [], Random(1), cut=True)
    last = rows_of(tmp_path / "log.csv", spoiled.data)[-1]
    assert isinstance(last, RefusedRow)
    assert last.number == spoiled.records == 50


@pytest.mark.parametrize("skip", [0, 1, 57, 199, 500])
def test_resuming_gives_what_was_left(skip: int, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    whole = rows_of(path, corruption.spoil(log(200, Random(3)), corruption.KINDS, Random(3)).data)
    with read(path, skip=skip) as reader:
        assert list(reader.rows) == whole[skip:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_reads_alike(encoding: str, tmp_path: Path) -> None:
    clean = corruption.spoil(log(100, Random(5)), [], Random(5)).data
    path = tmp_path / "log.csv"
    expected = rows_of(path, clean)
    assert rows_of(path, clean.decode().encode(encoding)) == expected
    assert all(isinstance(row, TouchRow) for row in expected)


def test_memory_stays_flat_however_large_the_cells(tmp_path: Path) -> None:
    """60 MB of cells that are never alike, in the very columns of which values are remembered."""
    path = tmp_path / "log.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        for at in range(300):
            for column in range(4):
                cells = ["2024-05-01 10:00", "06-6123-4567", "090-1234-5678", "10", "応答", "", "", ""]
                cells[column if column < 3 else 4] = f"{at:06}" + "0" * 50_000
                file.write(",".join(cells) + "\n")
    tracemalloc.start()
    with read(path) as reader:
        count = sum(1 for _ in reader.rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 1200
    assert peak < 40_000_000
