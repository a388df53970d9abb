"""`enishi`: what a shell runs. Heavy parts are imported by the command that needs them, so that `--help` answers at once."""

import os

import typer

app = typer.Typer(name="enishi", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def django() -> None:
    """Make Django ready; each command that touches the database calls it first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    import django as framework

    framework.setup()


def main() -> None:
    """The console script."""
    from enishi.cli import serve  # noqa: F401 - registers its commands

    app()
