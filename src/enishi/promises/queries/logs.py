"""What logs that were brought in have us owe."""

from uuid import UUID

from enishi.promises.models import Promise


def call_backs_of(run_id: UUID) -> int:
    """How many missed calls of this import became a promise to call back, kept or not since."""
    return Promise.objects.filter(kind="missed_call", made_from__import_run=run_id).count()
