"""Contact lists into the register, a chunk at a time: look up in bulk, decide in memory, write in bulk.

Nobody is made twice, nothing that was known is overwritten, nobody is guessed to be somebody else. See docs/people.md.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from enishi.kernel.clock import local_day
from enishi.kernel.columns import RefusedRow
from enishi.kernel.database import take_turn
from enishi.people import hooks
from enishi.people.imports.deciding import Decider, Plan, Verdict
from enishi.people.imports.looking_up import look_up
from enishi.people.imports.wanted import Wanted, wanted
from enishi.people.imports.writing import write
from enishi.people.readers import PersonRow
from enishi.team.models import ImportRun, Team

__all__ = ["RefusalsWouldBeLost", "Verdict", "apply_contacts", "prepare_contacts"]


class RefusalsWouldBeLost(RuntimeError):
    """The list says not to contact somebody and no room listens on `hooks.refused_on_import`: then nobody is taken in."""


def prepare_contacts(rows: Iterable[PersonRow | RefusedRow]) -> list[Wanted | RefusedRow]:
    """The part of `apply_contacts` that needs no database, so that the transaction can be short."""
    return [row if isinstance(row, RefusedRow) else wanted(row) for row in rows]


def apply_contacts(rows: Sequence[PersonRow | RefusedRow | Wanted], run: ImportRun, now: datetime) -> list[Verdict]:
    """Write a chunk of a contact list inside the caller's transaction; what became of each row, in order.

    A row is *matched* if (source, source_ref) came before, or if somebody holds or held the same telephone or mail address under the
    same name or reading; then only blanks are filled and new points added. Else somebody is *created*, even on a number that others
    hold. An ended holding is not taken up again: a list is older than what we heard on the telephone.
    """
    chunk = [row if isinstance(row, Wanted | RefusedRow) else wanted(row) for row in rows]
    # Two imports at once would each make the person that the other is about to write; a merge between two look-ups, somebody of nobody.
    take_turn("import")
    take_turn("merging")
    zone = Team.objects.values_list("zone", flat=True).first() or "Asia/Tokyo"
    today = local_day(now, zone)
    known = look_up([row for row in chunk if isinstance(row, Wanted)], today=today, zone=zone)
    # A shell belongs to whoever answers for the machine
    may_name_us = run.started_by is None or run.started_by.is_manager
    decider = Decider(known, run.client_id.hex if run.client_id else None, today, may_name_us=may_name_us)
    verdicts = [decider.take(row) for row in chunk]
    write(decider.plan, now)
    _tell_taken_up(decider.plan)
    _tell_refusals(decider, run, now)
    return verdicts


def _tell_taken_up(plan: Plan) -> None:
    """Of whom we did not know before nothing stands yet."""
    new = {person.id for person in plan.people}
    held = [(UUID(hex=each.person_id), UUID(hex=plan.point_ids[each.key])) for each in plan.holdings if each.person_id not in new]
    for hear in hooks.taken_up if held else ():
        hear(held)


def _tell_refusals(decider: Decider, run: ImportRun, now: datetime) -> None:
    refused = [hooks.RefusedOnImport(UUID(hex=person), words, run.id, run.started_by_id) for person, words in decider.plan.refused]
    if refused and not hooks.refused_on_import:
        raise RefusalsWouldBeLost
    for refuse in hooks.refused_on_import if refused else ():
        refuse(refused, now)
