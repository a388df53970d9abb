"""Whose number it was on that day, which of us it was, and for whom: found or left open, never guessed."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from enishi.people import actions as people
from enishi.people.models import ContactPoint, Person
from enishi.people.rules import refusal_hash
from enishi.team.models import OwnNumber
from enishi.touches import imports
from enishi.touches.models import Touch, TouchOutcome
from tests import cast
from tests.cast import Cast
from tests.touches.logs import NOW, carried_on, counts, lines, row, taken_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def them() -> Cast:
    return cast.assemble()


def test_a_number_leads_to_the_one_person_who_holds_it(tmp_path: Path, them: Cast) -> None:
    taken_in(lines(tmp_path / "log.csv", row("080-1234-0005"), row("(075)221-0004"), row("090-9999-8888")))
    found = {touch.point.value: touch.person_id for touch in Touch.objects.select_related("point") if touch.point}
    assert found == {cast.OKADA_MOBILE: them["okada"].id, cast.TSUJI_HOME: None, "+819099998888": None}


def test_an_unknown_number_becomes_a_point_whose_refusal_would_bind(tmp_path: Path) -> None:
    taken_in(lines(tmp_path / "log.csv", row("090-9999-8888")))
    point = ContactPoint.objects.get()
    assert (point.kind, point.value, point.use, point.refusal_key_id) == ("phone", "+819099998888", "personal", settings.REFUSAL_KEY_ID)
    assert point.refusal_hash == refusal_hash(kind="phone", value="+819099998888", key=settings.REFUSAL_KEY)
    assert not Person.objects.exists()


def test_merged_holders_are_one_holder(tmp_path: Path, them: Cast) -> None:
    people.merge(kept_id=them["kazuko"].id, merged_id=them["masao"].id, by_id=None, because="test", now=NOW)
    taken_in(lines(tmp_path / "log.csv", row("075-221-0004")))
    assert Touch.objects.get().person_id == them["kazuko"].id


def test_a_number_that_was_anothers_on_that_day_names_nobody(tmp_path: Path, them: Cast) -> None:
    """谷口 修 held it until 2025-09-30, 谷口 薫 holds it now: a call of 2024 was not hers."""
    taken_in(lines(tmp_path / "log.csv", row("06-6834-0008", at="2024/05/01 10:00"), row("06-6834-0008", at="2025/10/02 10:00")))
    assert list(Touch.objects.order_by("at").values_list("person_id", flat=True)) == [None, them["kaoru"].id]


def test_a_holding_that_was_a_mistake_does_not_cloud_who_it_was(tmp_path: Path, them: Cast) -> None:
    people.end_holding(holding_id=them["masao"].holdings.get(ended_on=None).id, because="wrong_person", on=date(2026, 11, 1))
    taken_in(lines(tmp_path / "log.csv", row("075-221-0004", at="2026/10/01 10:00")))
    assert Touch.objects.get().person_id == them["kazuko"].id


def test_names_of_ours_are_found_whatever_their_width(tmp_path: Path, them: Cast) -> None:
    OwnNumber.objects.create(e164="+81661234567")
    run = taken_in(
        lines(
            tmp_path / "log.csv",
            row("090-0000-0001".replace("0000", "1000"), member="佐藤　亮", client="みどり印刷 株式会社"),
            row("090-1000-0002", member="SATO"),
            row("090-1000-0003", member="誰か", client="どこか", result="お話し済み？"),
        )
    )
    touches = list(Touch.objects.order_by("point__value").select_related("own_number"))
    sato, midori = them.members["sato"].id, them.clients["midori"].id
    assert [(touch.member_id, touch.client_id) for touch in touches] == [(sato, midori), (sato, None), (None, None)]
    assert {touch.own_number.e164 for touch in touches if touch.own_number} == {"+81661234567"}
    stranger = list(imports.report_rows(run_id=run.id))[2]
    assert [text.ja[:4] for text in stranger.warnings] == ["担当者「", "委託元「", "結果「お"]
    assert TouchOutcome.objects.get(touch_id=UUID(stranger.id)).code == "unknown"


def test_two_members_of_one_name_are_not_guessed_between(tmp_path: Path, them: Cast) -> None:
    type(them.members["sato"]).objects.create_user(username="sato2", password="a long enough one", name="佐藤亮")
    taken_in(lines(tmp_path / "log.csv", row("090-1000-0001", member="佐藤 亮"), row("090-1000-0002", member="sato2")))
    members = [touch.member.username if touch.member else None for touch in Touch.objects.order_by("point__value").select_related("member")]
    assert members == [None, "sato2"]


def test_a_withheld_number_is_a_touch_without_a_point(tmp_path: Path) -> None:
    run = taken_in(lines(tmp_path / "log.csv", row("非通知", way="着信", result="不在")))
    assert counts(run) == (1, 1, 0, 0)
    assert (Touch.objects.get().point_id, TouchOutcome.objects.get().code) == (None, "missed")


def test_a_phones_backup_is_its_owners_log(tmp_path: Path, them: Cast) -> None:
    backup = tmp_path / "calls.xml"
    backup.write_text(
        '<?xml version="1.0"?>\n<calls count="2">\n'
        '<call number="08012340005" duration="61" date="1763600000000" type="2" presentation="1" contact_name="岡田" />\n'
        '<call number="" duration="0" date="1763600100000" type="3" presentation="2" />\n</calls>\n'
    )
    run = imports.prepare(path=backup, file_name="calls.xml", by_id=them.members["mori"].id, now=NOW)
    assert (run.kind, run.format, run.mapping) == ("touches", "android-calls", {imports.WHOSE: "mori"})
    imports.change_mapping(run_id=run.id, mapping={imports.WHOSE: "佐藤 亮"})
    imports.start(run_id=run.id)
    carried_on(run.id)
    assert list(Touch.objects.order_by("at").values_list("member__username", "person_id", "point__value")) == [
        ("sato", them["okada"].id, cast.OKADA_MOBILE),
        ("sato", None, None),
    ]


@pytest.mark.parametrize("column", ["", ",担当者"])
def test_two_of_us_in_one_minute_are_two_contacts(tmp_path: Path, them: Cast, column: str) -> None:
    for who in ("sato", "mori", "mori"):
        member = them.members[who]
        log = tmp_path / f"{who}.csv"
        log.write_text(f"日時,方向,電話番号,通話時間{column}\n2026/11/16 13:05,発信,{cast.NAGAI_MOBILE},0{column and ',' + member.name}\n")
        run = imports.prepare(path=log, file_name=log.name, by_id=member.id, now=NOW)
        imports.start(run_id=run.id)
        carried_on(run.id)
    assert sorted(Touch.objects.values_list("member__username", flat=True)) == ["mori", "sato"]


def test_a_table_that_is_not_one_telephones_is_nobodys_in_particular(tmp_path: Path, them: Cast) -> None:
    log = lines(tmp_path / "log.csv", row("080-1234-0005"))
    assert imports.WHOSE not in imports.prepare(path=log, file_name=log.name, by_id=them.members["mori"].id, now=NOW).mapping
    plain = tmp_path / "plain.csv"
    plain.write_text("日時,方向,電話番号,通話時間\n2026/11/16 13:05,発信,080-1234-0005,0\n")
    run = imports.prepare(path=plain, file_name=plain.name, by_id=them.members["mori"].id, now=NOW)
    assert run.mapping[imports.WHOSE] == "mori"
    columns = {name: value for name, value in run.mapping.items() if name != imports.WHOSE}
    assert imports.change_mapping(run_id=run.id, mapping=columns).mapping[imports.WHOSE] == "mori"
    imports.change_mapping(run_id=run.id, mapping=columns | {imports.WHOSE: "-"})
    imports.start(run_id=run.id)
    carried_on(run.id)
    assert Touch.objects.get().member is None
