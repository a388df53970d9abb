"""Persons, what they hold, where they belong, and how they are forgotten."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.people import actions, hooks
from enishi.people.models import (
    Assignment,
    ContactPoint,
    Employer,
    Employment,
    Holding,
    Household,
    HouseholdMember,
    Merge,
    Person,
    PersonRead,
)
from enishi.people.queries import card, find, find_by_number
from enishi.people.rules import (
    EmployerHasNoName,
    EndsBeforeItBegan,
    HoldingIsGone,
    NumberCannotBeRead,
    PeopleRefuse,
    PersonHasNoName,
    PersonIsErased,
    PersonIsUnknown,
    ZoneIsUnknown,
    refusal_hash,
)
from tests import cast as the_cast
from tests import engine
from tests.cast import Cast
from tests.people.test_merging import at_once

pytestmark = pytest.mark.django_db
NOW = the_cast.MONDAY
TODAY = date(2026, 11, 16)


@pytest.fixture
def cast() -> Cast:
    return the_cast.assemble()


def test_a_card_says_everything_in_two_queries(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        mai = card(cast["mai"].id)
    assert len(queries) == 2
    assert (mai.name, mai.honorific, mai.title, mai.met_as, mai.cares_about) == (
        "髙梨 舞",
        "様",
        "デザイナー",
        "business",
        "独立して二年目。紙の手ざわり",
    )
    assert mai.cluster_ids == (cast["mai"].id,)
    assert [(each.kind, each.value, each.ended_because) for each in mai.holdings] == [
        ("phone", the_cast.MAI_MOBILE, ""),
        ("email", "mai@takanashi.example", ""),
        ("phone", the_cast.MAI_OLD_DESK, "left_company"),
    ]
    assert [(each.employer, each.role, each.ended_on) for each in mai.employments] == [("株式会社あおば企画", "主任", date(2025, 3, 31))]
    assert [(each.member, each.client, each.ended_on) for each in mai.assignments] == [("佐藤 亮", "みどり印刷株式会社", None)]
    # A switchboard is shared with a whole firm; that says nothing about her.
    assert all(each.shared_with == () for each in mai.holdings)


def test_a_card_shows_the_household_and_who_shares_the_telephone(cast: Cast) -> None:
    masao = card(cast["masao"].id)
    assert [(home.name, home.relation, [(each.name, each.relation) for each in home.others]) for home in masao.households] == [
        ("辻家", "夫", [("辻 和子", "妻")])
    ]
    assert [[each.name for each in held.shared_with] for held in masao.holdings] == [["辻 和子"]]
    (before,) = card(cast["osamu"].id).holdings
    assert [(each.name, each.ended_on) for each in before.shared_with] == [("谷口 薫", None)]
    (now,) = card(cast["kaoru"].id).holdings
    assert [(each.name, each.ended_on) for each in now.shared_with] == [("谷口 修", date(2025, 9, 30))]


def test_a_card_of_nobody_is_a_sentence(cast: Cast) -> None:
    with pytest.raises(PersonIsUnknown) as unknown:
        card(cast.members["sato"].id)
    assert isinstance(unknown.value, PeopleRefuse)
    assert (unknown.value.text.ja, unknown.value.text.en) == ("この方の記録は見つかりません。", "There is no such person.")


def test_a_person_has_a_name_or_a_reading() -> None:
    assert actions.add_person(kana="おかだ", now=NOW).kana_key == "おかだ"
    with pytest.raises(PersonHasNoName):
        actions.add_person(name="  ", now=NOW)
    with pytest.raises(ZoneIsUnknown):
        actions.add_person(name="岡田", zone="Mars/Olympus", now=NOW)
    assert Person.objects.count() == 1


def test_who_is_renamed_is_found_by_the_new_name(cast: Cast) -> None:
    actions.edit_person(person_id=cast["yumi"].id, name="眞鍋 優美", title="店長")
    assert [each.name for each in find("真鍋優美")] == ["眞鍋 優美"]
    assert find("真鍋由美") == []
    assert (card(cast["yumi"].id).title, card(cast["yumi"].id).kana) == ("店長", "まなべ ゆみ")


def test_writing_to_a_merged_person_writes_to_the_canonical_one(cast: Cast) -> None:
    actions.merge(kept_id=cast["misaki"].id, merged_id=cast["makoto"].id, by_id=None, because="", now=NOW)
    assert actions.edit_person(person_id=cast["makoto"].id, title="課長").id == cast["misaki"].id
    assert actions.employ(person_id=cast["makoto"].id, employer="別の会社", now=NOW).person_id == cast["misaki"].id


def test_a_number_is_held_once_whoever_of_the_cluster_holds_it(cast: Cast) -> None:
    again = actions.hold_point(person_id=cast["mai"].id, kind="phone", value="090 1234 0001", now=NOW)
    assert again.id == Holding.objects.get(person=cast["mai"], point=cast.points["mai"]).id
    actions.merge(kept_id=cast["misaki"].id, merged_id=cast["makoto"].id, by_id=None, because="", now=NOW)
    count = Holding.objects.count()
    actions.hold_point(person_id=cast["makoto"].id, kind="phone", value=the_cast.HAYASHI_SWITCHBOARD, now=NOW)
    assert Holding.objects.count() == count


def test_a_point_carries_its_refusal_hash_from_the_beginning(cast: Cast) -> None:
    point = cast.points["mai"]
    assert point.refusal_hash == refusal_hash(kind="phone", value=the_cast.MAI_MOBILE, key=engine.KEYS["ENISHI_KEY_REFUSAL"])
    assert point.refusal_key_id == engine.KEYS["ENISHI_KEY_REFUSAL_ID"]


def test_a_point_known_as_somebodys_own_may_turn_out_to_be_shared(cast: Cast) -> None:
    actions.hold_point(person_id=cast["yumi"].id, kind="phone", value=the_cast.NAGAI_MOBILE, use="household", now=NOW)
    assert ContactPoint.objects.get(pk=cast.points["nagai"].id).use == "household"
    actions.hold_point(person_id=cast["mai"].id, kind="phone", value=the_cast.TSUJI_HOME, now=NOW)
    assert ContactPoint.objects.get(pk=cast.points["tsuji"].id).use == "household"


def test_what_is_no_number_is_held_by_nobody(cast: Cast) -> None:
    with pytest.raises(NumberCannotBeRead):
        actions.hold_point(person_id=cast["mai"].id, kind="phone", value="非通知", now=NOW)


def test_a_holding_ends_once_and_can_be_taken_back(cast: Cast) -> None:
    held = Holding.objects.get(person=cast["yumi"])
    actions.end_holding(holding_id=held.id, because="number_dead", on=TODAY)
    again = actions.end_holding(holding_id=held.id, because="moved", on=TODAY + timedelta(days=9))
    assert (again.ended_on, again.ended_because) == (TODAY, "number_dead")
    reopened = actions.reopen_holding(holding_id=held.id)
    assert (reopened.ended_on, reopened.ended_because) == (None, "")
    with pytest.raises(EndsBeforeItBegan):
        actions.end_holding(
            holding_id=Holding.objects.get(person=cast["haru"], point=cast.points["kitano"]).id, because="moved", on=date(1970, 1, 1)
        )
    with pytest.raises(ValueError, match="bored"):
        actions.end_holding(holding_id=held.id, because="bored", on=TODAY)


def test_a_number_held_again_is_not_doubled_by_taking_its_end_back(cast: Cast) -> None:
    first = Holding.objects.get(person=cast["yumi"])
    actions.end_holding(holding_id=first.id, because="number_changed", on=TODAY)
    second = actions.hold_point(person_id=cast["yumi"].id, kind="phone", value=the_cast.YUMI_MOBILE, since_on=TODAY, now=NOW)
    assert second.id != first.id
    assert actions.reopen_holding(holding_id=first.id).id == second.id


def test_an_employer_is_one_however_its_legal_form_is_written(cast: Cast) -> None:
    assert Employer.objects.filter(name_key="あおば企画").count() == 1
    ended = actions.end_employment(employment_id=Employment.objects.get(person=cast["hama"]).id, on=TODAY)
    assert ended.ended_on == TODAY
    with pytest.raises(EmployerHasNoName):
        actions.employ(person_id=cast["hama"].id, employer="　", now=NOW)
    with pytest.raises(EndsBeforeItBegan):
        actions.end_employment(employment_id=Employment.objects.get(person=cast["okada"]).id, on=date(2000, 1, 1))


def test_an_employment_that_had_not_ended_after_all_goes_on(cast: Cast) -> None:
    job = Employment.objects.get(person=cast["hama"])
    actions.end_employment(employment_id=job.id, on=TODAY)
    assert not actions.reopen_employment(employment_id=job.id, ended_on=date(2000, 1, 1))
    assert actions.reopen_employment(employment_id=job.id, ended_on=TODAY)
    assert not actions.reopen_employment(employment_id=job.id, ended_on=TODAY)
    assert Employment.objects.get(pk=job.id).ended_on is None
    actions.end_employment(employment_id=job.id, on=TODAY)
    actions.employ(person_id=cast["hama"].id, employer=job.employer.name, now=NOW)
    assert not actions.reopen_employment(employment_id=job.id, ended_on=TODAY)


def test_one_of_us_at_a_time_looks_after_a_person_for_a_client(cast: Cast) -> None:
    mai, sato, mori = cast["mai"].id, cast.members["sato"].id, cast.members["mori"].id
    midori, hana = cast.clients["midori"].id, cast.clients["hana"].id
    first = Assignment.objects.get(person=cast["mai"])
    assert actions.assign(person_id=mai, member_id=sato, client_id=midori, on=TODAY).id == first.id
    actions.assign(person_id=mai, member_id=mori, client_id=midori, on=TODAY)
    actions.assign(person_id=mai, member_id=sato, client_id=hana, on=TODAY)
    actions.assign(person_id=mai, member_id=sato, client_id=None, on=TODAY)
    found = [(each.member, each.client, each.ended_on) for each in card(mai).assignments]
    assert sorted(found, key=str) == sorted(
        [
            ("佐藤 亮", "", None),
            ("佐藤 亮", "花便り", None),
            ("森 あかり", "みどり印刷株式会社", None),
            ("佐藤 亮", "みどり印刷株式会社", TODAY),
        ],
        key=str,
    )
    actions.end_assignment(assignment_id=Assignment.objects.get(person=cast["mai"], client=None).id, on=TODAY)
    assert Assignment.objects.filter(person=cast["mai"], ended_on=None).count() == 2


def test_a_household_is_joined_once_and_left(cast: Cast) -> None:
    home = cast.households["tsuji"]
    again = actions.join_household(person_id=cast["masao"].id, household_id=home.id, now=NOW)
    assert HouseholdMember.objects.filter(household=home).count() == 2
    actions.leave_household(membership_id=again.id, on=TODAY)
    assert [(each.name, each.ended_on) for each in card(cast["kazuko"].id).households[0].others] == [("辻 正夫", TODAY)]


def test_reads_are_logged(cast: Cast) -> None:
    actions.log_read(person_id=cast["haru"].id, member_id=cast.members["mori"].id, through="desk", now=NOW)
    assert PersonRead.objects.values_list("person_id", "member_id", "through", "at").get() == (
        cast["haru"].id,
        cast.members["mori"].id,
        "desk",
        NOW,
    )


def test_erasure_leaves_nothing_that_says_who_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[hooks.Erased] = []
    monkeypatch.setattr(hooks, "erased", [told.append])
    hama = cast["hama"].id
    other = actions.add_person(name="浜口とおる", now=NOW)
    own = actions.hold_point(person_id=other.id, kind="phone", value="090-1234-0077", label="携帯", now=NOW)
    actions.hold_point(person_id=hama, kind="postal", value="〒530-0001 大阪市北区", now=NOW)
    Merge.objects.all().delete()
    actions.merge(kept_id=hama, merged_id=other.id, by_id=None, because="浜口さん本人から", now=NOW)
    erased = actions.erase(person_id=other.id, by_id=cast.members["ueno"].id, now=NOW)
    assert told == [erased]
    assert set(erased.person_ids) == {hama, other.id}
    assert own.point_id in erased.point_ids
    for person in Person.objects.filter(id__in=erased.person_ids):
        assert (person.name, person.kana, person.name_key, person.kana_key, person.title, person.cares_about) == ("",) * 6
        assert (person.erased_at, person.erased_by_id) == (NOW, cast.members["ueno"].id)
    assert not ContactPoint.objects.filter(id__in=erased.point_ids).exclude(value="", postal_code="").exists()
    assert not Holding.objects.filter(person_id__in=erased.person_ids).exists()
    assert not Employment.objects.filter(person_id__in=erased.person_ids).exists()
    assert Merge.objects.get().because == ""
    assert find("浜口") == find("090-1234-0077") == []


def test_a_number_somebody_else_holds_stays_theirs(cast: Cast) -> None:
    erased = actions.erase(person_id=cast["kazuko"].id, by_id=None, now=NOW)
    assert erased.point_ids == ()
    assert [each.name for each in find_by_number(the_cast.TSUJI_HOME)] == ["辻 正夫"]
    assert card(cast["masao"].id).holdings[0].shared_with == ()
    assert Household.objects.get().name == "辻家"
    assert actions.erase(person_id=cast["masao"].id, by_id=None, now=NOW).point_ids == (cast.points["tsuji"].id,)
    assert Household.objects.get().name == ""


def test_a_number_somebody_held_once_goes_with_who_holds_it_now(cast: Cast) -> None:
    assert actions.erase(person_id=cast["kaoru"].id, by_id=None, now=NOW).point_ids == (cast.points["passed_on"].id,)
    assert card(cast["osamu"].id).holdings == ()


def test_the_refusal_hash_outlives_the_number(cast: Cast) -> None:
    before = cast.points["yumi"].refusal_hash
    actions.erase(person_id=cast["yumi"].id, by_id=None, now=NOW)
    assert ContactPoint.objects.get(pk=cast.points["yumi"].id).refusal_hash == before
    back = actions.add_person(name="真鍋", now=NOW)
    point = actions.hold_point(person_id=back.id, kind="phone", value=the_cast.YUMI_MOBILE, now=NOW).point
    assert point.id != cast.points["yumi"].id
    assert point.refusal_hash == before


def test_nothing_is_written_to_the_erased(cast: Cast) -> None:
    gone = cast["yumi"].id
    held = Holding.objects.get(person_id=gone).id
    actions.erase(person_id=gone, by_id=None, now=NOW)
    for write in (
        lambda: actions.erase(person_id=gone, by_id=None, now=NOW),
        lambda: actions.edit_person(person_id=gone, name="真鍋"),
        lambda: actions.hold_point(person_id=gone, kind="phone", value="090-1234-0088", now=NOW),
        lambda: actions.employ(person_id=gone, employer="どこか", now=NOW),
        lambda: actions.assign(person_id=gone, member_id=cast.members["sato"].id, client_id=None, on=TODAY),
    ):
        with pytest.raises(PersonIsErased):
            write()
    assert not ContactPoint.objects.filter(value="+819012340088").exists()
    with pytest.raises(HoldingIsGone):
        actions.reopen_holding(holding_id=held)


@pytest.mark.django_db(transaction=True)
def test_desks_that_write_down_the_same_number_and_employer_at_once_make_one() -> None:
    people = [actions.add_person(name=f"試験 {n}", now=NOW).id for n in range(4)]

    def write(person: object) -> None:
        actions.hold_point(person_id=person, kind="phone", value="090-1234-0001", now=NOW)  # type: ignore[arg-type]  # an id
        actions.employ(person_id=person, employer="株式会社同時", now=NOW)  # type: ignore[arg-type]  # an id

    results = at_once(*(lambda person=person: write(person) for person in people))  # type: ignore[misc]  # bound now
    assert results == [None] * 4
    assert ContactPoint.objects.count() == Employer.objects.count() == 1
    assert Holding.objects.count() == Employment.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_number_taken_up_while_its_holder_is_forgotten_is_not_lost() -> None:
    for _ in range(8):
        gone, stays = (actions.add_person(name=name, now=NOW).id for name in ("消える", "残る"))
        actions.hold_point(person_id=gone, kind="phone", value="090-1234-0001", now=NOW)
        results = at_once(
            lambda gone=gone: actions.erase(person_id=gone, by_id=None, now=NOW),  # type: ignore[misc]  # bound now
            lambda stays=stays: actions.hold_point(person_id=stays, kind="phone", value="090-1234-0001", now=NOW),  # type: ignore[misc]  # bound now
        )
        assert not any(isinstance(each, BaseException) for each in results), results
        assert [each.person_id for each in find_by_number("+819012340001")] == [stays]
        actions.erase(person_id=stays, by_id=None, now=NOW)
