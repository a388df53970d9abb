"""Who can be reached by which number or address, from when until when."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from enishi.people import hooks
from enishi.people.actions.persons import living
from enishi.people.models import ContactPoint, Holding
from enishi.people.queries import cluster_ids
from enishi.people.rules import EndsBeforeItBegan, HoldingIsGone, point_value, postal_code, refusal_hash, whose


@transaction.atomic
def hold_point(
    *,
    person_id: UUID,
    kind: str,
    value: str,
    now: datetime,
    use: str = ContactPoint.Use.PERSONAL,
    label: str = "",
    since_on: date | None = None,
) -> Holding:
    """This person can be reached there. Gives the holding they have already, if they have.

    `kind`: "phone" (any form), "email" or "postal". Raises NumberCannotBeRead, AddressCannotBeRead, PersonIsUnknown, PersonIsErased.
    """
    point, is_new = _point(kind, point_value(kind, value), use, now)
    person = living(person_id)
    everybody = cluster_ids(person.id)
    if not is_new:
        _say_whose(point, use, everybody)
    held = Holding.objects.filter(person_id__in=everybody, point=point, ended_on=None).first()
    if held is not None:
        return held
    rank = Holding.objects.filter(person_id__in=everybody, ended_on=None).count()
    taken_up = Holding.objects.create(person=person, point=point, label=label, since_on=since_on, rank=rank, created_at=now)
    for hear in hooks.taken_up:
        hear([(person.id, point.id)])
    return taken_up


@transaction.atomic
def end_holding(*, holding_id: UUID, because: str, on: date) -> Holding:
    """They cannot be reached there any more, because of `Holding.Ended`. What ended before stays as it was.

    Raises EndsBeforeItBegan, HoldingIsGone.
    """
    holding = _locked(holding_id)
    if holding.ended_on is None:
        if holding.since_on is not None and on < holding.since_on:
            raise EndsBeforeItBegan
        holding.ended_on, holding.ended_because = on, Holding.Ended(because).value
        holding.save(update_fields=["ended_on", "ended_because"])
    return holding


@transaction.atomic
def let_go(*, holding_id: UUID, because: str, on: date) -> Holding:
    """The same for everybody the holder was found to be: one who is two records may hold a number twice."""
    held = Holding.objects.filter(pk=holding_id).first()
    if held is None:
        raise HoldingIsGone
    twins = Holding.objects.filter(person_id__in=cluster_ids(held.person_id), point=held.point_id, ended_on=None).exclude(pk=held.id)
    for twin in sorted([held.id, *twins.values_list("id", flat=True)]):
        end_holding(holding_id=twin, because=because, on=on)
    return held


@transaction.atomic
def reopen_holding(*, holding_id: UUID) -> Holding:
    """It had not ended after all. If the person took up the same number again meanwhile, that holding is the one that counts.

    Raises HoldingIsGone, PersonIsErased.
    """
    # Their point and the person first, as everybody who locks (docs/house.md): an erasure has both, and waits for this holding
    point_id, person_id = _whose(holding_id)
    if not ContactPoint.objects.select_for_update(no_key=True).filter(pk=point_id, erased_at=None).exists():
        raise HoldingIsGone
    living(person_id)
    holding = _locked(holding_id)
    again = Holding.objects.filter(person_id=holding.person_id, point_id=holding.point_id, ended_on=None).first()
    if again is not None:
        return again
    holding.ended_on, holding.ended_because = None, ""
    holding.save(update_fields=["ended_on", "ended_because"])
    for hear in hooks.taken_up:
        hear([(cluster_ids(person_id)[0], point_id)])
    return holding


def know_point(*, kind: str, value: str, use: str = ContactPoint.Use.PERSONAL, now: datetime) -> UUID:
    """The point of that number or address, which nobody need hold. It is not locked: who locks several does so in id order, after this.

    Raises NumberCannotBeRead, AddressCannotBeRead.
    """
    point, _ = _known(ContactPoint.objects.all(), kind, point_value(kind, value), use, now)
    return point.id


def _whose(holding_id: UUID) -> tuple[UUID, UUID]:
    found = Holding.objects.filter(pk=holding_id).values_list("point_id", "person_id").first()
    if found is None:
        raise HoldingIsGone
    return found


def _locked(holding_id: UUID) -> Holding:
    try:
        return Holding.objects.select_for_update().get(pk=holding_id)
    except Holding.DoesNotExist:
        raise HoldingIsGone from None


def _point(kind: str, value: str, use: str, now: datetime) -> tuple[ContactPoint, bool]:
    """The point of that value, locked: an erasure going on at the same time either sees our holding or is seen by us. Whether it is new."""
    return _known(ContactPoint.objects.select_for_update(no_key=True), kind, value, use, now)


def _say_whose(point: ContactPoint, use: str, people: Collection[UUID]) -> None:
    """A number taken for one person's turns out to be shared. That others' own telephone is a switchboard, of which each counts for
    one alone, nobody says by taking it up beside them.
    """
    use = whose(point.kind, point.value, use)
    if point.use != ContactPoint.Use.PERSONAL or use == point.use:
        return
    others = Holding.objects.filter(point=point, ended_on=None).exclude(person__in=people)
    if use == ContactPoint.Use.SWITCHBOARD and others.exists():
        return
    point.use = use
    point.save(update_fields=["use"])


def _known(points: QuerySet[ContactPoint], kind: str, value: str, use: str, now: datetime) -> tuple[ContactPoint, bool]:
    use = whose(kind, value, use)
    hashed = refusal_hash(kind=kind, value=value, key=settings.REFUSAL_KEY)
    made = {"use": use, "refusal_hash": hashed, "refusal_key_id": settings.REFUSAL_KEY_ID, "created_at": now}
    if kind == ContactPoint.Kind.POSTAL:
        made["postal_code"] = postal_code(value)
    return points.get_or_create(kind=kind, value=value, erased_at=None, defaults=made)
