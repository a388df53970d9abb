"""`enishi`: what a shell runs. `--help` answers at once."""

from enishi.cli.program import app


def main() -> None:
    """The console script."""
    from enishi.cli import ask, bring, keep, serve  # noqa: F401 - they register their commands

    app()
