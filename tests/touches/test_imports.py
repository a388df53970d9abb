"""Bringing a log in: every row accounted for, nothing twice, nothing half-written, nobody guessed, whoever stops it and whenever."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from enishi.kernel.columns import Unusable
from enishi.kernel.ids import uuid7
from enishi.kernel.words import speaking
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Person
from enishi.people.rules import refusal_hash
from enishi.promises.models import Promise
from enishi.team.models import ImportChunk, ImportRun, OwnNumber
from enishi.touches import hooks, imports
from enishi.touches.imports import ledger, runs
from enishi.touches.imports.pace import Pace
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from tests import cast
from tests.cast import Cast
from tests.touches.logs import HEADER, NOW, carried_on, counts, log, now, prepared, taken_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def them() -> Cast:
    return cast.assemble()


def lines(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(
    number: str, *, at: str = "2026/11/10 10:00:00", way: str = "発信", result: str = "応答", member: str = "", client: str = ""
) -> str:
    return f"{way},{at},{number},06-6123-4567,12,33,{result},{member},{client},"


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


def test_a_fault_of_ours_loses_nothing_and_can_be_begun_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = prepared(log(tmp_path / "log.csv", 3000))
    imports.start(run_id=run.id)
    calls: list[int] = []

    def break_at_the_second_chunk(touch_ids: Any, _: datetime) -> None:
        calls.append(len(touch_ids))
        if len(calls) == 2:
            raise RuntimeError("a fault of ours")

    with heard_by(break_at_the_second_chunk):
        assert carried_on(run.id) is imports.End.FAILED
        run.refresh_from_db()
        assert run.rows_done == calls[0] == Touch.objects.count() == TouchOutcome.objects.count()
        assert run.problem is not None
        assert "a fault of ours" in caplog.text
        imports.start(run_id=run.id)
        assert carried_on(run.id) is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (3000, 3000, 0, 0)
    assert Touch.objects.count() == 3000


class heard_by:  # noqa: N801 - reads as a sentence where it is used
    """Only this hook hears of touches."""

    def __init__(self, *hear: Any) -> None:
        self._hear = hear

    def __enter__(self) -> None:
        self._before = list(hooks.touches_written)
        hooks.touches_written[:] = self._hear

    def __exit__(self, *_: object) -> None:
        hooks.touches_written[:] = self._before


def test_every_created_touch_is_told_once_and_only_those(tmp_path: Path) -> None:
    told: list[UUID] = []
    taken_in(log(tmp_path / "early.csv", 100))
    with heard_by(lambda touch_ids, _: told.extend(touch_ids)):
        taken_in(log(tmp_path / "more.csv", 100, seed=2))
        taken_in(log(tmp_path / "more.csv", 100, seed=2))
    assert len(told) == len(set(told)) == 100
    assert Touch.objects.filter(id__in=told).count() == 100


def test_what_may_be_due_is_told_when_the_whole_log_is_in(tmp_path: Path) -> None:
    """A missed call near the top of a file may be answered near its end."""
    told: list[tuple[int, int]] = []
    path = log(tmp_path / "log.csv", 4000, since=NOW - timedelta(days=8))
    with heard_by(lambda touch_ids, _: told.append((len(touch_ids), Touch.objects.count()))):
        run = taken_in(path)
    assert sum(number for number, _ in told) == 4000
    old = Touch.objects.filter(import_run=run, at__lt=NOW - hooks.YOUNG).count()
    assert sum(number for number, there in told if there < 4000) <= old < 4000


def test_a_missed_call_that_was_answered_further_down_is_no_promise(tmp_path: Path, them: Cast) -> None:
    missed = [row(f"090-1000-{number:04}", at="2026/11/20 09:00", way="着信", result="不在") for number in range(2000)]
    answered = [row(f"090-1000-{number:04}", at="2026/11/20 09:30") for number in range(1, 2000)]
    taken_in(lines(tmp_path / "log.csv", *missed, *answered))
    assert [promise.point.value for promise in Promise.objects.select_related("point") if promise.point] == ["+819010000000"]


def test_stopped_and_begun_again_it_goes_on_from_there(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 5000))
    imports.start(run_id=run.id)
    assert carried_on(run.id, on_progress=lambda _: imports.stop(run_id=run.id)) is imports.End.NOT_OURS
    run.refresh_from_db()
    assert run.state == "stopped"
    assert 0 < run.rows_done == Touch.objects.count() < 5000
    imports.start(run_id=run.id)
    assert carried_on(run.id) is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (5000, 5000, 0, 0)
    assert [verdict.number for verdict in imports.report_rows(run_id=run.id)] == list(range(1, 5001))


def test_a_worker_that_is_told_to_leave_gives_the_run_back(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 2000))
    imports.start(run_id=run.id)
    leave = iter([False, True])
    end = imports.carry_on(run_id=run.id, worker_id=uuid7(), now_fn=now, should_stop=lambda: next(leave))
    assert end is imports.End.RELEASED
    run.refresh_from_db()
    assert (run.state, run.lease) == ("waiting", None)
    assert imports.next_free(NOW) == run.id
    assert carried_on(run.id) is imports.End.DONE


def test_an_interrupted_command_gives_the_run_back_too(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 1000))
    imports.start(run_id=run.id)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with heard_by(interrupt), pytest.raises(KeyboardInterrupt):
        carried_on(run.id)
    run.refresh_from_db()
    assert (run.state, run.lease, run.rows_done, Touch.objects.count()) == ("waiting", None, 0, 0)


def test_of_two_workers_one_gets_the_run(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 100))
    imports.start(run_id=run.id)
    assert runs.claim(run_id=run.id, worker_id=uuid7(), now=NOW)
    assert runs.claim(run_id=run.id, worker_id=uuid7(), now=NOW) is None
    assert imports.next_free(NOW) is None


def test_a_lease_that_ran_out_belongs_to_the_next_and_the_first_writes_no_more(tmp_path: Path) -> None:
    run = prepared(log(tmp_path / "log.csv", 1500))
    imports.start(run_id=run.id)
    taken_over: list[imports.End] = []

    def sleep_too_long(_: imports.Progress) -> None:
        if not taken_over:
            taken_over.append(imports.End.NOT_OURS)
            later = NOW + timedelta(minutes=5)
            taken_over.append(imports.carry_on(run_id=run.id, worker_id=uuid7(), now_fn=lambda: later))

    assert carried_on(run.id, on_progress=sleep_too_long) is imports.End.NOT_OURS
    assert taken_over[1] is imports.End.DONE
    run.refresh_from_db()
    assert counts(run) == (1500, 1500, 0, 0)
    assert [verdict.number for verdict in imports.report_rows(run_id=run.id)] == list(range(1, 1501))


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
    )
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
