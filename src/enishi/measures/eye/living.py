"""What a person would live through if a planned process ran: a pure simulation, one person at a time."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from enishi.kernel.words import Text, say

from .moments import Lived, Moment, Ring, Written
from .process import Call, Open, Process, Send, Step, Wait

# Assumed, and said so beside the picture: how long until somebody who answers a text has answered it.
REPLY_AFTER = timedelta(minutes=40)
_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Persona:
    """How somebody behaves: which ring they answer (from 1; None: none), and whether they answer the first text."""

    name: Text
    answers_ring: int | None = None
    answers_text: bool = False


NEVER = Persona(say("一度も出ない方", "somebody who never answers"))
SECOND = Persona(say("2度目に出る方", "somebody who answers the second time"), answers_ring=2)
BY_TEXT = Persona(say("最初のSMSに返事をする方", "somebody who answers the first text"), answers_text=True)
PERSONAS = (NEVER, SECOND, BY_TEXT)


@dataclass(frozen=True, slots=True)
class Life:
    """What `persona` lived; `steps` says of each moment which step brought it (from 0), None for their own."""

    persona: Persona
    lived: Lived
    steps: tuple[int | None, ...]

    def until_step(self, step: int) -> Lived:
        """The same life up to and with that step."""
        last = max((at for at, of in enumerate(self.steps) if of == step), default=-1)
        moments = self.lived.moments[: last + 1]
        return replace(self.lived, last=moments[-1].at.date() if moments else self.lived.first, moments=moments)


def live(process: Process, persona: Persona) -> Life:
    """What the persona would live through, until the process ends or runs out of steps.

    A reply to a text ends it too, unless it goes on with the time they chose. Raises `ValueError` if a step is never open.
    """
    run = _Run(process, persona, process.begins)
    if process.inquiry:
        run.note(Written(process.begins, "form", ours=False), None)
    run.go()
    if run.reply_at is not None and not run.replied:
        run.reply()
    placed = sorted(run.moments, key=lambda pair: pair[0].at)
    moments = tuple(moment for moment, _ in placed)
    last = moments[-1].at.date() if moments else process.begins.date()
    return Life(persona, Lived(persona.name, process.begins.date(), last, moments, planned=True), tuple(step for _, step in placed))


@dataclass(slots=True)
class _Run:
    process: Process
    persona: Persona
    clock: datetime
    at: int = 0
    rings: int = 0
    ended: bool = False
    reply_at: datetime | None = None
    replied: bool = False
    moments: list[tuple[Moment, int | None]] = field(default_factory=list)

    def go(self) -> None:
        while not self.ended and self.at < len(self.process.steps):
            place = self.at
            self.take(self.process.steps[place])
            if self.at == place:
                self.at += 1

    def take(self, step: Step) -> None:
        if isinstance(step, Wait):
            self.wait(step)
        elif isinstance(step, Send):
            self.send(step)
        else:
            self.call(step)

    def note(self, moment: Moment, step: int | None) -> None:
        self.moments.append((moment, step))

    def wait(self, step: Wait) -> None:
        if step.chosen and self.reply_at is not None:
            self.turn_to_reply()
        elif step.chosen and step.at_most is None:
            self.ended = True
        else:
            self.advance(_after(self.clock, step))

    def send(self, step: Send) -> None:
        if not self.advance(opening(self.clock, step.open)):
            return
        self.note(Written(self.clock, step.channel, step.sender, step.words), self.at)
        if step.channel == "text" and self.persona.answers_text and self.reply_at is None:
            self.reply_at = self.clock + REPLY_AFTER

    def call(self, step: Call) -> None:
        place = self.at
        for time_of_it in range(step.times):
            if not self.advance(opening(self.clock + (step.every if time_of_it else timedelta(0)), step.open)):
                return
            self.rings += 1
            answered = self.replied or self.rings == self.persona.answers_ring
            number = step.numbers[time_of_it % len(step.numbers)]
            self.note(Ring(self.clock, number, answered, rung_seconds=None if answered else step.ring_seconds), place)
            self.ended = answered and self.process.until_reached
            if self.ended:
                return

    def advance(self, moment: datetime) -> bool:
        """Let the time pass; False if their reply came first and changed what follows."""
        reply_at = None if self.replied else self.reply_at
        if reply_at is not None and moment >= reply_at and self.turn_to_reply():
            return False
        self.clock = max(self.clock, moment)
        return True

    def turn_to_reply(self) -> bool:
        """They wrote back: on to the step that keeps the time they chose, or to the end. Whether either changes what follows."""
        if not self.replied:
            self.reply()
        rest = range(self.at, len(self.process.steps))
        waiting = next((at for at in rest if isinstance(step := self.process.steps[at], Wait) and step.chosen), None)
        if waiting is not None:
            self.at, self.clock = waiting + 1, max(self.clock, self.chosen_at)
        elif self.process.until_reached:
            self.ended = True
        return waiting is not None or self.ended

    def reply(self) -> None:
        self.replied = True
        if self.reply_at is not None:
            words = say(
                "{day}日の{clock}なら出られます。",
                "I can talk on the {day}th at {clock}.",
                day=self.chosen_at.day,
                clock=f"{self.chosen_at:%H:%M}",
            )
            self.note(Written(self.reply_at, "text", words=str(words), ours=False), None)

    @property
    def chosen_at(self) -> datetime:
        """The day after their reply, at the hour that the process assumes for it."""
        day = (self.reply_at or self.clock).date() + timedelta(days=1)
        return datetime.combine(day, self.process.chooses)


def opening(moment: datetime, opened: Open) -> datetime:
    """The first minute from `moment` on in which a step may happen. Raises `ValueError` if none comes within a year."""
    for ahead in range(_A_YEAR):
        day = moment.date() + timedelta(days=ahead)
        if not opened.weekdays >> day.weekday() & 1:
            continue
        midnight = datetime.combine(day, time.min)
        for start, end in opened.hours:
            earliest = max(moment, midnight + timedelta(minutes=start))
            if earliest < midnight + timedelta(minutes=end):
                return earliest
    raise ValueError("no hour is open within a year")


def _after(clock: datetime, step: Wait) -> datetime:
    if step.clock is not None:
        today = datetime.combine(clock.date(), step.clock)
        return today if today > clock else today + timedelta(days=1)
    return clock + (step.length or step.at_most or timedelta(0))
