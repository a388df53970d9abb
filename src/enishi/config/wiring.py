"""Who hears what: hooks of lower rooms, answered by rooms above them."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from enishi.people import hooks as people
from enishi.touches import hooks as touches


def connect() -> None:
    """Called once, when every room is loaded."""
    promises, owed = "enishi.promises.actions", "enishi.promises.queries"
    consideration, standing = "enishi.consideration.actions", "enishi.consideration.queries"
    ledger, told = "enishi.touches.actions", "enishi.touches.queries"
    reports = "enishi.measures.actions"
    touches.touches_written.append(later(promises, "settle"))
    touches.may_matter_since.append(later(owed, "may_matter_since"))
    touches.housekeeping.extend(
        [
            later(consideration, "release_expired"),
            later(promises, "find_owners"),
            later("enishi.team.actions", "forget_old_keys"),
            later("enishi.touches.imports", "forget_files"),
            later("enishi.touches.imports", "forget_reports"),
            later(reports, "forget_old"),
        ]
    )
    touches.work.append(later(reports, "work_once"))
    people.erased.extend(
        [later(ledger, "forget"), later(promises, "forget"), later(consideration, "forget"), later("enishi.touches.imports", "forget")]
    )
    people.parted.extend([later(consideration, "part"), later(promises, "part")])
    people.taken_up.extend([later(consideration, "follow"), later(promises, "follow")])
    people.refused_on_import.append(later(consideration, "hear_on_import"))
    people.written_meanwhile.extend([later(room, "written_meanwhile") for room in (told, owed, standing)])


def later(module: str, name: str) -> Callable[..., Any]:
    """That function, its module imported when it is first called: `enishi find` needs none of them, and starts in half the time."""

    @cache
    def found() -> Callable[..., Any]:
        return getattr(import_module(module), name)  # type: ignore[no-any-return]  # a test looks every one of them up

    def heard(*args: Any) -> Any:
        return found()(*args)

    heard.__name__ = name
    heard.found = found  # type: ignore[attr-defined]  # for that test
    return heard
