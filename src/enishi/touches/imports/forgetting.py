"""What reports still say of people: kept while a member may put a list right, and never past an erasure."""

import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from enishi.kernel.words import say
from enishi.people.hooks import Erased
from enishi.people.models import ContactPoint, Holding, Person
from enishi.team.models import ImportChunk, ImportRun
from enishi.touches.imports.report import Verdict, has_words, pack, unpack

REPORTS_KEPT = timedelta(days=90)
_CHUNKS_AT_ONCE = 50
# Shorter ones stand in half of all rows
_SHORTEST = 2
_GONE = say("消去のお申し出により、内容を消しました。", "Erased with the person's record.")
_BESIDE = str.maketrans("", "", " -‐‑–—―ー()+.・")


def forget(erased: Erased) -> None:
    """Blank what reports say of an erased person, for `people.hooks.erased`: rows that were refused show what stood in them."""
    told = _told_of(erased)
    if told:
        chunks = ImportChunk.objects.filter(run__created_at__gte=erased.at - REPORTS_KEPT)
        for chunk in chunks.order_by("id").iterator(_CHUNKS_AT_ONCE):
            if has_words(chunk.report):
                _blank(chunk, told)


def forget_reports(now: datetime) -> int:
    """Throw away the reports of old runs; what the runs counted stays. How many chunks."""
    ended = ImportRun.objects.exclude(state__in=(ImportRun.State.WAITING, ImportRun.State.RUNNING)).filter(
        created_at__lt=now - REPORTS_KEPT
    )
    old = ImportChunk.objects.filter(run__in=ended).order_by("id").values_list("id", flat=True)[:_CHUNKS_AT_ONCE]
    return ImportChunk.objects.filter(id__in=list(old)).delete()[0]


def _told_of(erased: Erased) -> frozenset[str]:
    """What would tell in a report who it was: their names, and the numbers and addresses that nobody else holds."""
    names = Person.objects.filter(id__in=erased.person_ids).values_list("name", "kana")
    held = Holding.objects.filter(person_id__in=erased.person_ids).values("point_id")
    points = ContactPoint.objects.filter(id__in=held).filter(id__in=erased.point_ids)
    values = [value.removeprefix("+81") for value in points.values_list("value", flat=True)]
    words = {_plain(word) for word in (*values, *(name for pair in names for name in pair))}
    return frozenset(word for word in words if len(word) >= _SHORTEST)


def _blank(chunk: ImportChunk, told: Collection[str]) -> None:
    verdicts = list(unpack(chunk.report))
    blanked = [_without(verdict) if _tells(verdict, told) else verdict for verdict in verdicts]
    if blanked != verdicts:
        chunk.report = pack(blanked)
        chunk.save(update_fields=["report"])


def _tells(verdict: Verdict, told: Collection[str]) -> bool:
    if not (verdict.cells or verdict.reason or verdict.warnings):
        return False
    texts = [verdict.cells, *(text.ja for text in (verdict.reason, *verdict.warnings) if text)]
    plain = _plain("\n".join(texts))
    return any(word in plain for word in told)


def _without(verdict: Verdict) -> Verdict:
    return verdict._replace(cells="", reason=_GONE, warnings=()) if verdict.fate == "refused" else verdict._replace(warnings=())


def _plain(text: str) -> str:
    """Width, case, gaps and the signs between digits say nothing."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_BESIDE).replace("\u3000", "")
