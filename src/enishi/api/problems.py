"""Errors as problem details (RFC 9457), in both languages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from enishi.kernel.words import Text, say
from enishi.team.actions import KeyNamesAnotherRequest, StillRunning


class Problem(Exception):
    """What went wrong, as the caller will read it. `more` adds members of ours to the document."""

    def __init__(self, status: int, code: str, title: Text, **more: Any) -> None:
        super().__init__(str(title))
        self.status, self.code, self.title, self.more = status, code, title, more


def answer(status: int, code: str, title: Text, **more: Any) -> JsonResponse:
    """A problem details document; `title` in the reader's language, both in `titles`."""
    body = {"type": f"urn:enishi:problem:{code}", "status": status, "title": str(title), "titles": title.as_dict(), **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Answer every error of `api` in this form."""

    @api.exception_handler(Problem)
    def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return answer(error.status, error.code, error.title, **error.more)

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = answer(401, "token-needed", say("有効なトークンがありません。", "A valid token is needed."))
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [{"where": ".".join(str(part) for part in item["loc"]), "what": item["msg"]} for item in error.errors]
        return answer(422, "invalid", say("受け取れない項目があります。", "Some fields cannot be taken."), fields=fields)

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, "http", Text(str(error), str(error)))

    @api.exception_handler(KeyNamesAnotherRequest)
    def _other_body(request: HttpRequest, error: KeyNamesAnotherRequest) -> HttpResponse:
        return answer(422, "key-names-another-request", error.text)

    @api.exception_handler(StillRunning)
    def _running(request: HttpRequest, error: StillRunning) -> HttpResponse:
        return answer(409, "still-running", error.text)


def not_found() -> Problem:
    return Problem(404, "not-found", say("見つかりません。", "Not found."))
