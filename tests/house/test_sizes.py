"""Sizes start a conversation: a long file or function needs a reason in sizes.toml."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import CHECKOUT, HOUSE, python_files, shown, toml, tree

MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 40
MOST_MEDIAN_LINES = 10
ROOTS = [CHECKOUT / name for name in ("src", "tests", "bench")]
TOOLS = [CHECKOUT / "tools" / name for name in ("suite", "testbed")]
Place = tuple[str, str]


def functions(module: ast.AST) -> Iterator[tuple[str, int]]:
    """Every function's name and length in lines, without its decorators."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(path: str, source: str) -> Iterator[Place]:
    """The places of one file that need a reason: (path, function), the function empty for the file itself."""
    if source.count("\n") > MOST_FILE_LINES:
        yield path, ""
    for name, lines in functions(ast.parse(source)):
        if lines > MOST_FUNCTION_LINES:
            yield path, name


def excused() -> dict[Place, str]:
    entries = toml(Path(__file__).with_name("sizes.toml")).get("entry", [])
    return {(entry["path"], entry.get("function", "")): entry["reason"] for entry in entries}


def test_whatever_is_long_has_a_reason() -> None:
    found = {place for path in [*python_files(*ROOTS), *TOOLS] for place in too_long(shown(path), path.read_text(encoding="utf-8"))}
    assert found - set(excused()) == set(), "Split it, or give its reason in tests/house/sizes.toml"
    assert set(excused()) - found == set(), "No longer long: take it out of tests/house/sizes.toml"


def test_every_reason_is_one() -> None:
    assert [place for place, reason in excused().items() if len(reason.split()) < 4] == []


def test_functions_are_short_in_general(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = sorted(lines for path in python_files(HOUSE) for _, lines in functions(tree(path)))
    median, high = statistics.median(lengths), lengths[len(lengths) * 95 // 100]
    with capsys.disabled():
        print(f"\n{len(lengths)} functions: {median:g} lines at the median, {high} at the 95th percentile")
    assert median < MOST_MEDIAN_LINES


def test_long_things_are_found() -> None:
    body = "    pass\n"
    assert list(too_long("a.py", "def long():\n" + body * 40)) == [("a.py", "long")]
    assert list(too_long("a.py", "class A:\n    async def long(self):\n" + "        pass\n" * 40)) == [("a.py", "long")]
    assert list(too_long("a.py", "def short():\n" + body * 39)) == []
    assert list(too_long("a.py", "x = 1\n" * 401)) == [("a.py", "")]
    assert list(too_long("a.py", "x = 1\n" * 400)) == []
