"""What contacts do to promises: one table, and properties over any history."""

import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.promises.rules import CORRECTED, Contact, Hours, Pledge, settle, state

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ALWAYS = Hours(closes_at=Hours().opens_at)
HANA, KEN = UUID(int=1), UUID(int=2)
HOME, MOBILE = UUID(int=11), UUID(int=12)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def contact(number: int, at: datetime, code: str, direction: str = "out", **facts: object) -> Contact:
    known: dict[str, object] = {"person": HANA, "point": MOBILE, "channel": "call", "reached": code == "reached"} | facts
    return Contact(id=UUID(int=1000 + number), at=at, direction=direction, code=code, **known)  # type: ignore[arg-type]  # any field of it


def pledge(**facts: object) -> Pledge:
    known: dict[str, object] = {
        "id": UUID(int=500),
        "kind": "call_back",
        "began_at": ago(hours=5),
        "from_at": ago(hours=4),
        "due_at": ago(hours=1),
        "person": HANA,
    }
    return Pledge(**(known | facts))  # type: ignore[arg-type]  # any field of it


@dataclass
class Desk:
    """The promises as they are kept between one settling and the next."""

    pledges: dict[UUID, Pledge] = field(default_factory=dict)
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    ids: "count[int]" = field(default_factory=lambda: count(100_000))

    def hears(self, *contacts: Contact, now: datetime = NOW) -> None:
        self.contacts |= {contact.id: contact for contact in contacts}
        done = settle(pledges=self.pledges.values(), contacts=self.contacts.values(), now=now, hours=ALWAYS)
        self.pledges |= {pledge.id: pledge for pledge in done.changed if pledge.id}
        for new in done.made:
            number = UUID(int=next(self.ids))
            self.pledges[number] = replace(new, id=number)

    @property
    def open(self) -> set[Pledge]:
        return {replace(pledge, id=None) for pledge in self.pledges.values() if pledge.is_open}

    def one(self) -> Pledge:
        (only,) = self.pledges.values()
        return only


OWED = [
    # what they or we did, whether our promise of 08:00-11:00 (made 07:00) is kept, attempts
    ("a call that reached the person", contact(1, ago(hours=2), "reached"), "kept", 0),
    ("they rang and we spoke", contact(1, ago(hours=2), "reached", "in"), "kept", 0),
    ("nobody answered", contact(1, ago(hours=2), "no_answer"), "open", 1),
    ("busy", contact(1, ago(hours=2), "busy"), "open", 1),
    ("a voicemail is not the person", contact(1, ago(hours=2), "voicemail_left"), "open", 1),
    ("a message at reception is not the person", contact(1, ago(hours=2), "reception_message"), "open", 1),
    ("a text sent is a try", contact(1, ago(hours=2), "sent", channel="text"), "open", 1),
    ("nobody knows how it went", contact(1, ago(hours=2), "unknown"), "open", 0),
    ("a quarter of an hour early is punctual", contact(1, ago(hours=4, minutes=15), "reached"), "kept", 0),
    ("a talk long before the time agreed", contact(1, ago(hours=4, minutes=45), "reached"), "open", 0),
    ("a talk before it was made", contact(1, ago(hours=6), "reached"), "open", 0),
    ("a talk with somebody else", contact(1, ago(hours=2), "reached", person=KEN), "open", 0),
    ("somebody at a shared number, nobody knows who", contact(1, ago(hours=2), "reached", person=None), "open", 0),
    ("late is still kept", contact(1, ago(minutes=1), "reached"), "kept", 0),
]


@pytest.mark.parametrize(("what", "happened", "then", "attempts"), OWED, ids=[row[0] for row in OWED])
def test_what_we_owe(what: str, happened: Contact, then: str, attempts: int) -> None:
    desk = Desk({UUID(int=500): pledge()})
    desk.hears(happened)
    assert (state(desk.one()), len(desk.one().attempts)) == (then, attempts)


def test_a_talk_for_another_client_keeps_nothing() -> None:
    desk = Desk({UUID(int=500): pledge(client=UUID(int=7))})
    desk.hears(contact(1, ago(hours=2), "reached", client=UUID(int=8)))
    assert state(desk.one()) == "open"
    desk.hears(contact(2, ago(hours=1), "reached", client=UUID(int=7)))
    assert desk.one().kept_by == UUID(int=1002)


THEIRS = [
    ("they called and we spoke", contact(1, ago(hours=4), "reached", "in"), "kept"),
    ("they called and we missed it", contact(1, ago(hours=4), "missed", "in"), "kept"),
    ("they wrote", contact(1, ago(hours=4), "received", "in", channel="text"), "kept"),
    ("they dialled us by mistake", contact(1, ago(hours=4), "no_business", "in"), "open"),
    ("we reached them first", contact(1, ago(hours=4), "reached"), "kept"),
    ("we tried", contact(1, ago(hours=4), "no_answer"), "open"),
]


@pytest.mark.parametrize(("what", "happened", "then"), THEIRS, ids=[row[0] for row in THEIRS])
def test_what_they_owe(what: str, happened: Contact, then: str) -> None:
    desk = Desk({UUID(int=500): pledge(kind="their_call", owed_by="them")})
    desk.hears(happened)
    assert state(desk.pledges[UUID(int=500)]) == then


def test_their_call_that_we_missed_is_now_ours_to_return() -> None:
    desk = Desk({UUID(int=500): pledge(kind="their_call", owed_by="them")})
    desk.hears(contact(1, ago(hours=2), "missed", "in"))
    (mine,) = desk.open
    assert (mine.kind, mine.owed_by, mine.asked_by, mine.made_from) == ("missed_call", "us", "person", UUID(int=1001))


MISSED = [
    # history (oldest first), open missed-call promises, how often raised
    ("one ring", [contact(1, ago(hours=2), "missed", "in")], 1, 0),
    ("declined is missed", [contact(1, ago(hours=2), "declined", "in")], 1, 0),
    ("a message on our machine", [contact(1, ago(hours=2), "voicemail", "in")], 1, 0),
    ("a second ring raises", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=1), "missed", "in")], 1, 1),
    ("we spoke since", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=1), "reached")], 0, 0),
    ("they got through since", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=1), "reached", "in")], 0, 0),
    ("it was a mistake, they said", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=1), "no_business")], 0, 0),
    ("we tried since, in vain", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=1), "no_answer")], 1, 0),
    ("rang again after we spoke", [contact(1, ago(hours=2), "reached"), contact(2, ago(hours=1), "missed", "in")], 1, 0),
    ("four days old", [contact(1, ago(hours=96), "missed", "in")], 0, 0),
    ("old and new", [contact(1, ago(hours=96), "missed", "in"), contact(2, ago(hours=1), "missed", "in")], 1, 0),
    ("one ring on two lines", [contact(1, ago(seconds=90), "missed", "in"), contact(2, ago(seconds=89.1), "missed", "in")], 1, 0),
    ("rang again at once", [contact(1, ago(seconds=90), "missed", "in"), contact(2, ago(seconds=78), "missed", "in")], 1, 1),
    ("taken on the other line", [contact(1, ago(seconds=90), "reached", "in"), contact(2, ago(seconds=89.1), "missed", "in")], 0, 0),
    ("withheld", [contact(1, ago(hours=2), "missed", "in", person=None, point=None)], 0, 0),
    ("a text is not a ring", [contact(1, ago(hours=2), "received", "in", channel="text")], 0, 0),
    ("a mistaken call", [contact(1, ago(hours=2), "no_business", "in")], 0, 0),
    ("two people", [contact(1, ago(hours=2), "missed", "in"), contact(2, ago(hours=2), "missed", "in", person=KEN)], 2, 0),
    ("a shared number", [contact(1, ago(hours=2), "missed", "in", person=None)], 1, 0),
    (
        "a shared number, and one of them was reached on it",
        [contact(1, ago(hours=2), "missed", "in", person=None), contact(2, ago(hours=1), "reached", person=KEN)],
        0,
        0,
    ),
    (
        "a shared number, and one of them was reached elsewhere",
        [contact(1, ago(hours=2), "missed", "in", person=None), contact(2, ago(hours=1), "reached", person=KEN, point=HOME)],
        1,
        0,
    ),
]


@pytest.mark.parametrize(("what", "history", "owed", "raised"), MISSED, ids=[row[0] for row in MISSED])
def test_missed_calls(what: str, history: list[Contact], owed: int, raised: int) -> None:
    for order in (history, history[::-1]):
        together, apart = Desk(), Desk()
        together.hears(*order)
        for one in order:
            apart.hears(one)
        assert together.open == apart.open
        assert len(together.open) == owed
        assert max((pledge.raised for pledge in together.open), default=0) == raised


def test_a_ring_while_they_wait_for_our_call_raises_that_promise() -> None:
    desk = Desk({UUID(int=500): pledge()})
    desk.hears(contact(1, ago(hours=2), "missed", "in"))
    assert (desk.one().raised, desk.one().raised_at) == (1, ago(hours=2))


def test_a_ring_long_before_the_time_agreed_wants_an_answer_today() -> None:
    desk = Desk({UUID(int=500): pledge(kind="agreed_time", from_at=NOW + timedelta(days=4), due_at=NOW + timedelta(days=4))})
    desk.hears(contact(1, ago(hours=2), "missed", "in"))
    assert {owed.kind for owed in desk.open} == {"agreed_time", "missed_call"}


def test_a_promise_for_a_missed_call_dies_with_a_correction_and_comes_back_with_the_next() -> None:
    desk = Desk()
    ring = contact(1, ago(hours=2), "missed", "in")
    desk.hears(ring)
    before = desk.open
    desk.hears(replace(ring, code="reached", reached=True))
    assert desk.open == set()
    assert desk.one().withdrawn_because == CORRECTED
    desk.hears(ring)
    assert desk.open == before


def test_withdrawn_by_a_member_stays_withdrawn() -> None:
    desk = Desk()
    ring = contact(1, ago(hours=2), "missed", "in")
    desk.hears(ring)
    desk.pledges = {number: replace(owed, withdrawn_at=ago(hours=1), withdrawn_because="済み") for number, owed in desk.pledges.items()}
    desk.hears(ring)
    assert desk.open == set()
    desk.hears(contact(2, ago(minutes=5), "missed", "in"))
    assert len(desk.open) == 1


def test_what_a_member_said_kept_it_stands_until_it_turns_out_otherwise() -> None:
    talk = contact(1, ago(hours=4, minutes=50), "reached")
    desk = Desk({UUID(int=500): pledge(kept_by=talk.id, kept_at=talk.at)})
    desk.hears(talk)
    assert state(desk.one()) == "kept"
    desk.hears(replace(talk, code="no_answer", reached=False))
    assert state(desk.one()) == "open"


def test_the_earliest_talk_keeps_it_whichever_we_learn_of_first() -> None:
    desk = Desk({UUID(int=500): pledge()})
    desk.hears(contact(2, ago(minutes=10), "reached"))
    desk.hears(contact(1, ago(hours=2), "reached"))
    assert desk.one().kept_at == ago(hours=2)


CODES = {
    "in": ["missed", "declined", "reached", "no_business", "voicemail", "unknown"],
    "out": ["no_answer", "reached", "busy", "unknown", "no_business", "voicemail_left"],
}


@st.composite
def contacts(draw: st.DrawFn) -> list[Contact]:
    made = []
    for number in range(draw(st.integers(1, 9))):
        direction = draw(st.sampled_from(["in", "out"]))
        made.append(
            contact(
                number,
                ago(minutes=draw(st.integers(1, 90 * 60) | st.sampled_from([60, 300])), seconds=draw(st.sampled_from([0, 0, 2, 4, 9]))),
                draw(st.sampled_from(CODES[direction])),
                direction,
                person=draw(st.sampled_from([HANA, HANA, KEN, None])),
                point=draw(st.sampled_from([MOBILE, MOBILE, HOME, None])),
            )
        )
    return made


@st.composite
def pledges(draw: st.DrawFn) -> dict[UUID, Pledge]:
    made = {}
    for number in range(draw(st.integers(0, 3))):
        began = ago(minutes=draw(st.integers(1, 90 * 60)))
        from_at = began + timedelta(minutes=draw(st.integers(0, 3000)))
        owed_by = draw(st.sampled_from(["us", "us", "them"]))
        made[UUID(int=500 + number)] = pledge(
            id=UUID(int=500 + number),
            kind=draw(st.sampled_from(["call_back", "agreed_time", "look_again"])) if owed_by == "us" else "their_call",
            owed_by=owed_by,
            began_at=began,
            from_at=from_at,
            due_at=from_at + timedelta(minutes=draw(st.integers(0, 600))),
            person=draw(st.sampled_from([HANA, KEN])),
        )
    return made


@given(pledges(), contacts(), st.data())
def test_any_order_any_portions_the_same_promises_are_open(owed: dict[UUID, Pledge], known: list[Contact], data: st.DataObject) -> None:
    at_once, one_by_one = Desk(dict(owed)), Desk(dict(owed))
    at_once.hears(*known)
    for one in data.draw(st.permutations(known)):
        one_by_one.hears(one)
    assert {replace(each, owner=None) for each in at_once.open} == {replace(each, owner=None) for each in one_by_one.open}


@given(pledges(), contacts())
def test_asked_again_it_says_the_same(owed: dict[UUID, Pledge], known: list[Contact]) -> None:
    desk = Desk(dict(owed))
    desk.hears(*known)
    before = dict(desk.pledges)
    desk.hears(*known, now=NOW + timedelta(days=9))
    assert desk.pledges == before


@given(pledges(), contacts(), st.data())
def test_open_or_kept_or_withdrawn_and_never_two_for_one_caller(
    owed: dict[UUID, Pledge], known: list[Contact], data: st.DataObject
) -> None:
    desk = Desk(dict(owed))
    for one in known:
        desk.hears(one)
        if data.draw(st.booleans()):
            codes = CODES[one.direction]
            code = data.draw(st.sampled_from(codes))
            desk.hears(replace(one, code=code, reached=code == "reached"))
        for each in desk.pledges.values():
            assert (each.kept_at is None) or (each.withdrawn_at is None)
            assert (each.kept_at is None) == (each.kept_by is None)
            if each.kept_by and each.owed_by == "us":
                assert desk.contacts[each.kept_by].reached
        missed = [(each.person, None if each.person else each.point) for each in desk.open if each.kind == "missed_call"]
        assert len(missed) == len(set(missed))


@given(pledges(), contacts(), st.data())
def test_a_slip_that_is_put_right_leaves_no_trace(owed: dict[UUID, Pledge], known: list[Contact], data: st.DataObject) -> None:
    desk = Desk(dict(owed))
    desk.hears(*known)
    before = desk.open
    slip = data.draw(st.sampled_from(known))
    code = data.draw(st.sampled_from(CODES[slip.direction]))
    desk.hears(replace(slip, code=code, reached=code == "reached"))
    desk.hears(slip)
    assert desk.open == before


def years_of(promises: int) -> tuple[list[Pledge], list[Contact]]:
    """Each promised, rung about in vain, and kept, one after the other; they ring in between."""
    owed, heard = [], []
    for number in range(promises):
        at = ago(hours=6 * (promises - number))
        owed.append(pledge(id=UUID(int=10_000 + number), began_at=at, from_at=at, due_at=at + timedelta(hours=1)))
        for minutes, (code, direction) in enumerate([("missed", "in"), ("no_answer", "out"), ("reached", "out")], 1):
            heard.append(contact(3 * number + minutes, at + timedelta(minutes=10 * minutes), code, direction))
    return owed, heard


def calls_for(promises: int) -> int:
    """How many functions are called to settle as many; what time that takes is the machine's."""
    owed, heard = years_of(promises)
    calls = 0

    def called(frame: object, event: str, arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        settle(pledges=owed, contacts=heard, now=NOW, hours=ALWAYS)
    finally:
        sys.setprofile(before)
    return calls


def test_ten_times_the_promises_are_ten_times_the_work() -> None:
    assert calls_for(500) < 12 * calls_for(50)
