"""What is true of people without a database."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("髙橋　花子", "ﾀｶﾊｼ ﾊﾅｺ", ("高橋花子", "たかはしはなこ")),
        ("さくら", "", ("さくら", "さくら")),
        ("サトウ", "", ("さとう", "さと")),
        ("Sato Ken", "", ("satoken", "さとけん")),
        ("岡田 健一", "", ("岡田健一", "")),
        ("", "おかだ", ("", "おかだ")),
    ],
)
def test_a_name_gives_its_keys(name: str, reading: str, keys: tuple[str, str]) -> None:
    assert search_keys(name, reading) == keys


@pytest.mark.parametrize(
    ("typed", "search"),
    [
        ("090-1234-0001", Search(number="+819012340001")),
        ("０３−３３３４", Search(number_begins="+8133334")),
        ("+8190", Search(number_begins="+8190")),
        ("0081 90", Search(number_begins="+8190")),
        ("Mai@", Search(mail_begins="mai@")),
        ("髙橋", Search(name_begins="高橋")),
        ("takahashi", Search(name_begins="takahashi", kana_begins="たかはし")),
        ("", Search()),
    ],
)
def test_what_is_typed_says_what_is_looked_for(typed: str, search: Search) -> None:
    assert read_search(typed) == search


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
