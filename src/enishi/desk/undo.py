"""The strip that says what was just done and offers the way back; kept in the member's own session."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.http import HttpRequest

from enishi.kernel.words import Text

_KEY = "desk-undo"
_OFFERED_FOR = timedelta(minutes=3)


class Offer(TypedDict):
    """What was done, in words, and where to take it back."""

    sentence: str
    url: str


def offer(request: HttpRequest, *, sentence: Text, url: str, now: datetime) -> None:
    """Offer the way back from what was just done."""
    request.session[_KEY] = {**sentence.as_dict(), "url": url, "at": now.isoformat()}


def offered(request: HttpRequest, now: datetime) -> Offer | None:
    """What can be taken back at this moment, if anything."""
    session = getattr(request, "session", None)
    kept = session.get(_KEY) if session is not None else None
    if not kept or now - datetime.fromisoformat(kept["at"]) > _OFFERED_FOR:
        return None
    return Offer(sentence=str(Text(kept["ja"], kept["en"])), url=kept["url"])


def withdraw(request: HttpRequest) -> None:
    """It was taken back, or something newer stands in its place."""
    request.session.pop(_KEY, None)
