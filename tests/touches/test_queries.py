"""The thread, the days as they were lived, and who of us rang last: by person however they were merged, by number if it is theirs alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.people import actions as people
from enishi.touches import queries
from enishi.touches.actions import record_outcome, record_touch
from enishi.touches.models import Touch
from tests import cast
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
ZONE = "Asia/Tokyo"


@pytest.fixture
def them() -> Cast:
    return cast.assemble()


def touch(them: Cast, who: str | None, point: str | None, ago: timedelta, **more: Any) -> Touch:
    plain: dict[str, Any] = {
        "channel": "call",
        "direction": "out",
        "member_id": them.members["sato"].id,
        "outcome": "no_answer",
        "by_id": None,
        "now": MONDAY,
    }
    at: datetime = MONDAY - ago
    return record_touch(
        **{**plain, **more}, at=at, person_id=them[who].id if who else None, point_id=them.points[point].id if point else None
    ).touch


def told(them: Cast, who: str, **more: Any) -> list[Any]:
    return [knot.id for knot in queries.story(them[who].id, **more)]


def test_the_thread_runs_newest_first_with_what_we_know_now(them: Cast) -> None:
    old = touch(them, "mai", "mai", timedelta(days=2), client_id=them.clients["midori"].id, own_number_id=them.own_numbers["midori"].id)
    new = touch(them, "mai", "mai", timedelta(hours=1), direction="in", outcome="missed", words="折り返しの電話")
    record_outcome(touch_id=old.id, code="voicemail_left", by_id=None, now=MONDAY)
    first, second = queries.story(them["mai"].id)
    assert [first.id, second.id] == [new.id, old.id]
    assert (first.direction, first.outcome, first.words, first.point) == ("in", "missed", "折り返しの電話", cast.MAI_MOBILE)
    assert (second.outcome, second.reached, second.member) == ("voicemail_left", False, "佐藤 亮")
    assert (second.client, second.own_number) == ("みどり印刷株式会社", them.own_numbers["midori"].e164)


def test_a_number_she_alone_holds_speaks_for_her(them: Cast) -> None:
    known = touch(them, "haru", "kitano", timedelta(days=3))
    unnamed = touch(them, None, "kitano", timedelta(days=1), direction="in", outcome="missed")
    assert told(them, "haru") == [unnamed.id, known.id]


def test_a_number_two_share_speaks_for_neither(them: Cast) -> None:
    touch(them, None, "tsuji", timedelta(days=1), direction="in", outcome="missed")
    hers = touch(them, "kazuko", "tsuji", timedelta(days=2))
    assert told(them, "kazuko") == [hers.id]
    assert told(them, "masao") == []


def test_what_took_place_on_a_shared_number_is_told_to_each_and_marked_where_that_is_asked_for(them: Cast) -> None:
    missed = touch(them, None, "tsuji", timedelta(days=1), direction="in", outcome="missed")
    hers = touch(them, "kazuko", "tsuji", timedelta(days=2))
    both = queries.story(them["kazuko"].id, with_shared=True)
    assert [(knot.id, knot.shared, knot.point_use) for knot in both] == [(missed.id, True, "household"), (hers.id, False, "household")]
    assert told(them, "masao", with_shared=True) == [missed.id]
    record_outcome(touch_id=missed.id, code="missed", by_id=None, now=MONDAY, person_id=them["kazuko"].id)
    assert told(them, "masao", with_shared=True) == []
    assert not queries.story(them["kazuko"].id, with_shared=True)[0].shared


def test_a_number_that_was_passed_on_speaks_for_who_holds_it(them: Cast) -> None:
    unnamed = touch(them, None, "passed_on", timedelta(days=1))
    assert told(them, "kaoru") == [unnamed.id]
    assert told(them, "osamu") == []


def test_merged_persons_are_told_as_one_from_either_side(them: Cast) -> None:
    one = touch(them, "misaki", "hayashi", timedelta(days=1))
    other = touch(them, "makoto", "hayashi", timedelta(days=2))
    unnamed = touch(them, None, "hayashi", timedelta(days=3))
    people.merge(kept_id=them["misaki"].id, merged_id=them["makoto"].id, by_id=None, because="test", now=MONDAY)
    assert told(them, "misaki") == told(them, "makoto") == [one.id, other.id, unnamed.id]


def test_what_turned_out_to_be_with_another_is_told_there(them: Cast) -> None:
    moved = touch(them, "osamu", "passed_on", timedelta(days=1), outcome="reached")
    record_outcome(touch_id=moved.id, code="wrong_person", by_id=None, now=MONDAY, person_id=them["kaoru"].id)
    assert told(them, "osamu") == []
    assert told(them, "kaoru") == [moved.id]
    record_outcome(touch_id=moved.id, code="reached", by_id=None, now=MONDAY)
    assert told(them, "osamu") == [moved.id]
    assert told(them, "kaoru") == []


def test_the_thread_goes_on_page_by_page(them: Cast) -> None:
    ids = [touch(them, "okada", "okada", timedelta(hours=hour)).id for hour in range(1, 8)]
    first = queries.story(them["okada"].id, limit=3)
    assert [knot.id for knot in first] == ids[:3]
    assert told(them, "okada", before=first[-1].at, limit=10) == ids[3:]


def test_a_person_nobody_contacted(them: Cast) -> None:
    assert queries.story(them["ogawa"].id) == []
    assert queries.last_outbound(person_id=them["ogawa"].id) is None
    assert queries.last_outbound() is None


def test_the_days_as_they_were_lived(them: Cast) -> None:
    number = them.own_numbers["hana"]
    touch(them, "kazuko", "tsuji", timedelta(days=1), ring_seconds=25, own_number_id=number.id)
    touch(them, None, "tsuji", timedelta(days=1, hours=1), direction="in", outcome="missed")
    touch(them, "masao", "tsuji", timedelta(days=1, hours=2), outcome="reached")
    touch(them, "kazuko", "tsuji", timedelta(days=45))
    days = queries.lived_days(them["kazuko"].id, days=30, now=MONDAY, zone=ZONE)
    assert [day.day.isoformat() for day in days][0::29] == ["2026-10-18", "2026-11-16"]
    assert [len(day.moments) for day in days[-2:]] == [2, 0]
    missed, rang = days[-2].moments
    assert (missed.direction, missed.shared, f"{missed.at:%H:%M}") == ("in", True, "09:00")
    assert (rang.shared, rang.reached, rang.ring_seconds, rang.own_number, f"{rang.at:%H:%M}") == (False, False, 25, number.e164, "10:00")


def test_days_are_those_of_the_zone_asked_for(them: Cast) -> None:
    touch(them, "okada", "okada", timedelta(hours=11))  # 23:00 on Sunday in Tokyo, 14:00 in London
    tokyo = queries.lived_days(them["okada"].id, days=2, now=MONDAY, zone=ZONE)
    london = queries.lived_days(them["okada"].id, days=2, now=MONDAY, zone="Europe/London")
    assert [len(day.moments) for day in tokyo] == [1, 0]
    assert [f"{moment.at:%a %H:%M}" for day in london for moment in day.moments] == ["Sun 14:00"]


def test_who_of_us_rang_last_and_why(them: Cast) -> None:
    touch(them, "hama", "mai_old", timedelta(days=9), purpose="solicit")
    last = touch(them, "hama", "mai_old", timedelta(days=3), purpose="inquiry", client_id=them.clients["midori"].id, words="名刺の件")
    touch(them, "hama", "mai_old", timedelta(days=1), direction="in", outcome="missed")
    for found in (
        queries.last_outbound(person_id=them["hama"].id),
        queries.last_outbound(point_id=them.points["mai_old"].id),
    ):
        assert found is not None
        assert (found.id, found.purpose, found.member, found.client) == (last.id, "inquiry", "佐藤 亮", "みどり印刷株式会社")
        assert (found.words, found.person_id) == ("名刺の件", them["hama"].id)


def test_what_was_written_while_two_were_one(them: Cast) -> None:
    touch(them, "okada", "okada", timedelta(days=9), now=MONDAY - timedelta(days=9))
    meanwhile = touch(them, "okada", "okada", timedelta(days=1))
    found = queries.written_between([them["okada"].id], MONDAY - timedelta(hours=1), MONDAY)
    assert [knot.id for knot in found] == [meanwhile.id]


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda them: queries.story(them["kazuko"].id), 2),
        (lambda them: queries.lived_days(them["kazuko"].id, now=MONDAY, zone=ZONE), 2),
        (lambda them: queries.last_outbound(person_id=them["kazuko"].id, point_id=them.points["tsuji"].id), 2),
        (lambda them: queries.last_outbound(point_id=them.points["tsuji"].id), 1),
    ],
    ids=["story", "lived", "last", "last of a number"],
)
def test_few_questions_to_the_database(them: Cast, ask: Any, most: int) -> None:
    for day in range(20):
        touch(them, "kazuko", "tsuji", timedelta(days=day), words="一言")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask(them)
    assert len(asked) <= most
