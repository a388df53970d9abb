"""Damaged contact lists: what is read and what is refused are together the physical records, and damage does not spread."""

from pathlib import Path
from random import Random

import pytest

from enishi.people.readers import PersonRow, RefusedRow, read
from tests import corruption
from tests.corruption import Table

HEADER = ("顧客番号", "氏名", "フリガナ", "会社名", "携帯電話", "メールアドレス", "郵便番号", "住所", "備考", "架電禁止")
ROLES = {"name": 1, "number": 4}
FATAL = {
    "nul",
    "opened_quote",
    "text_behind_quote",
    "wrong_encoding",
    "broken_utf8",
    "lone_surrogate",
    "extra_columns",
    "very_long_name",
    "control_characters",
    "lone_carriage_return",
    "utf16_slice",
    "huge_cell",
    "huge_line",
    "only_delimiters",
    "tabs_for_commas",
    "missing_columns",
}
# A list without a date or a duration has no use for these
LOG_ONLY = {"impossible_date", "era_that_had_ended", "date_of_another_world", "negative_duration"}
KINDS = sorted(set(corruption.KINDS) - LOG_ONLY)


def contacts(rows: int, rng: Random) -> Table:
    def row(at: int) -> tuple[str, ...]:
        name = rng.choice(["佐藤 花子", "髙橋　一郎", "Bob Smith", "齋藤, 三郎 様"])
        mobile = f"090-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
        return (
            str(at),
            name,
            "サトウ",
            rng.choice(["", "縁商事"]),
            mobile,
            f"a{at}@Example.CO.JP",
            "5300001",
            "大阪市北区梅田1-2-3",
            "",
            "",
        )

    return Table(HEADER, [row(at) for at in range(rows)], ROLES)


def rows_of(path: Path, data: bytes) -> list[PersonRow | RefusedRow]:
    path.write_bytes(data)
    with read(path) as reader:
        return list(reader.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_of_damage(kind: str, tmp_path: Path) -> None:
    spoiled = corruption.spoil(contacts(200, Random(kind)), [kind], Random(kind), share=0.05)
    found = rows_of(tmp_path / "list.csv", spoiled.data)
    assert spoiled.damaged
    assert [row.number for row in found] == list(range(1, spoiled.records + 1))
    refused = {row.number for row in found if isinstance(row, RefusedRow)}
    assert refused <= set(spoiled.damaged)
    if kind in FATAL:
        assert refused == set(spoiled.damaged)


def test_a_wrong_number_beside_a_good_address_is_a_warning(tmp_path: Path) -> None:
    spoiled = corruption.spoil(contacts(100, Random(1)), ["letters_in_number"], Random(1))
    found = {row.number: row for row in rows_of(tmp_path / "list.csv", spoiled.data)}
    for number in spoiled.damaged:
        row = found[number]
        assert isinstance(row, PersonRow)
        assert row.phones == () and row.emails and len(row.warnings) == 1


@pytest.mark.parametrize("seed", range(6))
def test_all_kinds_of_damage_together(seed: int, tmp_path: Path) -> None:
    kinds = set(KINDS) - {"huge_line", "huge_cell"}
    spoiled = corruption.spoil(contacts(3000, Random(seed)), kinds, Random(seed), share=0.08, cut=seed % 2 == 0)
    found = rows_of(tmp_path / "list.csv", spoiled.data)
    assert [row.number for row in found] == list(range(1, spoiled.records + 1))
    assert {row.number for row in found if isinstance(row, RefusedRow)} <= set(spoiled.damaged)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_reads_alike(encoding: str, tmp_path: Path) -> None:
    clean = corruption.spoil(contacts(100, Random(5)), [], Random(5)).data
    path = tmp_path / "list.csv"
    assert rows_of(path, clean.decode().encode(encoding)) == rows_of(path, clean)
