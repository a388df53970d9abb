"""What the pages of imports show beside the runs themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from enishi.team.models import ImportRun
from enishi.touches.models import Touch

# As long as the copy of a file that nobody started is kept
_FORGOTTEN_AFTER = timedelta(days=7)


def runs(now: datetime, limit: int) -> list[ImportRun]:
    """The latest, without those that were only looked at and whose file is gone by now."""
    forgotten = Q(state=ImportRun.State.PREVIEW, created_at__lt=now - _FORGOTTEN_AFTER)
    return list(ImportRun.objects.select_related("started_by", "client").exclude(forgotten).order_by("-created_at")[:limit])


def withheld(run_id: UUID) -> int:
    """How many calls of this run came from somebody who showed no number."""
    return Touch.objects.filter(point=None, import_run=run_id, direction="in").count()
