"""Every write names itself with an Idempotency-Key, so that a repeat after a lost answer does no harm."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from enishi.api.answers import answered
from enishi.api.auth import bearer_of
from enishi.api.problems import Problem
from enishi.api.rules import encoded
from enishi.consideration.actions.locks import while_people_stay
from enishi.kernel import clock
from enishi.kernel.words import say
from enishi.team.actions import Answer, once

LONGEST_KEY = 200


def write(request: HttpRequest, effect: Callable[[], tuple[int, Any]]) -> HttpResponse:
    """Do `effect`, which returns status and body, once for this request's key; a repeat gets the same answer.

    What `effect` raises undoes it and frees the key: a refusal wrote nothing, and may be asked again.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Problem(
            400,
            "key-needed",
            say(
                "書き込みには Idempotency-Key ヘッダー(1〜200文字)を付けてください。",
                "A write needs an Idempotency-Key header of 1 to 200 characters.",
            ),
        )
    described = f"{request.method} {request.path}\n".encode() + request.body
    done = once(
        principal=f"token:{bearer_of(request).token_id}",
        key=key,
        request_hash=hashlib.sha256(described).hexdigest(),
        now=clock.now(),
        effect=lambda: _kept(*effect()),
        transact=while_people_stay,
    )
    response = answered(done.body, done.status)
    if done.replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _kept(status: int, body: Any) -> Answer:
    return Answer(status, json.loads(encoded(body)))
