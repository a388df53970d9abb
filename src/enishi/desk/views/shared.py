"""A missed call of a number that several people hold: whose it was, or that nobody can tell. Both can be undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from enishi.desk import actions, undo
from enishi.desk.queries import number as gather
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock, phones
from enishi.kernel.words import Text, say
from enishi.people import queries as people
from enishi.people.models import ContactPoint, Person

_SAID_WHOSE = "desk-whose-rings"
_NOBODY_KNOWS = "desk-nobody-knows"


@member_only
@require_POST
def whose(request: DeskRequest, point_id: UUID, person_id: UUID) -> HttpResponse:
    """It was this one of them: the call back is owed to them from here."""
    point, now = _point(point_id), clock.now()
    person = get_object_or_404(Person, pk=person_id)
    if person_id not in {each.person_id for each in people.find_by_number(point.value) if each.ended_on is None}:
        raise Http404
    rings = gather.open_rings(point_id)
    actions.say_who_rang(touch_ids=[ring.id for ring in rings], person_id=person_id, by_id=request.user.id, now=now)
    if rings:
        request.session[_SAID_WHOSE] = [str(ring.id) for ring in rings]
        sentence = say("{name}からのお電話としました。", "It was {name} who rang.", name=str(person))
        _offer(request, sentence, "number-whose-undo", point_id, reverse("person", args=[person_id]))
    return redirect("person", person_id=person_id)


@member_only
@require_POST
def undo_whose(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Nobody said whose it was after all."""
    kept = [UUID(each) for each in request.session.pop(_SAID_WHOSE, [])]
    actions.say_who_rang(touch_ids=kept, person_id=None, by_id=request.user.id, now=clock.now())
    return _undone(request, point_id)


@member_only
@require_POST
def nobody_knows(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Nobody can tell which of them it was: no call back is owed to anybody."""
    point, now = _point(point_id), clock.now()
    closed = actions.close_unknown(promise_ids=gather.open_missed(point_id), by_id=request.user.id, now=now)
    if closed:
        request.session[_NOBODY_KNOWS] = [str(each) for each in closed]
        number = phones.pretty(point.value)
        sentence = say("{number}の不在着信を閉じました。", "The missed call of {number} is closed.", number=number)
        _offer(request, sentence, "number-nobody-knows-undo", point_id, reverse("number", args=[point_id]))
    return redirect("number", point_id=point_id)


@member_only
@require_POST
def undo_nobody_knows(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """The call back is owed again."""
    actions.open_again(promise_ids=[UUID(each) for each in request.session.pop(_NOBODY_KNOWS, [])], now=clock.now())
    return _undone(request, point_id)


def _offer(request: DeskRequest, sentence: Text, url: str, point_id: UUID, place: str) -> None:
    undo.offer(request, sentence=sentence, url=reverse(url, args=[point_id]), place=place, now=clock.now())


def _undone(request: DeskRequest, point_id: UUID) -> HttpResponse:
    undo.withdraw(request)
    messages.success(request, str(say("元に戻しました。", "Undone.")))
    return redirect("number", point_id=point_id)


def _point(point_id: UUID) -> ContactPoint:
    return get_object_or_404(ContactPoint, pk=point_id, kind=ContactPoint.Kind.PHONE, erased_at=None)


def waiting(point_id: UUID) -> dict[str, Any]:
    """What the page of the number asks about its missed call, if one is open."""
    return {"rings": gather.open_rings(point_id)}
