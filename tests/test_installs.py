"""The tests' own ground: a real install serves, keeps to its own home and database, and stops when it is told."""

import httpx

from tests.engine import ENGINE
from tests.installs import Installs


def test_a_server_answers_and_stops(installs: Installs) -> None:
    server = installs.serve()
    assert httpx.get(f"{server.url}/account/login/", timeout=60).status_code == httpx.codes.OK
    assert server.stop() == 0


def test_two_installs_share_nothing(installs: Installs) -> None:
    one, other = installs.make(), installs.make()
    assert one.home != other.home
    named = "ENISHI_DATABASE_URL"
    assert (named in one.environment) is (ENGINE == "postgres")
    assert ENGINE == "sqlite" or one.environment[named] != other.environment[named]
