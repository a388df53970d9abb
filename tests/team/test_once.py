"""Equal keys at the same instant: one write, and one answer for everybody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from enishi.team import actions
from enishi.team.actions import Answer
from enishi.team.models import Client, IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
AT_ONCE, KEYS = 4, 40


def write(key: str) -> Answer:
    """A write that shows how often it was done."""

    def effect() -> Answer:
        return Answer(201, {"id": str(Client.objects.create(name=f"{key} {threading.get_ident()}").id)})

    return actions.once(principal="token:1", key=key, request_hash="one", now=NOW, effect=effect)


def in_threads(work: Callable[[], list[Answer]]) -> list[list[Answer]]:
    def closing() -> list[Answer]:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one.result(60) for one in [pool.submit(closing) for _ in range(AT_ONCE)]]


@pytest.mark.parametrize("stale", [False, True])
def test_everybody_gets_the_answer_of_the_one_write(stale: bool) -> None:
    if stale:
        last_week = NOW - actions.KEYS_KEPT
        old = [IdempotencyKey(principal="token:1", key=f"key {number}", request_hash="old", created_at=last_week) for number in range(KEYS)]
        IdempotencyKey.objects.bulk_create(old)
    meeting = threading.Barrier(AT_ONCE, timeout=60)

    def every_key() -> list[Answer]:
        answers = []
        for number in range(KEYS):
            meeting.wait()
            answers.append(write(f"key {number}"))
        return answers

    for told in zip(*in_threads(every_key), strict=True):
        assert len({answer.body["id"] for answer in told}) == 1
        assert sum(not answer.replayed for answer in told) == 1
    assert (Client.objects.count(), IdempotencyKey.objects.count()) == (KEYS, KEYS)
