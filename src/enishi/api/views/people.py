"""Finding people and opening one."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from enishi.api import queries as gather
from enishi.api.answers import answered
from enishi.api.auth import require
from enishi.api.shapes import PersonAnswer, Sentence
from enishi.kernel import clock
from enishi.people import actions, queries
from enishi.people.queries import Found

router = Router(tags=["people"])


@router.get("/people", response=list[Found], summary="Find by number in any form, name, reading or mail address")
def find(
    request: HttpRequest, q: Annotated[Sentence, Query(min_length=1)], limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> HttpResponse:
    """Every candidate, never a guess: several people may hold one number, some of them in the past (`ended_on`)."""
    require(request, "people:read")
    return answered(queries.find(q, limit=limit))


@router.get("/people/{person_id}", response=PersonAnswer, summary="One person, whole")
def card(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The card, what the gate says of each number and channel, promises, what stands, the latest twenty contacts
    and their last thirty days as they lived them. That it was read is logged.
    """
    bearer = require(request, "people:read")
    now = clock.now()
    person = gather.person(person_id, member_id=bearer.member_id, now=now)
    actions.log_read(person_id=person.person.id, member_id=bearer.member_id, through="api", now=now)
    return answered(person)
