"""Persons and everything about them that changes with time. People outlive their employer, number and address."""

from django.db import models
from django.db.models import F, Func

from enishi.kernel.ids import uuid7
from enishi.people.rules import called
from enishi.team.models import Client, Member


class Person(models.Model):
    """Somebody we know. A merged person points at its canonical one; every reader works on the whole cluster."""

    class MetAs(models.TextChoices):
        CONSUMER = "consumer"
        BUSINESS = "business"
        INTERNAL = "internal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    canonical = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    kana = models.CharField(max_length=200, blank=True)
    # Search keys: enishi.kernel.kana.fold_name(name), fold_kana(kana)
    name_key = models.CharField(max_length=200, blank=True)
    kana_key = models.CharField(max_length=200, blank=True)
    # Of the given name alone; of a firm, without its legal form: enishi.people.rules.search_keys
    part_key = models.CharField(max_length=200, blank=True)
    part_kana_key = models.CharField(max_length=200, blank=True)
    # 様, 先生, 御中 … as it is written after the name
    honorific = models.CharField(max_length=20, blank=True, default="様")
    title = models.CharField(max_length=100, blank=True)
    cares_about = models.TextField(blank=True)
    met_as = models.CharField(max_length=10, choices=MetAs, default=MetAs.CONSUMER)
    # The person's time zone as they told us; otherwise it is worked out from address and number
    zone = models.CharField(max_length=64, blank=True)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        # *_pattern_ops: PostgreSQL finds what begins with something only through these, whatever its collation; they serve equality too.
        indexes = [
            models.Index(fields=["name_key"], opclasses=["varchar_pattern_ops"], name="person_name_key"),
            models.Index(fields=["kana_key"], opclasses=["varchar_pattern_ops"], name="person_kana_key"),
            models.Index(fields=["part_key"], opclasses=["varchar_pattern_ops"], name="person_part_key"),
            models.Index(fields=["part_kana_key"], opclasses=["varchar_pattern_ops"], name="person_part_kana_key"),
            models.Index(fields=["client"], condition=models.Q(client__isnull=False), name="person_client"),
            # Of the merged alone: nearly nobody is, and once SQLite has counted that, it reads everybody rather than use a whole index
            models.Index(fields=["canonical"], condition=models.Q(canonical__isnull=False), name="person_merged"),
        ]

    def __str__(self) -> str:
        return str(called(self.name, self.honorific))


class Listing(models.Model):
    """A row of somebody's list is this person: the next edition of the list finds them by it, whatever else has changed."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="listings")
    source = models.CharField(max_length=40)
    # The reader's digest of the row's own id, or of all that tells the person from others
    source_ref = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_ref"], name="listed_once_per_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.person_id}"


class ContactPoint(models.Model):
    """A number or an address by which somebody can be reached; several people may hold it, one after or beside another."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        EMAIL = "email"
        POSTAL = "postal"

    class Use(models.TextChoices):
        PERSONAL = "personal"
        HOUSEHOLD = "household"
        SWITCHBOARD = "switchboard"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    # E.164, lower-cased address, or "〒code address"
    value = models.CharField(max_length=400)
    postal_code = models.CharField(max_length=10, blank=True)
    use = models.CharField(max_length=12, choices=Use, default=Use.PERSONAL)
    # Keyed hash of the value and the id of the key that made it; a refusal binds it, so that it outlives erasure
    refusal_hash = models.CharField(max_length=64)
    refusal_key_id = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["refusal_hash"], name="point_refusal_hash"),
            # Nearly always empty, and then every chunk of a log is spared the question which of its numbers were erased
            models.Index(fields=["refusal_hash"], condition=models.Q(erased_at__isnull=False), name="point_erased"),
            # The last four digits, as people remember a number; written so that both engines know the expression
            models.Index(
                Func(F("value"), template="SUBSTR(%(expressions)s, LENGTH(%(expressions)s) - 3)"),
                condition=models.Q(kind="phone", erased_at=None),
                name="point_last_four",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(erased_at=None),
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="point_once",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Holding(models.Model):
    """A person held a contact point from one day until another."""

    class Ended(models.TextChoices):
        NUMBER_DEAD = "number_dead"
        NUMBER_CHANGED = "number_changed"
        WRONG_PERSON = "wrong_person"
        LEFT_COMPANY = "left_company"
        MOVED = "moved"
        BOUNCED = "bounced"
        CORRECTED = "corrected"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="holdings")
    label = models.CharField(max_length=50, blank=True)
    since_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, choices=Ended, blank=True)
    # Order in which we try: the smallest first
    rank = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "point"], condition=models.Q(ended_on=None), name="held_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.point_id}"


class Household(models.Model):
    """People who live together and often share a telephone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class HouseholdMember(models.Model):
    """A person belonged to a household from one day until another, as mother, son …"""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="households")
    relation = models.CharField(max_length=50, blank=True)
    since_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.household_id} {self.person_id}"


class Employer(models.Model):
    """A firm or office people work for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200, blank=True)
    # enishi.kernel.kana.fold_company(name): one employer, however its legal form is written
    name_key = models.CharField(max_length=200)

    class Meta:
        # What begins with something; the constraint's own index serves that under one collation alone
        indexes = [models.Index(fields=["name_key"], opclasses=["varchar_pattern_ops"], name="employer_name_key")]
        constraints = [models.UniqueConstraint(fields=["name_key"], name="employer_once")]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """A person worked somewhere, in a role, from one day until another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="employments")
    department = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=100, blank=True)
    since_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.employer_id}"


class Assignment(models.Model):
    """担当: which of us looks after this person, from one day until another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    since_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.member_id}"


class OwnNumberAssignment(models.Model):
    """One caller number per relationship: chosen at first contact, kept for life."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="own_numbers")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    own_number = models.ForeignKey("team.OwnNumber", on_delete=models.PROTECT)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two, because SQLite takes every null for another client
            models.UniqueConstraint(fields=["person", "client"], name="one_own_number_per_client"),
            models.UniqueConstraint(fields=["person"], condition=models.Q(client=None), name="one_own_number_without_client"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.own_number_id}"


class Merge(models.Model):
    """Two persons found to be one. Moves no row: only canonical pointers change, and undoing restores them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    because = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # [[person id, canonical id before or null], …] for every pointer this merge changed
    pointers_before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class PersonRead(models.Model):
    """A member, or a program in a member's name, looked at a person."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reads")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField(db_index=True)
    # desk, api, cli
    through = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.member_id} {self.person_id}"
