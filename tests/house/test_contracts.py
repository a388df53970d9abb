"""The import contracts hold for this code (`make check` runs them); here each is shown to break when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import CHECKOUT, HOUSE, contracts

IMPORT_LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house, copied, so that it can be damaged."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(HOUSE, folder / "enishi", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [IMPORT_LINTER, "--config", CHECKOUT / "pyproject.toml", "--contract", contract, "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin"}, capture_output=True, text=True, check=False
    )


def damaged(folder: Path, name: str, line: str) -> tuple[Path, str | None]:
    path = folder / "enishi" / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    return path, before


@pytest.mark.parametrize(
    ("contract", "name", "line"),
    [
        ("house", "kernel/words.py", "import enishi.team.models"),
        ("house", "people/models.py", "def late():\n    from enishi.touches import models"),
        ("house", "desk/context.py", "import enishi.api.main"),
        ("house", "cellar.py", "x = 1"),
        ("no-cycles", "kernel/ids.py", "import enishi.kernel.phones\nimport enishi.kernel.cycle"),
        ("pure", "touches/rules.py", "from django.db import models"),
        ("pure", "touches/rules.py", "from enishi.people.models import Person"),
        ("pure", "touches/rules.py", "import socket"),
        ("pure", "people/readers/rows.py", "import enishi.kernel.apps"),
        ("pure-kernel", "kernel/ids.py", "import enishi.kernel.apps"),
        ("inside-people", "people/models.py", "import enishi.people.actions"),
        ("inside-people", "people/attic.py", "x = 1"),
        ("inside-measures", "measures/results.py", "import enishi.measures.rules.intervals"),
        ("house", "conversations/rules/said.py", "import enishi.measures.results"),
        ("inside-touches", "touches/rules.py", "import enishi.touches.readers.rows"),
    ],
)
def test_a_breach_is_found(copy: Path, contract: str, name: str, line: str) -> None:
    helper = {"no-cycles": ("kernel/cycle.py", "import enishi.kernel.ids"), "inside-people": ("people/actions.py", "x = 1")}.get(contract)
    touched = [damaged(copy, *helper)] if helper else []
    touched.append(damaged(copy, name, line))
    try:
        said = lint(copy, contract)
    finally:
        for path, before in touched:
            path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert said.returncode == 1, said.stdout + said.stderr
    assert "BROKEN" in said.stdout


def test_every_room_has_a_contract_of_its_own() -> None:
    """kernel has no floors inside, config is the roof and cli a set of commands; every other room is layered."""
    layers = contracts()["house"]["layers"]
    rooms = {room.strip() for layer in layers for room in layer.split("|")}
    assert {f"inside-{room}" for room in rooms - {"kernel", "config", "cli"}} == {
        name for name in contracts() if name.startswith("inside-")
    }
    assert rooms == {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}


def test_every_contract_is_exhaustive() -> None:
    assert [name for name, contract in contracts().items() if contract["type"] == "layers" and not contract.get("exhaustive")] == []
