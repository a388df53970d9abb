"""Contact lists into the register: nobody twice, nothing overwritten, nobody guessed, every row accounted for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from enishi.kernel import phones
from enishi.kernel.columns import RefusedRow
from enishi.kernel.words import say
from enishi.people import actions, hooks
from enishi.people.imports import RefusalsWouldBeLost, apply_contacts, prepare_contacts
from enishi.people.imports.deciding import Decider
from enishi.people.imports.looking_up import look_up
from enishi.people.imports.wanted import wanted
from enishi.people.imports.writing import ASSIGNMENT, EMPLOYER, EMPLOYMENT, HOLDING, LISTING, PERSON, POINT, Table, write
from enishi.people.models import Assignment, ContactPoint, Employer, Employment, Holding, Listing, Person
from enishi.people.queries import card, find, find_by_number
from enishi.people.readers import PersonRow
from enishi.people.readers.rows import Phone
from enishi.people.rules import refusal_hash
from tests import cast as the_cast
from tests import engine
from tests.cast import Cast
from tests.people.lists import HOME, MOBILE, NOW, POSTAL, a_row, a_run, register, take_in

pytestmark = pytest.mark.django_db
# The cast was known before the list came.
LATER = NOW + timedelta(days=3)


@pytest.fixture
def cast() -> Cast:
    return the_cast.assemble()


@pytest.mark.parametrize(
    ("table", "model"),
    [
        (PERSON, Person),
        (POINT, ContactPoint),
        (HOLDING, Holding),
        (EMPLOYER, Employer),
        (LISTING, Listing),
        (EMPLOYMENT, Employment),
        (ASSIGNMENT, Assignment),
    ],
)
def test_the_columns_written_by_hand_are_the_models(table: Table, model: type[models.Model]) -> None:
    columns = {field.column for field in model._meta.concrete_fields}
    needed = {field.column for field in model._meta.concrete_fields if not field.null and not isinstance(field, models.AutoField)}
    assert table.name == model._meta.db_table
    assert needed <= set(table.columns) <= columns


def test_a_row_becomes_a_person_with_everything_it_says(cast: Cast) -> None:
    row = a_row(
        *(1, "渡邊 一郎", MOBILE, HOME),
        kana="ﾜﾀﾅﾍﾞ ｲﾁﾛｳ",
        honorific="先生",
        title="院長",
        company="医療法人渡辺医院",
        department="外科",
        role="院長",
        emails=("Ichiro@Watanabe.example",),
        postal=POSTAL,
        cares_about="釣り",
        notes="午後がよい",
        client_name="みどり印刷",
        owner_name="森あかり",
        zone="Asia/Tokyo",
        warnings=(say("年齢は取り込みません。", "Age is not taken."),),
    )
    (verdict,) = take_in([row], a_run(started_by=cast.members["sato"]))
    assert (verdict.number, verdict.line, verdict.fate, verdict.warnings) == (1, 2, "created", row.warnings)
    assert verdict.id is not None
    whole = card(verdict.id)
    assert (whole.name, whole.honorific, whole.title, whole.met_as, whole.zone) == ("渡邊 一郎", "先生", "院長", "business", "Asia/Tokyo")
    assert (whole.cares_about, whole.client, whole.created_at) == ("釣り\n午後がよい", "みどり印刷株式会社", NOW)
    assert [(each.kind, each.value, each.use, each.label, each.since_on) for each in whole.holdings] == [
        ("phone", MOBILE, "personal", "携帯", None),
        ("phone", HOME.number, "household", "自宅", None),
        ("email", "ichiro@watanabe.example", "personal", "", None),
        ("postal", "〒530-0001 大阪府大阪市北区梅田1-1", "personal", "", None),
    ]
    assert whole.holdings[3].postal_code == "530-0001"
    assert [(each.employer, each.department, each.role) for each in whole.employments] == [("医療法人渡辺医院", "外科", "院長")]
    assert [(each.member, each.client, each.since_on) for each in whole.assignments] == [
        ("森 あかり", "みどり印刷株式会社", date(2026, 11, 16))
    ]
    point = ContactPoint.objects.get(value=MOBILE)
    assert point.refusal_hash == refusal_hash(kind="phone", value=MOBILE, key=engine.KEYS["ENISHI_KEY_REFUSAL"])
    for typed in ("渡辺一郎", "わたなべ", "watanabe", "090-1234-0101", "ichiro@"):
        assert [each.person_id for each in find(typed)] == [verdict.id]


def test_what_the_reader_refused_is_passed_on() -> None:
    refused = RefusedRow(3, 7, say("読めません。", "Cannot be read."), "nobody", ",,,")
    assert take_in([refused], a_run()) == [(3, 7, "refused", None, refused.reason, ",,,", ())]
    assert Person.objects.count() == 0


def test_the_same_list_again_adds_nothing(cast: Cast) -> None:
    rows = [a_row(n, f"試験 {n}", f"+8190123402{n:02d}", company=f"会社{n % 3}", owner_name="佐藤 亮", postal=POSTAL) for n in range(40)]
    first = take_in(rows, a_run())
    before = register()
    again = take_in(rows, a_run(), LATER)
    assert {each.fate for each in first} == {"created"}
    assert [(each.fate, each.id, each.warnings) for each in again] == [("matched", each.id, ()) for each in first]
    assert register() == before


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("高梨 舞", {"phones": (Phone(the_cast.MAI_MOBILE, "personal", ""),)}),
        ("髙梨舞", {"emails": ("MAI@takanashi.example",)}),
        ("", {"kana": "タカナシ マイ", "phones": (Phone(the_cast.MAI_MOBILE, "personal", ""),)}),
        ("高梨 麻衣", {"kana": "たかなし まい", "emails": ("mai@takanashi.example",)}),
        # She held it once
        ("高梨 舞", {"phones": (Phone(the_cast.MAI_OLD_DESK, "switchboard", ""),)}),
    ],
)
def test_who_has_the_same_contact_and_name_is_the_same(cast: Cast, name: str, fields: dict[str, object]) -> None:
    (verdict,) = take_in([PersonRow(1, 2, "other-list-1", name, **fields)], a_run())  # type: ignore[arg-type]  # as named
    assert (verdict.fate, verdict.id) == ("matched", cast["mai"].id)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("高梨 花", {"phones": (Phone(the_cast.MAI_MOBILE, "personal", ""),)}),
        ("高梨 舞", {"phones": (Phone("+819012340999", "personal", ""),)}),
        ("高梨 舞", {}),
        ("北野 ハナ", {"postal": POSTAL}),
        ("", {"emails": ("mai@takanashi.example",), "kana": "たかなし はな"}),
    ],
)
def test_a_name_alone_or_a_number_alone_is_nobody_we_know(cast: Cast, name: str, fields: dict[str, object]) -> None:
    (verdict,) = take_in([PersonRow(1, 2, "other-list-1", name, **fields)], a_run())  # type: ignore[arg-type]  # as named
    assert verdict.fate == "created"


def test_neighbours_of_one_name_and_address_are_two(cast: Cast) -> None:
    first, second = take_in([a_row(1, "佐藤 花", postal=POSTAL), a_row(2, "佐藤 花", postal=POSTAL)], a_run())
    assert first.id != second.id
    assert ContactPoint.objects.filter(kind="postal", value__contains="梅田").count() == 1


def test_the_next_edition_of_a_list_finds_whom_it_found_before_by_another_number(cast: Cast) -> None:
    take_in([a_row(1, "高梨 舞", the_cast.MAI_MOBILE, source_ref="7")], a_run())
    (verdict,) = take_in([a_row(1, "佐々木 舞", MOBILE, source_ref="7")], a_run())
    assert (verdict.fate, verdict.id) == ("matched", cast["mai"].id)
    assert [each.ja[:12] for each in verdict.warnings] == ["名簿の番号とお名前から「", "登録のお名前は「髙梨 舞"]
    assert [each.name for each in find_by_number(MOBILE)] == ["髙梨 舞"]


def test_only_blanks_are_filled(cast: Cast) -> None:
    row = a_row(
        *(1, "高梨 舞", the_cast.MAI_MOBILE, "+81663340103"),
        title="社長",
        cares_about="べつのこと",
        honorific="殿",
        zone="Asia/Tokyo",
        client_name="花便り",
        met_as="consumer",
    )
    take_in([row], a_run(), LATER)
    whole = card(cast["mai"].id)
    assert (whole.title, whole.cares_about, whole.honorific, whole.met_as, whole.name) == (
        *("デザイナー", "独立して二年目。紙の手ざわり", "様", "business", "髙梨 舞"),
    )
    assert (whole.zone, whole.client) == ("Asia/Tokyo", "花便り")
    (new,) = [each for each in whole.holdings if each.value == "+81663340103"]
    # We know it since today; of somebody new to us we would not know since when.
    assert (new.since_on, new.ended_on) == (date(2026, 11, 19), None)


def test_a_reading_that_was_missing_can_be_searched_for(cast: Cast) -> None:
    person = actions.add_person(name="岡本 光", now=NOW)
    actions.hold_point(person_id=person.id, kind="phone", value=MOBILE, now=NOW)
    assert find("okamoto") == []
    take_in([a_row(1, "岡本 光", MOBILE, kana="オカモト ヒカル"), a_row(2, "岡本 光", MOBILE, title="画家", kana="べつのよみ")], a_run())
    assert [(each.person_id, each.kana, each.title) for each in find("okamoto")] == [(person.id, "オカモト ヒカル", "画家")]


def test_another_name_on_a_number_is_another_person_and_said(cast: Cast) -> None:
    (verdict,) = take_in([a_row(1, "辻 太郎", Phone(the_cast.TSUJI_HOME, "household", "自宅"))], a_run())
    assert verdict.fate == "created"
    assert verdict.warnings[0].ja in {
        f"「{phones.pretty(the_cast.TSUJI_HOME)}」は、ほかの方もお使いです(辻 和子、辻 正夫)。",
        f"「{phones.pretty(the_cast.TSUJI_HOME)}」は、ほかの方もお使いです(辻 正夫、辻 和子)。",
    }
    assert len(find_by_number(the_cast.TSUJI_HOME)) == 3
    # Behind a switchboard there is a whole firm: nothing to say.
    (verdict,) = take_in([a_row(2, "林 三郎", Phone(the_cast.HAYASHI_SWITCHBOARD, "switchboard", "代表"))], a_run())
    assert (verdict.fate, verdict.warnings) == ("created", ())


def test_of_several_with_one_name_on_one_number_none_is_chosen(cast: Cast) -> None:
    for _ in range(2):
        person = actions.add_person(name="林 一", now=NOW)
        actions.hold_point(person_id=person.id, kind="phone", value=MOBILE, now=NOW)
    (verdict,) = take_in([a_row(1, "林 一", MOBILE)], a_run())
    assert verdict.fate == "created"
    assert "複数" in verdict.warnings[0].ja
    assert "林 一、林 一" in verdict.warnings[1].ja
    # Once they are found to be one, the list finds them, and its own.
    first, second, third = (each.person_id for each in find_by_number(MOBILE))
    actions.merge(kept_id=first, merged_id=second, by_id=None, because="", now=NOW)
    actions.merge(kept_id=first, merged_id=third, by_id=None, because="", now=NOW)
    (again,) = take_in([a_row(2, "林 一", MOBILE)], a_run())
    assert (again.fate, again.id) == ("matched", first)


def test_what_ended_is_not_taken_up_again(cast: Cast) -> None:
    actions.end_holding(
        holding_id=Holding.objects.get(person=cast["nagai"], point=cast.points["nagai"]).id, because="number_dead", on=NOW.date()
    )
    (verdict,) = take_in([a_row(1, "永井 颯太", the_cast.NAGAI_MOBILE)], a_run())
    assert (verdict.fate, verdict.id) == ("matched", cast["nagai"].id)
    assert phones.pretty(the_cast.NAGAI_MOBILE) in verdict.warnings[0].ja
    assert not Holding.objects.filter(point=cast.points["nagai"], ended_on=None).exists()


def test_a_merged_person_is_matched_as_the_canonical_one_and_holds_nothing_twice(cast: Cast) -> None:
    twice = actions.add_person(name="高梨 マイ", kana="たかなし まい", now=NOW)
    actions.hold_point(person_id=twice.id, kind="phone", value=MOBILE, now=NOW)
    actions.merge(kept_id=cast["mai"].id, merged_id=twice.id, by_id=None, because="", now=NOW)
    count = Holding.objects.count()
    (verdict,) = take_in([a_row(1, "高梨マイ", MOBILE, the_cast.MAI_MOBILE)], a_run())
    assert (verdict.fate, verdict.id) == ("matched", cast["mai"].id)
    assert Holding.objects.count() == count


def test_who_was_erased_comes_back_as_somebody_new_whose_number_is_known_to_refuse(cast: Cast) -> None:
    rows = [a_row(1, "眞鍋 由美", the_cast.YUMI_MOBILE)]
    take_in(rows, a_run())
    actions.erase(person_id=cast["yumi"].id, by_id=None, now=NOW)
    (verdict,) = take_in(rows, a_run())
    assert verdict.fate == "created"
    (back,) = find_by_number(the_cast.YUMI_MOBILE)
    assert back.person_id == verdict.id != cast["yumi"].id
    assert ContactPoint.objects.get(pk=back.point_id).refusal_hash == cast.points["yumi"].refusal_hash
    assert [warning for warning in verdict.warnings if "消去のお申し出" in warning.ja]
    # Whoever has come back is known from then on
    (again,) = take_in(rows, a_run())
    assert (again.fate, again.warnings) == ("matched", ())


def test_who_the_list_says_not_to_contact_is_told_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[list[hooks.RefusedOnImport], datetime]] = []
    monkeypatch.setattr(hooks, "refused_on_import", [lambda refused, now: told.append((list(refused), now))])
    run = a_run(started_by=cast.members["sato"])
    rows = [
        a_row(1, "高梨 舞", the_cast.MAI_MOBILE, refused_flag="連絡不可"),
        a_row(2, "新しい人", MOBILE, refused_flag=""),
        a_row(3, "別の人", "+819012340555"),
    ]
    matched, created, _ = take_in(rows, run)
    assert matched.id is not None
    assert created.id is not None
    sato = cast.members["sato"].id
    assert told == [
        ([hooks.RefusedOnImport(matched.id, "連絡不可", run.id, sato), hooks.RefusedOnImport(created.id, "", run.id, sato)], NOW)
    ]


def test_where_nobody_hears_refusals_nobody_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "refused_on_import", [])
    with pytest.raises(RefusalsWouldBeLost):
        take_in([a_row(1, "新しい人", MOBILE, refused_flag="不可")], a_run())
    assert Person.objects.count() == 0


def test_who_looks_after_whom_is_filled_and_never_changed(cast: Cast) -> None:
    midori = cast.clients["midori"]
    rows = [
        a_row(1, "高梨 舞", the_cast.MAI_MOBILE, owner_name="森 あかり"),
        a_row(2, "眞鍋 由美", the_cast.YUMI_MOBILE, owner_name="mori"),
        a_row(3, "永井 颯太", the_cast.NAGAI_MOBILE, owner_name="だれか"),
        a_row(4, "高梨 舞", the_cast.MAI_MOBILE, owner_name="佐藤 亮", client_name="花便り"),
        a_row(5, "小川 節子", the_cast.OGAWA_HOME, client_name="知らない会社"),
    ]
    verdicts = take_in(rows, a_run(client=midori))
    assert [each.warnings[0].ja if each.warnings else "" for each in verdicts] == [
        "担当者は登録のままにしました(一覧では「森 あかり」)。",
        "",
        "担当者「だれか」は登録がないため、担当なしで取り込みました。",
        "",
        "委託元「知らない会社」は登録がないため、委託元なしで取り込みました。",
    ]
    found = {(each.member, each.client) for each in card(cast["mai"].id).assignments}
    assert found == {("佐藤 亮", "みどり印刷株式会社"), ("佐藤 亮", "花便り")}
    assert [(each.member, each.client) for each in card(cast["yumi"].id).assignments] == [("森 あかり", "みどり印刷株式会社")]
    assert card(cast["nagai"].id).assignments == ()
    assert card(cast["ogawa"].id).client == "みどり印刷株式会社"


def test_where_somebody_works_is_filled_and_never_changed(cast: Cast) -> None:
    rows = [
        a_row(1, "高梨 舞", the_cast.MAI_MOBILE, company="あおば企画"),
        a_row(2, "岡田 健一", the_cast.OKADA_MOBILE, company="よその会社"),
        a_row(3, "岡田 健一", the_cast.OKADA_MOBILE, company="(有)岡田製作所"),
        a_row(4, "永井 颯太", the_cast.NAGAI_MOBILE, company="岡田製作所", role="工場長"),
        a_row(5, "株式会社みなと", Phone("+81663340777", "switchboard", "代表"), company="株式会社みなと", honorific="御中"),
    ]
    verdicts = take_in(rows, a_run())
    assert [each.warnings[0].en if each.warnings else "" for each in verdicts] == [
        "They are on record as having left “あおば企画”.",
        "They work elsewhere, not at “よその会社”; left as it was.",
        "",
        "",
        "",
    ]
    assert [(each.employer, each.role) for each in card(cast["nagai"].id).employments] == [("岡田製作所有限会社", "工場長")]
    assert not Employer.objects.filter(name_key__in=["よその会社", "みなと"]).exists()


def test_it_asks_as_often_for_many_as_for_few(cast: Cast) -> None:
    def questions(count: int, start: int) -> int:
        rows = [a_row(n, f"試験 {n}", f"+8190{n:08d}", company=f"会社{n}", owner_name="佐藤 亮") for n in range(start, start + count)]
        run = a_run()
        with CaptureQueriesContext(connection) as first:
            take_in(rows, run)
        with CaptureQueriesContext(connection) as second:
            take_in([a_row(row.number, row.name, *row.phones, title="新", source_ref="") for row in rows], run)
        return len(first) + len(second)

    assert questions(3, 10000000) == questions(150, 20000000)


def test_it_is_the_callers_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        apply_contacts([a_row(1, "消える人", MOBILE)], a_run(), NOW)
        _ = 1 / 0
    assert Person.objects.count() == 0


def test_prepared_rows_are_taken_too() -> None:
    with transaction.atomic():
        (verdict,) = apply_contacts(prepare_contacts([a_row(1, "人", MOBILE)]), a_run(), NOW)
    assert verdict.fate == "created"


def test_a_number_a_colleague_wrote_down_since_we_looked_is_theirs(cast: Cast) -> None:
    """The look-up saw no such number and the person no such holding; the writing finds both."""
    rows = [a_row(1, "高梨 舞", the_cast.MAI_MOBILE, MOBILE, "+819012340102"), a_row(2, "新しい人", MOBILE, company="新しい会社")]
    with transaction.atomic():
        decider = Decider(look_up([wanted(row) for row in rows], today=NOW.date(), zone="Asia/Tokyo"), None, NOW.date())
        for row in rows:
            decider.take(wanted(row))
        theirs = actions.hold_point(person_id=cast["mai"].id, kind="phone", value=MOBILE, now=NOW)
        actions.employ(person_id=cast["haru"].id, employer="株式会社新しい会社", now=NOW)
        write(decider.plan, NOW)
    assert [each.employer for each in find("新しい人")] == ["株式会社新しい会社"]
    assert ContactPoint.objects.get(value=MOBILE).id == theirs.point_id
    assert {each.name for each in find_by_number(MOBILE)} == {"髙梨 舞", "新しい人"}
    assert Holding.objects.filter(point_id=theirs.point_id, person=cast["mai"]).count() == 1
    assert [each.name for each in find_by_number("+819012340102")] == ["髙梨 舞"]


def test_a_list_of_tomorrow_morning_in_tokyo_counts_by_tokyos_days(cast: Cast) -> None:
    evening = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    take_in([a_row(1, "高梨 舞", the_cast.MAI_MOBILE, MOBILE)], a_run(), evening)
    assert Holding.objects.get(point__value=MOBILE).since_on == date(2026, 11, 21)


@pytest.mark.parametrize(("by", "met_as"), [("sato", "consumer"), ("ueno", "internal"), (None, "internal")])
def test_a_list_makes_a_colleague_only_by_a_managers_hand(cast: Cast, by: str | None, met_as: str) -> None:
    (verdict,) = take_in([a_row(1, "人", MOBILE, met_as="internal")], a_run(started_by=cast.members[by] if by else None))
    assert Person.objects.get(pk=verdict.id).met_as == met_as
    assert bool(verdict.warnings) == (met_as != "internal")
