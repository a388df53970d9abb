"""Several at once, at one permit: one contact was let out, the others were not."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from enishi.consideration.actions import ask_permit, use_permit
from enishi.conversations.actions import log_call
from tests.cast import MONDAY, assemble

NOW = MONDAY + timedelta(hours=4)
SEVERAL = 4


def at_once(do: Callable[[], Any]) -> list[Any]:
    """What each of several threads got that began together."""
    start, got = threading.Barrier(SEVERAL), []

    def one() -> None:
        try:
            start.wait()
            got.append(do())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(SEVERAL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("used_before", [True, False])
def test_one_permit_lets_one_contact_out(used_before):
    them = assemble(now=MONDAY - timedelta(days=800))
    sato, point = them.members["sato"].id, them.points["nagai"].id
    asked = {"person_id": them["nagai"].id, "point_id": point, "channel": "call", "purpose": "solicit"}
    permit = ask_permit(member_id=sato, now=NOW, **asked).permit
    if used_before:
        use_permit(permit_id=permit.id, member_id=sato, now=NOW)

    def log() -> bool:
        done = log_call(person_id=None, point_id=None, member_id=sato, code="no_answer", at=NOW, permit_id=permit.id, now=NOW)
        return done.touch.outside_gate

    assert sorted(at_once(log)) == [False, *[True] * (SEVERAL - 1)]
