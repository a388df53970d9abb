"""Why a promise is on the list and how its clock stands, in words."""

from datetime import datetime, timedelta

from enishi.kernel.words import Text, say
from enishi.promises.rules.order import Waiting, is_urgent
from enishi.promises.rules.values import CORRECTED, MOVED, NOBODY_KNOWS

_REASONS = {
    "call_back": say("折り返しのお約束", "We promised to call back"),
    "missed_call": say("不在着信", "We missed their call"),
    "agreed_time": say("お時間のお約束", "An agreed time"),
    "look_again": say("あらためて考える時期です", "Time to look again"),
    "their_call": say("先方からお電話の予定でした", "They were to call us"),
    "other": say("お約束", "A promise"),
}
_NAMES = {
    "call_back": say("折り返しの約束", "A promise to call back"),
    "missed_call": say("不在着信の折り返し", "A missed call to return"),
    "agreed_time": say("時間の約束", "An agreed time"),
    "look_again": say("あらためて考える日", "A day to look again"),
    "their_call": say("先方からのお電話", "A call from them"),
    "other": say("約束", "A promise"),
}
_THEIRS_TO_COME = say("先方からお電話をいただく予定", "They will call us")
_RANG_AGAIN = say("すぐにまたお電話がありました", "They rang again at once")
_CLOSINGS = {
    "refused": say("お断りにより取り下げました", "Withdrawn after a refusal"),
    "no_business": say("用件はありませんでした", "There was no business"),
    "undone": say("記録を取り消しました", "The record was taken back"),
    "erased": say("ご本人の記録を消去しました", "The person's record was erased"),
    CORRECTED: say("記録の訂正により不要になりました", "No longer needed after a correction"),
    MOVED: say("日時を改めました", "Another time was agreed"),
    NOBODY_KNOWS: say("どなたからか分かりませんでした", "Nobody could tell who rang"),
}
_HOURS_IN_DAY = 24
_MINUTES_IN_HOUR = 60


def reason(*, kind: str, promise: Waiting, now: datetime) -> Text:
    """Why this promise is on the list."""
    if is_urgent(promise):
        return _RANG_AGAIN
    if promise.owed_by == "them" and now <= promise.due_at:
        return _THEIRS_TO_COME
    return _REASONS.get(kind, _REASONS["other"])


def name(kind: str) -> Text:
    """What a promise of this kind is called."""
    return _NAMES.get(kind, _NAMES["other"])


def clock(promise: Waiting, now: datetime) -> Text:
    """How its clock stands: until when, or how late."""
    if now > promise.due_at:
        return say("{over}過ぎています", "{over} late", over=length(now - promise.due_at))
    if now < promise.from_at:
        return say("{left}後から", "from {left} on", left=length(promise.from_at - now))
    return say("あと{left}", "{left} left", left=length(promise.due_at - now))


def closing(because: str) -> Text:
    """Why it was withdrawn: a member's words as they are, our own reasons in both languages."""
    return _CLOSINGS.get(because, Text(because, because))


def length(span: timedelta) -> Text:
    """A length of time in its largest unit, as one would say it."""
    minutes = max(int(span.total_seconds() // 60), 0)
    hours, days = minutes // _MINUTES_IN_HOUR, minutes // _MINUTES_IN_HOUR // _HOURS_IN_DAY
    if days:
        return say("{n}日", "{n} d", n=days)
    if hours:
        return (
            say("{n}時間{m}分", "{n} h {m} min", n=hours, m=minutes % _MINUTES_IN_HOUR)
            if minutes % _MINUTES_IN_HOUR
            else say("{n}時間", "{n} h", n=hours)
        )
    return say("{n}分", "{n} min", n=minutes)
