"""Whole installs of Enishi, each with its own home and database, used as a person uses them: through the real program."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests import engine

PROGRAM = Path(sys.executable).with_name("enishi")
READY = re.compile(r"http://127\.0\.0\.1:\d+/")


@dataclass(frozen=True, slots=True)
class Install:
    """One home and one database on the engine under test."""

    home: Path
    environment: dict[str, str]

    def enishi(self, *words: object, stdin: str | None = None, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run `enishi WORDS…` to its end; the caller looks at returncode, stdout and stderr."""
        command = [str(PROGRAM), *map(str, words)]
        return subprocess.run(
            command, env=self.environment, input=stdin or "", capture_output=True, text=True, timeout=seconds, check=False
        )

    def begin(self, *words: object) -> subprocess.Popen[str]:
        """Start `enishi WORDS…` and leave it running, its output in one stream."""
        command = [str(PROGRAM), *map(str, words)]
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def serve(self, *words: object, seconds: float = 120) -> "Server":
        """Start `enishi serve` on a free port and wait until it says that it is ready."""
        server = Server(self, self.begin("serve", "--port", free_port(), *words))
        server.await_ready(seconds)
        return server


@dataclass(slots=True)
class Server:
    """A running `enishi serve`."""

    install: Install
    process: subprocess.Popen[str]
    url: str = ""
    lines: list[str] = field(default_factory=list)
    _heard: threading.Event = field(default_factory=threading.Event)
    _listener: threading.Thread | None = None

    def await_ready(self, seconds: float) -> None:
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        if not self._heard.wait(seconds) or not self.url:
            self.stop()
            raise AssertionError("enishi serve did not become ready. It said:\n" + "".join(self.lines))

    def stop(self) -> int:
        """End it as a service manager would; killed if it does not go in time, which is a failure of its own."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise AssertionError("enishi serve did not stop within 20 seconds of SIGTERM.") from None
        finally:
            self._close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if not self.url and (address := READY.search(line)):
                self.url = address.group().rstrip("/")
                self._heard.set()
        # It ended: whoever waits for it must not wait in vain.
        self._heard.set()

    def _close(self) -> None:
        if self._listener is not None:
            self._listener.join(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Installs:
    """Makes installs, and takes them away with what still runs in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._databases: list[str] = []
        self._servers: list[Server] = []
        self._made = 0

    def make(self, **environment: str) -> Install:
        """A fresh install; `environment` adds to what its programs find."""
        self._made += 1
        home = self._folder / f"home-{self._made}"
        home.mkdir()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ENISHI_", "DJANGO_"))}
        return Install(home, {**inherited, **engine.plain_environment(home), **self._database(), **environment})

    def serve(self, *words: object, **environment: str) -> Server:
        """A fresh install, serving."""
        server = self.make(**environment).serve(*words)
        self._servers.append(server)
        return server

    def clear_away(self) -> None:
        try:
            for server in self._servers:
                server.stop()
        finally:
            for name in self._databases:
                engine.drop_database(name)

    def _database(self) -> dict[str, str]:
        if engine.ENGINE == "sqlite":
            return {}
        name = f"{engine.DATABASE}_{self._folder.name}_{self._made}".replace("-", "_")[:60]
        self._databases.append(name)
        return {"ENISHI_DATABASE_URL": engine.make_database(name)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
