"""Reports of logs that members had diagnosed on the desk. Of the ledger nothing is written here: measures only read."""

from django.db import models

from enishi.kernel.ids import uuid7
from enishi.team.models import Member


class Report(models.Model):
    """One diagnosis: asked for, under way, and what came of it. The files it was made of are thrown away when it is made."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        STOPPED = "stopped"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # What the files were called, one a line; empty: our own ledger
    file_names = models.TextField(blank=True)
    # What people are told when they inquire, as the member wrote it
    told = models.TextField(blank=True)
    # The policy that breaches are counted against; empty: none
    policy = models.CharField(max_length=60, blank=True)
    # Processes to compute on paper, one a line, as `rules.trying` reads them
    tries = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # What is being done, {"ja": …, "en": …}, and how much of the whole is done
    step = models.JSONField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    # Why it failed, {"ja": …, "en": …}
    problem = models.JSONField(null=True, blank=True)
    # The diagnosis as it is published, and its pages, each language compressed by zlib
    answer = models.TextField(blank=True)
    page_ja = models.BinaryField(default=bytes)
    page_en = models.BinaryField(default=bytes)
    asked_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # A worker holds it by renewing this; one whose lease has passed belongs to whoever takes it next
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="report_created")]

    def __str__(self) -> str:
        return self.file_names or "—"
