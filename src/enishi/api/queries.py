"""What several rooms know of one person, gathered for one answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.api.problems import Problem, told
from enishi.api.problems import field as problem_field
from enishi.api.shapes import (
    EvidenceAnswer,
    PersonAnswer,
    PointVerdictAnswer,
    PromiseAnswer,
    StandingAnswer,
    VerdictAnswer,
)
from enishi.consideration import queries as considered
from enishi.consideration.queries import PointVerdict
from enishi.consideration.rules import Matter, PersonView, Verdict
from enishi.consideration.rules.vocabulary import Channel
from enishi.kernel.database import rows
from enishi.kernel.words import say
from enishi.people import queries as people
from enishi.promises import queries as promises
from enishi.promises.queries import Owed
from enishi.touches import queries as touches

_STORY = 20
_DAYS = 30


def person(person_id: UUID, *, member_id: UUID, now: datetime) -> PersonAnswer:
    """Everything one screen needs. Raises PersonIsUnknown."""
    card = people.card(person_id)
    gathered = considered.gather(card.id, now)
    verdicts = considered.of_gathered(gathered, member_id=member_id, matter=Matter(card.client_id), now=now)
    held = [holding.point_id for holding in card.holdings if holding.ended_on is None]
    story, lived = touches.story_and_days(card.id, limit=_STORY, days=_DAYS, now=now, zone=gathered.view.zones[0])
    return PersonAnswer(
        person=card,
        verdicts=[_verdict(each) for each in verdicts],
        promises=[promised(owed, now) for owed in promises.of_cluster(card.cluster_ids, held)],
        standing=list(_standing(gathered.view)),
        story=story,
        lived=lived,
    )


def promised(owed: Owed, now: datetime, *, named: bool = True) -> PromiseAnswer:
    """A promise, with the words for it; unless `named`, without what says who it is and what they spoke of."""
    own = {name: getattr(owed, name) for name in PromiseAnswer.__slots__ if name in Owed.__slots__}
    name = f"{owed.person_name}{owed.honorific}"
    theirs = {"person_name": name} if named else {"person_name": "", "point_value": "", "about": ""}
    return PromiseAnswer(**own | theirs, late=owed.is_late(now), reason=owed.reason(now), clock=owed.clock(now))


def check_named(**named: UUID | None) -> None:
    """Raise Problem 422 if one of these ids (`person_id=…`, `point_id=…`) names nothing. One query, none if none is given."""
    given = {field: uuid for field, uuid in named.items() if uuid is not None}
    if not given:
        return
    asked = ", ".join(f"EXISTS(SELECT 1 FROM {_TABLES[field]} WHERE id = %s)" for field in given)  # noqa: S608 - the tables are ours
    found = rows(f"SELECT {asked}", list(given.values()))[0]
    lacking = [field for field, there in zip(given, found, strict=True) if not there]
    if lacking:
        nothing = say("このIDのものはありません。", "It names nothing we know.")
        fields = [problem_field(f"body.{name}", nothing) for name in lacking]
        raise Problem(422, "unknown-reference", say("存在しないIDがあります。", "An id names nothing we know."), fields=fields)


_TABLES = {
    "person_id": "people_person",
    "point_id": "people_contactpoint",
    "client_id": "team_client",
    "topic_id": "team_topic",
    "own_number_id": "team_ownnumber",
}


def _verdict(point: PointVerdict) -> PointVerdictAnswer:
    evidence = point.evidence
    return PointVerdictAnswer(
        point_id=point.point_id,
        value=point.value,
        channel=point.channel,
        purpose=point.purpose,
        evidence=EvidenceAnswer(evidence.kind, evidence.id) if evidence else None,
        answer=_said(point.verdict),
        solicit=_said(point.solicit) if point.solicit else None,
    )


def _said(verdict: Verdict) -> VerdictAnswer:
    return VerdictAnswer(**told(verdict))


def _standing(view: PersonView) -> Iterator[StandingAnswer]:
    own = {(refusal.at, refusal.scope, refusal.channel, refusal.matter) for refusal in view.refusals if refusal.binds_person}
    for refusal in view.refusals:
        # Said once, and kept for each number besides
        if not refusal.binds_person and (refusal.at, refusal.scope, refusal.channel, refusal.matter) in own:
            continue
        yield StandingAnswer(
            "refusal", refusal.at, scope=refusal.scope, channel=refusal.channel, point_id=refusal.point, **_matter(refusal.matter)
        )
    for halt in view.halts:
        yield StandingAnswer("halt", halt.at, channel=Channel.CALL, point_id=halt.point)
    for pause in view.pauses:
        yield StandingAnswer("pause", pause.from_at, until=pause.until_at, agreed=pause.agreed, **_matter(pause.matter))
    for wish in view.wishes:
        yield StandingAnswer(
            "wish",
            wish.at,
            wish=wish.kind,
            channel=wish.channel,
            weekdays=wish.weekdays,
            from_time=wish.from_time,
            until_time=wish.until_time,
        )
    for consent in view.consents:
        if consent.withdrawn_at is None:
            yield StandingAnswer("consent", consent.given_at, channel=consent.channel, **_matter(consent.matter))
    for request in view.requests:
        yield StandingAnswer("request", request.at, purpose=request.purpose, **_matter(request.matter))


def _matter(matter: Matter) -> dict[str, Any]:
    return {"client_id": matter.client, "topic_id": matter.topic}
