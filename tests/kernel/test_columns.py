"""Headers in every width, case and dress; the record that names the columns is found below a title."""

import pytest

from enishi.kernel.columns import Field, Mapping, Unusable, find_header, fold, match, parse_choices, resolve
from enishi.kernel.words import say

FIELDS = (
    Field("name", say("氏名", "name"), ("氏名", "name", "full name")),
    Field("phone", say("電話", "phone"), ("電話番号", "tel", "phone"), many=True),
    Field("note", say("備考", "note"), ("備考",)),
)


@pytest.mark.parametrize(
    "header",
    [
        "電話番号",
        " 電話番号 ",
        "電話番号（携帯）",
        "電話番号2",
        "お客様電話番号",
        "ＴＥＬ",
        "Tel.",
        "PHONE",
        "Phone_1",
        "＊電話番号",
        "TEL(自宅)",
    ],
)
def test_one_meaning_in_many_headers(header: str) -> None:
    assert match([header], FIELDS) == ((header.strip(), "phone"),)


@pytest.mark.parametrize("header", ["", "電話", "番号電話", "telepathy", "x" * 10_000])
def test_what_means_nothing(header: str) -> None:
    assert match([header], FIELDS) == ()


def test_only_some_fields_take_several_columns() -> None:
    assert match(["氏名", "full name", "tel", "phone"], FIELDS) == (("氏名", "name"), ("tel", "phone"), ("phone", "phone"))


def test_a_header_that_stands_twice_is_named_by_its_place() -> None:
    mapping = Mapping(match(["tel", "氏名", "TEL"], FIELDS))
    assert mapping.columns == (("#1", "phone"), ("氏名", "name"), ("#3", "phone"))
    assert resolve(mapping, ["tel", "氏名", "TEL"]) == {"phone": (0, 2), "name": (1,)}


def test_the_header_is_the_record_that_names_most() -> None:
    assert find_header([["電話番号簿"], ["2024年"], ["氏名", "電話番号"], ["佐藤", "090"]], FIELDS)[0] == 3
    assert find_header([["佐藤", "090"]], FIELDS) == (0, ())


def test_columns_that_are_not_there() -> None:
    for column in ("住所", "#4", "#0"):
        with pytest.raises(Unusable, match="氏名"):
            resolve(Mapping(((column, "name"),)), ["氏名", "tel", "x"])


@pytest.mark.parametrize("text", ["氏名", "氏名=", "=name", "氏名=none", "氏名=name,x"])
def test_choices_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Unusable):
        parse_choices(text, FIELDS)


def test_folding() -> None:
    assert fold("Ｓｔａｒｔ＿Ｔｉｍｅ") == fold("start time") == fold("START-TIME") == "starttime"
    assert fold("---") == "---"
