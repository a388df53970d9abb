"""What every page's frame needs."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from enishi import __version__
from enishi.desk import undo
from enishi.desk.queries import team
from enishi.kernel import clock
from enishi.kernel.words import language

LARGE_COOKIE = "enishi_large"
_STYLESHEETS = tuple(f"desk/css/{name}.css" for name in ("paper", "frame", "parts", "today", "person", "act"))
_MODULES = tuple(f"desk/js/{name}.js" for name in ("keys", "live", "draft", "search", "upload", "once", "wrong"))


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "enishi_version": __version__,
        "language": language(),
        "large_type": _large_type(request),
        "stylesheets": _STYLESHEETS,
        "modules": _MODULES,
        "zone": SimpleLazyObject(team.zone),
        "arrive_url": f"{reverse('arrive')}?{urlencode({'next': request.GET.get('next', '')})}",
        "undo": undo.offered(request, clock.now()),
    }


def _large_type(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return bool(user.large_type)
    return request.COOKIES.get(LARGE_COOKIE) == "1"
