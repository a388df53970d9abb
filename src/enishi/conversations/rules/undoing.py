"""What taking a conclusion back says of what it left."""

from enishi.kernel.words import Text, say

LEFT: dict[str, Text] = {
    "refusal": say(
        "お断りは残しました。取り消せるのは、書いた本人がその日のうちか、管理者だけです。",
        "The refusal stands: only who wrote it, within a day, or a manager may take it back.",
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
