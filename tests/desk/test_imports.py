"""Bringing a file in through the desk: looked at, corrected, taken in, accounted for."""

import csv
import io
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from enishi.kernel import clock
from enishi.people.models import Person
from enishi.team.models import ImportRun
from enishi.touches.models import Touch
from enishi.touches.worker import work_once
from tests.cast import Cast
from tests.desk.conftest import Hand
from tests.desk.happened import text

pytestmark = pytest.mark.django_db(transaction=True)
LIST = (
    "氏名,ふりがな,電話番号,備考\n"
    "新井 直,あらい なお,090-1111-2222,\n"
    ",,,\n"
    "伊東 茂,いとう しげる,12,=SUM(A1)\n"
    "上田 薫,うえだ かおる,06-1234-5678,夕方がよい\n"
)
LOG = "発信日時,相手,結果,通話時間\n2026/11/10 10:00,090-1234-0001,応答なし,0\n2026/11/10 11:00,090-1234-0001,通話,3分20秒\n"


def drop(client: Client, name: str, content: bytes) -> ImportRun:
    answer = client.post("/imports", {"file": SimpleUploadedFile(name, content)})
    assert answer.headers["Location"] != "/imports", text(client.get("/imports"))
    return ImportRun.objects.get(pk=UUID(answer.headers["Location"].rpartition("/")[2]))


def take_in() -> None:
    assert work_once(UUID(int=1), threading.Event(), now_fn=clock.now)


def choices(page: str) -> dict[str, str]:
    """What each column is read as."""
    import re

    found = {}
    for name, options in re.findall(r'<select name="(column-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_a_cp932_list_with_broken_rows_from_drop_to_report(them: Cast, sato: Client) -> None:
    run = drop(sato, "名簿.csv", LIST.encode("cp932"))
    page = text(sato.get(f"/imports/{run.id}"))
    assert "名簿として読みます。文字コードはCP932です。まだ何も取り込んでいません。" in page
    assert choices(page)["column-0"] == "name"
    assert "新井 直様 090-1111-2222" in page
    assert not Person.objects.filter(name="新井 直").exists()
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "contacts", "do": "start"})
    assert "順番を待っています" in text(sato.get(f"/imports/{run.id}"))
    take_in()
    page = text(sato.get(f"/imports/{run.id}"))
    assert "4行すべてを確かめました。新しく登録 2件、取り込めなかった行 2件。" in page
    assert "=SUM(A1)" in page
    rows = list(csv.reader(io.StringIO(_report(sato, run, "").decode("utf-8-sig"))))
    assert len(rows) == 5
    assert not any(cell.startswith("=") for row in rows for cell in row)
    refused = list(csv.reader(io.StringIO(_report(sato, run, "?only=refused").decode("utf-8-sig"))))
    assert len(refused) == 3


def _report(client: Client, run: ImportRun, query: str) -> bytes:
    answer = client.get(f"/imports/{run.id}/report{query}")
    assert "attachment" in answer.headers["Content-Disposition"]
    return b"".join(answer)  # type: ignore[arg-type]  # a streamed answer


def test_a_log_becomes_part_of_the_story(them: Cast, sato: Client) -> None:
    run = drop(sato, "calls.csv", LOG.encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert "連絡の履歴として読みます" in page
    sato.post(
        f"/imports/{run.id}/columns",
        {**choices(page), "kind": "touches", "direction": "out", "date_order": "ymd", "unit": "seconds", "do": "start"},
    )
    take_in()
    assert "お話しできた" in text(sato.get(f"/p/{them['mai'].id}"))
    again = drop(sato, "calls.csv", LOG.encode())
    assert "同じファイルを前に取り込んでいます" in text(sato.get(f"/imports/{again.id}"))


def test_a_column_is_read_otherwise_when_a_person_says_so(them: Cast, sato: Client) -> None:
    run = drop(sato, "list.csv", "A,B\n新井 直,090-1111-2222\n".encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert choices(page) == {"column-0": "", "column-1": ""}
    sato.post(f"/imports/{run.id}/columns", {"kind": "contacts", "column-0": "name", "column-1": "phone", "do": "change"})
    page = text(sato.get(f"/imports/{run.id}"))
    assert choices(page) == {"column-0": "name", "column-1": "phone"}
    assert "新井 直様 090-1111-2222" in page


def test_another_kind_is_found_anew_from_the_headers(them: Cast, sato: Client) -> None:
    run = drop(sato, "calls.csv", LOG.encode())
    sato.post(f"/imports/{run.id}/columns", {"kind": "contacts", "do": "change"})
    run.refresh_from_db()
    assert run.kind == "contacts"
    assert sato.get(f"/imports/{run.id}").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("空.csv", b"", "空"), ("絵.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "読"), ("文.xml", b"<smses><sms", "")],
)
def test_what_is_no_list_is_said_and_nothing_is_kept(them: Cast, sato: Client, name: str, content: bytes, said: str) -> None:
    answer = sato.post("/imports", {"file": SimpleUploadedFile(name, content)}, follow=True)
    page = text(answer)
    assert answer.status_code == 200
    assert said in page
    assert Person.objects.filter(source="csv").count() == 0


def test_a_file_that_is_not_wanted_leaves_nothing(them: Cast, sato: Client) -> None:
    run = drop(sato, "名簿.csv", LIST.encode())
    assert f'formaction="/imports/{run.id}/abandon"' in text(sato.get(f"/imports/{run.id}"))
    page = text(sato.post(f"/imports/{run.id}/abandon", follow=True))
    assert "取りやめました" in page
    assert "名簿.csv" not in page
    assert not Path(run.path).exists()
    assert not ImportRun.objects.exists()
    begun = drop(sato, "名簿.csv", LIST.encode())
    sato.post(f"/imports/{begun.id}/start")
    sato.post(f"/imports/{begun.id}/abandon")
    assert ImportRun.objects.get().id == begun.id


def test_a_preview_nobody_came_back_to_goes(them: Cast, sato: Client, hand: Hand) -> None:
    run = drop(sato, "名簿.csv", LIST.encode())
    assert "名簿.csv" in text(sato.get("/imports"))
    hand.now += timedelta(days=8)
    sato.force_login(them.members["sato"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "名簿.csv" not in text(sato.get("/imports"))
    Path(run.path).unlink()
    page = text(sato.get(f"/imports/{run.id}", follow=True))
    assert "もう一度お選びください" in page
    assert not ImportRun.objects.exists()


def test_what_it_is_and_for_whom_is_asked_before_the_file(them: Cast, sato: Client) -> None:
    page = text(sato.get("/imports"))
    assert page.index('name="kind"') < page.index('name="client"') < page.index('name="file"')
    given = {"file": SimpleUploadedFile("x.csv", LOG.encode()), "kind": "contacts", "client": str(them.clients["hana"].id)}
    sato.post("/imports", given)
    run = ImportRun.objects.get()
    assert (run.kind, run.client) == ("contacts", them.clients["hana"])
    assert "花便りのファイルです" in text(sato.get(f"/imports/{run.id}"))


def test_calls_without_a_number_are_counted(them: Cast, sato: Client) -> None:
    log = "発信日時,発着,相手,結果\n" + "".join(f"2026/11/10 1{at}:00,着信,非通知,応答なし\n" for at in range(3))
    run = drop(sato, "calls.csv", (log + "2026/11/10 15:00,着信,090-1234-0001,応答なし\n").encode())
    page = text(sato.get(f"/imports/{run.id}"))
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "touches", "do": "start"})
    take_in()
    page = text(sato.get(f"/imports/{run.id}"))
    assert "番号が通知されなかった着信が3件あります。" in page
    assert "新しく登録 4件。" in page


def test_no_file_at_all_is_said(them: Cast, sato: Client) -> None:
    assert "ファイルを選んでください" in text(sato.post("/imports", follow=True))


def test_stopping_and_going_on(them: Cast, sato: Client) -> None:
    run = drop(sato, "名簿.csv", LIST.encode())
    sato.post(f"/imports/{run.id}/start")
    sato.post(f"/imports/{run.id}/stop")
    assert "続きから始められます" in text(sato.get(f"/imports/{run.id}"))
    sato.post(f"/imports/{run.id}/start")
    take_in()
    assert "4行すべて" in text(sato.get(f"/imports/{run.id}"))
    assert "この取り込みは終わっています" in text(sato.post(f"/imports/{run.id}/start", follow=True))
    assert "4行" in text(sato.get("/imports"))


def test_how_far_it_is_is_asked_again_until_it_is_over(them: Cast, sato: Client) -> None:
    run = drop(sato, "名簿.csv", LIST.encode())
    sato.post(f"/imports/{run.id}/start")
    part = text(sato.get(f"/imports/{run.id}/state", headers={"HX-Request": "true"}))
    assert 'hx-trigger="load delay:2s"' in part
    take_in()
    part = text(sato.get(f"/imports/{run.id}/state", headers={"HX-Request": "true"}))
    assert "hx-trigger" not in part


def test_an_android_log_asks_whose_telephone_it_was(them: Cast, sato: Client, tmp_path: Path) -> None:
    xml = '<?xml version="1.0"?><calls count="1"><call number="09012340001" duration="0" date="1762740000000" type="3" /></calls>'
    run = drop(sato, "calls.xml", xml.encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert "どなたの携帯の履歴ですか" in page
    assert '<option value="sato" selected>' in page
    sato.post(f"/imports/{run.id}/columns", {"kind": "touches", "whose": "mori", "do": "start"})
    take_in()
    assert "森 あかり" in text(sato.get(f"/p/{them['mai'].id}"))


def test_a_table_without_a_place_for_us_asks_whose_telephone_it_was(them: Cast, sato: Client) -> None:
    run = drop(sato, "履歴.csv", "日時,方向,電話番号,通話時間\n2025/11/10 10:00,着信,090-1234-0001,0\n".encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert "どなたの携帯の履歴ですか" in page
    assert '<option value="sato" selected>' in page
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "touches", "whose": "-", "do": "start"})
    take_in()
    assert Touch.objects.get(import_run=run).member is None


def test_what_was_taken_with_a_note_is_counted_shown_and_reported(them: Cast, sato: Client) -> None:
    content = "氏名,電話番号,メール\n新井 直,090-1111-2222,\n伊東 茂,12,ito@mail.example\n山岡 実,117,yama@mail.example\n".encode()
    run = drop(sato, "名簿.csv", content)
    page = text(sato.get(f"/imports/{run.id}"))
    assert "「12」は短すぎます。" in page
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "contacts", "do": "start"})
    take_in()
    page = text(sato.get(f"/imports/{run.id}"))
    assert "新しく登録 3件。" in page
    assert "取り込んだ行のうち2件に注記があります" in page
    assert f"/p/{Person.objects.get(name='伊東 茂').id}" in page
    rows = list(csv.reader(io.StringIO(_report(sato, run, "").decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["登録", "登録(注記あり)", "登録(注記あり)"]
    noted = list(csv.reader(io.StringIO(_report(sato, run, "?only=noted").decode("utf-8-sig"))))
    assert [row[1] for row in noted[1:]] == ["3", "4"]
    assert "特番" in noted[2][3]


def test_a_list_says_what_it_leaves_out_who_refused_and_that_nobody_asked_them(them: Cast, sato: Client) -> None:
    content = (
        "氏名,電話番号,架電禁止,生年月日,登録日\n新井 直,090-1111-2222,禁止,1950/1/1,2020/4/1\n伊東 茂,090-1111-3333,,1960/1/1,2020/4/1\n"
    )
    run = drop(sato, "名簿.csv", content.encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert "読まない列:「生年月日」「登録日」。" in page
    assert page.count("お断りの印(") == 1
    assert "お断りとして記録し、こちらからは連絡しません。" in page
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "contacts", "do": "start"})
    take_in()
    page = text(sato.get(f"/imports/{run.id}"))
    assert "お断りを新しく1人記録しました。" in page
    assert "読まなかった列:「生年月日」「登録日」。" in page
    page = text(sato.get(f"/p/{Person.objects.get(name='新井 直').id}"))
    assert "名簿の取り込みで(今日)" in page
    assert "が伺いました" not in page
    again = drop(sato, "名簿.csv", (content + "\n").encode())
    sato.post(f"/imports/{again.id}/start")
    take_in()
    assert "お断りを新しく" not in text(sato.get(f"/imports/{again.id}"))


def test_a_log_says_how_many_call_backs_came_of_it(them: Cast, sato: Client) -> None:
    log = "発信日時,発着,相手,結果\n2026/11/16 10:00,着信,090-1234-0001,応答なし\n2026/10/01 10:00,着信,090-1234-0007,応答なし\n"
    run = drop(sato, "calls.csv", log.encode())
    page = text(sato.get(f"/imports/{run.id}"))
    sato.post(f"/imports/{run.id}/columns", {**choices(page), "kind": "touches", "do": "start"})
    take_in()
    page = text(sato.get(f"/imports/{run.id}"))
    assert "不在着信から、折り返しのお約束が1件できました。" in page
    assert "今日の一覧で見る" in page


def test_a_list_without_headers_is_told_to_choose_not_to_type_a_command(them: Cast, sato: Client) -> None:
    run = drop(sato, "名簿.csv", "新井 直,090-1111-2222\n".encode())
    page = text(sato.get(f"/imports/{run.id}"))
    assert "どの列かを指定してください" in page
    assert "=name" not in page


def test_a_telephones_log_is_no_contact_list(them: Cast, sato: Client) -> None:
    xml = '<?xml version="1.0"?><calls count="1"><call number="09012340001" duration="0" date="1762740000000" type="3" /></calls>'
    given = {"file": SimpleUploadedFile("calls.xml", xml.encode()), "kind": "contacts"}
    assert "名簿としては読めません" in text(sato.post("/imports", given, follow=True))
    assert not ImportRun.objects.exists()
