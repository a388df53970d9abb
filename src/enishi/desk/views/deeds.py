"""What a member does for a person by hand: promises, what they told us, numbers, who looks after them, merging, erasing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from enishi.consideration import actions as consideration
from enishi.consideration.models import Consent, Halt, Pause, Refusal, Wish
from enishi.consideration.rules.names import refused
from enishi.consideration.rules.refusing import ConsiderationRefuses
from enishi.consideration.rules.vocabulary import Channel
from enishi.desk import undo
from enishi.desk.entry import Form, NotUnderstood
from enishi.desk.queries import team
from enishi.desk.rules import moments
from enishi.desk.rules.panel import DEEDS
from enishi.desk.views import panels
from enishi.desk.views.doors import DeskRequest, manager_only, member_only
from enishi.desk.views.person import body, page
from enishi.kernel import clock
from enishi.kernel.words import Text, many, say
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Holding, Merge, Person
from enishi.people.queries import cluster_ids
from enishi.people.rules import PeopleRefuse, PersonIsErased
from enishi.promises import actions as promises
from enishi.team.models import Member, Topic

Deed = Callable[[DeskRequest, UUID, Form], Text | None]
_ALL_DAYS = 127
_LABEL = 50
_ASKED_FOR = ("inquiry", "service")


@member_only
@require_http_methods(["GET", "POST"])
def deed(request: DeskRequest, person_id: UUID, name: str) -> HttpResponse:
    """Do one of the deeds; what cannot be done is said above the form, which keeps what was typed."""
    if name not in DEEDS:
        raise Http404
    if request.method == "GET":
        # The address of a form that was refused, loaded anew
        return redirect(f"{reverse('person', args=[person_id])}?do={name}")
    if DEEDS[name].need == "manager" and not request.user.is_manager:
        raise PermissionDenied
    form = Form(request.POST, clock.now(), team.zone())
    get_object_or_404(Person, pk=person_id)
    trouble: dict[str, Any] = {}
    try:
        done = _DO[name](request, person_id, form)
        if done is not None:
            messages.success(request, str(done))
            return redirect("person", person_id=person_id)
    except (NotUnderstood, PeopleRefuse, promises.PromiseCannotDoThat, ConsiderationRefuses) as wrong:
        trouble = panels.trouble(wrong.text, getattr(wrong, "field", ""))
    shown = body(request, person_id)
    values = panels.typed(request.POST)
    return page(request, shown, panels.panel(request, person_id, mode=name, shown=shown, values=values, **trouble))


def _needed(form: Form, name: str) -> Any:
    window = form.window(name)
    if window is None:
        raise NotUnderstood(name, say("いつかをお書きください。", "Please say when."))
    return window


def _colleagues() -> QuerySet[Member]:
    return Member.objects.filter(is_active=True)


def _promise(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    window = _needed(form, "phrase")
    # Their wish opens what our own plan does not; it is written down only when somebody said so
    if form.text("asked_by") not in {"person", "us"}:
        raise NotUnderstood("asked_by", say("誰のご希望かを選んでください。", "Please say whose wish it is."))
    owed_by = form.choice("owed_by", {"us", "them"}, "us")
    if Person.objects.filter(pk=person_id, erased_at__isnull=False).exists():
        raise PersonIsErased
    promises.promise(
        person_id=person_id,
        kind="their_call" if owed_by == "them" else "agreed_time" if form.text("asked_by") == "person" else "other",
        owed_by=owed_by,
        asked_by=form.text("asked_by"),
        owner_id=form.one_of("owner", _colleagues()) or request.user.id,
        about=form.text("about"),
        phrase=form.text("phrase"),
        from_at=window.from_at,
        due_at=window.due_at,
        by_id=request.user.id,
        now=form.now,
    )
    return say("{when}のお約束を書きました。", "Promised for {when}.", when=window.said)


def _pause(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    window = _needed(form, "until")
    made = consideration.pause(
        person_id=person_id,
        because=form.text("because"),
        until_at=window.from_at,
        agreed=form.is_on("agreed"),
        heard_by_id=request.user.id,
        now=form.now,
    )
    until, today = (clock.local_day(moment, form.zone) for moment in (made.until_at, form.now))
    return say("{day}まで控えます。", "We hold back until {day}.", day=moments.day_of(until, today))


def _refuse(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    covers = form.covers()
    consideration.refuse(
        person_id=person_id,
        scope=covers.scope or "everything",
        client_id=covers.client_id,
        topic_id=covers.topic_id,
        channel=covers.channel,
        words=form.text("words"),
        heard_by_id=form.one_of("heard_by", Member.objects.all()) or request.user.id,
        now=form.now,
    )
    return say("お断りを書き留めました。いまからすべてに効きます。", "The refusal is written down and holds everywhere from now on.")


def _wish(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    consideration.wish(
        person_id=person_id,
        kind=form.choice("kind", Wish.Kind.values),
        weekdays=sum(1 << bit for bit in form.weekdays("weekdays")) or _ALL_DAYS,
        from_time=form.clock("from_time"),
        until_time=form.clock("until_time"),
        channel=form.choice("channel", {"", *Channel}),
        words=form.text("words"),
        heard_by_id=request.user.id,
        now=form.now,
    )
    return say("ご希望を書き留めました。", "The wish is written down.")


def _consent(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    if not form.text("proof"):
        raise NotUnderstood("proof", say("どのように同意をいただいたかをお書きください。", "Write down how they consented."))
    consideration.consent(
        person_id=person_id,
        channel=form.choice("channel", set(Channel)),
        topic_id=form.one_of("topic", Topic.objects.all()),
        proof=form.text("proof"),
        heard_by_id=request.user.id,
        now=form.now,
    )
    return say("同意を書き留めました。", "The consent is written down.")


def _request(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    if not form.text("words"):
        raise NotUnderstood("words", say("どのようなご依頼か、言葉のままにお書きください。", "Write down what they asked, in their words."))
    consideration.record_request(
        person_id=person_id,
        topic_id=form.one_of("topic", Topic.objects.all()),
        purpose=form.choice("purpose", _ASKED_FOR),
        words=form.text("words"),
        heard_by_id=request.user.id,
        now=form.now,
    )
    return say("ご依頼を書き留めました。", "The request is written down.")


def _point(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    today = clock.local_day(form.now, form.zone)
    if form.is_on("end"):
        holding = form.one_of("holding", Holding.objects.filter(person__in=cluster_ids(person_id)))
        if holding is None:
            raise NotUnderstood("holding", say("終了する連絡先を選んでください。", "Choose which one to end."))
        people.let_go(holding_id=holding, because=form.choice("because", Holding.Ended.values), on=today)
        return say("連絡先を終了しました。", "It is ended.")
    value = form.text("value")
    people.hold_point(
        person_id=person_id,
        kind="email" if "@" in value else "postal" if value.startswith("〒") else "phone",
        value=value,
        use=form.choice("use", ContactPoint.Use.values, ContactPoint.Use.PERSONAL),
        label=form.line("label", _LABEL),
        since_on=today,
        now=form.now,
    )
    return say("連絡先を追加しました。", "It is added.")


def _assign(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    member = form.one_of("member", _colleagues()) or request.user.id
    people.assign(person_id=person_id, member_id=member, client_id=None, on=clock.local_day(form.now, form.zone))
    return say("担当を替えました。", "Somebody else looks after them now.")


def _merge(request: DeskRequest, person_id: UUID, form: Form) -> Text | None:
    other = form.id("other")
    if not form.is_on("merge"):
        return None
    if other is None:
        raise NotUnderstood("other", say("どの方かを選んでから「まとめる」を押してください。", "Choose which person, then press Merge."))
    kept, merged = (other, person_id) if form.choice("keep", {"", "this", "other"}) == "other" else (person_id, other)
    made = people.merge(kept_id=kept, merged_id=merged, by_id=request.user.id, because=form.text("because"), now=form.now)
    sentence = say("{merged}を{kept}にまとめました。", "{merged} is read as {kept} now.", merged=str(made.merged), kept=str(made.kept))
    place = reverse("person", args=[made.kept_id])
    undo.offer(request, sentence=sentence, url=reverse("undo-merge", args=[made.id]), place=place, now=form.now)
    return say("同じ方としてまとめました。いつでも元に戻せます。", "They are read as one person now. It can be undone at any time.")


def _erase(request: DeskRequest, person_id: UUID, form: Form) -> Text:
    if form.text("name") != get_object_or_404(Person, pk=person_id).name:
        raise NotUnderstood("name", say("お名前が違います。消していません。", "That is not the name. Nothing was erased."))
    people.erase(person_id=person_id, by_id=request.user.id, now=form.now)
    return say("記録を消しました。", "The record is erased.")


_DO: dict[str, Deed] = {
    "promise": _promise,
    "pause": _pause,
    "refuse": _refuse,
    "wish": _wish,
    "consent": _consent,
    "request": _request,
    "point": _point,
    "assign": _assign,
    "merge": _merge,
    "erase": _erase,
}


@manager_only
@require_http_methods(["GET", "POST"])
def lift(request: DeskRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """A manager lifts a refusal, and says why."""
    refusal = get_object_or_404(Refusal.objects.select_related("heard_by", "topic", "client"), pk=record_id, lifted_at=None)
    person = get_object_or_404(Person, pk=person_id)
    because, trouble = request.POST.get("because", "").strip(), None
    if request.method == "POST" and because:
        try:
            consideration.lift_refusal(refusal_id=refusal.id, by_id=request.user.id, because=because, now=clock.now())
            messages.success(request, str(say("お断りを解除しました。", "The refusal is lifted.")))
            return redirect("person", person_id=person_id)
        except ConsiderationRefuses as wrong:
            trouble = wrong.text
    elif request.method == "POST":
        trouble = say("解除する理由をお書きください。", "Please write down why.")
    covers = refused(refusal.scope, channel=refusal.channel, topic=refusal.topic or "", client=refusal.client or "")
    return render(request, "desk/lift.html", {"refusal": refusal, "covers": covers, "lifted_for": person, "trouble": trouble})


@member_only
@require_POST
def look(request: DeskRequest, person_id: UUID, record_id: UUID) -> HttpResponse:
    """A member has looked at a halted number; calls may go on."""
    get_object_or_404(Person, pk=person_id)
    get_object_or_404(Halt, pk=record_id)
    consideration.look_at_halt(halt_id=record_id, by_id=request.user.id, now=clock.now())
    messages.success(request, str(say("確かめたことを記録しました。", "Noted that you have looked.")))
    return redirect("person", person_id=person_id)


@member_only
@require_POST
def end_standing(request: DeskRequest, person_id: UUID, kind: str, record_id: UUID) -> HttpResponse:
    """A pause, a wish or a consent is over."""
    if kind not in _STANDING:
        raise Http404
    get_object_or_404(_STANDING[kind], pk=record_id, person__in=cluster_ids(person_id))
    _end(kind, record_id, clock.now())
    messages.success(request, str(say("終了しました。", "Ended.")))
    return redirect("person", person_id=person_id)


def _end(kind: str, record_id: UUID, now: datetime) -> None:
    match kind:
        case "pause":
            consideration.end_pause(pause_id=record_id, now=now)
        case "wish":
            consideration.end_wish(wish_id=record_id, now=now)
        case "consent":
            consideration.withdraw_consent(consent_id=record_id, now=now)


_STANDING: dict[str, Any] = {"pause": Pause, "wish": Wish, "consent": Consent}


@member_only
@require_POST
def undo_merge(request: DeskRequest, merge_id: UUID) -> HttpResponse:
    """Two again; what was written meanwhile stays with whom it was written to, and is listed."""
    merge = get_object_or_404(Merge, pk=merge_id)
    try:
        meanwhile = people.undo_merge(merge_id=merge_id, by_id=request.user.id, now=clock.now())
    except PeopleRefuse as wrong:
        messages.error(request, str(wrong.text))
        return redirect("person", person_id=merge.kept_id)
    undo.withdraw(request)
    messages.success(request, str(say("別の方に戻しました。", "They are two again.")))
    if meanwhile:
        messages.warning(
            request, str(say("まとめていた間の記録が{n}件あります。", "Written meanwhile: {n}.", n=many(len(meanwhile), "record")))
        )
    return redirect("person", person_id=merge.kept_id)
