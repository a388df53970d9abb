"""The program that every command registers itself with. Heavy parts are imported by the command that needs them."""

import os

import typer

app = typer.Typer(name="enishi", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def django() -> None:
    """Make Django ready; each command that touches the database calls it first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    import django as framework

    framework.setup()
