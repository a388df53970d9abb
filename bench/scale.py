"""How much is measured: the numbers that were promised for, or as few as show that the bench itself works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`requests` and `writes` are one repeat's, `writes` one client's."""

    people: int
    touches: int
    repeats: int
    requests: int
    writes: int
    decisions: int
    log_rows: int
    contact_rows: int
    diagnosed: int


def full(people: int, touches: int) -> Scale:
    return Scale(
        people, touches, repeats=3, requests=1000, writes=250, decisions=1000, log_rows=200_000, contact_rows=50_000, diagnosed=10_000_000
    )


# A log long enough to be read by a process of its own, as the full one is
SMALL = Scale(
    people=2_000, touches=4_000, repeats=1, requests=20, writes=5, decisions=20, log_rows=16_000, contact_rows=200, diagnosed=20_000
)
