"""Errors as problem details (RFC 9457), in both languages."""

import logging
import re
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from enishi.api.answers import answered
from enishi.api.rules import fault_of
from enishi.consideration.rules import Granted, Verdict, Wait
from enishi.consideration.rules.refusing import ConsiderationRefuses, PermitHoldsNoLonger, PermitIsSomebodyElses
from enishi.conversations.actions import CannotConclude
from enishi.kernel.words import Text, say
from enishi.people.rules import PeopleRefuse, PersonIsErased, PersonIsUnknown
from enishi.team.actions import KeyNamesAnotherRequest

_log = logging.getLogger(__name__)
_NOT_FOUND = say("見つかりません。", "Not found.")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Problem(Exception):
    """What went wrong, as the caller will read it. `more` adds members of ours to the document."""

    def __init__(self, status: int, code: str, title: Text, **more: Any) -> None:
        super().__init__(str(title))
        self.status, self.code, self.title, self.more = status, code, title, more


def answer(status: int, code: str, title: Text, **more: Any) -> HttpResponse:
    """A problem details document; `title` in the reader's language, both in `titles`."""
    response = answered(
        {"type": f"urn:enishi:problem:{code}", "status": status, "title": str(title), "titles": title.as_dict(), **more}, status
    )
    response["Content-Type"] = "application/problem+json"
    return response


def not_found() -> HttpResponse:
    """There is nothing at that address."""
    return answer(404, "not-found", _NOT_FOUND)


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON carries it: its kind, until when, and why, in both languages."""
    if isinstance(verdict, Granted):
        return {"verdict": "granted", "until": None, "reasons": [], "notes": verdict.notes}
    kind, until = ("wait", verdict.until) if isinstance(verdict, Wait) else ("refused", None)
    return {"verdict": kind, "until": until, "reasons": verdict.reasons, "notes": []}


def install(api: NinjaAPI) -> None:
    """Answer every error of `api` in this form."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status, error.code, error.title, **error.more)


def _stranger(request: HttpRequest, error: Any) -> HttpResponse:
    response = answer(401, "token-needed", say("有効なトークンがありません。", "A valid token is needed."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = [_field(item) for item in error.errors[:_MOST_FIELDS]]
    return answer(422, "invalid", say("受け取れない項目があります。", "Some fields cannot be taken."), fields=fields)


def _field(item: dict[str, Any]) -> dict[str, Any]:
    return field(".".join(str(part) for part in item["loc"]), fault_of(item["type"], item.get("ctx", {}), item["msg"]))


def field(where: str, what: Text) -> dict[str, Any]:
    """One entry of `fields`: `what` in the reader's language, both in `whats`."""
    return {"where": where, "what": str(what), "whats": what.as_dict()}


_MOST_FIELDS = 20


def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == _BAD_REQUEST:
        return answer(400, "malformed", say("本文が JSON として読めません。", "The body cannot be read as JSON."))
    return answer(error.status_code, "http", Text(str(error), str(error)))


_BAD_REQUEST = 400


def _nothing_there(request: HttpRequest, error: Any) -> HttpResponse:
    return not_found()


def _refused(status: int) -> Any:
    """What a room refuses, under the name of its sentence: PermitIsUsed is `permit-is-used`."""

    def handler(request: HttpRequest, error: Any) -> HttpResponse:
        more = told(error.verdict) if isinstance(error, PermitHoldsNoLonger) else {}
        return answer(status, _CAPITAL.sub("-", type(error).__name__).lower(), error.text, **more)

    return handler


def _fault(request: HttpRequest, error: Any) -> HttpResponse:
    _log.error("%s %s", request.method, request.path, exc_info=error)
    text = say(
        "こちらの不具合です。何も書き込んでいません。記録に残しましたので、管理者にお知らせください。",
        "This is our fault. Nothing was written. It has been logged; tell whoever looks after this install.",
    )
    return answer(500, "fault", text)


_HANDLERS: dict[type[Exception], Any] = {
    Problem: _problem,
    AuthenticationError: _stranger,
    ValidationError: _invalid,
    HttpError: _malformed,
    Http404: _nothing_there,
    ObjectDoesNotExist: _nothing_there,
    PersonIsUnknown: _refused(404),
    PersonIsErased: _refused(410),
    PeopleRefuse: _refused(422),
    CannotConclude: _refused(422),
    PermitIsSomebodyElses: _refused(403),
    ConsiderationRefuses: _refused(409),
    KeyNamesAnotherRequest: _refused(422),
    Exception: _fault,
}
