"""`now` is an argument below the views: what decides, reads or writes never asks the machine what time it is."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import HOUSE, python_files, shown, tree

TIMELESS = {"rules", "readers", "queries", "actions", "models"}
# Attribute and owner, as written: `clock.now()`, `datetime.now(UTC)`, `date.today()`, `time.time()`.
ASKING = {
    ("clock", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
}
IMPORTED = {("enishi.kernel.clock", "now"), ("django.utils.timezone", "now"), ("time", "time")}


def asks_the_time(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and (last_name(node.value), node.attr) in ASKING:
            yield f"line {node.lineno}: {last_name(node.value)}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"line {node.lineno}: {node.module}.{name.name}" for name in node.names if (node.module, name.name) in IMPORTED)


def last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def is_timeless(parts: tuple[str, ...]) -> bool:
    """Whether a module (room, module, …) is one of those that take the time as an argument."""
    return len(parts) > 1 and parts[1].removesuffix(".py") in TIMELESS


def test_nobody_below_the_views_asks_the_time() -> None:
    paths = [path for path in python_files(HOUSE) if is_timeless(path.relative_to(HOUSE).parts)]
    assert len(paths) > 5
    assert {shown(path): found for path in paths if (found := list(asks_the_time(tree(path))))} == {}


@pytest.mark.parametrize(
    "line",
    ["clock.now()", "datetime.now(UTC)", "x = datetime.datetime.now", "date.today()", "time.time()", "from enishi.kernel.clock import now"],
)
def test_asking_the_time_is_found(line: str) -> None:
    assert len(list(asks_the_time(ast.parse(line)))) == 1


def test_taking_the_time_is_fine() -> None:
    assert list(asks_the_time(ast.parse("def rule(now): return clock.local(now, zone)"))) == []
