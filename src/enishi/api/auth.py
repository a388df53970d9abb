"""A program's token: who it acts for and what it may do."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from enishi.api.problems import Problem
from enishi.kernel import clock
from enishi.kernel.words import say, set_language
from enishi.team.actions import token_holder
from enishi.team.models import ApiToken, Member


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        holder = token_holder(token, clock.now())
        if holder is not None:
            set_language("en" if holder.member.language == Member.Language.ENGLISH else "ja")
        return holder


def token_of(request: HttpRequest) -> ApiToken:
    """The token this request came with."""
    token = getattr(request, "auth", None)
    if not isinstance(token, ApiToken):
        raise TypeError("an operation without a token")
    return token


def require(request: HttpRequest, scope: str) -> ApiToken:
    """The request's token; raises Problem 403 unless it was given `scope`."""
    token = token_of(request)
    if scope not in token.scopes:
        title = say("このトークンには「{scope}」の権限がありません。", "This token lacks the scope “{scope}”.", scope=scope)
        raise Problem(403, "scope-missing", title, scope=scope)
    return token
