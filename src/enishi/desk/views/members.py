"""Who works here: a manager adds members, gives new passwords, and lets members go."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from enishi.desk.views.doors import DeskRequest, manager_only
from enishi.kernel.words import say
from enishi.team import actions
from enishi.team.actions import TeamRefuses
from enishi.team.models import Member

_PASSWORD_BYTES = 9
_SHOWN_ONCE = "desk-new-password"


@manager_only
@require_http_methods(["GET", "POST"])
def members(request: DeskRequest) -> HttpResponse:
    """Everybody, and a form for somebody new; a new password is shown once."""
    if request.method == "POST":
        return _made(request)
    page: dict[str, Any] = {
        "members": Member.objects.order_by("-is_active", "role", "username"),
        "shown_once": request.session.pop(_SHOWN_ONCE, None),
        "roles": Member.Role,
    }
    return render(request, "desk/members.html", page)


def _made(request: DeskRequest) -> HttpResponse:
    username, name = request.POST.get("username", "").strip(), request.POST.get("name", "").strip()
    role = request.POST.get("role", "")
    if not username or not name or role not in Member.Role.values:
        messages.error(request, str(say("名前とログイン名を両方お書きください。", "Please give both a name and a login name.")))
        return redirect("members")
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    try:
        actions.make_member(username=username, name=name, kana=request.POST.get("kana", "").strip(), password=password, role=role)
        request.session[_SHOWN_ONCE] = {"name": name, "username": username, "password": password}
    except TeamRefuses as refused:
        messages.error(request, str(refused.text))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    return redirect("members")


@manager_only
@require_POST
def new_password(request: DeskRequest, member_id: UUID) -> HttpResponse:
    member = get_object_or_404(Member, pk=member_id)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    actions.set_password(member_id=member.id, password=password)
    request.session[_SHOWN_ONCE] = {"name": member.name, "username": member.username, "password": password}
    return redirect("members")
