"""A home and a database for one engine's run, and the real server in it; gone again at the end, however it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
_TESTBED = ROOT / "tools" / "testbed"
_ADDRESS = ROOT / ".testbed" / "pg" / "address"
# The test cluster forgets what it was told when the machine falls; what is measured must not.
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
_READY = re.compile(rb"http://127\.0\.0\.1:\d+/")
_LISTENING = "0A"


@contextmanager
def place(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh install on that engine."""
    # /var/tmp, because /tmp may be memory
    home = Path(tempfile.mkdtemp(prefix="enishi-bench-", dir="/var/tmp"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENISHI_", "DJANGO_"))}
    # PYTHONPATH: the product's own processes take nothing from the folder they are begun in, and these settings are ours
    ours = {"DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environment = kept | {"ENISHI_HOME": str(home)} | ours
    try:
        if engine == "sqlite":
            yield environment
        else:
            with _cluster(), _database(f"bench_{home.name[-8:].lower()}") as url:
                yield environment | {"ENISHI_DATABASE_URL": url}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _cluster() -> Iterator[None]:
    """The tests' own PostgreSQL, left as it was found: running or not, durable or not."""
    was_running = subprocess.run([_TESTBED, "status"], check=False, capture_output=True).returncode == 0
    subprocess.run([_TESTBED, "up"], check=True, capture_output=True)
    before = durability()
    try:
        yield
    finally:
        if durability() != before:
            set_durability(before)
        if not was_running:
            subprocess.run([_TESTBED, "down"], check=False, capture_output=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    with _maintenance() as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield _url(name)
    finally:
        with _maintenance() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def durability() -> dict[str, str]:
    """The cluster's settings that decide whether what it acknowledged survives."""
    with _maintenance() as connection:
        rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABILITY)]).fetchall()
    return dict(rows)


def set_durability(settings: dict[str, str]) -> None:
    """Change them, and wait until they hold."""
    with _maintenance() as connection:
        for name, setting in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{setting}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")
    _until(lambda: durability() == settings, "PostgreSQL took up its settings")


def _maintenance() -> "psycopg.Connection[tuple[str, str]]":
    return psycopg.connect(_url("postgres"), autocommit=True)


def _url(name: str) -> str:
    return f"postgres://enishi@{_ADDRESS.read_text().strip()}/{name}"


@contextmanager
def server(processes: int) -> Iterator[int]:
    """The real `enishi serve` in this environment; its port."""
    port = _free_port()
    words = ["serve", "--port", str(port), "--processes", str(processes), "--no-worker"]
    started = subprocess.Popen([sys.executable, "-m", "enishi.cli", *words], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    try:
        _await_ready(started)
        _until(lambda: _listeners(port) == processes, f"{processes} processes listen")
        yield port
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def _await_ready(started: "subprocess.Popen[bytes]") -> None:
    assert started.stdout is not None
    for line in started.stdout:
        if _READY.search(line):
            return
    raise RuntimeError(f"enishi serve ended with exit code {started.wait()}")


def _listeners(port: int) -> int:
    """How many sockets listen there: each process of ours has its own."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == _LISTENING for row in rows)


def _until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise RuntimeError(f"waited {seconds:.0f} s in vain until {what}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
