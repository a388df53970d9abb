"""Which time zones a person may be in: as told, else from the postal address, else from the number, else the team's."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

JAPAN = "Asia/Tokyo"
_UNKNOWN = "Etc/Unknown"


def zones_of(*, told: str, postal_codes: Iterable[str], numbers: Iterable[str], team_zone: str) -> tuple[str, ...]:
    """IANA names, sorted; more than one where the number does not say which.

    `numbers` are E.164. A postal code of ours is Japanese: the house stores no other kind.
    """
    if told and _known(told):
        return (told,)
    if any(postal_codes):
        return (JAPAN,)
    found = {zone for number in numbers for zone in zones_of_number(number)}
    return tuple(sorted(found)) or (team_zone,)


def zones_of_number(e164: str) -> tuple[str, ...]:
    """Where a number may ring. Empty when it says nothing (satellite, toll-free)."""
    if e164.startswith("+81"):
        return (JAPAN,)
    # Its tables take a quarter of a second to load, and most desks never need them
    from phonenumbers import NumberParseException, parse, timezone

    try:
        zones = timezone.time_zones_for_number(parse(e164, None))
    except NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != _UNKNOWN and _known(zone))


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
