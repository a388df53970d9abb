"""What a number or an address can take."""

from functools import lru_cache

from enishi.kernel import phones

from .vocabulary import Channel, NumberKind

_KINDS = {
    phones.Kind.MOBILE: NumberKind.MOBILE,
    phones.Kind.LANDLINE: NumberKind.LANDLINE,
    phones.Kind.IP: NumberKind.IP,
}
_ALL_OF_A_PHONE = frozenset({Channel.CALL, Channel.TEXT, Channel.FAX})
_TAKES = {
    NumberKind.MOBILE: frozenset({Channel.CALL, Channel.TEXT}),
    NumberKind.LANDLINE: frozenset({Channel.CALL, Channel.FAX}),
    NumberKind.IP: frozenset({Channel.CALL, Channel.FAX}),
    NumberKind.OTHER: _ALL_OF_A_PHONE,
}
_OTHERS = {"email": frozenset({Channel.MAIL}), "postal": frozenset({Channel.POST})}


@lru_cache(maxsize=4096)
def number_kind(kind: str, value: str) -> NumberKind:
    """The sort of line a point is; `kind` is "phone", "email" or "postal"."""
    return _KINDS.get(phones.kind(value), NumberKind.OTHER) if kind == "phone" else NumberKind.OTHER


def channels_of(kind: str, value: str) -> frozenset[Channel]:
    """By which channels a point can be reached. A number of unknown sort may take anything."""
    return _TAKES[number_kind(kind, value)] if kind == "phone" else _OTHERS[kind]
