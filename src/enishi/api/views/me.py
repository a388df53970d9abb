"""Who is asking."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from enishi.api.answers import answered
from enishi.api.auth import bearer_of
from enishi.api.shapes import TokenAnswer

router = Router(tags=["token"])


@router.get("/whoami", response=TokenAnswer, summary="Whom this token acts for and what it may do")
def whoami(request: HttpRequest) -> HttpResponse:
    """Looks at the token alone; any live token may ask."""
    bearer = bearer_of(request)
    return answered(TokenAnswer(bearer.member_id, bearer.name, bearer.role, bearer.label, list(bearer.scopes), bearer.expires_at))
