"""What is owed."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enishi.api.answers import answered
from enishi.api.auth import require
from enishi.api.queries import promised
from enishi.api.shapes import Moment, PromiseAnswer
from enishi.kernel import clock
from enishi.promises import queries

router = Router(tags=["promises"])
_A_DAY = timedelta(days=1)


@router.get("/due", response=list[PromiseAnswer], summary="What is due, in the order that serves people")
def due(
    request: HttpRequest,
    member: Literal["me"] | UUID | None = None,
    until: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HttpResponse:
    """Open promises of ours that begin by `until` (a day from now if left out), and theirs whose time has passed.

    `member`: one member's and nobody's; `me` is the token's; everyone's if left out. A token without `people:read` is told ids only:
    `person_name`, `point_value` and `about` are empty.
    """
    bearer = require(request, "promises:read")
    now = clock.now()
    member_id = bearer.member_id if member == "me" else member
    found = queries.due(member_id=member_id, now=now, until=until or now + _A_DAY)
    named = "people:read" in bearer.scopes
    return answered([promised(owed, now, named=named) for owed in found[:limit]])
