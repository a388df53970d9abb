"""Strain on members: runs of refusals and hang-ups, counted by hand."""

from typing import Any

from enishi.measures.queries.ground import lay
from enishi.measures.queries.keeping import shelf
from enishi.measures.queries.strain import strain
from enishi.measures.results import Strain
from tests.measures.logs import table, touch


def strained(*touches: dict[str, Any]) -> Strain:
    with shelf() as held:
        return strain(lay(held, table(*touches)))


def day(member: str, when: str, *ends: str) -> list[dict[str, Any]]:
    """One day of a member, a call a minute: n never, c cut short (5 s), t a talk, - nobody answered."""
    kinds = {"n": ("never", 60), "c": ("unknown", 5), "t": ("reached", 120), "-": ("no_answer", 0)}
    return [
        touch(f"{when} 10:{minute:02}", f"p{minute}", kinds[end][0], talk_seconds=kinds[end][1], member=member)
        for minute, end in enumerate(ends)
    ]


def test_runs_are_counted_over_what_was_answered() -> None:
    """Aoki: n c - n is a run of three, a talk ends it, then two more. The next day begins anew."""
    found = strained(*day("青木", "03-02", *"nc-ntnn"), *day("青木", "03-03", *"nttttt"), *day("馬場", "03-02", *"ttt-t"))
    first, second = found.members
    assert (first.member, first.longest_run, first.runs) == ("青木", 3, 1)
    assert (first.hard.count, first.hard.of) == (6, 12)
    assert (second.longest_run, second.runs, second.hard.count, second.hard.of) == (0, 0, 0, 4)


def test_a_voicemail_of_five_seconds_is_no_hang_up() -> None:
    rows = [
        touch("03-02 10:00", "p", "voicemail", talk_seconds=5, member="青木"),
        touch("03-02 10:01", "p", "reached", talk_seconds=60, member="青木"),
    ]
    assert strained(*rows).members[0].hard.of == 1


def test_nobody_is_ranked() -> None:
    """By name, and no field tells how often anybody dialled."""
    found = strained(*day("渡辺", "03-02", *"t"), *day("青木", "03-02", *"nnn-----"))
    assert [member.member for member in found.members] == ["渡辺", "青木"]
    assert [member.hard.of for member in found.members] == [1, 3]


def test_what_the_log_cannot_show_is_not_measured() -> None:
    for rows, word in (
        ([], "no outbound"),
        ([touch("03-02 10:00", "p", "reached", talk_seconds=60)], "no member"),
        ([touch("03-02 10:00", "p", "reached", member="青木")], "talk time"),
    ):
        found = strained(*rows)
        assert found.members == ()
        assert found.why is not None and word in found.why.en
