"""A log diagnosed: every chapter from one pass over the ground they share."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from enishi.kernel.words import Text, say
from enishi.measures.queries.account import Left, account
from enishi.measures.queries.breaches import Judged, breaches
from enishi.measures.queries.burden import burden
from enishi.measures.queries.channels import ANSWER_DAYS
from enishi.measures.queries.ground import Expression, lay
from enishi.measures.queries.keeping import shelf
from enishi.measures.queries.reach import reach
from enishi.measures.queries.response import response
from enishi.measures.queries.strain import strain
from enishi.measures.results import Diagnosis, Plan, Reach
from enishi.measures.rules.attempts import Attempt
from enishi.measures.rules.planning import CALL, Evidence, what_ifs

GROUND: Final = say("記録を整えています", "Laying the log out")
REACH: Final = say("つながった方を数えています", "Counting the people reached")
BURDEN: Final = say("受ける側の負担を数えています", "Counting what people were put through")
RESPONSE: Final = say("折り返しまでの時間を調べています", "Timing the call-backs")
STRAIN: Final = say("かける側の負担を調べています", "Looking at the strain on members")
BREACHES: Final = say("決めごとと照らし合わせています", "Holding it against the policy")
PLANS: Final = say("変えた場合を計算しています", "Computing what a change would bring")


def diagnose(
    table: Expression,
    *,
    zone: str,
    now: datetime | None = None,
    left: Left | None = None,
    policy: Judged | None = None,
    agreed: Expression | None = None,
    plans: Sequence[Plan] = (),
    told: Callable[[Text], None] | None = None,
) -> Diagnosis:
    """Everything a canonical touch table says.

    `zone` is the one `local_at` was made in; rows after `now` (UTC; aware) are left out and counted. `left`: what the reader left out.
    `policy`: a policy and what it would not have let out. `agreed`: dates agreed with people (`person`, `at`, `until`; UTC), on the
    same engine. `plans`: processes to compute. `told` hears what is being done. Reads the table twice.
    """
    say_to = told or (lambda _: None)
    with shelf() as held:
        say_to(GROUND)
        ground = lay(held, table, now=now)
        rows = account(ground, left or Left())
        say_to(REACH)
        reached, attempts = reach(ground)
        say_to(BURDEN)
        bore = burden(ground, agreed)
        say_to(RESPONSE)
        answered = response(ground)
        say_to(STRAIN)
        strained = strain(ground)
        say_to(BREACHES)
        broken = breaches(policy)
    say_to(PLANS)
    computed = what_ifs(evidence(reached, attempts), plans, reached.why)
    return Diagnosis(zone, now, rows, reached, bore, answered, strained, broken, computed)


def evidence(reached: Reach, attempts: Sequence[Attempt]) -> Evidence:
    """What the chapter on reach gives a plan to stand on."""
    back = [(by.channel, by.answered) for by in reached.by_channel if by.channel != CALL]
    hours: dict[int, tuple[int, int]] = {}
    for cell in reached.hours.cells:
        so_far = hours.get(cell.hour, (0, 0))
        hours[cell.hour] = (so_far[0] + cell.reached, so_far[1] + cell.calls)
    came_back = {channel: (share.count, share.of) for channel, share in back if share.count is not None and share.of is not None}
    return Evidence(attempts, came_back, hours, ANSWER_DAYS)
