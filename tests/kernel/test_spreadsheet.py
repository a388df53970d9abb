import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.phones import normalise
from enishi.kernel.spreadsheet import guard, write_csv
from enishi.kernel.words import say


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", "　=1", "\ufeff=1", '=HYPERLINK("x")'],
)
def test_what_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert guard(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", " ", "高橋", "090-1234-5678", "a=b", "'=1", "2026-11-22"])
def test_plain_cells_stay_as_they_are(cell: str) -> None:
    assert guard(cell) == cell


def test_a_guarded_number_is_read_back() -> None:
    assert normalise(guard("+819012345678")) == "+819012345678"


def test_a_written_table_opens_in_excel() -> None:
    out = io.StringIO(newline="")
    assert write_csv([["氏名", "件数"], ["=1+1", -5], [None, date(2026, 11, 22)], [say(ja="はい", en="yes"), True]], out) == 4
    assert out.getvalue() == "\ufeff氏名,件数\r\n'=1+1,-5\r\n,2026-11-22\r\nはい,True\r\n"


def test_no_rows_are_an_empty_table() -> None:
    out = io.StringIO(newline="")
    assert write_csv([], out) == 0


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=4), max_size=5
    )
)
def test_no_cell_is_a_formula_and_none_is_lost(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    write_csv(rows, out)
    read = list(csv.reader(io.StringIO(out.getvalue().removeprefix("\ufeff"), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [[cell.removeprefix("'") for cell in row] for row in rows]
    assert not [
        cell
        for row in read
        for cell in row
        if cell.lstrip(" \u3000\u00a0\ufeff\u200b").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    ]
