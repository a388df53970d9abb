"""Taking a conclusion back: everything it wrote, in reverse, as far as nobody changed it since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.consideration import actions as consideration
from enishi.consideration.actions.locks import while_people_stay
from enishi.consideration.rules.refusing import UndoIsTooLate
from enishi.conversations.actions.applying import Written
from enishi.conversations.actions.turns import take_turns
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import LEFT
from enishi.kernel import live
from enishi.kernel.clock import local_day
from enishi.kernel.words import Text
from enishi.people import actions as people
from enishi.people.models import Holding
from enishi.people.queries import cluster_ids
from enishi.promises import actions as promises
from enishi.promises import queries as promised
from enishi.promises.models import Promise
from enishi.touches import actions as touches
from enishi.touches.models import Touch, TouchOutcome

UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Undone:
    """The conclusion, taken back, and what had to be left as it is."""

    conclusion: Conclusion
    left: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Undoing:
    conclusion: Conclusion
    by_id: UUID | None
    now: datetime


def undo(*, conclusion_id: UUID, by_id: UUID | None, now: datetime) -> Undone:
    """Take back everything this conclusion wrote that nobody changed since. Twice is once.

    The contact itself stays in the ledger with the outcome it had before, "unknown" if this was its first.
    """
    touch = Conclusion.objects.select_related("touch").get(id=conclusion_id).touch
    return while_people_stay(lambda: _undo(conclusion_id, touch, by_id, now))


def _undo(conclusion_id: UUID, touch: Touch, by_id: UUID | None, now: datetime) -> Undone:
    turned_out = Conclusion.objects.values_list("outcome__person_id", flat=True).get(id=conclusion_id)
    take_turns([touch.person_id, turned_out], [touch.point_id])
    conclusion = Conclusion.objects.select_for_update(no_key=True).get(id=conclusion_id)
    if conclusion.undone_at is not None:
        return Undone(conclusion)
    undoing = _Undoing(conclusion, by_id, now)
    left = [key for key in (_REVERSE[line["kind"]](line, undoing) for line in reversed(conclusion.consequences)) if key]
    if not _outcome_taken_back(undoing):
        left.append("outcome")
    conclusion.undone_at, conclusion.undone_by_id = now, by_id
    conclusion.save(update_fields=["undone_at", "undone_by"])
    live.publish("today", *([f"person:{touch.person_id}"] if touch.person_id else []))
    return Undone(conclusion, tuple(LEFT[key] for key in dict.fromkeys(left)))


def _outcome_taken_back(undoing: _Undoing) -> bool:
    """Promises follow the outcome: what the contact kept or tried is judged anew when it is corrected."""
    conclusion = undoing.conclusion
    latest, *earlier = TouchOutcome.objects.filter(touch=conclusion.touch_id).order_by("-id")[:2]
    if latest.id != conclusion.outcome_id:
        return False
    before = earlier[0] if earlier else None
    touches.record_outcome(
        touch_id=conclusion.touch_id,
        code=before.code if before else "unknown",
        reached=before.reached if before else False,
        person_id=before.person_id if before else None,
        by_id=undoing.by_id,
        now=undoing.now,
    )
    return True


def _refusal(line: Written, undoing: _Undoing) -> str:
    """What a person said is a manager's to lift; that it was never said, only who wrote it down knows."""
    try:
        consideration.undo_refusal(refusal_id=UUID(line["id"]), by_id=undoing.by_id, now=undoing.now)
    except UndoIsTooLate:
        return "refusal"
    return ""


def _pause(line: Written, undoing: _Undoing) -> str:
    consideration.end_pause(pause_id=UUID(line["id"]), now=undoing.now)
    return ""


def _halt(line: Written, undoing: _Undoing) -> str:
    consideration.look_at_halt(halt_id=UUID(line["id"]), by_id=undoing.by_id, now=undoing.now)
    return ""


def _consent(line: Written, undoing: _Undoing) -> str:
    consideration.withdraw_consent(consent_id=UUID(line["id"]), now=undoing.now)
    return ""


def _promise(line: Written, undoing: _Undoing) -> str:
    made = Promise.objects.get(id=line["id"])
    if promises.withdraw(promise_id=made.id, by_id=undoing.by_id, because=UNDONE, now=undoing.now):
        return ""
    if made.replaced_by_id:
        return "promise_moved"
    return "promise_kept" if made.kept_at else ""


def _promise_withdrawn(line: Written, undoing: _Undoing) -> str:
    ours = Promise.objects.filter(id=line["id"], withdrawn_at=undoing.conclusion.at, replaced_by=None)
    return "" if ours.exists() and promises.reopen(promise_id=UUID(line["id"]), now=undoing.now) else "promise_changed"


def _holding_ended(line: Written, undoing: _Undoing) -> str:
    ended = Holding.objects.filter(id=line["id"], ended_on=line["on"]).first()
    if ended is None or Holding.objects.filter(person=ended.person_id, point=ended.point_id, ended_on=None).exists():
        return "holding"
    people.reopen_holding(holding_id=ended.id)
    return ""


def _holding(line: Written, undoing: _Undoing) -> str:
    held = Holding.objects.get(id=line["id"])
    if held.ended_on is not None:
        return "holding"
    people.end_holding(holding_id=held.id, because="corrected", on=held.since_on or local_day(undoing.now, promised.hours().zone))
    # An outcome is written before what follows from it, and its conclusion after
    written = (undoing.conclusion.outcome_id, undoing.conclusion.id)
    consideration.set_down(cluster_ids(held.person_id), point_id=held.point_id, between=written, by_id=undoing.by_id, now=undoing.now)
    return ""


def _employment_ended(line: Written, undoing: _Undoing) -> str:
    again = people.reopen_employment(employment_id=UUID(line["id"]), ended_on=date.fromisoformat(line["on"]))
    return "" if again else "employment"


_REVERSE: dict[str, Callable[[Written, _Undoing], str]] = {
    "refusal": _refusal,
    "pause": _pause,
    "halt": _halt,
    "consent": _consent,
    "promise": _promise,
    "promise_withdrawn": _promise_withdrawn,
    "holding_ended": _holding_ended,
    "holding": _holding,
    "employment_ended": _employment_ended,
}
