"""Asking for a diagnosis, and what becomes of it in the end."""

import shutil
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from enishi.kernel.columns import Unusable
from enishi.kernel.ids import uuid7
from enishi.kernel.words import say
from enishi.measures.models import Report
from enishi.measures.rules.trying import plan_of, plans_in

State = Report.State
REPORTS_KEPT = timedelta(days=365)
MOST_FILES = 12
# A report's folder is there a moment before its row
_UNWRITTEN_AFTER = timedelta(hours=1)
_LONGEST_NAME = 120
_UNDER_WAY = (State.WAITING, State.RUNNING)


class Given(NamedTuple):
    """A file as somebody gave it: where it lies now, and what it was called."""

    path: Path
    name: str


def folder_of(report_id: UUID) -> Path:
    """Where the files of a report lie until it is made."""
    return Path(settings.HOME) / "reports" / str(report_id)


def ask(*, files: Sequence[Given], told: str, policy: str, tries: str = "", by_id: UUID | None, now: datetime) -> Report:
    """Keep copies of the files and let a worker diagnose them; no file at all means our own ledger. Raises `Unusable` or OSError.

    `tries`: processes to compute on paper, one a line.
    """
    for line in plans_in(tries):
        plan_of(line)
    if len(files) > MOST_FILES:
        raise Unusable(say("一度に診られるのは{most}ファイルまでです。", "At most {most} files at a time.", most=MOST_FILES))
    report_id = uuid7()
    folder = folder_of(report_id)
    folder.mkdir(mode=0o700, parents=True)
    try:
        for number, given in enumerate(files):
            _keep(given, folder / f"{number}{Path(given.name).suffix.lower()[:10]}")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    names = "\n".join(Path(given.name).name[-_LONGEST_NAME:] for given in files)
    return Report.objects.create(id=report_id, file_names=names, told=told, policy=policy, tries=tries, asked_by_id=by_id, created_at=now)


def _keep(given: Given, kept: Path) -> None:
    if not given.path.stat().st_size:
        raise Unusable(say("「{name}」は空のファイルです。", "“{name}” is empty.", name=given.name))
    shutil.copyfile(given.path, kept)


def stop(*, report_id: UUID) -> bool:
    """Make it no more; whether there was anything to stop. The worker notices within seconds."""
    stopped = Report.objects.filter(pk=report_id, state__in=_UNDER_WAY).update(state=State.STOPPED, lease=None, leased_until=None)
    if stopped:
        shutil.rmtree(folder_of(report_id), ignore_errors=True)
    return bool(stopped)


def discard(*, report_id: UUID) -> bool:
    """Throw a report away that is not being made. Whether it was there."""
    gone, _ = Report.objects.exclude(state__in=_UNDER_WAY).filter(pk=report_id).delete()
    if gone:
        shutil.rmtree(folder_of(report_id), ignore_errors=True)
    return bool(gone)


def page_of(report: Report, language: str) -> str:
    """Its page in that language ("ja" or "en"); empty while there is none."""
    kept = report.page_en if language == "en" else report.page_ja
    return zlib.decompress(kept).decode() if kept else ""


def forget_old(now: datetime) -> int:
    """Housekeeping: reports of over a year ago, and folders whose report is made or gone; how many of both."""
    gone, _ = Report.objects.filter(created_at__lt=now - REPORTS_KEPT).exclude(state__in=_UNDER_WAY).delete()
    place = Path(settings.HOME) / "reports"
    needed = {str(each) for each in Report.objects.filter(state__in=_UNDER_WAY).values_list("id", flat=True)}
    before = (now - _UNWRITTEN_AFTER).timestamp()
    left = [folder for folder in (place.iterdir() if place.exists() else ()) if folder.name not in needed]
    old = [folder for folder in left if folder.stat().st_mtime < before]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return gone + len(old)
