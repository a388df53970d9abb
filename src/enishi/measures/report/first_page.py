"""What the board reads: five sentences, and what to ask before anybody speaks of hours."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from enishi.kernel.words import say
from enishi.measures.eye import Asked, Lived, Process, ask, assumptions, finding, hardest_day, lock_screen
from enishi.measures.eye.asking import QUESTION
from enishi.measures.report import charts
from enishi.measures.report.findings import Finding, five, one_channel
from enishi.measures.report.parts import Html, clean, prose, tag, together
from enishi.measures.results import Diagnosis
from enishi.measures.rules.figures import channel, people, period, whole

# In half-widths of a letter.
_LONG_FIGURE = 9
NO_PICTURE = say(
    "ここに描ける方が、この記録にはいません。ご自分の手順を一つずつ思い浮かべてお答えください。",
    "The log holds nobody to draw here. Please go through your own steps one by one.",
)


def head(diagnosis: Diagnosis, title: str) -> Html:
    """Title, period, and how much stands behind it."""
    rows = diagnosis.rows
    span = period(rows.first_at, rows.last_at, diagnosis.zone)
    under = say("{span}の記録{n}行から", "From {n} rows of a log, {span}", span=span, n=whole(rows.used))
    kicker = say("接続診断", "How people are reached: a diagnosis")
    return tag("header", tag("p", kicker, class_="kicker"), tag("h1", title), tag("p", prose(under), class_="quiet"), class_="head")


def sentences(diagnosis: Diagnosis) -> Html:
    """The five sentences."""
    return tag("ol", *(_sentence(found) for found in five(diagnosis)), class_="five", aria_label=say("五つの文", "Five sentences"))


def _sentence(found: Finding) -> Html:
    figure = clean(found.figure)
    classes = "figure long" if sum(1 + (east_asian_width(letter) in "FW") for letter in figure) > _LONG_FIGURE else "figure"
    return tag(
        "li",
        tag("p", figure, class_=classes, aria_hidden="true"),
        tag("p", prose(found.sentence), class_="sentence"),
        tag("p", prose(found.certainty), class_="quiet"),
        class_=found.tone,
    )


def before_hours(diagnosis: Diagnosis, lives: Sequence[Lived], told_at_inquiry: str | None, process: Process | None) -> Html:
    """Channel, promise and process, before any word on hours."""
    return tag(
        "section",
        tag("h2", say("時間帯を考える前に", "Before any thought of hours")),
        tag("div", tag("div", *_ways(diagnosis)), tag("div", *_told(told_at_inquiry)), class_="pair"),
        *_question(lives, process),
    )


def _ways(diagnosis: Diagnosis) -> list[Html]:
    found, only = diagnosis.reach.one_channel, diagnosis.reach.only
    said = one_channel(diagnosis)
    parts = [tag("h3", say("ひとつの手段で、あきらめていませんか", "Did we stop at a single channel?"))]
    if not found.of or found.count is None:
        return [*parts, tag("p", prose(said.sentence)), tag("p", prose(said.certainty), class_="quiet")]
    more = say("二つ以上の手段 {n}", "two channels or more: {n}", n=people(max(found.of - found.count, 0)))
    keys = [
        together(
            charts.mark("ring" if one.channel == "call" else "slip"),
            prose(say("{way}だけ {n}", "{way} only: {n}", way=channel(one.channel), n=people(one.people))),
        )
        for one in only
    ]
    keys.append(together(charts.mark("more"), prose(more)))
    caption = say("お話しできていない方を100人にたとえると", "If those nobody has spoken with were a hundred")
    return [
        *parts,
        tag("p", prose(said.sentence)),
        tag("p", caption, class_="quiet"),
        charts.of_a_hundred(only, found.of, said.sentence),
        tag("ul", *(tag("li", key) for key in keys), class_="keys quiet"),
    ]


def _told(told_at_inquiry: str | None) -> list[Html]:
    parts = [tag("h3", say("お問い合わせのとき、何とお伝えしましたか", "What were people told when they inquired?"))]
    lines = [line for line in (told_at_inquiry or "").splitlines() if clean(line)]
    if not lines:
        asked = say(
            "いつ、どの番号から、何度まで、どんな手段でご連絡すると、お伝えしましたか。ご都合のよい時刻と手段を、お尋ねしましたか。",
            "When, from which number, how often and by which channel did we say we would contact them? Did we ask what suits them?",
        )
        follow = say("お伝えしていなければ、出ていただけないのは自然なことです。", "If nobody told them, not answering is only natural.")
        return [*parts, tag("p", asked), tag("p", follow, class_="quiet")]
    follow = say("この記録は、このお約束のとおりになっていますか。", "Does this log keep that promise?")
    return [*parts, tag("blockquote", *(tag("p", line) for line in lines)), tag("p", follow)]


def _question(lives: Sequence[Lived], process: Process | None) -> list[Html]:
    if process is not None:
        head = tag("h3", say("手順を一つずつ、受ける側から", "Each step, from the other side"))
        steps = tag("div", *(_asked(asked) for asked in ask(process)), class_="steps")
        return [head, steps, tag("p", assumptions(process), class_="quiet")]
    head = tag("h3", say("受ける側から見ると", "From the other side"))
    lived = next((lived for lived in lives if any(moment.ours for moment in lived.moments)), None)
    if lived is None:
        return [head, tag("p", QUESTION, class_="question"), tag("p", NO_PICTURE)]
    return [head, tag("div", _lived(lived), class_="steps")]


def _asked(asked: Asked) -> Html:
    step = say("{n}. {what}", "{n}. {what}", n=asked.step + 1, what=asked.what)
    words = tag("figcaption", tag("b", step), tag("p", prose(asked.lived)), tag("p", asked.question, class_="question"))
    return tag("figure", Html(asked.picture), words)


def _lived(lived: Lived) -> Html:
    day = hardest_day(lived)
    words = tag("figcaption", tag("b", lived.who), tag("p", prose(finding(lived.on(day)))), tag("p", QUESTION, class_="question"))
    return tag("figure", Html(lock_screen(lived, day)), words)
