"""`enishi serve` and `enishi work`: the server, its worker, and what makes a new install usable."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from enishi.cli.helping import Command, told
from enishi.cli.program import app, django
from enishi.kernel.words import say

_FIRST_PORT, _LAST_PORT = 8000, 8019
_WORKER_PAUSE_SECONDS = 2.0
# -P: what lies in the folder that we were begun in is not ours
_OURS = (sys.executable, "-P", "-m", "enishi.cli")
_STOP_SECONDS = 15


_HOST = told("待ち受けるアドレス。なければこのパソコンだけ。", "Address to listen on; loopback unless you say otherwise.")
_PORT = told("ポート。0 なら 8000 から空いているもの。", "Port; 0 takes the first free one from 8000.")
_PROCESSES = told("サーバーの数(PostgreSQL のみ)。", "Server processes (PostgreSQL only).")
_SAMPLE = told("空のデータベースに架空のチームを入れます。", "Load a fictional sample team into an empty database.")
_WORKER = told("取り込みや片付けの係も動かします。", "Also run a worker for imports and housekeeping.")


@app.command(cls=Command, help=told("机を開きます。例: enishi serve --sample", "Start the desk. Example: enishi serve --sample"))
def serve(
    host: Annotated[str, typer.Option(help=_HOST)] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_PORT)] = 0,
    processes: Annotated[int, typer.Option(help=_PROCESSES, min=1, max=64)] = 1,
    sample: Annotated[bool, typer.Option("--sample", help=_SAMPLE)] = False,
    worker: Annotated[bool, typer.Option(help=_WORKER)] = True,
) -> None:
    """Start the desk."""
    django()
    from django.db import connection

    if processes > 1 and connection.vendor != "postgresql":
        raise typer.BadParameter(str(say("複数プロセスには PostgreSQL が要ります。", "Several processes need PostgreSQL.")))
    chosen = _free_port(host, port)
    # Listening before the address is printed: whoever reads it may knock at once.
    listening = _bound(host, chosen)
    _prepare(sample=sample, address=f"http://{host}:{chosen}/")
    connection.close()
    children = Children()
    if worker:
        children.keep(["work", "--with-parent"])
    for _ in range(processes - 1):
        children.keep(["serve-one", "--with-parent", "--host", host, "--port", str(chosen)])
    # uvicorn raises the signal that ended it once more when it has finished; ours must unwind, not kill.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _listen(listening)
    except KeyboardInterrupt:
        typer.echo("")
    finally:
        children.stop()


@app.command("serve-one", hidden=True)
def serve_one(host: str = "127.0.0.1", port: int = 8000, with_parent: bool = False) -> None:
    """One server process of several on one port."""
    if with_parent:
        _end_with_parent()
    # Before it listens: the kernel gives it its share of callers from then on.
    django()
    _listen(_bound(host, port))


@app.command(
    cls=Command,
    help=told(
        "取り込みと片付けを、止めるまで続けます。`serve` が一つ始めます。例: enishi work",
        "Run imports and housekeeping until stopped; `serve` starts one. Example: enishi work",
    ),
)
def work(with_parent: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Run imports and housekeeping until stopped."""
    if with_parent:
        _end_with_parent()
    django()
    from enishi.touches.worker import run_forever

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(stop)


def _end_with_parent() -> None:
    """A server that is killed outright closes our standard input: that is when a child ends too."""

    def wait() -> None:
        # Not sys.stdin: whoever ends while a thread reads from it dies of that
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _listen(listening: socket.socket) -> None:
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    options = uvicorn.Config(
        "enishi.config.asgi:application",
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    # Pages that stay open are ended when the server is: no error, and nobody's to read
    logging.getLogger("uvicorn.error").addFilter(lambda record: not str(record.msg).startswith("Cancel "))
    with listening:
        uvicorn.Server(options).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Several processes of ours each own a socket on one port; the kernel spreads connections over them.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind((host, port))
    listening.listen(socket.SOMAXCONN)
    return listening


def _free_port(host: str, port: int) -> int:
    for candidate in [port] if port else range(_FIRST_PORT, _LAST_PORT + 1):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, candidate))
            except OSError:
                continue
            return candidate
    wanted = str(port) if port else f"{_FIRST_PORT}-{_LAST_PORT}"
    typer.echo(
        str(
            say(
                "{host} のポート {port} は使われています。--port で別の番号を選んでください。",
                "Port {port} on {host} is taken. Choose another with --port.",
                host=host,
                port=wanted,
            )
        ),
        err=True,
    )
    raise typer.Exit(1)


def _prepare(*, sample: bool, address: str) -> None:
    from django.core.management import call_command

    typer.echo(str(say("データベースを整えています…", "Preparing the database…")))
    call_command("migrate", verbosity=0, interactive=False)
    login = _login_file()
    if sample:
        from enishi.cli.sample import load_sample

        made = load_sample(progress=typer.echo)
        if made:
            login.touch(mode=0o600)
            login.write_text("".join(f"{name} {password}\n" for name, password in made))
    typer.echo("")
    typer.echo(str(say("ご用意ができました:", "The desk is ready:")) + f"  {address}")
    if login.exists():
        for line in login.read_text().splitlines():
            name, password = line.split(" ", 1)
            typer.echo(str(say("  名前 {name}  パスワード {password}", "  name {name}  password {password}", name=name, password=password)))
    typer.echo(str(say("止めるには Ctrl-C を押してください。", "Press Ctrl-C to stop.")))


def _login_file() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "login.txt"


class Children:
    """Processes we started and keep alive until we stop."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._running: set[subprocess.Popen[bytes]] = set()

    def keep(self, command: list[str]) -> None:
        """Start `command`, and start it again whenever it ends before we do."""
        thread = threading.Thread(target=self._keep, args=(command,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _keep(self, command: list[str]) -> None:
        while not self._stopping.is_set():
            child = subprocess.Popen([*_OURS, *command], stdin=subprocess.PIPE)  # noqa: S603 - our own module
            self._running.add(child)
            child.wait()
            self._running.discard(child)
            self._stopping.wait(_WORKER_PAUSE_SECONDS)

    def stop(self) -> None:
        """End every child and wait for it."""
        self._stopping.set()
        for child in tuple(self._running):
            child.terminate()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)
        for child in tuple(self._running):
            child.kill()
