"""Everything Today shows, from the rooms below."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from enishi.consideration.models import Halt, Pause, Refusal
from enishi.consideration.queries import chosen_policy
from enishi.consideration.rules import returned_from
from enishi.consideration.rules.vocabulary import MetAs
from enishi.desk.queries import despite
from enishi.desk.rules import moments
from enishi.desk.rules import today as rules
from enishi.desk.rules.today import Entry, Tally
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
_MOST_SHOWN = 30


def entries(*, member_id: UUID | None, now: datetime, zone: str, for_manager: bool = False) -> list[Entry]:
    """Who is due today and why, each group in the order that serves people. `member_id` None: the whole team's.

    `for_manager`: also what a manager has to find out.
    """
    tomorrow = clock.at_local(clock.local_day(now, zone) + timedelta(days=1), zone)
    owed = promises.due(member_id=member_id, now=now, until=tomorrow)
    refusing = _refusing(owed)
    opening = _opening([promise for promise in owed if promise.id not in refusing], now, zone)
    owed.sort(key=lambda promise: (promise.id in opening, promise.due_at if promise.owed_by == "them" else now))
    found = list(
        chain(
            (_promised(promise, opening.get(promise.id, promise.from_at), now, zone) for promise in owed if promise.id not in refusing),
            (_refused_caller(promise, now, zone) for promise in owed if promise.id in refusing),
            _halts(now, zone),
            despite.entries(now=now, zone=zone) if for_manager else (),
            _pauses(now, tomorrow, zone),
            _new_people(now),
        )
    )
    holders = _holders({entry.point_id for entry in found if entry.point_id and not entry.person_id})
    return [_whose(entry, holders.get(entry.point_id, {})) if entry.point_id and not entry.person_id else entry for entry in found]


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


def _promised(promise: Owed, from_at: datetime, now: datetime, zone: str) -> Entry:
    theirs = promise.owed_by == "them"
    begun = from_at <= now
    late = promise.is_late(now)
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
        _promised(promise, promise.from_at, now, zone),
        group="look",
        reason=say("お断りの方からの不在着信です。こちらからはかけられません", "They refused contact, and rang. We may not call"),
        clock=moments.ago(promise.began_at, now, zone),
        state="",
        began_at=None,
        waited=None,
        from_at=None,
        due_at=None,
    )


def _halts(now: datetime, zone: str) -> list[Entry]:
    open_ = Halt.objects.filter(looked_at=None).select_related("point", "person__canonical").order_by("at")[:_MOST_SHOWN]
    return [
        Entry(
            key=f"halt-{halt.id}",
            group="look",
            person_id=_whole(halt.person).id if halt.person else None,
            point_id=halt.point_id,
            name=str(_whole(halt.person)) if halt.person else phones.pretty(halt.point.value),
            reason=say("電話を止めています。見てからお決めください。", "Calls have stopped. Please look and decide."),
            clock=moments.ago(halt.at, now, zone),
            state="running",
        )
        for halt in open_
    ]


def _pauses(now: datetime, tomorrow: datetime, zone: str) -> list[Entry]:
    since = tomorrow - timedelta(days=1)
    ending = (
        Pause.objects.filter(ended_at=None, until_at__gt=since, until_at__lte=tomorrow)
        .filter(~Exists(_open_refusals()))
        .select_related("person__canonical")
        .order_by("until_at")[:_MOST_SHOWN]
    )
    return [
        Entry(
            key=f"pause-{pause.id}",
            group="rested",
            person_id=_whole(pause.person).id,
            point_id=None,
            name=str(_whole(pause.person)),
            reason=_because(pause),
            clock=moments.at(pause.until_at, now, zone),
            about=pause.because,
        )
        for pause in ending
    ]


def _because(pause: Pause) -> Text:
    if pause.agreed:
        return say("この日にとのお約束でした", "They agreed to this day")
    return say("いまは不要とのことでした", "They said: not now")


def _new_people(now: datetime) -> list[Entry]:
    heard = Touch.objects.filter(person=OuterRef("pk"))
    turned_out = TouchOutcome.objects.filter(person=OuterRef("pk"))
    owed = Promise.objects.filter(person=OuterRef("pk"))
    fresh = (
        Person.objects.filter(canonical=None, erased_at=None, created_at__gte=now - _NEW_FOR, created_at__lte=now)
        .filter(
            ~Exists(heard),
            ~Exists(turned_out),
            ~Exists(owed),
            ~Exists(_heard_there()),
            ~Exists(_open_refusals("pk")),
            Exists(Holding.objects.filter(person=OuterRef("pk"), ended_on=None)),
        )
        .exclude(met_as=Person.MetAs.INTERNAL)
        .order_by("created_at")[:_MOST_SHOWN]
    )
    return [
        Entry(
            key=f"new-{person.id}",
            group="new",
            person_id=person.id,
            point_id=None,
            name=str(person),
            reason=say("まだ一度もご連絡していません", "Nobody has contacted them yet"),
            about=person.cares_about,
        )
        for person in fresh
    ]


def _heard_there() -> "QuerySet[Touch]":
    """Contacts with a number of theirs from before anybody knew whose it was."""
    # Not person=None: planners would begin with everybody's that name nobody
    nobodys = Case(When(person=None, then=1), default=0)
    theirs = Holding.objects.filter(person=OuterRef(OuterRef("pk")), ended_on=None).exclude(point__use=ContactPoint.Use.SWITCHBOARD)
    return Touch.objects.alias(nobodys=nobodys).filter(point__in=theirs.values("point"), nobodys=1)


def _open_refusals(person: str = "person") -> "QuerySet[Refusal]":
    return Refusal.objects.filter(person=OuterRef(person), lifted_at=None, scope="everything")


def _whole(person: Person) -> Person:
    return person.canonical or person
