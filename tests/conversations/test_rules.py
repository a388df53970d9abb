"""Every ending: its key, what it asks, what it writes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.conversations.rules import (
    CONCLUSIONS,
    CallBack,
    Consequence,
    Details,
    EndEmployment,
    EndHolding,
    Facts,
    GiveConsent,
    HaltCalls,
    Held,
    HoldPoint,
    NewContact,
    Owe,
    PauseFor,
    Refuse,
    WithdrawPromise,
    conclusion_for_key,
    consequences,
    not_now_until,
    problem,
)
from enishi.promises.rules import Hours, Pledge
from enishi.touches.rules import OUTCOMES

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ALWAYS = Hours(closes_at=Hours().opens_at)
REST = timedelta(days=45)
HANA, MOBILE, OFFICE = UUID(int=1), UUID(int=11), UUID(int=12)
CLIENT, TOPIC, OTHER = UUID(int=21), UUID(int=22), UUID(int=23)
JOB = UUID(int=31)
MINE, COMPANYS, SWITCHBOARD, SOMEBODYS = UUID(int=41), UUID(int=42), UUID(int=43), UUID(int=44)
LATER = NOW + timedelta(days=20)
# Item 6 of what must work, word for word; a log knows a few more
EVERY = {
    "reached",
    "no_answer",
    "busy",
    "voicemail_left",
    "voicemail",
    "switched_off",
    "number_dead",
    "carrier_refusal",
    "reception_away",
    "reception_blocked",
    "reception_message",
    "they_will_call",
    "not_now",
    "never",
    "left_company",
    "wrong_person",
    "no_business",
}


def pledge(number: int, **facts: object) -> Pledge:
    known: dict[str, object] = {"kind": "call_back", "began_at": NOW, "from_at": NOW, "due_at": NOW, "person": HANA}
    return Pledge(id=UUID(int=number), **(known | facts))  # type: ignore[arg-type]  # any field of it


FACTS = Facts(
    at=NOW,
    channel="call",
    direction="out",
    purpose="solicit",
    person=HANA,
    point=MOBILE,
    hours=ALWAYS,
    promises=(
        pledge(1),
        pledge(2, asked_by="us", kind="look_again"),
        pledge(3, owed_by="them", kind="their_call"),
        pledge(4, client=OTHER),
    ),
    holdings=(
        Held(MINE, MOBILE),
        Held(COMPANYS, OFFICE, label="会社直通"),
        Held(SWITCHBOARD, UUID(int=13), use="switchboard"),
    ),
    employments=(JOB,),
)
GONE = NewContact("email", "hana@example.jp", label="新しいメール")

TABLE: list[tuple[str, str, Facts, Details, list[Consequence]]] = [
    ("reached", "reached", FACTS, Details(), []),
    (
        "reached, and a time agreed",
        "reached",
        FACTS,
        Details(call_back=CallBack(LATER, LATER, "火曜10時", "見積もり")),
        [Owe("agreed_time", "us", "person", LATER, LATER, "火曜10時", "見積もり")],
    ),
    (
        "reached, and our own idea to call again",
        "reached",
        FACTS,
        Details(call_back=CallBack(LATER, LATER, they_asked=False)),
        [Owe("agreed_time", "us", "us", LATER, LATER)],
    ),
    ("no answer", "no_answer", FACTS, Details(), []),
    ("busy", "busy", FACTS, Details(), []),
    ("voicemail left", "voicemail_left", FACTS, Details(), []),
    ("voicemail not left", "voicemail", FACTS, Details(), []),
    ("switched off", "switched_off", FACTS, Details(), []),
    ("not put through", "reception_blocked", FACTS, Details(), []),
    ("message at reception", "reception_message", FACTS, Details(), []),
    ("away", "reception_away", FACTS, Details(), []),
    ("away, back at", "reception_away", FACTS, Details(back_at=LATER), [Owe("call_back", "us", "us", LATER, LATER + timedelta(hours=1))]),
    ("they will call", "they_will_call", FACTS, Details(), [Owe("their_call", "them", "person", NOW, NOW + timedelta(hours=8))]),
    ("they will call by", "they_will_call", FACTS, Details(by_at=LATER), [Owe("their_call", "them", "person", NOW, LATER)]),
    (
        "not now",
        "not_now",
        FACTS,
        Details(because="決算が終わってから"),
        [
            PauseFor("決算が終わってから", NOW + REST, False),
            WithdrawPromise(UUID(int=2), "moved"),
            Owe("look_again", "us", "us", NOW + REST, NOW + REST + timedelta(hours=8), about="決算が終わってから"),
        ],
    ),
    (
        "not now, agreed until, for a client",
        "not_now",
        replace(FACTS, client=CLIENT, topic=TOPIC),
        Details(because="予算", until_at=LATER, agreed=True),
        [
            PauseFor("予算", LATER, True, CLIENT, TOPIC),
            Owe("look_again", "us", "person", LATER, LATER + timedelta(hours=8), about="予算"),
        ],
    ),
    (
        "never, about nothing named: everything",
        "never",
        FACTS,
        Details(words="もうかけないで"),
        [
            Refuse("everything", words="もうかけないで"),
            WithdrawPromise(UUID(int=1), "refused"),
            WithdrawPromise(UUID(int=2), "refused"),
            WithdrawPromise(UUID(int=4), "refused"),
        ],
    ),
    (
        "never, on behalf of a client: that client",
        "never",
        replace(FACTS, client=OTHER, topic=TOPIC),
        Details(),
        [
            Refuse("client", client=OTHER),
            WithdrawPromise(UUID(int=2), "refused"),
            WithdrawPromise(UUID(int=4), "refused"),
        ],
    ),
    (
        "never, they said everything",
        "never",
        replace(FACTS, client=OTHER, promises=()),
        Details(scope="everything"),
        [Refuse("everything")],
    ),
    (
        "never about this topic",
        "never",
        replace(FACTS, topic=TOPIC),
        Details(),
        [Refuse("topic", topic=TOPIC), WithdrawPromise(UUID(int=2), "refused")],
    ),
    (
        "never by text",
        "never",
        FACTS,
        Details(scope="channel", channel="text"),
        [Refuse("channel", channel="text")],
    ),
    (
        "never, on a number that others share: the person alone",
        "never",
        replace(FACTS, holdings=(Held(MINE, MOBILE), Held(SOMEBODYS, MOBILE, by_person=False)), promises=()),
        Details(),
        [Refuse("everything")],
    ),
    (
        "never, and nobody knows which of them",
        "never",
        replace(FACTS, person=None, promises=()),
        Details(),
        [Refuse("everything", binds_point=MOBILE)],
    ),
    (
        "dead, for all who held it",
        "number_dead",
        replace(FACTS, holdings=(*FACTS.holdings, Held(SOMEBODYS, MOBILE, by_person=False))),
        Details(),
        [EndHolding(MINE, "number_dead"), EndHolding(SOMEBODYS, "number_dead")],
    ),
    (
        "wrong person: this person's alone",
        "wrong_person",
        replace(FACTS, holdings=(*FACTS.holdings, Held(SOMEBODYS, MOBILE, by_person=False))),
        Details(),
        [EndHolding(MINE, "wrong_person")],
    ),
    ("carrier's refusal", "carrier_refusal", FACTS, Details(), [HaltCalls(MOBILE, "着信拒否の案内が流れました")]),
    (
        "left the company, says the company",
        "left_company",
        replace(FACTS, point=OFFICE),
        Details(),
        [EndEmployment(JOB), EndHolding(COMPANYS, "left_company"), EndHolding(SWITCHBOARD, "left_company")],
    ),
    (
        "left the company, she says on her own telephone, and gives her new address",
        "left_company",
        FACTS,
        Details(with_person=True, new_contact=GONE, consent_words="メールならどうぞ、と"),
        [
            EndEmployment(JOB),
            EndHolding(COMPANYS, "left_company"),
            EndHolding(SWITCHBOARD, "left_company"),
            HoldPoint(GONE),
            GiveConsent("mail", "メールならどうぞ、と"),
        ],
    ),
    ("no business", "no_business", FACTS, Details(), []),
    (
        "no business, when its promise had been moved",
        "no_business",
        replace(FACTS, promises=(pledge(7, kind="missed_call", moved_here=True), pledge(8))),
        Details(),
        [WithdrawPromise(UUID(int=7), "no_business")],
    ),
    ("missed", "missed", replace(FACTS, direction="in"), Details(), []),
    ("they wrote", "received", replace(FACTS, direction="in", channel="text"), Details(), []),
    ("we wrote", "sent", replace(FACTS, channel="text"), Details(), []),
]


@pytest.mark.parametrize(("what", "code", "facts", "details", "written"), TABLE, ids=[row[0] for row in TABLE])
def test_what_each_ending_writes(what: str, code: str, facts: Facts, details: Details, written: list[Consequence]) -> None:
    facts = replace(facts, details=details)
    assert problem(code, facts.direction, details, at=NOW, client=facts.client, topic=facts.topic) is None
    assert list(consequences(code, facts, NOW, REST)) == written


def test_the_table_covers_every_ending() -> None:
    assert {row[1] for row in TABLE} == set(CONCLUSIONS)
    assert set(CONCLUSIONS) >= EVERY
    assert set(CONCLUSIONS) <= set(OUTCOMES)


def test_every_ending_has_a_key_of_its_own_that_the_desk_does_not_use() -> None:
    keys = [ending.key for ending in CONCLUSIONS.values()]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("/jkctmu?")
    assert all(conclusion_for_key(ending.key) is ending for ending in CONCLUSIONS.values())
    assert conclusion_for_key("?") is None


def test_plain_endings_ask_nothing() -> None:
    asking = {code for code, ending in CONCLUSIONS.items() if not ending.is_plain}
    assert asking == {"they_will_call", "not_now", "never", "reception_away", "left_company"}


def test_who_was_met_agrees_with_the_ledger() -> None:
    assert all(ending.met == "person" for code, ending in CONCLUSIONS.items() if OUTCOMES[code].reached)


def test_not_now_rests_even_where_the_policy_says_nothing() -> None:
    pause = consequences("not_now", FACTS, NOW, timedelta(0))[0]
    assert isinstance(pause, PauseFor)
    assert pause.until_at == NOW + timedelta(days=30)


WRONG = [
    ("no such code", "gone_fishing", "out", Details(), ""),
    ("a log's word is no conclusion", "unknown", "out", Details(), ""),
    ("an inbound call was answered, not unanswered", "no_answer", "in", Details(), ""),
    ("an outbound call is not missed", "missed", "out", Details(), ""),
    ("until yesterday", "not_now", "out", Details(until_at=NOW - timedelta(days=1)), "until"),
    ("ends before it begins", "reached", "out", Details(call_back=CallBack(LATER, NOW + timedelta(hours=1))), "call_back"),
    ("a client, but which", "never", "out", Details(scope="client"), "scope"),
    ("a channel, but which", "never", "out", Details(scope="channel"), "scope"),
    ("a scope of no kind", "never", "out", Details(scope="family"), "scope"),
    ("a new contact nobody agreed to", "left_company", "out", Details(new_contact=GONE, consent_words="  "), "consent_words"),
    ("a new contact of somebody who refused", "never", "out", Details(new_contact=GONE, consent_words="はい"), "new_contact"),
]


@pytest.mark.parametrize(("what", "code", "direction", "details", "field"), WRONG, ids=[row[0] for row in WRONG])
def test_what_cannot_be_concluded(what: str, code: str, direction: str, details: Details, field: str) -> None:
    said = problem(code, direction, details, at=NOW, client=None, topic=None)
    assert said is not None
    assert said.field == field
    assert said.text.ja
    assert said.text.en


def test_where_no_day_was_named_we_rest_as_the_form_says() -> None:
    for rest in (REST, timedelta(0)):
        pause = consequences("not_now", FACTS, NOW, rest)[0]
        assert isinstance(pause, PauseFor)
        assert pause.until_at == not_now_until(NOW, rest)


def test_a_day_they_did_not_agree_to_never_shortens_the_rest_and_there_is_one_date() -> None:
    for named, agreed, until in ((LATER, False, NOW + REST), (NOW + 2 * REST, False, NOW + 2 * REST), (LATER, True, LATER)):
        pause, *_, again = consequences("not_now", replace(FACTS, details=Details(until_at=named, agreed=agreed)), NOW, REST)
        assert isinstance(pause, PauseFor)
        assert isinstance(again, Owe)
        assert pause.until_at == again.from_at == until


@given(st.sampled_from(sorted(CONCLUSIONS)), st.booleans(), st.sampled_from([None, CLIENT]), st.sampled_from([None, TOPIC]))
def test_consequences_name_only_what_is_there(code: str, known: bool, client: UUID | None, topic: UUID | None) -> None:
    facts = replace(FACTS, person=HANA if known else None, client=client, topic=topic)
    promises = {promise.id for promise in facts.promises}
    holdings = {holding.id for holding in facts.holdings}
    for written in consequences(code, facts, NOW, REST):
        assert not isinstance(written, WithdrawPromise) or written.promise in promises
        assert not isinstance(written, EndHolding) or written.holding in holdings
        assert not isinstance(written, Owe) or written.from_at <= written.due_at
        assert not isinstance(written, PauseFor) or written.until_at > NOW
