"""Promises in the database: made, kept, moved, settled in bulk and from two processes at once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from enishi.kernel.database import is_postgres
from enishi.people.hooks import Erased
from enishi.people.models import Assignment
from enishi.promises import actions, queries
from enishi.promises.models import Promise, PromiseAttempt
from enishi.team.models import Member
from enishi.touches.actions import record_outcome, record_touch
from enishi.touches.models import Touch
from tests.promises.scene import NOW, Scene, ago, member, person, point

pytestmark = pytest.mark.django_db
BULK = 1000


@pytest.fixture
def scene() -> Scene:
    return Scene()


def opened() -> list[Promise]:
    return list(Promise.objects.filter(kept_at=None, withdrawn_at=None))


def test_a_talk_keeps_what_we_owe_and_a_try_is_counted(scene: Scene) -> None:
    owed = scene.owes()
    scene.touch(ago(hours=2, minutes=30), "no_answer")
    talk = scene.touch(ago(hours=2), "reached")
    owed.refresh_from_db()
    assert (owed.kept_at, owed.kept_by_id) == (talk.at, talk.id)
    assert PromiseAttempt.objects.filter(promise=owed).count() == 1


def test_the_talk_in_which_it_was_promised_does_not_keep_it(scene: Scene) -> None:
    talk = scene.touch(ago(hours=5), "reached", settled=False)
    owed = scene.owes(made_from=talk, from_at=ago(hours=5))
    actions.settle([talk.id], NOW)
    owed.refresh_from_db()
    assert owed.kept_at is None


def test_a_missed_call_becomes_a_promise_due_within_an_open_hour(scene: Scene) -> None:
    # Thursday 17:20 in Tokyo: ten minutes that day, fifty on Friday from 9:30
    ring = scene.rings(ago(hours=18, minutes=40))
    (owed,) = opened()
    assert (owed.kind, owed.asked_by, owed.made_from_id, owed.owner_id) == ("missed_call", "person", ring.id, scene.mizuno.id)
    assert owed.due_at == NOW - timedelta(hours=1, minutes=40)


def test_a_missed_call_belongs_to_who_looks_after_the_person_if_no_telephone_is_known(scene: Scene) -> None:
    sato = member("佐藤")
    Assignment.objects.create(person=scene.hana, member=sato, since_on=ago(days=30).date())
    scene.rings(ago(hours=1), member_id=None)
    assert [owed.owner_id for owed in opened()] == [sato.id]


def test_whoever_left_us_is_given_no_missed_call(scene: Scene) -> None:
    """Their telephone may still ring, and people may still be written down as theirs."""
    gone, sato = member("佐藤"), member("伊藤")
    Member.objects.filter(id=gone.id).update(is_active=False)
    Assignment.objects.create(person=scene.ken, member=gone, since_on=ago(days=30).date())
    scene.rings(ago(hours=1), member_id=gone.id, person_id=scene.ken.id)
    assert [owed.owner_id for owed in opened()] == [None]
    Assignment.objects.create(person=scene.hana, member=sato, since_on=ago(days=30).date())
    scene.rings(ago(hours=1), member_id=gone.id)
    assert [owed.owner_id for owed in opened()] == [None, sato.id]


def test_a_second_ring_raises_it(scene: Scene) -> None:
    scene.rings(ago(minutes=20))
    scene.rings(ago(minutes=15))
    (owed,) = queries.due(now=NOW, until=NOW)
    assert (owed.raised, owed.raised_at, owed.is_urgent()) == (1, ago(minutes=15), True)


def test_withheld_numbers_make_no_promise(scene: Scene) -> None:
    scene.rings(ago(hours=1), person_id=None, point_id=None)
    assert opened() == []


def test_a_merged_person_is_one_caller(scene: Scene) -> None:
    double = person("山田 花子", scene.mobile)
    scene.rings(ago(hours=2))
    double.canonical = scene.hana
    double.save()
    scene.rings(ago(hours=1), person_id=double.id)
    (owed,) = opened()
    assert owed.raised == 1
    scene.touch(ago(minutes=30), "reached", person_id=double.id)
    assert opened() == []


def test_reaching_one_of_two_at_a_number_keeps_only_the_promise_to_the_number(scene: Scene) -> None:
    scene.rings(ago(hours=2), person_id=None, point_id=scene.home.id)
    hers = scene.owes()
    scene.touch(ago(hours=1), "reached", person_id=scene.ken.id, point_id=scene.home.id)
    assert opened() == [hers]


def test_a_correction_takes_back_what_the_touch_had_done(scene: Scene) -> None:
    owed = scene.owes()
    talk = scene.touch(ago(hours=2), "reached")
    record_outcome(touch_id=talk.id, code="no_answer", by_id=None, now=NOW)
    actions.settle([talk.id], NOW)
    owed.refresh_from_db()
    assert (owed.kept_at, owed.attempts.count()) == (None, 1)


def test_settling_again_writes_nothing(scene: Scene) -> None:
    scene.owes()
    done = [scene.rings(ago(hours=4)), scene.touch(ago(hours=3, minutes=30), "no_answer"), scene.touch(ago(hours=2), "reached")]
    before = sorted(Promise.objects.values_list()), sorted(PromiseAttempt.objects.values_list())
    actions.settle([touch.id for touch in done], NOW + timedelta(hours=1))
    assert (sorted(Promise.objects.values_list()), sorted(PromiseAttempt.objects.values_list())) == before


def test_members_keep_withdraw_and_reopen(scene: Scene) -> None:
    owed = scene.owes()
    tried = scene.touch(ago(hours=6), "no_answer")
    with pytest.raises(actions.TouchReachedNobody):
        actions.keep(promise_id=owed.id, touch_id=tried.id, now=NOW)
    talk = scene.touch(ago(hours=4), "reached")
    assert actions.keep(promise_id=owed.id, touch_id=talk.id, now=NOW)
    assert not actions.withdraw(promise_id=owed.id, by_id=None, because="もう要らない", now=NOW)
    assert actions.reopen(promise_id=owed.id, now=NOW)
    assert actions.withdraw(promise_id=owed.id, by_id=None, because="もう要らない", now=NOW)
    assert not actions.keep(promise_id=owed.id, touch_id=talk.id, now=NOW)


def test_another_time(scene: Scene) -> None:
    owed = scene.owes(about="見積もり")
    later = NOW + timedelta(days=1)
    new = actions.move(promise_id=owed.id, from_at=later, due_at=later, phrase="明日の昼", by_id=scene.mizuno.id, now=NOW)
    owed.refresh_from_db()
    assert (owed.replaced_by_id, owed.withdrawn_because) == (new.id, "moved")
    assert (new.about, new.phrase, new.from_at, new.owner_id, new.id != owed.id) == ("見積もり", "明日の昼", later, scene.mizuno.id, True)
    with pytest.raises(actions.PromiseIsClosed):
        actions.move(promise_id=owed.id, from_at=later, due_at=later, phrase="", by_id=None, now=NOW)
    with pytest.raises(actions.TimesAreTheWrongWayRound):
        actions.move(promise_id=new.id, from_at=later, due_at=NOW, phrase="", by_id=None, now=NOW)
    assert not actions.reopen(promise_id=owed.id, now=NOW)


def test_today_lists_ours_that_have_begun_and_theirs_that_are_overdue(scene: Scene) -> None:
    ours = scene.owes()
    scene.owes(from_at=NOW + timedelta(days=2), due_at=NOW + timedelta(days=2))
    overdue = scene.owes(kind="their_call", owed_by="them")
    scene.owes(kind="their_call", owed_by="them", due_at=NOW + timedelta(hours=1))
    other = scene.owes(owner_id=member("佐藤").id, person_id=scene.ken.id)
    anyone = scene.owes(owner_id=None, person_id=scene.ken.id)
    listed = queries.due(member_id=scene.mizuno.id, now=NOW, until=NOW)
    assert {owed.id for owed in listed} == {ours.id, overdue.id, anyone.id}
    assert {owed.id for owed in queries.due(now=NOW, until=NOW)} == {ours.id, overdue.id, anyone.id, other.id}


def test_a_persons_promises_with_those_of_their_shared_number(scene: Scene) -> None:
    scene.rings(ago(hours=2), person_id=None, point_id=scene.home.id)
    hers = scene.owes()
    with CaptureQueriesContext(connection) as asked:
        listed = queries.of_person(scene.hana.id)
    assert len(asked) <= 3
    assert {owed.kind for owed in listed} == {"missed_call", "call_back"}
    assert [owed.id for owed in queries.of_person(scene.ken.id)] != [hers.id]


def bulk(scene: Scene, at_days_ago: float) -> list[Touch]:
    return Touch.objects.bulk_create(
        Touch(
            at=ago(days=at_days_ago, seconds=number),
            channel="call",
            direction="in" if number % 2 else "out",
            person=scene.ken,
            point=scene.home,
            source="csv",
            recorded_at=NOW,
        )
        for number in range(BULK)
    )


def test_a_telephone_whose_clock_is_ahead_answers_no_ring_to_come(scene: Scene) -> None:
    """What it says was written down before they rang."""
    scene.touch(NOW + timedelta(hours=20), "reached")
    whose: dict[str, Any] = {"person_id": scene.hana.id, "point_id": scene.mobile.id, "member_id": None, "by_id": None}
    later = NOW + timedelta(hours=1)
    ring = record_touch(at=later, channel="call", direction="in", outcome="missed", now=later, **whose).touch
    owed = Promise.objects.get()
    assert (owed.made_from_id, owed.kept_at, owed.withdrawn_at) == (ring.id, None, None)


def test_an_old_log_costs_one_query_a_chunk(scene: Scene) -> None:
    old = bulk(scene, 30)
    with CaptureQueriesContext(connection) as asked:
        actions.settle([touch.id for touch in old], NOW)
    asked_for = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    # Where colleagues write side by side, once more for whose turn it is
    assert len(asked_for) == (2 if is_postgres() else 1)


def test_a_recent_log_costs_a_handful_of_queries_a_chunk(scene: Scene) -> None:
    recent = bulk(scene, 1)
    scene.owes(person_id=scene.ken.id)
    with CaptureQueriesContext(connection) as asked:
        actions.settle([touch.id for touch in recent], NOW)
    assert len(asked) <= 15


def together(*works: object) -> list[object]:
    """Run these at the same instant, each on a connection of its own."""
    ready, said = threading.Barrier(len(works)), []

    def run(work: object) -> None:
        try:
            ready.wait()
            said.append(work())  # type: ignore[operator]  # work is callable
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_two_members_keep_one_promise(self) -> None:
        scene = Scene()
        owed = scene.owes()
        talks = [scene.touch(ago(hours=2, minutes=at), "reached", settled=False) for at in range(4)]
        said = together(*[lambda talk=talk: actions.settle([talk.id], NOW) for talk in talks])
        assert len(said) == len(talks)
        owed.refresh_from_db()
        assert owed.kept_by_id in {talk.id for talk in talks}
        assert owed.kept_at is not None

    def test_two_rings_settled_at_once_make_one_promise(self) -> None:
        scene = Scene()
        rings = [scene.rings(ago(minutes=at), settled=False) for at in (9, 6, 3)]
        together(*[lambda ring=ring: actions.settle([ring.id], NOW) for ring in rings])
        actions.settle([rings[0].id], NOW)
        (owed,) = opened()
        assert (owed.made_from_id, owed.raised) == (rings[0].id, 2)

    def test_a_settling_that_fails_leaves_nothing(self) -> None:
        scene = Scene()

        def fails() -> None:
            with transaction.atomic():
                scene.rings(ago(minutes=5))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        assert Promise.objects.count() == 0


def test_an_erased_persons_promises_lose_their_words_and_are_owed_no_more(scene: Scene) -> None:
    owed = scene.owes(about="山田さんの見積もり", phrase="花子さんに明日")
    told = scene.owes(about="同じ件")
    actions.withdraw(promise_id=told.id, by_id=None, because="花子さんは引っ越した", now=NOW)
    others = scene.owes(person_id=scene.ken.id, about="健さんの件")
    actions.forget(Erased((scene.hana.id,), (), None, NOW))
    for each in (owed, told):
        each.refresh_from_db()
        assert (each.about, each.phrase, each.withdrawn_at) == ("", "", NOW)
    assert "花子" not in told.withdrawn_because
    assert opened() == [others]
    assert others.about == "健さんの件"


def test_what_was_promised_while_two_were_one_is_listed(scene: Scene) -> None:
    owed = scene.owes(now=ago(hours=2))
    scene.owes(now=ago(days=2))
    scene.owes(now=ago(hours=2), person_id=scene.ken.id)
    (written,) = queries.written_meanwhile([scene.hana.id], ago(days=1), NOW)
    assert (written.id, written.person_id, written.at) == (owed.id, scene.hana.id, ago(hours=2))


def test_points_alone(scene: Scene) -> None:
    unknown = point()
    scene.rings(ago(hours=1), person_id=None, point_id=unknown.id)
    (owed,) = queries.due(now=NOW, until=NOW)
    assert (owed.person_id, owed.point_value) == (None, unknown.value)
