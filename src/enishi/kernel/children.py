"""Processes of our own that do one piece of work beside whoever begins them."""

import os
import sys

_SETTINGS = "DJANGO_SETTINGS_MODULE"


def words_of(module: str) -> list[str]:
    """What begins `module`'s `main` in a process where Django is ready."""
    # -P: what lies in the folder that we were begun in is not ours
    return [sys.executable, "-P", "-c", f"import django; django.setup(); from {module} import main; main()"]


def surroundings() -> dict[str, str]:
    """The environment of such a process: ours, and which settings hold."""
    return os.environ | {_SETTINGS: os.environ.get(_SETTINGS, "enishi.config.settings")}
