"""A log that would write into the ledger what nobody can take out of it again."""

from pathlib import Path

import pytest

from enishi.touches import imports
from enishi.touches.models import Touch
from tests.touches.logs import counts, lines, row, taken_in

pytestmark = pytest.mark.django_db


def test_a_contact_that_is_yet_to_come_is_refused(tmp_path: Path) -> None:
    run = taken_in(lines(tmp_path / "log.csv", row("090-1111-2222", at="2099/01/01 10:00"), row("090-1111-2222", at="2026/11/20 09:00")))
    assert counts(run) == (2, 1, 0, 1)
    (refused,) = imports.report_rows(run_id=run.id, fates=("refused",))
    assert (refused.number, refused.line, refused.cells) == (1, 2, "2099-01-01 01:00 UTC")
    assert refused.reason and "これから先" in refused.reason.ja
    assert Touch.objects.get().at.year == 2026
