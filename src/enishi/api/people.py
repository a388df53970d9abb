"""Finding people and opening one."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router

from enishi.api.auth import require
from enishi.api.problems import not_found
from enishi.kernel import clock
from enishi.people import actions, queries
from enishi.people.queries import Card, Found
from enishi.people.rules import PersonIsUnknown

router = Router(tags=["people"])
_MOST = 100


@router.get("/people", response=list[Found], summary="Find by number in any form, name, reading or mail address")
def find(request: HttpRequest, q: str, limit: int = 20) -> JsonResponse:
    """Every candidate, never a guess: several people may hold one number, some of them in the past (`ended_on`)."""
    require(request, "people:read")
    return JsonResponse([asdict(found) for found in queries.find(q, limit=max(1, min(limit, _MOST)))], safe=False)
