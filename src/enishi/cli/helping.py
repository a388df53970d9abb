"""Help and usage errors in the language asked for; both are needed before anything of the command line is parsed."""

import os
import re
import sys
from itertools import pairwise
from typing import Any, Final

import typer.core

from enishi.kernel.words import Language, Text

_HEADINGS: Final = (
    (re.compile("^Usage:", re.MULTILINE), "使い方:"),
    (re.compile("^Arguments:", re.MULTILINE), "渡すもの:"),
    (re.compile("^Options:", re.MULTILINE), "選べること:"),
    (re.compile("^Commands:", re.MULTILINE), "コマンド:"),
    (re.compile(r"Show this message\s+and exit\."), "この説明を出します。"),
    (re.compile(r"\[required\]"), "[必須]"),
    (re.compile(r"\[default: "), "[なければ: "),
)


_NO_COMMAND: Final = re.compile("No such command '(.*?)'")
_ONE_OF: Final = re.compile(r"is not one of (.*?)\.?$")


def spoken() -> Language:
    """`--language`, else ENISHI_LANGUAGE, else Japanese."""
    words = sys.argv[1:]
    said = next((after for before, after in pairwise(words) if before == "--language"), "")
    said = said or next((word.partition("=")[2] for word in words if word.startswith("--language=")), "")
    return "en" if (said or os.environ.get("ENISHI_LANGUAGE")) == "en" else "ja"


def told(ja: str, en: str) -> str:
    """A help text in the language asked for."""
    return ja if spoken() == "ja" else en


def _in_our_words(helped: str) -> str:
    if spoken() == "en":
        return helped
    for english, ours in _HEADINGS:
        helped = english.sub(ours, helped)
    return helped


class Command(typer.core.TyperCommand):
    """A command whose help has its headings in the language asked for."""

    def get_help(self, ctx: Any) -> str:
        return _in_our_words(super().get_help(ctx))


class Group(typer.core.TyperGroup):
    """The same for a group of commands."""

    def get_help(self, ctx: Any) -> str:
        return _in_our_words(super().get_help(ctx))


def misunderstood(error: Exception) -> Text:
    """What was wrong with the command line. `error`: as the parser raised it, with `format_message`."""
    english = str(error.format_message())  # type: ignore[attr-defined]  # the parser's own class is private
    name = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "name", "") or ""
    match type(error).__name__:
        case "NoSuchOption":
            return Text(f"「{name}」という指定はありません。", english)
        case "MissingParameter":
            return Text(f"「{name}」を指定してください。", english)
        case "BadOptionUsage":
            return Text(f"「{name}」には値が要ります。", english)
        case "BadParameter":
            return Text(f"「{name}」に使えない値です。{_offered(english)}", english)
    if unknown := _NO_COMMAND.search(english):
        return Text(f"「{unknown[1]}」というコマンドはありません。", english)
    return Text(f"コマンドが読み取れません:{english}", english)


def _offered(english: str) -> str:
    """What could have been given, where the parser says so; else what a command of ours said, which is in our words already."""
    found = _ONE_OF.search(english)
    return f"{found[1].replace(chr(39), '')} のどれかにしてください。" if found else english.partition(": ")[2]
