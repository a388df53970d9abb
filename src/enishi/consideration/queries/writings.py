"""What this room wrote to people while two of them were one, for whoever undoes the merge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from enishi.consideration.models import Consent, Pause, Refusal, Request, Wish
from enishi.kernel.words import Text, say
from enishi.people.hooks import Written

_WRITTEN: tuple[tuple[type[Model], str, Text], ...] = (
    (Refusal, "at", say("お断りの記録", "A refusal")),
    (Pause, "from_at", say("「いまは不要」の記録", "“Not now”")),
    (Wish, "at", say("連絡についての希望", "A wish")),
    (Consent, "at", say("同意の記録", "A consent")),
    (Request, "at", say("ご依頼の記録", "A request")),
)


def written_meanwhile(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Written]:
    """Everything that was told of these persons in that time. Five queries."""
    written: list[Written] = []
    for model, moment, what in _WRITTEN:
        found: Any = model._default_manager.filter(**{"person__in": person_ids, f"{moment}__gte": since, f"{moment}__lte": until})
        written += [Written(person, at, what, each) for person, at, each in found.values_list("person_id", moment, "id")]
    return written
