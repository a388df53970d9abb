"""The language of a request: the member's own, else what they chose at the door, else Japanese."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from enishi.kernel.words import Language, set_language

COOKIE = "enishi_language"


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_language(request)
        set_language(chosen)
        translation.activate(chosen)
        return self.get_response(request)


def chosen_language(request: HttpRequest) -> Language:
    """The reader's language."""
    wanted = getattr(request.user, "language", None) if request.user.is_authenticated else request.COOKIES.get(COOKIE)
    return "en" if wanted == "en" else "ja"
