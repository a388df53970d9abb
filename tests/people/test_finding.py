"""Find people as people type: any form of a number, variant kanji, any kana, romaji; with an index, on both engines."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.people import actions
from enishi.people.models import Person
from enishi.people.queries import Found, canonical_id, canonical_ids, cluster_ids, find, find_by_number
from enishi.people.rules import PersonIsUnknown
from tests import cast as the_cast
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return the_cast.assemble()


def names(found: list[Found]) -> list[str]:
    return [each.name for each in found]


@pytest.mark.parametrize(
    "typed",
    [
        "090-1234-0001",
        "09012340001",
        "+81 90-1234-0001",
        "+819012340001",
        "0081 90 1234 0001",
        "０９０－１２３４－０００１",
        "(090)1234-0001",
        " 090 1234 0001 ",
        "tel:+81-90-1234-0001",
        "9012340001",
        "184-090-1234-0001",
    ],
)
def test_any_form_of_a_number_finds_its_holder_in_one_query(cast: Cast, typed: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = find(typed)
    assert names(found) == ["髙梨 舞"]
    assert len(queries) == 1
    assert (found[0].matched, found[0].point_value, found[0].label) == ("number", the_cast.MAI_MOBILE, "携帯")


@pytest.mark.parametrize("typed", ["090-1234-00", "+8190123400", "０９０１２３４００"])
def test_the_beginning_of_a_number_is_enough_to_go_on(cast: Cast, typed: str) -> None:
    assert names(find(typed)) == ["髙梨 舞", "眞鍋 由美"]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("髙梨", "髙梨 舞"),
        ("高梨", "髙梨 舞"),
        ("高梨舞", "髙梨 舞"),
        ("高梨　舞", "髙梨 舞"),
        ("真鍋", "眞鍋 由美"),
        ("浜口", "濵口 徹"),
        ("濱口 徹", "濵口 徹"),
        ("タカナシ", "髙梨 舞"),
        ("ﾀｶﾅｼ ﾏｲ", "髙梨 舞"),
        ("たかなし", "髙梨 舞"),
        ("takanashi", "髙梨 舞"),
        ("TAKANASHI Mai", "髙梨 舞"),
        ("kenichi", None),
        ("ken'ichi", "岡田 健一"),
        ("健一", "岡田 健一"),
        ("けんいち", "岡田 健一"),
        ("舞", "髙梨 舞"),
        ("ﾏｲ", "髙梨 舞"),
        ("ハル", "北野 ハル"),
        ("okada ken'ichi", "岡田 健一"),
        ("きたの", "北野 ハル"),
        ("北野ﾊﾙ", "北野 ハル"),
    ],
)
def test_a_name_is_found_as_people_write_it(cast: Cast, typed: str, who: str | None) -> None:
    assert names(find(typed)) == ([who] if who else [])


@pytest.mark.parametrize("typed", ["mai@takanashi.example", "MAI@Takanashi.example", "mai@", "ｍａｉ＠ｔａｋａｎａｓｈｉ．ｅｘａｍｐｌｅ"])
def test_a_mail_address_is_found(cast: Cast, typed: str) -> None:
    assert [(each.name, each.matched) for each in find(typed)] == [("髙梨 舞", "email")]


@pytest.mark.parametrize("typed", ["", "   ", "@", "%", "_", "\\", "非通知", "0000", "x" * 500, "'; DROP TABLE people_person; --"])
def test_what_means_nobody_finds_nobody(cast: Cast, typed: str) -> None:
    assert find(typed) == []


def test_signs_with_a_meaning_in_sql_are_letters_like_any_other(cast: Cast) -> None:
    actions.add_person(name="100%_引き\\", now=the_cast.MONDAY)
    assert names(find("100%_")) == ["100%_引き\\"]
    assert names(find("100_")) == []


@pytest.mark.parametrize("typed", ["髙島機工", "高島機工", "株式会社髙島機工", "(株)高島機工", "㈱髙島", "たかしま"])
def test_a_firm_in_the_place_of_a_name_is_found_with_its_legal_form_or_without(cast: Cast, typed: str) -> None:
    actions.add_person(name="㈱髙島機工 資材課", kana="タカシマキコウ シザイカ", now=the_cast.MONDAY)
    assert names(find(typed)) == ["㈱髙島機工 資材課"]


def test_a_family_name_comes_before_a_given_name(cast: Cast) -> None:
    actions.add_person(name="林 真鍋", now=the_cast.MONDAY)
    assert names(find("真鍋")) == ["眞鍋 由美", "林 真鍋"]


def test_who_is_called_otherwise_now_is_found_by_the_new_given_name_alone(cast: Cast) -> None:
    actions.edit_person(person_id=cast["mai"].id, name="髙梨 真衣", kana="たかなし まい")
    assert names(find("真衣")) == ["髙梨 真衣"]
    assert find("舞") == []


def test_all_who_share_a_number_are_shown(cast: Cast) -> None:
    assert set(names(find_by_number(the_cast.TSUJI_HOME))) == {"辻 和子", "辻 正夫"}
    misaki, makoto = find_by_number(the_cast.HAYASHI_SWITCHBOARD)
    assert {misaki.name, makoto.name} == {"林 美咲", "林 誠"}
    assert (misaki.employer, misaki.point_use) == ("はやし電機株式会社", "switchboard")


def test_who_holds_a_number_comes_before_who_held_it(cast: Cast) -> None:
    now, before = find_by_number(the_cast.SHARED_AFTER_MOVE)
    assert (now.name, now.ended_on, now.ended_because) == ("谷口 薫", None, "")
    assert (before.name, before.ended_on, before.ended_because) == ("谷口 修", date(2025, 9, 30), "moved")


def test_an_employer_that_was_left_is_not_shown(cast: Cast) -> None:
    assert find("高梨")[0].employer == ""
    assert find("浜口")[0].employer == "株式会社あおば企画"


def test_a_merged_person_is_found_as_the_canonical_one(cast: Cast) -> None:
    twice = actions.add_person(name="高梨 マイ", kana="たかなし まい", now=the_cast.MONDAY)
    actions.hold_point(person_id=twice.id, kind="phone", value=the_cast.MAI_MOBILE, now=the_cast.MONDAY)
    actions.hold_point(person_id=twice.id, kind="phone", value="03-3334-0099", now=the_cast.MONDAY)
    actions.merge(kept_id=cast["mai"].id, merged_id=twice.id, by_id=None, because="同じ携帯", now=the_cast.MONDAY)
    for typed in ("高梨", "たかなし", "090-1234-0001", "0333340099"):
        (found,) = find(typed)
        assert (found.person_id, found.name) == (cast["mai"].id, "髙梨 舞")
    assert find("高梨マイ")[0].matched_name == "高梨 マイ"


def test_the_erased_are_never_found(cast: Cast) -> None:
    actions.erase(person_id=cast["kazuko"].id, by_id=None, now=the_cast.MONDAY)
    assert names(find_by_number(the_cast.TSUJI_HOME)) == ["辻 正夫"]
    assert find("辻 和子") == find("つじかずこ") == find("和子") == find("かずこ") == []


def test_everybody_of_a_cluster_leads_to_its_canonical_one(cast: Cast) -> None:
    first, second = cast["misaki"], cast["makoto"]
    assert cluster_ids(first.id) == (first.id,)
    actions.merge(kept_id=second.id, merged_id=first.id, by_id=None, because="", now=the_cast.MONDAY)
    assert cluster_ids(first.id) == cluster_ids(second.id) == (second.id, first.id)
    assert canonical_id(first.id) == second.id
    assert canonical_ids([first.id, cast["haru"].id]) == {first.id: second.id, cast["haru"].id: cast["haru"].id}
    with pytest.raises(PersonIsUnknown):
        cluster_ids(cast.members["sato"].id)


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("090-1234-0001", ["point_once"]),
        ("090-1234-00", ["point_once"]),
        ("mai@", ["point_once"]),
        ("高梨", ["person_name_key", "person_part_key"]),
        ("takanashi", ["person_name_key", "person_kana_key", "person_part_key", "person_part_kana_key"]),
    ],
)
def test_every_search_uses_its_index(cast: Cast, typed: str, indexes: list[str]) -> None:
    filler = [
        Person(
            name=f"架空{n}",
            name_key=f"架空{n}",
            kana_key=f"かくう{n}",
            part_key=f"空{n}",
            part_kana_key=f"くう{n}",
            created_at=the_cast.MONDAY,
        )
        for n in range(2000)
    ]
    Person.objects.bulk_create(filler)
    with CaptureQueriesContext(connection) as queries:
        find(typed)
    assert len(queries) == len(indexes)
    for query, index in zip(queries.captured_queries, indexes, strict=True):
        _assert_index_is_used(query["sql"], index)


def _assert_index_is_used(sql: str, index: str) -> None:
    plan = _plan(sql)
    if connection.vendor == "postgresql":
        # A table of one page is read through, index or not: this asks whether the index can narrow it down.
        assert re.search(rf"(Index Scan|Index Only Scan).*{index}.*\n\s*Index Cond:.*(value|_key)", plan), plan
        assert "Seq Scan on people_" not in plan, plan
    else:
        assert re.search(rf"SEARCH . USING INDEX {index} \(.*(value|_key)[=>]", plan), plan
        assert "SCAN " not in plan, plan
        assert "(kind=?)" not in plan, plan


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE people_person, people_contactpoint, people_holding, people_employment, people_employer")
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
