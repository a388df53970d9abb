"""What is true of people without a database."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.kana import fold_name
from enishi.people.rules import (
    AddressCannotBeRead,
    NumberCannotBeRead,
    Search,
    ZoneIsUnknown,
    below,
    called,
    check_zone,
    point_value,
    pointers,
    postal_code,
    read_search,
    refusal_hash,
    search_keys,
    too_few_digits,
)

A, B, C, D = (uuid.UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("phone", "090-1234-0001", "+819012340001"),
        ("phone", "０３（３３３４）０００６", "+81333340006"),
        ("email", " Mai@Takanashi.Example ", "mai@takanashi.example"),
        ("email", "mailto:mai@takanashi.example", "mai@takanashi.example"),
        ("email", "..mai..@docomo.example", "..mai..@docomo.example"),
        ("email", "mailto:mai@takanashi.example?subject=x", "mai@takanashi.example"),
        ("email", "mai@takanashi.example?x=y", "mai@takanashi.example"),
        ("email", "mai\ufe0f@taka\u3164nashi\u115f.exam\u2800ple\u034f", "mai@takanashi.example"),
        ("email", "mai\x00@takanashi.example\x7f", "mai@takanashi.example"),
        ("email", "a@xn--r8jz45g.jp", "a@例え.jp"),
        ("email", "a@例え。jp", "a@例え.jp"),
        ("postal", "〒630-8213 奈良市登大路町", "〒630-8213 奈良市登大路町"),
        ("postal", "６３０８２１３　奈良市登大路町", "〒630-8213 奈良市登大路町"),
        ("postal", "奈良市登大路町", "奈良市登大路町"),
    ],
)
def test_a_way_of_contact_has_one_form(kind: str, raw: str, value: str) -> None:
    assert point_value(kind, raw) == value
    assert point_value(kind, value) == value


@pytest.mark.parametrize("raw", ["", "非通知", "110", "12345", "090-1234-00012345", "mai@takanashi.example", "2026/11/16"])
def test_what_is_no_number_is_refused_with_a_sentence(raw: str) -> None:
    with pytest.raises(NumberCannotBeRead) as refused:
        point_value("phone", raw)
    assert refused.value.text.ja
    assert refused.value.text.en


@pytest.mark.parametrize(
    ("kind", "raw"), [("email", "mai"), ("email", "a@b"), ("email", "a b@c.example"), ("postal", " "), ("postal", "町" * 500)]
)
def test_what_is_no_address_is_refused_with_a_sentence(kind: str, raw: str) -> None:
    with pytest.raises(AddressCannotBeRead):
        point_value(kind, raw)


@pytest.mark.parametrize(
    ("name", "reading", "keys"),
    [
        ("髙橋　花子", "ﾀｶﾊｼ ﾊﾅｺ", ("高橋花子", "たかはしはなこ", "花子", "はなこ")),
        ("さくら", "", ("さくら", "さくら", "", "")),
        ("サトウ", "", ("さとう", "さと", "", "")),
        ("Sato Ken", "", ("satoken", "さとけん", "ken", "けん")),
        ("岡田 健一", "", ("岡田健一", "", "健一", "")),
        ("岡田健一", "おかだ　けんいち", ("岡田健一", "おかだけんいち", "", "けんいち")),
        ("西田 ハル", "", ("西田はる", "", "はる", "はる")),
        ("ジョン・スミス", "", ("じょんすみす", "じよんすみす", "すみす", "すみす")),
        ("", "おかだ", ("", "おかだ", "", "")),
        ("", "おかだ けん", ("", "おかだけん", "", "けん")),
        ("㈱髙島機工 資材課", "タカシマキコウ シザイカ", ("(株)高島機工資材課", "たかしまきこしざいか", "高島機工資材課", "しざいか")),
        ("みなと商事株式会社", "", ("みなと商事株式会社", "", "みなと商事", "")),
        ("山口 和子(母)", "", ("山口和子(母)", "", "和子(母)", "")),
    ],
)
def test_a_name_gives_its_keys(name: str, reading: str, keys: tuple[str, str, str, str]) -> None:
    assert search_keys(name, reading) == keys


_PARTS = st.text("佐々木山口髙邊和子ハルがガｶﾞー㐂\u3099ァっA9・", min_size=1, max_size=6)


@given(_PARTS, st.sampled_from([" ", "\u3000", "", "・", "  "]), _PARTS)
def test_a_name_folded_by_its_parts_is_the_name_folded(family: str, gap: str, given_name: str) -> None:
    name = f"{family}{gap}{given_name}"
    assert search_keys(name, "").name == fold_name(name)


@pytest.mark.parametrize(
    ("typed", "search"),
    [
        ("090-1234-0001", Search(number="+819012340001")),
        ("０３−３３３４", Search(number_begins="+8133334")),
        ("+8190", Search(number_begins="+8190")),
        ("0081 90", Search(number_begins="+8190")),
        ("Mai@", Search(mail_begins="mai@")),
        ("髙橋", Search(name_begins="高橋", part_begins="高橋")),
        ("株式会社髙島機工", Search(name_begins="株式会社高島機工", part_begins="高島機工")),
        ("takahashi", Search(name_begins="takahashi", kana_begins="たかはし", part_begins="takahashi")),
        ("", Search()),
    ],
)
def test_what_is_typed_says_what_is_looked_for(typed: str, search: Search) -> None:
    assert read_search(typed) == search


@pytest.mark.parametrize(
    ("typed", "too_few"), [("090", True), ("０９", True), ("+81", True), ("0-9", True), ("0900", False), ("", False), ("和子", False)]
)
def test_three_digits_are_too_few_to_look_for(typed: str, too_few: bool) -> None:
    assert (too_few_digits(typed) is not None) is too_few


@given(st.text(max_size=60))
def test_anything_can_be_typed(typed: str) -> None:
    read_search(typed)
    search_keys(typed, typed)


@pytest.mark.parametrize(
    ("value", "code"), [("〒530-0001 大阪", "530-0001"), ("530-0001 大阪", "530-0001"), ("大阪 530-0001", ""), ("〒53000012", "")]
)
def test_the_postal_code_stands_at_the_head(value: str, code: str) -> None:
    assert postal_code(value) == code


def test_zones_are_those_of_the_list() -> None:
    check_zone("")
    check_zone("Asia/Tokyo")
    with pytest.raises(ZoneIsUnknown):
        check_zone("Asia/Osaka")


@given(st.text(), st.text(), st.text(min_size=1))
def test_a_refusal_hash_tells_numbers_apart_and_needs_its_key(one: str, other: str, key: str) -> None:
    def made(value: str, kind: str = "phone", with_key: str = key) -> str:
        return refusal_hash(kind=kind, value=value, key=with_key)

    assert made(one) == made(one)
    assert (made(one) == made(other)) == (one == other)
    assert made(one) != made(one, with_key=key + "x")
    assert made(one) != made(one, kind="email")
    assert len(made(one)) == 64


def test_pointers_follow_the_merges_that_stand() -> None:
    merges = {A: B, B: C, D: C}
    assert pointers([A, B, C, D], merges) == {A: C, B: C, C: None, D: C}
    assert below(B, merges) == {A, B}
    assert below(C, merges) == {A, B, C, D}
    del merges[B]
    assert pointers([A, B, C, D], merges) == {A: B, B: None, C: None, D: C}


def test_a_circle_of_merges_is_a_fault_and_never_a_loop() -> None:
    with pytest.raises(ValueError, match="circle"):
        pointers([A], {A: B, B: A})


def test_who_has_no_name_is_not_called_by_a_bare_honorific() -> None:
    assert called("", "様").ja == "お名前未登録"
    assert called("山本", "様").ja == "山本様"
