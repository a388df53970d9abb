"""Both languages, always: every pair is complete, fills its fields in both, and no page holds Japanese outside a pair."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import HOUSE, python_files, shown, toml, tree

PAIRS = {"Text", "say"}
JAPANESE = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff10-\uff5a\uff66-\uff9f\U00020000-\U0003ffff]+")
TAG = re.compile(r"""\{%\s*t\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')?(.*?)%\}""", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
# What Japanese says after a number or a name and English does not say at all.
COUNTERS = set("人名件回日通本点") | {"様", "さん"}
# The switch names each language in that language, whichever is chosen.
OWN_NAME = re.compile(r"""(lang="ja"[^\n]*?>)日本語(?=<)""")
PAGES = {".html", ".txt", ".svg", ".xml"}


def pair_faults(module: ast.AST) -> Iterator[str]:
    """What is wrong with the pairs of a Python module. A module that takes `Text` from elsewhere (rich) is not asked."""
    names = our_names(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node) in names:
            yield from (f"line {node.lineno}: {fault}" for fault in faults_of(*halves(node)))


def our_names(module: ast.AST) -> set[str]:
    """What `Text` and `say` are called here; as attributes of the module `words`, they keep their names."""
    ours = {"words.Text", "words.say"}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "enishi.kernel.words":
            ours |= {name.asname or name.name for name in node.names if name.name in PAIRS}
    return ours


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def halves(node: ast.Call) -> tuple[str | None, str | None]:
    """The two sentences where they are written out; None for one that is computed."""
    given = dict(zip(("ja", "en"), node.args, strict=False)) | {word.arg: word.value for word in node.keywords if word.arg}
    ja, en = (literal(given.get(name)) for name in ("ja", "en"))
    return ja, en


def literal(node: ast.expr | None) -> str | None:
    if node is None:
        return ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def faults_of(ja: str | None, en: str | None) -> Iterator[str]:
    if en == "" and (ja == "" or ja in COUNTERS):
        return  # nothing to say, in either language or in English
    if ja is not None and not ja.strip():
        yield "no Japanese"
    if en is not None and not en.strip():
        yield "no English"
    if ja and en and bool(fields(ja)) != bool(fields(en)):
        yield f"only one language fills a field: '{ja}' and '{en}'"


def fields(sentence: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError:
        return {f"unreadable: {sentence}"}


def page_faults(page: str) -> Iterator[str]:
    """What is wrong with the words of a template."""
    for tag in TAG.finditer(page):
        yield from (f"{fault} in {tag.group()}" for fault in faults_of(unquoted(tag.group(1)), unquoted(tag.group(2))))
    # Comments are for us, and a tag's place must not glue its neighbours together.
    bare = OWN_NAME.sub(r"\1", COMMENT.sub(" ", TAG.sub(" ", page)))
    yield from (f"bare Japanese: {found.group()}" for found in JAPANESE.finditer(bare))


def unquoted(half: str | None) -> str:
    return half[1:-1] if half else ""


def pages() -> Iterator[Path]:
    return (path for path in sorted(HOUSE.rglob("templates/**/*")) if path.suffix in PAGES)


def excused() -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in toml(Path(__file__).with_name("words.toml")).get("entry", [])}


def found_faults() -> dict[str, list[str]]:
    in_python = {shown(path): list(pair_faults(tree(path))) for path in python_files(HOUSE)}
    in_pages = {shown(path): list(page_faults(path.read_text(encoding="utf-8"))) for path in pages()}
    return {name: faults for name, faults in (in_python | in_pages).items() if faults}


def test_everything_speaks_both_languages() -> None:
    faults = found_faults()
    assert {name: found for name, found in faults.items() if name not in excused()} == {}
    assert set(excused()) - set(faults) == set(), "No longer needed: take it out of tests/house/words.toml"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('say("", "English")', 1),
        ('say("日本語", "")', 1),
        ('say("日本語")', 1),
        ('say("", "")', 0),
        ('say(ja="日本語", en=" ")', 1),
        ('Text("{n}人", "people")', 1),
        ('Text("{channel}は控える", "No {plural}")', 0),
        ('words.say("", "x")', 1),
        ('say("{n}人", "{n} people", n=3)', 0),
        ("Text(found.ja, found.en)", 0),
    ],
)
def test_a_broken_pair_is_found(line: str, count: int) -> None:
    assert len(list(pair_faults(ast.parse(f"from enishi.kernel.words import Text, say\n{line}")))) == count


def test_words_of_others_are_let_be() -> None:
    assert list(pair_faults(ast.parse("from rich.text import Text\nText('one')"))) == []


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("<h1>今日</h1>", 1),
        ('<h1>{% t "今日" "Today" %}</h1>', 0),
        ('<p>{% t "{n}人に届きました" "{n} people reached" n=count %}</p>', 0),
        ('<p>{% t "{n}人" "people" n=count %}</p>', 1),
        ('{% t "今日" "" %}', 1),
        ('{{ n }}{% t "人" "" %}', 0),
        ('{% t "今日" %}', 1),
        ('{% t "今日" "Today" %} 明日 {% t "昨日" "Yesterday" %}', 1),
        ("{# 今日のこと #}{% comment %}今日{% endcomment %}", 0),
        ("<p>ﾃｽﾄ Ａ</p>", 2),
        ('<button lang="ja" value="ja">日本語</button>', 0),
        ("<button>日本語</button>", 1),
        ("<p>{{ person.name }}</p>", 0),
    ],
)
def test_a_page_in_one_language_is_found(page: str, count: int) -> None:
    assert len(list(page_faults(page))) == count
