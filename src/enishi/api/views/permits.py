"""The gate: ask, use, give back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from enishi.api import queries
from enishi.api.auth import require
from enishi.api.problems import Problem, told
from enishi.api.shapes import PermitAnswer, PermitIn, ReleaseAnswer
from enishi.api.writes import write
from enishi.consideration.actions import EvidenceRef, PermitInUse, PermitResult, ask_permit, release_permit, use_permit
from enishi.consideration.models import Permit
from enishi.consideration.rules import Granted, Wait
from enishi.consideration.rules.refusing import PermitIsSomebodyElses
from enishi.consideration.rules.vocabulary import Channel, EvidenceKind, Purpose
from enishi.kernel import clock
from enishi.kernel.words import say

router = Router(tags=["permits"])


@router.post("/permits", response={201: PermitAnswer}, summary="Ask the gate for one contact")
def ask(request: HttpRequest, body: PermitIn) -> HttpResponse:
    """A granted place is reserved for ten minutes. Otherwise 409, with `verdict` (`wait` or `refused`), `until` and `reasons`."""
    bearer = require(request, "permits:write")
    queries.check_named(client_id=body.client_id, topic_id=body.topic_id)

    def effect() -> tuple[int, Any]:
        evidence = EvidenceRef(EvidenceKind(body.evidence.kind), body.evidence.id) if body.evidence else None
        asked = body.dict(exclude={"evidence"})
        return 201, _granted(ask_permit(**asked, evidence=evidence, member_id=bearer.member_id, now=clock.now()))

    return write(request, effect)


@router.post("/permits/{permit_id}/use", response=PermitInUse, summary="Use a permit: what to dial, and from which number")
def use(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Once. Whatever was said or done since it was granted is read anew; 409 if it no longer holds."""
    bearer = require(request, "permits:write")
    return write(request, lambda: (200, use_permit(permit_id=permit_id, member_id=bearer.member_id, now=clock.now())))


@router.delete("/permits/{permit_id}", response=ReleaseAnswer, summary="Give a permit back")
def release(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Its place is free for others at once."""
    bearer = require(request, "permits:write")

    def effect() -> tuple[int, Any]:
        if Permit.objects.values_list("member_id", flat=True).get(id=permit_id) != bearer.member_id:
            raise PermitIsSomebodyElses
        return 200, ReleaseAnswer(release_permit(permit_id=permit_id, now=clock.now()))

    return write(request, effect)


def _granted(result: PermitResult) -> PermitAnswer:
    verdict, permit = result.verdict, result.permit
    if permit is None or not isinstance(verdict, Granted):
        code, title = ("wait", _NOT_YET) if isinstance(verdict, Wait) else ("refused", _NO)
        raise Problem(409, f"gate-{code}", title, **told(verdict))
    return PermitAnswer(
        id=permit.id,
        person_id=permit.person_id,
        point_id=permit.point_id,
        own_number_id=permit.own_number_id,
        channel=Channel(permit.channel),
        purpose=Purpose(permit.purpose),
        client_id=permit.client_id,
        topic_id=permit.topic_id,
        member_id=permit.member_id,
        policy=permit.policy,
        granted_at=permit.granted_at,
        expires_at=permit.expires_at,
        notes=verdict.notes,
    )


_NOT_YET = say("いまは連絡できません。", "Not yet.")
_NO = say("この連絡はできません。", "This contact may not be made.")
