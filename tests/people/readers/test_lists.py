"""Contact lists as people keep them: whose number it is, how they are addressed, and what is refused."""

from pathlib import Path

import pytest

from enishi.kernel.columns import Unusable
from enishi.people.readers import FIELDS, ContactMapping, PersonRow, Phone, Postal, RefusedRow, parse_map, read


@pytest.fixture
def reading(tmp_path: Path) -> "Reading":
    return Reading(tmp_path / "list.csv")


class Reading:
    """Writes a list and reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self, *lines: str, mapping: ContactMapping | None = None) -> list[PersonRow | RefusedRow]:
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with read(self.path, mapping=mapping) as reader:
            return list(reader.rows)

    def one(self, header: str, line: str) -> PersonRow:
        (row,) = self.all(header, line)
        assert isinstance(row, PersonRow), row
        return row

    def refusal(self, header: str, line: str) -> RefusedRow:
        (row,) = self.all(header, line)
        assert isinstance(row, RefusedRow), row
        return row


def test_a_japanese_list(reading: Reading) -> None:
    row = reading.one(
        "顧客番号,氏名,フリガナ,会社名,部署,役職,携帯番号,会社電話,メールアドレス,郵便番号,住所,委託元,担当者,関心事,備考,生年月日",
        "17,山田　太郎,ヤマダ タロウ,縁商事,営業部,部長,090-1234-5678,06-6123-4567,Taro@Example.JP,〒530-0001,"
        "大阪市北区梅田1-2-3,甲社,佐藤,庭,先週の続き,1960-01-01",
    )
    assert (row.name, row.kana, row.honorific) == ("山田 太郎", "ヤマダ タロウ", "様")
    assert (row.company, row.department, row.role) == ("縁商事", "営業部", "部長")
    assert row.phones == (Phone("+819012345678", "personal", "携帯番号"), Phone("+81661234567", "switchboard", "会社電話"))
    assert row.emails == ("Taro@example.jp",)
    assert row.postal == Postal("530-0001", "大阪市北区梅田1-2-3")
    assert (row.client_name, row.owner_name, row.cares_about, row.notes) == ("甲社", "佐藤", "庭", "先週の続き")
    assert row.warnings == () and row.refused_flag is None
    assert "1960" not in repr(row)


def test_an_english_list(reading: Reading) -> None:
    row = reading.one("First Name,Last Name,Mobile Phone,Home Phone,E-mail Address,Company", "Bob,Smith,+1 650-253-0000,03-3123-4567,,")
    assert row.name == "Bob Smith"
    assert [phone.use for phone in row.phones] == ["personal", "household"]


@pytest.mark.parametrize(
    ("header", "cells", "use"),
    [
        ("電話番号", "090-1234-5678", "personal"),
        ("電話番号", "06-6123-4567", "household"),
        ("会社名,電話番号", "縁商事,06-6123-4567", "switchboard"),
        ("自宅電話", "090-1234-5678", "household"),
        ("代表電話", "03-3123-4567", "switchboard"),
        ("直通", "03-3123-4567", "personal"),
    ],
)
def test_whose_number_it_is(reading: Reading, header: str, cells: str, use: str) -> None:
    assert reading.one(f"氏名,{header}", f"佐藤花子,{cells}").phones[0].use == use


@pytest.mark.parametrize(
    ("name", "read_as", "honorific"),
    [
        ("佐藤花子", "佐藤花子", "様"),
        ("佐藤花子様", "佐藤花子", "様"),
        ("佐藤花子　先生", "佐藤花子", "先生"),
        ("鵜殿", "鵜殿", "様"),
        ("鵜殿 殿", "鵜殿", "殿"),
        ("株式会社縁 御中", "株式会社縁", "御中"),
    ],
)
def test_forms_of_address(reading: Reading, name: str, read_as: str, honorific: str) -> None:
    row = reading.one("氏名,電話番号", f"{name},0661234567")
    assert (row.name, row.honorific) == (read_as, honorific)


def test_a_company_without_a_person_is_its_front_desk(reading: Reading) -> None:
    row = reading.one("氏名,会社名,電話番号", ",株式会社縁,06-6123-4567")
    assert (row.name, row.company, row.honorific, row.met_as) == ("株式会社縁", "株式会社縁", "御中", "business")
    assert row.phones[0].use == "switchboard"


@pytest.mark.parametrize(
    ("header", "line", "code"),
    [
        ("氏名,電話番号", "佐藤,12345", "contact"),
        ("氏名,メール", "佐藤,foo@", "contact"),
        ("氏名,電話番号,備考", ",,何か", "nobody"),
        ("氏名,電話番号", "-2,-3", "nobody"),
        ("氏名,電話番号", "090,なし", "nobody"),
        ("氏名,電話番号", "あ" * 201 + ",090-1234-5678", "too_long"),
        ("氏名,電話番号", "佐\x07藤,090-1234-5678", "control"),
        ("氏名,電話番号", "佐藤,太郎,090-1234-5678", "columns"),
        ("氏名,電話番号", "氏名,電話番号", "header"),
        ("氏名,電話番号", "佐藤,110", "contact"),
    ],
)
def test_refusals(reading: Reading, header: str, line: str, code: str) -> None:
    row = reading.refusal(header, line)
    assert row.code == code
    assert row.raw == line[:300]


@pytest.mark.parametrize("line", ["佐藤,", "佐藤,なし", "佐藤,-1"])
def test_a_name_alone_is_a_person(reading: Reading, line: str) -> None:
    row = reading.one("氏名,電話番号", line)
    assert (row.phones, row.warnings) == ((), ())


@pytest.mark.parametrize(
    ("header", "cell", "flagged"),
    [
        ("架電禁止", "○", True),
        ("架電禁止", "1", True),
        ("連絡不可", "二度とかけるなとのこと", True),
        ("DNC", "TRUE", True),
        ("DNC", "no", False),
        ("DNC", "0", False),
        ("連絡不可", "", False),
        ("連絡可否", "不可", True),
        ("連絡可否", "可", False),
        ("電話可否", "×", True),
    ],
)
def test_refusals_the_list_knows_of(reading: Reading, header: str, cell: str, flagged: bool) -> None:
    row = reading.one(f"氏名,電話番号,{header}", f"佐藤,090-1234-5678,{cell}")
    assert row.refused_flag == (f"{header}: {cell}" if flagged else None)


def test_several_numbers_in_one_cell_and_in_several(reading: Reading) -> None:
    row = reading.one("氏名,電話番号1,電話番号2", "佐藤,090-1234-5678／06-6123-4567,+81 90 1234 5678")
    assert [phone.number for phone in row.phones] == ["+819012345678", "+81661234567"]


def test_an_address_in_many_cells(reading: Reading) -> None:
    row = reading.one("氏名,郵便番号,都道府県,市区町村,番地,建物名", "佐藤,600001,北海道,札幌市中央区,1-2-3,縁ビル 4F")
    assert row.postal == Postal("060-0001", "北海道札幌市中央区 1-2-3 縁ビル 4F")


def test_formulas_are_data(reading: Reading) -> None:
    assert reading.one("氏名,電話番号", "=1+1,090-1234-5678").name == "=1+1"


def test_the_same_person_has_the_same_name_in_the_source(reading: Reading) -> None:
    by_id = [reading.one("顧客番号,氏名,電話番号", f"7,佐藤,{number}").source_ref for number in ("090-1234-5678", "080-1234-5678")]
    assert by_id[0] == by_id[1]
    other_list = reading.one("顧客番号,氏名,電話番号", "7,鈴木,090-1234-5678").source_ref
    assert other_list != by_id[0]
    by_facts = [reading.one("氏名,電話番号", f"佐藤,{number}").source_ref for number in ("090-1234-5678", "+81 9012345678")]
    assert by_facts[0] == by_facts[1]


def test_a_title_above_the_header_is_accounted_for(reading: Reading) -> None:
    found = reading.all("顧客一覧 2024年,", "氏名,電話番号", "佐藤,090-1234-5678")
    assert [row.code if isinstance(row, RefusedRow) else row.name for row in found] == ["preamble", "佐藤"]
    assert [row.number for row in found] == [1, 2]


def test_a_mapping_chosen_by_hand(reading: Reading) -> None:
    mapping = parse_map("お名前=name,TEL1=mobile,@honorific=先生", ContactMapping())
    (row,) = reading.all("お名前,TEL1", "佐藤,090-1234-5678", mapping=mapping)
    assert isinstance(row, PersonRow) and row.honorific == "先生"
    (row,) = reading.all("佐藤,090-1234-5678", mapping=parse_map("#1=name,#2=phone,@header=0", ContactMapping()))
    assert isinstance(row, PersonRow) and row.name == "佐藤"


@pytest.mark.parametrize("text", ["氏名", "氏名=nome", "電話=@", "備考=notes", "=name", "@colour=red", "@header=x"])
def test_a_mapping_that_cannot_be_used_says_why(text: str) -> None:
    with pytest.raises(Unusable) as fault:
        parse_map(text, ContactMapping())
    assert fault.value.text.ja and fault.value.text.en


def test_a_column_the_file_does_not_have(reading: Reading) -> None:
    with pytest.raises(Unusable, match="氏名, 電話番号"):
        reading.all("氏名,電話番号", "佐藤,1", mapping=ContactMapping(columns=(("名前", "name"),)))


def test_a_mapping_survives_being_kept() -> None:
    mapping = ContactMapping(columns=(("氏名", "name"), ("#3", "phone")), header=2, honorific="先生")
    assert ContactMapping.from_dict(mapping.as_dict(), FIELDS) == mapping
    for wrong in ({"columns": 3}, {"colour": "red"}, {"columns": [["a", "b", "c"]]}, {"columns": [["a", "nonsense"]]}, {"header": "1"}):
        with pytest.raises(Unusable):
            ContactMapping.from_dict(wrong, FIELDS)
