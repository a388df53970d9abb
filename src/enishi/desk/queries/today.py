"""Everything Today shows, from the rooms below."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from enishi.consideration.models import Halt, Pause, Refusal
from enishi.consideration.queries import chosen_policy
from enishi.consideration.rules import returned_from
from enishi.consideration.rules.vocabulary import MetAs
from enishi.desk.rules import moments
from enishi.desk.rules import today as rules
from enishi.desk.rules.today import Entry, GroupName, Tally
from enishi.kernel import clock, phones
from enishi.kernel.words import Text, say
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.queries import ids_of
from enishi.people.rules import called
from enishi.promises import queries as promises
from enishi.promises.models import Promise
from enishi.promises.queries import Owed
from enishi.touches.models import Touch, TouchOutcome

_NEW_FOR = timedelta(days=14)
MOST_SHOWN = 30


def entries(*, member_id: UUID | None, now: datetime, zone: str) -> list[Entry]:
    """Who is due today and why, each group in the order that serves people. `member_id` None: the whole team's."""
    owed = promises.due(member_id=member_id, now=now, until=_tomorrow(now, zone))
    refusing = _refusing(owed)
    opening = _opening([promise for promise in owed if promise.id not in refusing], now, zone)
    owed.sort(key=lambda promise: (_rests(promise, opening, now), promise.due_at if promise.owed_by == "them" else now))
    found = list(
        chain(
            (_promised(promise, opening.get(promise.id), now, zone) for promise in owed if promise.id not in refusing),
            (_refused_caller(promise, now, zone) for promise in owed if promise.id in refusing),
            *(rest(group, now=now, zone=zone) for group in CUT_SHORT),
        )
    )
    holders = _holders({entry.point_id for entry in found if entry.point_id and not entry.person_id})
    return [_whose(entry, holders.get(entry.point_id, {})) if entry.point_id and not entry.person_id else entry for entry in found]


def _rests(promise: Owed, opening: Mapping[UUID, datetime], now: datetime) -> bool:
    """Nobody waits for it before the hour; once it is late they wait, whatever the hour."""
    return promise.id in opening and not promise.is_late(now)


def rest(group: GroupName, *, now: datetime, zone: str, start: int = 0, limit: int = MOST_SHOWN) -> list[Entry]:
    """Some of a group of `CUT_SHORT`, in its order."""
    return [CUT_SHORT[group].entry(row, now, zone) for row in CUT_SHORT[group].rows(now, zone)[start : start + limit]]


def beyond(found: Sequence[Entry], *, now: datetime, zone: str) -> dict[GroupName, int]:
    """How many belong to the groups that are cut short and are not among `found`; counted up to `MOST_COUNTED`."""
    shown = {group: sum(entry.key.startswith(f"{each.key}-") for entry in found) for group, each in CUT_SHORT.items()}
    full = [group for group, n in shown.items() if n >= MOST_SHOWN]
    left = {group: CUT_SHORT[group].rows(now, zone)[MOST_SHOWN : MOST_SHOWN + rules.MOST_COUNTED].count() for group in full}
    return {group: n for group, n in left.items() if n}


def _holders(points: set[UUID]) -> dict[UUID, dict[UUID, Person]]:
    """Who holds these numbers today, by the number."""
    held = Holding.objects.filter(point__in=points, ended_on=None).select_related("person__canonical") if points else ()
    found: dict[UUID, dict[UUID, Person]] = defaultdict(dict)
    for each in held:
        person = _whole(each.person)
        found[each.point_id][person.id] = person
    return found


def _whose(entry: Entry, holders: Mapping[UUID, Person]) -> Entry:
    """A number stands there as itself, and says whose it is; held by one person meanwhile, that is who waits."""
    if len(holders) == 1:
        person = next(iter(holders.values()))
        return replace(entry, person_id=person.id, name=str(person))
    return replace(entry, whose=rules.shared(len(holders)))


def tally(*, now: datetime, zone: str) -> Tally:
    """People reached and promises kept today, by all of us."""
    since = clock.at_local(clock.local_day(now, zone), zone)
    latest = ~Exists(TouchOutcome.objects.filter(touch=OuterRef("touch"), id__gt=OuterRef("id")))
    spoken = TouchOutcome.objects.filter(latest, reached=True, touch__at__gte=since, touch__at__lte=now)
    reached = spoken.values(whom=Coalesce("person", "touch__person", "touch__point")).distinct().count()
    return Tally(reached=reached, kept=Promise.objects.filter(owed_by="us", kept_at__gte=since, kept_at__lte=now).count())


def _opening(owed: Sequence[Owed], now: datetime, zone: str) -> dict[UUID, datetime]:
    """Missed calls that nobody may return yet, for the hour: when the gate will first let a call back go."""
    rang = [promise for promise in owed if promise.kind == Promise.Kind.MISSED_CALL and promise.from_at <= now]
    if not rang:
        return {}
    chosen = chosen_policy()
    met_as = dict(Person.objects.filter(id__in={each.person_id for each in rang if each.person_id}).values_list("id", "met_as"))
    found = {
        each.id: returned_from(
            chosen,
            MetAs(met_as.get(each.person_id, MetAs.CONSUMER)) if each.person_id else MetAs.CONSUMER,
            rang_at=each.began_at,
            zones=phones.zones(each.point_value) or (zone,),
            now=now,
        )
        for each in rang
    }
    return {promise: moment for promise, moment in found.items() if moment > now}


def _promised(promise: Owed, opens: datetime | None, now: datetime, zone: str) -> Entry:
    theirs = promise.owed_by == "them"
    late = promise.is_late(now)
    from_at = promise.from_at if late or opens is None else opens
    begun = from_at <= now
    # Only their own wish makes them wait; our own reminders are never "broken" towards anybody
    waits = begun and promise.asked_by == "person" and not theirs
    # Who rang waits from the ring; who was promised a time, from that time
    since = promise.began_at if promise.kind == Promise.Kind.MISSED_CALL else from_at
    return Entry(
        key=str(promise.id),
        group="theirs" if theirs else "waiting" if begun else "coming",
        person_id=promise.person_id,
        point_id=promise.point_id,
        name=str(called(promise.person_name, promise.honorific)) if promise.person_id else phones.pretty(promise.point_value),
        reason=promise.reason(now),
        clock=promise.clock(now) if begun else moments.at(from_at, now, zone),
        state="broken" if late and waits else "running" if begun and not theirs else "",
        about=promise.about,
        owner=promise.owner_name,
        began_at=since if waits else None,
        waited=rules.waited(now - since) if waits and not late else None,
        from_at=None if theirs else from_at,
        due_at=None if theirs else max(promise.due_at, from_at),
        opens=say("{at}からかけられます", "may be called from {at}", at=moments.at(opens, now, zone)) if opens and late else None,
    )


def _refusing(owed: Sequence[Owed]) -> frozenset[UUID]:
    """Missed calls of people who refused everything: a missed ring lifts no refusal, so that no clock of ours can run for them."""
    missed = [promise for promise in owed if promise.kind == Promise.Kind.MISSED_CALL]
    people, points = {each.person_id for each in missed if each.person_id}, {each.point_id for each in missed if each.point_id}
    standing = Refusal.objects.filter(lifted_at=None, scope="everything")
    hashes = dict(ContactPoint.objects.filter(id__in=points).values_list("id", "refusal_hash")) if points else {}
    # A number by its hash, as the gate sees it: a list may have brought it back after its holder was erased
    theirs = Q(person__in=ids_of(people)) | Q(person=None, point_hash__in=set(hashes.values()))
    known = standing.filter(theirs).values_list("person__canonical", "person", "point_hash")
    refused = {found for row in known for found in row if found} if missed else set()
    return frozenset(each.id for each in missed if {each.person_id, hashes.get(each.point_id) if each.point_id else None} & refused)


def _refused_caller(promise: Owed, now: datetime, zone: str) -> Entry:
    return replace(
        _promised(promise, None, now, zone),
        group="look",
        reason=say("お断りの方からの不在着信です。こちらからはかけられません", "They refused contact, and rang. We may not call"),
        clock=moments.ago(promise.began_at, now, zone),
        state="",
        began_at=None,
        waited=None,
        from_at=None,
        due_at=None,
    )


def _halts(now: datetime, zone: str) -> "QuerySet[Halt]":
    return Halt.objects.filter(looked_at=None).select_related("point", "person__canonical").order_by("at", "id")


def _halted(halt: Halt, now: datetime, zone: str) -> Entry:
    return Entry(
        key=f"halt-{halt.id}",
        group="look",
        person_id=_whole(halt.person).id if halt.person else None,
        point_id=halt.point_id,
        name=str(_whole(halt.person)) if halt.person else phones.pretty(halt.point.value),
        reason=say("電話を止めています。見てからお決めください。", "Calls have stopped. Please look and decide."),
        clock=moments.ago(halt.at, now, zone),
        state="running",
    )


def _pauses(now: datetime, zone: str) -> "QuerySet[Pause]":
    since = clock.at_local(clock.local_day(now, zone), zone)
    ending = Pause.objects.filter(ended_at=None, until_at__gt=since, until_at__lte=_tomorrow(now, zone))
    return ending.filter(~Exists(_open_refusals())).select_related("person__canonical").order_by("until_at", "id")


def _paused(pause: Pause, now: datetime, zone: str) -> Entry:
    return Entry(
        key=f"pause-{pause.id}",
        group="rested",
        person_id=_whole(pause.person).id,
        point_id=None,
        name=str(_whole(pause.person)),
        reason=_because(pause),
        clock=moments.at(pause.until_at, now, zone),
        about=pause.because,
    )


def _because(pause: Pause) -> Text:
    if pause.agreed:
        return say("この日にとのお約束でした", "They agreed to this day")
    return say("いまは不要とのことでした", "They said: not now")


def _new_people(now: datetime, zone: str) -> "QuerySet[Person]":
    """Written down lately, with a number, and nobody has been in touch with them."""
    mine = {"person": OuterRef("pk")}
    numbers = Holding.objects.filter(**mine, ended_on=None, point__kind=ContactPoint.Kind.PHONE)
    fresh = Person.objects.filter(canonical=None, erased_at=None, created_at__gte=now - _NEW_FOR, created_at__lte=now)
    heard = (Touch.objects.filter(**mine), TouchOutcome.objects.filter(**mine), Promise.objects.filter(**mine), _heard_there())
    untold = fresh.filter(Exists(numbers), *(~Exists(found) for found in (*heard, _open_refusals("pk"))))
    # Not by id as well: a whole list is brought in at one moment, and would be sorted before the first of it is shown
    return untold.exclude(met_as=Person.MetAs.INTERNAL).order_by("created_at")


def _new(person: Person, now: datetime, zone: str) -> Entry:
    return Entry(
        key=f"new-{person.id}",
        group="new",
        person_id=person.id,
        point_id=None,
        name=str(person),
        reason=say("まだ一度もご連絡していません", "Nobody has contacted them yet"),
        about=person.cares_about,
    )


def _heard_there() -> "QuerySet[Touch]":
    """Contacts with a number of theirs from before anybody knew whose it was."""
    # Not person=None: planners would begin with everybody's that name nobody
    nobodys = Case(When(person=None, then=1), default=0)
    theirs = Holding.objects.filter(person=OuterRef(OuterRef("pk")), ended_on=None).exclude(point__use=ContactPoint.Use.SWITCHBOARD)
    return Touch.objects.alias(nobodys=nobodys).filter(point__in=theirs.values("point"), nobodys=1)


def _open_refusals(person: str = "person") -> "QuerySet[Refusal]":
    return Refusal.objects.filter(person=OuterRef(person), lifted_at=None, scope="everything")


def _tomorrow(now: datetime, zone: str) -> datetime:
    return clock.at_local(clock.local_day(now, zone) + timedelta(days=1), zone)


def _whole(person: Person) -> Person:
    return person.canonical or person


@dataclass(frozen=True, slots=True)
class _CutShort:
    """A group without a clock that runs: the first of it stand on Today, all of it on a page of its own. `key` begins its entries' keys."""

    key: str
    rows: "Callable[[datetime, str], QuerySet[Any]]"
    entry: Callable[[Any, datetime, str], Entry]


CUT_SHORT: dict[GroupName, _CutShort] = {
    "look": _CutShort("halt", _halts, _halted),
    "rested": _CutShort("pause", _pauses, _paused),
    "new": _CutShort("new", _new_people, _new),
}
