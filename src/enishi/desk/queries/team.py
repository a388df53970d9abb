"""What every page needs to know of the team."""

from uuid import UUID

from enishi.people.models import Assignment
from enishi.team.models import Client, Member, Team, Topic


def zone() -> str:
    """The clock on our wall."""
    return Team.objects.filter(id=1).values_list("zone", flat=True).first() or "Asia/Tokyo"


def colleagues() -> list[Member]:
    """Everybody who can be given something to do."""
    return list(Member.objects.filter(is_active=True).order_by("kana", "name"))


def clients() -> list[Client]:
    """For whom we speak today, besides ourselves."""
    return list(Client.objects.filter(ended_on=None).order_by("kana", "name"))


def topics() -> list[Topic]:
    """Matters that people may accept or refuse by themselves."""
    return list(Topic.objects.select_related("client").order_by("name"))


def looked_after(member_id: UUID, limit: int) -> tuple[list[Assignment], int]:
    """Whom a member looks after: the first of them, and how many they are."""
    theirs = Assignment.objects.filter(member=member_id, ended_on=None)
    return list(theirs.select_related("person", "client").order_by("person__kana_key", "id")[:limit]), theirs.count()
