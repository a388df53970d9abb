"""The person page, and the page of a number that several people hold."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from enishi.desk.queries import person as gather
from enishi.desk.queries import team
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.desk.views.today import listing
from enishi.kernel import clock
from enishi.people import queries as people
from enishi.people.models import ContactPoint
from enishi.people.rules import PersonIsUnknown


@member_only
@require_GET
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """One person: the answer first, then everything that stands behind it."""
    now, zone = clock.now(), team.zone()
    try:
        found = gather.page(person_id, now=now, zone=zone)
    except PersonIsUnknown:
        raise Http404 from None
    if found.id != person_id:
        return redirect("person", person_id=found.id)
    page: dict[str, Any] = {"person": found, "now": now}
    return render(request, "desk/person.html", {"place": "today", **listing(request, current=str(found.id)), **page})


@member_only
@require_GET
def number(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Who holds this number: several people are shown to choose from, never guessed."""
    point = get_object_or_404(ContactPoint, pk=point_id)
    found = people.find_by_number(point.value)
    today = [one for one in found if one.ended_on is None]
    if len(today) == 1:
        return redirect("person", person_id=today[0].person_id)
    return render(
        request, "desk/choose.html", {"place": "today", **listing(request), "point": point, "found": found, "today_holders": today}
    )
