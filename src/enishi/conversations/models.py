"""What a conversation came to, and everything it wrote, so that one key undoes it."""

from django.db import models

from enishi.kernel.ids import uuid7
from enishi.team.models import Member
from enishi.touches.models import Touch, TouchOutcome


class Conclusion(models.Model):
    """A member said how a contact ended; its consequences were written in the same transaction."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    touch = models.ForeignKey(Touch, on_delete=models.PROTECT, related_name="conclusions")
    outcome = models.ForeignKey(TouchOutcome, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    # [{"kind": "refusal" | "pause" | "promise" | "holding_ended" | …, "id": …}] in the order written
    consequences = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code
