"""Ways past the gate that somebody tried: each must stay closed."""

from datetime import UTC, datetime, timedelta

import pytest

from enishi.consideration import actions
from enishi.consideration.actions import EvidenceRef
from enishi.consideration.models import Consent, Permit, Refusal
from enishi.consideration.rules import Granted
from enishi.consideration.rules.refusing import TopicIsAnotherClients
from enishi.consideration.rules.vocabulary import EvidenceKind
from enishi.conversations.actions import CannotConclude, log_call
from enishi.conversations.rules import CallBack, Details
from enishi.kernel.clock import at_local, local_day
from enishi.people.actions import add_person, end_holding, erase, hold_point, merge, undo_merge
from enishi.people.models import Holding
from enishi.people.readers.cells import emails
from enishi.people.rules import PersonIsErased
from enishi.promises.actions import move, promise
from enishi.promises.models import Promise
from enishi.team.models import IdempotencyKey, Topic
from enishi.touches.actions import record_touch
from enishi.touches.models import Touch
from tests.cast import MONDAY, NAGAI_MOBILE, Cast, assemble

pytestmark = pytest.mark.django_db
# Two in the afternoon
NOW = MONDAY + timedelta(hours=4)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def ask(them: Cast, who: str = "nagai", point: str = "nagai", now: datetime = NOW, **more):
    asked = {"channel": "call", "purpose": "solicit", "member_id": them.members["sato"].id, **more}
    return actions.ask_permit(person_id=them[who].id, point_id=them.points[point].id, now=now, **asked)


def said(them: Cast, *where: str, **more) -> str:
    verdict = ask(them, *where, **more).verdict
    return "granted" if isinstance(verdict, Granted) else " ".join(reason.code for reason in verdict.reasons)


def use(them: Cast, permit: Permit, now: datetime = NOW):
    return actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=now)


def log(them: Cast, at: datetime, who: str | None = "nagai", point: str = "nagai", **more) -> Touch:
    facts = {"channel": "call", "direction": "out", "outcome": "no_answer", "member_id": None, "now": NOW, **more}
    return record_touch(at=at, person_id=them[who].id if who else None, point_id=them.points[point].id, by_id=None, **facts).touch


def by_hand(them: Cast, code: str = "no_answer", at: datetime = NOW, **more):
    facts = {"person_id": them["nagai"].id, "point_id": them.points["nagai"].id, "now": NOW, **more}
    return log_call(member_id=them.members["sato"].id, code=code, at=at, **facts)


def of(kind: str, found) -> EvidenceRef:
    return EvidenceRef(EvidenceKind(kind), found.id)


class TestAPlaceThatWasTaken:
    def test_stays_taken_when_the_number_was_shown_and_nothing_was_ever_logged(self, them):
        use(them, ask(them).permit)
        assert said(them) == "cap_contacts_per_day cap_per_day"
        assert said(them, now=NOW + timedelta(hours=2)) == "cap_contacts_per_day cap_per_day"

    def test_counts_once_when_it_was_logged(self, them):
        permit = ask(them).permit
        use(them, permit)
        by_hand(them, permit_id=permit.id)
        tomorrow = ask(them, now=NOW + timedelta(days=1)).permit
        assert tomorrow is not None
        use(them, tomorrow, NOW + timedelta(days=1))
        assert said(them, now=NOW + timedelta(days=2)) == "cap_window"

    def test_is_not_given_back_by_logging_the_call_into_the_past(self, them):
        permit = ask(them).permit
        done = by_hand(them, at=NOW - timedelta(days=60), permit_id=permit.id)
        assert done.touch.outside_gate
        # The number that was shown is one call, and the one told of another
        assert said(them) == "cap_window cap_contacts_per_day cap_per_day"

    def test_nor_by_logging_it_as_a_call_of_theirs(self, them):
        done = by_hand(them, "reached", permit_id=ask(them).permit.id, direction="in")
        assert done.touch.direction == "out"
        assert "cap_per_day" in said(them)

    def test_is_counted_against_everybody_on_the_telephone(self, them):
        use(them, ask(them, "kazuko", "tsuji").permit)
        assert said(them, "masao", "tsuji") == "cap_contacts_per_day cap_per_day"


class TestCounting:
    def test_a_call_to_a_customer_is_not_uncounted_by_calling_it_internal(self, them):
        log(them, NOW - timedelta(hours=1), purpose="internal")
        assert said(them) == "cap_contacts_per_day cap_per_day"

    def test_a_call_to_nobody_cannot_be_written_down(self, them):
        with pytest.raises(CannotConclude):
            by_hand(them, person_id=None, point_id=None)

    def test_a_contact_cannot_have_taken_place_after_it_was_written_down(self, them):
        log(them, datetime(2099, 1, 1, tzinfo=UTC), now=NOW - timedelta(hours=1))
        assert said(them) == "cap_contacts_per_day cap_per_day"

    def test_a_ring_dated_into_the_future_is_no_licence_for_ever(self, them):
        ring = log(them, datetime(2099, 1, 1, tzinfo=UTC), direction="in", outcome="missed", now=NOW - timedelta(days=20))
        assert said(them, purpose="reply", evidence=of("touch", ring)) == "evidence_stale"


class TestReplies:
    def test_a_call_of_theirs_that_we_answered_needs_none(self, them):
        talk = log(them, NOW - timedelta(hours=1), direction="in", outcome="not_now")
        assert said(them, purpose="reply", evidence=of("touch", talk)) == "evidence_answered"

    def test_who_dialled_us_by_mistake_is_left_alone(self, them):
        slip = log(them, NOW - timedelta(hours=1), direction="in", outcome="no_business")
        assert said(them, purpose="reply", evidence=of("touch", slip)) == "evidence_answered"

    def test_a_number_they_gave_up_rings_for_somebody_else(self, them):
        holding = Holding.objects.get(person=them["nagai"], point=them.points["nagai"])
        end_holding(holding_id=holding.id, because="number_changed", on=NOW.date() - timedelta(days=300))
        them.points["new"] = hold_point(person_id=them["nagai"].id, kind="phone", value="090-1234-7777", now=NOW).point
        ring = log(them, NOW - timedelta(hours=1), None, direction="in", outcome="missed")
        assert said(them, point="new", purpose="reply", evidence=of("touch", ring)) == "evidence_missing"
        owed = Promise.objects.get()
        assert owed.person_id is None
        assert said(them, point="new", purpose="promise", evidence=of("promise", owed)) == "evidence_missing"

    def test_a_ring_from_a_shared_telephone_is_answered_there(self, them):
        them.points["own"] = hold_point(person_id=them["masao"].id, kind="phone", value="090-1234-7778", now=NOW).point
        ring = log(them, NOW - timedelta(hours=1), None, "tsuji", direction="in", outcome="missed")
        owed = Promise.objects.get()
        assert said(them, "masao", "tsuji", purpose="reply", evidence=of("touch", ring)) == "granted"
        Permit.objects.all().delete()
        assert said(them, "masao", "own", purpose="reply", evidence=of("touch", ring)) == "evidence_missing"
        assert said(them, "masao", "own", purpose="promise", evidence=of("promise", owed)) == "evidence_missing"

    def test_somebody_elses_ring_request_and_promise_are_no_evidence(self, them):
        ring = log(them, NOW - timedelta(hours=1), "yumi", "yumi", direction="in", outcome="missed")
        owed = Promise.objects.get()
        asked = actions.record_request(person_id=them["yumi"].id, purpose="inquiry", words="資料を", heard_by_id=None, now=NOW)
        assert said(them, purpose="reply", evidence=of("touch", ring)) == "evidence_missing"
        assert said(them, purpose="promise", evidence=of("promise", owed)) == "evidence_missing"
        assert said(them, purpose="inquiry", evidence=of("request", asked)) == "evidence_missing"


class TestRefusedClients:
    @pytest.fixture
    def midori(self, them):
        midori = them.clients["midori"].id
        actions.refuse(person_id=them["nagai"].id, scope="client", client_id=midori, heard_by_id=None, now=NOW - timedelta(days=5))
        return midori

    def test_come_not_back_by_a_topic_of_theirs(self, them, midori):
        topic = Topic.objects.create(name="名刺", client_id=midori).id
        assert said(them, topic_id=topic) == "refused_client"
        with pytest.raises(TopicIsAnotherClients):
            ask(them, topic_id=topic, client_id=them.clients["hana"].id)

    def test_nor_by_a_missed_ring_called_service(self, them, midori):
        log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
        owed = Promise.objects.get()
        assert "refused_client" in said(them, client_id=midori, purpose="service", evidence=of("promise", owed))

    def test_nor_by_an_old_inquiry_called_service(self, them, midori):
        asked = {"person_id": them["nagai"].id, "client_id": midori, "words": "資料を", "heard_by_id": None}
        inquiry = actions.record_request(purpose="inquiry", now=NOW - timedelta(days=9), **asked)
        assert "evidence_missing" in said(them, client_id=midori, purpose="service", evidence=of("request", inquiry))
        repair = actions.record_request(purpose="service", now=NOW - timedelta(days=9), **asked)
        assert said(them, client_id=midori, purpose="service", evidence=of("request", repair)) == "granted"


class TestPromises:
    def owe(self, them: Cast, made: datetime, **more) -> Promise:
        facts = {"kind": "agreed_time", "asked_by": "person", "owner_id": None, "by_id": None, "now": made, **more}
        return promise(person_id=them["nagai"].id, **{"from_at": NOW - timedelta(hours=1), "due_at": NOW + timedelta(hours=1), **facts})

    def again(self, owed: Promise, now: datetime = NOW) -> Promise:
        return move(promise_id=owed.id, from_at=now - timedelta(minutes=5), due_at=now + timedelta(hours=1), phrase="", by_id=None, now=now)

    def test_moving_one_by_ourselves_does_not_lift_what_they_refused_meanwhile(self, them):
        owed = self.owe(them, NOW - timedelta(days=3))
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        assert said(them, purpose="promise", evidence=of("promise", owed)) == "refused_everything"
        moved = self.again(self.again(owed))
        assert said(them, purpose="promise", evidence=of("promise", moved)) == "refused_everything"

    def test_nor_is_it_worth_three_more_attempts(self, them):
        owed = self.owe(them, NOW - timedelta(days=3), from_at=NOW - timedelta(days=2))
        for hours in (40, 30, 20):
            log(them, NOW - timedelta(hours=hours), purpose="promise")
        assert said(them, purpose="promise", evidence=of("promise", owed)) == "evidence_used_up"
        assert said(them, purpose="promise", evidence=of("promise", self.again(self.again(owed)))) == "evidence_used_up"

    def test_a_long_while_agreed_to_is_no_leave_to_ring_at_night(self, them):
        month = self.owe(them, NOW, from_at=NOW, due_at=NOW + timedelta(days=30))
        night = NOW + timedelta(hours=13)
        assert said(them, purpose="promise", evidence=of("promise", month), now=night) == "outside_hours"

    def test_a_ring_at_dawn_is_not_answered_at_dawn_because_its_log_came_in_just_now(self, them):
        """The minutes in which no hours bind run from the ring, not from when a file told of it."""
        dawn = at_local(local_day(NOW, "Asia/Tokyo"), "Asia/Tokyo", 5)
        late = dawn + timedelta(minutes=90)
        log(them, dawn, direction="in", outcome="missed", now=late)
        owed = Promise.objects.get(kind="missed_call", person=them["nagai"].id)
        assert "hours" in said(them, purpose="promise", evidence=of("promise", owed), now=late)
        assert said(them, purpose="promise", evidence=of("promise", owed), now=dawn + timedelta(minutes=20)) == "granted"

    def test_nobody_asks_for_a_call_back_who_did_not_answer(self, them):
        again = CallBack(NOW, NOW + timedelta(hours=2), they_asked=True)
        by_hand(them, at=NOW - timedelta(minutes=5), details=Details(call_back=again))
        assert Promise.objects.get().asked_by == "us"


class TestErasing:
    def again(self, them: Cast, **held: str) -> None:
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        them.people["again"] = add_person(name="永井", now=NOW)
        them.points["again"] = hold_point(person_id=them["again"].id, now=NOW, **held).point

    def refuse(self, them: Cast, **more) -> None:
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW - timedelta(days=1), **more)

    def test_a_number_they_took_up_after_refusing_is_refused_as_well(self, them):
        self.refuse(them)
        hold_point(person_id=them["nagai"].id, kind="phone", value="090-1234-7779", now=NOW)
        self.again(them, kind="phone", value="+81 90 1234 7779")
        assert said(them, "again", "again") == "refused_everything"

    def test_and_a_telephone_at_home_that_was_theirs_alone(self, them):
        hold_point(person_id=them["nagai"].id, kind="phone", value="0742-23-0999", use="household", now=NOW)
        self.refuse(them)
        self.again(them, kind="phone", value="０７４２－２３－０９９９")
        assert said(them, "again", "again") == "refused_everything"

    def test_and_where_they_lived(self, them):
        hold_point(person_id=them["nagai"].id, kind="postal", value="〒630-8213 奈良県奈良市登大路町9", now=NOW)
        self.refuse(them)
        self.again(them, kind="postal", value="630-8213 奈良県奈良市登大路町９")
        assert said(them, "again", "again", channel="post") == "refused_everything"

    def test_a_mail_address_however_it_is_written(self, them):
        hold_point(person_id=them["nagai"].id, kind="email", value="So.Ta@Mail.example", now=NOW)
        self.refuse(them)
        self.again(them, kind="email", value="ｓｏ．ｔａ＠ＭＡＩＬ．example")
        assert "refused_everything" in said(them, "again", "again", channel="mail")

    @pytest.mark.parametrize("hidden", ["So.\u200bTa@Mail.example", "MAILTO:so.ta@mail.example", "so.ta@mail.exam\u00adple"])
    def test_nor_with_letters_that_nobody_sees(self, them, hidden):
        hold_point(person_id=them["nagai"].id, kind="email", value="so.ta@mail.example", now=NOW)
        self.refuse(them)
        self.again(them, kind="email", value=hidden)
        assert "refused_everything" in said(them, "again", "again", channel="mail")
        assert emails(hidden)[0][0].lower() == "so.ta@mail.example"

    def test_who_says_never_while_they_are_erased_is_heard(self, them):
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        by_hand(them, "never")
        them.people["again"] = add_person(name="永井", now=NOW)
        them.points["again"] = hold_point(person_id=them["again"].id, kind="phone", value=NAGAI_MOBILE, now=NOW).point
        assert said(them, "again", "again", now=NOW + timedelta(days=2)) == "refused_everything"
        erase(person_id=them["yumi"].id, by_id=None, now=NOW)
        with pytest.raises(PersonIsErased):
            actions.refuse(person_id=them["yumi"].id, heard_by_id=None, now=NOW)

    def test_a_telephone_that_others_still_hold_is_theirs(self, them):
        actions.refuse(person_id=them["kazuko"].id, heard_by_id=None, now=NOW)
        erase(person_id=them["kazuko"].id, by_id=None, now=NOW)
        assert said(them, "masao", "tsuji") == "granted"

    def test_a_lifted_refusal_is_carried_nowhere(self, them):
        self.refuse(them)
        actions.lift_refusal(refusal_id=Refusal.objects.get(carried_from=None).id, by_id=them.members["ueno"].id, because="依頼", now=NOW)
        self.again(them, kind="phone", value=NAGAI_MOBILE)
        assert said(them, "again", "again") == "granted"

    def test_the_carriers_word_outlives_it(self, them):
        actions.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="案内", now=NOW)
        self.again(them, kind="phone", value=NAGAI_MOBILE)
        assert said(them, "again", "again") == "halted"

    def test_no_answer_of_ours_keeps_the_number(self, them):
        kept = {"principal": "token:1", "request_hash": "", "status": 200, "created_at": NOW}
        IdempotencyKey.objects.create(key="a", response={"person_id": str(them["nagai"].id), "value": NAGAI_MOBILE}, **kept)
        IdempotencyKey.objects.create(key="b", response={"person_id": str(them["yumi"].id), "value": "x"}, **kept)
        IdempotencyKey.objects.create(key="c", response=None, **kept)
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"b", "c"}


class TestLiftingAndParting:
    def test_the_first_number_that_changed_hands_frees_the_number_and_not_the_person(self, them):
        main = actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        them.people["other"] = add_person(name="別の方", now=NOW)
        hold_point(person_id=them["other"].id, kind="phone", value=NAGAI_MOBILE, now=NOW)
        assert said(them, "other", "nagai") == "refused_everything"
        on_number = main.carried.get(point=them.points["nagai"])
        actions.lift_refusal(refusal_id=on_number.id, by_id=them.members["ueno"].id, because="番号が別の方に", now=NOW)
        assert said(them, "other", "nagai") == "granted"
        Permit.objects.all().delete()
        assert said(them) == "refused_everything"

    @pytest.mark.parametrize(("kept", "merged"), [("kazuko", "ogawa"), ("ogawa", "kazuko")])
    def test_what_one_of_two_refused_while_they_were_one_binds_both_when_they_part(self, them, kept, merged):
        one = merge(kept_id=them[kept].id, merged_id=them[merged].id, by_id=None, because="", now=NOW - timedelta(days=2))
        before = actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        never = actions.refuse(person_id=them["ogawa"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        actions.pause(person_id=them["ogawa"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        undo_merge(merge_id=one.id, by_id=None, now=NOW)
        assert said(them, "ogawa", "ogawa") == "refused_everything paused"
        assert said(them, "kazuko", "tsuji") == "refused_everything paused"
        actions.lift_refusal(refusal_id=never.id, by_id=them.members["ueno"].id, because="ご本人から", now=NOW)
        assert said(them, "kazuko", "tsuji") == said(them, "ogawa", "ogawa") == "paused"
        assert not before.carried.filter(person__isnull=False).exists()

    def test_consent_given_while_two_were_one_stays_where_it_was_written_and_is_listed(self, them):
        one = merge(kept_id=them["kazuko"].id, merged_id=them["ogawa"].id, by_id=None, because="", now=NOW - timedelta(days=2))
        given = actions.consent(
            person_id=them["ogawa"].id, channel="text", proof="電話で「SMSでどうぞ」", heard_by_id=None, now=NOW - timedelta(days=1)
        )
        listed = undo_merge(merge_id=one.id, by_id=None, now=NOW)
        assert [(each.person_id, each.id) for each in listed] == [(them["kazuko"].id, given.id)]
        assert not Consent.objects.filter(person=them["ogawa"]).exists()

    def test_what_was_refused_before_stays_with_who_said_it(self, them):
        actions.refuse(person_id=them["ogawa"].id, heard_by_id=None, now=NOW - timedelta(days=3))
        one = merge(kept_id=them["kazuko"].id, merged_id=them["ogawa"].id, by_id=None, because="", now=NOW - timedelta(days=2))
        undo_merge(merge_id=one.id, by_id=None, now=NOW)
        assert said(them, "ogawa", "ogawa") == "refused_everything"
        assert said(them, "kazuko", "tsuji") == "granted"

    def test_a_number_they_take_up_after_refusing_is_bound_like_the_others(self, them):
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        value = "090-1234-7780"
        hold_point(person_id=them["nagai"].id, kind="phone", value=value, now=NOW)
        them.people["other"] = add_person(name="ナガイ商店", now=NOW)
        them.points["other"] = hold_point(person_id=them["other"].id, kind="phone", value=value, now=NOW).point
        assert said(them, "other", "other") == "refused_everything"


@pytest.mark.parametrize("back", [timedelta(days=1), timedelta(days=40), timedelta(days=500)])
def test_a_call_without_a_permit_is_not_dated_away(them: Cast, back: timedelta) -> None:
    by_hand(them, at=NOW - timedelta(minutes=1) - back)
    assert Touch.objects.get().at == NOW - timedelta(minutes=1) - back
    assert said(them) == "cap_contacts_per_day cap_per_day"
    assert said(them, now=NOW + timedelta(days=1)) == "granted"


def test_a_log_of_years_is_no_call_of_today(them: Cast) -> None:
    log(them, NOW - timedelta(days=1))
    assert said(them) == "granted"
