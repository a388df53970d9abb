"""The two forms are equal for what other programs write: Asterisk's files, Twilio's list, phones' backups, Parquet."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from enishi.touches.readers import SCHEMA, CallMapping
from enishi.touches.relations import opened
from tests.touches.relations.both import by_readers, same

OFTEN = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NAMES = count()
PEOPLE = ("0312345678", "09012345678", "+819012345678", "anonymous", "", "06-6123-4567")
DESKS = ("101", "102", "s", "05012300000", "050-1230-0000")


def moment(after: int) -> str:
    return f"{datetime(2026, 11, 24) + timedelta(seconds=after):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ001 - a wall clock


@st.composite
def legs(draw: st.DrawFn) -> list[str]:
    """One line of Master.csv."""
    outward = draw(st.booleans())
    ends = draw(st.sampled_from(DESKS)), draw(st.sampled_from(PEOPLE))
    src, dst = ends if outward else ends[::-1]
    context = draw(st.sampled_from(["from-internal", "from-trunk", "ext-group", "from-pstn", "default"]))
    began, rang, talked = draw(st.integers(0, 300)), draw(st.integers(0, 40)), draw(st.sampled_from([0, 3, 10, 60]))
    ended = draw(st.sampled_from(["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"]))
    app = draw(st.sampled_from(["Dial", "Queue", "VoiceMail", ""]))
    answered = moment(began + rang) if talked else ""
    head = ["", src, dst, context, f'"A" <{src}>', "SIP/101-1", "SIP/102-2", app, "SIP/102,20", moment(began), answered]
    return [*head, moment(began + rang + talked), str(rang + talked), str(talked), ended, "DOCUMENTATION", draw(st.sampled_from(IDS)), ""]


IDS = ["1764.1", "1764.2", "1764.3", "1764.4", "", "1764.5"]


def quoted(cells: Sequence[str]) -> str:
    return ",".join(cell if cell.isdecimal() else '"' + cell.replace('"', '""') + '"' for cell in cells)


@OFTEN
@given(st.lists(legs(), min_size=1, max_size=25), st.sampled_from(["", "junk,line\n", '"open\n']), st.booleans())
def test_master_csv(tmp_path: Path, calls: list[list[str]], broken: str, told: bool) -> None:
    path = tmp_path / f"{next(NAMES)}.csv"
    # The last columns only where the switchboard was told to write them; what is doubled stands far from its twin
    lines = [quoted(cells if told else cells[:16]) for cells in [*calls, *calls[:2]]]
    path.write_text("\n".join(lines) + "\n" + broken, encoding="utf-8")
    same([path], own_numbers=("050-1230-0000",))


STATUSES = ["completed", "no-answer", "busy", "failed", "canceled", "in-progress", "odd"]
WAYS = ["inbound", "outbound-api", "outbound-dial", "Incoming", "Outgoing API", "Outgoing Dial", "trunking-originating", "sideways"]
STARTS = [
    "2026-11-24 10:05:00 PST",
    "10:05:00 PDT 2026-06-24",
    "2026-11-24T10:05:00Z",
    "Tue, 24 Nov 2026 10:05:00 +0000",
    "2026-11-24 10:05:00",
]
twilio_calls = st.tuples(
    st.sampled_from(["CA1", "CA2", "CA3", ""]),
    st.sampled_from(STATUSES),
    st.sampled_from([*STARTS, "2026-11-24 10:05:00 XXT", ""]),
    st.sampled_from(WAYS),
    st.sampled_from([*PEOPLE, "client:sato", "sip:101@example.jp"]),
    st.sampled_from([*PEOPLE, "client:sato"]),
    st.sampled_from(["", "0", "5", "12", "x"]),
)


@OFTEN
@given(st.lists(twilio_calls, min_size=1, max_size=25))
def test_twilio(tmp_path: Path, calls: list[tuple[str, ...]]) -> None:
    path = tmp_path / f"{next(NAMES)}.csv"
    header = ("Call SID", "Status", "Start Time", "Direction", "From", "To", "Duration")
    path.write_text("\r\n".join(quoted(cells) for cells in (header, *calls)), encoding="utf-8")
    assert {row.source for row in same([path]).rows} <= {"twilio"}


EVENTS = ["ENTERQUEUE||0312345678|1", "ENTERQUEUE||anonymous|1", "ENTERQUEUE||101|1", "CONNECT|10|1764.9|3", "ABANDON|1|1|30"]
EVENTS += ["COMPLETEAGENT|10|50|1", "COMPLETECALLER|10|x|1", "EXITWITHTIMEOUT|1|1|60", "RINGNOANSWER|1000", "DID|05012300000", "PAUSE|"]
EVENTS += ["BLINDTRANSFER|200|default|10|20|1"]
events = st.tuples(
    st.integers(1_764_000_000, 1_764_000_100), st.sampled_from(["1764.1", "1764.2", "1764.3", "NONE"]), st.sampled_from(EVENTS)
)


@OFTEN
@given(st.lists(events, min_size=1, max_size=30), st.sampled_from(["", "no event\n", "\n\n"]))
def test_queue_log(tmp_path: Path, lines: list[tuple[int, str, str]], broken: str) -> None:
    path = tmp_path / f"{next(NAMES)}"
    text = "".join(f"{at}|{call}|sales|SIP/101|{event}\n" for at, call, event in [*lines, *lines[:3]])
    path.write_text(text + broken, encoding="utf-8")
    same([path], kind="asterisk-queue")


BACKUP = '<call number="{}" duration="{}" date="{}" type="{}" presentation="1" contact_name="(Unknown)" />'
rings = st.builds(
    BACKUP.format, st.sampled_from(PEOPLE), st.sampled_from(["0", "33", "x"]), st.integers(1_764_000_000, 1_764_000_009), st.integers(1, 8)
)


@OFTEN
@given(st.lists(rings, max_size=20), st.sampled_from(["", "<call broken", "<!-- rest -->"]))
def test_a_phone(tmp_path: Path, calls: list[str], broken: str) -> None:
    path = tmp_path / f"{next(NAMES)}.xml"
    body = "\n".join(call.replace('date="', 'date="', 1) for call in calls).replace('" type', '000" type')
    path.write_text(f"<?xml version='1.0'?>\n<calls count=\"{len(calls)}\">\n{body}\n{broken}</calls>", encoding="utf-8")
    same([path])


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001 - a wall clock
stored = st.tuples(
    moments,
    st.sampled_from(PEOPLE),
    st.sampled_from(["発信", "着信", None]),
    st.sampled_from([None, 0, 5, 33]),
    st.sampled_from([None, "応答", "謎"]),
)


@OFTEN
@given(st.lists(stored, max_size=20), st.sampled_from([None, "UTC", "America/New_York"]), st.sampled_from(["int32", "float64"]))
def test_parquet_with_the_columns_of_a_table(tmp_path: Path, rows: list[Any], zone: str | None, lengths: str) -> None:
    path = tmp_path / f"{next(NAMES)}.parquet"
    at, number, way, talk, result = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 5
    whole = pyarrow.table(
        {
            "発信日時": pyarrow.array([each.replace(tzinfo=UTC) if zone else each for each in at], pyarrow.timestamp("ms", zone)),
            "相手番号": pyarrow.array(number, "string"),
            "発着信": pyarrow.array(way, "string"),
            "通話時間": pyarrow.array(talk, lengths),
            "結果": pyarrow.array(result, "string"),
            "day": pyarrow.array([date(2026, 1, 1)] * len(rows), "date32"),
        }
    )
    parquet.write_table(whole, path, row_group_size=7)
    mapping = CallMapping(
        (("発信日時", "at"), ("相手番号", "number"), ("発着信", "direction"), ("通話時間", "talk"), ("結果", "outcome")), direction="out"
    )
    same([path], mapping=mapping)


def test_the_canonical_table_itself_comes_back(tmp_path: Path) -> None:
    log, kept = tmp_path / "log.csv", tmp_path / "log.parquet"
    log.write_text(
        "発信日時,相手番号,発着信,呼出時間,通話時間,結果,担当者\n2026-11-24 10:05,090-1234-5678,発信,3,40,応答,佐藤\n", encoding="utf-8"
    )
    table, _, engine = opened([log])
    parquet.write_table(table.to_pyarrow(), kept)
    engine.close()
    (before,), (after,) = by_readers([log]).rows, same([kept]).rows
    changed = {name for name in SCHEMA if getattr(before, name) != getattr(after, name)}
    assert changed == {"row", "source"}
