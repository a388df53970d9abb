"""What git keeps names no registry's host and no folder of anybody's machine: it must build and read alike everywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import shown, toml, tracked_files

# Written in pieces, or this file would find itself.
HOSTS = [
    r"pypi\." + "org",
    "pythonhosted" + r"\.org",
    r"registry\.npm" + r"js\.org",
    r"deb\.debian" + r"\.org",
    r"proxy\.golang" + r"\.org",
    "crates" + r"\.io",
]
FOLDERS = [rf"(?<![\w.~$}})/])/{name}/" for name in ("ro" + "ot", "ho" + "me", "wo" + "rk")]
FORBIDDEN = re.compile("|".join([*HOSTS, *FOLDERS]))


def forbidden_words(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield from (f"line {number}: {found.group()}" for found in FORBIDDEN.finditer(line))


def excused() -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in toml(Path(__file__).with_name("files.toml")).get("entry", [])}


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_registry_or_a_machine() -> None:
    files = tracked_files()
    assert len(files) > 50
    found = {shown(path): list(forbidden_words(text_of(path))) for path in files}
    faults = {name: words for name, words in found.items() if words}
    assert {name: words for name, words in faults.items() if name not in excused()} == {}
    assert set(excused()) - set(faults) == set(), "No longer needed: take it out of tests/house/files.toml"


@pytest.mark.parametrize(
    "line",
    [
        "index = https://pypi." + "org/simple",
        "url = https://files.pythonhosted" + ".org/x.whl",
        "cd /ro" + "ot/enishi",
        "open('/wo" + "rk/data')",
        "HOME=/ho" + "me/someone/",
    ],
)
def test_a_forbidden_word_is_found(line: str) -> None:
    assert len(list(forbidden_words(line))) == 1


@pytest.mark.parametrize(
    "line", ["https://example.jp/wo" + "rk/", "{{ page }}/home/", "src/enishi/wo" + "rk/x.py", "$HOME/wo" + "rk/", "people wo" + "rk/rest"]
)
def test_harmless_words_are_let_be(line: str) -> None:
    assert list(forbidden_words(line)) == []
