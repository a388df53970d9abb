"""When a person is erased: their words go, what they refused stays bound to the hash of their numbers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from enishi.consideration.models import Consent, Halt, Pause, Permit, Refusal, Request, Wish
from enishi.people.hooks import Erased

# 特定商取引法施行規則: the proof that somebody asked for advertising is kept for three years
_PROOF_KEPT = timedelta(days=3 * 365 + 1)


@transaction.atomic
def forget(erased: Erased) -> None:
    """Blank what these people said; told by `people` when somebody is erased."""
    people = Q(person_id__in=erased.person_ids)
    Refusal.objects.filter(people | Q(point_id__in=erased.point_ids) | Q(carried_from__person_id__in=erased.person_ids)).update(words="")
    Pause.objects.filter(people).update(because="")
    Wish.objects.filter(people).update(words="")
    Request.objects.filter(people).update(words="", withdrawn_at=erased.at)
    Halt.objects.filter(people | Q(point_id__in=erased.point_ids)).update(because="")
    Permit.objects.filter(people, used_at=None, released_at=None).update(released_at=erased.at)
    _forget_old_proof(erased)


def _forget_old_proof(erased: Erased) -> None:
    long_ago: datetime = erased.at - _PROOF_KEPT
    Consent.objects.filter(person_id__in=erased.person_ids, withdrawn_at=None).update(withdrawn_at=erased.at)
    Consent.objects.filter(person_id__in=erased.person_ids, at__lt=long_ago).update(proof="")
