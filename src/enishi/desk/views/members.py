"""Who works here: a manager adds members, gives passwords and roles, lets members go and takes them back."""

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from enishi.desk import actions as deeds
from enishi.desk import undo
from enishi.desk.actions import Left
from enishi.desk.queries import team
from enishi.desk.views.doors import DeskRequest, manager_only
from enishi.kernel import clock
from enishi.kernel.words import say
from enishi.promises import queries as promises
from enishi.team import actions
from enishi.team.actions import TeamRefuses
from enishi.team.models import Member

_SHOWN_ONCE = "desk-new-password"
_LEFT = "desk-left"
_SHOWN = 10
_LONGEST = 150


@manager_only
@require_http_methods(["GET", "POST"])
def members(request: DeskRequest) -> HttpResponse:
    """Everybody, and a form for somebody new; a new password is shown once."""
    return _made(request) if request.method == "POST" else _page(request)


def _page(request: DeskRequest, trouble: str = "") -> HttpResponse:
    """`trouble`: why nobody was added; what was typed stays in its place."""
    everybody = Member.objects.annotate(has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
    everybody = everybody.order_by("kana", "username")
    page: dict[str, Any] = {
        "members": [member for member in everybody if member.is_active],
        "left": [member for member in everybody if not member.is_active],
        "shown_once": request.session.pop(_SHOWN_ONCE, None),
        "trouble": trouble,
        "typed": request.POST,
    }
    return render(request, "desk/members.html", page)


def _made(request: DeskRequest) -> HttpResponse:
    username, name = request.POST.get("username", "").strip(), request.POST.get("name", "").strip()
    role = request.POST.get("role", "")
    if max(len(username), len(name), len(request.POST.get("kana", ""))) > _LONGEST:
        return _page(request, str(say("{n}文字までで書いてください。", "Write no more than {n} characters.", n=_LONGEST)))
    if not username or not name or role not in Member.Role.values:
        return _page(request, str(say("名前とログイン名を両方お書きください。", "Please give both a name and a login name.")))
    try:
        with transaction.atomic():
            made = actions.make_member(
                username=username, name=name, kana=request.POST.get("kana", "").strip(), password=secrets.token_urlsafe(), role=role
            )
            _show(request, made)
    except TeamRefuses as refused:
        return _page(request, str(refused.text))
    except ValidationError as wrong:
        return _page(request, " ".join(wrong.messages))
    return redirect("members")


def _show(request: DeskRequest, member: Member) -> None:
    password = actions.issue_password(member_id=member.id, by_id=request.user.id)
    # Whoever forgot theirs has usually tried six times
    reset(username=member.username)
    request.session[_SHOWN_ONCE] = {"name": member.name, "username": member.username, "password": password}


@manager_only
@require_POST
def new_password(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """A temporary password for a colleague who forgot theirs."""
    if member_id == request.user.id:
        # It would end the very session that is to show it
        return redirect("account_change_password")
    _show(request, get_object_or_404(Member, pk=member_id, is_active=True))
    return redirect("members")


@manager_only
@require_POST
def no_second_factor(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """For a colleague who lost the device and the recovery codes; the manager has made sure who asks."""
    member = get_object_or_404(Member, pk=member_id, is_active=True)
    if actions.remove_second_factor(member_id=member.id, by_id=request.user.id):
        text = say("{name}さんの二段階認証を解除しました。", "Two-factor login of {name} is off.", name=member.name)
        messages.success(request, str(text))
    return redirect("members")


@manager_only
@require_POST
def role(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """Make a manager of somebody, or an operator again. The way back names the role in its address."""
    member, wanted = get_object_or_404(Member, pk=member_id), request.POST.get("role", "") or request.GET.get("role", "")
    if wanted in Member.Role.values and wanted != member.role:
        try:
            actions.give_role(member_id=member.id, role=wanted, by_id=request.user.id)
            _say_role(request, member, wanted)
        except TeamRefuses as refused:
            messages.error(request, str(refused.text))
    return redirect("today" if member == request.user and wanted == Member.Role.OPERATOR and not _is_manager(request) else "members")


def _say_role(request: DeskRequest, member: Member, wanted: str) -> None:
    """What they may do from now on; the first time with the way back, then without."""
    if request.GET.get("role"):
        undo.withdraw(request)
        messages.success(request, str(say("元に戻しました。", "Undone.")))
        return
    made = (
        say("{name}さんを管理者にしました。", "{name} is a manager now.", name=member.name)
        if wanted == Member.Role.MANAGER
        else say("{name}さんを担当者にしました。", "{name} is an operator now.", name=member.name)
    )
    back = f"{reverse('member-role', args=[member.id])}?{urlencode({'role': member.role})}"
    if member != request.user:
        undo.offer(request, sentence=made, url=back, place=reverse("members"), now=clock.now())


def _is_manager(request: DeskRequest) -> bool:
    return Member.objects.get(pk=request.user.id).is_manager


@manager_only
@require_http_methods(["GET", "POST"])
def leave(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """What a member has in hand, and to whom it goes when they leave."""
    member = get_object_or_404(Member, pk=member_id, is_active=True)
    if request.method == "POST":
        return _let_go(request, member)
    promised = promises.of_member(member.id)
    looked_after, people = team.looked_after(member.id, _SHOWN)
    page: dict[str, Any] = {
        "member": member,
        "promises": promised[:_SHOWN],
        "promises_count": len(promised),
        "looked_after": looked_after,
        "people_count": people,
        "colleagues": [each for each in team.colleagues() if each != member],
    }
    return render(request, "desk/member_leave.html", page)


def _let_go(request: DeskRequest, member: Member) -> HttpResponse:
    chosen, now = request.POST.get("to", ""), clock.now()
    heir = next((each for each in team.colleagues() if str(each.id) == chosen and each != member), None)
    if chosen and heir is None:
        messages.error(request, str(say("引き継ぐ方をもう一度お選びください。", "Please choose again who takes over.")))
        return redirect("member-leave", member_id=member.id)
    try:
        left = deeds.member_leaves(
            member_id=member.id,
            to_id=heir.id if heir else None,
            by_id=request.user.id,
            on=clock.local(now, team.zone()).date(),
            now=now,
        )
    except TeamRefuses as refused:
        messages.error(request, str(refused.text))
        return redirect("members")
    if member == request.user:
        return redirect("account_login")
    request.session[_LEFT] = left.as_json()
    undo.offer(
        request,
        sentence=say("{name}さんの利用を終えました。", "{name} has left the desk.", name=member.name),
        url=reverse("undo-leave", args=[member.id]),
        place=reverse("members"),
        now=now,
    )
    return redirect("members")


@manager_only
@require_POST
def undo_leave(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """Take it back, with everything that went to somebody else."""
    kept = request.session.pop(_LEFT, None)
    undo.withdraw(request)
    if kept is None or Left.from_json(kept).member_id != member_id:
        return _back(request, member_id)
    deeds.member_stays(Left.from_json(kept), by_id=request.user.id)
    messages.success(request, str(say("元に戻しました。", "Undone.")))
    return redirect("members")


@manager_only
@require_POST
def come_back(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """Somebody who left works here again; what others took over stays theirs."""
    return _back(request, member_id)


def _back(request: DeskRequest, member_id: UUID) -> HttpResponse:
    member = get_object_or_404(Member, pk=member_id, is_active=False)
    actions.bring_back(member_id=member.id, by_id=request.user.id)
    text = say("{name}さんがまた使えるようになりました。", "{name} can log in again.", name=member.name)
    messages.success(request, str(text))
    return redirect("members")
