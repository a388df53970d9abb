"""How a call log's columns are to be read: found from its headers and first records, shown, and edited by a person."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from enishi.kernel import columns, phones
from enishi.kernel.columns import Mapping, Unusable
from enishi.kernel.words import Text, say
from enishi.touches.readers.fields import FIELDS, MOMENT, PARTY
from enishi.touches.readers.rows import Direction
from enishi.touches.rules import OUTCOMES

ORDERS = ("ymd", "dmy", "mdy")
UNITS = ("seconds", "minutes")
_ENOUGH = 5
_FIRST_DAYS = 12
_CLOCK = re.compile(r"\s*(?:午前|午後|[aA][mM]|[pP][mM])?\s*[0-9０-９]{1,2}\s*[:：時].*")


@dataclass(frozen=True, slots=True)
class CallMapping(Mapping):
    """`Mapping`, and what a call log needs besides its columns.

    `direction`: which way a record went that does not say so ("in", "out", or "" to refuse it).
    `own_numbers`: ours in E.164; a record whose caller is one of them went out, whose callee is one came in.
    `date_order`: how 03/04/2024 is written: "ymd", "dmy" or "mdy".
    `unit`: what a bare number in the talk and ring columns counts: "seconds" or "minutes".
    `words`: (word of the log, outcome code or "in"/"out") over and above the words we know; with "" the seconds talked decide.
    """

    direction: str = ""
    own_numbers: tuple[str, ...] = ()
    date_order: str = "ymd"
    unit: str = "seconds"
    words: tuple[tuple[str, str], ...] = ()


def parse_map(text: str, base: CallMapping) -> CallMapping:
    """`--map "発信日時=at,相手=number,@direction=out"` over what was found.

    Names after @ are the options: direction, own (several allowed), order, unit, header, and word (`@word=済:reached`).
    """
    chosen = columns.parse_choices(text, FIELDS)
    mapping = base.with_columns([pair for pair in chosen if not pair[0].startswith("@")], FIELDS)
    for name, value in chosen:
        if name.startswith("@"):
            mapping = _with_option(mapping, name[1:], value)
    return checked(mapping)


def _with_option(mapping: CallMapping, name: str, value: str) -> CallMapping:
    if name == "direction":
        return replace(mapping, direction=value)
    if name == "own":
        return replace(mapping, own_numbers=(*mapping.own_numbers, value))
    if name == "order":
        return replace(mapping, date_order=value)
    if name == "unit":
        return replace(mapping, unit=value)
    if name == "header" and value.isdecimal():
        return replace(mapping, header=int(value))
    if name == "word" and ":" in value:
        word, _, code = value.rpartition(":")
        return replace(mapping, words=(*mapping.words, (word, code)))
    raise Unusable(say("「@{name}={value}」は使えません。", "“@{name}={value}” cannot be used.", name=name, value=value))


def checked(mapping: CallMapping) -> CallMapping:
    """The mapping with its own numbers in E.164. Raises `Unusable` for what no log could be read with."""
    if not mapping.has(*MOMENT):
        raise Unusable(say("日時の列がわかりません。どの列が日時かを選んでください。", "No column gives the moment. Say which one does."))
    if not mapping.has(*PARTY):
        raise Unusable(
            say("相手の番号の列がわかりません。どの列が番号かを選んでください。", "No column gives the number. Say which one does.")
        )
    _check_choice(mapping.direction, ("", "in", "out"))
    _check_choice(mapping.date_order, ORDERS)
    _check_choice(mapping.unit, UNITS)
    for _, code in mapping.words:
        _check_choice(code, ("", "in", "out", *OUTCOMES))
    return replace(mapping, own_numbers=tuple(_own(number) for number in mapping.own_numbers))


def _check_choice(value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        known = ", ".join(choice for choice in choices if choice)
        raise Unusable(
            say("「{value}」は使えません。使えるのは {known} です。", "“{value}” is none of: {known}.", value=value, known=known)
        )


def _own(raw: str) -> str:
    number = phones.normalise(raw)
    if number is None:
        raise Unusable(phones.problem(raw) or say("番号ではありません。", "Not a number."))
    return number


def found(
    header: int, pairs: tuple[tuple[str, str], ...], headers: Sequence[str], sample: Sequence[Sequence[str]]
) -> tuple[CallMapping, tuple[Text, ...]]:
    """The mapping a log's headers and first records suggest, and what a person should look at before trusting it."""
    mapping = CallMapping(columns=_settled(pairs, headers, sample), header=header)
    order, certain = _date_order(mapping, headers, sample)
    told, notes = _with_direction(replace(mapping, date_order=order, unit=_unit(mapping)), pairs, headers, sample)
    return told, notes if certain else (*notes, _AMBIGUOUS[order])


_AMBIGUOUS = {
    "mdy": say(
        "「03/04/2024」のような日付は3月4日と読みます。4月3日なら「@order=dmy」としてください。",
        "A date like 03/04/2024 is read as 4 March. If it means 3 April, say @order=dmy.",
    ),
}
_MINUTES = re.compile(r"[(\[（]\s*(?:分|min|mins|minutes)\s*[)\]）]|分数|minutes", re.IGNORECASE)


def _unit(mapping: CallMapping) -> str:
    headers = [header for header, name in mapping.columns if name in {"talk", "ring", "total"}]
    return "minutes" if any(_MINUTES.search(header) for header in headers) else "seconds"


def _settled(pairs: tuple[tuple[str, str], ...], headers: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Headers whose meaning depends on their neighbours, settled."""
    names = {name for _, name in pairs}
    rename: dict[str, str | None] = {}
    if "total" in names and "talk" not in names:
        # Asterisk's `duration` counts the ringing, and stands beside `billsec`; everybody else's means the talk.
        rename["total"] = "talk"
    if not names & {"number", "out_number", "in_number"} and len(names & {"caller", "callee"}) == 1:
        rename |= {"caller": "number", "callee": "number"}
    rename |= _moments(names, _cells(pairs, headers, sample, "at"))
    return tuple((column, new) for column, name in pairs if (new := rename.get(name, name)))


def _moments(names: set[str], sample: Sequence[str]) -> dict[str, str | None]:
    if "at" in names and "date" in names:
        clocks = bool(sample) and all(_CLOCK.fullmatch(cell) for cell in sample)
        return {"at": "time", "time": None} if clocks else {"date": None, "time": None}
    if "date" in names and "time" not in names:
        return {"date": "at"}
    if "at" not in names and "date" not in names and len(names & {"out_at", "in_at"}) == 1:
        return {"out_at": "at", "in_at": "at"}
    return {}


def _date_order(mapping: CallMapping, headers: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[str, bool]:
    """dmy or mdy where the samples prove it; mdy where they are ambiguous, as such exports are mostly American."""
    heads = []
    for name in MOMENT:
        for cell in _cells(mapping.columns, headers, sample, name):
            if slashed := re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}", cell):
                heads.append((int(slashed[1]), int(slashed[2])))
    if not heads:
        return "ymd", True
    if any(first > _FIRST_DAYS for first, _ in heads):
        return "dmy", True
    return "mdy", any(second > _FIRST_DAYS for _, second in heads)


def _with_direction(
    mapping: CallMapping, pairs: tuple[tuple[str, str], ...], headers: Sequence[str], sample: Sequence[Sequence[str]]
) -> tuple[CallMapping, tuple[Text, ...]]:
    if (
        mapping.has("direction", "kind")
        or (mapping.has("out_at") and mapping.has("in_at"))
        or (mapping.has("out_number") and mapping.has("in_number"))
    ):
        return mapping, ()
    implied = _implied({name for _, name in pairs})
    own = _own_numbers(mapping, headers, sample)
    if own:
        told = say(
            "発信・着信の列がないため、自分の番号 {own} で見分けます。",
            "There is no column for the direction: it is told by our numbers {own}.",
            own=", ".join(phones.pretty(number) for number in own),
        )
        return replace(mapping, own_numbers=own, direction=implied), (told,)
    if implied == "in":
        return replace(mapping, direction="in"), (_ALL_IN,)
    return replace(mapping, direction="out"), (_ALL_OUT,)


def with_own_numbers(mapping: CallMapping, headers: Sequence[str], sample: Sequence[Sequence[str]]) -> CallMapping:
    """The mapping with our own numbers, if its first records show which they are."""
    return replace(mapping, own_numbers=_own_numbers(mapping, headers, sample))


_ALL_OUT = say(
    "発信・着信の列がありません。すべて発信として読みます。", "There is no column for the direction. Every record is read as outbound."
)
_ALL_IN = say(
    "発信・着信の列がありません。すべて着信として読みます。", "There is no column for the direction. Every record is read as inbound."
)


def _implied(names: set[str]) -> Direction:
    inbound = names & {"in_at", "in_number"} and not names & {"out_at", "out_number"}
    return "in" if inbound else "out"


def _own_numbers(mapping: CallMapping, headers: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The few numbers of which exactly one stands in every sampled record, or none if there is no such few."""
    callers = [phones.normalise(cell) for cell in _column(mapping, headers, sample, "caller")]
    callees = [phones.normalise(cell) for cell in _column(mapping, headers, sample, "callee")]
    ends = [(one, other) for one, other in zip(callers, callees, strict=False) if one and other and one != other]
    own: set[str] = set()
    left = ends
    while left and len(own) <= len(ends) // _ENOUGH:
        own.add(Counter(number for pair in left for number in pair).most_common(1)[0][0])
        left = [pair for pair in left if not own & set(pair)]
    exact = len(ends) >= _ENOUGH and not left and all(len(own & set(pair)) == 1 for pair in ends)
    return tuple(sorted(own)) if exact and len(own) <= len(ends) // _ENOUGH else ()


def _column(mapping: CallMapping, headers: Sequence[str], sample: Sequence[Sequence[str]], name: str) -> list[str]:
    return list(_cells(mapping.columns, headers, sample, name, blank=True))


def _cells(
    pairs: Iterable[tuple[str, str]], headers: Sequence[str], sample: Sequence[Sequence[str]], name: str, *, blank: bool = False
) -> list[str]:
    places = columns.resolve(Mapping(tuple(pair for pair in pairs if pair[1] == name)), headers).get(name, ())
    cells = [cells[place] if place < len(cells) else "" for cells in sample for place in places[:1]]
    return cells if blank else [cell for cell in cells if cell.strip()]
