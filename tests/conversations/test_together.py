"""Colleagues who conclude contacts with one person at the same instant."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from enishi.consideration.models import Pause
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import Details, NewContact
from enishi.people import actions as people
from enishi.people.rules import PersonIsErased
from enishi.touches.models import Touch, TouchOutcome
from tests.conversations.desk import TOLD, Desk
from tests.promises.scene import NOW


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
