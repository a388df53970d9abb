"""The door: who comes in, who waits, what is chosen before one is known."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.desk.happened import text

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


def knock(client: Client, name: str, password: str = PASSWORD, address: str = "10.0.0.7", **more: str) -> object:
    return client.post("/account/login/", {"login": name, "password": password, **more}, REMOTE_ADDR=address)


def test_a_way_back_that_is_no_address_leads_home() -> None:
    assert Client().post("/door", {"back": "nowhere", "language": "en"}).headers["Location"] in {"/", "nowhere"}


def test_a_text_that_cannot_be_stored_is_a_bad_request(them: Cast, sato: Client) -> None:
    answer = sato.post("/people/new", {"name": "a\0b"})
    assert answer.status_code == 400
    assert "受け取れませんでした" in text(answer)


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
    assert "ログイン名かパスワードが違います" in page
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
    assert "二段階認証" in page
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


def test_every_page_at_the_door_is_ours_and_in_the_readers_language(them: Cast, sato: Client) -> None:
    from django.urls import URLPattern, get_resolver

    from enishi.config.urls import _DOOR

    def addresses(patterns: list[Any], prefix: str) -> Iterator[str]:
        for each in patterns:
            if isinstance(each, URLPattern):
                yield prefix + str(each.pattern)
            else:
                yield from addresses(each.url_patterns, prefix + str(each.pattern))

    found = sorted(addresses(_DOOR, "/account/"))
    assert len(found) == 15, found
    assert get_resolver().resolve("/account/login/")
    for client in (Client(raise_request_exception=False), sato):
        for address in found:
            answer = client.get(address, follow=True)
            assert answer.status_code in {200, 404}, address
            page = text(answer)
            assert '<html lang="ja"' in page, address
            assert "Menu:" not in page, address


@pytest.mark.parametrize(
    "address", ["email/", "confirm-email/", "confirm-email/abc/", "password/set/", "password/reset/done/", "login/code/"]
)
def test_pages_that_would_send_mail_are_not_there(them: Cast, sato: Client, address: str) -> None:
    for client in (Client(), sato):
        assert client.get(f"/account/{address}").status_code == 404


def test_whoever_forgot_is_told_whom_to_ask(them: Cast) -> None:
    assert 'href="/account/password/reset/"' in text(Client().get("/account/login/"))
    assert "管理者に、仮のパスワードの発行を頼んでください" in text(Client().get("/account/password/reset/"))


def test_two_step_login_from_its_beginning_to_its_end(them: Cast) -> None:
    import re

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client = Client()
    client.post("/account/login/", {"login": "sato", "password": PASSWORD})
    asked = client.get("/account/totp/activate/", follow=True)
    assert "もう一度パスワードを入れてください" in text(asked)
    page = text(client.post(asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"], {"password": PASSWORD}, follow=True))
    secret = re.search(r'class="token">([A-Z2-7]+)<', page)
    assert secret
    assert "コードが違います" in text(client.post("/account/totp/activate/", {"code": "000000"}))
    page = text(client.post("/account/totp/activate/", {"code": code(secret[1])}, follow=True))
    assert "1つにつき1回使えます" in page
    codes = re.findall(r"<li>(\w{8})</li>", page)
    assert len(codes) == 10
    assert codes[0] in client.get("/account/recovery-codes/download/").content.decode()
    assert "残り10個" in text(client.get("/account/"))
    other = Client()
    other.post("/account/login/", {"login": "sato", "password": PASSWORD, "next": "/arrive?next="})
    assert other.post("/account/authenticate/", {"code": codes[0]}, follow=True).request["PATH_INFO"] == "/"
    assert "残り9個" in text(other.get("/account/"))
    assert codes[1] not in text(client.post("/account/recovery-codes/generate/", follow=True))
    assert "二段階認証をやめました" in text(client.post("/account/totp/deactivate/", follow=True))
