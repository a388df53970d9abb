"""What an import knows of somebody does not outlive their erasure."""

from datetime import timedelta
from pathlib import Path

import pytest

from enishi.people import actions as people
from enishi.people.models import ContactPoint
from enishi.team.models import ImportChunk, ImportRun
from enishi.touches import imports
from enishi.touches.models import Touch
from tests import cast
from tests.touches.logs import NOW, counts, lines, row, taken_in

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "2026/11/10 10:00", "2026/11/20 09:00"
ERASED_AT = NOW - timedelta(days=3)


def test_an_old_log_does_not_bring_an_erased_number_back(tmp_path: Path) -> None:
    them = cast.assemble(now=ERASED_AT)
    people.erase(person_id=them["okada"].id, by_id=None, now=ERASED_AT)
    known = ContactPoint.objects.count()
    run = taken_in(lines(tmp_path / "log.csv", row("080-1234-0005", at=BEFORE), row("090-1234-0007", at=BEFORE)))
    assert counts(run) == (2, 1, 0, 1)
    (refused,) = imports.report_rows(run_id=run.id, fates=("refused",))
    assert (refused.number, refused.line, refused.cells) == (1, 2, "")
    assert refused.reason and refused.reason.ja == "消去のお申し出があった番号です。"
    assert Touch.objects.count() == 1
    assert ContactPoint.objects.count() == known
    assert not ContactPoint.objects.filter(value=cast.OKADA_MOBILE).exists()


def test_who_calls_after_the_erasure_is_somebody_new(tmp_path: Path) -> None:
    them = cast.assemble(now=ERASED_AT)
    people.erase(person_id=them["okada"].id, by_id=None, now=ERASED_AT)
    both = (row("080-1234-0005", at=BEFORE), row("080-1234-0005", at=AFTER, way="着信"))
    run = taken_in(lines(tmp_path / "log.csv", *both))
    assert counts(run) == (2, 1, 0, 1)
    touch = Touch.objects.get()
    assert touch.point and (touch.point.value, touch.person_id) == (cast.OKADA_MOBILE, None)


def test_a_report_forgets_who_is_erased_and_nobody_else(tmp_path: Path) -> None:
    them = cast.assemble()
    listed = tmp_path / "list.csv"
    rows = ["岡田　健一,おかだ,番号不明", "佐々木 光,ささき,080-1234-0005-9999", "佐々木 光,ささき,なし？"]
    listed.write_text("氏名,フリガナ,電話番号\n" + "\n".join(rows) + "\n")
    run = taken_in(listed)
    told = list(imports.report_rows(run_id=run.id, fates=("refused",)))
    assert all(verdict.cells for verdict in told)
    people.erase(person_id=them["okada"].id, by_id=None, now=NOW)
    left = list(imports.report_rows(run_id=run.id, fates=("refused",)))
    assert [(verdict.number, verdict.line) for verdict in left] == [(verdict.number, verdict.line) for verdict in told]
    for verdict, before in zip(left, told, strict=True):
        was_theirs = "岡田" in before.cells or "1234" in before.cells
        assert (verdict != before, bool(verdict.cells)) == (was_theirs, not was_theirs)


@pytest.mark.parametrize(("days", "kept"), [(89, 1), (91, 0)])
def test_reports_are_kept_for_three_months(tmp_path: Path, days: int, kept: int) -> None:
    run = taken_in(lines(tmp_path / "log.csv", row("090-1111-2222")))
    imports.forget_reports(NOW + timedelta(days=days))
    assert ImportChunk.objects.count() == kept
    assert counts(ImportRun.objects.get(pk=run.pk)) == (1, 1, 0, 0)
