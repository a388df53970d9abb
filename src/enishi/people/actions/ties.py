"""Households, employers and who of us looks after whom: each from one day until another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enishi.kernel.kana import fold_company
from enishi.people.actions.persons import living
from enishi.people.models import Assignment, Employer, Employment, Household, HouseholdMember
from enishi.people.queries import cluster_ids
from enishi.people.rules import KEY_LENGTH, EmployerHasNoName, EndsBeforeItBegan

Dated = TypeVar("Dated", HouseholdMember, Employment, Assignment)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Handed:
    """Assignments that ended and those made in their place, so that it can be undone."""

    ended: list[UUID]
    made: list[UUID]


@transaction.atomic
def join_household(
    *,
    person_id: UUID,
    household_id: UUID | None = None,
    name: str = "",
    relation: str = "",
    since_on: date | None = None,
    now: datetime,
) -> HouseholdMember:
    """The person lives there, as `relation` (母, 長男 …); a new household of that `name` unless one is given."""
    person = living(person_id)
    home = Household.objects.get(pk=household_id) if household_id else Household.objects.create(name=name.strip())
    belongs = HouseholdMember.objects.filter(household=home, person_id__in=cluster_ids(person.id), ended_on=None).first()
    return belongs or HouseholdMember.objects.create(household=home, person=person, relation=relation, since_on=since_on, created_at=now)


@transaction.atomic
def leave_household(*, membership_id: UUID, on: date) -> HouseholdMember:
    """The person does not live there any more."""
    membership = HouseholdMember.objects.select_for_update().get(pk=membership_id)
    return _end(membership, on)


@transaction.atomic
def employ(
    *, person_id: UUID, employer: str, department: str = "", role: str = "", since_on: date | None = None, now: datetime
) -> Employment:
    """The person works there. An employer is known by its name without 株式会社 and the like; a new one is written down."""
    person = living(person_id)
    return Employment.objects.create(
        person=person, employer=employer_named(employer), department=department, role=role, since_on=since_on, created_at=now
    )


@transaction.atomic
def end_employment(*, employment_id: UUID, on: date) -> Employment:
    """The person does not work there any more."""
    return _end(Employment.objects.select_for_update().get(pk=employment_id), on)


@transaction.atomic
def reopen_employment(*, employment_id: UUID, ended_on: date) -> bool:
    """It had not ended on that day after all. False if it was ended anew or reopened since, or they work there again already.

    Raises PersonIsErased.
    """
    whose = Employment.objects.filter(pk=employment_id).values_list("person_id", flat=True).first()
    everybody = cluster_ids(living(whose).id) if whose else ()
    employment = Employment.objects.select_for_update().filter(pk=employment_id, ended_on=ended_on).first()
    if employment is None:
        return False
    if Employment.objects.filter(person_id__in=everybody, employer=employment.employer_id, ended_on=None).exists():
        return False
    employment.ended_on = None
    employment.save(update_fields=["ended_on"])
    return True


@transaction.atomic
def assign(*, person_id: UUID, member_id: UUID, client_id: UUID | None, on: date) -> Assignment:
    """This member looks after the person, for that client, in place of whoever did. Gives the assignment there is, if it is theirs."""
    person = living(person_id)
    for_client = Q(client_id=client_id) if client_id else Q(client=None)
    now = list(Assignment.objects.select_for_update().filter(for_client, person_id__in=cluster_ids(person.id), ended_on=None))
    theirs = next((each for each in now if each.member_id == member_id), None)
    for each in now:
        if each is not theirs:
            _end(each, max(on, each.since_on))
    return theirs or Assignment.objects.create(person=person, member_id=member_id, client_id=client_id, since_on=on)


@transaction.atomic
def end_assignment(*, assignment_id: UUID, on: date) -> Assignment:
    """Nobody in particular looks after the person for that client from then on."""
    return _end(Assignment.objects.select_for_update().get(pk=assignment_id), on)


@transaction.atomic
def hand_over_people(*, member_id: UUID, to_id: UUID | None, on: date) -> Handed:
    """Whom this member looks after, another looks after from that day; None: nobody in particular."""
    now = list(Assignment.objects.select_for_update().filter(member=member_id, ended_on=None).order_by("id"))
    for each in now:
        each.ended_on = max(on, each.since_on)
    Assignment.objects.bulk_update(now, ["ended_on"], batch_size=_AT_ONCE)
    if to_id is None:
        return Handed(ended=[each.id for each in now], made=[])
    theirs = set(Assignment.objects.filter(member=to_id, ended_on=None).values_list("person_id", "client_id"))
    made = [
        Assignment(person_id=each.person_id, client_id=each.client_id, member_id=to_id, since_on=on)
        for each in now
        if (each.person_id, each.client_id) not in theirs
    ]
    Assignment.objects.bulk_create(made, batch_size=_AT_ONCE)
    return Handed(ended=[each.id for each in now], made=[each.id for each in made])


@transaction.atomic
def hand_back_people(handed: Handed) -> None:
    """Undo `hand_over_people`, but for those whom somebody else has taken over meanwhile."""
    for start in range(0, len(handed.made), _AT_ONCE):
        Assignment.objects.filter(id__in=handed.made[start : start + _AT_ONCE], ended_on=None).delete()
    for start in range(0, len(handed.ended), _AT_ONCE):
        before = list(Assignment.objects.filter(id__in=handed.ended[start : start + _AT_ONCE]))
        looked_after = Assignment.objects.filter(person__in=[each.person_id for each in before], ended_on=None)
        taken = set(looked_after.values_list("person_id", "client_id"))
        back = [each.id for each in before if (each.person_id, each.client_id) not in taken]
        Assignment.objects.filter(id__in=back).update(ended_on=None)


def employer_named(name: str) -> Employer:
    """The employer of that name, however its legal form is written; written down if new. Raises EmployerHasNoName."""
    if not name.strip():
        raise EmployerHasNoName
    employer, _ = Employer.objects.get_or_create(name_key=fold_company(name)[:KEY_LENGTH], defaults={"name": name.strip()})
    return employer


def _end(dated: Dated, on: date) -> Dated:
    if dated.ended_on is None:
        if dated.since_on is not None and on < dated.since_on:
            raise EndsBeforeItBegan
        dated.ended_on = on
        dated.save(update_fields=["ended_on"])
    return dated
