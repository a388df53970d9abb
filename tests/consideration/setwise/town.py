"""Any few people at once, asked about set-wise and one by one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import ibis

from enishi.consideration.rules import Granted, Matter, PersonView, Policy, Proposal, Refused, Verdict, governing, judge
from enishi.consideration.rules.choosing import proposals
from enishi.consideration.rules.vocabulary import Purpose
from enishi.consideration.setwise.deciding import point_verdicts
from enishi.consideration.setwise.moments import to_moment
from enishi.consideration.setwise.tables import of_views

# person, point, channel -> verdict, reasons, until
Answers = dict[tuple[str, str, str], tuple[str, str, int | None]]


def as_tables(views: Mapping[UUID, PersonView]) -> dict[str, ibis.Table]:
    return {name: ibis.memtable(table) for name, table in of_views(views).items()}


def set_wise(views: Mapping[UUID, PersonView], policy: Policy, purpose: Purpose, now: datetime, matter: Matter) -> Answers:
    rows = point_verdicts(as_tables(views), policy, purpose, now, matter).to_pyarrow().to_pylist()
    found = {(row["person"], row["point"], row["channel"]): (row["verdict"], row["reasons"], row["until"]) for row in rows}
    assert len(found) == len(rows)
    return found


def one_by_one(views: Mapping[UUID, PersonView], policy: Policy, purpose: Purpose, now: datetime, matter: Matter) -> Answers:
    found: Answers = {}
    for person, view in views.items():
        for point, channel in dict.fromkeys((each.point, each.channel) for each in proposals(view, matter, None)):
            answer = judge(view, Proposal(channel, purpose, point, matter), governing(policy, view.met_as), now)
            found[person.hex, point.hex, channel.value] = told(answer)
    return found


def told(answer: Verdict) -> tuple[str, str, int | None]:
    if isinstance(answer, Granted):
        return "granted", "", None
    reasons = " ".join(reason.code.value for reason in answer.reasons)
    return ("refused", reasons, None) if isinstance(answer, Refused) else ("wait", reasons, to_moment(answer.until))
