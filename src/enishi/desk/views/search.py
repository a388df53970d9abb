"""Find somebody from anywhere: by a number in any form or its last digits, a name, a reading, a mail address, a firm."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from enishi.desk.views.doors import DeskRequest, is_part, member_only
from enishi.people import queries
from enishi.people.queries import Found, partly

_MOST = 20
_MOST_WHILE_TYPING = 8


@member_only
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """Results as one types, or the whole page for those who press Enter first. No read of a person: names only."""
    words = request.GET.get("q", "").strip()
    part = is_part(request)
    found = _found(words, _MOST_WHILE_TYPING if part else _MOST) if words else []
    template = "desk/parts/found.html" if part else "desk/search.html"
    return render(request, template, {"q": words, "found": found, "unheld": partly.unheld(words)})


def _found(words: str, limit: int) -> list[Found]:
    """What the words begin before what they are a part of."""
    found = queries.find(words, limit=limit)
    known = {one.person_id for one in found}
    more = partly.find_partly(words, limit=limit) if len(found) < limit else []
    return [*found, *(one for one in more if one.person_id not in known)][:limit]
