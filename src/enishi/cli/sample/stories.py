"""Fills a draft with people: some told one by one, the others drawn from common courses."""

from collections.abc import Callable

from enishi.cli.sample import courses, names, told
from enishi.cli.sample.draft import Draft
from enishi.cli.sample.teller import Teller
from enishi.kernel.kana import fold_company
from enishi.people.models import ContactPoint, Employer, Employment, Person


def tell_everyone(draft: Draft, count: int = 300) -> None:
    """Fill `draft` with the people of mission and `count` others."""
    teller = Teller(draft)
    told.chinatsu(teller)
    told.president(teller)
    told.hana(teller)
    told.couple(teller)
    told.waiting_now(teller)
    employers = [_employer(teller, name, kana) for name, kana in names.EMPLOYERS]
    shares: list[tuple[int, Callable[[Teller, Person, ContactPoint, str], None]]] = [
        (30, courses.customer), (18, courses.inquirer), (14, courses.unreached), (10, courses.not_now), (5, courses.never), (8, courses.promised), (10, courses.new), (5, courses.their_call),
    ]  # fmt: skip
    tell = [course for share, course in shares for _ in range(share)]
    for _ in range(count):
        person, point = _somebody(teller, employers)
        login = teller.operator()
        teller.draft.look_after(person, login, since_days=teller.chance.randrange(40, 900))
        teller.chance.choice(tell)(teller, person, point, login)


def _somebody(teller: Teller, employers: list[tuple[Employer, ContactPoint]]) -> tuple[Person, ContactPoint]:
    family, family_kana = teller.chance.choice(names.FAMILY_NAMES)
    given, given_kana = teller.chance.choice(names.GIVEN_NAMES)
    at_work = teller.chance.random() < 0.35
    person = teller.draft.person(
        f"{family} {given}",
        f"{family_kana} {given_kana}",
        met_as="business" if at_work else "consumer",
        known_days=teller.chance.randrange(20, 1500),
        cares_about=teller.chance.choice(names.CARES_ABOUT) if teller.chance.random() < 0.5 else "",
    )
    point = teller.mobile()
    teller.draft.hold(person, point, "携帯")
    if at_work:
        employer, switchboard = teller.chance.choice(employers)
        teller.draft.hold(person, switchboard, "代表")
        role = teller.chance.choice(("総務", "人事", "営業", "所長", "経理"))
        teller.draft.add(
            Employment(person=person, employer=employer, role=role, since_on=person.created_at.date(), created_at=person.created_at)
        )
    elif teller.chance.random() < 0.3:
        code, town = teller.chance.choice(names.TOWNS)
        house = f"〒{code} {town}{teller.chance.randrange(1, 5)}-{teller.chance.randrange(1, 30)}-{teller.chance.randrange(1, 90)}"
        if all(known.value != house for known in teller.draft.rows[ContactPoint]):
            teller.draft.hold(person, teller.draft.point("postal", house, "household"), "自宅")
    return person, point


def _employer(teller: Teller, name: str, reading: str) -> tuple[Employer, ContactPoint]:
    employer = teller.draft.add(Employer(name=name, kana=reading, name_key=fold_company(name)))
    return employer, teller.landline("switchboard")
