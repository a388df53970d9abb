"""200 ask for the last permit at once; exactly one may call."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, islice

import pytest
from django.db import connection

from enishi.consideration import actions
from enishi.consideration.models import Permit
from enishi.consideration.rules.refusing import ConsiderationRefuses
from enishi.people.models import OwnNumberAssignment
from tests.cast import MONDAY, Cast, assemble
from tests.consideration.racers import race
from tests.engine import CHECKOUT, ENGINE

pytestmark = pytest.mark.django_db(transaction=True)
NOW = MONDAY + timedelta(hours=4)
REQUESTS = 200
# PostgreSQL gives each thread a connection of its own, and has not that many
AT_ONCE = 200 if ENGINE == "sqlite" else 40


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def asks(them: Cast, *kinds: tuple[str, str, str]) -> list[dict[str, str]]:
    """200 asks, the kinds (who, on which number, by which channel) in turn, from three members."""
    members = cycle(them.members.values())
    return [
        {
            "person_id": str(them[who].id),
            "point_id": str(them.points[point].id),
            "channel": channel,
            "member_id": str(next(members).id),
            "now": NOW.isoformat(),
        }
        for who, point, channel in islice(cycle(kinds), REQUESTS)
    ]


def test_one_person(them):
    assert race(asks(them, ("nagai", "nagai", "call")), AT_ONCE) == 1
    assert Permit.objects.count() == 1
    assert OwnNumberAssignment.objects.count() <= 1


def test_two_people_who_share_a_telephone(them):
    assert race(asks(them, ("kazuko", "tsuji", "call"), ("masao", "tsuji", "call")), AT_ONCE) == 1


def test_two_channels_to_one_person(them):
    actions.consent(person_id=them["nagai"].id, channel="text", proof="申込書", heard_by_id=None, now=NOW - timedelta(days=9))
    assert race(asks(them, ("nagai", "nagai", "call"), ("nagai", "nagai", "text")), AT_ONCE) == 1


def test_from_two_processes(them):
    every = asks(them, ("kazuko", "tsuji", "call"), ("masao", "tsuji", "call"))
    halves = every[: REQUESTS // 2], every[REQUESTS // 2 :]
    programs = [_program(half) for half in halves]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate()[0].strip() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert Counter(told) == {"1": 1, "0": 1}
    assert Permit.objects.count() == 1


def _program(half: list[dict[str, str]]) -> "subprocess.Popen[str]":
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.consideration.racers", name, str(AT_ONCE // 2), json.dumps(half)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_one_permit_is_used_once_however_many_press_the_button(them):
    permit = actions.ask_permit(
        person_id=them["nagai"].id,
        point_id=them.points["nagai"].id,
        channel="call",
        purpose="solicit",
        member_id=them.members["sato"].id,
        now=NOW,
    ).permit

    def press(_: int) -> str:
        try:
            actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)
        except ConsiderationRefuses as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "used"

    with ThreadPoolExecutor(20) as pool:
        assert Counter(pool.map(press, range(40))) == {"used": 1, "PermitIsUsed": 39}


def test_a_refusal_and_a_permit_at_the_same_instant_never_both_win(them):
    """Whichever comes first: a permit granted before the refusal is worth nothing after it."""

    def ask(_: int):
        try:
            return actions.ask_permit(
                person_id=them["nagai"].id,
                point_id=them.points["nagai"].id,
                channel="call",
                purpose="solicit",
                member_id=them.members["sato"].id,
                now=NOW,
            ).permit
        finally:
            connection.close()

    def refuse():
        try:
            actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        refusing = pool.submit(refuse)
        granted = [permit for permit in pool.map(ask, range(20)) if permit]
        refusing.result()
    assert len(granted) <= 1
    for permit in granted:
        with pytest.raises(ConsiderationRefuses):
            actions.use_permit(permit_id=permit.id, member_id=them.members["sato"].id, now=NOW)
