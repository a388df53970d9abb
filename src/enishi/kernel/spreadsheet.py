"""Tables for spreadsheet programs, which run what looks like a formula."""

from typing import Final

# A cell that begins with one of these is a formula to Excel, LibreOffice or Google; the wide forms are to a Japanese Excel.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HIDDEN: Final = " \u3000\u00a0\ufeff\u200b"


def guard(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: an apostrophe before it makes it text."""
    return f"'{cell}" if cell.lstrip(_HIDDEN).startswith(_FORMULA) else cell
