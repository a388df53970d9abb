"""The view is what the database says, no more and no less."""

from datetime import date, time, timedelta

import pytest
from django.db.models import TextChoices

from enishi.consideration import actions, queries
from enishi.consideration.models import Scope, Wish
from enishi.consideration.rules import Matter, vocabulary
from enishi.consideration.rules.view import Consent, Halt, Pause, Point, Refusal, Shift
from enishi.consideration.rules.view import Wish as SeenWish
from enishi.consideration.rules.vocabulary import Channel, MetAs, NumberKind, Side, Use, WishKind
from enishi.people.actions import edit_person, hold_point, merge
from enishi.people.models import ContactPoint, Person
from enishi.promises.actions import promise, withdraw
from enishi.promises.models import Promise
from enishi.team.models import ClosedDay, Team, Topic
from enishi.touches.actions import record_touch
from enishi.touches.models import Channel as StoredChannel
from enishi.touches.models import Direction as StoredDirection
from enishi.touches.models import Purpose as StoredPurpose
from tests.cast import MONDAY, Cast, assemble

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=4)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def log(them: Cast, at, who: str | None = "nagai", point: str = "nagai", **more):
    facts = {"channel": "call", "direction": "out", "outcome": "no_answer", "member_id": None, **more}
    return record_touch(at=at, person_id=them[who].id if who else None, point_id=them.points[point].id, by_id=None, now=at, **facts).touch


@pytest.mark.parametrize(
    ("stored", "ours"),
    [
        (StoredChannel, vocabulary.Channel),
        (StoredDirection, vocabulary.Direction),
        (StoredPurpose, vocabulary.Purpose),
        (Person.MetAs, vocabulary.MetAs),
        (ContactPoint.Use, vocabulary.Use),
        (Scope, vocabulary.Scope),
        (Wish.Kind, vocabulary.WishKind),
        (Promise.OwedBy, vocabulary.Side),
    ],
)
def test_the_words_of_the_rules_are_the_words_that_are_stored(stored: type[TextChoices], ours):
    assert set(stored.values) == {each.value for each in ours}


def test_a_stranger_to_whom_nothing_happened(them):
    seen = queries.person_view(them["nagai"].id, NOW)
    assert (seen.cluster, seen.met_as, seen.zones) == (frozenset({them["nagai"].id}), MetAs.CONSUMER, ("Asia/Tokyo",))
    mobile, mail = seen.points
    assert mobile == Point(them.points["nagai"].id, frozenset({Channel.CALL, Channel.TEXT}), Use.PERSONAL, False, NumberKind.MOBILE)
    assert mail.channels == {Channel.MAIL}
    assert (seen.refusals, seen.contacts, seen.switchboard, seen.permits, seen.shift) == ((), (), (), (), None)


def test_everything_that_was_told_is_seen(them):
    nagai, client = them["nagai"].id, them.clients["hana"].id
    topic = Topic.objects.create(name="おせち", client=them.clients["hana"]).id
    told = {"person_id": nagai, "heard_by_id": None, "now": NOW}
    actions.refuse(scope="topic", client_id=client, topic_id=topic, **told)
    actions.pause(until_at=NOW + timedelta(days=9), agreed=True, client_id=client, **told)
    actions.wish(kind="only_times", weekdays=0b11, from_time=time(16, 30), until_time=time(18), **told)
    actions.wish(kind="prefer_channel", channel="mail", **told)
    consent = actions.consent(channel="mail", proof="申込書", topic_id=topic, **told)
    asked = actions.record_request(purpose="inquiry", words="資料を", topic_id=topic, **told)
    actions.halt(point_id=them.points["nagai"].id, person_id=nagai, because="案内", now=NOW)
    actions.withdraw_consent(consent_id=consent.id, now=NOW + timedelta(days=1))
    seen = queries.person_view(nagai, NOW)
    mobile, mail = (point.id for point in seen.points)
    matter = Matter(client, topic)
    assert set(seen.refusals) == {
        Refusal(NOW, vocabulary.Scope.TOPIC, True, None, matter),
        Refusal(NOW, vocabulary.Scope.TOPIC, False, mobile, matter),
        Refusal(NOW, vocabulary.Scope.TOPIC, False, mail, matter),
    }
    assert seen.pauses == (Pause(NOW, NOW + timedelta(days=9), Matter(client), True),)
    assert set(seen.wishes) == {
        SeenWish(NOW, WishKind.ONLY_TIMES, 3, time(16, 30), time(18)),
        SeenWish(NOW, WishKind.PREFER_CHANNEL, 127, None, None, Channel.MAIL),
    }
    assert seen.consents == (Consent(Channel.MAIL, NOW, NOW + timedelta(days=1), Matter(None, topic)),)
    assert [(each.id, each.at, each.purpose, each.matter) for each in seen.requests] == [(asked.id, NOW, "inquiry", Matter(None, topic))]
    assert seen.halts == (Halt(mobile, NOW),)


def test_what_was_told_of_a_merged_record_is_told_of_the_person(them):
    actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
    log(them, NOW - timedelta(days=1))
    merge(kept_id=them["okada"].id, merged_id=them["nagai"].id, by_id=None, because="", now=NOW)
    for who in ("nagai", "okada"):
        seen = queries.person_view(them[who].id, NOW)
        assert seen.cluster == {them["nagai"].id, them["okada"].id}
        assert seen.met_as is MetAs.BUSINESS
        assert any(refusal.binds_person for refusal in seen.refusals)
        assert [contact.point for contact in seen.contacts] == [them.points["nagai"].id]
        assert {point.id for point in seen.points} >= {them.points["nagai"].id, them.points["okada"].id}


class TestPromises:
    def owe(self, them: Cast, **more):
        facts = {"kind": "call_back", "asked_by": "person", "owner_id": None, "by_id": None, "now": NOW, **more}
        return promise(person_id=them["nagai"].id, from_at=NOW, due_at=NOW + timedelta(hours=2), **facts)

    def test_open_ones_are_seen_with_whose_wish_they_were(self, them):
        theirs = self.owe(them)
        ours = self.owe(them, asked_by="us")
        self.owe(them, owed_by="them", kind="their_call")
        withdraw(promise_id=self.owe(them).id, by_id=None, because="", now=NOW)
        seen = {each.id: each for each in queries.person_view(them["nagai"].id, NOW).promises}
        assert len(seen) == 3
        assert (seen[theirs.id].asked_by, seen[theirs.id].owed_by, seen[theirs.id].in_words) == (Side.THEM, Side.US, True)
        assert seen[ours.id].asked_by is Side.US

    def test_what_a_missed_ring_made_was_not_spoken_of(self, them):
        log(them, NOW - timedelta(hours=1), direction="in", outcome="missed")
        (made,) = queries.person_view(them["nagai"].id, NOW).promises
        assert not made.in_words

    def test_one_owed_to_a_number_is_owed_to_whoever_holds_it(self, them):
        log(them, NOW - timedelta(hours=1), None, "tsuji", direction="in", outcome="missed")
        for who in ("kazuko", "masao"):
            assert len(queries.person_view(them[who].id, NOW).promises) == 1


class TestContacts:
    def test_of_the_person_on_any_number(self, them):
        touch = log(them, NOW - timedelta(days=1), purpose="service", client_id=them.clients["hana"].id)
        (seen,) = queries.person_view(them["nagai"].id, NOW).contacts
        assert (seen.id, seen.at, seen.channel, seen.direction, seen.purpose) == (touch.id, touch.at, "call", "out", "service")
        assert (seen.person, seen.point, seen.reached) == (them["nagai"].id, them.points["nagai"].id, False)
        assert seen.matter == Matter(them.clients["hana"].id)

    def test_of_others_on_a_telephone_they_share(self, them):
        log(them, NOW - timedelta(days=1), "masao", "tsuji")
        (seen,) = queries.person_view(them["kazuko"].id, NOW).contacts
        assert seen.person == them["masao"].id

    def test_of_others_on_a_switchboard_today_and_apart(self, them):
        log(them, NOW - timedelta(hours=1), "makoto", "hayashi")
        log(them, NOW - timedelta(days=3), "makoto", "hayashi")
        seen = queries.person_view(them["misaki"].id, NOW)
        assert (seen.contacts, len(seen.switchboard)) == ((), 1)

    def test_as_far_back_as_the_policy_looks(self, them):
        log(them, NOW - timedelta(days=31))
        log(them, NOW - timedelta(days=34))
        assert len(queries.person_view(them["nagai"].id, NOW).contacts) == 1

    def test_and_since_they_asked_for_what_is_still_open(self, them):
        asked = NOW - timedelta(days=90)
        actions.record_request(person_id=them["nagai"].id, purpose="inquiry", words="資料を", heard_by_id=None, now=asked)
        log(them, NOW - timedelta(days=80))
        assert len(queries.person_view(them["nagai"].id, NOW).contacts) == 1


class TestZones:
    def test_as_told(self, them):
        edit_person(person_id=them["nagai"].id, zone="Europe/Paris")
        assert queries.person_view(them["nagai"].id, NOW).zones == ("Europe/Paris",)

    def test_by_the_number(self, them):
        hold_point(person_id=them["nagai"].id, kind="phone", value="+12125550100", now=NOW)
        assert queries.person_view(them["nagai"].id, NOW).zones == ("America/New_York", "Asia/Tokyo")

    def test_else_the_teams(self, them):
        Team.objects.update(zone="Asia/Seoul")
        alone = Person.objects.create(name="番号なし", created_at=NOW)
        assert queries.person_view(alone.id, NOW).zones == ("Asia/Seoul",)


def test_a_colleague_is_seen_with_our_shift(them):
    edit_person(person_id=them["nagai"].id, met_as="internal")
    ClosedDay.objects.create(day=date(2026, 11, 18))
    ClosedDay.objects.create(day=date(2026, 1, 18))
    seen = queries.gather(them["nagai"].id, NOW)
    assert seen.policy.name == "internal"
    assert seen.view.shift == Shift(time(9, 30), time(17, 30), 63, frozenset({date(2026, 11, 18)}))


def test_a_view_takes_three_queries_however_much_was_told(them, django_assert_num_queries):
    for days in range(1, 20):
        log(them, NOW - timedelta(days=days))
        actions.wish(person_id=them["nagai"].id, kind="prefer_channel", channel="mail", heard_by_id=None, now=NOW)
    with django_assert_num_queries(3):
        queries.gather(them["nagai"].id, NOW)
