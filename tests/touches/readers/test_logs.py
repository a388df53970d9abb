"""Call logs as tables: every header, word, date and duration other systems write."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text
from enishi.touches.readers import FIELDS, CallMapping, RefusedRow, TouchRow, parse_map, read


class Reading:
    """Writes a log and reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Text] = []

    def all(self, *lines: str, mapping: CallMapping | None = None, zone: str = "Asia/Tokyo") -> list[TouchRow | RefusedRow]:
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with read(self.path, mapping=mapping, zone=zone) as reader:
            found = list(reader.rows)
            self.notes = reader.notes
        return found

    def one(self, header: str, line: str, **how: str) -> TouchRow:
        (row,) = self.all(header, line, **how)  # type: ignore[arg-type]  # whatever all takes
        assert isinstance(row, TouchRow), row
        return row


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path / "log.csv")


def test_the_log_of_a_call_centre(reading: Reading) -> None:
    row = reading.one(
        "発信日時,発信番号,着信番号,呼出時間,通話時間,結果,担当者,委託元,目的,氏名,備考",
        "令和6年5月1日 10:00:05,06-6123-4567,090-1234-5678,12,3分20秒,応答,山田,甲社,solicit,佐藤,資料を送る",
    )
    assert row.at == datetime(2024, 5, 1, 1, 0, 5, tzinfo=UTC)
    assert (row.channel, row.direction, row.party, row.own_number) == ("call", "out", "+819012345678", "+81661234567")
    assert (row.ring_seconds, row.talk_seconds, row.outcome) == (12, 200, "reached")
    assert (row.member_name, row.client_name, row.purpose, row.person_name) == ("山田", "甲社", "solicit", "佐藤")
    assert (row.body, row.note) == (None, "資料を送る")


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("日時,相手先番号,発着信,通話時間,結果", "2024/05/01 10:00,09012345678,発信,0:03:20,通話"),
        ("日付,時刻,電話番号,種別,通話秒数,状態", "2024-05-01,10:00,090-1234-5678,発信,200,応答"),
        ("日付,開始時刻,電話番号,種別,通話秒数,状態", "2024-05-01,10:00,090-1234-5678,発信,200,応答"),
        (
            "Start Time,Caller,Callee,Direction,Talk Time,Status",
            "2024-05-01T10:00:00+09:00,0661234567,+81 90-1234-5678,OUTGOING,200,Answered",
        ),
        ("calldate,src,dst,duration,billsec,disposition", "2024-05-01 10:00:00,201,09012345678,215,200,ANSWERED"),
        ("date,time,from,to,type,duration", "2024-05-01,10:00:00,0661234567,09012345678,Outbound,200"),
        ("発信日時,着信日時,電話番号,通話時間（分）", "2024年5月1日10時0分,,０９０－１２３４－５６７８,3.33"),
        ("発信先,着信元,日時,通話時間", "090-1234-5678,,2024.5.1 10:00,200"),
        ("電話番号;日時;通話時間;方向", "090-1234-5678;2024/5/1 10:00;00:03:20;発"),
        ("date\tnumber\tdirection\tduration", "20240501100000\t9012345678\tout\t3m20s"),
        (
            "履歴番号,開始日時,応答日時,終了日時,発信者番号,着信先番号,内線",
            "1,2024/5/1 10:00:00,2024/5/1 10:00:15,2024/5/1 10:03:35,201,090-1234-5678,201",
        ),
    ],
)
def test_one_call_in_many_systems(reading: Reading, header: str, line: str) -> None:
    row = reading.one(header, line)
    assert (row.at, row.direction, row.party, row.talk_seconds, row.outcome) == (
        datetime(2024, 5, 1, 1, 0, tzinfo=UTC),
        "out",
        "+819012345678",
        200,
        "reached",
    )


@pytest.mark.parametrize(
    ("direction", "result", "talk", "expected"),
    [
        ("発信", "", "200", "reached"),
        ("発信", "", "10", "reached"),
        ("発信", "", "9", "unknown"),
        ("発信", "", "0", "no_answer"),
        ("発信", "", "", "unknown"),
        ("着信", "", "3", "reached"),
        ("着信", "", "0", "missed"),
        ("発信", "不在", "0", "no_answer"),
        ("着信", "不在", "0", "missed"),
        ("発信", "ＮＯ　ＡＮＳＷＥＲ", "0", "no_answer"),
        ("発信", "話中", "0", "busy"),
        ("発信", "留守電", "20", "voicemail"),
        ("着信", "留守電", "20", "missed"),
        ("発信", "拒否", "0", "declined"),
        ("発信", "拒否", "60", "unknown"),
        ("発信", "着信拒否", "0", "carrier_refusal"),
        ("着信", "着信拒否", "0", "declined"),
        ("発信", "失敗", "0", "failed"),
        ("発信", "欠番", "0", "number_dead"),
        ("発信", "アポ獲得", "60", "unknown"),
        ("不在着信", "", "0", "missed"),
        ("MISSED", "", "", "missed"),
    ],
)
def test_words_and_seconds_say_how_it_ended(reading: Reading, direction: str, result: str, talk: str, expected: str) -> None:
    row = reading.one("日時,電話番号,発着信,結果,通話時間", f"2024-05-01 10:00,090-1234-5678,{direction},{result},{talk}")
    assert row.outcome == expected


def test_unknown_results_are_counted_and_can_be_taught(reading: Reading) -> None:
    lines = ("発信日時,電話番号,結果", *(f"2024-05-01 10:0{at},090-1234-5678,アポ獲得" for at in range(3)))
    assert {row.outcome for row in reading.all(*lines) if isinstance(row, TouchRow)} == {"unknown"}
    assert len(reading.notes) == 1 and "アポ獲得" in reading.notes[0].ja and "3" in reading.notes[0].ja
    taught = parse_map("発信日時=at,電話番号=number,結果=outcome,@direction=out,@word=アポ獲得:reached", CallMapping())
    assert {row.outcome for row in reading.all(*lines, mapping=taught) if isinstance(row, TouchRow)} == {"reached"}
    assert reading.notes == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2024-02-30 10:00,090-1234-5678,発信,10", "moment"),
        ("昭和99年5月1日 10:00,090-1234-5678,発信,10", "moment"),
        ("1960-05-01 10:00,090-1234-5678,発信,10", "moment"),
        (",090-1234-5678,発信,10", "moment"),
        ("2024-05-01,090-1234-5678,発信,10", "moment"),
        ("2024-05-01 10:00,12ab,発信,10", "number"),
        ("2024-05-01 10:00,,発信,10", "no_number"),
        ("2024-05-01 10:00,090-1234-5678,転送,10", "direction"),
        ("2024-05-01 10:00,090-1234-5678,,10", "direction"),
        ("2024-05-01 10:00,090-1234-5678,発信,-5", "duration"),
        ("2024-05-01 10:00,090-1234-5678,発信", "truncated"),
        ("日時,電話番号,発着信,通話時間", "header"),
        (",,,", "blank"),
    ],
)
def test_refusals(reading: Reading, line: str, code: str) -> None:
    (row,) = reading.all("日時,電話番号,発着信,通話時間", line)
    assert isinstance(row, RefusedRow)
    assert (row.code, row.number, row.line, row.raw) == (code, 1, 2, line)


@pytest.mark.parametrize("number", ["", "非通知", "anonymous", "公衆電話"])
def test_withheld_numbers(reading: Reading, number: str) -> None:
    row = reading.one("日時,電話番号,発着信,通話時間", f"2024-05-01 10:00,{number},着信,0")
    assert (row.party, row.withheld, row.outcome) == (None, True, "missed")


def test_texts(reading: Reading) -> None:
    header = "日時,電話番号,方向,手段,本文"
    row = reading.one(header, "2024-05-01 10:00,090-1234-5678,送信,SMS,ご連絡ありがとうございます")
    assert (row.channel, row.direction, row.outcome, row.body) == ("text", "out", "sent", "ご連絡ありがとうございます")
    row = reading.one(header, "2024-05-01 10:00,090-1234-5678,受信,SMS,はい")
    assert (row.direction, row.outcome) == ("in", "received")
    (refused,) = reading.all(header, "2024-05-01 10:00,090-1234-5678,送信,訪問,x")
    assert isinstance(refused, RefusedRow) and refused.code == "channel"


def test_own_numbers_tell_the_direction(reading: Reading) -> None:
    ours = "06-6123-4567"
    lines = [f"2024-05-01 10:{at:02},{ours},090-1234-56{at:02},60" for at in range(10)]
    lines += [f"2024-05-01 11:{at:02},090-1234-56{at:02},{ours},60" for at in range(10)]
    found = reading.all("開始日時,発信番号,着信番号,通話時間", *lines)
    assert [row.direction for row in found if isinstance(row, TouchRow)] == ["out"] * 10 + ["in"] * 10
    assert {row.own_number for row in found if isinstance(row, TouchRow)} == {"+81661234567"}


@pytest.mark.parametrize(
    ("samples", "month"),
    [(["01/05/2024 10:00", "25/05/2024 10:00"], 5), (["05/01/2024 10:00", "05/25/2024 10:00"], 5), (["05/01/2024 10:00"], 5)],
)
def test_day_and_month_by_what_the_log_proves(reading: Reading, samples: list[str], month: int) -> None:
    found = reading.all("datetime,number,direction", *(f"{at},09012345678,out" for at in samples))
    first = found[0]
    assert isinstance(first, TouchRow) and (first.at.month, first.at.day) == (month, 1)


def test_wall_clocks_of_other_zones(reading: Reading) -> None:
    header, line = "datetime,number,direction", "{},+1 650-253-0000,out"
    assert reading.one(header, line.format("2024-07-01 10:00"), zone="America/New_York").at.hour == 14
    assert reading.one(header, line.format("2024-01-01 10:00"), zone="America/New_York").at.hour == 15
    assert reading.one(header, line.format("2024-03-10 10:00"), zone="America/New_York").at.hour == 14
    (skipped,) = reading.all(header, line.format("2024-03-10 02:30"), zone="America/New_York")
    assert isinstance(skipped, RefusedRow)


def test_the_same_call_bears_the_same_name_however_it_is_written(reading: Reading) -> None:
    header = "日時,電話番号,発着信,通話時間,備考"
    forms = [
        "2024-05-01 10:00,090-1234-5678,発信,200,a",
        "2024年5月1日 10時,+81 90 1234 5678,OUT,3分20秒,b",
        "令和6年5月1日 午前10:00,０９０１２３４５６７８,発,0:03:20,",
    ]
    assert len({reading.one(header, form).source_ref for form in forms}) == 1
    others = [
        "2024-05-01 10:01,090-1234-5678,発信,200,",
        "2024-05-01 10:00,090-1234-5679,発信,200,",
        "2024-05-01 10:00,090-1234-5678,着信,200,",
    ]
    assert len({reading.one(header, form).source_ref for form in [forms[0], *others]}) == 4


def test_an_id_of_the_log_survives_its_corrections(reading: Reading) -> None:
    header = "通話ID,日時,電話番号,発着信,結果"
    before = reading.one(header, "A1,2024-05-01 10:00,090-1234-5678,発信,不在").source_ref
    assert reading.one(header, "A1,2024-05-01 10:00,090-1234-5678,発信,応答").source_ref == before
    assert reading.one(header, "A2,2024-05-01 10:00,090-1234-5678,発信,不在").source_ref != before


@pytest.mark.parametrize(
    "text",
    [
        "日時",
        "日時=when",
        "電話番号=number",
        "日時=at",
        "日時=at,電話番号=number,@direction=up",
        "日時=at,番号=number,@own=12",
        "日時=at,番号=number,@word=x:y",
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(text: str) -> None:
    with pytest.raises(Unusable) as fault:
        parse_map(text, CallMapping())
    assert fault.value.text.ja and fault.value.text.en


def test_a_mapping_survives_being_kept() -> None:
    mapping = CallMapping(
        columns=(("発信日時", "at"), ("#3", "number")),
        direction="out",
        own_numbers=("+81661234567",),
        words=(("アポ", "reached"),),
        unit="minutes",
    )
    assert CallMapping.from_dict(mapping.as_dict(), FIELDS) == mapping


def test_choices_go_over_what_was_found(reading: Reading) -> None:
    base = CallMapping(columns=(("日時", "at"), ("番号", "number"), ("自社", "note")))
    assert parse_map("自社=own_number,番号=-,相手=number", base).columns == (("日時", "at"), ("自社", "own_number"), ("相手", "number"))
    assert parse_map('"相手,先"=number', base).columns[-1] == ("相手,先", "number")


def test_a_log_without_a_moment_cannot_be_read(reading: Reading) -> None:
    with pytest.raises(Unusable):
        reading.all("電話番号,結果", "090-1234-5678,不在")
