"""The person page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from enishi.desk.queries import gates, story, team
from enishi.desk.queries import person as gather
from enishi.desk.queries.person import PersonPage
from enishi.desk.rules.story import Knot
from enishi.desk.views import panels
from enishi.desk.views.doors import DeskRequest, is_part, member_only
from enishi.desk.views.today import listing
from enishi.kernel import clock
from enishi.people import actions
from enishi.people.rules import PersonIsUnknown


@member_only
@require_GET
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """One person: the answer first, then everything that stands behind it. That it was looked at is written down."""
    shown = body(request, person_id)
    found: PersonPage = shown["person"]
    if found.id != person_id:
        return redirect("person", person_id=found.id)
    actions.log_read(person_id=found.id, member_id=request.user.id, through="desk", now=shown["now"])
    again = panels.own_touch(request, request.GET.get("touch", ""))
    panel = panels.panel(request, found.id, mode=request.GET.get("do", ""), shown=shown, again=again)
    return page(request, shown, panel)


@member_only
@require_GET
def person_body(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The person anew, for a page that is open. Writes nothing: on SQLite every commit wakes every page."""
    return render(request, "desk/parts/person.html", body(request, person_id))


def body(request: DeskRequest, person_id: UUID) -> dict[str, Any]:
    """Everything the middle of the page shows."""
    now, zone = clock.now(), team.zone()
    try:
        found = gather.page(person_id, now=now, zone=zone)
    except PersonIsUnknown:
        raise Http404 from None
    said = gates.gates(found.id, member_id=request.user.id, client_id=found.card.client_id, now=now, zone=zone)
    return {"person": found, "person_id": found.id, "gates": said, "now": now}


def page(request: DeskRequest, shown: dict[str, Any], panel: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page around a panel that is made already."""
    found: PersonPage = shown["person"]
    context = {"place": "today", **listing(request, current=str(found.id)), **shown, "panel": panel}
    return render(request, "desk/person.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """One more page of the thread."""

    id: UUID
    knots: list[Knot]
    older: datetime | None


@member_only
@require_GET
def thread(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Earlier knots."""
    now, zone = clock.now(), team.zone()
    try:
        before = datetime.fromisoformat(request.GET.get("before", ""))
        # Of the first and last days there are, some have no UTC
        is_a_moment = before.tzinfo is not None and before.astimezone(UTC) == before
    except (ValueError, OverflowError):
        is_a_moment = False
    if not is_a_moment:
        raise Http404
    if not is_part(request):
        return redirect("person", person_id=person_id)
    told = story.contacts(person_id, before=before)
    older = told[-1].at if len(told) == story.PAGE else None
    earlier = _Earlier(person_id, story.thread(told, now=now, zone=zone), older)
    return render(request, "desk/parts/thread_page.html", {"person": earlier})
