"""Lists that would make one person of two, or lose what they say of somebody; each by the whole import."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.models import Q

from enishi.consideration.models import Refusal
from enishi.people.actions import add_person, hold_point, merge
from enishi.people.imports import looking_up
from enishi.people.models import Holding, Person
from enishi.team.models import ImportRun
from enishi.touches import imports
from tests.touches.logs import NOW, counts, taken_in

pytestmark = pytest.mark.django_db


def brought(path: Path, *rows: str) -> ImportRun:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return taken_in(path)


@pytest.mark.parametrize(
    ("head", "one", "other"),
    [
        ("顧客番号,電話番号", "1,090-1234-7001", "1,090-1234-7002"),
        ("顧客番号,フリガナ,電話番号", "1,ヤマダ タロウ,090-1234-7001", "1,スズキ ハナコ,090-1234-7002"),
        ("顧客番号,メール", "1,one@example.jp", "1,other@example.jp"),
    ],
    ids=["numbers", "readings", "mail"],
)
def test_two_lists_that_both_count_from_1_are_two_people(tmp_path: Path, head: str, one: str, other: str) -> None:
    brought(tmp_path / "a.csv", head, one)
    brought(tmp_path / "b.csv", head, other)
    assert [person.holdings.count() for person in Person.objects.all()] == [1, 1]


def test_the_same_row_of_numbers_again_is_the_same_person(tmp_path: Path) -> None:
    brought(tmp_path / "a.csv", "顧客番号,電話番号", "1,090-1234-7001")
    again = brought(tmp_path / "b.csv", "顧客番号,電話番号,電話番号2", "1,090-1234-7001,090-1234-7003")
    assert counts(again) == (1, 0, 1, 0)
    assert Person.objects.get().holdings.count() == 2


def test_a_refusal_in_one_list_is_not_put_on_somebody_of_the_other(tmp_path: Path) -> None:
    brought(tmp_path / "a.csv", "顧客番号,電話番号,架電禁止", "1,090-1234-7001,")
    brought(tmp_path / "b.csv", "顧客番号,電話番号,架電禁止", "1,090-1234-7002,○")
    refused = set(Refusal.objects.exclude(person=None).values_list("person", flat=True))
    assert refused == {Holding.objects.get(point__value="+819012347002").person_id}


def test_an_id_and_a_name_with_nothing_else_in_common_are_one_and_the_report_says_so(tmp_path: Path) -> None:
    """Their number changed, or it is a namesake of another list; two would let out calls that the one has refused."""
    brought(tmp_path / "a.csv", "顧客番号,氏名,電話番号", "1,佐藤 健,090-1234-7001")
    again = brought(tmp_path / "b.csv", "顧客番号,氏名,電話番号", "1,佐藤 健,090-1234-7002")
    assert counts(again) == (1, 0, 1, 0)
    (row,) = imports.report_rows(run_id=again.id)
    assert [warning.ja[:14] for warning in row.warnings] == ["名簿の番号とお名前から「佐藤"]


@pytest.mark.django_db(transaction=True)
def test_a_merge_while_a_list_is_looked_up_waits_for_its_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, merged = add_person(name="甲 一", now=NOW), add_person(name="乙 二", now=NOW)
    hold_point(person_id=merged.id, kind="phone", value="090-5555-0002", now=NOW)
    looked_up = looking_up._people

    def of_two() -> None:
        merge(kept_id=kept.id, merged_id=merged.id, by_id=None, because="", now=NOW)
        connections.close_all()

    meanwhile = threading.Thread(target=of_two)

    def slowly(*asked: Any) -> Any:
        meanwhile.start()
        meanwhile.join(0.5)
        return looked_up(*asked)

    monkeypatch.setattr(looking_up, "_people", slowly)
    run = brought(tmp_path / "a.csv", "氏名,携帯", "乙 二,090-5555-0002")
    meanwhile.join(10)
    assert counts(run) == (1, 0, 1, 0)
    assert Person.objects.get(id=merged.id).canonical_id == kept.id


@pytest.mark.parametrize("name", ["永井 颯太\x07", "山" * 300])
def test_a_refusal_is_heard_though_something_else_of_the_row_cannot_be_read(tmp_path: Path, name: str) -> None:
    known = add_person(name="永井 颯太", now=NOW)
    point = hold_point(person_id=known.id, kind="phone", value="090-1234-0009", now=NOW).point
    run = brought(tmp_path / "a.csv", "氏名,携帯,メール,架電禁止", f"{name},090-1234-0009,,○", f"{name},090-1234-0010,,")
    assert run.refused_rows == 1
    assert Refusal.objects.filter(Q(person=known) | Q(point_hash=point.refusal_hash)).exists()
    noted, refused = imports.report_rows(run_id=run.id)
    assert (refused.fate, str(noted.warnings[0])) == ("refused", str(refused.reason))
