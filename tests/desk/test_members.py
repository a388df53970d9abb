"""Members: passwords for those who forgot theirs, roles, leaving and coming back."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from enishi.desk.actions import member_leaves
from enishi.people.models import Assignment
from enishi.promises.models import Promise
from enishi.team.actions import HeirHasLeft, issue_token
from enishi.team.models import ApiToken, Member
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import promised, text

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
OWN = "ことりが三羽とまっている"


def issued(ueno: Client, member: Member) -> str:
    page = text(ueno.post(f"/members/{member.id}/password", follow=True))
    found = re.search(r"<dd>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</dd>", page)
    assert found, page
    assert found[1] not in text(ueno.get("/members"))
    return found[1]


def come_in(username: str, password: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": username, "password": password})
    return client


def test_a_temporary_password_lets_in_to_choose_ones_own_and_to_nothing_else(them: Cast, ueno: Client, sato: Client) -> None:
    password = issued(ueno, them.members["sato"])
    assert sato.get("/").headers["Location"].startswith("/account/login/")
    client = come_in("sato", password)
    for address in ("/", f"/p/{them['mai'].id}", "/settings", "/imports"):
        assert client.get(address).headers["Location"] == "/account/password/change/"
    assert client.get("/search?q=a", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/account/password/change/"
    assert "仮のパスワード" in text(client.get("/account/password/change/"))
    again = {"oldpassword": password, "password1": password, "password2": password}
    assert "いまのパスワードとは違うもの" in text(client.post("/account/password/change/", again))
    answer = client.post("/account/password/change/", {"oldpassword": password, "password1": OWN, "password2": OWN}, follow=True)
    assert answer.request["PATH_INFO"] == "/"
    assert "パスワードを変えました" in text(answer)
    assert come_in("sato", OWN).get("/").status_code == 200
    assert come_in("sato", password).get("/").status_code == 302


def test_a_new_member_chooses_their_own_password(them: Cast, ueno: Client) -> None:
    page = text(ueno.post("/members", {"username": "ito", "name": "伊藤 新", "role": "operator"}, follow=True))
    found = re.search(r"<dd>(\S{19})</dd>", page)
    assert found
    assert come_in("ito", found[1]).get("/").headers["Location"] == "/account/password/change/"


def test_a_temporary_password_opens_for_one_who_tried_too_often(them: Cast, ueno: Client) -> None:
    for _ in range(6):
        come_in("sato", "wrong")
    assert come_in("sato", PASSWORD).get("/").headers["Location"].startswith("/account/login/")
    password = issued(ueno, them.members["sato"])
    assert come_in("sato", password).get("/").headers["Location"] == "/account/password/change/"


def test_ones_own_password_is_not_made_temporary(them: Cast, ueno: Client) -> None:
    assert ueno.post(f"/members/{them.members['ueno'].id}/password").headers["Location"] == "/account/password/change/"
    assert ueno.get("/").status_code == 200


def test_an_operator_does_none_of_this(them: Cast, sato: Client) -> None:
    mori = them.members["mori"].id
    for what in ("password", "second-factor", "role", "leave", "leave/undo", "return"):
        assert sato.post(f"/members/{mori}/{what}", {"role": "manager"}).status_code == 403
    assert sato.get("/members").status_code == 403


def test_a_lost_second_factor_is_taken_off_by_a_manager(them: Cast, ueno: Client) -> None:
    sato = them.members["sato"]
    assert "二段階認証を解除" not in text(ueno.get("/members"))
    Authenticator.objects.create(user=sato, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=sato, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert come_in("sato", PASSWORD).get("/").status_code == 302
    assert "二段階認証を解除" in text(ueno.get("/members"))
    assert "佐藤 亮さんの二段階認証を解除しました" in text(ueno.post(f"/members/{sato.id}/second-factor", follow=True))
    assert come_in("sato", PASSWORD).get("/").status_code == 200


def test_the_last_manager_stays_one(them: Cast, ueno: Client) -> None:
    member = them.members["ueno"]
    assert "管理者がほかにいません" in text(ueno.post(f"/members/{member.id}/role", {"role": "operator"}, follow=True))
    assert "管理者がほかにいません" in text(ueno.post(f"/members/{member.id}/leave", {"to": ""}, follow=True))
    ueno.post(f"/members/{them.members['mori'].id}/role", {"role": "manager"})
    assert ueno.post(f"/members/{member.id}/role", {"role": "operator"}).headers["Location"] == "/"
    member.refresh_from_db()
    assert (member.role, member.is_active) == ("operator", True)


def test_nothing_goes_to_somebody_who_left_meanwhile(them: Cast, ueno: Client) -> None:
    mori, sato, by = them.members["mori"], them.members["sato"], them.members["ueno"]
    member_leaves(member_id=mori.id, to_id=None, by_id=by.id, on=NOW.date(), now=NOW)
    with pytest.raises(HeirHasLeft):
        member_leaves(member_id=sato.id, to_id=mori.id, by_id=by.id, on=NOW.date(), now=NOW)
    sato.refresh_from_db()
    assert sato.is_active


def leave(ueno: Client, member: Member, to: Member | None) -> str:
    return text(ueno.post(f"/members/{member.id}/leave", {"to": str(to.id) if to else ""}, follow=True))


def test_whoever_leaves_hands_everything_over(them: Cast, ueno: Client, sato: Client) -> None:
    gone, heir = them.members["sato"], them.members["mori"]
    promise = promised(them, "mai", NOW + timedelta(hours=2))
    kept = promised(them, "okada", NOW - timedelta(days=3))
    Promise.objects.filter(pk=kept.pk).update(kept_at=NOW)
    token, _ = issue_token(member_id=gone.id, label="x", scopes=["people:read"], days=9, now=NOW)
    page = text(ueno.get(f"/members/{gone.id}/leave"))
    assert "髙梨 舞様" in page
    assert "1件" in page
    assert "岡田" not in page
    page = leave(ueno, gone, heir)
    assert "佐藤 亮さんの利用を終えました" in page
    assert sato.get("/").headers["Location"].startswith("/account/login/")
    assert "利用を終えています" in text(Client().post("/account/login/", {"login": "sato", "password": PASSWORD}, follow=True))
    promise.refresh_from_db()
    kept.refresh_from_db()
    assert (promise.owner_id, kept.owner_id) == (heir.id, gone.id)
    assert ApiToken.objects.get(pk=token.pk).revoked_at == NOW
    assert looking_after(them) == {heir.id}


def looking_after(them: Cast) -> set[object]:
    return set(Assignment.objects.filter(person=them["mai"], ended_on=None).values_list("member_id", flat=True))


def test_leaving_is_undone_whole(them: Cast, ueno: Client, sato: Client, hand: Hand) -> None:
    gone, heir = them.members["sato"], them.members["mori"]
    promise, other = promised(them, "mai", NOW + timedelta(hours=2)), promised(them, "okada", NOW + timedelta(hours=3))
    token, _ = issue_token(member_id=gone.id, label="x", scopes=["people:read"], days=9, now=NOW)
    leave(ueno, gone, heir)
    Promise.objects.filter(pk=other.pk).update(owner=them.members["ueno"])
    page = text(ueno.post(f"/members/{gone.id}/leave/undo", follow=True))
    assert "元に戻しました" in page
    gone.refresh_from_db()
    promise.refresh_from_db()
    other.refresh_from_db()
    assert gone.is_active
    assert (promise.owner_id, other.owner_id) == (gone.id, them.members["ueno"].id)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    assert looking_after(them) == {gone.id}
    assert come_in("sato", PASSWORD).get("/").status_code == 200
    # The session that ended stays ended
    assert sato.get("/").status_code == 302


def test_what_nobody_takes_over_is_everybodys(them: Cast, ueno: Client, enter: object) -> None:
    promise = promised(them, "mai", NOW + timedelta(hours=2))
    leave(ueno, them.members["sato"], None)
    promise.refresh_from_db()
    assert promise.owner_id is None
    assert looking_after(them) == set()
    assert "髙梨 舞" in text(come_in("mori", PASSWORD).get("/"))
    page = text(ueno.post(f"/members/{them.members['sato'].id}/return", follow=True))
    assert "佐藤 亮さんがまた使えるようになりました" in page
    assert looking_after(them) == set()


def test_an_heir_who_is_none(them: Cast, ueno: Client) -> None:
    gone = them.members["sato"]
    assert "もう一度お選びください" in leave(ueno, gone, gone)
    gone.refresh_from_db()
    assert gone.is_active
    assert ueno.post(f"/members/{gone.id}/return").status_code == 404


def test_a_new_role_is_said_and_taken_back_and_nobody_changes_places(them: Cast, ueno: Client) -> None:
    mori = them.members["mori"]
    before = [page_name.split("<")[0] for page_name in text(ueno.get("/members")).split("<span><b>")[1:]]
    page = text(ueno.post(f"/members/{mori.id}/role", {"role": "manager"}, follow=True))
    assert f"{mori.name}さんを管理者にしました。" in page
    assert [page_name.split("<")[0] for page_name in page.split("<span><b>")[1:]] == before
    back = re.search(r'<form method="post" action="([^"]+role[^"]+)"[^>]*>(?:(?!</form>).)*data-key="u"', page)
    assert back
    page = text(ueno.post(back.group(1), follow=True))
    assert "元に戻しました" in page
    assert 'data-key="u"' not in page
    mori.refresh_from_db()
    assert mori.role == "operator"


def test_a_name_that_is_taken_leaves_what_was_typed(them: Cast, ueno: Client) -> None:
    page = text(ueno.post("/members", {"username": "sato", "name": "佐藤 花", "kana": "さとう はな", "role": "manager"}))
    assert "もう使われています" in page
    for typed in ("佐藤 花", "さとう はな", "sato"):
        assert f'value="{typed}"' in page
    assert re.search(r'value="manager" checked', page)
