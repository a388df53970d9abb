"""What one key may take back, and what it says it left."""

from datetime import datetime, timedelta
from uuid import UUID

from enishi.kernel.words import Text, say

# A slip of the finger is noticed at once; later, what was written down is what the person said
_SLIP = timedelta(minutes=15)

LEFT: dict[str, Text] = {
    "refusal": say(
        "お断りは残しました。取り消せるのは、書いた本人が15分以内か、管理者だけです。",
        "The refusal stands: only who wrote it, within 15 minutes, or a manager may take it back.",
    ),
    "promise_kept": say("お約束はそのあと果たされたので、残しました。", "The promise was kept since, and stays."),
    "promise_moved": say(
        "お約束はそのあと別の日時に改められたので、残しました。", "The promise was moved to another time since, and stays."
    ),
    "promise_changed": say("お約束はそのあと変わったので、そのままにしました。", "The promise has changed since, and stays as it is."),
    "holding": say("連絡先はそのあと変わったので、そのままにしました。", "The number or address has changed since, and stays as it is."),
    "employment": say("お勤め先はそのあと変わったので、そのままにしました。", "The employment has changed since, and stays as it is."),
    "outcome": say("結果はそのあと書き直されたので、そのままにしました。", "The outcome was written anew since, and stays as it is."),
}


def may_take_back_refusal(*, written_by: UUID | None, written_at: datetime, by: UUID | None, is_manager: bool, now: datetime) -> bool:
    """A just-written refusal by who wrote it; any by a manager, for whom it is a lift like any other."""
    is_slip = written_by is not None and written_by == by and now - written_at <= _SLIP
    return is_slip or is_manager
