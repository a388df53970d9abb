"""Writing down somebody new, and correcting what is known of somebody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from enishi.desk.entry import NotUnderstood
from enishi.desk.queries import team
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock
from enishi.kernel.words import Text, say
from enishi.people import actions, queries
from enishi.people.models import Person
from enishi.people.rules import PeopleRefuse, PersonIsUnknown, read_search

_HONORIFICS = ("様", "先生", "御中")
_FIELDS = ("name", "kana", "honorific", "title", "cares_about", "met_as")


@member_only
@require_http_methods(["GET", "POST"])
def new_person(request: DeskRequest) -> HttpResponse:
    """Somebody new; what was searched for is already in its field."""
    words = request.GET.get("q", "").strip()
    is_number = bool(read_search(words).number or read_search(words).number_begins) if words else False
    typed: dict[str, Any] = {"honorific": "様", "met_as": "consumer", "value" if is_number else "name": words}
    trouble: Text | None = None
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            return _added(request, typed)
        except (NotUnderstood, PeopleRefuse) as wrong:
            trouble = wrong.text
    return render(request, "desk/write.html", {"typed": typed, "trouble": trouble, "honorifics": _HONORIFICS})


def _added(request: DeskRequest, typed: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    value = typed.get("value", "").strip()
    with transaction.atomic():
        person = actions.add_person(now=now, **_fields(request, typed))
        if value:
            kind, today = "email" if "@" in value else "phone", clock.local_day(now, team.zone())
            actions.hold_point(person_id=person.id, kind=kind, value=value, since_on=today, now=now)
    messages.success(request, str(say("登録しました。", "Written down.")))
    return redirect("person", person_id=person.id)


@member_only
@require_http_methods(["GET", "POST"])
def edit_person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Correct the name, the reading, the form of address, what they care about."""
    try:
        card = queries.card(person_id)
    except PersonIsUnknown:
        raise Http404 from None
    typed: dict[str, Any] = {name: getattr(card, name) for name in _FIELDS}
    trouble: Text | None = None
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            actions.edit_person(person_id=card.id, **_fields(request, typed, was=card.met_as))
            return redirect("person", person_id=card.id)
        except (NotUnderstood, PeopleRefuse) as wrong:
            trouble = wrong.text
    return render(request, "desk/write.html", {"typed": typed, "trouble": trouble, "card": card, "honorifics": _HONORIFICS})


def _fields(request: DeskRequest, typed: dict[str, Any], *, was: str = "") -> dict[str, Any]:
    fields = {name: typed[name].strip() for name in _FIELDS if name in typed}
    met_as = fields.get("met_as", Person.MetAs.CONSUMER)
    if met_as not in Person.MetAs.values:
        raise NotUnderstood("met_as", say("どのような方かを選び直してください。", "Choose again how we know them."))
    # A colleague may be called without counting
    if met_as == Person.MetAs.INTERNAL != was and not request.user.is_manager:
        text = say("社内の人とするのは、管理者だけができます。", "Only a manager may say that somebody is one of us.")
        raise NotUnderstood("met_as", text)
    return fields
