"""What the gate must get exactly right, each as a sentence: what people told us."""

from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest

from enishi.consideration.rules import Matter
from enishi.consideration.rules.packs import load
from enishi.consideration.rules.view import Consent, Halt, Wish
from enishi.consideration.rules.vocabulary import Channel, Purpose, Scope, Side, WishKind

from .builders import (
    ADDRESS,
    BUSINESS,
    CLIENT,
    HOME,
    MOBILE,
    OFFER,
    OLD,
    OTHER_OFFER,
    STRANGER,
    TOPIC,
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

P, C = Purpose, Channel


class TestRefusals:
    @pytest.mark.parametrize(
        ("purpose", "evidence", "expected"),
        [
            (P.SOLICIT, None, "refused: refused_everything"),
            (P.SOLICIT, asked("03-09 10:00"), "refused: refused_everything"),
            (P.INQUIRY, asked("02-01 10:00"), "refused: refused_everything"),
            (P.INQUIRY, asked("03-09 10:00"), "granted"),
            (P.SERVICE, ordered("02-01 10:00"), "refused: refused_everything"),
            (P.SERVICE, ordered("03-09 10:00"), "granted"),
            (P.SERVICE, asked("03-09 10:00"), "granted"),
            (P.REPLY, asked("03-09 10:00"), "granted"),
            (P.PROMISE, agreed("03-09 10:00", "03-10 13:00", "03-10 15:00"), "granted"),
            (P.PROMISE, agreed("02-01 10:00", "03-10 13:00", "03-10 15:00"), "refused: refused_everything"),
            (P.PROMISE, agreed("03-09 10:00", "03-10 13:00", "03-10 15:00", theirs=False), "refused: refused_everything"),
        ],
    )
    def test_refusing_everything_leaves_only_what_they_asked_for_since(self, purpose, evidence, expected):
        seen = view(refusals=[refusal("03-01 10:00")])
        assert said(verdict(seen, propose(purpose, evidence=evidence))) == expected

    def test_a_request_since_reopens_that_matter_alone(self):
        seen = view(refusals=[refusal("03-01 10:00")])
        about_other = propose(P.INQUIRY, matter=OTHER_OFFER, evidence=asked("03-09 10:00"))
        unnamed_request = propose(P.INQUIRY, evidence=asked("03-09 10:00", matter=Matter()))
        assert said(verdict(seen, about_other)) == "refused: refused_everything evidence_other_matter"
        assert said(verdict(seen, unnamed_request)) == "refused: refused_everything"

    def test_a_missed_ring_never_lifts_a_refusal(self):
        seen = view(refusals=[refusal("03-01 10:00")], contacts=[heard("03-10 13:50")])
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-10 13:50")))) == "refused: refused_everything"

    def test_nor_does_the_promise_that_a_missed_ring_makes_of_itself(self):
        seen = view(refusals=[refusal("03-01 10:00")])
        by_itself = agreed("03-10 13:50", "03-10 13:50", "03-10 15:50", in_words=False)
        assert said(verdict(seen, propose(P.PROMISE, evidence=by_itself))) == "refused: refused_everything"

    def test_a_refused_offer_is_never_solicited_again_however_long_ago(self):
        seen = view(refusals=[refusal("2016-03-01 10:00", Scope.TOPIC, matter=OFFER)])
        assert said(verdict(seen, propose())) == "refused: refused_topic"

    def test_a_refused_topic_leaves_other_topics_alone(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.TOPIC, matter=Matter(None, TOPIC))])
        assert said(verdict(seen, propose(matter=OTHER_OFFER))) == "granted"

    def test_an_offer_that_does_not_say_its_topic_may_be_the_refused_one(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.TOPIC, matter=OFFER)])
        assert said(verdict(seen, propose(matter=Matter()))) == "refused: refused_topic"
        assert said(verdict(seen, propose(matter=Matter(CLIENT)))) == "refused: refused_topic"
        assert said(verdict(seen, propose(matter=Matter(OTHER_OFFER.client)))) == "granted"

    def test_a_refused_client_may_not_come_back_with_another_topic(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.CLIENT, matter=Matter(CLIENT))])
        assert said(verdict(seen, propose(matter=Matter(CLIENT, OTHER_OFFER.topic)))) == "refused: refused_client"
        assert said(verdict(seen, propose(matter=OTHER_OFFER))) == "granted"

    def test_refusing_offers_does_not_stop_the_service_of_an_order_that_stands(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.TOPIC, matter=OFFER)])
        assert said(verdict(seen, propose(P.SERVICE, evidence=ordered("02-01 10:00")))) == "granted"

    def test_an_inquiry_older_than_the_refusal_of_its_topic_is_over(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.TOPIC, matter=OFFER)])
        assert said(verdict(seen, propose(P.INQUIRY, evidence=asked("02-20 10:00")))) == "refused: refused_topic"
        assert said(verdict(seen, propose(P.INQUIRY, evidence=asked("03-02 10:00")))) == "granted"

    def test_a_refused_channel_leaves_the_others(self):
        seen = view(refusals=[refusal("03-01 10:00", Scope.CHANNEL, channel=C.CALL)])
        assert said(verdict(seen, propose())) == "refused: refused_channel"
        assert said(verdict(seen, propose(channel=C.POST, point=MOBILE))) == "refused: point_channel"
        assert said(verdict(seen, propose(P.REPLY, C.TEXT, evidence=a_ring("03-10 13:50")))) == "granted"

    def test_a_refused_number_is_refused_whoever_holds_it(self):
        seen = view(refusals=[refusal("03-01 10:00", binds_person=False, point=HOME)])
        assert said(verdict(seen, propose(point=HOME))) == "refused: refused_everything"
        assert said(verdict(seen, propose(point=MOBILE))) == "granted"

    def test_a_person_who_refused_is_refused_on_every_number(self):
        seen = view(refusals=[refusal("03-01 10:00", point=HOME)])
        assert said(verdict(seen, propose(point=MOBILE))) == "refused: refused_everything"

    def test_a_refusal_is_told_before_a_cap_before_hours(self):
        seen = view(
            refusals=[refusal("03-01 10:00")],
            pauses=[pause("03-01 10:00", "04-01 10:00")],
            contacts=[rang("03-10 11:00"), rang("03-09 11:00")],
        )
        expected = "refused: refused_everything paused cap_window cap_contacts_per_day cap_per_day outside_hours"
        assert said(verdict(seen, propose(), now=at("03-10 19:00"))) == expected


class TestHaltsAndPoints:
    def test_the_carrier_says_we_are_refused_so_calls_to_that_number_stop_until_a_member_looks(self):
        seen = view(halts=[Halt(MOBILE, at("03-09 10:00"))])
        assert said(verdict(seen, propose())) == "refused: halted"
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-10 13:50")))) == "refused: halted"
        assert said(verdict(seen, propose(point=HOME))) == "granted"
        assert said(verdict(seen, propose(P.REPLY, C.TEXT, evidence=a_ring("03-10 13:50")))) == "granted"

    def test_a_number_they_no_longer_hold_is_not_rung(self):
        assert said(verdict(view(), propose(point=OLD))) == "refused: point_ended"

    def test_a_number_of_somebody_else_is_not_rung(self):
        assert said(verdict(view(), propose(point=STRANGER))) == "refused: point_unknown"

    def test_a_mail_address_does_not_ring(self):
        assert said(verdict(view(), propose(point=ADDRESS))) == "refused: point_channel"


class TestEvidence:
    @pytest.mark.parametrize("purpose", [P.INQUIRY, P.SERVICE, P.REPLY, P.PROMISE])
    def test_a_purpose_that_relaxes_a_cap_brings_its_evidence(self, purpose):
        assert said(verdict(view(), propose(purpose))) == "refused: evidence_missing"

    @pytest.mark.parametrize(
        ("purpose", "evidence"),
        [
            (P.INQUIRY, a_ring("03-10 13:00")),
            (P.INQUIRY, ordered("03-10 13:00")),
            (P.SERVICE, a_ring("03-10 13:00")),
            (P.REPLY, ordered("03-10 13:00")),
            (P.PROMISE, asked("03-10 13:00")),
        ],
    )
    def test_and_it_is_of_the_right_kind(self, purpose, evidence):
        assert said(verdict(view(), propose(purpose, evidence=evidence))) == "refused: evidence_missing"

    def test_our_own_wish_is_no_evidence(self):
        proposal = propose(P.SERVICE, evidence=ordered("03-09 10:00", theirs=False))
        assert said(verdict(view(), proposal)) == "refused: evidence_not_theirs"

    def test_evidence_about_another_matter_does_not_serve(self):
        proposal = propose(P.SERVICE, matter=OTHER_OFFER, evidence=ordered("03-09 10:00"))
        assert said(verdict(view(), proposal)) == "refused: evidence_other_matter"

    @pytest.mark.parametrize(("ring", "expected"), [("02-24 14:01", "granted"), ("02-24 14:00", "refused: evidence_stale")])
    def test_a_ring_is_returned_within_fourteen_days(self, ring, expected):
        assert said(verdict(view(), propose(P.REPLY, evidence=a_ring(ring)))) == expected

    def test_a_ring_that_was_answered_since_needs_no_reply(self):
        seen = view(contacts=[heard("03-09 10:00"), spoke("03-09 11:00")])
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-09 10:00")))) == "refused: evidence_answered"

    def test_a_call_of_theirs_that_we_took_was_answered_there_and_then(self):
        taken = heard("03-09 10:00", reached=True, id=uuid4())
        proposal = propose(P.REPLY, evidence=a_ring("03-09 10:00", id=taken.id))
        assert said(verdict(view(contacts=[taken]), proposal)) == "refused: evidence_answered"

    def test_a_ring_on_a_shared_telephone_is_answered_when_we_spoke_with_either_of_them(self):
        ring = heard("03-09 10:00", person=None, point=HOME, id=uuid4())
        proposal = propose(P.REPLY, point=HOME, evidence=a_ring("03-09 10:00", id=ring.id))
        with_the_other = spoke("03-09 11:00", person=uuid4(), point=HOME)
        assert said(verdict(view(contacts=[ring]), proposal)) == "granted"
        assert said(verdict(view(contacts=[ring, with_the_other]), proposal)) == "refused: evidence_answered"

    def test_a_ring_of_theirs_is_not_answered_by_a_talk_with_somebody_else_on_their_telephone(self):
        ring = heard("03-09 10:00", point=HOME, id=uuid4())
        proposal = propose(P.REPLY, point=HOME, evidence=a_ring("03-09 10:00", id=ring.id))
        with_the_other = spoke("03-09 11:00", person=uuid4(), point=HOME)
        assert said(verdict(view(contacts=[ring, with_the_other]), proposal)) == "granted"

    def test_a_ring_that_we_tried_to_return_in_vain_still_does(self):
        seen = view(contacts=[heard("03-09 10:00"), rang("03-09 11:00", purpose=P.REPLY)])
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-09 10:00")))) == "granted"

    def test_one_request_of_theirs_is_worth_three_attempts(self):
        tries = [rang(f"03-0{day} 11:00", purpose=P.REPLY) for day in (7, 8, 9)]
        proposal = propose(P.REPLY, evidence=a_ring("03-06 10:00"))
        assert said(verdict(view(contacts=tries[:2]), proposal)) == "granted"
        assert said(verdict(view(contacts=tries), proposal)) == "refused: evidence_used_up"

    def test_a_text_is_an_attempt_too_and_so_is_a_call_about_to_be_made(self):
        tries = [rang("03-07 11:00", purpose=P.REPLY), rang("03-08 11:00", purpose=P.REPLY, channel=C.TEXT)]
        proposal = propose(P.REPLY, evidence=a_ring("03-06 10:00"))
        assert said(verdict(view(contacts=tries, permits=[rang("03-10 13:59", purpose=P.REPLY)]), proposal)) == "refused: evidence_used_up"

    def test_attempts_about_another_matter_use_nothing_up(self):
        tries = [rang(f"03-0{day} 11:00", purpose=P.INQUIRY, matter=OTHER_OFFER) for day in (7, 8, 9)]
        assert said(verdict(view(contacts=tries), propose(P.INQUIRY, evidence=asked("03-06 10:00")))) == "granted"

    def test_an_order_is_served_until_it_is_served(self):
        tries = [rang(f"03-0{day} 11:00", purpose=P.SERVICE) for day in (5, 6, 7, 8)]
        assert said(verdict(view(contacts=tries), propose(P.SERVICE, evidence=ordered("03-01 10:00")))) == "granted"

    def test_solicitation_and_replies_do_not_wear_each_others_clothes(self):
        worn = view(contacts=[rang("03-10 11:00"), rang("03-09 11:00")])
        assert said(verdict(worn, propose())).startswith("wait")
        assert said(verdict(worn, propose(P.REPLY, evidence=a_ring("03-10 13:00")))) == "granted"


class TestPromises:
    def test_a_promise_they_asked_for_opens_its_own_time_even_outside_hours(self):
        proposal = propose(P.PROMISE, evidence=agreed("03-09 10:00", "03-10 22:00", "03-10 22:30"))
        assert said(verdict(view(), proposal, now=at("03-10 22:10"))) == "granted"
        assert said(verdict(view(), proposal, now=at("03-10 22:40"))) == "wait 03-11 08:00: outside_hours"

    def test_and_we_do_not_ring_before_it(self):
        proposal = propose(P.PROMISE, evidence=agreed("03-09 10:00", "03-10 15:00", "03-10 16:00"))
        assert said(verdict(view(), proposal)) == "wait 03-10 15:00: named_time"

    def test_a_promise_for_a_moment_is_at_its_time_for_half_an_hour(self):
        proposal = propose(P.PROMISE, evidence=agreed("03-09 10:00", "03-10 22:00", "03-10 22:00"))
        assert said(verdict(view(), proposal, now=at("03-10 22:29"))) == "granted"
        assert said(verdict(view(), proposal, now=at("03-10 22:30"))) == "wait 03-11 08:00: outside_hours"

    def test_a_missed_ring_names_no_time_so_the_night_stays_closed(self):
        by_itself = agreed("03-10 22:00", "03-10 22:00", "03-10 23:59", in_words=False)
        proposal = propose(P.PROMISE, evidence=by_itself)
        assert said(verdict(view(), proposal, now=at("03-10 22:29"))) == "granted"
        assert said(verdict(view(), proposal, now=at("03-10 22:30"))) == "wait 03-11 08:00: outside_hours"
        seen = view(promises=[replace(promise("03-09 10:00", "03-12 15:00", "03-12 16:00"), in_words=False)])
        assert said(verdict(seen, propose())) == "granted"

    def test_a_promise_made_by_us_alone_is_solicitation_under_another_name(self):
        worn = view(contacts=[rang("03-09 11:00"), rang("03-08 11:00")])
        ours = propose(P.PROMISE, evidence=agreed("03-09 12:00", "03-10 13:00", "03-10 15:00", theirs=False))
        theirs = propose(P.PROMISE, evidence=agreed("03-09 12:00", "03-10 13:00", "03-10 15:00"))
        assert said(verdict(worn, ours)) == "wait 04-07 10:00: cap_window"
        assert said(verdict(worn, theirs)) == "granted"

    @pytest.mark.parametrize(
        ("purpose", "evidence", "expected"),
        [
            (P.SOLICIT, None, "wait 03-12 12:00: they_will_call"),
            (P.INQUIRY, asked("03-01 10:00"), "wait 03-12 12:00: they_will_call"),
            (P.SERVICE, ordered("03-01 10:00"), "wait 03-12 12:00: they_will_call"),
            (P.PROMISE, agreed("03-01 10:00", "03-10 13:00", "03-10 15:00"), "wait 03-12 12:00: they_will_call"),
            (P.REPLY, a_ring("03-10 10:00"), "granted"),
            (P.INQUIRY, asked("03-10 10:00"), "granted"),
        ],
    )
    def test_while_they_owe_us_a_call_we_hold_ours(self, purpose, evidence, expected):
        seen = view(promises=[promise("03-09 10:00", "03-09 10:00", "03-12 12:00", owed_by=Side.THEM)])
        assert said(verdict(seen, propose(purpose, evidence=evidence))) == expected

    def test_once_their_time_has_passed_we_may_call(self):
        seen = view(promises=[promise("03-01 10:00", "03-01 10:00", "03-10 14:00", owed_by=Side.THEM)])
        assert said(verdict(seen, propose())) == "granted"

    def test_their_call_about_one_matter_does_not_hold_the_service_of_another(self):
        seen = view(promises=[promise("03-09 10:00", "03-09 10:00", "03-12 12:00", owed_by=Side.THEM, matter=OTHER_OFFER)])
        assert said(verdict(seen, propose(P.SERVICE, evidence=ordered("03-01 10:00")))) == "granted"
        assert said(verdict(seen, propose())) == "wait 03-12 12:00: they_will_call"

    def test_a_time_the_person_named_is_exclusive(self):
        seen = view(promises=[promise("03-09 10:00", "03-12 15:00", "03-12 16:00")])
        assert said(verdict(seen, propose())) == "wait 03-12 15:00: named_time"
        assert said(verdict(seen, propose(P.SERVICE, matter=OTHER_OFFER, evidence=ordered("03-01 10:00", matter=OTHER_OFFER)))) == "granted"
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-10 13:00")))) == "granted"


class TestPauses:
    @pytest.mark.parametrize(
        ("purpose", "evidence", "expected"),
        [
            (P.SOLICIT, None, "wait 06-01 10:00: paused"),
            (P.INQUIRY, asked("02-01 10:00"), "wait 06-01 10:00: paused"),
            (P.INQUIRY, asked("03-09 10:00"), "granted"),
            (P.SERVICE, ordered("02-01 10:00"), "granted"),
            (P.REPLY, a_ring("03-10 10:00"), "granted"),
            (P.PROMISE, agreed("02-01 10:00", "03-10 13:00", "03-10 15:00"), "granted"),
            (P.PROMISE, agreed("02-01 10:00", "03-10 13:00", "03-10 15:00", theirs=False), "wait 06-01 10:00: paused"),
        ],
    )
    def test_not_now_holds_all_but_what_they_want(self, purpose, evidence, expected):
        seen = view(pauses=[pause("03-01 10:00", "06-01 09:00", agreed=True)])
        assert said(verdict(seen, propose(purpose, evidence=evidence))) == expected

    def test_without_an_agreed_date_we_rest_thirty_days(self):
        unsaid = view(pauses=[pause("03-01 12:00", "03-05 10:00")])
        assert said(verdict(unsaid, propose(), BUSINESS)) == "wait 03-31 13:00: paused"

    def test_with_an_agreed_date_we_come_back_then(self):
        seen = view(pauses=[pause("03-01 12:00", "03-12 10:00", agreed=True)])
        assert said(verdict(seen, propose(), BUSINESS)) == "wait 03-12 10:00: paused"

    def test_a_pause_about_one_matter_leaves_others(self):
        seen = view(pauses=[pause("03-01 12:00", "06-12 10:00", matter=OFFER)])
        assert said(verdict(seen, propose(matter=OTHER_OFFER))) == "granted"
        assert said(verdict(seen, propose(matter=Matter()))) == "wait 06-12 10:00: paused"


class TestConsent:
    @pytest.mark.parametrize("channel", [C.TEXT, C.MAIL, C.FAX])
    def test_offers_by_text_mail_or_fax_need_consent_first(self, channel):
        assert said(verdict(view(), propose(channel=channel))) == "refused: consent_missing"
        seen = view(consents=[Consent(channel, at("01-01 10:00"))])
        assert said(verdict(seen, propose(channel=channel))) == "granted"

    @pytest.mark.parametrize(
        ("consent", "expected"),
        [
            (Consent(C.MAIL, at("01-01 10:00"), withdrawn_at=at("02-01 10:00")), "refused: consent_missing"),
            (Consent(C.TEXT, at("01-01 10:00")), "refused: consent_missing"),
            (Consent(C.MAIL, at("01-01 10:00"), matter=OTHER_OFFER), "refused: consent_missing"),
            (Consent(C.MAIL, at("01-01 10:00"), matter=Matter(CLIENT)), "granted"),
            (Consent(C.MAIL, at("03-11 10:00")), "wait 03-11 10:00: consent_missing"),
        ],
    )
    def test_consent_covers_what_it_says_while_it_lasts(self, consent, expected):
        assert said(verdict(view(consents=[consent]), propose(channel=C.MAIL))) == expected

    def test_a_text_that_serves_an_order_needs_none(self):
        assert said(verdict(view(), propose(P.SERVICE, C.TEXT, evidence=ordered("03-01 10:00")))) == "granted"


class TestWishes:
    def wish(self, kind=WishKind.ONLY_TIMES, **fields):
        return replace(Wish(at("01-01 10:00"), kind), **fields)

    def test_times_they_named_are_exclusive(self):
        seen = view(wishes=[self.wish(weekdays=0b1000, from_time=time(16), until_time=time(17))])  # Thursdays
        assert said(verdict(seen, propose())) == "wait 03-12 16:00: wish_times"
        assert said(verdict(seen, propose(P.SERVICE, evidence=ordered("03-01 10:00")))) == "wait 03-12 16:00: wish_times"

    def test_of_several_times_any_will_do(self):
        wishes = [self.wish(from_time=time(10), until_time=time(11)), self.wish(from_time=time(16), until_time=time(17))]
        assert said(verdict(view(wishes=wishes), propose())) == "wait 03-10 16:00: wish_times"

    def test_times_they_do_not_want_are_closed(self):
        seen = view(wishes=[self.wish(WishKind.NOT_TIMES, from_time=time(12), until_time=time(15))])
        assert said(verdict(seen, propose())) == "wait 03-10 15:00: wish_times"

    def test_a_wish_for_the_night_passes_midnight(self):
        seen = view(wishes=[self.wish(weekdays=1 << 1, from_time=time(22), until_time=time(2))])  # Tuesday nights
        anytime = load('name = "any"\n[solicit]')
        assert said(verdict(seen, propose(), anytime, at("03-11 01:59"))) == "granted"
        assert said(verdict(seen, propose(), anytime, at("03-11 02:00"))) == "wait 03-17 22:00: wish_times"

    def test_wishes_outside_our_hours_leave_nothing_open(self):
        seen = view(wishes=[self.wish(from_time=time(20), until_time=time(21))])
        assert said(verdict(seen, propose())) == "refused: wish_times no_opening"

    def test_an_agreed_time_is_newer_than_a_wish(self):
        seen = view(wishes=[self.wish(from_time=time(20), until_time=time(21))])
        assert said(verdict(seen, propose(P.PROMISE, evidence=agreed("03-09 10:00", "03-10 13:30", "03-10 15:00")))) == "granted"

    def test_a_channel_they_do_not_want_is_not_used_until_they_ask_for_something_there(self):
        seen = view(wishes=[self.wish(WishKind.NOT_CHANNEL, channel=C.CALL)])
        assert said(verdict(seen, propose())) == "refused: wish_not_channel"
        assert said(verdict(seen, propose(P.REPLY, evidence=a_ring("03-10 13:50")))) == "refused: wish_not_channel"
        assert said(verdict(seen, propose(P.INQUIRY, evidence=asked("03-10 13:50")))) == "granted"

    def test_a_channel_they_prefer_is_a_hint(self):
        seen = view(wishes=[self.wish(WishKind.PREFER_CHANNEL, channel=C.MAIL)])
        assert said(verdict(seen, propose())) == "granted prefers_channel"
