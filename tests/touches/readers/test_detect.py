"""What a file is: a contact list, a table of calls, a phone's backup, or nothing of ours."""

from pathlib import Path

import pytest

from enishi.kernel.columns import Unusable
from enishi.touches.readers import CallMapping, detect, read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("氏名,フリガナ,電話番号,メール\n佐藤,サトウ,090-1234-5678,a@b.jp\n", "contacts", "csv"),
        ("氏名,電話番号\n佐藤,090-1234-5678\n", "contacts", "csv"),
        ("会社名,氏名,電話番号,住所,日付\n縁,佐藤,090-1234-5678,大阪,2024-05-01\n", "contacts", "csv"),
        ("日時,電話番号,結果\n2024-05-01 10:00,090-1234-5678,不在\n", "touches", "csv"),
        ("date,number,name,duration,type\n2024-05-01 10:00,09012345678,Sato,10,out\n", "touches", "csv"),
        ("First Name,Last Name,Mobile\nA,B,09012345678\n", "contacts", "csv"),
        ("<?xml version='1.0'?><calls count=\"0\"></calls>", "touches", "android-calls"),
        ('\n<smses count="0"></smses>', "touches", "android-texts"),
        ("通話明細,,\n2024年5月分,,\n日時,電話番号,通話時間\n2024-05-01 10:00,090-1234-5678,5\n", "touches", "csv"),
    ],
)
def test_kinds(path: Path, text: str, kind: str, form: str) -> None:
    for encoding in ("utf-8", "cp932", "utf-8-sig"):
        path.write_bytes(text.encode(encoding))
        found = detect(path)
        assert (found.kind, found.format) == (kind, form)


def test_what_is_shown_before_an_import(path: Path) -> None:
    path.write_bytes("日時,電話番号,結果,謎,発着信\n2024-05-01 10:00,090-1234-5678,不在,x,発信\n".encode("cp932"))
    found = detect(path)
    assert (found.encoding, found.confidence, found.unread, found.problems) == ("cp932", 0.8, ("謎",), ())
    assert found.headers == ("日時", "電話番号", "結果", "謎", "発着信")
    assert found.sample == (("2024-05-01 10:00", "090-1234-5678", "不在", "x", "発信"),)
    assert isinstance(found.mapping, CallMapping)
    assert found.mapping.columns == (("日時", "at"), ("電話番号", "number"), ("結果", "outcome"), ("発着信", "direction"))
    with read(path, mapping=found.mapping) as reader:
        assert [row.number for row in reader.rows] == [1]
        assert reader.progress() == 1


def test_what_is_assumed_is_said(path: Path) -> None:
    path.write_text("日時,電話番号,結果\n2024-05-01 10:00,090-1234-5678,不在\n")
    assert ["すべて発信" in problem.ja for problem in detect(path).problems] == [True]
    path.write_text("日時,電話番号,発着信\n03/04/2024 10:00,090-1234-5678,発信\n")
    assert ["3月4日" in problem.ja for problem in detect(path).problems] == [True]
    path.write_text("a,b\n1,2\n")
    assert detect(path).problems and detect(path).confidence == 0


def test_a_person_may_overrule_the_kind(path: Path) -> None:
    path.write_text("日時,電話番号,氏名\n2024-05-01 10:00,090-1234-5678,佐藤\n")
    assert detect(path).kind == "touches"
    assert detect(path, kind="contacts").kind == "contacts"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"<html></html>", b"PK\x03\x04xxxx", b"%PDF-1.7", b"\x00\x01\x02" * 100, b"\x1f\x8b123"])
def test_what_is_neither_is_refused_in_a_sentence(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(Unusable) as fault:
        detect(path)
    assert fault.value.text.ja and fault.value.text.en


def test_a_missing_file(path: Path) -> None:
    with pytest.raises(Unusable), read(path):
        pass
