"""Colleagues who conclude contacts with one person at the same instant."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from enishi.consideration.models import Pause
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import Details, NewContact
from enishi.people import actions as people
from enishi.people.rules import PersonIsErased
from enishi.promises.models import Promise
from enishi.touches.models import Touch, TouchOutcome
from tests.conversations.desk import TOLD, Desk
from tests.promises.scene import NOW, ago


def together(*works: Callable[[], object]) -> list[object]:
    ready = threading.Barrier(len(works))
    said: list[object] = []

    def run(work: Callable[[], object]) -> None:
        try:
            ready.wait()
            said.append(work())
        except Exception as problem:  # noqa: BLE001 - shown by the test
            said.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def beside(inside: Callable[[], object], meanwhile: Callable[[], object]) -> None:
    """`inside` is written and not committed before `meanwhile` is done, or waits for it."""
    wrote, done = threading.Event(), threading.Event()

    def after() -> None:
        wrote.wait(10)
        try:
            meanwhile()
        finally:
            done.set()
            connections.close_all()

    other = threading.Thread(target=after)
    other.start()
    with transaction.atomic():
        inside()
        wrote.set()
        done.wait(0.5)
    other.join(30)


@pytest.mark.django_db(transaction=True)
class TestSettledAsIfOneHadComeAfterTheOther:
    def opened(self) -> list[Promise]:
        return list(Promise.objects.filter(kept_at=None, withdrawn_at=None))

    def test_a_ring_beside_its_answer_leaves_nothing_owed(self) -> None:
        desk = Desk()
        beside(lambda: desk.log("reached", at=ago(minutes=5)), lambda: desk.rings(ago(minutes=10), settled=False))
        assert self.opened() == []

    def test_a_ring_beside_the_undo_of_its_answer_is_owed(self) -> None:
        desk = Desk()
        talk = desk.log("reached", at=ago(minutes=5))
        beside(lambda: desk.undo(talk, now=NOW), lambda: desk.rings(ago(minutes=10), settled=False))
        assert len(self.opened()) == 1

    def test_two_second_rings_are_two(self) -> None:
        desk = Desk()
        desk.rings(ago(minutes=30))
        beside(lambda: desk.rings(ago(minutes=8), settled=False), lambda: desk.rings(ago(minutes=3), settled=False))
        assert [each.raised for each in self.opened()] == [2]

    def test_a_promise_beside_the_talk_that_keeps_it_is_kept(self) -> None:
        desk = Desk()
        back = Details(back_at=ago(minutes=3))
        beside(lambda: desk.log("reached", at=ago(minutes=1)), lambda: desk.log("reception_away", at=ago(minutes=15), details=back))
        assert Promise.objects.get().kept_at

    def test_a_ring_of_somebody_merged_finds_the_talk_with_whom_they_are_one(self) -> None:
        desk = Desk()
        people.merge(kept_id=desk.hana.id, merged_id=desk.ken.id, by_id=None, because="", now=ago(days=1))
        beside(
            lambda: desk.log("reached", at=ago(minutes=5)),
            lambda: desk.rings(ago(minutes=10), settled=False, person_id=desk.ken.id, point_id=desk.home.id),
        )
        assert self.opened() == []


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_a_double_click_writes_once(self) -> None:
        desk = Desk()
        said = together(*[lambda: desk.log("not_now", token="form 1").id] * 4)
        assert len(set(said)) == 1
        assert (Touch.objects.count(), Pause.objects.count(), Conclusion.objects.count()) == (1, 1, 1)

    def test_undone_by_two_is_undone_once(self) -> None:
        desk = Desk()
        conclusion = desk.log("not_now")
        said = together(*[lambda: desk.undo(conclusion).left] * 3)
        assert said == [()] * 3
        assert TouchOutcome.objects.filter(touch=conclusion.touch).count() == 2

    def test_colleagues_log_calls_to_one_person_and_nobody_waits_in_a_circle(self) -> None:
        desk = Desk()
        desk.owes()
        codes = ["left_company", "never", "not_now", "reached", "number_dead", "left_company", "carrier_refusal", "missed"]
        details = {"left_company": TOLD["left_company"]}
        said = together(*[lambda code=code: desk.log(code, details=details.get(code)).code for code in codes])
        assert sorted(map(str, said)) == sorted(codes)
        assert Touch.objects.count() == len(codes)

    def test_a_consequence_that_fails_leaves_no_contact_behind(self) -> None:
        desk = Desk()
        people.erase(person_id=desk.ken.id, by_id=None, now=NOW)
        told = Details(new_contact=NewContact("email", "ken@example.jp"), consent_words="どうぞ")
        with pytest.raises(PersonIsErased):
            desk.log("left_company", person_id=desk.ken.id, details=told)
        assert (Touch.objects.count(), Conclusion.objects.count()) == (0, 0)
