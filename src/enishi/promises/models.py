"""Call-backs and agreed times, owed by us or by them."""

from django.db import models

from enishi.kernel.ids import uuid7
from enishi.people.models import ContactPoint, Person
from enishi.team.models import Client, Member, Topic
from enishi.touches.models import Touch


class Promise(models.Model):
    """What one side owes the other, by when. Open until kept, withdrawn or replaced; late is broken, and still owed."""

    class OwedBy(models.TextChoices):
        US = "us"
        THEM = "them"

    class AskedBy(models.TextChoices):
        PERSON = "person"
        US = "us"

    class Kind(models.TextChoices):
        CALL_BACK = "call_back"
        MISSED_CALL = "missed_call"
        AGREED_TIME = "agreed_time"
        LOOK_AGAIN = "look_again"
        THEIR_CALL = "their_call"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="promises")
    # For a missed call whose number several people hold, the number is all we know
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=12, choices=Kind)
    owed_by = models.CharField(max_length=4, choices=OwedBy, default=OwedBy.US)
    # Whose wish it was: a promise made by us alone relaxes no limit
    asked_by = models.CharField(max_length=6, choices=AskedBy)
    owner = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="promises")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    about = models.TextField(blank=True)
    # The phrase it was made from, as typed
    phrase = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # How often the other side asked again (rang a second time); raises it, never doubles it
    raised = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    made_from = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="promises_made")
    # When the contact was that it was made in, else when it was made: no earlier contact has to do with it
    began_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(Touch, null=True, blank=True, on_delete=models.PROTECT, related_name="promises_kept")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=200, blank=True)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(kept_at=None, withdrawn_at=None), name="promise_open_due"),
            models.Index(fields=["began_at"], condition=models.Q(kept_at=None, withdrawn_at=None), name="promise_open_began"),
            # Of the replaced alone: few are, and SQLite, once it has counted that, would not look into an index over all
            models.Index(fields=["replaced_by"], condition=models.Q(replaced_by__isnull=False), name="promise_replaced"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class PromiseAttempt(models.Model):
    """A touch that tried to keep a promise and did not reach the person."""

    id = models.BigAutoField(primary_key=True)
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="attempts")
    touch = models.ForeignKey(Touch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "touch"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.touch_id}"
