"""Members, clients, our own numbers, tokens, idempotency keys and the imports we ran."""

from datetime import time
from typing import ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.db import models

from enishi.kernel.ids import uuid7

# Stands before the hash of a password that a manager made: it lets its member in to choose their own, and to nothing else
TEMPORARY = "temporary$"


class Member(AbstractUser):
    """One of us. `username` is what is typed at the door; `name` is what colleagues and customers see."""

    class Role(models.TextChoices):
        OPERATOR = "operator"
        MANAGER = "manager"

    class Language(models.TextChoices):
        JAPANESE = "ja"
        ENGLISH = "en"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.OPERATOR)
    language = models.CharField(max_length=5, choices=Language, default=Language.JAPANESE)
    large_type = models.BooleanField(default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_manager(self) -> bool:
        return self.role == self.Role.MANAGER

    @property
    def has_temporary_password(self) -> bool:
        return self.password.startswith(TEMPORARY)

    def check_password(self, raw_password: str | None) -> bool:
        if not self.has_temporary_password:
            return super().check_password(raw_password)
        # Not Django's own, which writes a hash anew now and then: the password would be temporary no more
        return check_password(raw_password, self.password.removeprefix(TEMPORARY))


class Team(models.Model):
    """Our own particulars; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="Asia/Tokyo")
    opens_at = models.TimeField(default=time(9, 30))
    closes_at = models.TimeField(default=time(17, 30))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="team_is_one_row")]

    def __str__(self) -> str:
        return self.name


class ClosedDay(models.Model):
    """A day on which we are closed beyond Sundays and holidays."""

    day = models.DateField(primary_key=True)
    because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.day)


class Client(models.Model):
    """委託元: the firm on whose behalf we speak."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kana = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A matter people may accept or refuse by itself: an offer, a contract, a kind of news."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="topics")

    class Meta:
        # Two, because SQLite takes every null for another client
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="topic_once_per_client"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(client=None), name="topic_once_without_client"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnNumber(models.Model):
    """A number that is ours: what people see when we call, and what they ring back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    e164 = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=100, blank=True)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="own_numbers")
    given_up_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.e164


class ApiToken(models.Model):
    """A program's key to the API. Only a digest is kept; the token itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class IdempotencyKey(models.Model):
    """A write that a program named, with what we answered, so that a repeat gives the same answer and no second effect."""

    principal = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key


class ImportRun(models.Model):
    """One file brought in: what it was, how far it is, what became of every row."""

    class Kind(models.TextChoices):
        CONTACTS = "contacts"
        TOUCHES = "touches"

    class State(models.TextChoices):
        PREVIEW = "preview"
        WAITING = "waiting"
        RUNNING = "running"
        STOPPED = "stopped"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    format = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, db_index=True)
    encoding = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, choices=State, default=State.PREVIEW)
    # Why it failed, {"ja": …, "en": …}
    problem = models.JSONField(null=True, blank=True)
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    created_rows = models.BigIntegerField(default=0)
    matched_rows = models.BigIntegerField(default=0)
    refused_rows = models.BigIntegerField(default=0)
    started_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    # A worker holds a run by renewing this; a run whose lease has passed belongs to whoever takes it next.
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name


class ImportChunk(models.Model):
    """What became of one stretch of rows, written in the same transaction as the rows themselves."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="chunks")
    first_row = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    # zlib-compressed JSON Lines, one object per row: {"n", "line", "verdict", "id"?, "why"?: {"ja","en"}, "cells"? (refused rows only)}
    report = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "first_row"], name="chunk_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.first_row}+{self.rows}"
