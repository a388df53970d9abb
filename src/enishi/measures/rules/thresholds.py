"""From how much on a figure may be said, and the sentences for when it may not. Written once, for every measure."""

from typing import Final

from enishi.kernel.words import Text, say

# Below ten a share moves by ten points with a single person: the counts are shown, no rate.
LEAST: Final = 10
# With more calls of unknown result than this, what is known says nothing about the rest.
MOST_UNKNOWN: Final = 0.5
# So many calls of ours, every one of them answered: nobody is that lucky; the unanswered were never logged.
LEAST_TO_DOUBT: Final = 20
# A column that is filled for fewer rows than this is a column that the log does not have.
LEAST_FILLED: Final = 0.5
LONGEST_HAZARD: Final = 40
# A member's habit needs some call-backs before "as usual" means anything.
LEAST_CALL_BACKS: Final = 5

MEMBER: Final = say("担当者", "member")
NOBODY: Final = say("この記録には、こちらから連絡した方がいません。", "In this log we turned to nobody.")
NONE: Final = say("この記録には、該当するものがありません。", "The log holds none of these.")
TOO_FEW: Final = say("{n}件だけでは割合を言えません({least}件から)。", "{n} are too few to state a rate (from {least} on).")
ONE_SIDED: Final = say(
    "つながらなかった発信が1件も記録されていません。つながった割合は、この記録からは言えません。",
    "Not one unanswered call of ours is logged. What share was answered cannot be said from this log.",
)
NO_RESULT: Final = say(
    "発信{of}件のうち{unknown}件は結果が分かりません。つながった割合は、この記録からは言えません。",
    "For {unknown} of {of} calls of ours the result is not known. What share was answered cannot be said from this log.",
)
NO_OUTBOUND: Final = say("この記録には発信がありません。", "The log holds no outbound calls.")
NO_INBOUND: Final = say("この記録には着信がありません。", "The log holds no inbound calls.")
NO_COLUMN: Final = say(
    "この記録には「{what}」がありません(または半分以下の行にしかありません)。",
    "The log has no {what}, or has it in less than half of its rows.",
)
NO_AGREED: Final = say("この記録には、お約束の日がありません。", "The log holds no dates that were agreed.")
NO_POLICY: Final = say("決めごとが選ばれていません。", "No policy was chosen.")
NEVER_SO_MANY: Final = say("そこまで折り返していません。", "Not so many were ever called back.")


def too_few(n: int, least: int = LEAST) -> Text | None:
    """The sentence that refuses a rate over `n`; None when `n` is enough."""
    if n >= least:
        return None
    return TOO_FEW.format(n=n, least=least) if n else NONE


def not_in_log(filled: int, of: int, what: Text) -> Text | None:
    """The sentence that refuses a measure whose column is missing; None when it is there, or there was nothing to fill it for."""
    return NO_COLUMN.format(what=what) if of and filled < LEAST_FILLED * of else None


def answers_unknown(*, calls: int, unknown: int, unanswered: int) -> Text | None:
    """Why no answer rate can be said of these outbound calls; None when it can.

    A log that keeps only conversations would show a rate of one: it is refused, however long it is.
    """
    if not calls:
        return NO_OUTBOUND
    if unknown > MOST_UNKNOWN * calls:
        return NO_RESULT.format(unknown=unknown, of=calls)
    if calls - unknown >= LEAST_TO_DOUBT and not unanswered:
        return ONE_SIDED
    return None
