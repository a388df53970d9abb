"""Each single constant of each shipped pack matters: change it, and both the explanation and a behaviour change.

The behaviours are probed on a fixed set of cases, so a pack cannot be edited unnoticed; the sentences are written out
in `explained/`, so that whoever changes a pack reads what it now says.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from enishi.consideration.rules import PersonView, Proposal, explain, judge, pack
from enishi.consideration.rules.fields import EVIDENCE_FIELDS, FIELDS
from enishi.consideration.rules.packs import SHIPPED, text
from enishi.consideration.rules.reading import read
from enishi.consideration.rules.view import Consent, Contact, Point, Shift, Wish
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose, WishKind

from .builders import (
    ADDRESS,
    DESK_LINE,
    MOBILE,
    NOW,
    OFFER,
    OTHER_OFFER,
    POINTS,
    TARO,
    TOKYO,
    a_ring,
    agreed,
    asked,
    at,
    ordered,
    pause,
    propose,
    rang,
    said,
    view,
)

EXPLAINED = Path(__file__).with_name("explained")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_pack_says_what_is_written_down(name):
    said = "".join(f"{sentence.ja}\n{sentence.en}\n\n" for sentence in explain(pack(name)))
    assert said == (EXPLAINED / f"{name}.txt").read_text(encoding="utf-8")


def mutants(toml: str) -> Iterator[tuple[str, str]]:
    """Every text in which one constant differs: numbers by one, times by half an hour, flags turned, lists shortened."""
    lines = toml.splitlines()
    for number, line in enumerate(lines):
        key, found, value = line.partition(" = ")
        if found and key in FIELDS | EVIDENCE_FIELDS:
            for other in _others(value):
                yield f"{number + 1} {key} = {other}", "\n".join([*lines[:number], f"{key} = {other}", *lines[number + 1 :]])


def _others(value: str) -> Iterator[str]:
    yield from _TURNED.get(value, [])
    if value.isdigit():
        yield str(int(value) + 1)
    if not value.startswith("["):
        return
    items = tomllib.loads(f"x = {value}")["x"]
    if len(items) > 1:
        yield from (json.dumps([*items[:place], *items[place + 1 :]]) for place in range(len(items)))
    for found in re.finditer(r"(\d\d)([:-])(\d\d)(?!\d)", value):
        moved = int(found[3]) + 1 if found[2] == "-" else (int(found[3]) + 30) % 60
        yield f"{value[: found.start()]}{found[1]}{found[2]}{moved:02d}{value[found.end() :]}"


_TURNED = {
    "true": ["false"],
    "false": ["true"],
    '"any"': ['["09:00-10:00"]'],
    '"shift"': ['"any"'],
    '"mail"': ['"post"', '"none"'],
    '"call"': ['"mail"', '"none"'],
    '"matter"': ['"purpose"', '"all"'],
    '"purpose"': ['"matter"', '"all"'],
    '"ever"': ["365"],
}
CHANGES = [pytest.param(name, changed, id=f"{name} {what}") for name in SHIPPED for what, changed in mutants(text(name))]


@pytest.mark.parametrize(("name", "changed"), CHANGES)
def test_changing_one_constant_changes_what_is_said(name, changed):
    assert explain(read(changed, {})) != explain(pack(name))


@pytest.mark.parametrize(("name", "changed"), CHANGES)
def test_changing_one_constant_changes_what_is_done(name, changed):
    own, mutant = pack(name), read(changed, {})
    places = [place for place in own.limits if own.limits[place] != mutant.limits[place]]
    places = places or [(Purpose.REPLY, Channel.CALL)]
    assert any(
        said(judge(seen, proposal, own, now)) != said(judge(seen, proposal, mutant, now))
        for purpose, channel in places
        for seen, proposal, now in probes(purpose, channel)
    )


def probes(purpose: Purpose, channel: Channel) -> Iterator[tuple[PersonView, Proposal, datetime]]:
    """A switchboard and a telephone of their own, where there are both."""
    for point in {Channel.MAIL: [ADDRESS], Channel.POST: [HOUSE]}.get(channel, [DESK_LINE, MOBILE]):
        yield from probes_there(purpose, channel, point)


def probes_there(purpose: Purpose, channel: Channel, point: UUID) -> Iterator[tuple[PersonView, Proposal, datetime]]:
    """Days by half hours, the days of a year that differ, and histories that touch each cap."""
    evidence = EVIDENCE.get(purpose)
    proposal = propose(purpose, channel, point=point, evidence=evidence)
    met = MetAs.INTERNAL if purpose is Purpose.INTERNAL else MetAs.CONSUMER
    points = [*POINTS, Point(HOUSE, frozenset({Channel.POST}))]
    open_ = view(
        met_as=met,
        points=points,
        consents=[Consent(each, at("01-01 10:00")) for each in Channel],
        contacts=[rang("2024-01-05 10:00", channel=Channel.MAIL)],
        shift=Shift(time(9, 30), time(17, 30)),
    )
    for half in range(48):
        for day in (0, 4):  # a Tuesday, a Saturday
            yield open_, proposal, NOW.replace(hour=0, minute=0) + timedelta(days=day, minutes=30 * half)
    for day in range(7):
        yield open_, proposal, NOW + timedelta(days=day)
        yield open_, proposal, NOW + timedelta(days=day, hours=8)
    yield replace(open_, wishes=(Wish(NOW, WishKind.ONLY_TIMES, from_time=time(22), until_time=time(23)),)), proposal, at("03-10 22:15")
    for day in ("03-13", "03-14", "03-15", "03-20", "08-12", "08-13", "08-16", "08-17", "12-28", "12-29", "2027-01-03", "2027-01-04"):
        yield open_, proposal, at(f"{day} 14:00")
    yield replace(open_, consents=()), proposal, NOW
    yield replace(open_, contacts=()), proposal, NOW
    yield replace(open_, pauses=(pause("03-09 14:00", "03-09 15:00"),)), proposal, NOW
    for past in _pasts(purpose, channel, point):
        yield replace(open_, contacts=open_.contacts + past), proposal, NOW
        if purpose is Purpose.INQUIRY:
            yield replace(open_, contacts=open_.contacts + past), replace(proposal, evidence=asked("03-10 09:00")), NOW
        yield replace(open_, switchboard=tuple(replace(contact, person=TARO) for contact in past)), proposal, NOW
    for when in ("03-10 13:29", "03-10 13:30", "02-24 14:00", "02-24 13:59", "02-23 14:00", "02-23 14:01"):
        for now in (NOW, NOW + timedelta(hours=8), at("03-10 21:15")):
            yield open_, replace(proposal, evidence=a_ring(when)), now
            for minutes in (0, 30):
                rung = now.astimezone(TOKYO) - timedelta(minutes=minutes)
                yield open_, replace(proposal, evidence=a_ring(f"{rung:%Y-%m-%d %H:%M}")), now


def _pasts(purpose: Purpose, channel: Channel, point: UUID) -> Iterator[tuple[Contact, ...]]:
    def tries(whens: Iterable[str], **fields: object) -> tuple[Contact, ...]:
        return tuple(rang(when, **{"channel": channel, "purpose": purpose, "point": point, "matter": OFFER, **fields}) for when in whens)

    today = [f"03-10 {hour:02d}:00" for hour in (13, 12, 11, 10)]
    for count in range(1, 5):
        yield tries(today[:count])
        yield tries(today[:count], matter=OTHER_OFFER)
        yield tries(today[:count], purpose=Purpose.SERVICE if purpose is Purpose.SOLICIT else Purpose.SOLICIT)
        yield tries(f"03-{9 - day:02d} 14:00" for day in range(count))
    yield tries(f"2025-{month:02d}-12 11:00" for month in range(5, 11))
    for count in (2, 4, 5, 6, 7, 20):
        yield tries(f"03-09 10:{minute:02d}" for minute in range(count))
    for day in ("03-03", "02-24", "2025-12-10", "2025-01-10"):
        yield tries(f"{day} 10:{minute:02d}" for minute in range(7))
    yield tries(["03-10 10:00"])
    yield tries(["03-05 11:00"], reached=True)
    yield tries(["03-09 11:00"], reached=True)
    yield tries(["03-10 10:00"], channel=Channel.CALL if channel is not Channel.CALL else Channel.TEXT)


HOUSE = UUID(int=16)
EVIDENCE = {
    Purpose.INQUIRY: asked("03-08 10:00"),
    Purpose.SERVICE: ordered("03-01 10:00"),
    Purpose.REPLY: a_ring("03-08 10:00"),
    Purpose.PROMISE: agreed("03-08 10:00", "03-08 11:00", "03-08 12:00"),
}


def test_there_are_many_constants():
    assert len(CHANGES) > 400
