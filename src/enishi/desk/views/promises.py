"""One promise: move it to another time, hand it over, withdraw it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from enishi.desk.entry import Form, NotUnderstood
from enishi.desk.queries import team
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock
from enishi.kernel.words import Text, say
from enishi.promises import actions
from enishi.promises import queries as promises
from enishi.promises.actions import PromiseCannotDoThat
from enishi.promises.queries import Owed
from enishi.team.models import Member


@member_only
@require_http_methods(["GET", "POST"])
def promise(request: DeskRequest, promise_id: UUID) -> HttpResponse:
    """The promise and what may be done with it; what was done is said on the person's page."""
    owed = promises.one(promise_id)
    if owed is None:
        raise Http404
    trouble: Text | None = None
    if request.method == "POST":
        try:
            messages.success(request, str(_done(request, owed)))
            return _onward(owed)
        except (NotUnderstood, PromiseCannotDoThat) as wrong:
            trouble = wrong.text
    page: dict[str, Any] = {"promise": owed, "colleagues": team.colleagues(), "trouble": trouble, "typed": request.POST}
    return render(request, "desk/promise.html", page)


def _onward(owed: Owed) -> HttpResponse:
    if owed.person_id is not None:
        return redirect("person", person_id=owed.person_id)
    return redirect("number", point_id=owed.point_id) if owed.point_id else redirect("today")


def _done(request: DeskRequest, owed: Owed) -> Text:
    form = Form(request.POST, clock.now(), team.zone())
    match form.text("do"):
        case "move":
            return _moved(request, owed, form)
        case "hand-over":
            actions.hand_over(promise_id=owed.id, owner_id=form.one_of("owner", Member.objects.filter(is_active=True)))
            return say("お約束を引き継ぎました。", "The promise is handed over.")
        case "withdraw":
            actions.withdraw(promise_id=owed.id, by_id=request.user.id, because=form.line("because"), now=form.now)
            return say("お約束を取り下げました。", "The promise is withdrawn.")
        case _:
            raise NotUnderstood("do", say("もう一度お選びください。", "Please choose again."))


def _moved(request: DeskRequest, owed: Owed, form: Form) -> Text:
    window = form.window("phrase")
    if window is None:
        raise NotUnderstood("phrase", say("いつにするかをお書きください。", "Please say when."))
    actions.move(
        promise_id=owed.id,
        from_at=window.from_at,
        due_at=window.due_at,
        phrase=form.text("phrase"),
        by_id=request.user.id,
        now=form.now,
    )
    return say("お約束を{when}に改めました。", "The promise is now for {when}.", when=window.said)
