"""What every page needs to know of the team."""

from enishi.team.models import Member, Team, Topic


def zone() -> str:
    """The clock on our wall."""
    return Team.objects.filter(id=1).values_list("zone", flat=True).first() or "Asia/Tokyo"


def colleagues() -> list[Member]:
    """Everybody who can be given something to do."""
    return list(Member.objects.filter(is_active=True).order_by("kana", "name"))


def topics() -> list[Topic]:
    """Matters that people may accept or refuse by themselves."""
    return list(Topic.objects.select_related("client").order_by("name"))
