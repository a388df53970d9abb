"""Rights of members and programs."""

from enishi.kernel.words import Text, say

# What a token may be allowed to do, and how we say it
SCOPES: dict[str, Text] = {
    "people:read": say("人を探し、開く", "Find and open people"),
    "touches:write": say("連絡の記録を書く", "Log contacts"),
    "permits:write": say("連絡の許可を求める", "Ask for permits"),
    "promises:read": say("約束の一覧を読む", "Read what is due"),
}
# Letters and figures that nobody mistakes for others when a password is read out
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN_DAYS_AT_MOST = 366
TOKEN_PREFIX = "eni_"  # noqa: S105 - lets a leaked token be recognised


def unknown_scopes(wanted: list[str]) -> list[str]:
    """The names in `wanted` that are no scopes of ours."""
    return [scope for scope in wanted if scope not in SCOPES]
