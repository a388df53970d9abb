"""Tables whose columns we know beforehand: Asterisk's Master.csv, which has no header, and Twilio's list of calls.

Asterisk: https://docs.asterisk.org/Configuration/Reporting/Call-Detail-Records-CDR/ (cdr_csv writes the columns in this order).
Twilio: https://www.twilio.com/docs/voice/api/call-resource (statuses and directions; the console writes them in words of its own).
"""

import re
from dataclasses import replace
from typing import Literal

from enishi.kernel import tables
from enishi.kernel.columns import find_header, fold
from enishi.touches.readers.fields import FIELDS
from enishi.touches.readers.mapping import CallMapping

TableFormat = Literal["csv", "twilio", "asterisk-cdr"]

_CDR_WIDTHS = range(16, 22)
_START, _DURATION, _BILLED, _DISPOSITION = 9, 12, 13, 14
_LINKED = 20
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_DISPOSITIONS = {"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "UNKNOWN"}
_MOST = 0.8
_CDR_COLUMNS = (
    ("#2", "caller"),
    ("#3", "callee"),
    ("#4", "kind"),
    ("#8", "app"),
    ("#10", "at"),
    ("#13", "total"),
    ("#14", "talk"),
    ("#15", "outcome"),
)
# Contexts name which door a call came in by; these are what FreePBX and the sample configuration call theirs
_INNER = ("from-internal", "internal", "outbound", "outgoing", "outbound-allroutes", "phones", "local")
_OUTER = ("from-trunk", "from-pstn", "from-external", "from-did-direct", "ext-did", "inbound", "incoming", "public", "from-sip-external")
_CDR_WORDS = (*((word, "out") for word in _INNER), *((word, "in") for word in _OUTER), ("ANSWERED", ""), ("UNKNOWN", "unknown"))
_TWILIO_HEADERS = {"from", "to", "direction", "status"}
_TWILIO_WORDS = (
    ("Outgoing API", "out"),
    ("Outgoing Dial", "out"),
    # The trunk's point of view: what originates in it comes from the telephone network to us
    ("trunking-originating", "in"),
    ("trunking-terminating", "out"),
    ("completed", ""),
    ("queued", "unknown"),
    ("initiated", "unknown"),
    ("ringing", "unknown"),
    ("in-progress", "unknown"),
)


def format_of(look: tables.Look) -> TableFormat:
    """Which program wrote the table."""
    if _is_cdr(look):
        return "asterisk-cdr"
    header, _ = find_header(look.records, FIELDS)
    names = {fold(name) for name in look.headers(header)} if header else set()
    return "twilio" if "callsid" in names and names >= _TWILIO_HEADERS else "csv"


def cdr(look: tables.Look) -> CallMapping:
    """The columns of Master.csv. The id of the whole call is better than the channel's own, where it is written."""
    width = max((len(record) for record in look.records), default=0)
    own_id = "#20" if width >= _LINKED else "#17"
    pairs = (*_CDR_COLUMNS, (own_id, "id")) if width > _CDR_WIDTHS.start else _CDR_COLUMNS
    return CallMapping(columns=pairs, header=0, words=_CDR_WORDS)


def twilio(mapping: CallMapping) -> CallMapping:
    """What was found in the headers, with Twilio's meaning: its duration is talk, and *completed* only that somebody picked up."""
    pairs = tuple((column, "talk" if name == "total" else name) for column, name in mapping.columns)
    return replace(mapping, columns=pairs, words=_TWILIO_WORDS)


def _is_cdr(look: tables.Look) -> bool:
    found = sum(_is_call_record(record) for record in look.records)
    return bool(found) and found >= len(look.records) * _MOST


def _is_call_record(cells: tuple[str, ...]) -> bool:
    return (
        len(cells) in _CDR_WIDTHS
        and bool(_STAMP.fullmatch(cells[_START]))
        and cells[_DURATION].isdecimal()
        and cells[_BILLED].isdecimal()
        and cells[_DISPOSITION] in _DISPOSITIONS
    )
