"""`enishi`: what a shell runs. `--help` answers at once; whatever goes wrong is a sentence."""

import os
import sys
import traceback
from typing import Any, NoReturn

import typer

from enishi.cli.helping import misunderstood, spoken
from enishi.cli.program import CANNOT, app, say_error, why_not
from enishi.kernel.words import Text, say, set_language

_INTERRUPTED = 130


def main() -> None:
    """The console script."""
    from enishi.cli import ask, bring, diagnose, doctor, gate, keep, serve  # noqa: F401 - they register their commands

    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end the command
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    set_language(spoken())
    try:
        sys.exit(app(standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_INTERRUPTED)
    except Exception as error:
        if hasattr(error, "format_message"):
            _end_misunderstood(error)
        if os.environ.get("ENISHI_DEBUG") == "1":
            raise
        _end(error)


def _end_misunderstood(error: Any) -> NoReturn:
    """The parser's own complaint; of a command without a word behind it, its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        say_error(Text(error.message, error.message))
    else:
        if error.ctx is not None:
            say_error(say("使い方: {command} --help で出ます。", "Usage: see {command} --help.", command=error.ctx.command_path))
        say_error(misunderstood(error))
    sys.exit(error.exit_code)


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
        return say("{what} を使えません:{why}", "{what} cannot be used: {why}", what=error.filename or "", why=why_not(error))
    return _fault(error)


def _fault(error: Exception) -> Text:
    from enishi.kernel.environment import home

    kept = home() / "error.log"
    with kept.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write("".join(traceback.format_exception(error)))
    return say(
        "思わぬ不具合で終わりました。詳しい記録:{kept}", "This ended with a fault that should not be. What happened: {kept}", kept=kept
    )
