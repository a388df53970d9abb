"""What each of three people would live through, for processes written in a few lines."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.measures.eye import (
    BY_TEXT,
    NEVER,
    SAMPLES,
    SECOND,
    Persona,
    Process,
    Ring,
    Written,
    ask,
    assumptions,
    live,
    lives,
    read_file,
    read_process,
)
from enishi.measures.eye.living import REPLY_AFTER, opening
from enishi.measures.eye.moments import Moment
from enishi.measures.eye.process import Call, Open, Wait
from tests.measures.eye.lives import at

HEAD = 'name = "x"\nbegins = 2026-11-24T10:00:00\nnumber = "03-2000-0001"\ninquiry = false\n'
CALL = '[[step]]\ndo = "call"\n'
TEXT = '[[step]]\ndo = "text"\nwords = "…"\n'
CHOSEN = '[[step]]\ndo = "wait"\nuntil = "chosen"\n'


def wait(length: str) -> str:
    return f'[[step]]\ndo = "wait"\nfor = "{length}"\n'


def told(moment: Moment) -> str:
    """24 10:00 ring, … talk, … text, … reply: a moment in a word."""
    ringing = "talk" if isinstance(moment, Ring) and moment.answered else "ring"
    what = ringing if isinstance(moment, Ring) else moment.channel if moment.ours else "reply"
    return f"{moment.at:%d %H:%M} {what}"


def lived(steps: str, persona: Persona, head: str = HEAD) -> list[str]:
    return [told(moment) for moment in live(read_process(head + steps), persona).lived.moments]


@pytest.mark.parametrize(
    ("steps", "persona", "moments"),
    [
        (CALL, NEVER, ["24 10:00 ring"]),
        (CALL, SECOND, ["24 10:00 ring"]),
        (CALL + wait("2h") + CALL + wait("1d") + CALL, SECOND, ["24 10:00 ring", "24 12:00 talk"]),
        (CALL + 'times = 3\nevery = "4h"\nhours = ["9:00-18:00"]\n', NEVER, ["24 10:00 ring", "24 14:00 ring", "25 09:00 ring"]),
        (CALL + 'days = ["thu"]\n', NEVER, ["26 00:00 ring"]),
        (wait("1h") + TEXT, NEVER, ["24 11:00 text"]),
        ('[[step]]\ndo = "wait"\nuntil = "10:00"\n' + CALL, NEVER, ["25 10:00 ring"]),
        ('[[step]]\ndo = "wait"\nuntil = "11:00"\n' + CALL, NEVER, ["24 11:00 ring"]),
        # Their answer ends it, whenever it comes
        (TEXT, BY_TEXT, ["24 10:00 text", "24 10:40 reply"]),
        (TEXT + wait("1h") + CALL, BY_TEXT, ["24 10:00 text", "24 10:40 reply"]),
        (TEXT + wait("30m") + CALL, BY_TEXT, ["24 10:00 text", "24 10:30 ring", "24 10:40 reply"]),
        (TEXT + CALL + 'times = 3\nevery = "30m"\n', BY_TEXT, ["24 10:00 text", "24 10:00 ring", "24 10:30 ring", "24 10:40 reply"]),
        # unless it goes on with the time they chose
        (TEXT + CHOSEN + CALL, BY_TEXT, ["24 10:00 text", "24 10:40 reply", "25 15:00 talk"]),
        (TEXT + wait("3h") + CALL + CHOSEN + CALL, BY_TEXT, ["24 10:00 text", "24 10:40 reply", "25 15:00 talk"]),
        (TEXT + CHOSEN + CALL, NEVER, ["24 10:00 text"]),
        (TEXT + CHOSEN + 'at_most = "2d"\n' + CALL, NEVER, ["24 10:00 text", "26 10:00 ring"]),
        (TEXT + CHOSEN + CALL, SECOND, ["24 10:00 text"]),
    ],
)
def test_lives(steps: str, persona: Persona, moments: list[str]) -> None:
    assert lived(steps, persona) == moments


def test_a_process_that_does_not_end_goes_on_after_a_talk_and_after_an_answer() -> None:
    head = HEAD + 'until = "end"\n'
    assert lived(CALL + 'times = 3\nevery = "1h"\n', SECOND, head) == ["24 10:00 ring", "24 11:00 talk", "24 12:00 ring"]
    assert lived(TEXT + wait("1h") + CALL, BY_TEXT, head) == ["24 10:00 text", "24 10:40 reply", "24 11:00 talk"]
    late = TEXT + wait("4d") + CALL + CHOSEN + CALL
    assert lived(late, BY_TEXT, head) == ["24 10:00 text", "24 10:40 reply", "25 15:00 talk"]


def test_numbers_change_ring_by_ring() -> None:
    life = live(read_process(HEAD + CALL + 'number = ["03-2000-0002", "03-2000-0003"]\ntimes = 3\nevery = "1m"\nring_seconds = 9\n'), NEVER)
    assert [(ring.number, ring.rung_seconds) for ring in life.lived.moments if isinstance(ring, Ring)] == [
        ("+81320000002", 9),
        ("+81320000003", 9),
        ("+81320000002", 9),
    ]


def test_an_inquiry_comes_first_and_is_theirs() -> None:
    life = live(read_process(HEAD.replace("false", "true") + CALL), NEVER)
    assert life.lived.moments[0] == Written(at(10), "form", ours=False)
    assert life.steps == (None, 0)


def test_the_firm_that_rings_ten_times_a_day() -> None:
    never, second, by_text = lives(read_file(SAMPLES / "ten-a-day.toml"))
    days = [
        sum(isinstance(moment, Ring) for moment in never.lived.on(day).moments)
        for day in {moment.at.date() for moment in never.lived.moments}
    ]
    assert days == [10, 10, 10]
    assert by_text.lived.moments == never.lived.moments
    assert [told(moment).split()[-1] for moment in second.lived.moments] == ["reply", "ring", "talk"]


def test_the_firm_that_keeps_to_their_time() -> None:
    found = [[told(moment) for moment in life.lived.moments] for life in lives(read_file(SAMPLES / "considerate.toml"))]
    begin = ["24 09:12 reply", "24 10:00 ring", "24 10:05 text"]
    assert found == [
        [*begin, "26 10:05 ring"],
        [*begin, "26 10:05 talk"],
        [*begin, "24 10:45 reply", "25 15:00 talk"],
    ]


def test_each_step_that_reaches_somebody_is_asked_about() -> None:
    asked = ask(read_file(SAMPLES / "considerate.toml"))
    assert [(one.step, one.what.en) for one in asked] == [(0, "Call"), (2, "Send a text"), (4, "Call")]
    assert all(one.question.ja == "自分がされたらどう思いますか。" and one.picture.startswith("<svg") for one in asked)
    assert "電話が2回鳴ります" in asked[2].lived.ja
    assert "15:00" in assumptions(read_file(SAMPLES / "considerate.toml")).ja


def test_a_step_to_which_nobody_comes_has_no_picture() -> None:
    asked = ask(read_process(HEAD + CHOSEN + CALL))
    assert [(one.step, one.picture, one.lived.en) for one in asked] == [(1, "", "Nobody comes so far.")]


def test_a_step_that_only_the_answering_reach_is_shown_as_they_see_it() -> None:
    (text, call) = ask(read_process(HEAD + TEXT + CHOSEN + CALL))
    assert "最初のSMSに返事をする方" in call.picture
    assert "一度も出ない方" in text.picture


@st.composite
def processes(draw: st.DrawFn) -> Process:
    steps = draw(
        st.lists(
            st.sampled_from([CALL, CALL + 'times = 7\nevery = "3h"\n', TEXT, CHOSEN, CHOSEN + 'at_most = "2d"\n', wait("5h")]),
            min_size=1,
            max_size=8,
        )
    )
    until = draw(st.sampled_from(["reached", "end"]))
    return read_process(
        HEAD + f'until = "{until}"\nhours = ["10:00-12:00", "13:00-20:00"]\ndays = ["tue", "thu", "fri"]\n' + "".join(steps)
    )


@given(processes(), st.sampled_from([NEVER, SECOND, BY_TEXT]))
def test_whatever_is_planned_is_lived_in_order_in_open_hours_and_ends(process: Process, persona: Persona) -> None:
    life = live(process, persona)
    ours = [moment for moment in life.lived.moments if moment.ours]
    assert len(ours) <= sum(step.times if isinstance(step, Call) else not isinstance(step, Wait) for step in process.steps)
    assert all(moment.at == opening(moment.at, Open(((600, 720), (780, 1200)), 0b11010)) for moment in ours)
    talks = [ring for ring in ours if isinstance(ring, Ring) and ring.answered]
    assert persona is not NEVER or not talks
    assert not process.until_reached or not talks or talks == [ours[-1]]
    replies = [moment for moment in life.lived.moments if not moment.ours]
    texts = [moment for moment in ours if isinstance(moment, Written)]
    assert [reply.at for reply in replies] == ([texts[0].at + REPLY_AFTER] if persona is BY_TEXT and texts else [])


def test_opening_hours() -> None:
    office = Open(((600, 720), (780, 1080)), 0b11111)
    friday = at(12) + timedelta(days=3)
    assert opening(friday, office) == friday + timedelta(hours=1)
    assert opening(friday + timedelta(hours=6), office) == at(10) + timedelta(days=6)
    with pytest.raises(ValueError, match="no hour is open"):
        opening(friday, Open((), 0b1))
