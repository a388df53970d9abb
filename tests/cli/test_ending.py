"""Ctrl-C while the desk is open somewhere: the server goes at once, and says nothing of how it is made."""

import os
import re
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.installs import Installs, Server

PASSWORD = "kotonoha-no-niwa"
_CRASH = re.compile(r"Traceback|Error|Exception|Fatal|CancelledError|Task was destroyed", re.IGNORECASE)


def logged_in(server: Server) -> httpx.Client:
    made = server.install.enishi("member", "sato", "--password", PASSWORD)
    assert made.returncode == 0, made.stderr
    client = httpx.Client(base_url=server.url, follow_redirects=True, timeout=60)
    client.get("/account/login/")
    form = {"login": "sato", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    assert client.post("/account/login/", data=form, headers={"Referer": server.url}).status_code == httpx.codes.OK
    return client


def half_sent(server: Server) -> socket.socket:
    """A page that is asked for and of which not everything has come yet."""
    address = urlsplit(server.url)
    asking = socket.create_connection((address.hostname, address.port))
    asking.sendall(b"POST /door HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nlang")
    return asking


def test_ctrl_c_with_a_page_open_and_one_on_its_way_is_quiet(installs: Installs) -> None:
    server = installs.serve()
    said = len(server.lines)
    client = logged_in(server)
    with client.stream("GET", "/live?topics=today") as live, half_sent(server):
        assert live.status_code == httpx.codes.OK
        stream = live.iter_raw()
        assert next(stream).startswith(b"retry")
        # As at a terminal: everything that belongs to the command hears it
        os.killpg(server.process.pid, signal.SIGINT)
        ended = server.process.wait(20)
    client.close()
    server.stop()
    told = "".join(server.lines[said:])
    assert ended in {0, 130}, told
    assert not _CRASH.search(told), told


def test_its_worker_takes_nothing_from_the_folder_it_is_begun_in(
    installs: Installs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit('a file of somebody else')")
    monkeypatch.chdir(tmp_path)
    server = installs.serve()
    ends = time.monotonic() + 30
    while not (worker := children(server)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert worker
    # One that ended at once would have been begun anew by now
    time.sleep(3)
    assert children(server) == worker
    server.stop()


def children(server: Server) -> set[str]:
    threads = Path(f"/proc/{server.process.pid}/task").iterdir()
    return {pid for thread in threads for pid in (thread / "children").read_text().split()}
