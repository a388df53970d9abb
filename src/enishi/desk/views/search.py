"""Find somebody from anywhere: by a number in any form or its last digits, a name, a reading, a mail address, a firm."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from enishi.desk.views.doors import DeskRequest, is_part, member_only
from enishi.people.queries import partly
from enishi.people.rules import too_few_digits

_MOST = 20
_MOST_WHILE_TYPING = 8


@member_only
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """Results as one types, or the whole page for those who press Enter first. No read of a person: names only."""
    words = request.GET.get("q", "").strip()
    part = is_part(request)
    found = partly.look_for(words, limit=_MOST_WHILE_TYPING if part else _MOST) if words else []
    template = "desk/parts/found.html" if part else "desk/search.html"
    too_few = None if found else too_few_digits(words)
    return render(request, template, {"q": words, "found": found, "unheld": partly.unheld(words), "too_few": too_few})
