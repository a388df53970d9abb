"""Which time zones a person may be in: as told, else from the postal address, else from the number, else the team's."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from enishi.kernel import phones

JAPAN = "Asia/Tokyo"


def zones_of(*, told: str, postal_codes: Iterable[str], numbers: Iterable[str], team_zone: str) -> tuple[str, ...]:
    """IANA names, sorted; more than one where the number does not say which.

    `numbers` are E.164. A postal code of ours is Japanese: the house stores no other kind.
    """
    if told and _known(told):
        return (told,)
    if any(postal_codes):
        return (JAPAN,)
    found = {zone for number in numbers for zone in phones.zones(number) if _known(zone)}
    return tuple(sorted(found)) or (team_zone,)


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
