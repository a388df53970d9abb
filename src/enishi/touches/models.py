"""The ledger. Nothing here is ever changed or deleted (see `triggers`); words, which can be erased, live beside it."""

from django.db import models

from enishi.kernel.ids import uuid7
from enishi.people.models import ContactPoint, Person
from enishi.team.models import Client, ImportRun, Member, OwnNumber, Topic


class Channel(models.TextChoices):
    CALL = "call"
    TEXT = "text"
    MAIL = "mail"
    POST = "post"
    FAX = "fax"


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"


class Purpose(models.TextChoices):
    SOLICIT = "solicit"
    INQUIRY = "inquiry"
    SERVICE = "service"
    REPLY = "reply"
    PROMISE = "promise"
    INTERNAL = "internal"


class Touch(models.Model):
    """One contact, meant or done: ids, times and codes only. No number, name, note or body."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel)
    direction = models.CharField(max_length=3, choices=Direction)
    purpose = models.CharField(max_length=10, choices=Purpose, blank=True)
    # An index of its own for every foreign key took a third of an import's time: person and point are served by the indexes below,
    # and nobody looks for all touches of a client, a topic, a line or a file at once.
    # Null when several people hold the point and nobody said which (never a guess)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="touches", db_index=False)
    # Null when the number was withheld
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="touches", db_index=False)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="touches")
    own_number = models.ForeignKey(OwnNumber, null=True, on_delete=models.PROTECT, db_index=False)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, db_index=False)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, db_index=False)
    ring_seconds = models.PositiveIntegerField(null=True)
    talk_seconds = models.PositiveIntegerField(null=True)
    # The permit that let it out; a call logged by hand without one is outside the gate
    permit_id = models.UUIDField(null=True)
    outside_gate = models.BooleanField(default=False)
    # Where it came from: "hand", "api", "android-calls", "csv" …
    source = models.CharField(max_length=40)
    # Keyed hash of the source's own id for it; empty for what was logged here
    source_ref = models.CharField(max_length=64, blank=True)
    import_run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="touch_person_at"),
            models.Index(fields=["point", "at"], name="touch_point_at"),
            models.Index(fields=["at"], name="touch_at"),
            # A call without a permit counts from when it was told of: a switchboard's are not looked for among years of others
            models.Index(fields=["point", "recorded_at"], condition=models.Q(outside_gate=True), name="touch_told_of"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_ref"], condition=~models.Q(source_ref=""), name="touch_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.direction} {self.at:%Y-%m-%d %H:%M}"


class TouchOutcome(models.Model):
    """How a contact ended, as we know it now: the latest counts; a correction or an undo is another row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    touch = models.ForeignKey(Touch, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    # enishi.touches.rules.OUTCOMES
    code = models.CharField(max_length=24)
    # Whether a conversation with the person took place
    reached = models.BooleanField(default=False)
    # Set when it turned out to be with somebody else than the touch says
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["touch", "id"], name="outcome_latest"),
            models.Index(fields=["person"], condition=models.Q(person__isnull=False), name="outcome_of_another"),
        ]

    def __str__(self) -> str:
        return self.code


class TouchWords(models.Model):
    """What was said or written: a note, a text's body. Can be erased; the touch stays."""

    touch = models.OneToOneField(Touch, primary_key=True, on_delete=models.PROTECT, related_name="words")
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text[:40]
