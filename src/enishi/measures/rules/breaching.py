"""What it is called when a log shows a contact that a policy would not have let out."""

from typing import Final

from enishi.consideration.rules import Policy
from enishi.consideration.rules.vocabulary import Code, MetAs
from enishi.kernel.words import Text, say

# Which of the gate's reasons a log can show; the others need what no log holds (a consent, an order, words).
BREACHES: Final[dict[Code, Text]] = {
    Code.REFUSED_EVERYTHING: say("お断りのあとの連絡", "a contact after a refusal"),
    Code.REFUSED_CLIENT: say("お断りのあとの、同じ委託元のご案内", "an offer for the same client after a refusal"),
    Code.HALTED: say("着信拒否の案内のあとの電話", "a call after the carrier said the number refuses us"),
    Code.PURPOSE_CLOSED: say("この決めごとでは行わない連絡", "a contact this policy does not know"),
    Code.PAUSED: say("「いまは不要」のあとの、休むはずの日の連絡", "a contact during the rest after “not now”"),
    Code.STOPPED: say("つながらないときに休むはずの日の連絡", "a contact during the rest after fruitless tries"),
    Code.CAP_WITHOUT_CONVERSATION: say("お話しできないままの回数の超過", "too many tries without a conversation"),
    Code.CAP_WINDOW: say("決まった日数のあいだの回数の超過", "too many within the span of days"),
    Code.CAP_CONTACTS_PER_DAY: say("ほかの手段と合わせた1日の回数の超過", "too many a day over all channels"),
    Code.CAP_PER_DAY: say("1日の回数の超過", "too many a day"),
    Code.CAP_SWITCHBOARD: say("代表番号への1日の回数の超過", "too many a day to one switchboard"),
    Code.REST_AFTER_CONVERSATION: say("お話ししたあとに休むはずの日の連絡", "a contact during the rest after a conversation"),
    Code.GAP: say("前の連絡との間隔の不足", "too soon after the contact before"),
    Code.CLOSED_DAY: say("控える日の連絡", "a contact on a day to be left alone"),
    Code.OUTSIDE_HOURS: say("時間帯の外の連絡", "a contact outside the hours"),
}


def met_as(policy: Policy) -> MetAs:
    """As whom a log's people are judged: those the policy is made for, people at home if it is made for them too."""
    return next(kind for kind in (MetAs.CONSUMER, MetAs.BUSINESS, MetAs.INTERNAL) if kind in policy.met_as)
