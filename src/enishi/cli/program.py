"""The program that every command registers itself with. Heavy parts are imported by the command that needs them."""

import json
import os
from typing import Annotated, Any, NoReturn

import typer

from enishi.cli.helping import Group, spoken, told
from enishi.kernel.words import Text, say, set_language

app = typer.Typer(
    name="enishi", cls=Group, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)

# Exit codes: 0 done, 1 it could not be done (a sentence says why), 2 the command was not understood (typer's own),
# 3 the gate says no or not yet
CANNOT, NOT_UNDERSTOOD, CLOSED = 1, 2, 3


@app.callback(
    help=told(
        "Enishi(縁): 相手を疲れさせずにつながり、かけ直す約束をすべて守ります。",
        "Enishi (縁): reach people without wearing them out, keep every promise to call back.",
    )
)
def _enishi(
    language: Annotated[str, typer.Option(envvar="ENISHI_LANGUAGE", help=told("ja か en。", "ja or en."))] = "ja",
) -> None:
    """What holds for every command."""
    set_language(spoken())
    if language not in {"ja", "en"}:
        cannot(say("言葉は ja か en です(「{given}」)。", "The language is ja or en, not “{given}”.", given=language), NOT_UNDERSTOOD)


def django() -> None:
    """Make Django ready; each command that touches the database calls it first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    import django as framework

    from enishi.kernel.garbage import set_aside

    framework.setup()
    set_aside()


def database() -> None:
    """Make Django ready on an up-to-date database."""
    django()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    # `migrate` with nothing to do takes a second; to see that there is nothing takes a tenth of it
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        is_new = not executor.loader.applied_migrations
        call_command("migrate", verbosity=0, interactive=False)
        if is_new:
            say_error(_new_home())


def _new_home() -> Text:
    """Whoever forgot to say where their data live would else be told that nobody is known."""
    from enishi.kernel.environment import home

    return say(
        "{home} は新しい場所で、まだ何も入っていません。データが別の場所にあるときは、ENISHI_HOME で示してください。",
        "{home} is new and holds nothing yet. If your data live elsewhere, say where with ENISHI_HOME.",
        home=home(),
    )


def why_not(error: OSError) -> Text:
    """Why a file cannot be used."""
    match error:
        case FileNotFoundError():
            return say("その名前のファイルはありません。", "there is no such file.")
        case IsADirectoryError():
            return say("フォルダです。", "it is a folder.")
        case PermissionError():
            return say("読み書きが許されていません。", "you may not read or write it.")
    return Text(str(error.strerror or error), str(error.strerror or error))


def say_error(text: Text) -> None:
    """A sentence on standard error."""
    typer.echo(str(text), err=True)


def cannot(text: Text, code: int = CANNOT) -> NoReturn:
    """Say why not, and end."""
    say_error(text)
    raise typer.Exit(code)


def put_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))
