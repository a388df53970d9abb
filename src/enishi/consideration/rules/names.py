"""What purposes, channels, limits and refusals are called: the desk, the API, the policy's sentences and the gate say the same."""

from collections.abc import Iterable

from enishi.kernel.words import Text, say

from .vocabulary import Channel, Purpose, Scope

PURPOSES: dict[Purpose, Text] = {
    Purpose.SOLICIT: say("ご案内", "an offer"),
    Purpose.INQUIRY: say("お問い合わせへの返事", "answering their inquiry"),
    Purpose.SERVICE: say("ご注文・ご予約の用件", "their order or appointment"),
    Purpose.REPLY: say("折り返し", "returning their call"),
    Purpose.PROMISE: say("お約束のご連絡", "keeping a promise"),
    Purpose.INTERNAL: say("社内の用件", "a colleague’s matter"),
}

CHANNELS: dict[Channel, Text] = {
    Channel.CALL: say("電話", "call"),
    Channel.TEXT: say("SMS", "text"),
    Channel.MAIL: say("メール", "mail"),
    Channel.POST: say("手紙", "letter"),
    Channel.FAX: say("FAX", "fax"),
}

SCOPES: dict[Scope, Text] = {
    Scope.EVERYTHING: say("今後の連絡すべて", "any further contact"),
    Scope.CLIENT: say("{client}からのご案内", "offers for {client}"),
    Scope.TOPIC: say("「{topic}」のご案内", "offers of “{topic}”"),
    Scope.CHANNEL: say("{channel}での連絡", "contact by {channel}"),
}
_NO_MORE = say("今後の連絡はすべてお断り", "No further contact of any kind")

# What a policy's fields limit, for whoever reads it and did not write it
LIMITS: dict[str, Text] = {
    "consent": say("ご本人の同意がいること", "that their consent is needed"),
    "hours": say("連絡してよい時間帯", "the hours of contact"),
    "saturday_hours": say("土曜日に連絡してよい時間帯", "the hours of contact on Saturdays"),
    "their_times_first": say("ご本人の指定された時間を優先すること", "that the times they named come first"),
    "weekdays": say("連絡してよい曜日", "the weekdays of contact"),
    "on_holidays": say("祝日に控えること", "that national holidays are left alone"),
    "closed": say("毎年控える日", "the days left alone every year"),
    "counts": say("回数の数え方", "which contacts are counted"),
    "contacts_per_day": say("ほかの連絡方法と合わせた1日の回数", "how often a day over all channels"),
    "per_day": say("1日の回数", "how often a day"),
    "per_day_of_request": say("ご依頼のあった日の回数", "how often on the day they asked"),
    "per_request": say("ご依頼・ご注文1件あたりの回数", "how often for one request or order"),
    "per_window": say("決まった日数のあいだの回数", "how often within a span of days"),
    "window_days": say("回数を数える日数", "the span of days over which we count"),
    "without_conversation": say("お話しできないままかける回数", "how often without a conversation"),
    "without_conversation_days": say("お話しできないままの回数を数える日数", "the span of days over which fruitless tries are counted"),
    "switchboard_per_day": say("代表番号への1日の回数", "how often a day to a switchboard"),
    "switchboard_if_asked": say("代表番号へはご依頼のあるときだけにすること", "that a switchboard is for what they asked for"),
    "min_gap_minutes": say("次の連絡までにあける時間", "the time left between two contacts"),
    "rest_after_conversation_days": say("お話ししたあとにあける日数", "the rest after a conversation"),
    "rest_after_not_now_days": say("「いまは不要」のあとに休む日数", "the rest after “not now”"),
    "stop_after": say("つながらないときにやめるまでの回数", "after how many fruitless tries we stop"),
    "stop_days": say("つながらないときに休む日数", "the rest after fruitless tries"),
    "after_channel": say("先に別の方法で連絡すること", "that another channel goes first"),
    "reply_within_days": say("折り返しとして扱う日数", "how long we may call back"),
    "attempts_per_request": say("ご依頼1件で試みる回数", "how often one request of theirs may be tried"),
    "at_once_minutes": say("時間帯を問わず折り返せる分数", "how long we may call back at any hour"),
}


def covered(scope: str, *, channel: str = "", topic: object = "", client: object = "") -> Text:
    """What a refusal covers, as a thing: 電話での連絡 / contact by call."""
    return SCOPES[Scope(scope)].format(
        channel=CHANNELS[Channel(channel)] if channel else say("この方法", "this channel"),
        topic=topic or say("この件", "this matter"),
        client=client or say("この委託元", "this client"),
    )


def refused(scope: str, *, channel: str = "", topic: object = "", client: object = "") -> Text:
    """What a refusal covers, as a line of its own: 電話での連絡はお断り / No contact by call."""
    if scope == Scope.EVERYTHING:
        return _NO_MORE
    return say("{what}はお断り", "No {what}", what=covered(scope, channel=channel, topic=topic, client=client))


def listed(channels: Iterable[Channel]) -> Text:
    """電話・SMS / call, text."""
    named = [CHANNELS[channel] for channel in channels]
    return Text("・".join(name.ja for name in named), ", ".join(name.en for name in named))


def contact(purpose: Purpose, *channels: Channel) -> Text:
    """ご案内(電話・SMS) / an offer (call, text)."""
    return say("{purpose}({channels})", "{purpose} ({channels})", purpose=PURPOSES[purpose], channels=listed(channels))
