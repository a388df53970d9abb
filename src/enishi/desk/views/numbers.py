"""The page of a number: who holds it, and where nobody is known to, everything that can be done before anybody is."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from enishi.consideration import actions as consideration
from enishi.consideration.models import Halt
from enishi.consideration.rules.refusing import ConsiderationRefuses
from enishi.conversations import actions
from enishi.conversations.actions import CannotConclude
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CONCLUSIONS
from enishi.desk import undo
from enishi.desk.entry import Form, NotUnderstood, known_form
from enishi.desk.queries import number as gather
from enishi.desk.queries import team
from enishi.desk.rules.number import ENDINGS
from enishi.desk.views import panels, shared
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.desk.views.today import listing
from enishi.kernel import clock, phones
from enishi.kernel.words import say
from enishi.people import queries as people
from enishi.people.actions.callers import write_down_holder
from enishi.people.models import ContactPoint
from enishi.people.queries import Found
from enishi.people.rules import PeopleRefuse


@member_only
@require_GET
def number(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Who holds this number: several people are shown to choose from, never guessed."""
    point = _point(point_id)
    found = people.find_by_number(point.value)
    holders = [one for one in found if one.ended_on is None]
    if len(holders) == 1:
        return redirect("person", person_id=holders[0].person_id)
    if holders:
        page = {"place": "today", **listing(request, at=point.id), "point": point, "found": found, "today_holders": holders}
        return render(request, "desk/choose.html", page | shared.waiting(point.id))
    return _page(request, point, found)


@member_only
@require_GET
def number_body(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """The number anew, for a page that is open. Writes nothing: on SQLite every commit wakes every page."""
    return render(request, "desk/parts/number.html", _body(_point(point_id)))


@member_only
@require_POST
def write_down(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Whoever is behind it, with or without a name; from here on it is a person's page."""
    form = Form(request.POST, clock.now(), team.zone())
    try:
        person = write_down_holder(point_id=point_id, name=form.text("name"), kana=form.text("kana"), now=form.now)
    except PeopleRefuse as wrong:
        messages.error(request, str(wrong.text))
        return redirect("number", point_id=point_id)
    messages.success(
        request, str(say("登録しました。この番号の記録も引き継いでいます。", "Written down, with all that happened on this number."))
    )
    return redirect("person", person_id=person.id)


@member_only
@require_POST
def log_from(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """A call that came in from it. An outcome that asks something shows what it asks first; a token makes a second press harmless."""
    point, code = _point(point_id), request.POST.get("code", "")
    if code not in ENDINGS:
        return redirect("number", point_id=point.id)
    ending, form = CONCLUSIONS[code], Form(request.POST, clock.now(), team.zone())
    shown: dict[str, Any] = {"values": panels.typed(request.POST), "asked": ending if ending.asks else None}
    if ending.asks and form.text("asked") != code:
        return _page(request, point, panel=shown)
    try:
        done = _logged(request, point, form, code)
    except (NotUnderstood, CannotConclude, ConsiderationRefuses) as wrong:
        return _page(request, point, panel=shown | panels.trouble(wrong.text, getattr(wrong, "field", "")))
    _offer(request, point, done)
    return redirect("number", point_id=point.id)


@member_only
@require_POST
def dismiss(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Its missed call was of no business: closed, no fuss. Can be undone."""
    point, ring = _point(point_id), gather.last_missed(point_id)
    if ring is not None:
        _offer(request, point, actions.conclude(touch_id=ring, code="no_business", member_id=request.user.id, now=clock.now()))
    return redirect("number", point_id=point.id)


@member_only
@require_POST
def look(request: DeskRequest, point_id: UUID, record_id: UUID) -> HttpResponse:
    """A member has looked at a halted number; calls may go on."""
    get_object_or_404(Halt, pk=record_id, point=point_id)
    consideration.look_at_halt(halt_id=record_id, by_id=request.user.id, now=clock.now())
    messages.success(request, str(say("確かめたことを記録しました。", "Noted that you have looked.")))
    return redirect("number", point_id=point_id)


def _point(point_id: UUID) -> ContactPoint:
    return get_object_or_404(ContactPoint, pk=point_id, kind=ContactPoint.Kind.PHONE, erased_at=None)


def _body(point: ContactPoint, found: list[Found] | None = None) -> dict[str, Any]:
    former = people.find_by_number(point.value) if found is None else found
    return {"number": gather.page(point, former, now=clock.now(), zone=team.zone())}


def _page(request: DeskRequest, point: ContactPoint, found: list[Found] | None = None, panel: dict[str, Any] | None = None) -> HttpResponse:
    made: dict[str, Any] = {"values": {}, "endings": gather.endings(), **(panel or {})}
    made["token"] = made["values"].get("token") or uuid.uuid4().hex
    if made.get("asked"):
        made |= panels.choices() | panels.what_is_asked(made["asked"], made.get("wrong", ""), None, clock.now())
    page = {"place": "today", **listing(request, at=point.id), **_body(point, found), "panel": made}
    return render(request, "desk/number.html", page)


def _logged(request: DeskRequest, point: ContactPoint, form: Form, code: str) -> Conclusion:
    done = actions.log_call(
        person_id=None,
        point_id=point.id,
        member_id=request.user.id,
        code=code,
        at=form.now,
        direction="in",
        note=form.text("note"),
        details=form.details(),
        token=form.token(str(request.user.id)),
        now=form.now,
    )
    return known_form(request, form, done)


def _offer(request: DeskRequest, point: ContactPoint, done: Conclusion) -> None:
    sentence = say(
        "{number}を「{outcome}」と記録しました。",
        "Logged for {number}: {outcome}.",
        number=phones.pretty(point.value),
        outcome=CONCLUSIONS[done.code].name,
    )
    place = reverse("number", args=[point.id])
    undo.offer(request, sentence=sentence, url=reverse("undo", args=[done.id]), place=place, now=clock.now())
