"""What each pack of ours promises, as a person would live it."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.consideration.rules import Granted, PersonView, Policy, Proposal, Wait, judge, pack
from enishi.consideration.rules.view import Contact, Wish
from enishi.consideration.rules.vocabulary import Channel, Direction, Purpose, WishKind

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
    ordered,
    propose,
    rang,
    said,
    spoke,
    verdict,
    view,
)

P, C = Purpose, Channel
WEB, RECRUITING, GIFTS = pack("web-inquiry"), pack("recruiting"), pack("gift-shop")


def rung_whenever_permitted(seen: PersonView, proposal: Proposal, policy: Policy, start: datetime, most: int = 40) -> list[str]:
    """When somebody rings who rings at the first moment the gate allows, and nobody ever answers; ends with why no more."""
    now, lived = start, []
    for _ in range(most):
        answer = judge(seen, proposal, policy, now)
        if isinstance(answer, Wait):
            now = answer.until
        elif isinstance(answer, Granted):
            lived.append(f"{now.astimezone(TOKYO):%m-%d %H:%M}")
            done = Contact(now, proposal.channel, purpose=proposal.purpose, person=HANA, point=proposal.point, matter=proposal.matter)
            seen = replace(seen, contacts=(*seen.contacts, done))
        else:
            return [*lived, said(answer)]
    return lived


class TestWebInquiry:
    request = asked("03-10 11:00")

    def call(self, **fields: object) -> Proposal:
        return propose(P.INQUIRY, **{"evidence": self.request, **fields})

    def test_who_never_answers_lives_through_this(self):
        assert rung_whenever_permitted(view(), self.call(), WEB, at("03-10 11:05")) == [
            "03-10 11:05",
            "03-10 15:05",
            "03-11 10:00",
            "03-12 10:00",
            "03-13 10:00",
            "06-11 10:00",
            "refused: evidence_used_up cap_per_day gap",
        ]

    def test_who_asks_late_in_the_evening_is_rung_on_the_next_day_once(self):
        lived = rung_whenever_permitted(view(), self.call(evidence=asked("03-10 21:30")), WEB, at("03-10 21:30"))
        assert lived[:3] == ["03-11 10:00", "03-12 10:00", "03-13 10:00"]

    def test_who_asks_an_hour_before_the_evening_ends_is_rung_once_that_day(self):
        lived = rung_whenever_permitted(view(), self.call(evidence=asked("03-10 19:00")), WEB, at("03-10 19:00"))
        assert lived[:3] == ["03-10 19:00", "03-11 10:00", "03-12 10:00"]

    @pytest.mark.parametrize(
        ("contacts", "now", "expected"),
        [
            pytest.param([], "03-14 14:00", "granted", id="weekends"),
            pytest.param([], "03-20 14:00", "granted", id="holidays: they are waiting"),
            pytest.param([], "03-11 20:00", "wait 03-12 10:00: outside_hours", id="not after eight"),
            pytest.param([rang("03-10 11:00")], "03-10 14:59", "wait 03-10 15:00: gap", id="four hours apart"),
            pytest.param([rang("03-10 11:00"), rang("03-10 15:00")], "03-10 19:30", "wait 03-11 10:00: cap_per_day", id="twice that day"),
            pytest.param([rang("03-11 10:00")], "03-11 15:00", "wait 03-12 10:00: cap_per_day", id="once on the day after"),
            pytest.param(
                [rang("03-10 11:00"), spoke("03-10 15:00"), *(rang(f"03-1{day} 10:00") for day in (1, 2, 3))],
                "03-14 12:00",
                "wait 03-24 10:00: cap_window",
                id="five in fourteen days, though they answered one",
            ),
            pytest.param(
                [rang("03-10 11:00"), *(rang(f"03-1{day} 12:00") for day in range(1, 5))],
                "03-15 12:00",
                "wait 06-12 10:00: stopped cap_window",
                id="then we stop",
            ),
        ],
    )
    def test_how_often_and_when(self, contacts, now, expected):
        assert said(verdict(view(contacts=contacts), self.call(), WEB, at(now))) == expected

    def test_asking_again_starts_the_tries_afresh_but_not_the_fourteen_days(self):
        seen = view(contacts=[rang(f"03-1{day} 12:00") for day in range(5)])
        again = self.call(evidence=asked("03-18 11:00"))
        assert said(verdict(seen, again, WEB, at("03-18 11:30"))) == "wait 03-24 10:00: cap_window"
        assert said(verdict(seen, self.call(evidence=asked("04-18 11:00")), WEB, at("04-18 11:30"))) == "granted"
        about_other = self.call(matter=OTHER_OFFER, evidence=asked("04-18 11:00", matter=OFFER))
        assert said(verdict(seen, about_other, WEB, at("04-18 11:30"))) == "refused: evidence_other_matter stopped"

    def test_nor_are_they_sold_to_meanwhile(self):
        seen = view(contacts=[rang(f"03-1{day} 12:00", purpose=P.INQUIRY) for day in range(5)])
        assert said(verdict(seen, propose(), WEB, at("05-10 12:00"))) == "wait 06-12 10:00: stopped"

    @pytest.mark.parametrize(
        ("contacts", "expected"),
        [
            pytest.param([], "refused: channel_order", id="we ring first"),
            pytest.param([rang("03-09 15:00")], "refused: channel_order", id="and not before they asked"),
            pytest.param([rang("03-10 11:05")], "granted", id="after the first miss"),
            pytest.param([rang("03-10 11:00")], "granted", id="in the very minute"),
            pytest.param([rang("03-10 11:05"), rang("03-10 11:10", channel=C.TEXT)], "refused: evidence_used_up", id="one text"),
            pytest.param([rang("03-10 11:05"), rang("03-09 11:10", channel=C.TEXT)], "granted", id="one of this inquiry"),
            pytest.param(
                [rang("03-10 11:05"), rang("03-10 11:10", channel=C.TEXT, matter=OTHER_OFFER)], "granted", id="one about this matter"
            ),
        ],
    )
    def test_one_text_after_the_first_miss(self, contacts, expected):
        assert said(verdict(view(contacts=contacts), self.call(channel=C.TEXT), WEB)) == expected

    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            (Wish(at("03-10 11:00"), WishKind.NOT_CHANNEL, channel=C.CALL), "granted"),
            (Wish(at("03-10 11:00"), WishKind.PREFER_CHANNEL, channel=C.TEXT), "granted"),
            (Wish(at("03-10 11:00"), WishKind.NOT_CHANNEL, channel=C.MAIL), "refused: channel_order"),
            (Wish(at("03-10 11:00"), WishKind.PREFER_CHANNEL, channel=C.MAIL), "refused: channel_order"),
            (Wish(at("03-10 11:00"), WishKind.ONLY_TIMES, channel=C.CALL), "refused: channel_order"),
        ],
    )
    def test_who_would_rather_have_a_text_is_not_rung_first(self, wish, expected):
        assert said(verdict(view(wishes=[wish]), self.call(channel=C.TEXT), WEB)) == expected

    @pytest.mark.parametrize(
        ("start", "end", "weekdays", "expected"),
        [
            pytest.param(time(20), time(22), 127, "wait 03-10 20:00: wish_times", id="after our hours"),
            pytest.param(time(7), time(8, 30), 127, "wait 03-11 07:00: wish_times", id="before them"),
            pytest.param(time(18), None, 127, "wait 03-10 18:00: wish_times", id="until midnight"),
            pytest.param(time(22), time(2), 1 << 1, "wait 03-10 22:00: wish_times", id="over midnight"),
            pytest.param(None, None, 1 << 5, "wait 03-14 10:00: wish_times", id="a day names no hour of the night"),
            pytest.param(time(6), time(12, 1), 127, "wait 03-11 10:00: wish_times", id="nor does half a day"),
        ],
    )
    def test_the_time_they_chose_comes_first(self, start, end, weekdays, expected):
        seen = view(wishes=[Wish(at("03-10 11:00"), WishKind.ONLY_TIMES, weekdays, start, end)])
        assert said(verdict(seen, self.call(), WEB)) == expected

    def test_times_they_do_not_want_open_nothing(self):
        seen = view(wishes=[Wish(at("03-10 11:00"), WishKind.NOT_TIMES, 127, time(20), time(22))])
        assert said(verdict(seen, self.call(), WEB, at("03-10 20:30"))) == "wait 03-11 10:00: wish_times outside_hours"


class TestRecruiting:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("03-10 12:30", "granted"),
            ("03-10 14:00", "wait 03-10 18:00: outside_hours"),
            ("03-10 20:59", "granted"),
            ("03-13 21:00", "wait 03-14 10:00: outside_hours"),
            ("03-14 15:00", "granted"),
            ("03-14 18:30", "wait 03-16 12:00: outside_hours"),
            ("03-15 12:30", "wait 03-16 12:00: closed_day"),
        ],
    )
    def test_people_at_work_are_rung_outside_it(self, now, expected):
        assert said(verdict(view(), propose(), RECRUITING, at(now))) == expected

    def test_scouting_is_three_times_in_all_however_long_ago(self):
        long_ago = [rang("2011-03-10 12:00"), spoke("2019-03-10 12:00"), rang("2024-03-10 12:00")]
        noon = at("03-10 12:30")
        assert said(verdict(view(contacts=long_ago[:2]), propose(), RECRUITING, noon)) == "granted"
        assert said(verdict(view(contacts=long_ago), propose(), RECRUITING, noon)) == "refused: cap_window"
        about_other = propose(matter=OTHER_OFFER)
        assert said(verdict(view(contacts=long_ago), about_other, RECRUITING, noon)) == "refused: cap_window"

    def test_and_not_twice_a_day(self):
        assert rung_whenever_permitted(view(), propose(), RECRUITING, NOW) == [
            "03-10 18:00",
            "03-11 12:00",
            "03-12 12:00",
            "refused: cap_window cap_contacts_per_day",
        ]

    def test_a_candidate_is_met_by_agreement_and_uses_up_no_scouting(self):
        seen = view(contacts=[rang(f"03-0{day} 12:00", purpose=P.SERVICE) for day in range(1, 9)])
        assert said(verdict(seen, propose(P.SERVICE, evidence=asked("03-09 10:00")), RECRUITING, at("03-10 12:30"))) == "granted"
        assert said(verdict(seen, propose(), RECRUITING, at("03-10 12:30"))) == "granted"
        by_themselves = propose(P.SERVICE)
        assert said(verdict(seen, by_themselves, RECRUITING, at("03-10 12:30"))) == "refused: evidence_missing"

    def test_texts_that_arrange_a_day_are_free(self):
        texts = [rang(f"03-10 {9 + n // 4:02d}:{n % 4 * 15:02d}", channel=C.TEXT, purpose=P.SERVICE) for n in range(19)]
        proposal = propose(P.SERVICE, C.TEXT, evidence=asked("03-09 10:00"))
        assert said(verdict(view(contacts=texts), proposal, RECRUITING)) == "granted"
        assert said(verdict(view(contacts=texts), proposal, RECRUITING, at("03-15 20:00"))) == "granted"

    @pytest.mark.parametrize(
        ("purpose", "evidence", "expected"),
        [
            (P.SOLICIT, None, "refused: switchboard_unasked"),
            (P.REPLY, a_ring("03-10 12:20"), "refused: switchboard_unasked"),
            (P.PROMISE, agreed("03-09 10:00", "03-10 12:15", "03-10 13:00", theirs=False), "refused: switchboard_unasked"),
            (P.PROMISE, agreed("03-09 10:00", "03-10 12:15", "03-10 13:00", in_words=False), "refused: switchboard_unasked"),
            (P.PROMISE, agreed("03-09 10:00", "03-10 12:15", "03-10 13:00"), "granted"),
            (P.SERVICE, asked("03-09 10:00"), "granted"),
            (P.INQUIRY, asked("03-09 10:00"), "granted"),
        ],
    )
    def test_a_workplace_is_rung_only_if_agreed(self, purpose, evidence, expected):
        proposal = propose(purpose, point=DESK_LINE, evidence=evidence)
        assert said(verdict(view(), proposal, RECRUITING, at("03-10 12:30"))) == expected
        assert said(verdict(view(), replace(proposal, point=MOBILE), RECRUITING, at("03-10 12:30"))) == "granted"


class TestGiftShop:
    def test_one_offer_a_season_which_is_any_ninety_days(self):
        seen = view(contacts=[rang("2025-12-11 11:00")])
        assert said(verdict(seen, propose(), GIFTS)) == "wait 03-11 10:00: cap_window"
        assert said(verdict(seen, propose(), GIFTS, at("03-11 10:00"))) == "granted"

    def test_their_orders_are_no_offers(self):
        calls = [rang(f"03-09 1{hour}:00", purpose=P.SERVICE) for hour in range(3)]
        assert said(verdict(view(contacts=calls), propose(), GIFTS)) == "granted"

    def test_service_is_three_a_day_for_each_matter(self):
        calls = [rang(f"03-10 1{hour}:00", purpose=P.SERVICE, matter=OFFER) for hour in range(3)]
        seen, order = view(contacts=calls), ordered("03-01 10:00")
        assert said(verdict(seen, propose(P.SERVICE, evidence=order), GIFTS)) == "wait 03-11 10:00: cap_per_day"
        other = propose(P.SERVICE, matter=OTHER_OFFER, evidence=replace(order, matter=OTHER_OFFER))
        assert said(verdict(seen, other, GIFTS)) == "granted"

    @pytest.mark.parametrize("evidence", [ordered("03-01 10:00"), asked("03-01 10:00")], ids=["an order", "a request"])
    def test_four_texts_an_order(self, evidence):
        texts = [rang(f"03-0{day} 11:00", channel=C.TEXT, purpose=P.SERVICE) for day in range(2, 6)]
        proposal = propose(P.SERVICE, C.TEXT, evidence=evidence)
        assert said(verdict(view(contacts=texts[:3]), proposal, GIFTS)) == "granted"
        assert said(verdict(view(contacts=texts), proposal, GIFTS)) == "refused: evidence_used_up"
        next_order = replace(proposal, evidence=replace(evidence, at=at("03-09 10:00")))
        assert said(verdict(view(contacts=texts), next_order, GIFTS)) == "granted"
        calls = [replace(text, channel=C.CALL) for text in texts]
        assert said(verdict(view(contacts=calls), proposal, GIFTS)) == "granted"

    @pytest.mark.parametrize(("now", "expected"), [("03-15 10:00", "granted"), ("03-15 18:00", "wait 03-16 10:00: outside_hours")])
    def test_from_ten_to_six(self, now, expected):
        assert said(verdict(view(), propose(), GIFTS, at(now))) == expected


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=40), st.integers(0, 1439))
def test_whoever_answers_an_inquiry_keeps_to_its_numbers(waits, minute):
    request_at = at("03-10 00:00") + timedelta(minutes=minute)
    proposal = propose(P.INQUIRY, evidence=replace(asked("03-10 00:00"), at=request_at))
    now, seen, rung = request_at + timedelta(minutes=1), view(), []
    for minutes_on in waits:
        if isinstance(judge(seen, proposal, WEB, now), Granted):
            call = Contact(now, C.CALL, Direction.OUT, P.INQUIRY, False, HANA, MOBILE, matter=OFFER)
            seen = replace(seen, contacts=(*seen.contacts, call))
            rung.append(now)
        now += timedelta(minutes=minutes_on)
    days = [moment.astimezone(TOKYO).date() for moment in rung]
    first = request_at.astimezone(TOKYO).date()
    assert all(days.count(day) <= (2 if day == first else 1) for day in days)
    assert all(later - earlier >= timedelta(hours=4) for earlier, later in pairwise(rung))
    assert all(days[n + 5] - days[n + 4] >= timedelta(days=90) for n in range(len(days) - 5))
    assert len(rung) <= 6
