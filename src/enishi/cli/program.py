"""The program that every command registers itself with. Heavy parts are imported by the command that needs them."""

import json
import os
from typing import Annotated, Any, NoReturn

import typer

from enishi.kernel.words import Text, set_language

app = typer.Typer(name="enishi", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

# Exit codes: 0 done, 1 it could not be done (a sentence says why), 2 the command was not understood (typer's own),
# 3 the gate says no or not yet
CANNOT, NOT_UNDERSTOOD, CLOSED = 1, 2, 3


@app.callback()
def _enishi(
    language: Annotated[str, typer.Option(envvar="ENISHI_LANGUAGE", help="ja or en.")] = "ja",
) -> None:
    """Enishi (縁): reach people without wearing them out, keep every promise to call back."""
    set_language("en" if language == "en" else "ja")


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
        call_command("migrate", verbosity=0, interactive=False)


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
