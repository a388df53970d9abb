"""From TOML to a process; every problem is named at once, with the file, the line and what to do."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from enishi.consideration.rules.fields import FIELDS, Wrong, number
from enishi.consideration.rules.times import Ranges
from enishi.kernel import toml
from enishi.kernel.phones import normalise
from enishi.kernel.words import Text, say

from .process import Call, Open, Process, Send, Step, Wait

T = TypeVar("T")
SAMPLES = Path(__file__).parent / "samples"

_TOP = ("name", "begins", "inquiry", "until", "chooses", "hours", "days", "number", "sender", "step")
_KEYS = {
    "call": ("do", "number", "times", "every", "ring_seconds", "hours", "days"),
    "text": ("do", "words", "number", "hours", "days"),
    "mail": ("do", "words", "sender", "hours", "days"),
    "wait": ("do", "for", "until", "at_most"),
}
_WITHHELD = "withheld"
_CHOSEN = "chosen"
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
# A TOML time has seconds, a quoted one need not
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?")
_LENGTH = re.compile(r"(\d{1,4})([mhdw])")
_LONGEST = timedelta(days=366)
_YEARS = range(1950, 2101)
_MOST_RINGS, _MOST_STEPS, _MOST_SECONDS, _MOST_WORDS = 200, 50, 600, 2000
_HEADER = re.compile(r"^\s*\[\[\s*step\s*\]\]")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\"'-]+)\s*=")


class ProcessInvalid(Exception):
    """The text is no process. `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Text]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.en for problem in self.problems))


@dataclass(slots=True)
class _Table:
    """One table of the file: its values, where its keys stand, what is wrong. `step` counts from 1; 0 is the head of the file."""

    raw: Mapping[str, object]
    lines: Mapping[str, int]
    step: int
    problems: list[tuple[int, Text]] = field(default_factory=list)

    def wrong(self, key: str, why: Text) -> None:
        line = self.lines.get(key, self.lines.get("", 1))
        text = say("「{key}」: {why}", "“{key}”: {why}", key=key, why=why) if key else why
        place = say("{n}番目の手順の", "step {n}, ", n=self.step) if self.step else say("", "")
        self.problems.append((line, Text(place.ja + text.ja, place.en + text.en)))

    def get(self, key: str, read: Callable[[object], T], default: T) -> T:
        if key not in self.raw:
            return default
        try:
            return read(self.raw[key])
        except Wrong as wrong:
            self.wrong(key, wrong.text)
            return default

    def refuse_unknown(self, known: Iterable[str]) -> None:
        for key in self.raw:
            if key not in known:
                near = get_close_matches(key, list(known), n=1)
                hint = say("「{near}」ではありませんか。", " Did you mean “{near}”?", near=near[0]) if near else say("", "")
                self.wrong(key, say("知らない項目です。{hint}", "not known.{hint}", hint=hint))

    def needs(self, key: str, why: Text) -> None:
        if key not in self.raw:
            self.wrong("", why)


@dataclass(frozen=True, slots=True)
class _Common:
    """What the head of the file says for every step."""

    open: Open
    numbers: tuple[str, ...]
    sender: str


def read_process(text: str, *, file: str = "process.toml") -> Process:
    """The process that `text` writes. Raises `ProcessInvalid`, whose sentences name `file` and the line."""
    raw = _parse(text, file)
    head_lines, step_lines = _lines(text)
    head = _Table(raw, head_lines, 0)
    head.refuse_unknown(_TOP)
    common = _Common(_open(head, Open()), head.get("number", _numbers, ()), head.get("sender", _name, ""))
    tables = [_Table(table, lines, at) for at, (table, lines) in enumerate(_steps(head, step_lines), start=1)]
    steps = [_step(table, common) for table in tables]
    head.needs("name", say("name(名前)を付けてください。", "Give the process a name."))
    head.needs(
        "begins",
        say("begins(始まりの日時)を 2026-11-24T10:00:00 のように書いてください。", "Write when it begins: begins = 2026-11-24T10:00:00."),
    )
    begins = head.get("begins", _moment, None)
    process = Process(
        name=head.get("name", _title, Text("", "")),
        begins=begins if begins is not None else datetime.combine(date.min, time.min),
        steps=tuple(step for step in steps if step is not None),
        inquiry=head.get("inquiry", _flag, True),
        until_reached=head.get("until", _one_of("reached", "end"), "reached") == "reached",
        chooses=head.get("chooses", _clock, time(15, 0)),
    )
    problems = sorted((problem for table in (head, *tables) for problem in table.problems), key=lambda problem: problem[0])
    if problems:
        raise ProcessInvalid(_placed(file, line, problem) for line, problem in problems)
    return process


def read_file(path: Path) -> Process:
    """The process in a UTF-8 file. Raises `ProcessInvalid` and `OSError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ProcessInvalid([_placed(path.name, 1, say("UTF-8で保存してください。", "Save this file as UTF-8."))]) from None
    return read_process(text, file=path.name)


def _placed(file: str, line: int, problem: Text) -> Text:
    return say("{file} {line}行目: {problem}", "{file}, line {line}: {problem}", file=file, line=line, problem=problem)


def _parse(text: str, file: str) -> dict[str, object]:
    try:
        return toml.read(text)
    except toml.NotToml as error:
        why = say("TOMLとして読めません({error})。", "This cannot be read as TOML: {error}.", error=error)
        raise ProcessInvalid([_placed(file, error.line, why)]) from None


def _lines(text: str) -> tuple[dict[str, int], list[dict[str, int]]]:
    """Where each key stands, at the head and in each step: tomllib does not say."""
    head: dict[str, int] = {"": 1}
    steps: list[dict[str, int]] = []
    for line, content in enumerate(text.splitlines(), start=1):
        if _HEADER.match(content):
            steps.append({"": line})
        elif key := _KEY.match(content):
            (steps[-1] if steps else head).setdefault(key[1].strip("\"'"), line)
    return head, steps


def _steps(head: _Table, lines: list[dict[str, int]]) -> list[tuple[Mapping[str, object], Mapping[str, int]]]:
    steps = head.raw.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        head.wrong("", say("[[step]] で始まる手順を、少なくとも一つ書いてください。", "Write at least one step, beginning with [[step]]."))
        return []
    if len(steps) > _MOST_STEPS:
        head.wrong("", say("手順は{most}個までです。", "No more than {most} steps.", most=_MOST_STEPS))
        return []
    return [(step, lines[at] if at < len(lines) else {}) for at, step in enumerate(steps)]


def _step(table: _Table, common: _Common) -> Step | None:
    do = table.raw.get("do")
    if not isinstance(do, str) or do not in _KEYS:
        key = "do" if "do" in table.raw else ""
        table.wrong(
            key, say('do = "call"・"text"・"mail"・"wait" のどれかを書いてください。', 'Write do = "call", "text", "mail" or "wait".')
        )
        return None
    table.refuse_unknown(_KEYS[do])
    return _READERS[do](table, common)


def _call(table: _Table, common: _Common) -> Call:
    times = table.get("times", _whole(1, _MOST_RINGS), 1)
    if times > 1:
        table.needs(
            "every",
            say(
                '何度も鳴らすなら、間を every = "1h" のように書いてください。', 'To ring more than once, write how far apart: every = "1h".'
            ),
        )
    return Call(
        open=_open(table, common.open),
        numbers=_shown(table, common),
        times=times,
        every=table.get("every", _duration, timedelta(hours=1)),
        ring_seconds=table.get("ring_seconds", _whole(1, _MOST_SECONDS), None),
    )


def _text(table: _Table, common: _Common) -> Send:
    table.needs("words", say("SMSの文面を words に書いてください。", "Write the text itself in words."))
    numbers = _shown(table, common)
    return Send(_open(table, common.open), "text", numbers[0] if numbers else None, table.get("words", _name, ""))


def _mail(table: _Table, common: _Common) -> Send:
    table.needs("words", say("件名か文面を words に書いてください。", "Write the subject or the mail itself in words."))
    sender = table.get("sender", _name, common.sender)
    if not sender and "sender" not in table.raw:
        table.wrong("", say("差出人を sender に書いてください。", "Write whom the mail is from: sender."))
    return Send(_open(table, common.open), "mail", sender, table.get("words", _name, ""))


def _wait(table: _Table, _: _Common) -> Wait:
    until = table.get("until", _until, None)
    if ("for" in table.raw) == ("until" in table.raw):
        table.wrong(
            "",
            say(
                'for = "4h" か until = "chosen"(until = "10:00")の、どちらか一つを書いてください。',
                'Write either for = "4h" or until = "chosen" (or until = "10:00").',
            ),
        )
    if "at_most" in table.raw and until != _CHOSEN:
        table.wrong("at_most", say('until = "chosen" と一緒に書きます。', 'goes with until = "chosen".'))
    return Wait(
        length=table.get("for", _duration, None),
        clock=until if isinstance(until, time) else None,
        chosen=until == _CHOSEN,
        at_most=table.get("at_most", _duration, None),
    )


def _open(table: _Table, base: Open) -> Open:
    hours = table.get("hours", _hours, base.hours)
    weekdays: Mapping[str, Any] = table.get("days", FIELDS["weekdays"].read, {})
    return Open(hours, weekdays.get("weekdays", base.weekdays))


def _hours(value: object) -> Ranges:
    if value == "shift":
        raise Wrong(say('時間帯を ["10:00-18:00"] のように書いてください。', 'Write hours, ["10:00-18:00"].'))
    found: Ranges = FIELDS["hours"].read(value)["hours"]
    return found


def _shown(table: _Table, common: _Common) -> tuple[str, ...]:
    numbers = table.get("number", _numbers, common.numbers)
    if not numbers and "number" not in table.raw:
        table.wrong("", say("相手に見える番号を number に書いてください。", "Write the number that they will see: number."))
    return numbers


def _numbers(value: object) -> tuple[str, ...]:
    written = value if isinstance(value, list) else [value]
    if not written or not all(isinstance(one, str) for one in written):
        raise Wrong(
            say('番号を "03-…" のように、いくつもあるなら ["…", "…"] と書いてください。', 'Write a number, "03-…", or several, ["…", "…"].')
        )
    return tuple(_one_number(one) for one in written)


def _one_number(written: object) -> str:
    if written == _WITHHELD:
        return ""
    found = normalise(written) if isinstance(written, str) else None
    if found is None:
        raise Wrong(
            say(
                "「{n}」は電話番号ではありません。非通知なら withheld と書きます。",
                "“{n}” is no telephone number. Write withheld for none.",
                n=str(written)[:40],
            )
        )
    return found


def _title(value: object) -> Text:
    if isinstance(value, dict) and set(value) == {"ja", "en"}:
        return Text(_name(value["ja"]), _name(value["en"]))
    name = _name(value)
    return Text(name, name)


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong(say('言葉を "…" で書いてください。', 'Write words, "…".'))
    if len(value) > _MOST_WORDS:
        raise Wrong(say("{most}字までです。", "no more than {most} letters.", most=_MOST_WORDS))
    return value.strip()


def _moment(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None and value.year in _YEARS:
        return value
    raise Wrong(
        say(
            "2026-11-24T10:00:00 のように、引用符も時差も付けずに書いてください。",
            "Write 2026-11-24T10:00:00, without quotes and without a zone.",
        )
    )


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong(say("true か false で書いてください。", "Write true or false."))
    return value


def _one_of(*known: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in known:
            raise Wrong(say("{known} のどちらかです。", "Write one of {known}.", known=", ".join(f'"{one}"' for one in known)))
        return str(value)

    return read


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        found = number(value, least)
        if found > most:
            raise Wrong(say("{most}までです。", "no more than {most}.", most=most))
        return found

    return read


def _duration(value: object) -> timedelta:
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < length <= _LONGEST:
        raise Wrong(
            say(
                '"30m"・"4h"・"2d"・"1w" のように、366日までで書いてください。', 'Write "30m", "4h", "2d" or "1w", no longer than 366 days.'
            )
        )
    return length


def _clock(value: object) -> time:
    found = _CLOCK.fullmatch(str(value))
    if found is None:
        raise Wrong(say('"15:00" のように書いてください。', 'Write a time of day, "15:00".'))
    return time(int(found[1]), int(found[2]))


def _until(value: object) -> time | str | None:
    if value == _CHOSEN:
        return _CHOSEN
    try:
        return _clock(value)
    except Wrong:
        raise Wrong(
            say(
                '"chosen"(相手の選んだ時刻)か "10:00" のように書いてください。',
                'Write "chosen" (the time they name) or a time of day, "10:00".',
            )
        ) from None


_READERS: dict[str, Callable[[_Table, _Common], Step]] = {"call": _call, "text": _text, "mail": _mail, "wait": _wait}
