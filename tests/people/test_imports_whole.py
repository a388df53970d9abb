"""A list cut anywhere, taken twice, by several at once: the register is always the same."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.people import actions
from enishi.people.models import ContactPoint, Employer, Holding, Person
from enishi.people.queries import find_by_number
from tests.people.lists import HOME, MOBILE, NOW, a_row, a_run, register, take_in
from tests.people.test_merging import at_once

pytestmark = pytest.mark.django_db
NAMES = st.sampled_from(["高橋 花", "髙橋花", "たかはし はな", "佐藤 正", ""])
KANA = st.sampled_from(["", "タカハシ ハナ", "さとう ただし"])
PHONES = st.lists(st.sampled_from([MOBILE, HOME.number, "+819012340103"]), max_size=2, unique=True)
ROWS = st.lists(
    st.builds(
        lambda ref, name, kana, phones, company, title: (ref, name, kana, phones, company, title),
        st.integers(1, 30).map(str),
        *(NAMES, KANA, PHONES),
        st.sampled_from(["", "株式会社甲", "(株)甲", "乙"]),
        st.sampled_from(["", "部長"]),
    ),
    max_size=9,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(1, 9))
def test_the_register_does_not_depend_on_how_a_list_is_cut_and_a_list_twice_is_a_list_once(
    lines: list[tuple[object, ...]], chunk: int
) -> None:
    """What makes an import resumable: killed anywhere, it goes on from the last chunk and ends the same."""
    rows = [
        a_row(n, name, *phones, kana=kana, company=company, title=title, source_ref=ref)  # type: ignore[misc,arg-type]  # as ROWS builds
        for n, (ref, name, kana, phones, company, title) in enumerate(lines, 1)
        if name or kana
    ]
    found = []
    for size in (len(rows) or 1, chunk):
        with transaction.atomic():
            run = a_run()
            verdicts = take_in(rows, run, chunk=size)
            found.append((register(), [(each.fate, each.warnings) for each in verdicts]))
            assert {each.fate for each in take_in(rows, run)} <= {"matched"}
            assert register() == found[-1][0]
            transaction.set_rollback(True)
    assert found[0] == found[1]


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_list_at_once_double_nobody() -> None:
    rows = [a_row(n, f"試験 {n}", f"+8190123405{n:02d}", company=f"会社{n % 7}", emails=(f"{n}@list.example",)) for n in range(60)]
    backwards = [
        a_row(row.number, row.name, *row.phones, company=row.company, emails=row.emails, source_ref=f"b{row.number}") for row in rows[::-1]
    ]
    runs = [a_run(), a_run(), a_run()]
    works = [lambda rows=rows, run=run: take_in(rows, run, chunk=7) for rows, run in zip((rows, backwards, rows), runs, strict=True)]  # type: ignore[misc]  # bound now
    results = at_once(*works)
    assert all(isinstance(each, list) for each in results), results
    fates = [verdict.fate for each in results for verdict in each]  # type: ignore[attr-defined]  # lists, as just asked
    assert (fates.count("created"), fates.count("matched")) == (60, 120)
    assert (Person.objects.count(), ContactPoint.objects.count(), Holding.objects.count(), Employer.objects.count()) == (60, 120, 120, 7)


@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_desk_at_once_write_every_number_once() -> None:
    numbers = [f"+8190123406{n:02d}" for n in range(30)]
    rows = [a_row(n, f"試験 {n}", number) for n, number in enumerate(numbers)]
    run, person = a_run(), actions.add_person(name="机の人", now=NOW)

    def desk() -> None:
        for number in reversed(numbers):
            actions.hold_point(person_id=person.id, kind="phone", value=number, now=NOW)

    results = at_once(desk, lambda: take_in(rows, run, chunk=5))
    assert not any(isinstance(each, BaseException) for each in results), results
    assert ContactPoint.objects.count() == 30
    assert all(len(find_by_number(number)) == 2 for number in numbers)
