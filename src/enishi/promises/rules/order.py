"""The order that serves people: who sits at the telephone, then who has waited longest for what they were promised."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

# Somebody who rings again so soon needs us now
_AGAIN_WITHIN = timedelta(minutes=10)
# An agreed time this exact means that the person waits beside the telephone
_EXACT = timedelta(minutes=15)
_JUST_BEFORE = timedelta(minutes=5)


class Waiting(Protocol):
    """What ordering needs to know of a promise."""

    @property
    def id(self) -> UUID | None: ...
    @property
    def owed_by(self) -> str: ...
    @property
    def asked_by(self) -> str: ...
    @property
    def began_at(self) -> datetime: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def raised(self) -> int: ...
    @property
    def raised_at(self) -> datetime | None: ...


W = TypeVar("W", bound=Waiting)


def in_order(promises: Iterable[W], now: datetime) -> list[W]:
    """Who sits at the telephone first; then who waits longest for what was promised; our own ideas; what is still to come.

    Waiting is measured against the promise: two hours for an hour's promise come before eight days for a week's.
    """
    return sorted(promises, key=lambda promise: _place(promise, now))


def is_urgent(promise: Waiting) -> bool:
    """They rang again within minutes."""
    if promise.raised_at is None or promise.owed_by != "us":
        return False
    return promise.raised_at - promise.began_at <= _AGAIN_WITHIN * promise.raised


def _place(promise: Waiting, now: datetime) -> tuple[int, float, str]:
    return _tier(promise, now), _wait(promise, now), str(promise.id)


def _tier(promise: Waiting, now: datetime) -> int:
    if is_urgent(promise) or _is_at_the_telephone(promise, now):
        return 0
    if promise.from_at > now:
        return 3
    return 1 if promise.asked_by == "person" and promise.owed_by == "us" else 2


def _is_at_the_telephone(promise: Waiting, now: datetime) -> bool:
    is_exact = promise.due_at - promise.from_at <= _EXACT
    return promise.owed_by == "us" and promise.asked_by == "person" and is_exact and promise.from_at - _JUST_BEFORE <= now


def _wait(promise: Waiting, now: datetime) -> float:
    """Smaller comes first: minus the share of the promised time already waited; before it begins, the seconds until then."""
    if promise.from_at > now:
        return (promise.from_at - now).total_seconds()
    promised = max(promise.due_at - promise.from_at, _JUST_BEFORE)
    return -((now - promise.from_at) / promised)
