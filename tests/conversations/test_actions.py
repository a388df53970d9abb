"""Contacts concluded and taken back, in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enishi.consideration.models import Consent, Halt, Pause, Permit, Refusal
from enishi.consideration.rules.refusing import PermitIsSomebodyElses
from enishi.conversations import actions
from enishi.conversations.rules import CONCLUSIONS, CallBack, Details, NewContact
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Employment, Holding
from enishi.promises import actions as promises
from enishi.promises.models import Promise, PromiseAttempt
from enishi.team.models import Client, Member
from enishi.touches.models import Touch, TouchOutcome
from tests.conversations.desk import LATER, NEW_ADDRESS, TOLD, Desk
from tests.promises.scene import NOW, ago, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def standing() -> dict[str, list[Any]]:
    """What holds now: of each record all that a person would notice."""
    return {
        "refusals": sorted(Refusal.objects.filter(lifted_at=None).values_list("id", "scope")),
        "pauses": sorted(Pause.objects.filter(ended_at=None).values_list("id", "until_at")),
        "halts": sorted(Halt.objects.filter(looked_at=None).values_list("id")),
        "consents": sorted(Consent.objects.filter(withdrawn_at=None).values_list("id")),
        "holdings": sorted(Holding.objects.filter(ended_on=None).values_list("id", "person_id", "point_id", "rank", "label")),
        "employments": sorted(Employment.objects.values_list("id", "since_on", "ended_on")),
        "promises": sorted(
            Promise.objects.filter(kept_at=None, withdrawn_at=None).values_list("id", "from_at", "due_at", "owner_id", "raised")
        ),
        "attempts": sorted(PromiseAttempt.objects.values_list("promise_id", "touch_id")),
    }


def busy(desk: Desk) -> None:
    """A person about whom much is going on: waited for, tried, expecting us, to be looked at again."""
    desk.rings(ago(hours=6))
    desk.owes(about="見積もり")
    desk.owes(kind="look_again", asked_by="us", from_at=LATER, due_at=LATER)
    desk.rings(ago(minutes=50))
    desk.touch(ago(minutes=40), "no_answer")
    desk.owes(kind="their_call", owed_by="them", due_at=NOW + timedelta(hours=1), now=ago(minutes=20))


@pytest.mark.parametrize("told", [True, False], ids=["everything said", "nothing said"])
@pytest.mark.parametrize("code", sorted(CONCLUSIONS))
def test_taken_back_everything_is_as_it_was(desk: Desk, code: str, told: bool) -> None:
    busy(desk)
    before = standing()
    conclusion = desk.log(code, details=TOLD.get(code) if told else None)
    assert TouchOutcome.objects.filter(touch=conclusion.touch).latest("id").code == code
    undone = desk.undo(conclusion)
    assert undone.left == ()
    assert standing() == before
    assert TouchOutcome.objects.filter(touch=conclusion.touch).latest("id").code == "unknown"
    assert desk.undo(conclusion).left == ()
    assert standing() == before
    assert TouchOutcome.objects.filter(touch=conclusion.touch).count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(run=st.lists(st.tuples(st.sampled_from(sorted(CONCLUSIONS)), st.booleans()), min_size=1, max_size=4))
@example(run=[("never", False), ("left_company", True)])
def test_any_run_of_endings_taken_back_in_reverse_leaves_no_trace(fresh: Callable[[], Any], run: list[tuple[str, bool]]) -> None:
    with fresh():
        desk = Desk()
        busy(desk)
        snapshots, concluded = [], []
        for number, (code, told) in enumerate(run):
            snapshots.append(standing())
            now = NOW + timedelta(minutes=number)
            concluded.append(desk.log(code, details=TOLD.get(code) if told else None, at=now, now=now))
        for conclusion, before in zip(reversed(concluded), reversed(snapshots), strict=True):
            desk.undo(conclusion)
            assert standing() == before


def test_a_number_told_by_mistake_is_free_again_and_bound_when_it_is_told_anew(desk: Desk) -> None:
    desk.log("never")
    bound = Refusal.objects.filter(lifted_at=None)
    before = bound.count()
    told = desk.log("left_company", details=TOLD["left_company"])
    assert bound.count() == before + 1
    desk.undo(told)
    assert bound.count() == before
    desk.log("left_company", details=TOLD["left_company"])
    assert bound.count() == before + 1


def test_what_was_refused_on_a_number_itself_outlives_the_mistake(desk: Desk) -> None:
    """Whoever answered there said it, whether or not the number was hers."""
    told = desk.log("left_company", details=Details(new_contact=NewContact("phone", "+819099990000"), consent_words="こちらへどうぞ"))
    number = ContactPoint.objects.get(value="+819099990000")
    later = NOW + timedelta(minutes=9)
    desk.log("never", point_id=number.id, details=Details(words="もうかけないで"), at=later, now=later)
    actions.undo(conclusion_id=told.id, by_id=desk.mizuno.id, now=NOW + timedelta(minutes=20))
    assert Refusal.objects.filter(point=number, lifted_at=None).exists()


@pytest.fixture
def fresh() -> Callable[[], Any]:
    """Each example of a property begins from the same database."""
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def one() -> Any:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return one


def test_a_call_logged_without_a_permit_is_outside_the_gate_and_counts(desk: Desk) -> None:
    touch = desk.log("no_answer", note="三回鳴らした").touch
    assert (touch.outside_gate, touch.permit_id, touch.words.text) == (True, None, "三回鳴らした")
    assert not desk.log("reached", direction="in").touch.outside_gate


def never(desk: Desk, **facts: Any) -> Refusal:
    desk.log("never", details=Details(words="もうかけないで", **facts))
    return Refusal.objects.get(person=desk.hana)


def test_never_is_heard_by_whom_and_in_which_contact(desk: Desk) -> None:
    owed = desk.owes(from_at=LATER, due_at=LATER)
    refusal = never(desk)
    owed.refresh_from_db()
    assert (refusal.scope, refusal.words, refusal.heard_by_id) == ("everything", "もうかけないで", desk.mizuno.id)
    assert refusal.heard_in_id == Touch.objects.get().id
    assert owed.withdrawn_because == "refused"


def test_never_on_behalf_of_a_client_covers_that_client(desk: Desk) -> None:
    client = Client.objects.create(name="委託元A")
    desk.log("never", client_id=client.id)
    refusal = Refusal.objects.get(person=desk.hana)
    assert (refusal.scope, refusal.client_id) == ("client", client.id)


def test_never_from_a_number_that_nobody_knows_whose_binds_the_number(desk: Desk) -> None:
    desk.log("never", person_id=None, point_id=desk.home.id)
    assert [(refusal.person_id, refusal.point_id) for refusal in Refusal.objects.all()] == [(None, desk.home.id)]


def test_not_now_rests_and_looks_again(desk: Desk) -> None:
    desk.log("not_now", details=TOLD["not_now"])
    pause = Pause.objects.get()
    again = Promise.objects.get(kind="look_again")
    assert (pause.because, pause.until_at, pause.agreed) == ("決算が終わってから", LATER, True)
    assert (again.from_at, again.asked_by, again.owner_id, again.about) == (LATER, "person", desk.mizuno.id, "決算が終わってから")


def test_not_now_without_a_date_rests_as_the_policy_says(desk: Desk) -> None:
    desk.log("not_now")
    pause = Pause.objects.get()
    assert not pause.agreed
    assert pause.until_at >= NOW + timedelta(days=1)
    assert Promise.objects.get(kind="look_again").asked_by == "us"


def test_left_the_company_keeps_the_person_and_what_is_hers(desk: Desk) -> None:
    desk.log("left_company", details=Details(with_person=True, new_contact=NEW_ADDRESS, consent_words="どうぞ、と"))
    desk.job.refresh_from_db()
    desk.office.refresh_from_db()
    held = set(Holding.objects.filter(person=desk.hana, ended_on=None).values_list("point__value", flat=True))
    assert desk.job.ended_on is not None
    assert desk.office.ended_because == "left_company"
    assert held == {desk.mobile.value, desk.home.value, "hana@example.jp"}
    assert Consent.objects.get().proof == "どうぞ、と"
    assert TouchOutcome.objects.get().reached


def test_a_dead_number_is_dead_for_everybody_a_wrong_one_for_one(desk: Desk) -> None:
    desk.log("wrong_person", point_id=desk.home.id)
    assert Holding.objects.filter(point=desk.home, ended_on=None).get().person == desk.ken
    desk.log("number_dead", point_id=desk.home.id, person_id=desk.ken.id)
    assert not Holding.objects.filter(point=desk.home, ended_on=None).exists()


def test_carriers_refusal_stops_calls_until_somebody_looks(desk: Desk) -> None:
    desk.log("carrier_refusal")
    halt = Halt.objects.get()
    assert (halt.point_id, halt.person_id, halt.looked_at) == (desk.mobile.id, desk.hana.id, None)


def test_no_business_closes_the_missed_call_without_fuss(desk: Desk) -> None:
    desk.rings(ago(minutes=30))
    conclusion = desk.log("no_business")
    assert not Promise.objects.filter(kept_at=None, withdrawn_at=None).exists()
    desk.undo(conclusion)
    assert Promise.objects.filter(kept_at=None, withdrawn_at=None).count() == 1


def test_they_will_call_keeps_ours_and_waits_for_theirs(desk: Desk) -> None:
    desk.rings(ago(minutes=30))
    desk.log("they_will_call")
    (theirs,) = Promise.objects.filter(kept_at=None, withdrawn_at=None)
    assert (theirs.owed_by, theirs.kind) == ("them", "their_call")
    assert theirs.due_at > NOW


def test_what_cannot_be_is_refused_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(actions.CannotConclude) as refused:
        desk.log("left_company", details=Details(new_contact=NEW_ADDRESS))
    assert "ご了承" in refused.value.text.ja
    with pytest.raises(actions.CannotConclude) as refused:
        desk.log("left_company", details=Details(new_contact=NewContact("phone", "これは番号ではない"), consent_words="どうぞ"))
    assert "番号" in refused.value.text.ja
    with pytest.raises(actions.CannotConclude):
        desk.log("not_now", person_id=None)
    assert not Touch.objects.exists()


def test_sent_twice_is_written_once(desk: Desk) -> None:
    first = desk.log("not_now", token="form 1")
    assert desk.log("not_now", token="form 1", now=NOW + timedelta(seconds=1)) == first
    assert (Touch.objects.count(), Pause.objects.count()) == (1, 1)
    assert desk.log("no_answer", token="form 2") != first


def allowed(desk: Desk, **facts: Any) -> Permit:
    known: dict[str, Any] = {
        "person": desk.hana,
        "point": desk.mobile,
        "channel": "call",
        "purpose": "internal",
        "member": desk.mizuno,
        "policy": "test",
        "granted_at": ago(minutes=5),
        "expires_at": NOW + timedelta(minutes=5),
    }
    return Permit.objects.create(**(known | facts))


class TestPermits:
    def test_dialled_before_and_good_for_one_contact(self, desk: Desk) -> None:
        permit = allowed(desk, used_at=ago(minutes=3))
        first = desk.log("no_answer", permit_id=permit.id, person_id=None, point_id=None).touch
        assert (first.permit_id, first.outside_gate, first.person_id, first.point_id, first.purpose) == (
            permit.id,
            False,
            desk.hana.id,
            desk.mobile.id,
            "internal",
        )
        assert desk.log("no_answer", permit_id=permit.id).touch.outside_gate

    def test_a_long_talk_outlives_its_permit(self, desk: Desk) -> None:
        permit = allowed(desk, granted_at=ago(minutes=40), expires_at=ago(minutes=30), used_at=ago(minutes=36))
        assert not desk.log("reached", permit_id=permit.id, at=ago(minutes=35)).touch.outside_gate
        assert desk.log("reached", permit_id=permit.id, at=ago(minutes=35)).touch.outside_gate

    @pytest.mark.parametrize("used", [None, ago(minutes=36)])
    def test_a_call_begun_after_its_permit_ran_out_is_outside(self, desk: Desk, used: datetime | None) -> None:
        permit = allowed(desk, granted_at=ago(minutes=40), expires_at=ago(minutes=30), used_at=used)
        assert desk.log("reached", permit_id=permit.id, at=ago(minutes=20)).touch.outside_gate

    def test_one_that_nobody_used_in_its_time_lets_nothing_out(self, desk: Desk) -> None:
        permit = allowed(desk, granted_at=ago(minutes=40), expires_at=ago(minutes=30))
        assert desk.log("reached", permit_id=permit.id, at=ago(minutes=35)).touch.outside_gate

    @pytest.mark.parametrize("state", [{}, {"used_at": ago(minutes=36)}, {"released_at": ago(minutes=39)}])
    def test_a_colleagues_is_nobody_elses_whatever_became_of_it(self, desk: Desk, state: dict[str, Any]) -> None:
        permit = allowed(desk, granted_at=ago(minutes=40), expires_at=ago(minutes=30), **state)
        with pytest.raises(PermitIsSomebodyElses):
            desk.log("reached", permit_id=permit.id, at=ago(minutes=35), member_id=member("a colleague").id)
        assert not Touch.objects.exists()

    def test_a_permit_given_back_lets_nothing_out(self, desk: Desk) -> None:
        permit = allowed(desk, granted_at=ago(minutes=40), expires_at=ago(minutes=30), released_at=ago(minutes=39))
        assert desk.log("reached", permit_id=permit.id, at=ago(minutes=35)).touch.outside_gate

    def test_a_refusal_since_then_shows_the_call_as_outside(self, desk: Desk) -> None:
        permit = allowed(desk, purpose="solicit")
        never(desk)
        touch = desk.log("no_answer", permit_id=permit.id).touch
        assert (touch.outside_gate, touch.permit_id) == (True, None)

    def test_a_promise_it_rested_on_is_kept_even_early(self, desk: Desk) -> None:
        owed = desk.owes(from_at=NOW + timedelta(hours=2), due_at=NOW + timedelta(hours=3))
        permit = allowed(desk, evidence_kind="promise", evidence_id=owed.id, used_at=ago(minutes=3))
        conclusion = desk.log("reached", permit_id=permit.id)
        owed.refresh_from_db()
        assert owed.kept_by_id == conclusion.touch_id
        desk.undo(conclusion)
        owed.refresh_from_db()
        assert owed.kept_at is None


class TestConclude:
    def test_an_imported_call_gets_its_ending(self, desk: Desk) -> None:
        touch = desk.touch(ago(hours=1), "unknown")
        conclusion = actions.conclude(
            touch_id=touch.id, code="not_now", member_id=desk.mizuno.id, note="来月また", details=TOLD["not_now"], now=NOW
        )
        assert (conclusion.code, touch.words.text, Pause.objects.count()) == ("not_now", "来月また", 1)

    def test_whose_call_it_was(self, desk: Desk) -> None:
        touch = desk.rings(ago(hours=1), person_id=None, point_id=desk.home.id)
        actions.conclude(touch_id=touch.id, code="reached", member_id=desk.mizuno.id, person_id=desk.ken.id, now=NOW)
        assert TouchOutcome.objects.filter(touch=touch).latest("id").person == desk.ken
        assert not Promise.objects.filter(kept_at=None, withdrawn_at=None).exists()

    def test_concluding_anew_takes_the_earlier_back(self, desk: Desk) -> None:
        first = desk.log("never")
        second = actions.conclude(touch_id=first.touch_id, code="no_answer", member_id=desk.mizuno.id, now=NOW)
        first.refresh_from_db()
        assert first.undone_at == NOW
        assert not Refusal.objects.filter(lifted_at=None).exists()
        desk.undo(second)
        assert TouchOutcome.objects.filter(touch=first.touch).latest("id").code == "unknown"

    def test_undone_it_ends_as_it_had(self, desk: Desk) -> None:
        touch = desk.rings(ago(hours=1))
        before = standing()
        conclusion = actions.conclude(touch_id=touch.id, code="no_business", member_id=desk.mizuno.id, now=NOW)
        assert standing() != before
        desk.undo(conclusion)
        assert TouchOutcome.objects.filter(touch=touch).latest("id").code == "missed"
        assert standing() == before


class TestChangedSince:
    def test_a_refusal_stays_for_anyone_but_who_wrote_it(self, desk: Desk) -> None:
        conclusion = desk.log("never")
        undone = desk.undo(conclusion, by_id=member("佐藤").id)
        assert ["お断りは残しました" in left.ja for left in undone.left] == [True]
        assert Refusal.objects.filter(lifted_at=None).exists()

    def test_a_manager_may(self, desk: Desk) -> None:
        conclusion = desk.log("never")
        manager = Member.objects.create(username="boss", name="課長", role="manager")
        assert desk.undo(conclusion, by_id=manager.id, now=NOW + timedelta(days=3)).left == ()
        assert not Refusal.objects.filter(lifted_at=None).exists()
        assert set(Refusal.objects.values_list("lifted_because", flat=True)) == {"undone"}

    def test_a_promise_kept_since_stays_kept(self, desk: Desk) -> None:
        conclusion = desk.log("reached", details=Details(call_back=CallBack(ago(minutes=1), NOW)), at=ago(minutes=5))
        promise = Promise.objects.get()
        desk.touch(NOW, "reached")
        undone = desk.undo(conclusion)
        promise.refresh_from_db()
        assert (len(undone.left), promise.kept_at) == (1, NOW)

    def test_a_promise_moved_since_stays_where_it_is(self, desk: Desk) -> None:
        conclusion = desk.log("reached", details=TOLD["reached"])
        promises.move(promise_id=Promise.objects.get().id, from_at=LATER, due_at=LATER, phrase="", by_id=None, now=NOW)
        assert len(desk.undo(conclusion).left) == 1
        assert Promise.objects.filter(kept_at=None, withdrawn_at=None).count() == 1

    def test_a_number_taken_up_again_since_stays(self, desk: Desk) -> None:
        conclusion = desk.log("number_dead")
        people.hold_point(person_id=desk.hana.id, kind="phone", value=desk.mobile.value, now=NOW)
        assert len(desk.undo(conclusion).left) == 1
        assert Holding.objects.filter(point=desk.mobile, ended_on=None).count() == 1

    def test_an_outcome_corrected_since_stays(self, desk: Desk) -> None:
        conclusion = desk.log("no_answer")
        TouchOutcome.objects.create(touch=conclusion.touch, code="busy", at=NOW)
        assert len(desk.undo(conclusion).left) == 1
        assert TouchOutcome.objects.filter(touch=conclusion.touch).latest("id").code == "busy"


def test_somebody_unknown_until_now(desk: Desk) -> None:
    stranger = person("", desk.mobile)
    assert desk.log("no_business", person_id=stranger.id, direction="in").consequences == []
