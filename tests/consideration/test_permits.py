"""Asking the gate, using what it gave, giving it back."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from enishi.consideration import actions, queries
from enishi.consideration.actions import EvidenceRef, PermitInUse
from enishi.consideration.models import Permit
from enishi.consideration.rules import Evidence, Granted, Refused, Wait, packs
from enishi.consideration.rules.refusing import PermitHasExpired, PermitHoldsNoLonger, PermitIsSomebodyElses, PermitIsUsed
from enishi.consideration.rules.vocabulary import EvidenceKind
from enishi.people.actions import hold_point, merge
from enishi.people.models import OwnNumberAssignment
from enishi.people.rules import PersonIsUnknown
from enishi.promises.actions import promise
from enishi.promises.models import Promise
from enishi.team.models import OwnNumber
from enishi.touches.actions import record_outcome, record_touch
from tests.cast import MONDAY, Cast, assemble

pytestmark = pytest.mark.django_db
# Two in the afternoon
NOW = MONDAY + timedelta(hours=4)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def ask(them: Cast, who: str = "nagai", point: str = "nagai", now: datetime = NOW, **more):
    asked = {"channel": "call", "purpose": "solicit", "member_id": them.members["sato"].id, **more}
    return actions.ask_permit(person_id=them[who].id, point_id=them.points[point].id, now=now, **asked)


def codes(verdict) -> list[str]:
    return [reason.code.value for reason in verdict.reasons]


def log(them: Cast, at: datetime, who: str = "nagai", point: str = "nagai", **more):
    facts = {"channel": "call", "direction": "out", "outcome": "no_answer", "member_id": them.members["mori"].id, **more}
    return record_touch(at=at, person_id=them[who].id, point_id=them.points[point].id, by_id=None, now=at, **facts).touch


def test_a_granted_permit_names_everything_and_expires(them):
    result = ask(them, client_id=them.clients["hana"].id)
    assert result.verdict == Granted()
    permit = Permit.objects.get()
    assert result.permit == permit
    assert (permit.person_id, permit.point_id, permit.channel) == (them["nagai"].id, them.points["nagai"].id, "call")
    assert (permit.purpose, permit.member_id, permit.policy) == ("solicit", them.members["sato"].id, "consumer-sales")
    assert permit.expires_at == NOW + timedelta(minutes=10)
    assert permit.own_number_id == them.own_numbers["hana"].id


def test_the_place_is_taken_while_the_permit_lives_and_free_when_it_has_expired(them):
    ask(them)
    again = ask(them, member_id=them.members["mori"].id)
    assert again.permit is None
    assert codes(again.verdict) == ["cap_contacts_per_day", "cap_per_day"]
    assert ask(them, now=NOW + timedelta(minutes=10)).permit is not None


def test_a_place_given_back_is_free_at_once(them):
    permit = ask(them).permit
    assert actions.release_permit(permit_id=permit.id, now=NOW)
    assert not actions.release_permit(permit_id=permit.id, now=NOW)
    assert ask(them).permit is not None


def test_expired_permits_are_noted(them):
    ask(them)
    assert actions.release_expired(NOW + timedelta(minutes=9)) == 0
    assert actions.release_expired(NOW + timedelta(minutes=10)) == 1
    assert actions.release_expired(NOW + timedelta(minutes=10)) == 0


def test_a_permit_is_used_once_by_whom_it_was_given_to(them):
    permit = ask(them).permit
    with pytest.raises(PermitIsSomebodyElses):
        actions.use_permit(permit_id=permit.id, member_id=them.members["mori"].id, now=NOW)
    used = actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)
    assert isinstance(used, PermitInUse)
    assert (used.permit_id, used.value, used.channel) == (permit.id, "+817012340009", "call")
    with pytest.raises(PermitIsUsed):
        actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)


def test_an_expired_permit_is_no_permit(them):
    permit = ask(them).permit
    with pytest.raises(PermitHasExpired):
        actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW + timedelta(minutes=10))


def test_a_refusal_between_asking_and_calling_holds(them):
    permit = ask(them).permit
    actions.refuse(person_id=them["nagai"].id, words="もう結構です", heard_by_id=them.members["mori"].id, now=NOW)
    with pytest.raises(PermitHoldsNoLonger) as caught:
        actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW + timedelta(minutes=1))
    assert codes(caught.value.verdict) == ["refused_everything"]
    assert "お断り" in str(caught.value)
    assert Permit.objects.get().used_at is None


def test_a_call_logged_by_a_colleague_between_asking_and_calling_counts(them):
    permit = ask(them).permit
    log(them, NOW + timedelta(minutes=1), outside_gate=True)
    with pytest.raises(PermitHoldsNoLonger):
        actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW + timedelta(minutes=2))


def test_a_place_that_was_reserved_is_not_lost_to_a_permit_given_later(them):
    permit = ask(them).permit
    ring = log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
    reply = ask(them, purpose="reply", evidence=EvidenceRef(EvidenceKind.TOUCH, ring.id), member_id=them.members["mori"].id)
    assert reply.permit is not None
    assert actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)


class TestEvidence:
    def test_a_ring_of_theirs_is_evidence_for_a_reply(self, them):
        ring = log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
        log(them, NOW - timedelta(hours=5))
        assert codes(ask(them).verdict) == ["cap_contacts_per_day", "cap_per_day"]
        assert ask(them, purpose="reply", evidence=EvidenceRef(EvidenceKind.TOUCH, ring.id)).permit.evidence_id == ring.id

    def test_somebody_elses_ring_is_not(self, them):
        ring = log(them, NOW - timedelta(hours=1), "okada", "okada", direction="in", outcome="missed")
        assert codes(ask(them, purpose="reply", evidence=EvidenceRef(EvidenceKind.TOUCH, ring.id)).verdict) == ["evidence_missing"]

    def test_our_own_call_is_not(self, them):
        ours = log(them, NOW - timedelta(hours=1))
        assert codes(ask(them, purpose="reply", evidence=EvidenceRef(EvidenceKind.TOUCH, ours.id)).verdict) == ["evidence_missing"]

    def test_a_request_is_evidence_until_it_is_withdrawn(self, them):
        asked = actions.record_request(
            person_id=them["nagai"].id, purpose="inquiry", words="資料を見たい", heard_by_id=None, now=NOW - timedelta(days=1)
        )
        evidence = EvidenceRef(EvidenceKind.REQUEST, asked.id)
        assert ask(them, purpose="inquiry", evidence=evidence).permit is not None
        actions.withdraw_request(request_id=asked.id, now=NOW)
        assert codes(ask(them, purpose="inquiry", evidence=evidence).verdict)[0] == "evidence_missing"

    def test_a_promise_they_asked_for_is_evidence(self, them):
        made = promise(
            person_id=them["nagai"].id,
            kind="call_back",
            asked_by="person",
            owner_id=None,
            from_at=NOW - timedelta(minutes=5),
            due_at=NOW + timedelta(hours=1),
            by_id=None,
            now=NOW - timedelta(days=1),
        )
        assert ask(them, purpose="promise", evidence=EvidenceRef(EvidenceKind.PROMISE, made.id)).permit is not None

    def test_an_order_comes_from_the_room_that_knows_it_and_nothing_else_is_taken_on_trust(self, them):
        order = Evidence(EvidenceKind.ORDER, NOW - timedelta(days=2), id=uuid4())
        permit = ask(them, purpose="service", evidence=order).permit
        assert actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)
        made_up = Evidence(EvidenceKind.REQUEST, NOW - timedelta(days=2), id=uuid4())
        assert codes(ask(them, purpose="inquiry", evidence=made_up).verdict)[0] == "evidence_missing"

    def test_an_order_older_than_a_refusal_does_not_outlive_it(self, them):
        permit = ask(them, purpose="service", evidence=Evidence(EvidenceKind.ORDER, NOW - timedelta(days=2), id=uuid4())).permit
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW + timedelta(minutes=1))
        with pytest.raises(PermitHoldsNoLonger):
            actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW + timedelta(minutes=2))

    def test_the_promise_that_a_missed_ring_made_lifts_no_refusal(self, them):
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW - timedelta(days=9))
        log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
        owed = Promise.objects.get()
        assert (owed.kind, owed.asked_by) == ("missed_call", "person")
        assert codes(ask(them, purpose="promise", evidence=EvidenceRef(EvidenceKind.PROMISE, owed.id)).verdict) == ["refused_everything"]


class TestWhoIsBurdened:
    def test_two_people_on_one_telephone_share_its_cap(self, them):
        assert ask(them, "kazuko", "tsuji").permit is not None
        assert codes(ask(them, "masao", "tsuji").verdict) == ["cap_contacts_per_day", "cap_per_day"]

    def test_a_switchboard_does_not_burden_everybody_behind_it(self, them):
        assert ask(them, "misaki", "hayashi").permit is not None
        assert ask(them, "makoto", "hayashi").permit is not None

    def test_but_it_has_a_cap_of_its_own(self, them):
        business = packs.text("business-sales")
        actions.choose_policy(toml=business, by_id=them.members["ueno"].id, now=NOW)
        for hour in (1, 2, 3):
            log(them, NOW - timedelta(hours=hour), "makoto", "hayashi")
        assert codes(ask(them, "misaki", "hayashi").verdict) == ["cap_switchboard"]

    def test_everybody_of_a_merged_person_is_one(self, them):
        merge(kept_id=them["okada"].id, merged_id=them["nagai"].id, by_id=None, because="同じ方", now=NOW)
        log(them, NOW - timedelta(hours=2))
        assert codes(ask(them, "okada", "okada").verdict)[:1] == ["cap_contacts_per_day"]
        assert codes(ask(them, "nagai", "okada").verdict)[:1] == ["cap_contacts_per_day"]

    def test_a_permit_for_a_merged_person_stands_for_the_canonical_one(self, them):
        merge(kept_id=them["okada"].id, merged_id=them["nagai"].id, by_id=None, because="同じ方", now=NOW)
        assert ask(them).permit.person_id == them["okada"].id

    def test_a_contact_that_turned_out_to_be_with_somebody_else_is_theirs(self, them):
        touch = log(them, NOW - timedelta(hours=2), "okada", "okada")
        record_outcome(touch_id=touch.id, code="reached", by_id=None, now=NOW, person_id=them["nagai"].id)
        assert codes(ask(them).verdict)[:1] == ["cap_contacts_per_day"]

    def test_the_latest_outcome_counts(self, them):
        ring = log(them, NOW - timedelta(hours=3), direction="in", outcome="missed")
        back = log(them, NOW - timedelta(hours=2), purpose="reply")
        evidence = EvidenceRef(EvidenceKind.TOUCH, ring.id)
        assert ask(them, purpose="reply", evidence=evidence).permit is not None
        record_outcome(touch_id=back.id, code="reached", by_id=None, now=NOW)
        assert codes(ask(them, purpose="reply", evidence=evidence).verdict) == ["evidence_answered"]

    def test_a_number_they_no_longer_hold_is_ended(self, them):
        assert "point_ended" in codes(ask(them, "mai", "mai_old").verdict)

    def test_nobody_is_nobody(self, them):
        with pytest.raises(PersonIsUnknown):
            actions.ask_permit(
                person_id=uuid4(),
                point_id=them.points["nagai"].id,
                channel="call",
                purpose="solicit",
                member_id=them.members["sato"].id,
                now=NOW,
            )


class TestOneNumberPerRelationship:
    def test_the_first_number_is_kept_for_life(self, them):
        other = OwnNumber.objects.create(e164="+815012349999", client=them.clients["hana"])
        client = them.clients["hana"].id
        first = ask(them, client_id=client).permit
        later = ask(them, client_id=client, own_number_id=other.id, now=NOW + timedelta(days=20)).permit
        assert later.own_number_id == first.own_number_id == them.own_numbers["hana"].id
        assert OwnNumberAssignment.objects.count() == 1

    def test_a_wish_is_heard_at_first_contact(self, them):
        other = OwnNumber.objects.create(e164="+815012349999", client=them.clients["hana"])
        assert ask(them, client_id=them.clients["hana"].id, own_number_id=other.id).permit.own_number_id == other.id

    def test_another_clients_number_is_never_shown(self, them):
        asked = ask(them, client_id=them.clients["hana"].id, own_number_id=them.own_numbers["midori"].id)
        assert asked.permit.own_number_id == them.own_numbers["hana"].id

    def test_a_number_we_gave_up_is_replaced(self, them):
        first = ask(them, client_id=them.clients["hana"].id).permit
        OwnNumber.objects.filter(id=first.own_number_id).update(given_up_on=date(2026, 11, 17))
        new = OwnNumber.objects.create(e164="+815012349999", client=them.clients["hana"])
        assert ask(them, client_id=them.clients["hana"].id, now=NOW + timedelta(days=20)).permit.own_number_id == new.id

    def test_mail_shows_no_number(self, them):
        point = hold_point(person_id=them["nagai"].id, kind="email", value="sota.nagai@mail.example", now=NOW).point
        actions.consent(person_id=them["nagai"].id, channel="mail", proof="申込書の欄", heard_by_id=None, now=NOW - timedelta(days=3))
        granted = actions.ask_permit(
            person_id=them["nagai"].id,
            point_id=point.id,
            channel="mail",
            purpose="solicit",
            member_id=them.members["sato"].id,
            now=NOW,
        )
        assert granted.permit.own_number_id is None


def test_wait_until_is_kept_by_the_database_too(them):
    log(them, NOW - timedelta(days=1))
    log(them, NOW - timedelta(days=20))
    waiting = ask(them).verdict
    assert isinstance(waiting, Wait)
    assert isinstance(ask(them, now=waiting.until - timedelta(minutes=1)).verdict, Wait)
    assert ask(them, now=waiting.until).permit is not None


def test_the_desk_asks_first(them, django_assert_max_num_queries):
    log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
    with django_assert_max_num_queries(5):
        found = queries.verdicts(them["nagai"].id, now=NOW)
    by_channel = {each.channel.value: each for each in found}
    assert set(by_channel) == {"call", "text", "mail"}
    assert (by_channel["call"].purpose, by_channel["call"].verdict) == ("promise", Granted())
    assert by_channel["call"].value == "+817012340009"
    assert isinstance(by_channel["mail"].solicit, Refused)
    assert Permit.objects.count() == 0


def test_one_contact_can_be_asked_about_without_reserving(them):
    said = queries.verdict(them["nagai"].id, point_id=them.points["nagai"].id, channel="call", purpose="solicit", now=NOW)
    assert said == Granted()
    assert Permit.objects.count() == 0


def test_asking_takes_a_bounded_number_of_queries(them, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        ask(them)
