"""What to change, and what another process would bring on paper."""

from enishi.kernel.words import Text, say
from enishi.measures.report.parts import Html, prose, table, tag, together
from enishi.measures.results import Diagnosis, Estimate, WhatIf, WhatIfs
from enishi.measures.rules.advice import Recommendation, advise
from enishi.measures.rules.advice_keeping import keep_doing
from enishi.measures.rules.figures import UNSAID, bounds, channel, decimal, estimated, known, percent

_MOST_CAPS = 8


def change(diagnosis: Diagnosis) -> Html:
    """Recommendations, what to keep, and the plan on paper."""
    found = advise(diagnosis)
    return tag(
        "section",
        tag("h2", say("変えること", "What to change")),
        tag("ol", *map(_advice, found), class_="advice") if found else tag("p", _nothing(diagnosis)),
        *_keep(diagnosis),
        *_what_if(diagnosis.what_if),
    )


def _nothing(diagnosis: Diagnosis) -> Text:
    if diagnosis.reach.people_reached is None and not diagnosis.response.waiting.n:
        return say("何を変えるとよいかは、この記録からは言えません。", "What to change cannot be said from this log.")
    return say("この記録から、変えたほうがよいと言えることはありません。", "Nothing in this log says that anything should change.")


def _advice(found: Recommendation) -> Html:
    facts = [
        _fact(say("お話しできる方の見込み", "People reached, expected"), _reached(found.reached), unsaid=not known(found.reached.value)),
        _fact(say("減るご連絡", "Contacts spared"), _saved(found.saved), unsaid=not known(found.saved.value)),
        _fact(say("もとの数字", "Rests on"), found.rests_on),
        _fact(say("前提", "Assuming"), found.assumption),
    ]
    source = (
        tag("p", say("公表されている調査・規則:{source}", "Published: {source}", source=found.source), class_="quiet")
        if found.source
        else None
    )
    return tag("li", tag("div", tag("p", found.sentence, class_="do"), tag("dl", *facts), source))


def _fact(name: Text, value: Text, *, unsaid: bool = False) -> Html:
    return tag("div", tag("dt", name), tag("dd", prose(value), class_="unsaid" if unsaid else None))


def _reached(estimate: Estimate) -> Text:
    if not known(estimate.value):
        return estimate.why or UNSAID
    if estimate.value < 0:
        return estimated(estimate, say("{n}人減る", "{n} fewer"))
    return estimated(estimate, say("{n}人増える", "{n} more"))


def _saved(estimate: Estimate) -> Text:
    return estimated(estimate, say("{n}回", "{n}")) if known(estimate.value) else estimate.why or UNSAID


def _keep(diagnosis: Diagnosis) -> list[Html]:
    kept = keep_doing(diagnosis)
    if not kept:
        return []
    return [tag("h3", say("このまま続けること", "Worth keeping")), tag("ul", *(tag("li", prose(one)) for one in kept), class_="keep")]


def _what_if(found: WhatIfs) -> list[Html]:
    # A cap beyond what was ever tried would be read as advice to ring on.
    plans = [plan for plan in found.caps if known(plan.reached_share.value) and not plan.reached_share.extrapolated][:_MOST_CAPS]
    plans += [plan for plan in found.plans if known(plan.reached_share.value)]
    if not plans:
        return []
    now: list[tuple[object, ...]] = [
        (
            say("いま(こちらからの連絡で)", "Today, by our contacts"),
            percent(found.now.reached_share) if known(found.now.reached_share) else "—",
            decimal(found.now.contacts_per_person) if known(found.now.contacts_per_person) else "—",
        )
    ]
    columns = (say("手順", "Process"), say("お話しできる方", "People reached"), say("お一人あたりのご連絡(回)", "Contacts a person"))
    rows = now + [(_name(plan), _share(plan.reached_share), _number(plan.contacts_per_person)) for plan in plans]
    stands_on = list(dict.fromkeys(assumption for plan in plans for assumption in plan.assumptions))
    note = together(*(tag("li", prose(one)) for one in stands_on))
    return [
        tag("h3", say("手順を変えるとどうなるか(机上の計算)", "Another process, on paper")),
        table(
            columns,
            rows,
            caption=say("かっこ内は誤差の幅(95%)。※は記録の先を延ばした推定です。", "In brackets 95% intervals; * goes beyond the log."),
        ),
        tag("ul", note, class_="quiet"),
    ]


def _name(plan: WhatIf) -> Text:
    steps, hours = plan.plan.steps, plan.plan.hours
    if steps and set(steps) == {"call"} and hours is None:
        return say("電話だけ、{n}回まで", "calls only, at most {n}", n=len(steps))
    names = [channel(step) for step in steps]
    told = Text("→".join(name.ja for name in names), " → ".join(name.en for name in names))
    if hours is None:
        return told
    return say("{told}({a}〜{b}時)", "{told} ({a}–{b} h)", told=told, a=hours[0], b=hours[1])


def _share(estimate: Estimate) -> Html:
    return _marked(percent(estimate.value or 0), bounds(estimate.low, estimate.high), estimate)


def _number(estimate: Estimate) -> Html:
    if not known(estimate.value):
        return tag("span", estimate.why or UNSAID)
    around = None
    if known(estimate.low) and known(estimate.high):
        a, b = decimal(estimate.low), decimal(estimate.high)
        around = Text(f"{a}〜{b}", f"{a}–{b}")
    return _marked(decimal(estimate.value), around, estimate)


def _marked(figure: str, around: Text | None, estimate: Estimate) -> Html:
    ja, en = ("※", "*") if estimate.extrapolated else ("", "")
    if around is None:
        return prose(Text(f"{figure}{ja}", f"{figure}{en}"))
    return prose(Text(f"{figure}({around.ja}){ja}", f"{figure} ({around.en}){en}"))
