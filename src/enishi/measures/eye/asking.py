"""Of every step of a planned process: what it is, how it looks from the other side, and the one question."""

from dataclasses import dataclass, replace

from enishi.kernel.words import Text, many, say

from . import saying
from .living import BY_TEXT, NEVER, PERSONAS, REPLY_AFTER, SECOND, Life, live
from .moments import hardest_day
from .phone import lock_screen
from .process import Call, Process, Send, Step

QUESTION = say("自分がされたらどう思いますか。", "Would you like it done to you?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A step (from 0), what it does, the question, what the person had lived by then, and the SVG of their screen.

    The picture is empty where the process brings nobody so far.
    """

    step: int
    what: Text
    question: Text
    lived: Text
    picture: str


def lives(process: Process) -> tuple[Life, ...]:
    """What each persona would live through: never answers, answers the second time, answers the first text."""
    return tuple(live(process, persona) for persona in PERSONAS)


def assumptions(process: Process) -> Text:
    """What the pictures of a planned process take for granted, to stand beside them."""
    minutes = int(REPLY_AFTER.total_seconds() // 60)
    return say(
        "予定から描いた絵です。SMSに返事をする方は{m}分後に返信し、翌日の{clock}を選ぶものとしています。",
        "Drawn from the plan. Somebody who answers a text is taken to do so after {m} minutes and to choose {clock} on the next day.",
        m=minutes,
        clock=f"{process.chooses:%H:%M}",
    )


def ask(process: Process) -> tuple[Asked, ...]:
    """Each step that reaches somebody, beside the screen of who never answers, or of another where it never comes so far with them."""
    lived = {life.persona: life for life in lives(process)}
    order = [lived[NEVER], lived[SECOND], lived[BY_TEXT]]
    return tuple(_asked(at, step, order) for at, step in enumerate(process.steps) if isinstance(step, Call | Send))


def _asked(at: int, step: Step, order: list[Life]) -> Asked:
    life = next((life for life in order if at in life.steps), None)
    if life is None:
        return Asked(at, describe(step), QUESTION, say("この手順まで来る方はいません。", "Nobody comes so far."), "")
    until = life.until_step(at)
    own = tuple(moment for moment, of in zip(life.lived.moments, life.steps, strict=True) if of == at)
    day = hardest_day(replace(until, moments=own))
    return Asked(at, describe(step), QUESTION, saying.finding(until), lock_screen(until, day))


def describe(step: Step) -> Text:
    """A step as a sentence would name it."""
    if isinstance(step, Call):
        return _call(step)
    if isinstance(step, Send):
        return say("{channel}を送る", "Send a {channel}", channel=saying.CHANNELS[step.channel])
    if step.chosen:
        return say("相手の選んだ時刻まで待つ", "Wait for the time they choose")
    if step.clock is not None:
        return say("{clock}まで待つ", "Wait until {clock}", clock=f"{step.clock:%H:%M}")
    return say("{length}待つ", "Wait {length}", length=_length(int(step.length.total_seconds() // 60) if step.length else 0))


def _call(step: Call) -> Text:
    numbers = len(set(step.numbers))
    if step.times == 1:
        return say("電話する", "Call")
    if numbers == 1:
        return say("{n}回まで電話する", "Call up to {n}", n=many(step.times, "time"))
    return say("{n}回まで、{k}種類の番号から電話する", "Call up to {n}, from {k} numbers", n=many(step.times, "time"), k=numbers)


def _length(minutes: int) -> Text:
    for size, one in ((10080, say("{n}週間", "{n} w")), (1440, say("{n}日", "{n} d")), (60, say("{n}時間", "{n} h"))):
        if minutes and minutes % size == 0:
            return one.format(n=minutes // size)
    return say("{n}分", "{n} min", n=minutes)
