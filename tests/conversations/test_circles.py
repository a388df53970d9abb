"""Nobody waits in a circle: points, then persons, each in id order (docs/house.md).

Each test holds back what two colleagues both need until both stand in line, so that on PostgreSQL the other order ends in a
deadlock every time. On SQLite one writes at a time anyway.
"""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.db.models import Model

from enishi.consideration import actions as consideration
from enishi.consideration.models import Pause
from enishi.conversations import actions
from enishi.conversations.rules import Details, NewContact
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.rules import HoldingIsGone, PersonIsErased
from tests.conversations.desk import Desk
from tests.promises.scene import NOW, person, point

pytestmark = pytest.mark.django_db(transaction=True)
_WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted
AND pid IN (SELECT pid FROM pg_stat_activity, pg_stat_clear_snapshot() WHERE datname = current_database())
"""


def in_line(held: Model, *works: Callable[[], object]) -> list[object]:
    """What each gave or raised; begun one after another while somebody holds this row, and all let go together."""
    said: list[object] = [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            said[at] = work()
        except Exception as problem:  # noqa: BLE001 - shown by the test
            said[at] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    with transaction.atomic():
        list(type(held)._default_manager.select_for_update(no_key=True).filter(pk=held.pk))
        for started, thread in enumerate(threads, 1):
            thread.start()
            _until_waiting(thread, started)
    for thread in threads:
        thread.join(30)
    return said


def _until_waiting(thread: threading.Thread, many: int) -> None:
    while connection.vendor == "postgresql" and thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= many:
                return
        thread.join(0.01)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_new_number_is_told_in_a_call_while_a_colleague_writes_it_down(is_known: bool) -> None:
    desk, number = Desk(), "+819099990000"
    if is_known:
        point(number)
    told = Details(new_contact=NewContact("phone", number), consent_words="こちらへ、と")
    concluded, held = in_line(
        desk.hana,
        lambda: desk.log("left_company", details=told).code,
        lambda: people.hold_point(person_id=desk.hana.id, kind="phone", value=number, now=NOW).person_id,
    )
    assert (concluded, held) == ("left_company", desk.hana.id)
    assert Holding.objects.filter(person=desk.hana, point__value=number, ended_on=None).count() == 1


def test_what_is_said_while_two_are_merged_is_written_to_the_one_who_stands_for_both() -> None:
    desk, other = Desk(), person("岡田 和代")
    merged, paused = in_line(
        desk.hana,
        lambda: people.merge(kept_id=other.id, merged_id=desk.hana.id, by_id=None, because="", now=NOW).kept_id,
        lambda: consideration.pause(person_id=desk.hana.id, heard_by_id=None, now=NOW).person_id,
    )
    assert merged == other.id
    # On SQLite whichever began first is written first, and a pause of hers before it holds for both after it
    assert paused == other.id or (connection.vendor == "sqlite" and paused == desk.hana.id)


def test_a_holding_is_reopened_while_the_person_is_erased() -> None:
    desk = Desk()
    holding = Holding.objects.get(person=desk.hana, point=desk.mobile)
    people.end_holding(holding_id=holding.id, because="number_dead", on=NOW.date())
    erased, reopened = in_line(
        desk.hana,
        lambda: desk.hana.id in people.erase(person_id=desk.hana.id, by_id=None, now=NOW).person_ids,
        lambda: people.reopen_holding(holding_id=holding.id),
    )
    assert isinstance(reopened, HoldingIsGone | PersonIsErased) or connection.vendor == "sqlite"
    assert erased is True
    assert not Holding.objects.filter(person=desk.hana).exists()
    assert ContactPoint.objects.get(pk=desk.mobile.pk).value == ""


def test_a_number_that_was_erased_is_not_held_again() -> None:
    desk = Desk()
    was_kens = people.hold_point(person_id=desk.ken.id, kind="phone", value=desk.mobile.value, now=NOW)
    people.end_holding(holding_id=was_kens.id, because="wrong_person", on=NOW.date())
    people.erase(person_id=desk.hana.id, by_id=None, now=NOW)
    with pytest.raises(HoldingIsGone):
        people.reopen_holding(holding_id=was_kens.id)


def test_two_contacts_are_each_found_to_be_with_the_other() -> None:
    desk = Desk()
    first = point()
    ones, others = person("中村一", first, point()), person("中村二", point())
    late = ContactPoint.objects.filter(holdings__person=ones).order_by("id").last()
    (only,) = ContactPoint.objects.filter(holdings__person=others)
    was_ones = desk.log("not_now", person_id=ones.id, point_id=late.id)
    was_others = desk.log("not_now", person_id=others.id, point_id=only.id)

    def turns_out(touch_id: object, whom: Person) -> str:
        return actions.conclude(touch_id=touch_id, code="not_now", member_id=desk.mizuno.id, person_id=whom.id, now=NOW).code

    said = in_line(
        first,
        lambda: turns_out(was_others.touch_id, ones),
        lambda: turns_out(was_ones.touch_id, others),
    )
    assert said == ["not_now", "not_now"]
    assert Pause.objects.filter(ended_at=None).count() == 2
