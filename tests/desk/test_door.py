"""The door: who comes in, who waits, what is chosen before one is known."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.desk.happened import text

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


def knock(client: Client, name: str, password: str = PASSWORD, address: str = "10.0.0.7", **more: str) -> object:
    return client.post("/account/login/", {"login": name, "password": password, **more}, REMOTE_ADDR=address)


def test_a_member_comes_in_and_lands_where_they_were_going(them: Cast) -> None:
    client = Client()
    page = text(client.get("/account/login/?next=/imports"))
    assert 'value="/arrive?next=%2Fimports"' in page
    answer = client.post("/account/login/", {"login": "sato", "password": PASSWORD, "next": "/arrive?next=%2Fimports"}, follow=True)
    assert answer.request["PATH_INFO"] == "/imports"


def test_nobody_is_sent_elsewhere_by_a_link(them: Cast) -> None:
    client = Client()
    client.force_login(them.members["sato"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/arrive?next=https://evil.example/").headers["Location"] == "/"
    assert Client().post("/door", {"back": "//evil.example/", "language": "en"}).headers["Location"] == "/"


def test_a_wrong_password_says_what_and_how_long(them: Cast) -> None:
    page = text(knock(Client(), "sato", "wrong"))
    assert "名前かパスワードが違います" in page
    assert "10分" in page


def test_six_wrong_tries_make_that_name_wait_and_nobody_else_in_the_office(them: Cast) -> None:
    for _ in range(6):
        answer = knock(Client(), "sato", "wrong")
    page = text(answer)
    assert "10分ほどお待ちください" in page
    assert "ほかの方はふつうに入れます" in page
    assert "10分ほどお待ちください" in text(knock(Client(), "sato"))
    assert getattr(knock(Client(), "mori"), "status_code", None) == 302
    assert getattr(knock(Client(), "sato", address="10.0.0.8"), "status_code", None) == 302


def test_language_and_size_chosen_at_the_door_come_in_too(them: Cast) -> None:
    client = Client()
    client.post("/door", {"language": "en", "back": "/account/login/"})
    client.post("/door", {"large": "1", "back": "/account/login/"})
    assert '<html lang="en" class="large">' in text(client.get("/account/login/"))
    answer = client.post("/account/login/", {"login": "sato", "password": PASSWORD, "next": "/arrive?next="}, follow=True)
    assert '<html lang="en" class="large">' in text(answer)
    them.members["sato"].refresh_from_db()
    assert (them.members["sato"].language, them.members["sato"].large_type) == ("en", True)
    assert "enishi_language" not in {name for name, morsel in client.cookies.items() if morsel.value}


def test_nobody_signs_up_by_themselves(them: Cast) -> None:
    assert "メンバーは管理者が加えます" in text(Client().get("/account/signup/"))


def test_a_second_factor_is_asked_for_once_it_is_set_up(them: Cast) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    secret = generate_totp_secret()
    TOTP.activate(them.members["sato"], secret)
    client = Client()
    page = text(client.post("/account/login/", {"login": "sato", "password": PASSWORD, "next": "/arrive?next="}, follow=True))
    assert "もうひとつの確認" in page
    assert client.get("/").status_code == 302
    assert "コードが違います" in text(client.post("/account/authenticate/", {"code": "000000"}))
    answer = client.post("/account/authenticate/", {"code": code(secret)}, follow=True)
    assert answer.request["PATH_INFO"] == "/"


def test_pages_that_go_wrong_speak_plainly(them: Cast) -> None:
    client = Client()
    client.force_login(them.members["sato"], backend="allauth.account.auth_backends.AuthenticationBackend")
    lost = client.get("/nowhere")
    assert lost.status_code == 404
    assert "お探しのものは見つかりません" in text(lost)
    closed = client.get("/members")
    assert closed.status_code == 403
    assert "ここは管理者だけが開けます" in text(closed)
    strict = Client(enforce_csrf_checks=True)
    stale = strict.post("/door", {"language": "en"})
    assert stale.status_code == 403
    assert "もう一度お願いします" in text(stale)
