"""Asterisk's Master.csv and queue_log, Twilio's list, Parquet: what a contact is there, and what it is called when it is none."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from enishi.touches.readers import RefusedRow, TouchRow, Unusable, canonical, detect, read

MASTER = "\n".join(
    [
        '"","0312345678","101","from-trunk","Sato","SIP/t-1","SIP/101-2","Dial","SIP/101","2026-11-24 10:05:00","2026-11-24 10:05:12",'
        '"2026-11-24 10:06:12",72,60,"ANSWERED","DOCUMENTATION","1764.1",""',
        '"","101","09012345678","from-internal","","SIP/101-3","SIP/t-4","Dial","SIP/t","2026-11-24 11:05:00",,'
        '"2026-11-24 11:05:20",20,0,"NO ANSWER","DOCUMENTATION","1764.3",""',
        '"","0312345678","102","from-trunk","Sato","SIP/t-1","SIP/102-2","Dial","SIP/102","2026-11-24 10:05:00",,'
        '"2026-11-24 10:05:12",12,0,"NO ANSWER","DOCUMENTATION","1764.1",""',
        '"","101","102","from-internal","","SIP/101-3","SIP/102-4","Dial","SIP/102","2026-11-24 12:05:00",,'
        '"2026-11-24 12:05:20",20,0,"BUSY","DOCUMENTATION","1764.5",""',
        '"","0312345678","s","from-trunk","","SIP/t-7","","VoiceMail","100","2026-11-24 13:05:00","2026-11-24 13:05:02",'
        '"2026-11-24 13:05:20",20,18,"ANSWERED","DOCUMENTATION","1764.7",""',
    ]
)
QUEUE = """\
1764000010|1764.1|sales|SIP/101|CONNECT|10|1764.2|3
1764000000|1764.1|sales|NONE|ENTERQUEUE||0312345678|1
1764000000|1764.1|sales|NONE|ENTERQUEUE||0312345678|1
1764000060|1764.1|sales|SIP/101|COMPLETECALLER|10|50|1
1764000100|1764.3|sales|NONE|ENTERQUEUE||anonymous|1
1764000115|1764.3|sales|SIP/101|RINGNOANSWER|15000
1764000130|1764.3|sales|NONE|ABANDON|1|1|30

1764000131|NONE|NONE|SIP/101|PAUSE|
1764000140|1764.5|sales|NONE|ABANDON|1|1|30
1764000200|1764.7|sales|NONE|ENTERQUEUE||0312345678|1
1764000260|1764.7|sales|NONE|EXITWITHTIMEOUT|1|1|60
1764000300|1764.9|sales|NONE|ENTERQUEUE||0312345678|1
1764000305|1764.9|sales|SIP/102|CONNECT|5|1764.8|2
1764000325|1764.9|sales|SIP/102|BLINDTRANSFER|200|default|5|20|1
no event at all
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log"


def rows(path: Path, text: str, **how: Any) -> list[Any]:
    path.write_text(text, encoding="utf-8")
    with read(path, **how) as reader:
        return list(reader.rows)


def told(rows: list[Any], *names: str) -> list[Any]:
    return [row.code if isinstance(row, RefusedRow) else tuple(getattr(row, name) for name in names) for row in rows]


def test_the_legs_of_one_call_are_one_contact(path: Path) -> None:
    found = rows(path, MASTER)
    call = ("in", "+81312345678", 12, 60, "reached", "1764.1")
    assert told(found, "direction", "party", "ring_seconds", "talk_seconds", "outcome", "own_id") == [
        call,
        ("out", "+819012345678", 20, 0, "no_answer", "1764.3"),
        call,
        # From one desk to another: nobody outside was reached for
        "number",
        # Answered by the answering machine, which the switchboard calls answered
        ("in", "+81312345678", 2, 18, "missed", "1764.7"),
    ]
    assert [row.line for row in found] == [1, 2, 3, 4, 5]
    assert found[0].source_ref == found[2].source_ref != found[1].source_ref


def test_the_legs_are_joined_in_any_order_and_from_anywhere(path: Path) -> None:
    lines = MASTER.split("\n")
    for turned in (lines[::-1], lines[2:] + lines[:2]):
        best = {row.own_id: row.talk_seconds for row in rows(path, "\n".join(turned)) if isinstance(row, TouchRow)}
        assert best == {"1764.1": 60, "1764.3": 0, "1764.7": 18}
    assert told(rows(path, MASTER, skip=2), "line", "talk_seconds") == [(3, 60), "number", (5, 18)]


def test_our_numbers_tell_the_direction_where_the_context_does_not(path: Path) -> None:
    line = MASTER.split("\n")[0].replace("from-trunk", "default").replace('"101"', '"0501230000"')
    assert told(rows(path, line), "direction") == ["direction"]
    ours = rows(path, line.replace("0501230000", "05012300000"), own_numbers=("050-1230-0000",))
    assert told(ours, "direction", "own_number") == [("in", "+815012300000")]


def test_a_caller_in_a_queue_is_one_contact(path: Path) -> None:
    found = rows(path, QUEUE)
    names = ("party", "ring_seconds", "talk_seconds", "outcome", "abandoned", "member_name")
    answered = ("+81312345678", 10, 50, "reached", False, "SIP/101")
    gave_up = (None, 30, 0, "missed", True, None)
    sent_away = ("+81312345678", 60, None, "missed", None, None)
    handed_on = ("+81312345678", 5, 20, "reached", False, "SIP/102")
    assert told(found, *names) == [
        *[answered] * 4,
        *[gave_up] * 3,
        "no_contact",
        "cut",
        *[sent_away] * 2,
        *[handed_on] * 3,
        "damaged",
    ]
    assert found[0].at == datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
    assert len({row.source_ref for row in found if isinstance(row, TouchRow)}) == 4
    assert told(rows(path, QUEUE, skip=12), "line") == [(14,), (15,), "damaged"]


def test_twilio_knows_zones_by_name(path: Path) -> None:
    header = "Call SID,Status,Start Time,End Time,Direction,From,To,Duration\n"
    lines = [
        "CA1,completed,2026-11-24 10:05:00 PST,,Outgoing API,+815012300000,+819012345678,12",
        "CA2,completed,10:05:00 PDT 2026-06-24,,outbound-dial,+815012300000,+819012345678,3",
        'CA3,no-answer,"Tue, 24 Nov 2026 10:05:00 +0000",,Incoming,+819012345678,+815012300000,',
        "CA4,busy,2026-11-24 10:05:00,,outbound-api,+815012300000,client:sato,",
    ]
    found = rows(path, header + "\n".join(lines))
    assert told(found, "at", "direction", "party", "talk_seconds", "outcome", "source", "own_id") == [
        (datetime(2026, 11, 24, 18, 5, tzinfo=UTC), "out", "+819012345678", 12, "reached", "twilio", "CA1"),
        # Somebody or something picked up for three seconds: completed is not reached
        (datetime(2026, 6, 24, 17, 5, tzinfo=UTC), "out", "+819012345678", 3, "unknown", "twilio", "CA2"),
        (datetime(2026, 11, 24, 10, 5, tzinfo=UTC), "in", "+819012345678", None, "missed", "twilio", "CA3"),
        "number",
    ]


def test_parquet_is_read_as_a_table_is(path: Path) -> None:
    at = datetime(2026, 11, 24, 10, 5)  # noqa: DTZ001 - a wall clock
    whole = {"発信日時": [at, at], "相手番号": ["090-1234-5678", "12"], "発着信": ["発信", "発信"], "通話時間": [33.0, None]}
    parquet.write_table(pyarrow.table(whole), path)
    with read(path) as reader:
        found = list(reader.rows)
        assert (reader.encoding, reader.progress()) == ("parquet", 1.0)
    assert told(found, "line", "party", "talk_seconds", "source") == [(1, "+819012345678", 33, "parquet"), "number"]
    assert found[0].at == datetime(2026, 11, 24, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "form"), [(MASTER, "asterisk-cdr"), (QUEUE, "asterisk-queue"), ("Call SID,Status,From,To,Direction,Start Time\n", "twilio")]
)
def test_each_is_known_by_what_it_holds(path: Path, text: str, form: str) -> None:
    path.write_text(text, encoding="utf-8")
    found = detect(path)
    assert (found.kind, found.format, found.mapping) == ("touches", form, None)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (QUEUE, "asterisk-cdr", "looks like Asterisk's queue_log"),
        (MASTER, "asterisk-queue", "looks like Asterisk's Master.csv"),
        (MASTER, "twilio", "This is not Twilio's list of calls"),
        ("日時,電話番号\n", "parquet", "looks like a table in CSV"),
        ("PAR1, it says\n", "auto", "damaged"),
    ],
)
def test_what_is_something_else_is_said(path: Path, text: str, kind: Any, said: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as unusable, read(path, kind=kind) as reader:
        list(reader.rows)
    assert said in unusable.value.text.en


def test_a_contact_as_a_row_of_the_canonical_table(path: Path) -> None:
    (found,) = rows(path, "日時,電話番号,発着信,結果,目的\n2026-11-24 10:05,090-1234-5678,着信,放棄呼,service\n")
    row = canonical(found, file="log.csv", zone="America/New_York")
    assert (row.row, row.at, row.local_at) == ("log.csv:2", datetime(2026, 11, 24, 1, 5), datetime(2026, 11, 23, 20, 5))  # noqa: DTZ001
    assert (row.party, row.person, row.purpose, row.outcome) == ("+819012345678", "+819012345678", "service", "missed")
    assert (row.reached, row.abandoned, row.source_ref) == (False, True, None)
    assert canonical(found._replace(outcome="unknown", purpose="なんとなく"), file="", zone="UTC")[10:15] == (
        None,
        None,
        None,
        "unknown",
        None,
    )
