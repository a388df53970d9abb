"""What the pages of imports show beside the runs themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from enishi.consideration import queries as considered
from enishi.promises import queries as promises
from enishi.team.models import ImportRun
from enishi.touches.models import Touch

# As long as the copy of a file that nobody started is kept
_FORGOTTEN_AFTER = timedelta(days=7)


def runs(now: datetime, limit: int) -> list[ImportRun]:
    """The latest, without those that were only looked at and whose file is gone by now."""
    forgotten = Q(state=ImportRun.State.PREVIEW, created_at__lt=now - _FORGOTTEN_AFTER)
    return list(ImportRun.objects.select_related("started_by", "client").exclude(forgotten).order_by("-created_at")[:limit])


def followed(run: ImportRun) -> dict[str, int]:
    """What followed from a run, for its report: refusals of a list; of a log, call-backs, and calls that showed no number."""
    if run.kind == ImportRun.Kind.CONTACTS:
        return {"refusals": considered.refused_on_list(run.id)}
    return {"call_backs": promises.call_backs_of(run.id), "withheld": _withheld(run.id)}


def _withheld(run_id: UUID) -> int:
    """How many calls of this run came from somebody who showed no number."""
    return Touch.objects.filter(point=None, import_run=run_id, direction="in").count()
