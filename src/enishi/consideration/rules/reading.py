"""From TOML to a policy, every problem named at once, with its line where one can be told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from enishi.kernel import toml
from enishi.kernel.words import Text, say

from . import names
from .fields import EVIDENCE_FIELDS, FIELDS, Field, Wrong, loosened, strings
from .policy import EvidenceLimits, Limits, Policy
from .vocabulary import Channel, MetAs, Purpose

_TOP = ("name", "title", "met_as", "extends", "notes", "evidence")
_PURPOSES = tuple(purpose.value for purpose in Purpose)
_CHANNELS = tuple(channel.value for channel in Channel)
_ALLOWED = "allowed"


class PolicyInvalid(Exception):
    """The text is no policy. `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Text]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.en for problem in self.problems))


@dataclass(slots=True)
class _Reading:
    lines: dict[tuple[str, ...], int]
    problems: list[tuple[int, Text]] = field(default_factory=list)

    def wrong(self, path: tuple[str, ...], text: Text) -> None:
        line = self.lines.get(path, 0)
        where = say("({line}行目)", " (line {line})", line=line) if line else say("", "")
        self.problems.append((line, Text(text.ja + where.ja, text.en + where.en)))

    def unknown(self, path: tuple[str, ...], known: Iterable[str]) -> None:
        text = say("「{key}」は知らない項目です。", "“{key}” is not known.", key=path[-1])
        near = get_close_matches(path[-1], list(known), n=1, cutoff=0.6)
        if near:
            hint = say("「{near}」ではありませんか。", " Did you mean “{near}”?", near=near[0])
            text = Text(text.ja + hint.ja, text.en + hint.en)
        self.wrong(path, text)

    def value(self, path: tuple[str, ...], known: Mapping[str, Field], value: object) -> Mapping[str, Any]:
        try:
            return known[path[-1]].read(value)
        except Wrong as wrong:
            self.wrong(path, say("「{key}」: {why}", "“{key}”: {why}", key=path[-1], why=wrong.text))
            return {}

    def table(self, path: tuple[str, ...], value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self.wrong(path, say("「{key}」は表 [{key}] で書いてください。", "“{key}” must be a table, [{key}].", key=path[-1]))
        return {}


def read(text: str, packs: Mapping[str, Policy]) -> Policy:
    """The policy that `text` writes; `packs` are those it may extend. Raises `PolicyInvalid`."""
    raw = _parse(text)
    reading = _Reading(_lines(text))
    base = _base(reading, raw, packs)
    policy = Policy(
        name=_name(reading, raw),
        title=_title(reading, raw, base),
        met_as=_met_as(reading, raw, base),
        limits=_limits(reading, raw, base),
        evidence=_evidence(reading, raw, base),
        notes=_notes(reading, raw, base),
    )
    for key in raw:
        if key not in _TOP and key not in _PURPOSES:
            reading.unknown((key,), (*_TOP, *_PURPOSES))
    _pairs(reading, policy)
    if reading.problems:
        raise PolicyInvalid(text for _, text in sorted(reading.problems, key=lambda problem: problem[0]))
    return replace(policy, notices=tuple(_notices(base, policy))) if base else policy


def _parse(text: str) -> dict[str, object]:
    try:
        return toml.read(text)
    except toml.NotToml as error:
        raise PolicyInvalid(
            [
                say(
                    "TOMLとして読めません。書き方を確かめてください。({line}行目)",
                    "This cannot be read as TOML: {error} (line {line})",
                    line=error.line,
                    error=error,
                )
            ]
        ) from None


_HEADER = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_."' -]+?)\s*=""")


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and key stands: tomllib does not say."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for line, content in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(content):
            table = _dotted(header[1])
            found.setdefault(table, line)
        elif key := _KEY.match(content):
            found.setdefault((*table, *_dotted(key[1])), line)
    return found


def _dotted(written: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in written.split("."))


def _base(reading: _Reading, raw: Mapping[str, object], packs: Mapping[str, Policy]) -> Policy | None:
    extends = raw.get("extends")
    if extends is None:
        return None
    if isinstance(extends, str) and extends in packs:
        return packs[extends]
    known = "・".join(packs)
    near = get_close_matches(str(extends), list(packs), n=1)
    hint = say("「{near}」ではありませんか。", " Did you mean “{near}”?", near=near[0]) if near else say("", "")
    reading.wrong(
        ("extends",),
        say(
            "「{extends}」という決めごとはありません({known})。{hint}",
            "There is no policy “{extends}” ({known}).{hint}",
            extends=extends,
            known=known,
            hint=hint,
        ),
    )
    return None


def _name(reading: _Reading, raw: Mapping[str, object]) -> str:
    name = raw.get("name")
    if isinstance(name, str) and name.strip():
        return name.strip()
    reading.wrong(("name",), say("決めごとに name(名前)を付けてください。", "Give the policy a name."))
    return ""


def _title(reading: _Reading, raw: Mapping[str, object], base: Policy | None) -> Text:
    title = raw.get("title")
    if title is None:
        return base.title if base and "name" not in raw else Text(str(raw.get("name", "")), str(raw.get("name", "")))
    return _text(reading, ("title",), title)


def _text(reading: _Reading, path: tuple[str, ...], value: object) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, dict) and set(value) == {"ja", "en"} and all(isinstance(words, str) for words in value.values()):
        return Text(value["ja"], value["en"])
    reading.wrong(path, say('{ ja = "…", en = "…" } と書いてください。', 'Write { ja = "…", en = "…" }.'))
    return Text("", "")


def _met_as(reading: _Reading, raw: Mapping[str, object], base: Policy | None) -> frozenset[MetAs]:
    if "met_as" not in raw:
        return base.met_as if base else frozenset(MetAs) - {MetAs.INTERNAL}
    try:
        return frozenset(MetAs(item) for item in _some(strings(raw["met_as"])))
    except (Wrong, ValueError):
        reading.wrong(
            ("met_as",), say("met_as は consumer・business・internal から選びます。", "met_as takes consumer, business, internal.")
        )
        return frozenset()


def _some(items: list[str]) -> list[str]:
    if not items:
        raise ValueError
    return items


def _notes(reading: _Reading, raw: Mapping[str, object], base: Policy | None) -> tuple[Text, ...]:
    notes = raw.get("notes")
    if notes is None:
        return base.notes if base else ()
    return tuple(_text(reading, ("notes",), note) for note in notes) if isinstance(notes, list) else (_text(reading, ("notes",), notes),)


def _evidence(reading: _Reading, raw: Mapping[str, object], base: Policy | None) -> EvidenceLimits:
    limits = base.evidence if base else EvidenceLimits()
    for key, value in reading.table(("evidence",), raw.get("evidence", {})).items():
        if key in EVIDENCE_FIELDS:
            limits = replace(limits, **reading.value(("evidence", key), EVIDENCE_FIELDS, value))
        else:
            reading.unknown(("evidence", key), EVIDENCE_FIELDS)
    return limits


def _limits(reading: _Reading, raw: Mapping[str, object], base: Policy | None) -> dict[tuple[Purpose, Channel], Limits]:
    limits = dict(base.limits) if base else {}
    for purpose in Purpose:
        if purpose.value in raw:
            table = reading.table((purpose.value,), raw[purpose.value])
            _purpose(reading, purpose, table, limits)
    return limits


def _purpose(reading: _Reading, purpose: Purpose, table: Mapping[str, object], limits: dict[tuple[Purpose, Channel], Limits]) -> None:
    own = {key: value for key, value in table.items() if key not in _CHANNELS}
    changes, allowed = _changes(reading, (purpose.value,), own, (*FIELDS, *_CHANNELS))
    for channel in Channel:
        path = (purpose.value, channel.value)
        nearer, nearer_allowed = _changes(reading, path, reading.table(path, table.get(channel.value, {})), FIELDS)
        open_ = allowed if nearer_allowed is None else nearer_allowed
        if open_ is False:
            limits.pop((purpose, channel), None)
        else:
            limits[purpose, channel] = replace(limits.get((purpose, channel), Limits()), **(changes | nearer))


def _changes(
    reading: _Reading, path: tuple[str, ...], table: Mapping[str, object], known: Iterable[str]
) -> tuple[dict[str, Any], bool | None]:
    changes: dict[str, Any] = {}
    allowed: bool | None = None
    # Saturdays are told apart from what the hours say of every day, wherever they are written
    for key, value in sorted(table.items(), key=lambda item: item[0] == "saturday_hours"):
        if key == _ALLOWED:
            allowed = _allowed(reading, (*path, key), value)
        elif key in FIELDS:
            changes.update(reading.value((*path, key), FIELDS, value))
        else:
            reading.unknown((*path, key), (*known, _ALLOWED))
    return changes, allowed


def _allowed(reading: _Reading, path: tuple[str, ...], value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    reading.wrong(path, say("「allowed」: true か false で書いてください。", "“allowed”: Write true or false."))
    return None


def _pairs(reading: _Reading, policy: Policy) -> None:
    for (purpose, channel), limits in policy.limits.items():
        values = asdict(limits)
        if (values["per_window"] is None) != (values["window_days"] is None) and values["per_window"] is not None:
            _unpaired(reading, (purpose.value, channel.value), "per_window", "window_days")
        if values["stop_after"] and not values["stop_days"]:
            _unpaired(reading, (purpose.value, channel.value), "stop_after", "stop_days")


def _unpaired(reading: _Reading, path: tuple[str, str], has: str, needs: str) -> None:
    place = next((where for where in ((*path, has), (path[0], has)) if where in reading.lines), (*path, has))
    text = say("「{has}」には「{needs}」も要ります。", "“{has}” needs “{needs}” beside it.", has=has, needs=needs)
    known = reading.lines.get(place, 0)
    if not any(line == known and problem.ja.startswith(text.ja) for line, problem in reading.problems):
        reading.wrong(place, text)


def _notices(base: Policy, own: Policy) -> Iterable[Text]:
    if own.met_as - base.met_as:
        yield say(
            "もとの決めごと「{base}」にはない方々も対象にしています。", "It also governs people whom “{base}” does not.", base=base.title
        )
    yield from _loosened_contacts(base, own)
    for key, known in EVIDENCE_FIELDS.items():
        if known.looser(getattr(base.evidence, key), getattr(own.evidence, key)):
            yield _loosened(say("全体", "Overall"), key, base)


def _loosened_contacts(base: Policy, own: Policy) -> Iterable[Text]:
    for (purpose, channel), limits in own.limits.items():
        of = names.contact(purpose, channel)
        was = base.limits.get((purpose, channel))
        if was is None:
            yield say(
                "{of}: もとの決めごと「{base}」では認めていません。", "{of}: the policy “{base}” lets none out.", of=of, base=base.title
            )
            continue
        for key in loosened(was, limits):
            yield _loosened(of, key, base)


def _loosened(of: Text, key: str, base: Policy) -> Text:
    return say(
        "{of}: {limit}が、もとの決めごと「{base}」よりゆるくなっています。",
        "{of}: looser than in “{base}”: {limit}.",
        of=of,
        limit=names.LIMITS[key],
        base=base.title,
    )
