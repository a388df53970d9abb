"""The API and its documentation: every address below it answers in JSON, also those where nothing is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from enishi import __version__
from enishi.api import problems
from enishi.api.auth import Token
from enishi.api.views import due, me, people, permits, schema, touches
from enishi.kernel.words import say

LARGEST_BODY = 64 * 1024
_METHOD_NOT_ALLOWED = 405


class Api(NinjaAPI):
    """A NinjaAPI that leaves no answer to Django's pages and says in its document what holds for every operation."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = [*super()._get_urls(), path("<path:rest>", csrf_exempt(_nowhere))]
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = _in_our_form(pattern.callback)
        return found

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return schema.completed(super().get_openapi_schema(**options))


def _in_our_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdecimal():
            return problems.answer(400, "malformed", say("Content-Length が数ではありません。", "Content-Length is no number."))
        if int(length) > LARGEST_BODY:
            return problems.answer(413, "too-large", say("本文が大きすぎます。", "The body is too large."))
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return problems.not_found()
        if response.status_code != _METHOD_NOT_ALLOWED:
            return response
        refused = problems.answer(405, "method", say("この操作はここではできません。", "This cannot be done here."))
        refused["Allow"] = response["Allow"]
        return refused

    return answer


def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.not_found()


api = Api(title="Enishi", version=__version__, description=schema.DESCRIPTION, auth=Token(), docs_url="/docs")
problems.install(api)
for _router in (me.router, people.router, due.router, permits.router, touches.router):
    api.add_router("", _router)
