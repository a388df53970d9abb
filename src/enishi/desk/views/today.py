"""Today: the list on the left of every working page, and the page that opens the day."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from enishi.desk.queries import team
from enishi.desk.queries import today as gather
from enishi.desk.rules import today as rules
from enishi.desk.rules.thread import Due, day_thread
from enishi.desk.rules.today import GroupName
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock
from enishi.kernel.business import weekday

EVERYONE, MINE = "all", "mine"
_PAGE = 100
_LONGEST_START = 7


@member_only
@require_GET
def today(request: DeskRequest) -> HttpResponse:
    """The day at a glance."""
    page = listing(request)
    return render(request, "desk/today.html", {"place": "today", **page})


@member_only
@require_GET
def today_list(request: DeskRequest) -> HttpResponse:
    """The list alone, fetched anew when something changed. Writes nothing: on SQLite every commit wakes every page."""
    return render(request, "desk/parts/today_list.html", listing(request, current=request.GET.get("current", "")))


@member_only
@require_GET
def today_head(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/parts/today_head.html", listing(request))


@member_only
@require_GET
def whole_group(request: DeskRequest, name: GroupName) -> HttpResponse:
    """All of a group that stands cut short on Today, a page at a time."""
    if name not in gather.CUT_SHORT:
        raise Http404
    now, zone, start = clock.now(), team.zone(), _start(request)
    found = gather.rest(name, now=now, zone=zone, start=start, limit=_PAGE + 1)
    page = {"place": "today", "title": rules.TITLES[name], "order": rules.ORDERS.get(name), "entries": found[:_PAGE], "name": name}
    return render(request, "desk/today_group.html", page | {"start": start, "later": start + _PAGE if len(found) > _PAGE else None})


def _start(request: DeskRequest) -> int:
    """How many of the group stand on the pages before."""
    given = request.GET.get("from", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _LONGEST_START else 0


def listing(request: DeskRequest, *, current: str = "", at: UUID | None = None) -> dict[str, Any]:
    """What the list and the head of the day show, for this member or for everyone. `current`, `at`: the person or number that is open."""
    now, zone = clock.now(), team.zone()
    # A manager answers for everybody, and has few promises of their own
    whose = request.GET.get("whose") or (EVERYONE if request.user.is_manager else MINE)
    found = gather.entries(member_id=None if whose == EVERYONE else request.user.id, now=now, zone=zone)
    more = gather.beyond(found, now=now, zone=zone)
    dues = [Due(entry.from_at, entry.due_at, entry.state) for entry in found if entry.from_at and entry.due_at]
    return {
        "today": clock.local(now, zone),
        "weekday": weekday(clock.local_day(now, zone)),
        "sentence": rules.sentence(found, now, sum(more.values())),
        "groups": rules.grouped(found, more),
        "first": next(iter(found), None),
        "thread": day_thread(dues, now, zone),
        "tally": gather.tally(now=now, zone=zone),
        "whose": whose,
        "current": current or str(at or ""),
    }
