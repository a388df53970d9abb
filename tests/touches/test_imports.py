"""Bringing a log in: every row accounted for, nothing twice, nothing half-written, and nothing left behind."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection

from enishi.kernel.columns import Unusable
from enishi.kernel.words import speaking
from enishi.people.models import Person
from enishi.team.models import ImportChunk, ImportRun
from enishi.touches import imports
from enishi.touches.imports import ledger
from enishi.touches.imports.pace import Pace
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from tests.touches.logs import HEADER, NOW, carried_on, counts, lines, log, prepared, row, taken_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_row_becomes_a_touch_with_outcome_and_words(tmp_path: Path) -> None:
    run = taken_in(log(tmp_path / "log.csv", 500))
    assert counts(run) == (500, 500, 0, 0)
    assert (run.state, run.problem, run.bytes_done) == ("done", None, run.bytes_total)
    assert Touch.objects.filter(import_run=run, source="csv", recorded_at=NOW, outside_gate=False).count() == 500
    assert TouchOutcome.objects.count() == 500
    assert set(TouchOutcome.objects.values_list("code", "reached").distinct()) >= {
        ("reached", True),
        ("no_answer", False),
        ("missed", False),
    }
    assert set(TouchWords.objects.values_list("text", flat=True)) == {'折り返し希望、"午後"に'}
    touch = Touch.objects.order_by("at").first()
    assert touch is not None
    assert touch.at == datetime(2024, 3, 31, 15, 0, tzinfo=UTC)


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    first = taken_in(log(tmp_path / "log.csv", 300))
    again = prepared(tmp_path / "log.csv")
    assert imports.same_file(again) == first
    assert imports.same_file(first) is None
    imports.start(run_id=again.id)
    carried_on(again.id)
    again.refresh_from_db()
    assert counts(again) == (300, 0, 300, 0)
    assert Touch.objects.count() == TouchOutcome.objects.count() == 300


def test_overlapping_files_add_what_is_new(tmp_path: Path) -> None:
    whole = log(tmp_path / "whole.csv", 400).read_text().splitlines(keepends=True)
    (tmp_path / "early.csv").write_text("".join(whole[:301]))
    (tmp_path / "late.csv").write_text(whole[0] + "".join(whole[201:]))
    assert counts(taken_in(tmp_path / "early.csv")) == (300, 300, 0, 0)
    assert counts(taken_in(tmp_path / "late.csv")) == (200, 100, 100, 0)


def test_the_same_row_twice_in_one_file_is_one_touch(tmp_path: Path) -> None:
    same = row("090-1111-2222")
    run = taken_in(lines(tmp_path / "log.csv", same, row("090-3333-4444"), same))
    assert counts(run) == (3, 2, 1, 0)
    assert [verdict.fate for verdict in imports.report_rows(run_id=run.id)] == ["created", "created", "matched"]


def test_texts_keep_their_words_where_they_can_be_erased(tmp_path: Path) -> None:
    backup = tmp_path / "sms.xml"
    backup.write_text(
        '<?xml version="1.0"?>\n<smses count="2">\n'
        '<sms address="08012340005" date="1763600000000" type="1" body="明日&#10;15時に&#55357;&#56832;" />\n'
        '<sms address="08012340005" date="1763600200000" type="2" body="承知しました" />\n</smses>\n'
    )
    run = taken_in(backup)
    assert (run.format, counts(run)) == ("android-texts", (2, 2, 0, 0))
    found = Touch.objects.order_by("at").values_list("channel", "direction", "outcomes__code", "words__text")
    assert list(found) == [("text", "in", "received", "明日\n15時に😀"), ("text", "out", "sent", "承知しました")]


def test_a_contact_list_goes_the_same_way(tmp_path: Path) -> None:
    listed = tmp_path / "名簿.csv"
    listed.write_bytes("氏名,フリガナ,電話番号\n髙梨 舞,タカナシ マイ,090-1234-0001\n佐藤,サトウ,abc\n".encode("cp932"))
    run = taken_in(listed)
    assert (run.kind, run.encoding, run.file_name) == ("contacts", "cp932", "名簿.csv")
    assert run.rows_done == 2
    assert Person.objects.count() == run.created_rows >= 1
    assert len(list(imports.report_rows(run_id=run.id))) == 2
    assert counts(taken_in(listed))[1] == 0


def test_refused_rows_are_told_with_how_they_looked(tmp_path: Path) -> None:
    run = taken_in(lines(tmp_path / "log.csv", row("090-1111-2222"), row("=cmd()"), row("090-3333-4444", at="昭和99年1月1日")))
    assert counts(run) == (3, 1, 0, 2)
    refused = list(imports.report_rows(run_id=run.id, fates=("refused",)))
    assert [(verdict.number, verdict.line) for verdict in refused] == [(2, 3), (3, 4)]
    assert all(verdict.reason and verdict.reason.ja and verdict.reason.en for verdict in refused)
    assert "=cmd()" in refused[0].cells


def test_the_report_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"{HEADER}\n=cmd|' /C calc'!A0,2024/1/1,1,,,,,,,\n{row('090-1111-2222')}\n")
    run = taken_in(tmp_path / "log.csv")
    out = io.StringIO()
    with speaking("en"):
        imports.report_csv(run_id=run.id, out=out)
    header, refused, created = csv.reader(io.StringIO(out.getvalue()))
    assert header == ["Record", "Line", "Result", "Reason", "Original"]
    assert refused[4].startswith("'=cmd|")
    assert (refused[2], created[2:]) == ("Refused", ["Created", "", ""])


def test_preview_shows_how_rows_would_be_read_and_takes_nothing_in(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 50))
    shown = imports.preview(run=run, limit=5)
    assert (run.state, len(shown.records), shown.problem) == ("preview", 5, None)
    assert ["相手番号", "number"] in shown.mapping["columns"]
    assert carried_on(run.id) is imports.End.NOT_OURS
    assert not Touch.objects.exists()


def test_a_mapping_is_edited_before_the_start_and_not_after(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("いつ,だれに\n2024/1/1 10:00,090-1111-2222\n")
    run = prepared(path, kind="touches")
    assert imports.preview(run=run).problem
    mapping = {**run.mapping, "columns": [["いつ", "at"], ["だれに", "number"]], "direction": "out", "header": 1}
    changed = imports.change_mapping(run_id=run.id, mapping=mapping)
    assert imports.preview(run=changed).problem is None
    with pytest.raises(Unusable):
        imports.change_mapping(run_id=run.id, mapping={**mapping, "columns": [["いつ", "no such field"]]})
    imports.start(run_id=run.id)
    with pytest.raises(imports.NotNow):
        imports.change_mapping(run_id=run.id, mapping=mapping)
    assert carried_on(run.id) is imports.End.DONE
    assert Touch.objects.count() == 1
    with pytest.raises(imports.NotNow):
        imports.start(run_id=run.id)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><calls><call number="&a;"/></calls>',
        b"<html><body>404</body></html>",
    ],
    ids=["empty", "xml bomb", "something else"],
)
def test_a_file_that_is_none_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.xml"
    path.write_bytes(content)
    before = kept_files()
    try:
        run = taken_in_or_failed(path)
    except Unusable as fault:
        assert fault.text.ja
        assert not ImportRun.objects.exists()
        assert kept_files() == before
    else:
        assert (run.state, bool(run.problem)) == ("failed", True)
    assert not Touch.objects.exists()


def taken_in_or_failed(path: Path) -> ImportRun:
    run = prepared(path)
    imports.start(run_id=run.id)
    carried_on(run.id)
    run.refresh_from_db()
    return run


def kept_files() -> set[str]:
    place = Path(settings.HOME) / "imports"
    return {folder.name for folder in place.iterdir()} if place.exists() else set()


def test_a_kept_file_that_went_away_is_a_sentence(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 10))
    Path(run.path).unlink()
    imports.start(run_id=run.id)
    assert carried_on(run.id) is imports.End.FAILED
    run.refresh_from_db()
    assert run.problem is not None
    assert "もう一度" in run.problem["ja"]


def test_a_finished_file_is_not_kept(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 10))
    assert str(run.id) in kept_files()
    imports.start(run_id=run.id)
    carried_on(run.id)
    assert str(run.id) not in kept_files()


def test_previews_nobody_started_are_forgotten_after_a_week(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 10))
    waiting = prepared(log(tmp_path / "log.csv", 10))
    imports.start(run_id=waiting.id)
    imports.forget_files(datetime.now(UTC) + timedelta(days=1))
    assert str(run.id) in kept_files()
    imports.forget_files(max(datetime.now(UTC), NOW) + timedelta(days=8))
    assert str(run.id) not in kept_files()
    assert str(waiting.id) in kept_files()


def test_a_dry_run_inside_a_transaction_tells_the_truth_and_leaves_nothing(tmp_path: Path) -> None:
    from django.db import transaction

    with transaction.atomic():
        run = taken_in(log(tmp_path / "log.csv", 700))
        transaction.set_rollback(True)
    assert counts(run) == (700, 700, 0, 0)
    assert not Touch.objects.exists()
    assert not ImportRun.objects.exists()


def test_chunks_grow_to_what_fits_the_time_and_shrink_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: Iterator[float] = iter([0.0, 0.01, 1.0, 1.125, 2.0, 2.0])
    monkeypatch.setattr("enishi.touches.imports.pace.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    pace, sizes = Pace(seconds=0.05, size=100, most=300), []
    for _ in range(3):
        with pace.measured(pace.size):
            pass
        sizes.append(pace.size)
    assert sizes == [200, 80, 160]


def test_the_lists_of_columns_are_the_models_own() -> None:
    for columns, model in (
        ((*ledger.TOUCH_COLUMNS, *ledger.TOUCH_CONSTANTS), Touch),
        (ledger.OUTCOME_COLUMNS, TouchOutcome),
        (ledger.WORDS_COLUMNS, TouchWords),
    ):
        assert sorted(columns) == sorted(field.column for field in model._meta.concrete_fields)


def test_what_is_written_in_bulk_reads_like_what_the_actions_write(tmp_path: Path) -> None:
    """On SQLite a moment or an id in another form would still be stored, and never be found again."""
    from enishi.touches.actions import record_touch

    taken_in(lines(tmp_path / "log.csv", row("090-1111-2222")))
    bulk = Touch.objects.get()
    by_hand = record_touch(
        at=bulk.at,
        channel="call",
        direction="out",
        person_id=None,
        point_id=bulk.point_id,
        member_id=None,
        outcome="reached",
        by_id=None,
        now=NOW,
    ).touch
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, point_id, outside_gate, recorded_at FROM touches_touch")
        first, second = cursor.fetchall()
    assert first == second
    assert Touch.objects.filter(at=bulk.at).count() == 2
    assert by_hand.id > bulk.id


def test_a_run_keeps_one_chunk_for_every_stretch(tmp_path: Path) -> None:
    run = taken_in(log(tmp_path / "log.csv", 3000))
    stretches = list(ImportChunk.objects.filter(run=run).order_by("first_row").values_list("first_row", "rows"))
    assert sum(rows for _, rows in stretches) == 3000
    assert [first for first, _ in stretches] == [sum(rows for _, rows in stretches[:at]) for at in range(len(stretches))]
