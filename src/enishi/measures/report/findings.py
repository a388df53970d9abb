"""The five sentences: the finding, its size, how sure it is. What a log cannot carry is said to be so, never left out in silence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from enishi.kernel.words import Text, say
from enishi.measures.results import Diagnosis, LaterAttempts, Reach, Response, Share
from enishi.measures.rules.figures import (
    UNSAID,
    calls,
    contacts,
    decimal,
    interval,
    joined,
    known,
    length,
    people,
    percent,
    period,
    sure,
    times,
    whole,
)
from enishi.measures.rules.figures import channel as channel_name
from enishi.measures.rules.intervals import wilson

Tone = Literal["plain", "good", "refusal", "unsaid"]
FIVE: Final = 5
NOTHING: Final = say("この記録には、それを数えられるものがありません。", "The log holds nothing to count it by.")


@dataclass(frozen=True, slots=True)
class Finding:
    """`figure`: the one number to see from afar. `certainty`: interval, what it is counted over, or why it cannot be said."""

    code: str
    figure: Text
    sentence: Text
    certainty: Text
    tone: Tone = "plain"

    @property
    def is_said(self) -> bool:
        """Whether the log carries it."""
        return self.tone != "unsaid"


def five(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """Reach first, one channel only last; between them what people lived through, and last of all what this log cannot say."""
    first, last = reach(diagnosis), one_channel(diagnosis)
    rest = [finding(diagnosis) for finding in BETWEEN] + [finding(diagnosis.response) for finding in ANSWERING]
    room = FIVE - 1 - last.is_said
    between = [finding for finding in rest if finding.is_said][:room]
    silent = [finding for finding in [*rest, last] if not finding.is_said]
    between += silent[: room - len(between)]
    return (first, *between, last) if last.is_said else (first, *between)


def reach(diagnosis: Diagnosis) -> Finding:
    """People spoken with of the people we turned to."""
    found = diagnosis.reach
    if found.people_tried is None or found.people_reached is None:
        return _unsaid("reach", say("お話しできた方の割合", "What share of people was reached"), found.why)
    sentence = say(
        "{tried}にご連絡し、お話しできたのは{reached}でした。",
        "We turned to {tried} and spoke with {reached}.",
        tried=people(found.people_tried),
        reached=Text(people(found.people_reached).ja, whole(found.people_reached)),
    )
    figure = Text(percent(found.share), percent(found.share)) if known(found.share) else people(found.people_reached)
    return Finding("reach", figure, sentence, _reach_certainty(diagnosis), "good")


def _reach_certainty(diagnosis: Diagnosis) -> Text:
    found, rows = diagnosis.reach, diagnosis.rows
    parts = [_ended(interval(found.low, found.high)) if known(found.share) else found.why]
    span = period(rows.first_at, rows.last_at, diagnosis.zone)
    parts.append(say("{span}、発信{n}。", "{span}, {n} of ours.", span=span, n=calls(found.calls)))
    if found.people_perhaps:
        parts.append(
            say("ほかに{n}は、お話しできたか記録から分かりません。", "Of {n} more the log does not tell.", n=people(found.people_perhaps))
        )
    return joined([part for part in parts if part is not None])


def attempts(diagnosis: Diagnosis) -> Finding:
    """What the first call brings, and what the later ones do."""
    found = diagnosis.reach
    name = say("電話を重ねる効き目", "What each further call brings")
    steps = [step for step in found.hazard if known(step.rate)]
    if not steps:
        return _unsaid("attempts", name, found.hazard[0].why if found.hazard else found.why)
    first = percent(steps[0].rate or 0)
    later = next((one for one in found.later if known(one.per_100_calls) and one.calls), None)
    if later is not None:
        return _later(found, later, first)
    last = steps[-1]
    if last is steps[0]:
        sentence = say("1回目の電話でお話しできたのは{first}です。", "The first call reached {first}.", first=first)
    else:
        sentence = say(
            "1回目の電話では{first}、{n}回目では{last}の方とお話しできました。",
            "The first call reached {first}, call number {n} {last}.",
            first=first,
            n=last.attempt,
            last=percent(last.rate or 0),
        )
    certainty = say(
        "1回目は{of}に。{sure}", "The first went to {of}. {sure}", of=people(steps[0].tried), sure=_sure_step(steps[0].low, steps[0].high)
    )
    return Finding("attempts", Text(first, first), sentence, certainty)


def _later(found: Reach, later: LaterAttempts, first: str) -> Finding:
    per_100 = later.per_100_calls or 0.0
    sentence = say(
        "1回目の電話では{first}の方とお話しできますが、{n}回目からは100回かけて{rate}人です。",
        "The first call reaches {first}; from call number {n} on, 100 calls reach {rate}.",
        first=first,
        n=later.first,
        rate=decimal(round(per_100, 1)),
    )
    parts = [
        say(
            "{n}回目からは{calls}かけて{reached}。",
            "From there on {calls} reached {reached}.",
            n=later.first,
            calls=calls(later.calls),
            reached=people(later.reached),
        )
    ]
    if 0 <= later.reached <= later.calls:
        low, high = wilson(later.reached, later.calls)
        parts.insert(
            0,
            say(
                "100回あたりの誤差の幅 {a}〜{b}人。",
                "95% interval {a}–{b} per 100 calls.",
                a=decimal(round(100 * low, 1)),
                b=decimal(round(100 * high, 1)),
            ),
        )
    if known(later.share_of_calls.rate):
        parts.append(say("発信の{p}にあたります。", "That is {p} of the calls.", p=percent(later.share_of_calls.rate)))
    figure = say("100回で{n}人", "{n} per 100", n=decimal(round(per_100, 1)))
    return Finding("attempts", figure, sentence, joined(parts))


def burden(diagnosis: Diagnosis) -> Finding:
    """What the one who bore most was put through, and under how many numbers."""
    found = diagnosis.burden
    day, numbers = found.per_person_day, found.numbers
    if not known(day.worst):
        return _unsaid("burden", say("お一人が受けた連絡の数", "How much people were put through"), day.why)
    most = contacts(day.worst)
    if known(numbers.worst) and numbers.worst > 1:
        sentence = say(
            "ご連絡は、いちばん多い方で1日{n}、番号は多い方で{k}種類でした。",
            "Whoever bore most had {n} of ours in one day; one person was shown {k} numbers.",
            n=most,
            k=decimal(numbers.worst),
        )
    elif known(numbers.worst) and known(found.per_person.worst) and found.per_person.worst > 1:
        sentence = say(
            "ご連絡は、いちばん多い方で1日{n}、番号はいつも同じでした。",
            "Whoever bore most had {n} of ours in one day, always from the same number.",
            n=most,
        )
    else:
        sentence = say("ご連絡は、いちばん多い方で1日{n}でした。", "Whoever bore most had {n} of ours in one day.", n=most)
    parts = []
    if known(day.median):
        parts.append(
            say(
                "それぞれの方の最も多い日で、中央値は{n}回({of})。",
                "On each person’s worst day the median is {n} ({of}).",
                n=decimal(day.median),
                of=people(day.n),
            )
        )
    if known(found.rotated.rate) and found.rotated.count:
        parts.append(say("違う番号から受けた方は{p}。", "{p} were rung from different numbers.", p=percent(found.rotated.rate)))
    figure = say("1日{n}", "{n} a day", n=Text(times(day.worst).ja, decimal(day.worst)))
    return Finding("burden", figure, sentence, joined(parts) if parts else day.why or NOTHING)


def refusals(diagnosis: Diagnosis) -> Finding:
    """Who said "never", and whether it was honoured."""
    found, after = diagnosis.burden.refused, diagnosis.burden.after_refusal
    if found.count is None or not found.of:
        return _unsaid("refusals", say("お断りになった方の割合", "What share refused"), found.why)
    if after.count:
        ending = say("お断りになり、その後も{n}ご連絡しています", "refused; {n} of ours came after that", n=contacts(after.count))
    elif after.count == 0:
        ending = say("お断りになり、その後はご連絡していません", "refused and were not contacted again")
    else:
        ending = say("お断りになりました", "refused")
    sentence = say(
        "お話しできた{of}のうち{n}が{ending}。",
        "Of {of} spoken with, {n} {ending}.",
        of=people(found.of),
        n=people(found.count),
        ending=ending,
    )
    figure = Text(percent(found.rate), percent(found.rate)) if known(found.rate) else people(found.count)
    certainty = [part for part in (_ended(sure(found)), found.why) if part is not None]
    persons = diagnosis.burden.people_after_refusal
    if persons.count:
        certainty.append(say("お断りの後もご連絡したのは{n}。", "{n} had contacts after refusing.", n=people(persons.count)))
    return Finding("refusals", figure, sentence, joined(certainty) if certainty else NOTHING, "refusal")


def one_channel(diagnosis: Diagnosis) -> Finding:
    """Of those nobody has spoken with, who was tried in one way only."""
    found, only = diagnosis.reach.one_channel, diagnosis.reach.only
    if found.count is None or not found.of:
        return _unsaid(
            "one-channel", say("ひとつの手段しか試していない方", "Who was tried by one channel only"), found.why or diagnosis.reach.why
        )
    if not found.count:
        sentence = say(
            "お話しできていない{of}には、どなたにも二つ以上の手段を試しています。",
            "All {of} nobody has spoken with were tried in two ways or more.",
            of=people(found.of),
        )
        return Finding("one-channel", people(0), sentence, _only_certainty(found, diagnosis))
    every = found.count == found.of
    some = say(
        "お話しできていない{of}のうち{n}には、",
        "Of {of} nobody has spoken with, {n} had been tried",
        of=people(found.of),
        n=people(found.count),
    )
    all_of_them = say("お話しできていない{of}の全員に、", "All {of} nobody has spoken with were tried", of=people(found.of))
    way = channel_name(only[0].channel) if len(only) == 1 else say("ひとつの手段", "one channel")
    sentence = say("{whom}{way}しか試していません。", "{whom} by {way} only.", whom=all_of_them if every else some, way=way)
    figure = Text(percent(found.rate), percent(found.rate)) if known(found.rate) else people(found.count)
    return Finding("one-channel", figure, sentence, _only_certainty(found, diagnosis))


def _only_certainty(found: Share, diagnosis: Diagnosis) -> Text:
    names = [(channel_name(only.channel), people(only.people)) for only in diagnosis.reach.only]
    each = Text("、".join(f"{name.ja}だけ{n.ja}" for name, n in names), ", ".join(f"{n.en} by {name.en} only" for name, n in names))
    parts = [_ended(sure(found)) or found.why]
    if names:
        parts.append(say("{each}。", "{each}.", each=each))
    parts.append(
        say("その方は、気づいていないだけかもしれません。", "Perhaps they did not notice; that is not the same as not wanting.")
        if found.count
        else None
    )
    told = [part for part in parts if part is not None]
    return joined(told) if told else NOTHING


def call_back(response: Response) -> Finding:
    """How long a caller waits for us."""
    waiting = response.waiting
    name = say("折り返しまでの時間", "How long callers wait for a call back")
    if not waiting.n or (waiting.median is None and waiting.p90 is None and waiting.called_back and waiting.why is not None):
        return _unsaid("call-back", name, waiting.why or response.why)
    if not known(waiting.median):
        sentence = say(
            "出られなかったお電話{n}件のうち、折り返したのは{c}件です。",
            "Of {n} missed calls, {c} were called back.",
            n=whole(waiting.n),
            c=whole(waiting.called_back),
        )
        figure = say("{c}/{n}件", "{c} of {n}", c=whole(waiting.called_back), n=whole(waiting.n))
        return Finding("call-back", figure, sentence, waiting.why or NOTHING)
    tail = say("、10件に1件は{p}以上", ", one in ten {p} or longer", p=length(waiting.p90)) if known(waiting.p90) else say("", "")
    sentence = say(
        "出られなかったお電話への折り返しは、半数が{m}以上{tail}かかりました。",
        "Half of the callers we missed waited {m} or longer{tail}.",
        m=length(waiting.median),
        tail=tail,
    )
    parts = [say("{n}件のうち{c}件に折り返しました。", "{c} of {n} were called back.", n=whole(waiting.n), c=whole(waiting.called_back))]
    if known(waiting.median_low) and known(waiting.median_high):
        between = say(
            "その誤差の幅 {a}〜{b}。",
            "95% interval of the half: {a}–{b}.",
            a=length(waiting.median_low),
            b=length(waiting.median_high),
        )
        parts.insert(0, between)
    return Finding("call-back", length(waiting.median), sentence, joined(parts))


def missed_call(response: Response) -> Finding:
    """Calls of theirs that nobody took."""
    found = response.missed
    if found.count is None or not found.of:
        return _unsaid("missed", say("出られなかったお電話", "Calls we missed"), found.why or response.why)
    some = say(
        "いただいたお電話{of}件のうち、{n}件に出られませんでした。",
        "Of {of} calls to us we missed {n}.",
        of=whole(found.of),
        n=whole(found.count),
    )
    sentence = (
        some
        if found.count
        else say("いただいたお電話{of}件の、すべてに出ています。", "All {of} calls to us were answered.", of=whole(found.of))
    )
    figure = Text(percent(found.rate), percent(found.rate)) if known(found.rate) else say("{n}件", "{n}", n=whole(found.count))
    return Finding("missed", figure, sentence, _ended(sure(found)) or found.why or NOTHING)


def rang_again(response: Response) -> Finding:
    """Callers who had to ring once more before we called back."""
    found = response.rang_again
    if found.count is None or not found.of:
        return _unsaid("rang-again", say("先方からのかけ直し", "Who had to ring again"), found.why or response.why)
    some = say(
        "出られなかった用件{of}件のうち{n}件では、折り返す前に先方がかけ直しています。",
        "In {n} of {of} matters the caller had to ring again before we called back.",
        of=whole(found.of),
        n=whole(found.count),
    )
    none = say(
        "出られなかった用件{of}件で、先方にかけ直させたことはありません。",
        "In none of {of} matters did a caller have to ring again.",
        of=whole(found.of),
    )
    sentence = some if found.count else none
    figure = Text(percent(found.rate), percent(found.rate)) if known(found.rate) else say("{n}件", "{n}", n=whole(found.count))
    return Finding("rang-again", figure, sentence, _ended(sure(found)) or found.why or NOTHING)


BETWEEN: Final[tuple[Callable[[Diagnosis], Finding], ...]] = (attempts, burden, refusals)
ANSWERING: Final[tuple[Callable[[Response], Finding], ...]] = (call_back, missed_call, rang_again)


def _unsaid(code: str, what: Text, why: Text | None) -> Finding:
    sentence = say("{what}は、この記録からは言えません。", "{what} cannot be said from this log.", what=what)
    return Finding(code, Text("—", "—"), sentence, why or NOTHING, "unsaid")


def _ended(part: Text | None) -> Text | None:
    return None if part is None else say("{part}。", "{part}.", part=part)


def _sure_step(low: float | None, high: float | None) -> Text:
    return _ended(interval(low, high)) or UNSAID
