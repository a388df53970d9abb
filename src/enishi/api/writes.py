"""Every write names itself with an Idempotency-Key, so that a repeat after a lost answer does no harm."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse

from enishi.api.auth import token_of
from enishi.api.problems import Problem
from enishi.kernel import clock
from enishi.kernel.words import say
from enishi.team.actions import Answer, once

_LONGEST_KEY = 200


def write(request: HttpRequest, effect: Callable[[], tuple[int, Any]]) -> JsonResponse:
    """Do `effect`, which returns status and JSON body, once for this request's key; a repeat gets the same answer."""
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise Problem(
            400,
            "key-needed",
            say(
                "書き込みには Idempotency-Key ヘッダー(1〜200文字)を付けてください。",
                "A write needs an Idempotency-Key header of 1 to 200 characters.",
            ),
        )
    token = token_of(request)
    described = f"{request.method} {request.path}\n".encode() + request.body
    done = once(
        principal=f"token:{token.pk}",
        key=key,
        request_hash=hashlib.sha256(described).hexdigest(),
        now=clock.now(),
        effect=lambda: Answer(*effect()),
    )
    response = JsonResponse(done.body, status=done.status, safe=False)
    if done.replayed:
        response["Idempotent-Replayed"] = "true"
    return response
