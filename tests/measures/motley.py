"""Logs of every kind of touch at once: holes in every column, ties within a minute, people who ring back."""

from random import Random
from typing import Any

from tests.measures.logs import inbound, text, touch

ENDS = ("no_answer", "no_answer", "reached", "never", "not_now", "unknown", "voicemail", "busy", "wrong_person", None)


def motley(seed: int, *, touches: int = 3_000, people: int = 150) -> list[dict[str, Any]]:
    """So many touches of so many people over four weeks."""
    dice = Random(seed)
    return [_one(dice, people) for _ in range(touches)]


def _one(dice: Random, people: int) -> dict[str, Any]:
    kind = dice.choice(("out", "out", "out", "in", "in", "text"))
    when = f"03-{dice.randint(1, 28):02} {dice.randint(7, 21):02}:{dice.choice((0, 5, 59)):02}"
    person = None if kind == "in" and dice.random() < 0.05 else f"p{dice.randrange(people)}"
    facts = {
        "own_number": dice.choice((None, "+81312345678", "+81312345679")),
        "member": dice.choice((None, "青木", "馬場", "千葉")),
        "purpose": dice.choice((None, "solicit", "service", "internal")),
        "ring_seconds": dice.choice((None, 3, 14, 15, 40)),
        "talk_seconds": dice.choice((None, 0, 5, 10, 300)),
        "abandoned": dice.choice((None, False, False, True)),
    }
    if kind == "text":
        return text(when, person or "p0", **facts)
    maker = inbound if kind == "in" else touch
    return maker(when, person, dice.choice(ENDS), **facts)  # type: ignore[arg-type]
