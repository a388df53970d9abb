"""A diagnosis asked for on the desk: given to the worker, watched, read, thrown away; for managers alone."""

import json
import os
import shutil
import threading
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from enishi.kernel import clock
from enishi.kernel.ids import uuid7
from enishi.measures import actions
from enishi.measures.actions import asking
from enishi.measures.models import Report
from tests.desk.happened import text
from tests.measures import called

pytestmark = pytest.mark.django_db(transaction=True)


def give(client: Client, *paths: Path, **fields: str) -> Report:
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    answer = client.post("/reports", {"file": files, **fields})
    assert answer.headers["Location"] != "/reports", text(client.get("/reports"))
    return Report.objects.get(pk=UUID(answer.headers["Location"].rpartition("/")[2]))


def work() -> bool:
    return actions.work_once(uuid7(), threading.Event(), clock.now)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return called.log(tmp_path / "calls.csv")


def test_from_drop_to_report(ueno: Client, log: Path, tmp_path: Path) -> None:
    more = called.log(tmp_path / "more.csv", rows=called.ROWS[2:])
    report = give(
        ueno, log, more, policy="consumer-sales", told="お問い合わせから1営業日以内にお電話します", tries="電話*2\nSMS, 電話 10-18"
    )
    assert "順番を待っています" in text(ueno.get(f"/reports/{report.pk}"))
    assert work()
    assert not work()
    page = text(ueno.get(f"/reports/{report.pk}"))
    assert "3人にご連絡し、お話しできたのは2人でした。" in page
    assert "calls.csv" in text(ueno.get("/reports"))
    answer = ueno.get(f"/reports/{report.pk}/page")
    whole = answer.content.decode()
    assert "お問い合わせから1営業日以内にお電話します" in whole
    # What came in the file may neither run nor reach out, and the page's own style holds
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "attachment" in ueno.get(f"/reports/{report.pk}/page?save").headers["Content-Disposition"]
    figures = json.loads(ueno.get(f"/reports/{report.pk}/figures").content)
    assert (figures["rows"]["doubled"], figures["breaches"]["total"] > 0) == (len(called.ROWS[2:]), True)
    assert not actions.folder_of(report.pk).exists()


def test_processes_are_computed_on_paper(ueno: Client, tmp_path: Path) -> None:
    report = give(ueno, called.log(tmp_path / "calls.csv", rows=called.MANY), tries="電話*2\n\n電話 10-14\n")
    assert work()
    figures = json.loads(ueno.get(f"/reports/{report.pk}/figures").content)
    assert [plan["plan"]["steps"] for plan in figures["what_if"]["plans"]] == [["call", "call"], ["call"]]


def test_it_is_no_operators_business(sato: Client, ueno: Client, log: Path) -> None:
    report = give(ueno, log)
    for path in ("", f"/{report.pk}", f"/{report.pk}/state", f"/{report.pk}/page", f"/{report.pk}/figures"):
        assert sato.get(f"/reports{path}").status_code == 403, path
    for path in ("", f"/{report.pk}/stop", f"/{report.pk}/discard"):
        assert sato.post(f"/reports{path}").status_code == 403, path
    assert Report.objects.get().state == Report.State.WAITING
    assert "接続診断" not in text(sato.get("/"))
    assert "接続診断" in text(ueno.get("/"))


def test_a_file_that_is_none_is_said_and_not_kept(ueno: Client, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    report = give(ueno, tmp_path / "picture.png")
    assert work()
    report.refresh_from_db()
    assert report.state == Report.State.FAILED
    assert str(report.problem["ja"]) in text(ueno.get(f"/reports/{report.pk}"))  # type: ignore[index]  # it failed
    assert not actions.folder_of(report.pk).exists()
    ueno.post("/reports", {"file": [SimpleUploadedFile("empty.csv", b"")]})
    assert "「empty.csv」は空のファイルです。" in text(ueno.get("/reports"))
    ueno.post("/reports", {"file": [SimpleUploadedFile("log.csv", b"x")], "tries": "telepathy"})
    assert "手順「telepathy」が読めません。" in text(ueno.get("/reports"))
    ueno.post("/reports", {})
    assert "ファイルを選んでください。" in text(ueno.get("/reports"))
    assert Report.objects.count() == 1


def test_a_log_that_is_gone_is_not_taken_for_our_own_ledger(ueno: Client, log: Path) -> None:
    report = give(ueno, log)
    shutil.rmtree(actions.folder_of(report.pk))
    assert work()
    report.refresh_from_db()
    assert (report.state, report.answer) == (Report.State.FAILED, "")
    assert "お預かりしたファイルがなくなりました。" in text(ueno.get(f"/reports/{report.pk}"))


def test_it_is_stopped_and_thrown_away(ueno: Client, log: Path) -> None:
    report = give(ueno, log)
    ueno.post(f"/reports/{report.pk}/discard")
    assert Report.objects.count() == 1
    ueno.post(f"/reports/{report.pk}/stop")
    assert not work()
    assert not actions.folder_of(report.pk).exists()
    assert "途中でやめました。" in text(ueno.get(f"/reports/{report.pk}"))
    ueno.post(f"/reports/{report.pk}/discard")
    assert not Report.objects.exists()


def test_a_worker_that_is_told_to_go_leaves_it_to_the_next(ueno: Client, log: Path) -> None:
    report, stop = give(ueno, log), threading.Event()
    stop.set()
    assert actions.work_once(uuid7(), stop, clock.now)
    report.refresh_from_db()
    assert (report.state, report.lease) == (Report.State.WAITING, None)
    assert work()
    report.refresh_from_db()
    assert report.state == Report.State.DONE


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_has_passed(ueno: Client, log: Path) -> None:
    report = give(ueno, log)
    Report.objects.update(state=Report.State.RUNNING, lease=uuid7(), leased_until=clock.now() + asking.REPORTS_KEPT)
    assert not work()
    Report.objects.update(leased_until=clock.now() - asking.REPORTS_KEPT)
    assert work()
    report.refresh_from_db()
    assert report.state == Report.State.DONE


def test_old_reports_and_left_files_go(ueno: Client, log: Path) -> None:
    kept, old = give(ueno, log), give(ueno, log)
    assert work()
    assert work()
    Report.objects.filter(pk=old.pk).update(created_at=clock.now() - 2 * asking.REPORTS_KEPT)
    left = actions.folder_of(uuid7())
    left.mkdir(parents=True)
    assert actions.forget_old(clock.now()) == 1
    assert left.exists()
    os.utime(left, (0, 0))
    assert actions.forget_old(clock.now()) == 1
    assert not left.exists()
    assert [each.pk for each in Report.objects.all()] == [kept.pk]
