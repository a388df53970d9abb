"""From a log to its report: what is read, who is drawn, what a policy would not have let out, whose numbers stay hidden."""

from pathlib import Path

import pytest

from enishi.consideration.rules.packs import SHIPPED
from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text
from enishi.measures.answers import as_json
from enishi.measures.examining import Asked, examine, page
from enishi.measures.eye import MOST, TYPICAL, Ring
from tests.measures import called


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    found = examine(Asked([called.log(tmp_path / "calls.csv")])).diagnosis
    assert (found.rows.read, found.rows.used, found.rows.refused, found.rows.doubled) == (len(called.ROWS) + 1, len(called.ROWS), 1, 0)
    assert (found.reach.people_tried, found.reach.people_reached) == (3, 2)
    assert found.breaches.total is None


def test_overlapping_logs_and_another_encoding_change_nothing(tmp_path: Path) -> None:
    once = examine(Asked([called.log(tmp_path / "calls.csv")])).diagnosis
    files = [called.log(tmp_path / "calls.csv"), called.log(tmp_path / "again.csv", encoding="cp932", rows=called.ROWS[3:])]
    twice = examine(Asked(files)).diagnosis
    assert (twice.reach, twice.burden, twice.response) == (once.reach, once.burden, once.response)
    assert (twice.rows.doubled, twice.rows.refused) == (len(called.ROWS[3:]), 2)


def test_who_bore_most_and_a_typical_one_are_drawn(tmp_path: Path) -> None:
    lives = examine(Asked([called.log(tmp_path / "calls.csv")])).lives
    assert [life.who for life in lives] == [MOST, TYPICAL]
    assert [len([moment for moment in life.moments if isinstance(moment, Ring)]) for life in lives] == [6, 2]


def test_of_a_long_story_the_hardest_thirty_days_are_drawn(tmp_path: Path) -> None:
    early = [("2026/01/05", f"{hour}:00:00", "03-2000-0001", called.HARDEST, "発信", 12, 0, "応答なし") for hour in (10, 15)]
    (most, *_) = examine(Asked([called.log(tmp_path / "calls.csv", rows=(*early, *called.ROWS))])).lives
    assert (f"{most.first:%m-%d}", f"{most.last:%m-%d}", len(most.moments)) == ("11-09", "11-10", 6)


def test_a_policys_breaches_are_named_with_their_rows(tmp_path: Path) -> None:
    found = examine(Asked([called.log(tmp_path / "calls.csv")], policy="consumer-sales")).diagnosis.breaches
    kinds = {kind.code: kind for kind in found.kinds}
    assert kinds["outside_hours"].rows == ("calls.csv:2", "calls.csv:4", "calls.csv:5", "calls.csv:7")
    assert kinds["cap_per_day"].count == 4
    assert kinds["cap_per_day"].name.ja == "1日の回数の超過"
    assert found.policy == "個人のお客様への営業"


@pytest.mark.parametrize("pack", SHIPPED)
def test_every_pack_can_be_held_against_a_log(pack: str, tmp_path: Path) -> None:
    found = examine(Asked([called.log(tmp_path / "calls.csv")], policy=pack)).diagnosis.breaches
    assert found.total is not None
    assert all(kind.name.ja != kind.code for kind in found.kinds)


def test_pseudonyms_stand_for_numbers_and_names_in_every_output(tmp_path: Path) -> None:
    asked = Asked([called.log(tmp_path / "calls.csv")], policy="consumer-sales", pseudonymise=True)
    examined = examine(asked)
    told = as_json(examined.diagnosis) + page(examined, asked, language="ja") + page(examined, asked, language="en")
    for plain in ("0901111", "090-1111", "8190111", "+81", "03-2000", "佐藤"):
        assert plain not in told, plain
    assert examined.diagnosis.reach.people_tried == 3


def test_a_report_holds_no_word_of_what_could_not_be_read(tmp_path: Path) -> None:
    odd = [("2026/11/09", "10:00:00", "03-2000-0001", "090-12-秘密", "発信", 9, 0, "応答なし")]
    asked = Asked([called.log(tmp_path / "calls.csv", rows=(*called.ROWS, *odd))])
    examined = examine(asked)
    told = as_json(examined.diagnosis) + page(examined, asked, language="ja")
    assert "秘密" not in told
    assert "番号として読めない" in told
    assert "日時として読めない" in told


def test_it_says_what_it_is_doing_and_how_far_it_is(tmp_path: Path) -> None:
    said: list[tuple[Text, float]] = []
    examine(Asked([called.log(tmp_path / "calls.csv")]), tell=lambda step, share: said.append((step, share)))
    shares = [share for _, share in said]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len({step for step, _ in said}) > 5


def test_an_empty_log_is_a_report_too(tmp_path: Path) -> None:
    asked = Asked([called.log(tmp_path / "calls.csv", rows=())])
    examined = examine(asked)
    assert examined.lives == ()
    assert (examined.diagnosis.rows.used, examined.diagnosis.reach.share) == (0, None)
    assert "None" not in page(examined, asked, language="ja")


def test_what_is_no_log_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(Unusable):
        examine(Asked([tmp_path / "picture.png"]))
