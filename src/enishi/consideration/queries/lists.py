"""What lists said of the people on them."""

from uuid import UUID

from enishi.consideration.models import Refusal


def refused_on_list(run_id: UUID) -> int:
    """How many people this import wrote a refusal down for; whoever had refused everything before is not among them."""
    return Refusal.objects.filter(import_run=run_id, carried_from=None).count()
