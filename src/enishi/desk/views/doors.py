"""Who may open a view, and how a refusal by an action is said."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from enishi.desk.entry import NotUnderstood
from enishi.people.rules import PersonIsUnknown
from enishi.team.models import Member

P = ParamSpec("P")
_OWN_PASSWORD = "account_change_password"  # noqa: S105 - the name of a page
View = Callable[Concatenate["DeskRequest", P], HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request of a member who is logged in."""

    user: Member
    htmx: HtmxDetails


def member_only(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Any member; others are shown the door, and whoever came in by a temporary password chooses their own first."""

    @wraps(view)
    def checked(request: DeskRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.has_temporary_password:
            return HttpResponseClientRedirect(reverse(_OWN_PASSWORD)) if request.htmx else redirect(_OWN_PASSWORD)
        if any("\0" in text for _, texts in request.POST.lists() for text in texts):
            raise BadRequest("NUL in a form")
        try:
            return view(request, *args, **kwargs)
        except PersonIsUnknown:
            raise Http404 from None
        except (DataError, NotUnderstood) as unfit:
            # No form of ours lets so much be typed, nor anything else be chosen
            raise BadRequest(str(unfit)) from unfit

    return cast(Callable[..., HttpResponseBase], login_required(cast(Any, checked)))


def manager_only(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Managers; the action behind it checks again."""

    @wraps(view)
    def checked(request: DeskRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_manager:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member_only(cast(View[P], checked))


def is_part(request: DeskRequest) -> bool:
    """Did htmx ask for a piece of the page? Going back in the browser wants the whole page again."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def told_where(request: DeskRequest, response: HttpResponseRedirect) -> HttpResponse:
    """Where to go after files were sent. The upload's own script follows no redirect: it would fetch the page, and its message, unseen."""
    if request.headers.get("X-Requested-With") != "XMLHttpRequest":
        return response
    return HttpResponse(status=204, headers={"Location": response.url})


__all__ = ["DeskRequest", "HttpResponse", "is_part", "manager_only", "member_only", "told_where"]
