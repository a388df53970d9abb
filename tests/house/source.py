"""What the architecture tests look at: the files of this checkout and the order of its rooms."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent.parent
HOUSE = CHECKOUT / "src" / "enishi"
GENERATED = {"migrations"}


def python_files(*roots: Path) -> Iterator[Path]:
    """Every Python file that a person wrote."""
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            if not GENERATED & set(path.relative_to(root).parts):
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """A file's name as a person in this checkout would write it."""
    return path.relative_to(CHECKOUT).as_posix()


def tracked_files() -> list[Path]:
    """What git keeps, and what it would keep if it were added now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, check=True, text=True
    )
    return [path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := CHECKOUT / name).is_file()]


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def contracts() -> dict[str, dict[str, Any]]:
    """The import contracts by id."""
    return {contract["id"]: contract for contract in toml(CHECKOUT / "pyproject.toml")["tool"]["importlinter"]["contracts"]}


def floors() -> dict[str, int]:
    """Each room's floor in the house: the higher may know the lower. Written once, in the import contract."""
    layers = contracts()["house"]["layers"]
    return {room.strip(" ()"): floor for floor, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def room_of(dotted: str) -> str | None:
    """The room that a module of ours belongs to; none for a module of somebody else's."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "enishi" and len(parts) > 1 else None
