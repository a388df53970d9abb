"""An install that was there before a given name could be looked for by itself; and a list that fills in a name."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from enishi.people import actions
from enishi.people.models import Person
from enishi.people.queries import find
from tests.people.lists import MOBILE, NOW, a_row, a_run, take_in

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0005_erased_alone", "0008_part_keys_indexed"


def migrate(to: str) -> None:
    MigrationExecutor(connection).migrate([("people", to)])


@pytest.fixture
def afterwards() -> Iterator[None]:
    yield
    migrate(AFTER)


@pytest.mark.usefixtures("afterwards")
def test_whoever_was_there_before_is_found_by_the_given_name(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [actions.add_person(name=f"山口 和子{n}", kana="やまぐち かずこ", now=NOW) for n in range(5)]
    nameless = actions.add_person(kana="おかだ", now=NOW)
    migrate(BEFORE)
    filling = import_module("enishi.people.migrations.0007_part_keys_filled")
    monkeypatch.setattr(filling, "_BATCH", 2)
    migrate(AFTER)
    assert {one.person_id for one in find("和子")} == {one.person_id for one in find("かずこ")} == {person.id for person in made}
    assert Person.objects.get(pk=nameless.id).part_key == ""


def test_a_name_that_a_list_fills_in_is_found_by_the_given_name() -> None:
    person = actions.add_person(kana="おかだ けん", now=NOW)
    actions.hold_point(person_id=person.id, kind="phone", value=MOBILE, now=NOW)
    take_in([a_row(1, "岡田 健", MOBILE, kana="おかだ けん")], a_run())
    assert [(one.person_id, one.name) for one in find("健")] == [(person.id, "岡田 健")]
    take_in([a_row(2, "山口 和子", "+819012340199", kana="やまぐち かずこ")], a_run())
    assert [one.name for one in find("和子")] == [one.name for one in find("かずこ")] == ["山口 和子"]
