"""`make run`, as a person at a terminal meets it."""

import os
import pty
import select
import signal
from pathlib import Path

from tests.engine import CHECKOUT

# It takes a moment, says that it is ready, and ends well when Ctrl-C is pressed, as `enishi serve` does
_SERVER = "#!/bin/sh\ntrap 'exit 0' INT\nsleep 0.5\necho ready \"$@\"\nwhile :; do sleep 0.05; done\n"

_SECONDS = 30


def _at_a_terminal(command: list[str]) -> tuple[int, str]:
    """Runs it at a terminal of its own, presses Ctrl-C once it is ready, and tells how it ended and what stood on the screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(CHECKOUT)
        # A job in the background of a script is begun deaf to Ctrl-C, and so is all that it begins
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execvp(command[0], command)  # noqa: S606 - make, as a person would type it
    screen, pressed = b"", False
    try:
        while piece := _read(terminal):
            screen += piece
            if b"ready" in screen and not pressed:
                os.write(terminal, b"\x03")
                pressed = True
    finally:
        # Everything at this terminal is told to go
        os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), screen.decode()


def _read(terminal: int) -> bytes:
    assert select.select([terminal], [], [], _SECONDS)[0], "nothing more came"
    try:
        return os.read(terminal, 4096)
    except OSError:
        # What a terminal says on Linux when the last program at it has gone
        return b""


def test_ctrl_c_is_no_error_and_the_port_is_ours_to_choose(tmp_path: Path) -> None:
    program = tmp_path / "enishi"
    program.write_text(_SERVER)
    program.chmod(0o755)
    ended, screen = _at_a_terminal(["make", "--no-print-directory", "-o", "bootstrap", "run", f"BIN={tmp_path}", "PORT=8123"])
    assert "ready serve --sample --port 8123" in screen
    assert (ended, "***" in screen) == (0, False), screen
