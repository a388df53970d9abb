"""The strip that says what was just done and offers the way back, on the page where it was done; kept in the member's own session."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.http import HttpRequest

from enishi.kernel.words import Text

_KEY = "desk-undo"
# The strip itself leaves after a minute; who comes back to the page a little later finds it once more
_OFFERED_FOR = timedelta(minutes=3)


class Offer(TypedDict):
    """What was done, in words, and where to take it back."""

    sentence: str
    url: str


def offer(request: HttpRequest, *, sentence: Text, url: str, place: str, now: datetime) -> None:
    """Offer the way back from what was just done. `place`: the address of the page it belongs to."""
    request.session[_KEY] = {**sentence.as_dict(), "url": url, "place": place, "at": now.isoformat()}


def offered(request: HttpRequest, now: datetime) -> Offer | None:
    """What can be taken back on this page at this moment, if anything."""
    session = getattr(request, "session", None)
    kept = session.get(_KEY) if session is not None else None
    if not kept or not request.path.startswith(kept.get("place", "")) or now - datetime.fromisoformat(kept["at"]) > _OFFERED_FOR:
        return None
    return Offer(sentence=str(Text(kept["ja"], kept["en"])), url=kept["url"])


def withdraw(request: HttpRequest) -> str:
    """It was taken back, or put away. Gives the page it belonged to, if there was one."""
    kept = request.session.pop(_KEY, None)
    return kept.get("place", "") if kept else ""
