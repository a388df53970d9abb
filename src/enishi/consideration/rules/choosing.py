"""Which evidence the view itself holds, and what may be proposed on it: the desk asks before any button is pressed."""

from collections.abc import Iterator
from uuid import UUID

from .case import meet
from .view import Contact, Evidence, Matter, PersonView, Point, Promise, Proposal, Request
from .vocabulary import Channel, Direction, EvidenceKind, MetAs, NumberKind, Purpose, Side


def evidence_of(view: PersonView, kind: EvidenceKind, evidence_id: UUID) -> Evidence | None:
    """The evidence of that id as the view tells it; None if nothing of the kind stands for this person.

    Orders are known to the rooms above alone: they bring their evidence themselves.
    """
    return next((found for found in _all(view) if found.kind is kind and found.id == evidence_id), None)


def proposals(view: PersonView, matter: Matter, member: UUID | None) -> Iterator[Proposal]:
    """What may be proposed to this person about `matter` on each point they hold, the most welcome purpose first."""
    for point in view.points:
        if not point.ended:
            purposes = list(_purposes(view, matter, point.id))
            for channel in _worth_showing(point):
                for purpose, evidence in purposes:
                    yield Proposal(channel, purpose, point.id, matter, member, evidence)


def _all(view: PersonView) -> Iterator[Evidence]:
    for promise in view.promises:
        if promise.owed_by is Side.US:
            yield _of_promise(promise)
    for contact in view.contacts:
        if contact.direction is Direction.IN and _is_theirs(contact, view):
            yield _of_touch(contact)
    for request in view.requests:
        yield _of_request(request)


def _is_theirs(contact: Contact, view: PersonView) -> bool:
    return contact.person in view.cluster or (contact.person is None and not contact.reached)


def _purposes(view: PersonView, matter: Matter, point: UUID) -> Iterator[tuple[Purpose, Evidence | None]]:
    if view.met_as is MetAs.INTERNAL:
        yield Purpose.INTERNAL, None
    found = sorted(
        (each for each in _all(view) if _serves(each, matter) and each.point in (None, point)), key=lambda each: each.at, reverse=True
    )
    for purpose, kind in ((Purpose.PROMISE, EvidenceKind.PROMISE), (Purpose.REPLY, EvidenceKind.TOUCH)):
        newest = next((each for each in found if each.kind is kind and each.theirs), None)
        if newest is not None:
            yield purpose, newest
    for purpose in (Purpose.INQUIRY, Purpose.SERVICE):
        asked = {request.id for request in view.requests if request.purpose is purpose}
        newest = next((each for each in found if each.kind is EvidenceKind.REQUEST and each.id in asked), None)
        if newest is not None:
            yield purpose, newest
    if view.met_as is not MetAs.INTERNAL:
        yield Purpose.SOLICIT, None


def _serves(evidence: Evidence, matter: Matter) -> bool:
    return meet(evidence.matter, matter) and all(said is None or said == ours for said, ours in zip(evidence.matter, matter, strict=True))


def _worth_showing(point: Point) -> list[Channel]:
    """A landline may be a fax and an unknown number may take texts; a desk shows what people use there."""
    shown = [Channel.CALL, Channel.TEXT, Channel.MAIL, Channel.POST]
    if point.number is NumberKind.OTHER and Channel.CALL in point.channels:
        shown = [Channel.CALL]
    return [channel for channel in shown if channel in point.channels]


def _of_promise(promise: Promise) -> Evidence:
    theirs = promise.asked_by is Side.THEM
    return Evidence(
        EvidenceKind.PROMISE,
        promise.at,
        theirs,
        promise.matter,
        promise.from_at,
        promise.due_at,
        promise.id,
        promise.in_words,
        promise.tried_from,
        point=promise.point,
    )


def _of_touch(contact: Contact) -> Evidence:
    # Whoever rang from a telephone that several share is found there, and on nobody's own
    where = contact.point if contact.person is None else None
    return Evidence(EvidenceKind.TOUCH, contact.at, matter=contact.matter, id=contact.id, point=where)


def _of_request(request: Request) -> Evidence:
    return Evidence(EvidenceKind.REQUEST, request.at, matter=request.matter, id=request.id, purpose=request.purpose)
