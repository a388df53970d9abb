"""Making a report in a process of its own: it is told what to diagnose, says how far it is, and leaves what it made in a folder."""

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from enishi.kernel.children import words_of
from enishi.kernel.columns import Unusable
from enishi.kernel.words import say

WORDS = words_of(__name__)
ANSWER = "answer.json"
_GONE = say("お預かりしたファイルがなくなりました。もう一度お選びください。", "The files we kept are gone. Please choose them again.")
PAGES = {"ja": "ja.html", "en": "en.html"}


class Job(NamedTuple):
    """`files` and what they were called, in the same order; none: our own ledger. What is made is left in `folder`."""

    files: list[str]
    names: list[str]
    told: str
    policy: str
    tries: list[str]
    zone: str
    folder: str


def main() -> None:
    """What the process does. Each line it prints is one JSON object: `step` and `percent`, or the `problem` it ends with."""
    try:
        _make(Job(**json.load(sys.stdin)))
    except Unusable as fault:
        _say({"problem": fault.text.as_dict()})
        sys.exit(1)


def _make(job: Job) -> None:
    from enishi.measures.answers import as_json
    from enishi.measures.examining import Asked, examine, page
    from enishi.measures.rules.trying import plan_of

    if len(job.files) < len(job.names):
        # None at all would be read as "our own ledger"
        raise Unusable(_GONE)
    folder = Path(job.folder)
    paths, plans = [Path(each) for each in job.files], [plan_of(each) for each in job.tries]
    asked = Asked(paths=paths, names=job.names, zone=job.zone, told=job.told, policy=job.policy, plans=plans)
    examined = examine(asked, tell=lambda step, share: _say({"step": step.as_dict(), "percent": int(100 * share)}))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _leave(folder / ANSWER, as_json(examined.diagnosis))
    for language, name in PAGES.items():
        _leave(folder / name, page(examined, asked, language="en" if language == "en" else "ja"))


def _leave(path: Path, text: str) -> None:
    """Whole or not at all: another worker may have taken the report over, and makes the same."""
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
