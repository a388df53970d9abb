"""What people told us, as dated records, and the permits the gate gave."""

from django.db import models

from enishi.kernel.ids import uuid7
from enishi.people.models import ContactPoint, Person
from enishi.team.models import Client, ImportRun, Member, OwnNumber, Topic
from enishi.touches.models import Channel, Purpose, Touch


class Scope(models.TextChoices):
    """What a refusal, pause or consent is about."""

    EVERYTHING = "everything"
    CLIENT = "client"
    TOPIC = "topic"
    CHANNEL = "channel"


class Refusal(models.Model):
    """「もうかけないで」: who heard it, in which words, and what it covers. Never expires; only a manager lifts it, with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="refusals")
    # A refusal may bind a number itself, whoever holds it; the hash outlives the number's erasure
    point = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="refusals")
    point_hash = models.CharField(max_length=64, blank=True, db_index=True)
    # The refusal that was said once and is kept for each number of the person's own; lifted with it
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried")
    scope = models.CharField(max_length=10, choices=Scope)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    words = models.TextField(blank=True)
    heard_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    heard_in = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="refusals")
    # Nobody heard it: a list said so, and `heard_by` brought the list
    import_run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.scope


class Pause(models.Model):
    """「いまは要らない」: not now, because…, until…"""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pauses")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    because = models.TextField(blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    # Whether the person agreed to this date; if not, it is the policy's rest
    agreed = models.BooleanField(default=False)
    heard_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    # Said by one of two who were taken for one, it binds the other as well; ended with the first
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried")
    heard_in = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="pauses")
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"until {self.until_at:%Y-%m-%d}"


class Wish(models.Model):
    """When and how the person wants to be reached. Times they named are exclusive."""

    class Kind(models.TextChoices):
        ONLY_TIMES = "only_times"
        NOT_TIMES = "not_times"
        PREFER_CHANNEL = "prefer_channel"
        NOT_CHANNEL = "not_channel"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wishes")
    # As of a pause
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried")
    kind = models.CharField(max_length=14, choices=Kind)
    # Bit 0 is Monday; 127 is every day
    weekdays = models.PositiveSmallIntegerField(default=127)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    words = models.TextField(blank=True)
    heard_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind


class Consent(models.Model):
    """Leave the person gave, with the proof the law asks us to keep."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(max_length=8, choices=Channel)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    # In which words, on which form, by whom it was recorded
    proof = models.TextField()
    heard_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.channel


class Request(models.Model):
    """What the person asked for in their own words; re-opens that matter alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    # inquiry, order, question …: which purpose it is evidence for
    purpose = models.CharField(max_length=10, choices=Purpose)
    words = models.TextField()
    heard_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    heard_in = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="requests")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.purpose


class Halt(models.Model):
    """Calls to a number stop until a member looks: the carrier said that the person refuses us."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="halts")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="halts")
    because = models.CharField(max_length=200)
    heard_in = models.ForeignKey(Touch, null=True, on_delete=models.PROTECT, related_name="halts")
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.because


class PolicyChoice(models.Model):
    """The policy the team chose, and who chose it when; the latest counts, `consumer-sales` before the first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    toml = models.TextField()
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Permit(models.Model):
    """Leave from the gate for one contact. Single use; what is not used in time releases its place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="permits")
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="permits")
    own_number = models.ForeignKey(OwnNumber, null=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=8, choices=Channel)
    purpose = models.CharField(max_length=10, choices=Purpose)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="permits")
    # What a relaxing purpose rests on: "touch" | "request" | "promise" | "order", and its id
    evidence_kind = models.CharField(max_length=10, blank=True)
    evidence_id = models.UUIDField(null=True)
    policy = models.CharField(max_length=100)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=models.Q(used_at=None, released_at=None), name="permit_live_person"),
            models.Index(fields=["point"], condition=models.Q(used_at=None, released_at=None), name="permit_live_point"),
            models.Index(fields=["expires_at"], condition=models.Q(used_at=None, released_at=None), name="permit_live_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose}"
