"""Several logs as one table: each contact once, every row accounted for, nothing left behind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enishi.kernel.columns import Unusable
from enishi.touches.readers import SCHEMA, CallMapping
from enishi.touches.relations import Touches, opened, pseudonymised
from enishi.touches.relations import engine as engines
from tests.touches.relations.both import by_relations, same

HEADER = "発着信,発信日時,相手番号,通話時間,結果,担当者\n"
CALL = "発信,2026-11-24 10:05,090-1234-5678,33,応答,佐藤\n"


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_person_under_five_spellings_is_one(tmp_path: Path) -> None:
    spellings = ["090-1234-5678", "09012345678", "０９０－１２３４－５６７８", "+81 90-1234-5678", "9012345678"]
    lines = "".join(f"発信,2026-11-24 1{place}:05,{number},0,不在,\n" for place, number in enumerate(spellings))
    told = same([written(tmp_path / "log.csv", HEADER + lines)])
    assert {row.party for row in told.rows} == {"+819012345678"}
    assert len(told.rows) == 5


def test_overlapping_files_count_once(tmp_path: Path) -> None:
    other = "着信,2026/11/24 11:05:00,03-1234-5678,10,応答,鈴木\n"
    again = "発信,令和8年11月24日 10時5分,+81 90 1234 5678,0:33,応答,佐藤\n"
    first = written(tmp_path / "a.csv", HEADER + CALL + other)
    second = written(tmp_path / "b.csv", HEADER + again + CALL.replace("24 10", "25 10"), "cp932")
    told, account = by_relations([first, second])
    assert told == same([first, second])
    assert [row.row for row in told.rows] == ["a.csv:2", "a.csv:3", "b.csv:3"]
    assert [(file.name, file.encoding, file.read, file.taken, file.doubled) for file in account.files] == [
        ("a.csv", "utf-8", 2, 2, 0),
        ("b.csv", "cp932", 2, 1, 1),
    ]


def test_files_of_one_name_are_told_apart_and_the_same_file_is_one(tmp_path: Path) -> None:
    for folder in ("may", "june"):
        (tmp_path / folder).mkdir()
    may = written(tmp_path / "may" / "log.csv", HEADER + CALL)
    june = written(tmp_path / "june" / "log.csv", HEADER + CALL.replace("11-24", "06-24"))
    told, _ = by_relations([may, june, may])
    assert [row.row for row in told.rows] == ["june/log.csv:2", "may/log.csv:2"]


def test_which_way_it_went_is_told_by_our_own_numbers(tmp_path: Path) -> None:
    lines = "日時,発信番号,着信番号\n2026-11-24 10:05,03-1111-2222,090-1234-5678\n2026-11-24 11:05,090-1234-5678,0311112222\n"
    told = same([written(tmp_path / "log.csv", lines)], own_numbers=("０３－１１１１－２２２２",))
    assert [(row.direction, row.party, row.own_number) for row in told.rows] == [
        ("out", "+819012345678", "+81311112222"),
        ("in", "+819012345678", "+81311112222"),
    ]


def test_refused_rows_are_shown_with_their_reason(tmp_path: Path) -> None:
    lines = CALL + "発信,2026-13-01 10:05,090-1234-5678,,,\n" + "発信,2026-11-24 10:05,12,,,\n" * 7 + CALL.replace("24", "26")
    _, account = by_relations([written(tmp_path / "log.csv", HEADER + lines)])
    assert [(refusal.code, refusal.rows, len(refusal.samples)) for refusal in account.refusals] == [("number", 7, 5), ("moment", 1, 1)]
    sample = account.refusals[1].samples[0]
    assert (sample.row, sample.raw) == ("log.csv:3", "発信,2026-13-01 10:05,090-1234-5678,,,")
    assert "2026年13月1日" in sample.reason.ja


def test_a_result_nobody_knows_is_named(tmp_path: Path) -> None:
    _, account = by_relations([written(tmp_path / "log.csv", HEADER + CALL.replace("応答", "謎") * 1 + CALL)])
    assert ["謎" in note.ja for note in account.files[0].notes] == [True]


def test_no_rows_at_all(tmp_path: Path) -> None:
    told = same([written(tmp_path / "log.csv", HEADER)])
    assert (told.rows, told.read) == ([], 0)


@pytest.mark.parametrize(
    ("text", "how", "said"),
    [
        ("", {}, "日時の列"),
        ("氏名,電話番号,住所\n佐藤,090-1234-5678,大阪\n", {}, "日時の列"),
        (HEADER + CALL, {"kind": "asterisk-queue"}, "queue_logではありません"),
        (HEADER + CALL, {"kind": "twilio"}, "Twilio"),
        (HEADER + CALL, {"kind": "parquet"}, "Parquetではありません"),
        (HEADER + CALL, {"zone": "Asia/Nowhere"}, "時間帯"),
        (HEADER + CALL, {"mapping": CallMapping((("ない", "at"), ("相手番号", "number")))}, "ない"),
        ("<?xml version='1.0'?><html></html>", {}, "XML"),
        ("PAR1 and no more", {}, "Parquet"),
        ("PK\x03\x04 a workbook", {}, "表計算"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, how: dict[str, Any], said: str) -> None:
    with pytest.raises(Unusable) as unusable:
        opened([written(tmp_path / "log", text)], **how)
    assert said in unusable.value.text.ja.replace(" ", "")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no file"):
        opened([tmp_path / "none.csv"])
    with pytest.raises(Unusable):
        opened([])


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "log.csv", HEADER + CALL * 50, "cp932")

    def interrupted(self: engines.Engine, name: str, *_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engines.Engine, "load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        opened([path])


def test_progress_goes_from_nothing_to_everything(tmp_path: Path) -> None:
    heard: list[float] = []
    opened([written(tmp_path / "log.csv", HEADER + CALL)], on_progress=heard.append).engine.close()
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)


def hidden(touches: Touches, key: bytes | None = None) -> list[dict[str, Any]]:
    made = pseudonymised(touches, key=key)
    assert all(not refusal.samples for refusal in made.account.refusals)
    assert (made.account.read, made.account.refused) == (touches.account.read, touches.account.refused)
    assert [str(kind) for kind in made.table.schema().values()] == list(SCHEMA.values())
    rows: list[dict[str, Any]] = made.table.order_by("at").to_pyarrow().to_pylist()
    return rows


def test_pseudonyms_tell_people_apart_and_name_nobody(tmp_path: Path) -> None:
    lines = (
        CALL
        + CALL.replace("24", "25")
        + "着信,2026-11-26 10:05,非通知,0,不在,\n発信,2026-11-27 10:05,03-1234-5678,0,不在,鈴木\n発信,x,12,,,\n"
    )
    path = written(tmp_path / "log.csv", HEADER + lines)
    touches = opened([path])
    one, other = hidden(touches, b"a key of ours"), hidden(touches)
    again = opened([path])
    assert hidden(again, b"a key of ours") == one
    for rows in (one, other):
        assert [row["party"] == rows[0]["party"] for row in rows] == [True, True, False, False]
        assert [row["party"] is None for row in rows] == [False, False, True, False]
        assert all(row["party"] == row["person"] for row in rows)
        assert not any(word in str(rows) for word in ("9012345678", "312345678", "佐藤", "鈴木"))
        assert [row["talk_seconds"] for row in rows] == [33, 33, 0, 0]
    assert one[0]["party"] != other[0]["party"]
    touches.engine.close()
    again.engine.close()


ALIKE = ["2026-11-24 10:05:07", "2026/11/24 9:05", "2026-11-24T10:05:07Z", "2026-11-24T10:05:07+09:00", "20261124100507", "1764000000"]


@pytest.mark.parametrize("moment", ALIKE)
@pytest.mark.parametrize("other", ["", "2026年11月24日 10時5分", "1764000000123", "2026-11-24  10:05", "x" * 50])
def test_moments_are_read_alike_whether_or_not_they_are_written_alike(tmp_path: Path, moment: str, other: str) -> None:
    lines = "".join(f"発信,{text},090-1234-567{place},0,不在,\n" for place, text in enumerate([moment, moment, other, moment]))
    told = same([written(tmp_path / "log.csv", HEADER + lines)])
    assert len(told.rows) + sum(told.refused.values()) == 4
    assert {row.row for row in told.rows} >= {"log.csv:2", "log.csv:3", "log.csv:5"}


@pytest.mark.parametrize("damage", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"])
def test_what_only_looks_like_utf8_costs_its_own_row(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "log.csv"
    rows = [CALL.replace("10:05", f"10:{minute:02}").encode() for minute in range(40)]
    path.write_bytes(HEADER.encode() + b"".join(rows) + CALL.encode().replace("佐藤".encode(), damage))
    told = same([path])
    assert (told.read, len(told.rows)) == (41, 40)
