"""Everybody read at once from the desk's database stands as each does when the gate reads them alone."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import connection

from enishi.consideration import actions
from enishi.consideration.queries.gathering import gather
from enishi.consideration.rules import Matter, Proposal, judge
from enishi.consideration.rules.choosing import proposals
from enishi.consideration.rules.vocabulary import Purpose
from enishi.consideration.setwise.deciding import point_verdicts
from enishi.consideration.setwise.loading import read_all
from enishi.people.actions import merge
from enishi.people.models import Person
from enishi.promises.actions import promise
from enishi.team.models import ClosedDay, Topic
from enishi.touches.actions import record_touch
from tests import engine
from tests.cast import MONDAY, assemble

from .town import told

pytestmark = pytest.mark.django_db(transaction=True)
NOW = MONDAY + timedelta(hours=4)


def address(folder: Path) -> str:
    """Of the tests' database; SQLite's lives in this process's memory, so a copy of it."""
    if connection.vendor == "postgresql":
        return engine.url(connection.settings_dict["NAME"])
    folder.mkdir()
    copy = folder / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{copy}'")
    return str(copy)


def a_lived_in_town():
    them = assemble(now=MONDAY - timedelta(days=800))
    client = them.clients["hana"].id
    topic = Topic.objects.create(name="おせち", client=them.clients["hana"]).id
    names = list(them.people)
    for place, name in enumerate(names):
        point = them[name].holdings.first()
        for day in range(place % 4):
            at = NOW - timedelta(days=day * 9, hours=5)
            outcome = ("no_answer", "reached", "not_now")[(place + day) % 3]
            facts = {"channel": "call", "direction": "out", "outcome": outcome, "purpose": "solicit", "client_id": client}
            record_touch(
                at=at, person_id=them[name].id, point_id=point.point_id if point else None, member_id=None, by_id=None, now=at, **facts
            )
    told_us = {"heard_by_id": None, "now": NOW - timedelta(hours=2)}
    actions.refuse(scope="topic", client_id=client, topic_id=topic, person_id=them[names[0]].id, **told_us)
    actions.refuse(scope="everything", person_id=them[names[1]].id, **told_us)
    actions.pause(until_at=NOW + timedelta(days=9), agreed=True, client_id=client, person_id=them[names[2]].id, **told_us)
    actions.wish(kind="only_times", weekdays=0b11, from_time=time(16, 30), until_time=time(18), person_id=them[names[3]].id, **told_us)
    actions.consent(channel="mail", proof="申込書", topic_id=topic, person_id=them[names[4]].id, **told_us)
    actions.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="案内", now=NOW)
    merge(kept_id=them[names[5]].id, merged_id=them[names[6]].id, by_id=None, because="同じ方", now=NOW)
    owed = {"kind": "call_back", "owner_id": None, "by_id": None, "now": NOW - timedelta(hours=3)}
    promise(person_id=them[names[7]].id, asked_by="them", from_at=NOW + timedelta(hours=2), due_at=NOW + timedelta(hours=3), **owed)
    promise(person_id=them[names[8]].id, asked_by="them", owed_by="them", from_at=NOW, due_at=NOW + timedelta(days=2), **owed)
    for name in names[::3]:
        holding = them[name].holdings.first()
        if holding:
            actions.ask_permit(
                person_id=them[name].id,
                point_id=holding.point_id,
                channel="call",
                purpose="solicit",
                member_id=them.members["sato"].id,
                now=NOW,
            )
    ClosedDay.objects.create(day=(NOW + timedelta(days=1)).date())
    return Matter(client, topic)


def test_everybody_read_at_once_stands_as_each_alone(tmp_path):
    matter, said = a_lived_in_town(), []
    # At once, and when the permits have run out
    for now in (NOW, NOW + timedelta(hours=1)):
        loaded = read_all(address(tmp_path / f"{now:%H}"), now)
        for about in (matter, Matter()):
            rows = point_verdicts(loaded.tables, loaded.policy, Purpose.SOLICIT, now, about).to_pyarrow().to_pylist()
            found = {(row["person"], row["point"], row["channel"]): (row["verdict"], row["reasons"], row["until"]) for row in rows}
            assert found == one_by_one(now, about)
            said += rows
    assert {row["verdict"] for row in said} == {"granted", "wait", "refused"}
    assert len({row["reasons"] for row in said}) > 6


def one_by_one(now, matter):
    found = {}
    for person in Person.objects.filter(canonical=None):
        seen = gather(person.id, now)
        for point, channel in dict.fromkeys((each.point, each.channel) for each in proposals(seen.view, matter, None)):
            answer = judge(seen.view, Proposal(channel, Purpose.SOLICIT, point, matter), seen.policy, now)
            found[person.id.hex, point.hex, channel.value] = told(answer)
    return found
