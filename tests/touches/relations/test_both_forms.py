"""The two forms of every mapping are equal: the same contacts, the same doubles, the same refusals, whatever the file looks like."""

import csv
import io
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.touches.readers import CallMapping
from enishi.touches.readers.calls import Calls
from tests.touches.relations.both import by_relations, same

OFTEN = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NUMBERS = [
    "090-1234-5678",
    "09012345678",
    "０９０−１２３４−５６７８",
    "+81 90 1234 5678",
    "9012345678",
    "(03)1234-5678",
    "0312345678",
    "0312345678.0",
    "+1 650-253-0000",
    "0120-123-456",
    "06-6123-4567",
]
ODD_NUMBERS = ["非通知", "anonymous", "", " ", "110", "101", "2005", "12", "abc", "9.0E+10", "090-****-5678", "tel:+819011112222"]
DAYS = [
    "2026-11-24",
    "2026/11/4",
    "2026.11.24",
    "2026年11月4日",
    "令和8年11月24日",
    "R8.11.24",
    "2026年11月24日(火)",
    "２０２６/１１/２４",
    "1979-01-01",
]
CLOCKS = [
    "10:05",
    "10:05:07",
    "9:05",
    "23:59:59",
    "24:00",
    "10時5分",
    "午後3時5分",
    "3:05 PM",
    "10:05:07.250",
    "10:05:07+09:00",
    "10:05Z",
    "25:61",
    "",
]
WHOLE = ["20261124100507", "1764000000", "1764000000123", "2026-11-24T10:05:07", "2026-11-24T01:05:07Z", "2026-11-24T10:05:07.5-05:00"]
WHOLE += ["Tue, 24 Nov 2026 10:05:00 +0000", "03/04/2026 10:05", "2026-02-30 10:00", "45000.5", "", "-", "2026-11-24", " 2026-11-24 10:05 "]
LENGTHS = ["0", "5", "10", "33", "3分20秒", "0:03:20", "03:20", "1時間2分", "", "-", "n/a", "9:99", "999999999", "x", "12.0", "３３"]
RESULTS = [
    "応答",
    "不在",
    "話中",
    "留守電",
    "欠番",
    "拒否",
    "放棄呼",
    "NO ANSWER",
    "Answered",
    "謎の結果",
    "",
    "着信拒否",
    "発信",
    "不在着信",
]
WAYS = ["発信", "着信", "out", "IN", "不在着信", "", "斜め", "outbound"]
WORDS = ["", "佐藤", " 鈴木 ", "a,b", 'say "yes"', "=1+1", "佐\x07藤", "寿" * 201, "二行\nの名", "�"]
CHANNELS = ["電話", "sms", "メール", "FAX", "郵便", "", "伝書鳩"]


# Of every kind of cell what is sound, and what is broken or strange
moments = st.one_of(
    st.builds(
        lambda day, gap, clock: f"{day}{gap}{clock}", st.sampled_from(DAYS), st.sampled_from([" ", "T", "  "]), st.sampled_from(CLOCKS)
    ),
    st.sampled_from(WHOLE),
)
ON_THE_FIRST = datetime(2026, 11, 1)  # noqa: DTZ001 - a wall clock
plain_moments = st.integers(0, 400_000).map(lambda after: f"{ON_THE_FIRST + timedelta(seconds=after):%Y/%m/%d %H:%M:%S}")
later_moments = st.sampled_from(["", "2026/11/06 10:05:00", "2026-11-06T10:06:00", "令和8年11月6日 10時7分"])
KINDS: dict[str, tuple[st.SearchStrategy[str], st.SearchStrategy[str]]] = {
    "at": (plain_moments, moments),
    "later": (later_moments, moments),
    "number": (st.sampled_from(NUMBERS), st.sampled_from(ODD_NUMBERS)),
    "seconds": (st.sampled_from(LENGTHS[:10]), st.sampled_from(LENGTHS)),
    "result": (st.sampled_from(RESULTS), st.sampled_from(RESULTS)),
    "way": (st.sampled_from(WAYS[:5]), st.sampled_from(WAYS)),
    "word": (st.sampled_from(WORDS[:6]), st.sampled_from(WORDS)),
    "channel": (st.sampled_from(CHANNELS[:6]), st.sampled_from(CHANNELS)),
    "date": (st.sampled_from(DAYS[:6]), st.sampled_from(DAYS)),
    "clock": (st.sampled_from(CLOCKS[:6]), st.sampled_from(CLOCKS)),
    "id": (st.sampled_from(["", "1", "2"]), st.sampled_from(["", " 3 ", "a-1"])),
    "app": (st.sampled_from(["Dial", "VoiceMail", ""]), st.sampled_from(["Queue", "Answer"])),
}
# What headers a log may have, and what stands below them
SHAPES: list[dict[str, str]] = [
    {
        "発着信": "way",
        "発信日時": "at",
        "相手番号": "number",
        "自社番号": "number",
        "呼出時間": "seconds",
        "通話時間": "seconds",
        "結果": "result",
        "担当者": "word",
        "備考": "word",
    },
    {
        "日時": "at",
        "発信番号": "number",
        "着信番号": "number",
        "通話時間": "seconds",
        "duration": "seconds",
        "結果": "result",
        "氏名": "word",
    },
    {
        "日付": "date",
        "時刻": "clock",
        "電話番号": "number",
        "種別": "way",
        "通話時間": "seconds",
        "内線": "word",
        "委託元": "word",
        "目的": "word",
    },
    {"発信日時": "at", "着信日時": "at", "発信先": "number", "着信元": "number", "結果": "result", "通話時間": "seconds"},
    {"日時": "at", "手段": "channel", "発着信": "way", "相手番号": "number", "本文": "word", "結果": "result", "通話時間": "seconds"},
    {
        "call id": "id",
        "start": "at",
        "answer": "later",
        "end": "later",
        "from": "number",
        "to": "number",
        "direction": "way",
        "status": "result",
        "lastapp": "app",
        "agent": "word",
    },
    {"日時": "at", "電話番号": "number"},
]


@st.composite
def tables(draw: st.DrawFn, shape: dict[str, str]) -> str:
    """A file as text: sound and broken records, some twice, in any order, quoted one way or another, with broken lines between them."""
    sound = st.tuples(*(KINDS[kind][0] for kind in shape.values()))
    mixed = st.tuples(*(st.one_of(*KINDS[kind]) for kind in shape.values()))
    records = draw(st.lists(st.one_of(sound, sound, mixed), max_size=25))
    records += draw(st.lists(st.sampled_from(records), max_size=5)) if records else []
    delimiter = draw(st.sampled_from([",", ",", "\t", ";"]))
    quoting: Any = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [_line(list(shape), delimiter, quoting), *(_line(cells, delimiter, quoting) for cells in draw(st.permutations(records)))]
    broken = st.tuples(st.integers(1, len(lines)), st.sampled_from(BROKEN))
    for place, line in draw(st.lists(broken, max_size=3)):
        lines.insert(place, line)
    return end.join(lines) + draw(st.sampled_from(["", end, end + end]))


def _line(cells: Any, delimiter: str, quoting: Any) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="").writerow(cells)
    return text.getvalue()


BROKEN = [
    "",
    "   ",
    ",,,,,,,",
    "1,2",
    '"open',
    'a"b,c',
    '"a"b,c',
    "x\0y",
    "x\ry",
    "\u3000",
    "発着信,発信日時",
    '"',
    '"a\nb",c',
    "a" * 300,
    "\x1a",
    ',"",',
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(shape)[:40])
@OFTEN
@given(st.data(), st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "cp932"]), st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC"]))
def test_any_table_of_text(tmp_path: Path, shape: dict[str, str], data: st.DataObject, encoding: str, zone: str) -> None:
    path = tmp_path / f"{next(NAMES)}.csv"
    path.write_bytes(data.draw(tables(shape)).encode(encoding, "replace"))
    same([path], kind="csv", zone=zone, mapping=mapping_of(shape))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(shape)[:40])
def test_sound_records_need_no_reader(tmp_path: Path, shape: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a log of ten million rows would be read one by one, and nothing but its slowness would tell."""
    path = tmp_path / "log.csv"
    lines = [",".join(SOUND[kind][(minute + place) % 2] for place, kind in enumerate(shape.values())) for minute in range(40)]
    path.write_text("\n".join([",".join(shape), *lines]), encoding="utf-8")
    one_by_one: list[int] = []
    touch = Calls.touch

    def noted(self: Calls, number: int, line: int, cells: tuple[str, ...]) -> Any:
        one_by_one.append(line)
        return touch(self, number, line, cells)

    monkeypatch.setattr(Calls, "touch", noted)
    told, _ = by_relations([path], mapping=mapping_of(shape))
    assert (told.read, told.refused) == (40, {})
    # The last line is looked at, for it may have been cut off
    assert one_by_one == [41]


SOUND = {
    "at": ("2026/11/24 10:05:07", "令和8年11月24日 9時5分"),
    "later": ("2026-11-24T10:06:00", ""),
    "number": ("090-1234-5678", "03-1234-5678"),
    "seconds": ("33", "0分33秒"),
    "result": ("応答", "不在"),
    "way": ("発信", "着信"),
    "word": ("佐藤", ""),
    "channel": ("電話", "sms"),
    "date": ("2026年11月4日", "2026-11-24"),
    "clock": ("10:05", "9:05:01"),
    "id": ("", "7"),
    "app": ("Dial", "VoiceMail"),
}
NAMES = count()
FIELDS = {
    "direction": ("発着信", "direction"),
    "at": ("発信日時", "日時", "start"),
    "in_at": ("着信日時",),
    "answer_at": ("answer",),
    "end_at": ("end",),
    "date": ("日付",),
    "time": ("時刻",),
    "number": ("相手番号", "電話番号"),
    "caller": ("発信番号", "from"),
    "callee": ("着信番号", "to"),
    "out_number": ("発信先",),
    "in_number": ("着信元",),
    "own_number": ("自社番号",),
    "ring": ("呼出時間",),
    "talk": ("通話時間",),
    "total": ("duration",),
    "outcome": ("結果", "status"),
    "kind": ("種別",),
    "app": ("lastapp",),
    "channel": ("手段",),
    "member": ("担当者", "agent"),
    "extension": ("内線",),
    "client": ("委託元",),
    "purpose": ("目的",),
    "person": ("氏名",),
    "body": ("本文",),
    "note": ("備考",),
    "id": ("call id",),
}
MEANING = {header: name for name, headers in FIELDS.items() for header in headers}


def mapping_of(shape: dict[str, str]) -> CallMapping:
    names = {header: MEANING[header] for header in shape}
    if "着信日時" in names:
        names["発信日時"] = "out_at"
    own = ("0312345678", "06-6123-4567") if {"caller", "callee"} <= set(names.values()) else ()
    direction = "" if "direction" in names.values() or own else "out"
    return CallMapping(columns=tuple(names.items()), header=1, own_numbers=own, direction=direction, words=(("謎の結果", "not_now"),))
