"""What the gate must get exactly right, each as a sentence: how often, when, and to whom."""

from dataclasses import replace
from datetime import UTC, time, timedelta
from uuid import UUID

import pytest

from enishi.consideration.rules import Matter
from enishi.consideration.rules.packs import load
from enishi.consideration.rules.view import Consent, Shift
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose

from .builders import (
    ADDRESS,
    BUSINESS,
    CONSUMER,
    DESK_LINE,
    HOME,
    INTERNAL,
    MOBILE,
    NOW,
    OFFER,
    OTHER_OFFER,
    STRANGER,
    TARO,
    a_ring,
    asked,
    at,
    heard,
    ordered,
    propose,
    rang,
    refusal,
    said,
    spoke,
    verdict,
    view,
)

P, C = Purpose, Channel


def test_nobody_has_said_anything_and_it_is_two_in_the_afternoon():
    assert said(verdict(view(), propose())) == "granted"


class TestCaps:
    def test_consumers_are_rung_once_a_day(self):
        assert said(verdict(view(contacts=[rang("03-10 10:30")]), propose())) == "wait 03-11 10:00: cap_contacts_per_day cap_per_day"

    def test_and_twice_in_thirty_days(self):
        seen = view(contacts=[rang("02-20 11:00"), rang("03-09 11:00")])
        assert said(verdict(seen, propose())) == "wait 03-22 10:00: cap_window"

    def test_whoever_of_us_rang_and_for_whichever_reason(self):
        seen = view(contacts=[rang("03-10 10:30", member=STRANGER, purpose=P.SERVICE)])
        assert said(verdict(seen, propose())).startswith("wait 03-11")

    def test_a_permit_in_someones_hand_counts(self):
        assert said(verdict(view(permits=[rang("03-10 13:59")]), propose())) == "wait 03-11 10:00: cap_contacts_per_day cap_per_day"

    def test_one_contact_a_day_is_shared_by_the_channels(self):
        seen = view(permits=[rang("03-10 13:59", channel=C.TEXT)])
        assert said(verdict(seen, propose())) == "wait 03-11 10:00: cap_contacts_per_day"

    def test_calls_from_them_are_no_contacts_of_ours(self):
        assert said(verdict(view(contacts=[heard("03-10 10:30")]), propose())) == "granted"

    def test_a_shared_telephone_rings_for_everyone(self):
        seen = view(contacts=[rang("03-10 10:30", person=TARO, point=HOME)])
        assert said(verdict(seen, propose(point=HOME))).startswith("wait 03-11")
        assert said(verdict(seen, propose(point=MOBILE))) == "granted"

    def test_a_call_to_a_shared_telephone_for_nobody_in_particular_may_have_been_theirs(self):
        seen = view(contacts=[rang("03-10 10:30", person=None, point=HOME)])
        assert said(verdict(seen, propose(point=MOBILE))).startswith("wait 03-11")

    def test_firms_are_rung_three_times_in_fourteen_days(self):
        seen = view(contacts=[rang(f"03-0{day} 11:00") for day in (2, 4, 6)])
        assert said(verdict(seen, propose(), BUSINESS)) == "wait 03-16 09:30: cap_window"

    def test_and_six_times_in_a_year_without_a_conversation(self):
        tries = [rang(f"2025-{month:02d}-10 11:00") for month in (5, 6, 7, 8, 9, 10)]
        assert said(verdict(view(contacts=tries), propose(), BUSINESS)) == "wait 05-11 09:30: cap_without_conversation"
        spoken = [*tries, heard("2025-11-10 11:00", reached=True)]
        assert said(verdict(view(contacts=spoken), propose(), BUSINESS)) == "granted"

    def test_a_switchboard_is_rung_three_times_a_day_over_all_its_people(self):
        others = [rang(f"03-10 1{hour}:00", person=TARO, point=DESK_LINE) for hour in (0, 1, 3)]
        seen = view(switchboard=others)
        assert said(verdict(seen, propose(point=DESK_LINE), BUSINESS)) == "wait 03-11 09:30: cap_switchboard"
        assert said(verdict(view(switchboard=others[:2]), propose(point=DESK_LINE), BUSINESS)) == "granted"
        assert said(verdict(seen, propose(point=MOBILE), BUSINESS)) == "granted"

    def test_mail_goes_to_a_firm_before_a_text(self):
        consents = [Consent(C.TEXT, at("01-01 10:00"))]
        proposal = propose(channel=C.TEXT)
        assert said(verdict(view(consents=consents), proposal, BUSINESS)) == "refused: channel_order"
        mailed = view(consents=consents, contacts=[rang("03-03 10:00", channel=C.MAIL, point=ADDRESS)])
        assert said(verdict(mailed, proposal, BUSINESS)) == "granted"
        no_address = view(consents=consents, points=[point for point in view().points if point.id != ADDRESS])
        assert said(verdict(no_address, proposal, BUSINESS)) == "granted"

    def test_service_is_held_to_three_a_day_about_one_matter(self):
        calls = [rang(f"03-10 1{hour}:00", purpose=P.SERVICE, matter=OFFER) for hour in (0, 1, 3)]
        mine = propose(P.SERVICE, evidence=ordered("03-01 10:00"))
        other = propose(P.SERVICE, matter=OTHER_OFFER, evidence=ordered("03-01 10:00", matter=OTHER_OFFER))
        assert said(verdict(view(contacts=calls), mine)) == "wait 03-11 09:00: cap_per_day"
        assert said(verdict(view(contacts=calls), other)) == "granted"

    def test_an_inquiry_is_answered_twice_a_day_four_hours_apart(self):
        proposal = propose(P.INQUIRY, evidence=asked("03-10 09:00"))
        once = view(contacts=[rang("03-10 11:00", purpose=P.INQUIRY)])
        assert said(verdict(once, proposal)) == "wait 03-10 15:00: gap"
        twice = view(contacts=[rang("03-10 09:10", purpose=P.INQUIRY), rang("03-10 09:59", purpose=P.INQUIRY)])
        assert said(verdict(twice, proposal)) == "wait 03-11 10:00: cap_per_day"

    def test_replies_meet_no_cap(self):
        seen = view(contacts=[rang(f"03-10 1{hour}:30", purpose=P.SERVICE) for hour in (0, 1, 2, 3)])
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-10 13:40")))) == "granted"


class TestOtherLimits:
    """Each on its own, in a policy that says nothing else."""

    def test_a_conversation_day_is_the_first_of_its_rest(self):
        policy = load('name = "rest"\n[solicit.call]\nrest_after_conversation_days = 7')
        seen = view(contacts=[spoke("03-05 20:00")])
        assert said(verdict(seen, propose(), policy)) == "wait 03-12 00:00: rest_after_conversation"

    def test_after_enough_tries_we_stop_for_a_while(self):
        policy = load('name = "stop"\n[solicit.call]\nstop_after = 3\nstop_days = 90')
        tries = [rang(f"03-0{day} 11:00") for day in (1, 3, 5)]
        assert said(verdict(view(contacts=tries), propose(), policy)) == "wait 06-03 00:00: stopped"
        assert said(verdict(view(contacts=tries[:2]), propose(), policy)) == "granted"
        assert said(verdict(view(contacts=[rang("2025-08-01 11:00"), *tries[:2]]), propose(), policy)) == "granted"
        assert said(verdict(view(contacts=[*tries, spoke("03-06 11:00")]), propose(), policy)) == "granted"

    def test_a_closed_purpose_is_closed(self):
        policy = load('name = "shut"\nextends = "consumer-sales"\n[solicit]\nallowed = false')
        assert said(verdict(view(), propose(), policy)) == "refused: purpose_closed"

    def test_a_policy_that_never_opens_says_so(self):
        policy = load('name = "shut"\n[solicit.call]\nclosed = ["01-01..12-31"]')
        assert said(verdict(view(), propose(), policy)) == "refused: closed_day"


class TestHours:
    @pytest.mark.parametrize(
        ("policy", "now", "expected"),
        [
            (CONSUMER, "03-10 10:00", "granted"),
            (CONSUMER, "03-10 17:59", "granted"),
            (CONSUMER, "03-10 09:59", "wait 03-10 10:00: outside_hours"),
            (CONSUMER, "03-10 18:00", "wait 03-11 10:00: outside_hours"),
            (CONSUMER, "03-14 14:00", "granted"),  # a Saturday
            (CONSUMER, "03-20 14:00", "wait 03-21 10:00: closed_day"),  # 春分の日
            (CONSUMER, "08-13 14:00", "wait 08-17 10:00: closed_day"),  # お盆
            (CONSUMER, "12-29 14:00", "wait 01-04 10:00: closed_day"),
            (CONSUMER, "12-28 18:30", "wait 01-04 10:00: outside_hours"),
            (BUSINESS, "03-10 09:30", "granted"),
            (BUSINESS, "03-10 12:00", "wait 03-10 13:00: outside_hours"),
            (BUSINESS, "03-10 17:30", "wait 03-11 09:30: outside_hours"),
            (BUSINESS, "03-13 17:30", "wait 03-16 09:30: outside_hours"),
            (BUSINESS, "03-14 14:00", "wait 03-16 09:30: closed_day"),
            (BUSINESS, "08-13 14:00", "granted"),
        ],
    )
    def test_solicitation_keeps_to_the_hours_and_days_of_the_pack(self, policy, now, expected):
        assert said(verdict(view(), propose(), policy, at(now))) == expected

    def test_where_several_zones_are_possible_all_must_be_open(self):
        seen = view(zones=("Asia/Tokyo", "Asia/Kolkata"))  # three and a half hours behind Tokyo
        assert said(verdict(seen, propose(), now=at("03-10 12:00"))) == "wait 03-10 13:30: outside_hours"
        assert said(verdict(seen, propose(), now=at("03-10 18:00"))) == "wait 03-11 13:30: outside_hours"

    def test_zones_that_are_never_open_together_are_never_called(self):
        seen = view(zones=("Asia/Tokyo", "America/New_York"))
        assert said(verdict(seen, propose())) == "refused: outside_hours no_opening"

    def test_the_day_is_the_persons_own(self):
        # 10 March 23:30 in Tokyo is still the morning of the 10th in New York, where we rang at 9:00 (22:00 in Tokyo)
        seen = view(zones=("America/New_York",), contacts=[rang("03-10 22:00")])
        wide = load('name = "wide"\n[solicit.call]\nper_day = 1')
        assert said(verdict(seen, propose(), wide, at("03-10 23:30"))) == "wait 03-11 13:00: cap_per_day"

    def test_right_after_they_called_any_hour_will_do(self):
        proposal = propose(P.REPLY, evidence=a_ring("03-10 22:00"))
        assert said(verdict(view(), proposal, now=at("03-10 22:29"))) == "granted"
        assert said(verdict(view(), proposal, now=at("03-10 22:30"))) == "wait 03-11 08:00: outside_hours"

    def test_mail_waits_in_their_box_at_any_hour(self):
        seen = view(consents=[Consent(C.MAIL, at("01-01 10:00"))])
        assert said(verdict(seen, propose(channel=C.MAIL), now=at("12-31 03:00"))) == "granted"


class TestAmongOurselves:
    shift = Shift(time(9, 30), time(17, 30))

    def test_internal_calls_are_for_colleagues(self):
        assert said(verdict(view(), propose(P.INTERNAL))) == "refused: not_internal purpose_closed"

    def test_they_meet_no_cap_but_keep_to_the_shift(self):
        colleague = view(met_as=MetAs.INTERNAL, shift=self.shift, contacts=[rang("03-10 13:59", purpose=P.INTERNAL)] * 9)
        proposal = propose(P.INTERNAL, matter=Matter())
        assert said(verdict(colleague, proposal, INTERNAL)) == "granted"
        assert said(verdict(colleague, proposal, INTERNAL, at("03-10 17:30"))) == "wait 03-11 09:30: outside_hours"
        assert said(verdict(colleague, proposal, INTERNAL, at("03-15 12:00"))) == "wait 03-16 09:30: closed_day"  # Sunday

    def test_our_closed_days_are_kept(self):
        shift = replace(self.shift, closed=frozenset({at("03-10 12:00").date()}))
        colleague = view(met_as=MetAs.INTERNAL, shift=shift)
        assert said(verdict(colleague, propose(P.INTERNAL), INTERNAL)) == "wait 03-11 09:30: closed_day"

    def test_nobody_is_sold_to(self):
        assert said(verdict(view(met_as=MetAs.INTERNAL), propose(), INTERNAL)) == "refused: purpose_closed"

    def test_calls_among_ourselves_use_up_nobodys_patience(self):
        seen = view(met_as=MetAs.INTERNAL, contacts=[rang("03-10 11:00", purpose=P.INTERNAL)])
        assert said(verdict(seen, propose())) == "granted"

    def test_but_a_call_to_a_customer_is_not_among_ourselves_by_being_called_so(self):
        seen = view(contacts=[rang("03-10 11:00", purpose=P.INTERNAL)])
        assert said(verdict(seen, propose())) == "wait 03-11 10:00: cap_contacts_per_day cap_per_day"


def test_every_verdict_speaks_both_languages():
    answer = verdict(view(refusals=[refusal("03-01 10:00")]), propose(), now=NOW + timedelta(hours=9))
    assert answer.reasons[0].text.ja == "2026年3月1日に、今後の連絡すべてをお断りになっています。"
    assert answer.reasons[0].text.en == "On 1 Mar 2026 they refused any further contact."


def test_until_is_utc():
    answer = verdict(view(contacts=[rang("03-10 10:30")]), propose())
    assert answer.until.tzinfo in (UTC, answer.until.tzinfo)
    assert answer.until.utcoffset() == timedelta(0)


def test_a_number_is_known_by_its_id():
    assert view().point(MOBILE).id == MOBILE
    assert view().point(UUID(int=99)) is None
