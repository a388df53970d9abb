"""More ways past the gate that somebody tried: what was said must not stop holding."""

from datetime import time, timedelta

import pytest

from enishi.consideration import actions
from enishi.consideration.actions import EvidenceRef
from enishi.consideration.models import Permit, Refusal, Wish
from enishi.consideration.rules import Granted
from enishi.consideration.rules.refusing import OnlyAManagerMay
from enishi.consideration.rules.vocabulary import EvidenceKind
from enishi.conversations.actions import log_call, undo
from enishi.conversations.rules import CallBack, Details
from enishi.people.actions import add_person, edit_person, end_holding, erase, hold_point, merge, undo_merge
from enishi.people.hooks import RefusedOnImport
from enishi.promises.actions import promise
from enishi.promises.models import Promise
from enishi.team.actions import give_role, retire
from enishi.team.models import OwnNumber, Topic
from tests.cast import HAYASHI_SWITCHBOARD, MONDAY, NAGAI_MOBILE, TSUJI_HOME, Cast, assemble
from tests.people.lists import a_run

pytestmark = pytest.mark.django_db
# Two in the afternoon
NOW = MONDAY + timedelta(hours=4)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def ask(them: Cast, who: str = "nagai", point: str = "nagai", **more):
    asked = {"channel": "call", "purpose": "solicit", "member_id": them.members["sato"].id, "now": NOW, **more}
    return actions.ask_permit(person_id=them[who].id, point_id=them.points[point].id, **asked)


def said(them: Cast, *where: str, **more) -> str:
    verdict = ask(them, *where, **more).verdict
    return "granted" if isinstance(verdict, Granted) else " ".join(reason.code for reason in verdict.reasons)


def by_hand(them: Cast, code: str = "no_answer", at=NOW, **more):
    facts = {"person_id": them["nagai"].id, "point_id": them.points["nagai"].id, "now": NOW, **more}
    return log_call(member_id=them.members["sato"].id, code=code, at=at, **facts)


def never(them: Cast, who: str = "nagai", days: int = 1, **more) -> Refusal:
    return actions.refuse(person_id=them[who].id, heard_by_id=None, now=NOW - timedelta(days=days), **more)


def somebody(them: Cast, who: str, value: str, name: str = "別の方", **more) -> None:
    """Somebody new who is reached there."""
    them.people[who] = add_person(name=name, now=NOW)
    them.points[who] = hold_point(person_id=them[who].id, kind="phone", value=value, now=NOW, **more).point


def of(kind: str, found) -> EvidenceRef:
    return EvidenceRef(EvidenceKind(kind), found.id)


class TestLateLogging:
    def test_what_was_refused_after_an_unused_permit_shows_the_call_as_outside(self, them):
        permit = ask(them).permit
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW + timedelta(minutes=5))
        late = NOW + timedelta(minutes=11)
        assert by_hand(them, at=NOW + timedelta(minutes=8), permit_id=permit.id, now=late).touch.outside_gate

    def test_a_place_that_went_to_somebody_else_is_not_used_twice(self, them):
        first = ask(them).permit
        second = ask(them, member_id=them.members["mori"].id, now=NOW + timedelta(minutes=11)).permit
        assert second is not None
        done = by_hand(them, "reached", permit_id=first.id, now=NOW + timedelta(minutes=20))
        assert done.touch.outside_gate

    def test_an_old_permit_that_nobody_used_dates_no_call_away(self, them):
        old = ask(them, now=NOW - timedelta(days=3)).permit
        assert by_hand(them, at=NOW - timedelta(days=3), permit_id=old.id).touch.outside_gate
        assert "cap_per_day" in said(them)


@pytest.mark.parametrize("code", ["missed", "no_business"])
def test_a_ring_that_nobody_answered_names_no_time(them, code):
    never(them, days=10)
    again = CallBack(NOW, NOW + timedelta(hours=2), they_asked=True)
    by_hand(them, code, at=NOW - timedelta(minutes=5), direction="in", details=Details(call_back=again))
    owed = Promise.objects.get(kind="agreed_time")
    assert owed.asked_by == "us"
    assert "refused_everything" in said(them, purpose="promise", evidence=of("promise", owed))


class TestANumberComesBackToWhoHeldItOnce:
    @pytest.fixture(autouse=True)
    def before(self, them):
        somebody(them, "before", NAGAI_MOBILE)
        held = them["before"].holdings.get()
        end_holding(holding_id=held.id, because="number_changed", on=(NOW - timedelta(days=500)).date())

    def test_after_whoever_held_it_since_refused_and_was_erased(self, them):
        never(them)
        self.back(them)
        assert said(them, "before", "before") == "refused_everything"

    def test_after_the_carrier_said_that_we_are_refused(self, them):
        actions.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="案内", now=NOW)
        self.back(them)
        assert said(them, "before", "before") == "halted"

    def back(self, them):
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        them.points["before"] = hold_point(person_id=them["before"].id, kind="phone", value=NAGAI_MOBILE, now=NOW).point


def test_a_slip_taken_back_leaves_what_a_list_said_meanwhile(them):
    slip = by_hand(them, "never")
    heard = RefusedOnImport(them["nagai"].id, "架電禁止: 1", a_run().id, None)
    assert [actions.hear_on_import([heard], NOW) for _ in range(2)] == [1, 0]
    undo(conclusion_id=slip.id, by_id=them.members["sato"].id, now=NOW)
    assert "refused_everything" in said(them)


@pytest.mark.parametrize("scope", ["client", "topic"])
def test_whom_they_refused_does_not_come_back_by_leaving_the_name_out(them, scope):
    midori = them.clients["midori"].id
    topic = Topic.objects.create(name="名刺", client_id=midori).id
    told = {"person_id": them["nagai"].id, "purpose": "inquiry", "words": "資料を", "heard_by_id": None}
    asked = actions.record_request(now=NOW - timedelta(days=5), **told)
    never(them, scope=scope, client_id=midori, topic_id=topic if scope == "topic" else None)
    assert said(them, purpose="inquiry", evidence=of("request", asked)) == f"refused_{scope}"
    # Another client was not refused, and who asks again has asked again
    hana = them.clients["hana"].id
    other = actions.record_request(now=NOW - timedelta(days=5), client_id=hana, **told)
    assert said(them, purpose="inquiry", client_id=hana, evidence=of("request", other)) == "granted"
    again = actions.record_request(now=NOW, **told)
    assert "refused" not in said(them, purpose="inquiry", evidence=of("request", again))


def test_a_promise_of_our_own_counts_as_the_offer_it_is(them):
    toml = 'name = "ours"\nextends = "consumer-sales"\n[solicit]\ncounts = "purpose"\n'
    actions.choose_policy(toml=toml, by_id=None, now=NOW - timedelta(days=1))
    by_hand(them, purpose="solicit", at=NOW - timedelta(hours=1))
    times = {"from_at": NOW, "due_at": NOW + timedelta(hours=1), "now": NOW}
    owed = promise(person_id=them["nagai"].id, kind="other", asked_by="us", owner_id=None, by_id=None, **times)
    assert "cap_per_day" in said(them, purpose="promise", evidence=of("promise", owed))


def test_a_manager_who_left_lifts_nothing(them):
    sato, ueno = them.members["sato"].id, them.members["ueno"].id
    give_role(member_id=sato, role="manager", by_id=ueno)
    refusal = never(them)
    retire(member_id=sato, by_id=ueno, now=NOW)
    with pytest.raises(OnlyAManagerMay):
        actions.lift_refusal(refusal_id=refusal.id, by_id=sato, because="番号が変わった", now=NOW)


def test_a_number_of_ours_given_up_since_is_not_dialled_from(them):
    permit = ask(them, client_id=them.clients["midori"].id).permit
    other = OwnNumber.objects.create(e164="+815012340099", label="新しい番号", client=them.clients["midori"])
    OwnNumber.objects.filter(id=permit.own_number_id).update(given_up_on=NOW.date())
    used = actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)
    assert (used.own_number_id, used.own_number) == (other.id, other.e164)
    permit.refresh_from_db()
    assert permit.own_number_id == other.id


class TestErased:
    """What was refused stays with every number they held."""

    def test_a_number_that_had_ended_before_they_refused(self, them):
        by_hand(them, "number_dead", at=NOW - timedelta(days=5), now=NOW - timedelta(days=5))
        never(them)
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        somebody(them, "again", NAGAI_MOBILE)
        assert said(them, "again", "again") == "refused_everything"

    def test_but_not_one_that_was_never_theirs(self, them):
        by_hand(them, "wrong_person", at=NOW - timedelta(days=5))
        never(them)
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        somebody(them, "again", NAGAI_MOBILE)
        assert "refused" not in said(them, "again", "again", now=NOW + timedelta(days=2))

    @pytest.mark.parametrize("first", ["kazuko", "masao"])
    def test_a_telephone_at_home_when_nobody_is_left_on_it(self, them, first):
        never(them, "kazuko")
        for who in (first, "masao" if first == "kazuko" else "kazuko"):
            if who == "masao" and first == "kazuko":
                # While he holds it, it is his
                assert said(them, "masao", "tsuji", now=NOW - timedelta(hours=1)) == "granted"
            erase(person_id=them[who].id, by_id=None, now=NOW)
        somebody(them, "again", TSUJI_HOME, use="household")
        assert said(them, "again", "again") == "refused_everything"

    def test_a_lifted_refusal_wakes_nowhere(self, them):
        lifted = never(them, "kazuko")
        erase(person_id=them["kazuko"].id, by_id=None, now=NOW)
        actions.lift_refusal(refusal_id=lifted.id, by_id=them.members["ueno"].id, because="ご家族から", now=NOW)
        erase(person_id=them["masao"].id, by_id=None, now=NOW)
        somebody(them, "again", TSUJI_HOME, use="household")
        assert said(them, "again", "again") == "granted"

    def test_a_switchboard_that_was_one_persons_alone(self, them):
        somebody(them, "trader", "03-1234-5511", use="switchboard")
        never(them, "trader")
        erase(person_id=them["trader"].id, by_id=None, now=NOW)
        somebody(them, "again", "03-1234-5511", use="switchboard")
        assert said(them, "again", "again") == "refused_everything"

    def test_a_switchboard_of_several_is_the_firms(self, them):
        never(them, "misaki")
        for who in ("misaki", "makoto"):
            erase(person_id=them[who].id, by_id=None, now=NOW)
        somebody(them, "again", HAYASHI_SWITCHBOARD, use="switchboard")
        assert said(them, "again", "again") == "granted"

    def test_the_telephone_that_rang_today_has_rung_whoever_is_written_down_on_it(self, them):
        by_hand(them, at=NOW - timedelta(hours=2))
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        somebody(them, "again", NAGAI_MOBILE)
        assert said(them, "again", "again") == "cap_contacts_per_day cap_per_day"
        assert said(them, "again", "again", now=NOW + timedelta(days=1)) == "granted"


class TestNumbersTheyGain:
    def test_by_merging_and_lose_by_parting(self, them):
        never(them, days=10)
        one = merge(kept_id=them["nagai"].id, merged_id=them["yumi"].id, by_id=None, because="", now=NOW - timedelta(days=5))
        somebody(them, "other", them.points["yumi"].value)
        assert said(them, "other", "yumi") == "refused_everything"
        undo_merge(merge_id=one.id, by_id=None, now=NOW)
        assert said(them, "other", "yumi") == "granted"
        assert said(them, "nagai") == "refused_everything"
        Permit.objects.all().delete()
        assert said(them, "yumi", "yumi") == "granted"

    def test_by_merging_into_somebody(self, them):
        never(them, days=10)
        merge(kept_id=them["yumi"].id, merged_id=them["nagai"].id, by_id=None, because="", now=NOW - timedelta(days=5))
        somebody(them, "other", them.points["yumi"].value)
        assert said(them, "other", "yumi") == "refused_everything"

    def test_by_undoing_that_it_had_ended(self, them):
        dead = by_hand(them, "number_dead", at=NOW - timedelta(days=2))
        never(them)
        undo(conclusion_id=dead.id, by_id=them.members["sato"].id, now=NOW)
        somebody(them, "other", NAGAI_MOBILE)
        assert "refused_everything" in said(them, "other", "nagai")


class TestSaidWhileTwoWereOne:
    """Who of them said it nobody can tell any more: what closes binds both, whoever it was written to."""

    @pytest.fixture(params=["nagai", "yumi"])
    def merged(self, request, them):
        kept = request.param
        other = "yumi" if kept == "nagai" else "nagai"
        return merge(kept_id=them[kept].id, merged_id=them[other].id, by_id=None, because="", now=NOW - timedelta(days=5))

    def part(self, merged):
        undo_merge(merge_id=merged.id, by_id=None, now=NOW)

    @pytest.mark.parametrize(
        ("kind", "more"),
        [("not_channel", {"channel": "call"}), ("only_times", {"from_time": time(16)}), ("not_times", {"until_time": time(16)})],
    )
    def test_a_wish(self, them, merged, kind, more):
        wished = actions.wish(person_id=them["yumi"].id, kind=kind, heard_by_id=None, now=NOW - timedelta(days=3), **more)
        self.part(merged)
        assert said(them).startswith("wish")
        assert said(them, "yumi", "yumi").startswith("wish")
        actions.end_wish(wish_id=wished.id, now=NOW)
        assert said(them) == said(them, "yumi", "yumi") == "granted"

    def test_what_opens_stays_where_it_was_written(self, them, merged):
        Wish.objects.create(person_id=merged.merged_id, kind="only_times", from_time=time(13), at=NOW - timedelta(days=9))
        named = {"kind": "only_times", "from_time": time(10), "until_time": time(11)}
        actions.wish(person_id=merged.kept_id, heard_by_id=None, now=NOW - timedelta(days=3), **named)
        actions.wish(person_id=merged.kept_id, kind="prefer_channel", channel="text", heard_by_id=None, now=NOW - timedelta(days=3))
        self.part(merged)
        assert Wish.objects.filter(person=merged.merged_id, kind="only_times").count() == 1
        assert not Wish.objects.filter(person=merged.merged_id, kind="prefer_channel").exists()

    def test_that_they_would_call(self, them, merged):
        said_so = {"member_id": None, "code": "they_will_call", "at": NOW - timedelta(days=3), "now": NOW - timedelta(days=3)}
        point = them.points["yumi"].id
        log_call(person_id=them["yumi"].id, point_id=point, details=Details(by_at=NOW + timedelta(days=2)), **said_so)
        self.part(merged)
        assert said(them) == said(them, "yumi", "yumi") == "they_will_call"

    def test_a_pause_is_lifted_for_both_at_once(self, them, merged):
        rests = actions.pause(person_id=them["nagai"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        self.part(merged)
        assert said(them) == said(them, "yumi", "yumi") == "paused"
        actions.end_pause(pause_id=rests.id, now=NOW)
        assert said(them) == said(them, "yumi", "yumi") == "granted"


def test_who_is_merged_with_a_colleague_is_no_colleague(them):
    edit_person(person_id=them["yumi"].id, met_as="internal")
    merge(kept_id=them["yumi"].id, merged_id=them["nagai"].id, by_id=None, because="", now=NOW)
    assert said(them, purpose="internal") == "not_internal purpose_closed"


class TestSwitchboards:
    def test_a_mobile_is_none_whatever_a_form_calls_it(self, them):
        by_hand(them, at=NOW - timedelta(hours=1))
        hold_point(person_id=them["nagai"].id, kind="phone", value=NAGAI_MOBILE, use="switchboard", now=NOW)
        somebody(them, "x", NAGAI_MOBILE, use="switchboard")
        assert said(them, "x", "x") == "cap_contacts_per_day cap_per_day"
        assert hold_point(person_id=them["x"].id, kind="phone", value="090-1234-7781", use="switchboard", now=NOW).point.use == "personal"

    def test_a_number_is_none_because_somebody_else_takes_it_up(self, them):
        somebody(them, "first", "03-1234-5512")
        somebody(them, "second", "03-1234-5512", use="switchboard")
        by_hand(them, person_id=them["first"].id, point_id=them.points["first"].id)
        assert said(them, "second", "second") == "cap_contacts_per_day cap_per_day"

    def test_whoever_holds_it_may_say_so(self, them):
        somebody(them, "first", "03-1234-5512")
        held = hold_point(person_id=them["first"].id, kind="phone", value="03-1234-5512", use="switchboard", now=NOW)
        held.point.refresh_from_db()
        assert held.point.use == "switchboard"

    def test_a_telephone_becomes_a_familys_by_the_second_who_takes_it_up(self, them):
        somebody(them, "first", "03-1234-5512")
        somebody(them, "second", "03-1234-5512", use="household")
        them.points["second"].refresh_from_db()
        assert them.points["second"].use == "household"
