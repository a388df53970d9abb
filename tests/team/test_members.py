"""Members, tokens, and writes that happen once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from enishi.team import actions
from enishi.team.actions import Answer
from enishi.team.models import ApiToken, Client, IdempotencyKey, Member

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PASSWORD = "kotonoha-no-niwa"

pytestmark = pytest.mark.django_db


def member(username: str = "suzuki", **more: str) -> Member:
    return actions.make_member(username=username, name="鈴木 美咲", password=PASSWORD, **more)


def token(holder: Member, days: int = 30) -> tuple[ApiToken, str]:
    return actions.issue_token(member_id=holder.pk, label="exchange", scopes=["people:read"], days=days, now=NOW)


def test_a_name_is_taken_once() -> None:
    member()
    with pytest.raises(actions.NameIsTaken, match="suzuki"):
        member()
    assert Member.objects.count() == 1


def test_a_weak_password_opens_no_door() -> None:
    with pytest.raises(ValidationError):
        actions.make_member(username="sato", name="佐藤 健", password="short")
    assert not Member.objects.exists()


def test_only_a_digest_of_a_token_is_kept() -> None:
    kept, plain = token(member())
    assert plain not in str(vars(kept))
    holder = actions.bearer(plain, NOW)
    assert holder
    assert (holder.token_id, holder.member_id, holder.scopes) == (kept.pk, kept.member_id, tuple(kept.scopes))
    kept.refresh_from_db()
    assert kept.used_on == NOW.date()


def test_the_day_a_token_was_used_is_the_day_on_our_wall() -> None:
    """Three in the morning in Tokyo is still yesterday in Greenwich."""
    kept, plain = token(member())
    actions.bearer(plain, datetime(2026, 11, 25, 18, 0, tzinfo=UTC))
    kept.refresh_from_db()
    assert kept.used_on == date(2026, 11, 26)


@pytest.mark.parametrize("moment", [NOW + timedelta(days=30), NOW + timedelta(days=400)])
def test_a_token_expires(moment: datetime) -> None:
    _, plain = token(member())
    assert actions.bearer(plain, moment) is None


def test_a_token_ends_with_its_member_and_when_revoked() -> None:
    holder = member()
    kept, plain = token(holder)
    Member.objects.filter(pk=holder.pk).update(is_active=False)
    assert actions.bearer(plain, NOW) is None
    Member.objects.filter(pk=holder.pk).update(is_active=True)
    actions.revoke_token(token_id=kept.pk, member_id=holder.pk, now=NOW)
    assert actions.bearer(plain, NOW) is None


def test_a_colleague_cannot_end_my_token_but_a_manager_can() -> None:
    kept, _ = token(member())
    with pytest.raises(actions.OnlyAManagerMay):
        actions.revoke_token(token_id=kept.pk, member_id=member("sato").pk, now=NOW)
    actions.revoke_token(token_id=kept.pk, member_id=member("tanaka", role="manager").pk, now=NOW)
    kept.refresh_from_db()
    assert kept.revoked_at == NOW


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["everything"], 30), (["people:read"], 0), (["people:read"], 5000)])
def test_a_token_names_what_it_may_do_and_how_long(scopes: list[str], days: int) -> None:
    with pytest.raises(actions.TokenCannotBeMade):
        actions.issue_token(member_id=member().pk, label="x", scopes=scopes, days=days, now=NOW)


def once(key: str, body: str, now: datetime = NOW) -> Answer:
    def effect() -> Answer:
        Client.objects.create(name=body + str(Client.objects.count()))
        return Answer(201, {"said": body})

    return actions.once(principal="token:1", key=key, request_hash=body, now=now, effect=effect)


def effects() -> list[str]:
    return sorted(Client.objects.values_list("name", flat=True))


def test_a_repeat_gets_the_first_answer_and_no_second_effect() -> None:
    assert once("a", "one") == Answer(201, {"said": "one"})
    assert once("a", "one") == Answer(201, {"said": "one"}, replayed=True)
    assert effects() == ["one0"]


def test_a_key_names_one_request() -> None:
    once("a", "one")
    with pytest.raises(actions.KeyNamesAnotherRequest):
        once("a", "two")
    assert effects() == ["one0"]


def test_a_repeat_that_stumbles_over_what_the_first_one_did_gets_its_answer() -> None:
    def effect() -> Answer:
        Client.objects.create(name="the only one")
        return Answer(201, "done")

    def repeat(request_hash: str) -> Answer:
        return actions.once(principal="token:1", key="a", request_hash=request_hash, now=NOW, effect=effect)

    assert not repeat("x").replayed
    assert repeat("x").replayed
    with pytest.raises(actions.KeyNamesAnotherRequest):
        repeat("y")


def test_an_effect_that_fails_frees_its_key() -> None:
    def fail() -> Answer:
        raise RuntimeError("the line was cut")

    with pytest.raises(RuntimeError):
        actions.once(principal="token:1", key="a", request_hash="one", now=NOW, effect=fail)
    assert once("a", "one").status == 201


def test_a_temporary_password_is_one_after_many_logins() -> None:
    boss, holder = member("tanaka", role="manager"), member()
    plain = actions.issue_password(member_id=holder.pk, by_id=boss.pk)
    for _ in range(2):
        holder = Member.objects.get(pk=holder.pk)
        assert holder.check_password(plain)
        assert holder.has_temporary_password
    assert not holder.check_password(PASSWORD)
    assert not holder.check_password("temporary$" + plain)
    actions.set_password(member_id=holder.pk, password=PASSWORD)
    assert not Member.objects.get(pk=holder.pk).has_temporary_password


def test_only_an_active_manager_keeps_members() -> None:
    boss, holder = member("tanaka", role="manager"), member()
    for act in (
        lambda: actions.issue_password(member_id=boss.pk, by_id=holder.pk),
        lambda: actions.retire(member_id=boss.pk, by_id=holder.pk, now=NOW),
        lambda: actions.bring_back(member_id=boss.pk, by_id=holder.pk),
        lambda: actions.give_role(member_id=holder.pk, role="manager", by_id=holder.pk),
    ):
        with pytest.raises(actions.OnlyAManagerMay):
            act()
    Member.objects.filter(pk=boss.pk).update(is_active=False)
    with pytest.raises(actions.OnlyAManagerMay):
        actions.retire(member_id=holder.pk, by_id=boss.pk, now=NOW)


def test_one_manager_is_left_whatever_happens() -> None:
    boss, second = member("tanaka", role="manager"), member("ito", role="manager")
    actions.retire(member_id=second.pk, by_id=boss.pk, now=NOW)
    for act in (
        lambda: actions.retire(member_id=boss.pk, by_id=boss.pk, now=NOW),
        lambda: actions.give_role(member_id=boss.pk, role="operator", by_id=boss.pk),
    ):
        with pytest.raises(actions.LastManager):
            act()


def test_keys_are_forgotten_after_seven_days() -> None:
    once("a", "one")
    later = NOW + actions.KEYS_KEPT
    assert once("a", "another", later).body == {"said": "another"}
    assert effects() == ["another1", "one0"]
    assert actions.forget_old_keys(later + actions.KEYS_KEPT) == 1
    assert not IdempotencyKey.objects.exists()
