"""Twenty at once: one effect."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from enishi.consideration.models import Permit
from enishi.kernel import clock
from enishi.people.models import PersonRead
from enishi.touches.models import Touch
from tests import cast
from tests.api.caller import Answer, Caller, caller, told

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20


def together(do: Callable[[Caller], Answer], programs: list[Caller]) -> list[Answer]:
    """Each program does it at the same moment, each on a connection of its own."""
    barrier = threading.Barrier(len(programs))

    def one(program: Caller) -> Answer:
        try:
            barrier.wait()
            return do(program)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(programs)) as pool:
        return list(pool.map(one, programs))


def test_one_key_from_twenty_threads_writes_once(them: cast.Cast) -> None:
    sato = caller(them.members["sato"])
    call = {"person_id": them["mai"].id, "point_id": them.points["mai"].id, "at": clock.now(), "outcome": "no_answer"}
    answers = together(lambda program: program.post("touches", call, key="the one"), [Caller(sato.token) for _ in range(AT_ONCE)])
    done = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.json() == done[0].json() for answer in done)
    assert sum("Idempotent-Replayed" not in answer for answer in done) == 1
    assert Touch.objects.count() == 1
    assert sato.post("touches", call, key="the one").json() == done[0].json()


def rang(them: cast.Cast, sato: Caller) -> dict[str, Any]:
    inbound = {"person_id": them["mai"].id, "point_id": them.points["mai"].id}
    written = told(sato.post("touches", {**inbound, "at": clock.now(), "direction": "in", "outcome": "missed"}), 201, "post /touches")
    return {**inbound, "channel": "call", "purpose": "reply", "evidence": {"kind": "touch", "id": written["touch_id"]}}


def test_a_permit_is_used_once_by_twenty(them: cast.Cast) -> None:
    sato = caller(them.members["sato"])
    permit = told(sato.post("permits", rang(them, sato)), 201, "post /permits")["id"]
    answers = together(lambda program: program.post(f"permits/{permit}/use"), [Caller(sato.token) for _ in range(AT_ONCE)])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: AT_ONCE - 1}
    assert Permit.objects.get().used_at is not None


def test_used_and_given_back_at_once_is_one_of_them(them: cast.Cast) -> None:
    sato = caller(them.members["sato"])
    permit = told(sato.post("permits", rang(them, sato)), 201, "post /permits")["id"]
    programs = [Caller(sato.token) for _ in range(AT_ONCE)]
    using = {id(program) for program in programs[::2]}

    def act(program: Caller) -> Answer:
        return program.post(f"permits/{permit}/use") if id(program) in using else program.delete(f"permits/{permit}")

    won = [answer for answer in together(act, programs) if answer.status_code == 200 and b'"released":false' not in answer.content]
    assert len(won) == 1
    known = Permit.objects.get()
    assert (known.used_at is None) is not (known.released_at is None)


def test_reading_at_once_logs_every_reader(them: cast.Cast) -> None:
    sato = caller(them.members["sato"])
    answers = together(lambda program: program.get(f"people/{them['mai'].id}"), [Caller(sato.token) for _ in range(AT_ONCE)])
    assert {answer.status_code for answer in answers} == {200}
    assert PersonRead.objects.count() == AT_ONCE
