"""What purposes and channels are called in a sentence."""

from collections.abc import Iterable

from enishi.kernel.words import Text, say

from .vocabulary import Channel, Purpose

PURPOSES: dict[Purpose, Text] = {
    Purpose.SOLICIT: say("営業", "sales"),
    Purpose.INQUIRY: say("お問い合わせへの対応", "answering an inquiry"),
    Purpose.SERVICE: say("ご注文などの用件", "service"),
    Purpose.REPLY: say("折り返し", "calling back"),
    Purpose.PROMISE: say("お約束", "keeping a promise"),
    Purpose.INTERNAL: say("社内の連絡", "calls among ourselves"),
}

CHANNELS: dict[Channel, Text] = {
    Channel.CALL: say("電話", "call"),
    Channel.TEXT: say("SMS", "text"),
    Channel.MAIL: say("メール", "mail"),
    Channel.POST: say("郵便", "post"),
    Channel.FAX: say("FAX", "fax"),
}


def listed(channels: Iterable[Channel]) -> Text:
    """電話・SMS / call, text."""
    named = [CHANNELS[channel] for channel in channels]
    return Text("・".join(name.ja for name in named), ", ".join(name.en for name in named))


def contact(purpose: Purpose, *channels: Channel) -> Text:
    """営業(電話・SMS) / sales (call, text)."""
    return say("{purpose}({channels})", "{purpose} ({channels})", purpose=PURPOSES[purpose], channels=listed(channels))
