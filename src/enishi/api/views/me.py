"""Who is asking."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from enishi.api.answers import answered
from enishi.api.auth import token_of
from enishi.api.shapes import TokenAnswer

router = Router(tags=["token"])


@router.get("/whoami", response=TokenAnswer, summary="Whom this token acts for and what it may do")
def whoami(request: HttpRequest) -> HttpResponse:
    """Looks at the token alone; any live token may ask."""
    token = token_of(request)
    member = token.member
    return answered(TokenAnswer(member.pk, member.name, member.role, token.label, token.scopes, token.expires_at))
