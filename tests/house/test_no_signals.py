"""We connect one signal, post_migrate, for the ledger's triggers. What follows from what must stand in an action, where it can be read."""

import ast
import gc
import weakref
from collections.abc import Iterator

import pytest
from django.dispatch import Signal

from tests.house.source import HOUSE, python_files, room_of, shown, tree

ALLOWED = {("django.db.models.signals", "post_migrate")}


def signal_imports(module: ast.AST) -> Iterator[str]:
    """Every import by which a module could come at a signal, but for the allowed one."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_about_signals(name.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                if (node.module, name.name) not in ALLOWED and (is_about_signals(node.module) or name.name == "signals"):
                    yield f"{node.module}.{name.name}"


def is_about_signals(module: str) -> bool:
    return module.split(".")[-1] == "signals" or module.startswith("django.dispatch")


def connected_by_us() -> set[str]:
    """The names under which receivers of ours hang on a live signal that is not post_migrate."""
    from django.db.models.signals import post_migrate

    # type() and not isinstance(): a lazy object of some page served before wakes, and fails, when asked for its class
    signals = [thing for thing in gc.get_objects() if issubclass(type(thing), Signal) and thing is not post_migrate]
    return {name for signal in signals for name in receivers(signal) if room_of(name)}


def receivers(signal: Signal) -> Iterator[str]:
    """Where each receiver was defined; Django keeps most of them by weak reference."""
    for entry in signal.receivers:
        found = entry[1]() if isinstance(entry[1], weakref.ReferenceType) else entry[1]
        yield getattr(found, "__module__", "") or ""


def test_no_module_of_ours_reaches_for_a_signal() -> None:
    assert {shown(path): found for path in python_files(HOUSE) if (found := list(signal_imports(tree(path))))} == {}


def test_no_receiver_of_ours_is_connected() -> None:
    assert connected_by_us() == set()


@pytest.mark.parametrize(
    "line",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "import django.db.models.signals as s",
        "from django.dispatch import receiver",
        "from django.core.signals import request_finished",
        "from django.contrib.auth.signals import user_logged_in",
        "from allauth.account import signals",
    ],
)
def test_a_way_to_a_signal_is_found(line: str) -> None:
    assert len(list(signal_imports(ast.parse(line)))) == 1


def test_the_one_signal_is_allowed() -> None:
    assert list(signal_imports(ast.parse("from django.db.models.signals import post_migrate"))) == []


def test_a_connected_receiver_is_found() -> None:
    bell = Signal()

    def hear(**_: object) -> None: ...

    hear.__module__ = "enishi.people.models"
    bell.connect(hear)
    assert connected_by_us() == {"enishi.people.models"}
    bell.disconnect(hear)
    assert connected_by_us() == set()
