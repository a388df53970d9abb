"""A program's token: who it acts for and what it may do."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from enishi.api.problems import Problem
from enishi.kernel import clock
from enishi.kernel.words import say, set_language
from enishi.team.actions import Bearer, bearer
from enishi.team.models import Member


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        holder = bearer(token, clock.now())
        if holder is not None:
            set_language("en" if holder.language == Member.Language.ENGLISH else "ja")
        return holder


def bearer_of(request: HttpRequest) -> Bearer:
    """Whose token this request came with."""
    holder = getattr(request, "auth", None)
    if not isinstance(holder, Bearer):
        raise TypeError("an operation without a token")
    return holder


def require(request: HttpRequest, scope: str) -> Bearer:
    """Whose token it is; raises Problem 403 unless it was given `scope`."""
    holder = bearer_of(request)
    if scope not in holder.scopes:
        title = say("このトークンには「{scope}」の権限がありません。", "This token lacks the scope “{scope}”.", scope=scope)
        raise Problem(403, "scope-missing", title, scope=scope)
    return holder
