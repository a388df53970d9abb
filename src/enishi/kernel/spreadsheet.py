"""Tables for spreadsheet programs, which run what looks like a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

# A cell that begins with one of these is a formula to Excel, LibreOffice or Google; the wide forms are to a Japanese Excel.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HIDDEN: Final = " \u3000\u00a0\ufeff\u200b"


def guard(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: an apostrophe before it makes it text."""
    return f"'{cell}" if cell.lstrip(_HIDDEN).startswith(_FORMULA) else cell


def write_csv(rows: Iterable[Sequence[object]], out: TextIO) -> int:
    """Write the rows as CSV that Excel opens rightly on a double click (BOM, CRLF), every text guarded; how many were written.

    `out` is a UTF-8 text stream opened with `newline=""`. None is a blank cell; numbers stay numbers.
    """
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        writer.writerow([_cell(cell) for cell in row])
    return count


def _cell(cell: object) -> object:
    if cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)):
        return cell
    return guard(str(cell))
