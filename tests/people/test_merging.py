"""Merge moves no row, undo brings everything back, in any order, from any number of desks at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.kernel.words import say
from enishi.people import actions, hooks
from enishi.people.models import Holding, Merge, Person
from enishi.people.queries import card, cluster_ids, find_by_number
from enishi.people.rules import MergeIsUndoneAlready, PersonIsErased, PersonsAreOneAlready
from tests import cast as the_cast

NOW = the_cast.MONDAY
Pointers = dict[UUID, UUID | None]


def some_people(count: int) -> list[UUID]:
    return [actions.add_person(name=f"試験 {n}", now=NOW).id for n in range(count)]


def merge(kept: UUID, merged: UUID) -> Merge:
    return actions.merge(kept_id=kept, merged_id=merged, by_id=None, because="同じ方でした", now=NOW)


def undo(merge_id: UUID) -> list[hooks.Written]:
    return actions.undo_merge(merge_id=merge_id, by_id=None, now=NOW + timedelta(hours=1))


def all_pointers() -> Pointers:
    return dict(Person.objects.values_list("id", "canonical_id"))


@pytest.mark.django_db
def test_the_kept_person_stands_for_both_and_undo_parts_them() -> None:
    a, b = some_people(2)
    before = all_pointers()
    made = merge(a, b)
    assert all_pointers() == {a: None, b: a}
    assert undo(made.id) == []
    assert all_pointers() == before
    with pytest.raises(MergeIsUndoneAlready):
        undo(made.id)


@pytest.mark.django_db
def test_what_only_the_merged_record_knew_is_known_of_the_person() -> None:
    kept = actions.add_person(name="山本 太郎", cares_about="釣り", now=NOW)
    merged = actions.add_person(name="山本 太朗", kana="やまもと たろう", title="所長", cares_about="平日は昼のみ", now=NOW)
    merge(kept.id, merged.id)
    found = card(kept.id)
    assert (found.name, found.kana, found.title, found.cares_about) == ("山本 太郎", "やまもと たろう", "所長", "釣り\n平日は昼のみ")


@pytest.mark.django_db
def test_clusters_merge_whole_and_part_whole() -> None:
    a, b, c, d = some_people(4)
    merge(a, b)
    merge(c, d)
    before = all_pointers()
    # Whoever of the clusters is named, it is the clusters that merge.
    both = merge(d, b)
    assert set(cluster_ids(b)) == {a, b, c, d}
    assert cluster_ids(b)[0] == c
    assert sorted(both.pointers_before) == sorted([[str(a), None], [str(b), str(a)]])
    undo(both.id)
    assert all_pointers() == before


@pytest.mark.django_db
def test_where_they_work_and_live_is_listed_if_it_was_written_while_they_were_one() -> None:
    a, b = some_people(2)
    actions.employ(person_id=a, employer="前からの会社", now=NOW - timedelta(days=1))
    made = merge(a, b)
    actions.employ(person_id=b, employer="株式会社あと", now=NOW + timedelta(minutes=1))
    actions.join_household(person_id=b, name="辻家", now=NOW + timedelta(minutes=2))
    assert [(each.person_id, each.what.ja) for each in undo(made.id)] == [(a, "勤め先「株式会社あと」"), (a, "世帯「辻家」")]


@pytest.mark.django_db
def test_an_early_merge_may_be_undone_before_a_late_one() -> None:
    a, b, c = some_people(3)
    early, late = merge(b, a), merge(c, b)
    undo(early.id)
    assert all_pointers() == {a: None, b: c, c: None}
    undo(late.id)
    assert all_pointers() == {a: None, b: None, c: None}


@pytest.mark.django_db
def test_one_person_is_not_merged_with_themselves() -> None:
    a, b, c = some_people(3)
    merge(a, b)
    merge(a, c)
    for kept, merged in ((a, a), (a, b), (b, a), (b, c)):
        with pytest.raises(PersonsAreOneAlready):
            merge(kept, merged)


@pytest.mark.django_db
def test_the_erased_are_not_merged() -> None:
    a, b = some_people(2)
    actions.erase(person_id=b, by_id=None, now=NOW)
    with pytest.raises(PersonIsErased):
        merge(a, b)


@pytest.mark.django_db
def test_no_row_moves() -> None:
    cast = the_cast.assemble()
    tables: list[type[Model]] = [
        model for model in Person._meta.apps.get_models() if model._meta.app_label == "people" and model not in (Person, Merge)
    ]
    before = {table: list(table._default_manager.order_by("pk").values()) for table in tables}
    made = merge(cast["misaki"].id, cast["makoto"].id)
    whole = card(cast["makoto"].id)
    assert (whole.id, whole.name, [each.name for each in whole.merges]) == (cast["misaki"].id, "林 美咲", ["林 誠"])
    assert whole.merges[0].because == "同じ方でした"
    assert {(each.role) for each in whole.employments} == {"事務", "技術"}
    assert len(find_by_number(the_cast.HAYASHI_SWITCHBOARD)) == 1
    undo(made.id)
    assert {table: list(table._default_manager.order_by("pk").values()) for table in tables} == before


@pytest.mark.django_db
def test_what_was_written_while_they_were_one_is_listed_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = some_people(2)
    made = merge(a, b)
    elsewhere = hooks.Written(a, NOW + timedelta(minutes=2), say("約束", "a promise"), a)
    asked: list[tuple[set[UUID], object, object]] = []

    def promises(persons: object, since: object, until: object) -> list[hooks.Written]:
        asked.append((set(persons), since, until))  # type: ignore[call-overload]  # ids
        return [elsewhere]

    monkeypatch.setattr(hooks, "written_meanwhile", [promises])
    held = actions.hold_point(person_id=b, kind="phone", value="090-1234-0001", now=NOW + timedelta(minutes=1))
    assert held.person_id == a
    written = undo(made.id)
    assert [(each.person_id, each.id) for each in written] == [(a, held.id), (a, a)]
    assert asked == [({a, b}, NOW, NOW + timedelta(hours=1))]
    assert Holding.objects.get(pk=held.id).person_id == a


Step = tuple[bool, int, int]


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_any_merges_and_undos_leave_every_person_with_one_canonical_person(steps: list[Step]) -> None:
    """Depth one, never a circle, together exactly those whom the merges that stand put together."""
    with transaction.atomic():
        people = some_people(6)
        standing: list[Merge] = []
        for is_merge, one, other in steps:
            if is_merge:
                try:
                    standing.append(merge(people[one], people[other]))
                except PersonsAreOneAlready:
                    assert one == other or set(cluster_ids(people[one])) == set(cluster_ids(people[other]))
            elif standing:
                undo(standing.pop(one % len(standing)).id)
            assert_sound(standing, people)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10))
def test_undone_last_first_each_merge_gives_back_exactly_what_was(pairs: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        people = some_people(6)
        made: list[tuple[Merge, Pointers]] = []
        for one, other in pairs:
            if cluster_ids(people[one])[0] != cluster_ids(people[other])[0]:
                before = all_pointers()
                made.append((merge(people[one], people[other]), before))
        for each, before in reversed(made):
            changed = {UUID(person): canonical and UUID(canonical) for person, canonical in each.pointers_before}
            assert {person: before[person] for person in changed} == changed
            undo(each.id)
            assert all_pointers() == before
        transaction.set_rollback(True)


def assert_sound(standing: list[Merge], people: list[UUID]) -> None:
    found = all_pointers()
    for canonical in found.values():
        assert canonical is None or found[canonical] is None
    groups = {each: {each} for each in people}
    for made in standing:
        together = groups[made.kept_id] | groups[made.merged_id]
        for each in together:
            groups[each] = together
    assert {frozenset(group) for group in groups.values()} == {frozenset(cluster_ids(each)) for each in people}


def at_once(*works: Callable[[], object]) -> list[BaseException | object]:
    """Run each in a thread of its own with a connection of its own, all let go together."""
    ready = threading.Barrier(len(works))
    results: list[BaseException | object] = [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            ready.wait(30)
            results[at] = work()
        except Exception as fault:  # noqa: BLE001 - the test looks at whatever came
            results[at] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_desks_merge_the_same_two_the_other_way_round() -> None:
    for _ in range(10):
        a, b = some_people(2)
        results = at_once(lambda a=a, b=b: merge(a, b), lambda a=a, b=b: merge(b, a))  # type: ignore[misc]  # bound now
        assert sorted(type(each).__name__ for each in results) == ["Merge", "PersonsAreOneAlready"]
        found = all_pointers()
        assert sorted((found[a] is None, found[b] is None)) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_ring_of_merges_at_once_makes_no_ring() -> None:
    people = some_people(5)
    pairs = list(zip(people, people[1:] + people[:1], strict=True))
    results = at_once(*(lambda pair=pair: merge(*pair) for pair in pairs))  # type: ignore[misc]  # bound now
    assert sum(isinstance(each, Merge) for each in results) == 4
    assert sum(isinstance(each, PersonsAreOneAlready) for each in results) == 1
    assert sum(canonical is None for canonical in all_pointers().values()) == 1
    assert all(len(cluster_ids(each)) == 5 for each in people)
