"""The measures once more in the plainest Python, row by row: slow, and easy to see through. What the expressions must equal."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from enishi.measures.rules.outcomes import MISSED, NOBODY_THERE

Row = dict[str, Any]
Rows = list[Row]


def is_ours(row: Row) -> bool:
    return row["direction"] == "out" and row["purpose"] != "internal"


def is_call(row: Row) -> bool:
    return bool(row["channel"] == "call")


def is_missed(row: Row) -> bool:
    return row["direction"] == "in" and is_call(row) and (row["outcome"] in MISSED or bool(row["abandoned"]))


def is_answered(row: Row) -> bool:
    known = row["outcome"] not in {None, "unknown"} or bool(row["reached"])
    return row["direction"] == "in" and is_call(row) and not is_missed(row) and known


def by_person(rows: Rows) -> dict[str, Rows]:
    found = defaultdict(list)
    for row in rows:
        if row["person"] is not None:
            found[row["person"]].append(row)
    return found


def course(rows: Rows) -> tuple[int, str] | None:
    """How many calls somebody got until the first conversation, and by whom that was: us, them, nobody. None if never turned to."""
    firsts = [row["at"] for row in rows if is_ours(row)]
    if not firsts:
        return None
    talks = [row["at"] for row in rows if row["reached"] and (is_ours(row) or row["direction"] == "in") and row["at"] >= min(firsts)]
    calls = [row for row in rows if is_ours(row) and is_call(row)]
    if not talks:
        return len(calls), "nobody"
    spoken = min(talks)
    before = sum(row["at"] < spoken or (row["at"] == spoken and not row["reached"]) for row in calls)
    hit = any(row["at"] == spoken and row["reached"] for row in calls)
    return before + hit, "us" if hit else "them"


def hazard(rows: Rows) -> list[tuple[int, int]]:
    """(tried, reached) for each attempt."""
    courses = [found for own in by_person(rows).values() if (found := course(own)) and found[0]]
    most = max((calls for calls, _ in courses), default=0)
    return [
        (sum(calls >= k for calls, _ in courses), sum(calls == k and whose == "us" for calls, whose in courses)) for k in range(1, most + 1)
    ]


def days(rows: Iterable[Row]) -> Counter[Any]:
    return Counter(row["local_at"].date() for row in rows if is_ours(row))


def worst_week(rows: Rows) -> int:
    had = days(rows)
    return max((sum(n for day, n in had.items() if last - timedelta(days=6) <= day <= last) for last in had), default=0)


def after_refusal(rows: Rows) -> int:
    said = [row["at"] for row in rows if row["outcome"] == "never"]
    pitches = [row for row in rows if is_ours(row) and row["purpose"] not in {"service", "reply", "promise"}]
    return sum(row["at"] > min(said) for row in pitches) if said else 0


def matters(rows: Rows, end: Any) -> list[tuple[int, bool, bool]]:
    """(seconds waited, called back, rang again) for each matter of one person."""
    kinds = [(row["at"], 0 if is_missed(row) else 1 if is_answered(row) else 2) for row in rows if is_missed(row) or is_answered(row)]
    kinds += [(row["at"], 2) for row in rows if row["direction"] == "out" and is_call(row)]
    found, since, rings = [], None, 0
    for at, kind in sorted(kinds):
        if kind == 0:
            since, rings = since or at, rings + 1
        elif since is not None:
            found.append((round((at - since).total_seconds()), kind == 2, rings > 1 or kind == 1))
            since, rings = None, 0
    if since is not None:
        found.append((round((end - since).total_seconds()), False, rings > 1))
    return found


def rounded(seconds: int) -> int:
    return seconds - seconds % (1 if seconds < 3600 else 60 if seconds < 86400 else 3600)


def runs(rows: Rows, member: str) -> list[int]:
    """The lengths of a member's runs of hard conversations."""
    found: list[int] = []
    mine = [row for row in rows if is_ours(row) and is_call(row) and row["member"] == member and picked_up(row)]
    for day in sorted({row["local_at"].date() for row in mine}):
        length = 0
        for row in sorted((row for row in mine if row["local_at"].date() == day), key=lambda row: (row["at"], not is_hard(row))):
            if is_hard(row):
                length += 1
            else:
                found.append(length)
                length = 0
        found.append(length)
    return [length for length in found if length]


def picked_up(row: Row) -> bool:
    return bool(row["reached"]) or ((row["talk_seconds"] or 0) > 0 and row["outcome"] not in NOBODY_THERE)


def is_hard(row: Row) -> bool:
    return row["outcome"] == "never" or 0 < (row["talk_seconds"] or 0) < 10
