"""What the packs of law promise: the law's own numbers."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.consideration.rules import Evidence, Granted, Matter, judge, pack
from enishi.consideration.rules.view import Consent, Contact, Wish
from enishi.consideration.rules.vocabulary import Channel, Direction, MetAs, Purpose, Side, WishKind

from .builders import (
    DESK_LINE,
    HANA,
    MOBILE,
    NOW,
    OFFER,
    OTHER_OFFER,
    TOKYO,
    a_ring,
    agreed,
    asked,
    at,
    heard,
    ordered,
    pause,
    promise,
    propose,
    rang,
    refusal,
    said,
    spoke,
    verdict,
    view,
)
from .strategies import mild_proposals, mild_views

P, C = Purpose, Channel
DEBT, REG_F, ESTATE = pack("debt-jp"), pack("reg-f"), pack("real-estate")

EVERY = [(P.SOLICIT, None), (P.INQUIRY, asked("03-09 10:00")), (P.SERVICE, ordered("03-09 10:00")), (P.REPLY, a_ring("03-10 20:55"))]


class TestTheLaw:
    @pytest.mark.parametrize("policy", [DEBT, REG_F, ESTATE], ids=lambda policy: policy.name)
    @pytest.mark.parametrize(("purpose", "evidence"), EVERY, ids=[purpose for purpose, _ in EVERY])
    def test_nobody_is_rung_from_nine_at_night_to_eight(self, policy, purpose, evidence):
        proposal = propose(purpose, evidence=evidence)
        assert said(verdict(view(), proposal, policy, at("03-10 20:59"))) == "granted"
        for now in ("03-10 21:00", "03-11 00:00", "03-11 07:59"):
            assert said(verdict(view(), proposal, policy, at(now))) == "wait 03-11 08:00: outside_hours"
        assert said(verdict(view(), proposal, policy, at("03-11 08:00"))) == "granted"

    @pytest.mark.parametrize("policy", [DEBT, ESTATE], ids=lambda policy: policy.name)
    def test_where_the_law_names_no_number_neither_do_we(self, policy):
        seen = view(contacts=[rang(f"03-10 {hour:02d}:00") for hour in range(8, 14)])
        assert said(verdict(seen, propose(), policy)) == "granted"

    def test_a_time_the_debtor_named_is_exclusive(self):
        promised = view(promises=[promise("03-09 10:00", "03-25 10:00", "03-25 12:00")])
        assert said(verdict(promised, propose(), DEBT)) == "wait 03-25 10:00: named_time"
        they_ring = view(promises=[promise("03-09 10:00", "03-09 10:00", "03-25 18:00", owed_by=Side.THEM)])
        assert said(verdict(they_ring, propose(P.SERVICE, evidence=ordered("03-01 10:00")), DEBT)) == "wait 03-25 18:00: they_will_call"
        evenings = view(wishes=[Wish(at("03-01 10:00"), WishKind.ONLY_TIMES, 127, time(18), time(20))])
        assert said(verdict(evenings, propose(), DEBT)) == "wait 03-10 18:00: wish_times"
        late = view(wishes=[Wish(at("03-01 10:00"), WishKind.ONLY_TIMES, 127, time(22), time(23))])
        assert said(verdict(late, propose(), DEBT)) == "refused: wish_times no_opening"
        assert said(verdict(view(pauses=[pause("03-09 10:00", "03-25 10:00", agreed=True)]), propose(), DEBT)) == "wait 03-25 10:00: paused"

    def test_a_debtor_is_not_rung_at_work_unless_they_asked(self):
        assert said(verdict(view(), propose(point=DESK_LINE), DEBT)) == "refused: switchboard_unasked"
        by_word = propose(P.PROMISE, point=DESK_LINE, evidence=agreed("03-09 10:00", "03-10 13:30", "03-10 15:00"))
        assert said(verdict(view(), by_word, DEBT)) == "granted"

    def test_seven_calls_in_seven_days(self):
        seen = view(zones=("America/New_York",), met_as=MetAs.CONSUMER)
        start = datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("America/New_York"))
        calls = [rang(f"2026-03-16 {22 + n // 60}:{n % 60:02d}") for n in range(7)]  # nine in the morning in New York
        assert said(verdict(replace(seen, contacts=tuple(calls[:6])), propose(), REG_F, start + timedelta(hours=3))) == "granted"
        full = verdict(replace(seen, contacts=tuple(calls)), propose(), REG_F, start + timedelta(hours=3))
        assert full.until == start.replace(day=23, hour=8)
        assert [reason.code for reason in full.reasons] == ["cap_window"]

    @pytest.mark.parametrize("conversation", [spoke("03-10 20:00"), heard("03-10 20:00", reached=True)], ids=["we rang", "they rang"])
    def test_no_call_for_seven_days_after_a_conversation_whose_day_is_the_first(self, conversation):
        seen = view(contacts=[conversation])
        for purpose, evidence in EVERY[:3]:
            proposal = propose(purpose, evidence=evidence)
            assert said(verdict(seen, proposal, REG_F, at("03-11 12:00"))) == "wait 03-17 08:00: rest_after_conversation"
            assert said(verdict(seen, proposal, REG_F, at("03-17 08:00"))) == "granted"
        assert said(verdict(seen, propose(channel=C.POST, point=MOBILE), REG_F, at("03-11 12:00"))) == "refused: point_channel"

    @pytest.mark.parametrize(
        ("evidence", "expected"),
        [
            pytest.param(agreed("03-10 20:00", "03-12 10:00", "03-12 12:00"), "granted", id="in that very talk"),
            pytest.param(agreed("03-11 09:00", "03-12 10:00", "03-12 12:00"), "granted", id="since"),
            pytest.param(
                agreed("03-10 19:59", "03-12 10:00", "03-12 12:00"), "wait 03-17 08:00: rest_after_conversation", id="before: spoken since"
            ),
            pytest.param(
                agreed("03-11 09:00", "03-12 10:00", "03-12 12:00", in_words=False),
                "wait 03-17 08:00: rest_after_conversation",
                id="a missed ring of theirs is no consent",
            ),
            pytest.param(
                agreed("03-11 09:00", "03-12 10:00", "03-12 12:00", matter=OTHER_OFFER),
                "refused: evidence_other_matter rest_after_conversation",
                id="about another debt",
            ),
        ],
    )
    def test_but_for_what_they_asked_for(self, evidence, expected):
        seen = view(contacts=[spoke("03-10 20:00")])
        assert said(verdict(seen, propose(P.PROMISE, evidence=evidence), REG_F, at("03-12 11:00"))) == expected

    def test_a_missed_ring_in_that_week_is_not_returned_by_telephone(self):
        seen = view(contacts=[spoke("03-10 20:00"), heard("03-12 10:30", matter=Matter())])
        reply = propose(P.REPLY, evidence=a_ring("03-12 10:30"))
        assert said(verdict(seen, reply, REG_F, at("03-12 11:00"))) == "wait 03-17 08:00: rest_after_conversation"
        assert said(verdict(seen, replace(reply, channel=C.TEXT), REG_F, at("03-12 11:00"))) == "granted"

    def test_a_mail_at_night_is_a_mail_at_night(self):
        seen = view(consents=[Consent(C.MAIL, at("01-01 10:00"))])
        assert said(verdict(seen, propose(channel=C.MAIL), REG_F, at("03-10 22:00"))) == "wait 03-11 08:00: outside_hours"
        assert said(verdict(seen, propose(channel=C.MAIL), DEBT, at("03-10 22:00"))) == "granted"

    def test_real_estate_is_not_offered_again_to_who_refused(self):
        assert said(verdict(view(refusals=[refusal("2020-03-01 10:00")]), propose(), ESTATE)) == "refused: refused_everything"


minutes = st.integers(0, 20_000)


@given(mild_views(), mild_proposals(), st.sampled_from([DEBT, REG_F, ESTATE]), minutes)
def test_under_a_law_of_the_night_a_call_at_night_is_one_they_agreed_to(seen, proposal, policy, later):
    now = NOW + timedelta(minutes=later)
    if proposal.channel is not C.CALL or not isinstance(judge(seen, proposal, policy, now), Granted):
        return
    hours = [now.astimezone(ZoneInfo(zone)).hour for zone in seen.zones]
    evidence: Evidence | None = proposal.evidence
    agreed_to = proposal.purpose is P.PROMISE and evidence is not None and evidence.theirs and evidence.in_words
    assert agreed_to or all(8 <= hour < 21 for hour in hours)


@given(st.lists(st.tuples(st.integers(1, 4000), st.booleans()), min_size=1, max_size=30))
def test_whoever_keeps_to_reg_f_never_rings_more_than_it_lets(waits):
    """Somebody rings at any moments the gate allows; some calls are answered. Counted by hand afterwards."""
    now, seen, rung = NOW, view(), []
    for minutes_on, answered in waits:
        now += timedelta(minutes=minutes_on)
        if isinstance(judge(seen, propose(), REG_F, now), Granted):
            call = Contact(now, C.CALL, Direction.OUT, P.SOLICIT, answered, HANA, MOBILE, matter=OFFER)
            seen = replace(seen, contacts=(*seen.contacts, call))
            rung.append((now.astimezone(TOKYO).date(), answered))
    for place, (day, _) in enumerate(rung):
        before = rung[:place]
        assert sum(day - other < timedelta(days=7) for other, _ in before) < 7
        assert not any(answered and day - other < timedelta(days=7) for other, answered in before)
