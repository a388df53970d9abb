"""What people told us, written down, carried to their numbers, lifted, undone, forgotten."""

from datetime import timedelta

import pytest

from enishi.consideration import actions, queries
from enishi.consideration.models import Consent, Pause, PolicyChoice, Refusal, Request
from enishi.consideration.rules import Granted, PolicyInvalid, pack, packs
from enishi.consideration.rules.refusing import (
    EndsBeforeItBegins,
    NothingIsNamed,
    OnlyAManagerMay,
    ReasonIsMissing,
    UndoIsTooLate,
)
from enishi.people.actions import add_person, erase, hold_point
from enishi.people.hooks import Erased, RefusedOnImport
from enishi.team.models import ImportRun
from tests.cast import MONDAY, NAGAI_MOBILE, Cast, assemble

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=4)


@pytest.fixture
def them() -> Cast:
    return assemble(now=MONDAY - timedelta(days=800))


def gate(them: Cast, who: str = "nagai", point: str = "nagai", now=NOW, **more) -> str:
    asked = {"channel": "call", "purpose": "solicit", **more}
    verdict = queries.verdict(them[who].id, point_id=them.points[point].id, now=now, **asked)
    return "granted" if isinstance(verdict, Granted) else " ".join(reason.code for reason in verdict.reasons)


class TestRefusing:
    def test_never_means_never_and_keeps_their_words(self, them):
        refusal = actions.refuse(person_id=them["nagai"].id, words="二度とかけないで", heard_by_id=them.members["sato"].id, now=NOW)
        assert gate(them) == "refused_everything"
        assert (refusal.words, refusal.heard_by_id, refusal.at) == ("二度とかけないで", them.members["sato"].id, NOW)

    def test_it_is_carried_to_every_number_and_address_of_their_own(self, them):
        main = actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        copies = main.carried.select_related("point")
        assert (main.point_id, {copy.point.kind for copy in copies}) == (None, {"phone", "email"})
        assert all((copy.person_id, copy.point_hash) == (None, copy.point.refusal_hash) for copy in copies)

    def test_a_household_telephone_is_not_one_persons_to_refuse_for_the_other(self, them):
        actions.refuse(person_id=them["kazuko"].id, heard_by_id=None, now=NOW)
        assert gate(them, "kazuko", "tsuji") == "refused_everything"
        assert gate(them, "masao", "tsuji") == "granted"

    def test_unless_it_is_the_number_that_is_refused(self, them):
        actions.refuse(person_id=them["kazuko"].id, point_id=them.points["tsuji"].id, heard_by_id=None, now=NOW)
        assert gate(them, "masao", "tsuji") == "refused_everything"

    def test_a_number_can_be_refused_by_nobody_in_particular(self, them):
        actions.refuse(person_id=None, point_id=them.points["tsuji"].id, heard_by_id=None, now=NOW)
        assert gate(them, "masao", "tsuji") == "refused_everything"

    def test_a_list_that_brings_the_number_back_under_another_name_finds_it_refused(self, them):
        actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        them.people["other"] = add_person(name="永井商店", now=NOW)
        hold_point(person_id=them["other"].id, kind="phone", value=NAGAI_MOBILE, now=NOW)
        assert gate(them, "other", "nagai") == "refused_everything"

    def test_and_so_does_one_after_the_person_was_erased(self, them):
        actions.refuse(person_id=them["nagai"].id, words="二度とかけないで", heard_by_id=None, now=NOW)
        erase(person_id=them["nagai"].id, by_id=None, now=NOW)
        them.people["again"] = add_person(name="永井 颯太", now=NOW)
        them.points["again"] = hold_point(person_id=them["again"].id, kind="phone", value=NAGAI_MOBILE, now=NOW).point
        assert them.points["again"].id != them.points["nagai"].id
        assert gate(them, "again", "again") == "refused_everything"

    def test_a_refused_channel_binds_what_serves_it_alone(self, them):
        main = actions.refuse(person_id=them["nagai"].id, scope="channel", channel="call", heard_by_id=None, now=NOW)
        assert main.carried.get().point_id == them.points["nagai"].id
        assert gate(them) == "refused_channel"
        assert gate(them, channel="text") == "consent_missing"

    def test_a_refused_client_is_refused_for_that_client(self, them):
        midori, hana = them.clients["midori"].id, them.clients["hana"].id
        actions.refuse(person_id=them["nagai"].id, scope="client", client_id=midori, heard_by_id=None, now=NOW)
        assert gate(them, client_id=midori) == "refused_client"
        assert gate(them, client_id=hana) == "granted"

    @pytest.mark.parametrize("missing", [{"scope": "topic"}, {"scope": "channel"}])
    def test_a_refusal_says_what_it_is_about(self, them, missing):
        with pytest.raises(NothingIsNamed):
            actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW, **missing)

    def test_and_who_or_which_number(self, them):
        with pytest.raises(NothingIsNamed):
            actions.refuse(person_id=None, heard_by_id=None, now=NOW)


class TestLifting:
    def test_only_a_manager_lifts_a_refusal_and_says_why(self, them):
        refusal = actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        with pytest.raises(OnlyAManagerMay):
            actions.lift_refusal(refusal_id=refusal.id, by_id=them.members["sato"].id, because="番号の持ち主が変わった", now=NOW)
        with pytest.raises(ReasonIsMissing):
            actions.lift_refusal(refusal_id=refusal.id, by_id=them.members["ueno"].id, because=" ", now=NOW)
        assert actions.lift_refusal(refusal_id=refusal.id, by_id=them.members["ueno"].id, because="ご本人から連絡", now=NOW)
        assert not actions.lift_refusal(refusal_id=refusal.id, by_id=them.members["ueno"].id, because="ご本人から連絡", now=NOW)
        assert gate(them) == "granted"
        assert set(Refusal.objects.values_list("lifted_because", flat=True)) == {"ご本人から連絡"}

    def test_a_number_that_changed_hands_is_freed_by_itself(self, them):
        main = actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        copy = main.carried.get(point=them.points["nagai"])
        actions.lift_refusal(refusal_id=copy.id, by_id=them.members["ueno"].id, because="番号が別の方に", now=NOW)
        main.refresh_from_db()
        assert main.lifted_at is None

    def test_a_slip_of_the_hand_is_undone_within_a_day_by_whoever_made_it(self, them):
        sato, mori, ueno = (them.members[name].id for name in ("sato", "mori", "ueno"))
        refusal = actions.refuse(person_id=them["nagai"].id, heard_by_id=sato, now=NOW)
        with pytest.raises(UndoIsTooLate):
            actions.undo_refusal(refusal_id=refusal.id, by_id=mori, now=NOW)
        with pytest.raises(UndoIsTooLate):
            actions.undo_refusal(refusal_id=refusal.id, by_id=sato, now=NOW + timedelta(days=1, seconds=1))
        assert actions.undo_refusal(refusal_id=refusal.id, by_id=sato, now=NOW + timedelta(hours=1))
        assert gate(them) == "granted"
        again = actions.refuse(person_id=them["nagai"].id, heard_by_id=sato, now=NOW)
        assert actions.undo_refusal(refusal_id=again.id, by_id=ueno, now=NOW + timedelta(days=9))


class TestPauses:
    def test_not_now_rests_as_long_as_the_policy_says(self, them):
        made = actions.pause(person_id=them["nagai"].id, because="繁忙期", heard_by_id=None, now=NOW)
        assert made.until_at == NOW + timedelta(days=30)
        assert gate(them, now=NOW + timedelta(days=3)) == "paused"
        assert actions.end_pause(pause_id=made.id, now=NOW)
        assert not actions.end_pause(pause_id=made.id, now=NOW)
        assert gate(them) == "granted"

    def test_or_until_the_day_they_agreed_to(self, them):
        made = actions.pause(person_id=them["nagai"].id, until_at=NOW + timedelta(days=2), agreed=True, heard_by_id=None, now=NOW)
        assert made.agreed
        assert gate(them, now=NOW + timedelta(days=2)) == "granted"

    def test_a_day_they_did_not_agree_to_does_not_shorten_what_is_written(self, them):
        made = actions.pause(person_id=them["nagai"].id, until_at=NOW + timedelta(days=2), heard_by_id=None, now=NOW)
        assert made.until_at == NOW + timedelta(days=30)
        later = actions.pause(person_id=them["nagai"].id, until_at=NOW + timedelta(days=90), heard_by_id=None, now=NOW)
        assert later.until_at == NOW + timedelta(days=90)

    def test_a_pause_does_not_end_before_it_begins(self, them):
        with pytest.raises(EndsBeforeItBegins):
            actions.pause(person_id=them["nagai"].id, until_at=NOW - timedelta(days=2), heard_by_id=None, now=NOW)


def test_wishes_come_and_go(them):
    made = actions.wish(person_id=them["nagai"].id, kind="not_channel", channel="call", words="電話は苦手", heard_by_id=None, now=NOW)
    assert gate(them) == "wish_not_channel"
    assert actions.end_wish(wish_id=made.id, now=NOW)
    assert gate(them) == "granted"
    with pytest.raises(NothingIsNamed):
        actions.wish(person_id=them["nagai"].id, kind="not_channel", heard_by_id=None, now=NOW)
    with pytest.raises(NothingIsNamed):
        actions.wish(person_id=them["nagai"].id, kind="only_times", weekdays=0, heard_by_id=None, now=NOW)


def test_consent_needs_proof_and_can_be_withdrawn(them):
    with pytest.raises(NothingIsNamed):
        actions.consent(person_id=them["nagai"].id, channel="text", proof="", heard_by_id=None, now=NOW)
    made = actions.consent(person_id=them["nagai"].id, channel="text", proof="申込書 2026-11-01", heard_by_id=None, now=NOW)
    assert gate(them, channel="text") == "granted"
    assert actions.withdraw_consent(consent_id=made.id, now=NOW)
    assert gate(them, channel="text") == "consent_missing"


def test_a_request_is_in_their_words(them):
    with pytest.raises(NothingIsNamed):
        actions.record_request(person_id=them["nagai"].id, purpose="inquiry", words=" ", heard_by_id=None, now=NOW)


def test_calls_stop_until_a_member_looks(them):
    made = actions.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="着信拒否の案内", now=NOW)
    assert gate(them) == "halted"
    assert actions.look_at_halt(halt_id=made.id, by_id=them.members["sato"].id, now=NOW)
    assert not actions.look_at_halt(halt_id=made.id, by_id=them.members["sato"].id, now=NOW)
    assert gate(them) == "granted"


class TestPolicies:
    def test_before_anybody_chose_the_strictest_holds(self, them):
        assert queries.chosen_policy() == pack("consumer-sales")

    def test_a_manager_chooses_and_the_latest_choice_counts(self, them):
        with pytest.raises(OnlyAManagerMay):
            actions.choose_policy(toml=packs.text("business-sales"), by_id=them.members["sato"].id, now=NOW)
        actions.choose_policy(toml=packs.text("business-sales"), by_id=them.members["ueno"].id, now=NOW)
        own = 'name = "own"\nextends = "business-sales"\n[solicit.call]\nper_window = 1\n'
        actions.choose_policy(toml=own, by_id=None, now=NOW + timedelta(seconds=1))
        assert queries.chosen_policy().name == "own"
        assert queries.gather(them["okada"].id, NOW).policy.name == "own"
        assert queries.gather(them["nagai"].id, NOW).policy.name == "consumer-sales"

    def test_the_one_chosen_last_holds_though_the_clock_was_set_back(self, them):
        for name, at in (("business-sales", NOW + timedelta(minutes=3)), ("consumer-sales", NOW), ("web-inquiry", NOW)):
            actions.choose_policy(toml=packs.text(name), by_id=None, now=at)
            assert queries.chosen_policy().name == name

    def test_a_policy_with_a_typo_changes_nothing(self, them):
        with pytest.raises(PolicyInvalid):
            actions.choose_policy(toml='name = "own"\n[solict]\n', by_id=them.members["ueno"].id, now=NOW)
        assert not PolicyChoice.objects.exists()


def test_a_list_that_says_not_to_contact_somebody_is_heard_once(them):
    run = ImportRun.objects.create(kind="contacts", format="csv", file_name="名簿.csv", path="", digest="", created_at=NOW)
    heard = [RefusedOnImport(them[name].id, "連絡不可", run.id, None) for name in ("nagai", "yumi")]
    assert actions.hear_on_import(heard, NOW) == 2
    assert actions.hear_on_import(heard, NOW + timedelta(days=1)) == 0
    assert gate(them) == "refused_everything"
    assert Refusal.objects.filter(carried_from=None).count() == 2
    assert Refusal.objects.filter(person=None).count() == 3


def test_erasing_blanks_words_and_keeps_what_was_refused(them):
    nagai = them["nagai"].id
    actions.refuse(person_id=nagai, words="二度とかけないで", heard_by_id=None, now=NOW)
    actions.pause(person_id=nagai, because="繁忙期", heard_by_id=None, now=NOW)
    actions.record_request(person_id=nagai, purpose="inquiry", words="資料を", heard_by_id=None, now=NOW)
    actions.consent(person_id=nagai, channel="text", proof="古い申込書", heard_by_id=None, now=NOW - timedelta(days=1200))
    actions.consent(person_id=nagai, channel="mail", proof="新しい申込書", heard_by_id=None, now=NOW - timedelta(days=10))
    actions.forget(Erased((nagai,), (them.points["nagai"].id,), None, NOW))
    assert set(Refusal.objects.values_list("words", flat=True)) == {""}
    assert Pause.objects.get().because == ""
    assert (Request.objects.get().words, Request.objects.get().withdrawn_at) == ("", NOW)
    assert list(Consent.objects.order_by("at").values_list("proof", flat=True)) == ["", "新しい申込書"]
    assert gate(them) == "refused_everything paused"


def test_what_was_written_while_two_were_one_is_listed(them):
    actions.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
    actions.pause(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
    written = queries.written_meanwhile([them["nagai"].id], NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert [each.what.en for each in written] == ["A refusal", "“Not now”"]
    assert queries.written_meanwhile([them["nagai"].id], NOW + timedelta(hours=1), NOW + timedelta(hours=2)) == []
