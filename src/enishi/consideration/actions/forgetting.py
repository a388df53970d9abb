"""When a person is erased: their words go, what they refused stays bound to the hash of their numbers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from enishi.consideration.actions.refusals import carry, wake
from enishi.consideration.models import Consent, Halt, Pause, Permit, Refusal, Request, Wish
from enishi.people.hooks import Erased
from enishi.people.models import ContactPoint, Holding
from enishi.team.models import IdempotencyKey

# 特定商取引法施行規則: the proof that somebody asked for advertising is kept for three years
_PROOF_KEPT = timedelta(days=3 * 365 + 1)
_NEVER_THEIRS = (Holding.Ended.WRONG_PERSON, Holding.Ended.CORRECTED)


@transaction.atomic
def forget(erased: Erased) -> None:
    """Blank what these people said; told by `people` when somebody is erased."""
    people = Q(person_id__in=erased.person_ids)
    carry(erased.person_ids, _theirs_alone(erased))
    carry(erased.person_ids, _shared(erased), asleep_from=erased.at)
    wake(erased.point_ids)
    theirs = people | Q(point_id__in=erased.point_ids) | Q(carried_from__in=Refusal.objects.filter(people))
    refused = list(Refusal.objects.filter(theirs).order_by("id").select_for_update(no_key=True).values_list("id", flat=True))
    Refusal.objects.filter(id__in=refused).update(words="")
    Pause.objects.filter(people).update(because="")
    Wish.objects.filter(people).update(words="")
    Request.objects.filter(people).update(words="", withdrawn_at=erased.at)
    Halt.objects.filter(people | Q(point_id__in=erased.point_ids)).update(because="")
    Permit.objects.filter(people, used_at=None, released_at=None).update(released_at=erased.at)
    _forget_old_proof(erased)
    # A program that asks again for the number it was told must not be told it again
    IdempotencyKey.objects.filter(response__person_id__in=[str(person) for person in erased.person_ids]).delete()


def _theirs_alone(erased: Erased) -> list[ContactPoint]:
    """What they held, today or once, and nobody is left on whom a refusal of it could silence.

    Behind a switchboard that others held too there is a whole firm; one that nobody else ever held is somebody's who works alone.
    """
    held = Holding.objects.filter(person__in=erased.person_ids).exclude(ended_because__in=_NEVER_THEIRS)
    points = ContactPoint.objects.filter(id__in=held.values("point")).filter(id__in=erased.point_ids)
    others = Holding.objects.filter(point__in=erased.point_ids).exclude(person__in=erased.person_ids)
    return list(points.exclude(use=ContactPoint.Use.SWITCHBOARD, id__in=others.values("point")))


def _shared(erased: Erased) -> list[ContactPoint]:
    """What others hold on with them: bound once the last of those is erased too."""
    held = Holding.objects.filter(person__in=erased.person_ids, ended_on=None).values("point")
    points = ContactPoint.objects.filter(id__in=held).exclude(id__in=erased.point_ids)
    return list(points.exclude(use=ContactPoint.Use.SWITCHBOARD))


def _forget_old_proof(erased: Erased) -> None:
    long_ago: datetime = erased.at - _PROOF_KEPT
    Consent.objects.filter(person_id__in=erased.person_ids, withdrawn_at=None).update(withdrawn_at=erased.at)
    Consent.objects.filter(person_id__in=erased.person_ids, at__lt=long_ago).update(proof="")
