"""Lists that would make one person of two, or lose what they say of somebody; each by the whole import."""

from pathlib import Path

import pytest

from enishi.consideration.models import Refusal
from enishi.people.models import Holding, Person
from enishi.team.models import ImportRun
from enishi.touches import imports
from tests.touches.logs import counts, taken_in

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
