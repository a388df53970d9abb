"""The words that judge, policies, set-wise code and the database share. Values are stable: they are stored and sent."""

from enum import StrEnum

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"
    MAIL = "mail"
    POST = "post"
    FAX = "fax"


# These ring or buzz where the person is; a letter or a mail waits until they look.
RINGING = frozenset({Channel.CALL, Channel.TEXT, Channel.FAX})


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Purpose(StrEnum):
    SOLICIT = "solicit"
    INQUIRY = "inquiry"
    SERVICE = "service"
    REPLY = "reply"
    PROMISE = "promise"
    INTERNAL = "internal"


class MetAs(StrEnum):
    CONSUMER = "consumer"
    BUSINESS = "business"
    INTERNAL = "internal"


class Use(StrEnum):
    PERSONAL = "personal"
    HOUSEHOLD = "household"
    SWITCHBOARD = "switchboard"


class NumberKind(StrEnum):
    """What sort of number or address a point is; policies of other countries distinguish them."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IP = "ip"
    OTHER = "other"


class Scope(StrEnum):
    EVERYTHING = "everything"
    CLIENT = "client"
    TOPIC = "topic"
    CHANNEL = "channel"


class WishKind(StrEnum):
    ONLY_TIMES = "only_times"
    NOT_TIMES = "not_times"
    PREFER_CHANNEL = "prefer_channel"
    NOT_CHANNEL = "not_channel"


class Side(StrEnum):
    US = "us"
    THEM = "them"


class EvidenceKind(StrEnum):
    TOUCH = "touch"
    ORDER = "order"
    REQUEST = "request"
    PROMISE = "promise"


# Which evidence a purpose may rest on. Solicitation and internal calls need none.
EVIDENCE_FOR: dict[Purpose, frozenset[EvidenceKind]] = {
    Purpose.INQUIRY: frozenset({EvidenceKind.REQUEST}),
    Purpose.SERVICE: frozenset({EvidenceKind.ORDER, EvidenceKind.REQUEST, EvidenceKind.PROMISE}),
    Purpose.REPLY: frozenset({EvidenceKind.TOUCH, EvidenceKind.REQUEST}),
    Purpose.PROMISE: frozenset({EvidenceKind.PROMISE}),
}


class Counts(StrEnum):
    """Which of our contacts a cap counts: all of them, those of the same purpose, or those of the same matter."""

    ALL = "all"
    PURPOSE = "purpose"
    MATTER = "matter"


class Code(StrEnum):
    """Why not, or not yet. The order is the order in which reasons are told: the most telling first."""

    REFUSED_EVERYTHING = "refused_everything"
    REFUSED_CLIENT = "refused_client"
    REFUSED_TOPIC = "refused_topic"
    REFUSED_CHANNEL = "refused_channel"
    WISH_NOT_CHANNEL = "wish_not_channel"
    HALTED = "halted"
    POINT_UNKNOWN = "point_unknown"
    POINT_ENDED = "point_ended"
    POINT_CHANNEL = "point_channel"
    NOT_INTERNAL = "not_internal"
    PURPOSE_CLOSED = "purpose_closed"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_NOT_THEIRS = "evidence_not_theirs"
    EVIDENCE_OTHER_MATTER = "evidence_other_matter"
    EVIDENCE_STALE = "evidence_stale"
    EVIDENCE_ANSWERED = "evidence_answered"
    EVIDENCE_USED_UP = "evidence_used_up"
    SWITCHBOARD_UNASKED = "switchboard_unasked"
    CONSENT_MISSING = "consent_missing"
    PAUSED = "paused"
    THEY_WILL_CALL = "they_will_call"
    NAMED_TIME = "named_time"
    CHANNEL_ORDER = "channel_order"
    STOPPED = "stopped"
    CAP_WITHOUT_CONVERSATION = "cap_without_conversation"
    CAP_WINDOW = "cap_window"
    CAP_CONTACTS_PER_DAY = "cap_contacts_per_day"
    CAP_PER_DAY = "cap_per_day"
    CAP_SWITCHBOARD = "cap_switchboard"
    REST_AFTER_CONVERSATION = "rest_after_conversation"
    GAP = "gap"
    WISH_TIMES = "wish_times"
    CLOSED_DAY = "closed_day"
    OUTSIDE_HOURS = "outside_hours"
    NO_OPENING = "no_opening"
    # Only ever a note beside a grant
    PREFERS_CHANNEL = "prefers_channel"


ORDER: dict[Code, int] = {code: rank for rank, code in enumerate(Code)}
