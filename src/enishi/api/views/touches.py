"""Writing down a contact that took place, and taking it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from ninja import Router

from enishi.api import queries
from enishi.api.auth import require
from enishi.api.problems import Problem
from enishi.api.shapes import ConsequenceAnswer, DetailsIn, TouchAnswer, TouchIn, UndoneAnswer
from enishi.api.writes import write
from enishi.conversations.actions import log_call, undo
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CallBack, Details, NewContact
from enishi.kernel import clock
from enishi.kernel.words import say
from enishi.people.rules import PersonIsUnknown

router = Router(tags=["touches"])
# Clocks of telephones and exchanges run ahead a little
_AHEAD = timedelta(minutes=5)


@router.post("/touches", response={201: TouchAnswer}, summary="Log a contact, its outcome and what follows")
def log(request: HttpRequest, body: TouchIn) -> HttpResponse:
    """Everything in one transaction. A contact of ours without a permit is written down as outside the gate, and counts."""
    bearer = require(request, "touches:write")
    now = clock.now()
    if body.at > now + _AHEAD:
        raise Problem(422, "in-the-future", say("これから先の連絡は記録できません。", "A contact to come cannot be logged."))

    def effect() -> tuple[int, Any]:
        contact = body.dict(exclude={"outcome", "details"})
        details = _details(body.details) if body.details else None
        logged = log_call(**contact, code=body.outcome, details=details, member_id=bearer.member_id, source="api", now=now)
        return 201, _logged(logged)

    try:
        return write(request, effect)
    except (IntegrityError, ObjectDoesNotExist, PersonIsUnknown):
        # The database keeps to it that every id names something; only when one does not is it asked which
        _check_named(body)
        raise


@router.delete("/conclusions/{conclusion_id}", response=UndoneAnswer, summary="Take an outcome back, with everything it wrote")
def take_back(request: HttpRequest, conclusion_id: UUID) -> HttpResponse:
    """By whoever wrote it, or a manager. The contact stays in the ledger; what was changed since stays too, and is listed in `left`."""
    bearer = require(request, "touches:write")

    def effect() -> tuple[int, Any]:
        now = clock.now()
        written_by = Conclusion.objects.values_list("by_id", flat=True).get(id=conclusion_id)
        if written_by != bearer.member_id and not bearer.is_manager:
            raise Problem(403, "not-yours", say("記録した本人か管理者だけができます。", "Only whoever wrote it, or a manager, may."))
        undone = undo(conclusion_id=conclusion_id, by_id=bearer.member_id, now=now)
        return 200, UndoneAnswer(conclusion_id, undone.conclusion.touch_id, undone.conclusion.undone_at or now, undone.left)

    return write(request, effect)


def _check_named(body: TouchIn) -> None:
    if body.permit_id is None:
        queries.check_named(
            person_id=body.person_id,
            point_id=body.point_id,
            client_id=body.client_id,
            topic_id=body.topic_id,
            own_number_id=body.own_number_id,
        )
    if body.details is not None:
        queries.check_named(client_id=body.details.client_id, topic_id=body.details.topic_id)


def _details(body: DetailsIn) -> Details:
    return Details(
        **body.dict(exclude={"call_back", "new_contact"}),
        call_back=CallBack(**body.call_back.dict()) if body.call_back else None,
        new_contact=NewContact(**body.new_contact.dict()) if body.new_contact else None,
    )


def _logged(conclusion: Conclusion) -> TouchAnswer:
    return TouchAnswer(
        touch_id=conclusion.touch_id,
        conclusion_id=conclusion.id,
        outcome=conclusion.code,
        outside_gate=conclusion.touch.outside_gate,
        consequences=[ConsequenceAnswer(**line) for line in conclusion.consequences],
    )
