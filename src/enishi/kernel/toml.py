"""TOML that people wrote by hand."""

import re
import tomllib


class NotToml(ValueError):
    """The text is no TOML; `line` is where, from 1, as well as can be told."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


def read(text: str) -> dict[str, object]:
    """The tables and values of a TOML text. Raises `NotToml`, also for what the parser itself gives up at.

    Brackets within brackets by the thousand are too deep for it, and a number of thousands of digits is no TOML error but Python's.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise NotToml("brackets within brackets, too deep to follow", _deepest(text)) from None
    except ValueError as error:
        found = re.search(r"line (\d+)", str(error))
        raise NotToml(str(error), int(found[1]) if found else text.count("\n") + 1) from None


def _deepest(text: str) -> int:
    """The line with the most opening brackets."""
    lines = text.split("\n")
    return 1 + max(range(len(lines)), key=lambda at: sum(map(lines[at].count, "[{")))
