"""`enishi`: what a shell runs. `--help` answers at once; whatever goes wrong is a sentence."""

import os
import sys
import traceback
from typing import NoReturn

from enishi.cli.program import CANNOT, app, say_error
from enishi.kernel.words import Text, say

_INTERRUPTED = 130


def main() -> None:
    """The console script."""
    from enishi.cli import ask, bring, diagnose, doctor, gate, keep, serve  # noqa: F401 - they register their commands

    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end the command
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as error:
        if os.environ.get("ENISHI_DEBUG") == "1":
            raise
        _end(error)


def _end(error: Exception) -> NoReturn:
    say_error(_sentence(error))
    sys.exit(CANNOT)


def _sentence(error: Exception) -> Text:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError

    from enishi.kernel.environment import EnvironmentWrong

    if isinstance(error, EnvironmentWrong):
        return Text(str(error), str(error))
    if isinstance(error, OperationalError | InterfaceError | ImproperlyConfigured):
        why = (str(error).strip().splitlines() or [""])[0]
        return say(
            "データベースを使えません。`enishi doctor` で確かめてください:{why}",
            "The database cannot be used. See `enishi doctor`: {why}",
            why=why,
        )
    if isinstance(error, UnicodeError):
        return say("入力に、文字として読めないものがあります。", "Something you typed cannot be read as text.")
    if isinstance(error, OSError):
        return say("{what} を使えません:{why}", "{what} cannot be used: {why}", what=error.filename or "", why=error.strerror or error)
    return _fault(error)


def _fault(error: Exception) -> Text:
    from enishi.kernel.environment import home

    kept = home() / "error.log"
    with kept.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write("".join(traceback.format_exception(error)))
    return say(
        "思わぬ不具合で終わりました。詳しい記録:{kept}", "This ended with a fault that should not be. What happened: {kept}", kept=kept
    )
