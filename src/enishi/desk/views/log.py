"""Asking the gate for a call, and writing down how it ended: at most six keys from Today."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from enishi.consideration import actions as gate
from enishi.consideration.actions import EvidenceRef
from enishi.consideration.models import Permit
from enishi.consideration.queries import verdict_again
from enishi.consideration.rules import Granted, Verdict
from enishi.consideration.rules.names import refused
from enishi.consideration.rules.refusing import ConsiderationRefuses, PermitHoldsNoLonger
from enishi.consideration.rules.vocabulary import EvidenceKind, Purpose
from enishi.conversations import actions
from enishi.conversations.actions import CannotConclude, LoggedOtherwise
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CONCLUSIONS
from enishi.desk import undo
from enishi.desk.entry import Form, NotUnderstood, is_sent, known_form, read_phrase
from enishi.desk.queries import gates, team
from enishi.desk.rules.panel import LOGGING
from enishi.desk.views import panels
from enishi.desk.views.doors import DeskRequest, is_part, member_only
from enishi.desk.views.person import body, page
from enishi.kernel import clock
from enishi.kernel.words import Text, say
from enishi.people.models import Person
from enishi.people.queries import cluster_ids
from enishi.people.rules import PeopleRefuse
from enishi.promises.actions import PromiseCannotDoThat
from enishi.touches.models import Touch

_LOGGED = "logged"
_LONGEST_TALK = timedelta(hours=4)
_NOT_THIS_ONE = say(
    "この連絡の結果は、ここでは記録できません。画面を開き直してください。", "This contact cannot be logged here. Open the page anew."
)
_AGAINST = say(
    "お断りの方へのご案内として記録します。そのとおりなら、印を付けてから、もう一度結果をお選びください。",
    "This will be logged as an offer to somebody who refused. If that is what took place, tick the box and say again how it ended.",
)
_REFUSALS = (NotUnderstood, CannotConclude, PeopleRefuse, ConsiderationRefuses, PromiseCannotDoThat)


@member_only
@require_GET
def act(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The panel alone, in the mode asked for."""
    mode = request.GET.get("do", "")
    if not is_part(request):
        return redirect(f"{reverse('person', args=[person_id])}?do={mode}")
    permit = _own_permit(request, request.GET.get("permit", ""))
    # They may be talking by now, long after the hours: what counts is whether that call would be let out still
    if permit is not None and not isinstance(verdict := verdict_again(permit, permit.granted_at), Granted):
        return _shown(request, person_id, mode="", trouble=_declined(verdict, clock.now()))
    again = panels.own_touch(request, request.GET.get("touch", ""))
    return _shown(request, person_id, mode=mode, permit=permit, again=again)


@member_only
@require_POST
def permit(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Ask the gate. What it grants is the number, shown big: from then on it counts. What it does not is said with its reason."""
    now = clock.now()
    form = Form(request.POST, now, team.zone())
    try:
        point = form.point_of("point", person_id)
        purpose = form.choice("purpose", set(Purpose))
        evidence = _evidence(form)
    except NotUnderstood as wrong:
        return _shown(request, person_id, mode="", trouble=wrong.text)
    if point is None:
        return redirect("person", person_id=person_id)
    held = _held_already(request, person_id, point, evidence, form)
    asked = {"person_id": person_id, "point_id": point, "channel": "call", "purpose": purpose, "evidence": evidence}
    shown, verdict = (held, verdict_again(held, now)) if held else _let_out(request, asked, now)
    if shown is not None and isinstance(verdict, Granted):
        return _shown(request, person_id, mode="call", permit=shown)
    return _shown(request, person_id, mode="", trouble=_declined(verdict, now))


def _let_out(request: DeskRequest, asked: dict[str, Any], now: datetime) -> tuple[Permit | None, Verdict]:
    """Whoever is shown the number has used it: nobody can tell afterwards that they did not dial."""
    answer = gate.ask_permit(**asked, member_id=request.user.id, now=now)
    if answer.permit is None:
        return None, answer.verdict
    try:
        gate.use_permit(permit_id=answer.permit.id, member_id=request.user.id, now=now)
    except PermitHoldsNoLonger as meanwhile:
        gate.release_permit(permit_id=answer.permit.id, now=now)
        return None, meanwhile.verdict
    return _own_permit(request, str(answer.permit.id)), answer.verdict


def _held_already(request: DeskRequest, person_id: UUID, point: UUID, evidence: EvidenceRef | None, form: Form) -> Permit | None:
    """What this member was shown a moment ago for the very same call, and did not log: who presses twice calls once."""
    same = {"person__in": cluster_ids(person_id), "point": point, "channel": "call", "purpose": form.text("purpose")}
    grounds = {"evidence_kind": evidence.kind if evidence else "", "evidence_id": evidence.id if evidence else None}
    shown = Permit.objects.filter(member=request.user, used_at__isnull=False, expires_at__gt=form.now, **same, **grounds)
    logged = Touch.objects.filter(point=point, permit_id=OuterRef("pk"))
    return shown.filter(~Exists(logged)).select_related("point", "own_number", "person").order_by("-granted_at").first()


def _declined(verdict: Verdict, now: datetime) -> Text:
    """What the gate says, with everything that stands in the way."""
    said = gates.said(verdict, now, team.zone())
    ja, en = "".join(text.ja for text in said.because), " ".join(text.en for text in said.because)
    return say("{text}。{why}", "{text}. {why}", text=said.text, why=Text(ja, en))


def _evidence(form: Form) -> EvidenceRef | None:
    kind, found = form.choice("evidence_kind", {"", *EvidenceKind}), form.id("evidence_id")
    return EvidenceRef(EvidenceKind(kind), found) if kind and found else None


def _is_against_their_word(request: DeskRequest, person_id: UUID, form: Form) -> bool:
    """An offer to somebody who refused; not the second press of a form by which they refused."""
    is_offer = form.text("purpose") == Purpose.SOLICIT and not is_sent(request, form)
    return is_offer and bool(panels.refused(body(request, person_id)))


@member_only
@require_POST
def log(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Write down a contact. An outcome that asks something shows what it asks first; a token makes a second press harmless."""
    now, zone = clock.now(), team.zone()
    form, mode, code = Form(request.POST, now, zone), request.POST.get("mode", ""), request.POST.get("code", "")
    given = _own_permit(request, form.text("permit"))
    ending = CONCLUSIONS.get(code)
    again = panels.own_touch(request, form.text("touch"))
    shown: dict[str, Any] = {"mode": mode, "permit": given, "again": again, "values": panels.typed(request.POST)}
    if ending is None:
        return _shown(request, person_id, **shown)
    try:
        is_by_hand = mode == "log-out" and not (given or again)
        if not form.is_on("despite") and is_by_hand and _is_against_their_word(request, person_id, form):
            return _shown(request, person_id, trouble=_AGAINST, despite=True, **shown)
        if ending.asks and form.text("asked") != code:
            return _shown(request, person_id, asked=ending, **shown)
        done = _written(request, person_id, form, code, given)
    except LoggedOtherwise as wrong:
        if wrong.standing is not None:
            _offer(request, person_id, wrong.standing, form)
        return _shown(request, person_id, mode="", trouble=wrong.text, with_undo=True)
    except _REFUSALS as wrong:
        trouble = panels.trouble(wrong.text, getattr(wrong, "field", ""))
        return _shown(request, person_id, asked=ending if ending.asks else None, **trouble, **shown)
    _offer(request, person_id, done, form)
    return _after(request, person_id)


def _written(request: DeskRequest, person_id: UUID, form: Form, code: str, given: Permit | None) -> Conclusion:
    now, details, mode = form.now, form.details(), form.choice("mode", LOGGING)
    whose = cluster_ids(person_id)
    if form.text("touch"):
        again = panels.own_touch(request, form.text("touch"))
        if again is None or again.person_id not in {None, *whose}:
            raise NotUnderstood("touch", _NOT_THIS_ONE)
        return actions.conclude(touch_id=again.id, code=code, member_id=request.user.id, note=form.text("note"), details=details, now=now)
    permit_id = form.one_of("permit", Permit.objects.filter(person__in=whose))
    if mode == "again" or (mode == "call" and permit_id is None):
        raise NotUnderstood("mode", _NOT_THIS_ONE)
    done = actions.log_call(
        person_id=person_id,
        point_id=form.point_of("point", person_id),
        member_id=request.user.id,
        code=code,
        at=_began(given, now),
        direction="in" if mode == "log-in" else "out",
        purpose=form.choice("purpose", {"", *Purpose}),
        permit_id=permit_id,
        note=form.text("note"),
        details=details,
        token=form.token(str(request.user.id)),
        now=now,
    )
    return known_form(request, form, done)


def _began(given: Permit | None, now: datetime) -> datetime:
    """When its number was shown: a long talk outlives its permit. From a tab left open for days it is today's call, and counts today."""
    return given.granted_at if given and now < given.expires_at + _LONGEST_TALK else now


def _offer(request: DeskRequest, person_id: UUID, done: Conclusion, form: Form) -> None:
    place = reverse("person", args=[person_id])
    undo.offer(request, sentence=_sentence(person_id, done, form), url=reverse("undo", args=[done.id]), place=place, now=form.now)


def _sentence(person_id: UUID, done: Conclusion, form: Form) -> Text:
    outcome, covers = CONCLUSIONS[done.code].name, form.covers()
    if done.code == "never" and covers.scope in {"everything", "channel"}:
        outcome = refused(covers.scope, channel=covers.channel)
    name = str(Person.objects.get(pk=person_id))
    return say("{name}を「{outcome}」と記録しました。", "Logged for {name}: {outcome}.", name=name, outcome=outcome)


def _after(request: DeskRequest, person_id: UUID) -> HttpResponse:
    if not is_part(request):
        return redirect("person", person_id=person_id)
    response = _shown(request, person_id, mode="", kept=f"log:{person_id}", with_undo=True)
    response["HX-Trigger-After-Settle"] = _LOGGED
    # On a telephone the strip with the way back would stand above what is seen
    response["HX-Reswap"] = "outerHTML show:#act:top"
    return response


@member_only
@require_POST
def take_back(request: DeskRequest, conclusion_id: UUID) -> HttpResponse:
    """Undo a conclusion: whoever wrote it, or a manager."""
    done = get_object_or_404(Conclusion.objects.select_related("touch"), pk=conclusion_id)
    if done.by_id != request.user.id and not request.user.is_manager:
        raise PermissionDenied
    try:
        undone = actions.undo(conclusion_id=conclusion_id, by_id=request.user.id, now=clock.now())
    except PeopleRefuse as wrong:
        # Erased since: there is nobody left to put right
        messages.error(request, str(wrong.text))
        return redirect(undo.withdraw(request) or "today")
    place = undo.withdraw(request)
    messages.success(request, str(say("元に戻しました。", "Undone.")))
    for text in undone.left:
        messages.warning(request, str(text))
    if not done.touch.person_id:
        return redirect(place or "today")
    # The call took place; what was wrong is how it ended, and that can be said at once
    # On a telephone that stands far below; what could not be undone is said above, and read first
    where = "" if undone.left else "#act"
    return redirect(f"{reverse('person', args=[done.touch.person_id])}?do=again&touch={done.touch_id}{where}")


@member_only
@require_POST
def close_undo(request: DeskRequest) -> HttpResponse:
    """The strip is put away; what was done stays."""
    place = undo.withdraw(request)
    return HttpResponse() if is_part(request) else redirect(place or "today")


@member_only
@require_GET
def phrase(request: DeskRequest) -> HttpResponse:
    """What a phrase was understood to mean, while it is typed."""
    typed = request.GET.get(request.GET.get("field", ""), "").strip()
    windows = read_phrase(typed, clock.now(), team.zone()) if typed else []
    return render(request, "desk/parts/understood.html", {"phrase": typed, "windows": windows[:3]})


def _shown(request: DeskRequest, person_id: UUID, *, mode: str, with_undo: bool = False, **extra: Any) -> HttpResponse:
    """The panel: alone for htmx, within its page for whoever has no scripts."""
    shown = body(request, person_id)
    panel = panels.panel(request, person_id, mode=mode, shown=shown, **extra)
    if not is_part(request):
        return page(request, shown, panel)
    return render(request, "desk/parts/act_part.html", {**shown, "panel": panel, "with_undo": with_undo})


def _own_permit(request: DeskRequest, given: str) -> Permit | None:
    try:
        wanted = UUID(given)
    except ValueError:
        return None
    return Permit.objects.filter(pk=wanted, member=request.user).select_related("point", "own_number", "person").first()
