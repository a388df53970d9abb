"""The door, a member's own settings, and the list of keys."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enishi.desk.context import LARGE_COOKIE
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock
from enishi.kernel.words import say
from enishi.team import actions
from enishi.team.actions import TeamRefuses
from enishi.team.middleware import COOKIE as LANGUAGE_COOKIE
from enishi.team.models import ApiToken, Member
from enishi.team.rules import SCOPES

_COOKIE_SECONDS = 60 * 60 * 24 * 365
_LONGEST_DAYS = 4
_NEW_TOKEN = "desk-new-token"  # noqa: S105 - the name of a place in the session


@require_POST
def door(request: HttpRequest) -> HttpResponse:
    """Language and size of type, chosen before anybody is logged in."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("back", "")))
    for name, cookie, offered in (("language", LANGUAGE_COOKIE, Member.Language.values), ("large", LARGE_COOKIE, ["0", "1"])):
        if (value := request.POST.get(name, "")) in offered:
            response.set_cookie(cookie, value, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax")
    return response


@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do without a password: no mail leaves the house, so it is a colleague who helps."""
    return render(request, "account/forgotten.html")


@require_GET
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Members are added by a manager."""
    return render(request, "account/signup_closed.html")


@member_only
@require_GET
def arrive(request: DeskRequest) -> HttpResponse:
    """Just logged in: what was chosen at the door becomes the member's own setting."""
    response = HttpResponseRedirect(_safe(request, request.GET.get("next", "")))
    language, large = request.COOKIES.get(LANGUAGE_COOKIE), request.COOKIES.get(LARGE_COOKIE)
    if language in Member.Language.values:
        request.user.language = language
    if large in {"0", "1"}:
        request.user.large_type = large == "1"
    if language or large:
        request.user.save(update_fields=["language", "large_type"])
        response.delete_cookie(LANGUAGE_COOKIE)
        response.delete_cookie(LARGE_COOKIE)
    return response


@member_only
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    """Language, size of type, second factor, and tokens for programs."""
    if request.method == "POST":
        request.user.language = (
            request.POST["language"] if request.POST.get("language") in Member.Language.values else request.user.language
        )
        request.user.large_type = request.POST.get("large") == "1"
        request.user.save(update_fields=["language", "large_type"])
        return redirect("settings")
    tokens = ApiToken.objects.filter(member=request.user, revoked_at=None, expires_at__gt=clock.now()).order_by("-created_at")
    page: dict[str, Any] = {
        "place": "settings",
        "tokens": tokens,
        "scopes": SCOPES.items(),
        "new_token": request.session.pop(_NEW_TOKEN, None),
    }
    return render(request, "desk/settings.html", page)


@member_only
@require_POST
def make_token(request: DeskRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    try:
        _, plain = actions.issue_token(
            member_id=request.user.id,
            label=request.POST.get("label", "").strip() or "API",
            scopes=request.POST.getlist("scopes"),
            days=int(days) if days.isascii() and days.isdigit() and len(days) <= _LONGEST_DAYS else 0,
            now=clock.now(),
        )
        request.session[_NEW_TOKEN] = plain
    except TeamRefuses as refused:
        messages.error(request, str(refused.text))
    return redirect(reverse("settings") + "#tokens")


@member_only
@require_POST
def end_token(request: DeskRequest, token_id: Any) -> HttpResponse:
    try:
        actions.revoke_token(token_id=token_id, member_id=request.user.id, now=clock.now())
        messages.success(request, str(say("トークンを止めました。", "The token no longer works.")))
    except (TeamRefuses, ApiToken.DoesNotExist):
        messages.error(request, str(say("そのトークンは止められません。", "That token is not yours to end.")))
    return redirect(reverse("settings") + "#tokens")


@member_only
@require_GET
def keys(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/keys.html", {})


def _safe(request: HttpRequest, wanted: str) -> str:
    ok = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if ok else "/"


__all__ = ["HttpResponseRedirect", "arrive", "door", "end_token", "forgotten", "keys", "make_token", "no_sign_up", "settings"]
