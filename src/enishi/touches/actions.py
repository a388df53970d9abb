"""Writing to the ledger, one contact at a time. Logs of many come in through `imports`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from enishi.kernel.ids import uuid7_after
from enishi.kernel.inserting import insert
from enishi.people.hooks import Erased
from enishi.people.rules import keyed
from enishi.touches import hooks
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from enishi.touches.rules import OUTCOMES

_REFERENCE_BYTES = 16
Along = Callable[[Touch, TouchOutcome], Sequence[Model]]


class NoSuchOutcome(ValueError):
    """The code is none of `enishi.touches.rules.OUTCOMES`."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contact in the ledger and its latest outcome; `is_new` unless its source had told of it before."""

    touch: Touch
    outcome: TouchOutcome
    is_new: bool


def reference(source: str, raw: str) -> str:
    """What the ledger keeps of a source's own id: a keyed hash, for such an id often holds a number. Empty stays empty."""
    if not raw:
        return ""
    hashed = keyed(settings.REFUSAL_KEY)
    hashed.update(f"{source}\0{raw}".encode("utf-8", "surrogatepass"))
    return hashed.digest()[:_REFERENCE_BYTES].hex()


def record_touch(
    *,
    at: datetime,
    channel: str,
    direction: str,
    purpose: str = "",
    person_id: UUID | None,
    point_id: UUID | None,
    member_id: UUID | None,
    own_number_id: UUID | None = None,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    ring_seconds: int | None = None,
    talk_seconds: int | None = None,
    permit_id: UUID | None = None,
    outside_gate: bool = False,
    outcome: str,
    reached: bool | None = None,
    words: str = "",
    source: str = "hand",
    source_ref: str = "",
    by_id: UUID | None,
    along: Along = lambda *_: (),
    now: datetime,
) -> Recorded:
    """Write one contact with its outcome and its words. A `source_ref` that this source gave before returns that touch, unchanged.

    `along`: what is written with them in the same breath, unless the touch was there before. Raises `NoSuchOutcome`.
    """
    code = _known(outcome)
    touch = Touch(
        at=at,
        channel=channel,
        direction=direction,
        purpose=purpose,
        person_id=person_id,
        point_id=point_id,
        member_id=member_id,
        own_number_id=own_number_id,
        client_id=client_id,
        topic_id=topic_id,
        ring_seconds=ring_seconds,
        talk_seconds=talk_seconds,
        permit_id=permit_id,
        outside_gate=outside_gate,
        source=source,
        source_ref=reference(source, source_ref),
        recorded_at=now,
    )
    with transaction.atomic(savepoint=False):
        if touch.source_ref and not _is_first_told(touch):
            before = Touch.objects.get(source=touch.source, source_ref=touch.source_ref)
            return Recorded(before, before.outcomes.latest("id"), is_new=False)
        ended = _outcome(touch.id, code, reached, person_id=None, by_id=by_id, now=now)
        said = [TouchWords(touch=touch, text=words)] if words else []
        insert(*([] if touch.source_ref else [touch]), ended, *said, *along(touch, ended))
        hooks.tell([touch.id], now)
    return Recorded(touch, ended, is_new=True)


def record_outcome(
    *, touch_id: UUID, code: str, by_id: UUID | None, now: datetime, reached: bool | None = None, person_id: UUID | None = None
) -> TouchOutcome:
    """Say how a contact ended, as we know it now; the latest counts, what was said before stays.

    `reached`: None for what the code means by itself. `person_id`: whom it turned out to be with. Raises `NoSuchOutcome`.
    """
    known = _known(code)
    with transaction.atomic(savepoint=False):
        outcome = _outcome(touch_id, known, reached, person_id=person_id, by_id=by_id, now=now)
        # Written by another process, whose clock may be ahead: what is said now is the latest all the same
        before = TouchOutcome.objects.filter(touch=touch_id).order_by("-id").values_list("id", flat=True).first()
        outcome.id = uuid7_after(before) if before else outcome.id
        insert(outcome)
        hooks.tell([touch_id], now)
    return outcome


@transaction.atomic
def write_words(*, touch_id: UUID, text: str) -> None:
    """Put down, or put right, what was said in a contact. Words that were erased stay erased."""
    words, made = TouchWords.objects.select_for_update().get_or_create(touch_id=touch_id, defaults={"text": text})
    if not made and words.erased_at is None:
        words.text = text
        words.save(update_fields=["text"])


def erase_words(*, touch_id: UUID, now: datetime) -> None:
    """Blank what was said in a contact; that it took place stays."""
    erase_words_of(touch_ids=[touch_id], now=now)


def erase_words_of(*, touch_ids: Sequence[UUID], now: datetime) -> int:
    """Blank what was said in these contacts; how many had words."""
    return TouchWords.objects.filter(touch_id__in=touch_ids, erased_at=None).update(text="", erased_at=now)


def forget(erased: Erased) -> None:
    """Blank what was said with an erased person, for `people.hooks.erased`; the contacts stay in the ledger."""
    theirs = Q(touch__person__in=erased.person_ids) | Q(touch__person=None, touch__point__in=erased.point_ids)
    turned_out = Q(touch__outcomes__person__in=erased.person_ids)
    touch_ids = TouchWords.objects.filter(theirs | turned_out, erased_at=None).values_list("touch_id", flat=True)
    erase_words_of(touch_ids=list(touch_ids), now=erased.at)


def _known(code: str) -> str:
    if code not in OUTCOMES:
        raise NoSuchOutcome(code)
    return code


def _is_first_told(touch: Touch) -> bool:
    """Write what carries its source's id, unless it was there before."""
    Touch.objects.bulk_create([touch], ignore_conflicts=True)
    return Touch.objects.filter(pk=touch.pk).exists()


def _outcome(touch_id: UUID, code: str, reached: bool | None, *, person_id: UUID | None, by_id: UUID | None, now: datetime) -> TouchOutcome:
    return TouchOutcome(
        touch_id=touch_id,
        code=code,
        reached=OUTCOMES[code].reached if reached is None else reached,
        person_id=person_id,
        by_id=by_id,
        at=now,
    )
