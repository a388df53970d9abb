"""What to change, from what one log shows: how a contact is made and by which channel first, hours last.

Each recommendation names the figure it rests on. Where the log cannot tell what would follow, it says so and guesses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from enishi.kernel.words import Text, say
from enishi.measures.results import CapChoice, ChannelReach, Diagnosis, Estimate, HourCell, Share, Waiting
from enishi.measures.rules import advice_sources as sources
from enishi.measures.rules.figures import calls, contacts, decimal, known, length, people, percent, said, whole

# A cap is worth a sentence when it saves at least every twentieth call.
LEAST_SAVED: Final = 0.05
KEEP_TARGET: Final = 0.90
LEAST_SHORT_RINGS: Final = 0.1
PROMPT_SECONDS: Final = 3600
# The tenth may well be somebody we could not call back.
PROMPT_SHARE: Final = 0.9
WRITTEN: Final = ("text", "mail")

NO_COMPARISON: Final = say("比べられる方がこの記録にいないので、言えません。", "Cannot be said: the log holds nobody to compare with.")
NOT_FOR_NUMBERS: Final = say(
    "人数を増やすためではありません。約束と信頼のためです。", "Not done for numbers, but to keep faith with people."
)
NOBODY_AGAIN: Final = say("先方からのかけ直しは、記録にありません。", "The log shows nobody ringing again.")
AS_IT_WENT: Final = say("記録のとおりに進んだとして数えました。実験ではありません。", "Counted as the log went; this is no experiment.")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One change. `rests_on`: the figure of the log behind it. `reached`: people more (below zero: fewer) we would speak with.

    `saved`: contacts that people would be spared. `source`: what is published about it, with its limits.
    """

    code: str
    sentence: Text
    rests_on: Text
    reached: Estimate
    saved: Estimate
    assumption: Text
    source: Text | None = None


def advise(diagnosis: Diagnosis) -> tuple[Recommendation, ...]:
    """Everything this log supports, channel and process first and hours last. Empty where it supports nothing."""
    found = (rule(diagnosis) for rule in RULES)
    return tuple(recommendation for recommendation in found if recommendation is not None)


def another_channel(diagnosis: Diagnosis) -> Recommendation | None:
    """Those who were only ever rung: something they can read, once."""
    rung = sum(only.people for only in diagnosis.reach.only if only.channel == "call")
    if not rung:
        return None
    return Recommendation(
        "another-channel",
        say(
            "一度お電話でお話しできなかった方には、かけ直す前に、同じ番号から短いSMSかメールを一通送る。",
            "After the first call that nobody takes, send one short text or mail from the same sender before ringing again.",
        ),
        say(
            "お話しできていない方のうち{n}に、電話しか試していません。",
            "{n} of those nobody has spoken with {were} tried by telephone only.",
            n=people(rung),
            were="was" if rung == 1 else "were",
        ),
        _by_message(rung, diagnosis.reach.by_channel),
        unsaid(
            say("送る分は増えます。減る電話の数は、次の上限しだいです。", "Messages are added; how many calls go depends on the cap below.")
        ),
        say(
            "この記録と同じ割合で返事があり、その方とはお話しできるものとします。広告のSMS・メールには、原則として事前の同意が要ります。",
            "Taking it that they answer as those in this log did, and that we then speak. Advertising by text or mail needs prior "
            "consent or a listed exception.",
        ),
        sources.TEXT_FIRST,
    )


def _by_message(rung: int, channels: tuple[ChannelReach, ...]) -> Estimate:
    told = (channel.answered for channel in channels if channel.channel in WRITTEN)
    answered = next((share for share in told if known(share.rate)), None)
    if answered is None or answered.rate is None:
        return unsaid(
            say(
                "SMSやメールへの返事がこの記録にないので、言えません。まず半分の方に2週間だけ試してください。",
                "Cannot be said: the log holds no answers to texts or mail. Try it with half of them for two weeks.",
            )
        )
    low, high = (rung * rate if known(rate) else None for rate in (answered.low, answered.high))
    return Estimate(rung * answered.rate, low, high)


def one_number(diagnosis: Diagnosis) -> Recommendation | None:
    """Rotation: the person cannot know who rings, nor call back."""
    shown, rotated = diagnosis.burden.numbers, diagnosis.burden.rotated
    if not rotated.count:
        return None
    most = say("", "") if not known(shown.worst) else say("多い方で{n}種類です。", "One was shown {n}.", n=decimal(shown.worst))
    return Recommendation(
        "one-number",
        say(
            "お一人には、いつも同じ番号からかける。その番号は、折り返せばつながり、調べれば誰か分かるようにする。",
            "Ring each person from one number, always the same; let it answer when called back, and say who it is when looked up.",
        ),
        _joined(
            say("違う番号から電話を受けた方は{s}です。", "Rung from different numbers: {s} people.", s=said(rotated)),
            most,
        ),
        unsaid(NO_COMPARISON),
        unsaid(say("回数は変わりません。見分けられるようになります。", "As many calls; but people can tell who rings.")),
        say("番号を変えてもつながりやすくはならないものとします。", "Taking it that changing numbers does not help to get through."),
        sources.UNKNOWN_NUMBER,
    )


def cap(diagnosis: Diagnosis) -> Recommendation | None:
    """The smallest cap that would have kept 90 of 100 people reached, if it spares enough."""
    choice = _cap(diagnosis.reach.caps)
    if choice is None or choice.kept.of is None or choice.kept.count is None:
        return None
    kept = choice.kept
    return Recommendation(
        "cap",
        say(
            "お電話はお一人{n}までにし、その先は別の手段にする。",
            "Stop calling after {n} a person, and go on by another channel.",
            n=calls(choice.cap or 0),
        ),
        say(
            "{n}までで、こちらの電話でお話しできた{of}のうち{kept}とは、もうお話しできていました。",
            "By then {kept} of the {of} reached by calls of ours had already been spoken with.",
            n=calls(choice.cap or 0),
            of=people(kept.of or 0),
            kept=people(kept.count or 0),
        ),
        _lost(kept),
        Estimate(choice.saved.count, None, None),
        AS_IT_WENT,
        sources.CAP,
    )


def _lost(kept: Share) -> Estimate:
    rate, low, high = (None if not known(one) else (one - 1) * (kept.of or 0) for one in (kept.rate, kept.low, kept.high))
    return Estimate(rate, low, high)


def _cap(choices: tuple[CapChoice, ...]) -> CapChoice | None:
    worth = (choice for choice in choices if choice.cap and known(choice.saved.rate) and choice.saved.rate >= LEAST_SAVED)
    return next((choice for choice in worth if known(choice.target) and choice.target >= KEEP_TARGET), None)


def refusals(diagnosis: Diagnosis) -> Recommendation | None:
    """A refusal takes effect at once, everywhere."""
    after, persons = diagnosis.burden.after_refusal, diagnosis.burden.people_after_refusal
    if not after.count:
        return None
    return Recommendation(
        "honour-refusals",
        say(
            "お断りになった方には、その瞬間から、どの番号・どの担当からも連絡しない。",
            "From the moment of a refusal, nobody and no number of ours contacts that person again.",
        ),
        say(
            "お断りの後に{n}ご連絡しています{who}。",
            "{n} of ours came after a refusal{who}.",
            n=contacts(after.count),
            who=_in_brackets(persons),
        ),
        unsaid(NOT_FOR_NUMBERS),
        Estimate(after.count, None, None),
        say(
            "お断りを取り消すご依頼が、この記録の外になかったものとします。",
            "Taking it that none of them asked us, outside this log, to contact them again.",
        ),
        sources.REFUSAL,
    )


def _in_brackets(persons: Share) -> Text:
    return say("({n})", " ({n})", n=people(persons.count)) if persons.count else say("", "")


def agreed(diagnosis: Diagnosis) -> Recommendation | None:
    """ "Not now" is not "never": nothing until the day they named."""
    before, after = diagnosis.burden.before_agreed.count, diagnosis.burden.after_not_now.count
    # One contact may be both: the larger of the two is spared for sure.
    early = max(before or 0, after or 0)
    if not early:
        return None
    each = [
        say("「いまは不要」の後30日以内に{n}", "{n} within 30 days of “not now”", n=contacts(after or 0)),
        say("お約束の日より前に{n}", "{n} before an agreed day", n=contacts(before or 0)),
    ]
    told = [part for part, count in zip(each, (after, before), strict=True) if count]
    return Recommendation(
        "honour-agreed-dates",
        say(
            "「いまは不要」の方には、お約束の日まで連絡しない。日が決まっていなければ30日あける。",
            "After “not now”, wait for the day that was agreed; where there is none, leave them 30 days.",
        ),
        say(
            "{told}、ご連絡しています。",
            "{told}.",
            told=Text("、".join(part.ja for part in told), ", ".join(part.en for part in told)),
        ),
        unsaid(NOT_FOR_NUMBERS),
        Estimate(early, None, None),
        say("その間に先方からのご依頼がなかったものとします。", "Taking it that they asked for nothing in between."),
    )


def call_back(diagnosis: Diagnosis) -> Recommendation | None:
    """Whoever rang us wanted to speak with us."""
    waiting, again = diagnosis.response.waiting, diagnosis.response.rang_again
    if not waiting.n or is_prompt(waiting) or (waiting.median is None and waiting.p90 is None and waiting.called_back == waiting.n):
        return None
    half = (
        say("半数は{m}以上待ちました。", "half of them waited {m} or longer.", m=length(waiting.median))
        if known(waiting.median)
        else say("半数以上が待ったままです。", "more than half were left waiting.")
    )
    return Recommendation(
        "call-back-faster",
        say(
            "出られなかったお電話には、担当を決めて1時間以内に折り返す。無理なら、すぐ一言SMSを送る。",
            "Give every missed call an owner and call back within the hour; where that cannot be, send a word at once.",
        ),
        say(
            "出られなかった{n}件のうち、折り返したのは{c}件、{half}",
            "Of {n} missed, {c} were called back; {half}",
            n=whole(waiting.n),
            c=whole(waiting.called_back),
            half=half,
        ),
        unsaid(
            say("折り返せば何人とお話しできたかは、この記録にありません。", "The log cannot tell how many a call back would have reached.")
        ),
        Estimate(again.count, None, None) if again.count else unsaid(NOBODY_AGAIN),
        say(
            "減るのは先方からのかけ直しです。早く折り返せば要らなかったものとします。",
            "What is spared is their ringing again, taken not to be needed once we are quick.",
        ),
        sources.FIRST_RESPONSE,
    )


def is_prompt(waiting: Waiting) -> bool:
    """Whether nine of ten callers have us back within the hour."""
    return any(mark.seconds <= PROMPT_SECONDS and known(mark.share) and mark.share >= PROMPT_SHARE for mark in waiting.curve)


def rings(diagnosis: Diagnosis) -> Recommendation | None:
    """A ring that stops before anybody can get to the telephone."""
    short = diagnosis.burden.short_rings
    if not short.count or not known(short.rate) or short.rate < LEAST_SHORT_RINGS:
        return None
    return Recommendation(
        "ring-longer",
        say("切る前に15秒(呼び出し音5回)は鳴らす。", "Let it ring for 15 seconds (five rings in Japan) before giving up."),
        say("出られなかった電話のうち、15秒未満で切ったのは{s}です。", "Given up within 15 seconds: {s} unanswered calls.", s=said(short)),
        unsaid(NO_COMPARISON),
        unsaid(say("回数は変わりません。", "As many calls.")),
        say("電話まで歩く時間が要る方がいるものとします。", "Taking it that some need time to get to the telephone."),
        sources.RINGING,
    )


def abandoned(diagnosis: Diagnosis) -> Recommendation | None:
    """They answered, and nobody was there."""
    cut = diagnosis.burden.abandoned_by_us
    if not cut.count:
        return None
    return Recommendation(
        "abandon-nobody",
        say("お話しする担当が手元にいるときだけ、かける。", "Ring only while somebody of ours is there to speak."),
        say("出てくださったのに、こちらから切れた電話は{s}です。", "We hung up on people who answered: {s} calls.", s=said(cut)),
        unsaid(NO_COMPARISON),
        Estimate(cut.count, None, None),
        AS_IT_WENT,
        sources.ABANDONED,
    )


def night(diagnosis: Diagnosis) -> Recommendation | None:
    """Rest at night."""
    at_night = diagnosis.burden.at_night
    if not at_night.count:
        return None
    return Recommendation(
        "no-nights",
        say("夜9時から朝8時までは、連絡しない。", "No contact between nine at night and eight in the morning."),
        say("この時間のご連絡は{s}です。", "Contacts in these hours: {s}.", s=said(at_night)),
        unsaid(NOT_FOR_NUMBERS),
        Estimate(at_night.count, None, None),
        say("夜をご希望の方がいなかったものとします。", "Taking it that nobody had asked for the night."),
        sources.NIGHT,
    )


def hours(diagnosis: Diagnosis) -> Recommendation | None:
    """The hour that stands out beyond chance, if one does."""
    best = best_hour(diagnosis)
    overall = diagnosis.reach.hours.overall.rate
    if best is None or not known(overall):
        return None
    when = hour_name(best)
    return Recommendation(
        "hours",
        say(
            "ここまでを変えたうえで、なお電話する方には、{when}から試す。",
            "With all that changed, try {when} first for those still to be rung.",
            when=when,
        ),
        say(
            "{when}は{p}(誤差の幅 {a}〜{b}%)、全体は{all}です。",
            "{when}: {p} (interval {a}–{b}%); overall {all}.",
            when=when,
            p=percent(best.shrunk),
            a=f"{100 * best.low:.0f}",
            b=f"{100 * best.high:.0f}",
            all=percent(overall),
        ),
        unsaid(
            say(
                "同じ方に別の時刻でかけて比べていないので、言えません。",
                "Cannot be said: nobody was rung at one hour and compared with another.",
            )
        ),
        unsaid(say("回数は変わりません。", "As many calls.")),
        say("その時刻にかけた方が、ほかの方と似ているものとします。", "Taking it that whoever was rung then is like the rest."),
        sources.HOURS,
    )


def best_hour(diagnosis: Diagnosis) -> HourCell | None:
    """The hour whose whole interval lies above the overall rate, the surest of them; None where chance explains all differences."""
    profile = diagnosis.reach.hours
    if not known(profile.overall.rate):
        return None
    overall = profile.overall.rate
    clear = [cell for cell in profile.cells if all(map(known, (cell.low, cell.high, cell.shrunk))) and cell.low > overall]
    return max(clear, key=lambda cell: (cell.low, -cell.weekday, -cell.hour), default=None)


def hour_name(cell: HourCell) -> Text:
    """火曜の18時台 · Tue 18–19 h."""
    day = "月火水木金土日"[cell.weekday % 7]
    english = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[cell.weekday % 7]
    return Text(f"{day}曜の{cell.hour}時台", f"{english} {cell.hour}–{cell.hour + 1} h")


def unsaid(why: Text) -> Estimate:
    """No figure, and the reason."""
    return Estimate(None, None, None, why=why)


def _joined(first: Text, second: Text) -> Text:
    return Text(first.ja + second.ja, f"{first.en} {second.en}".strip())


RULES: Final[tuple[Callable[[Diagnosis], Recommendation | None], ...]] = (
    another_channel,
    one_number,
    cap,
    refusals,
    agreed,
    call_back,
    rings,
    abandoned,
    night,
    hours,
)
