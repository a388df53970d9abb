"""Every sentence a person reads, in Japanese and English side by side.

A pair stands where it is used, so that a reviewer sees both languages at once and neither can be
forgotten. The active language belongs to the request, the command or the test that set it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]

_language: ContextVar[Language] = ContextVar("enishi_language", default="ja")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `str()` gives the active one."""

    ja: str
    en: str

    def __str__(self) -> str:
        return self.ja if _language.get() == "ja" else self.en

    def format(self, **fields: object) -> "Text":
        """Fill `{name}` fields in both languages; a `Text` field is filled in its own language."""
        return Text(
            self.ja.format(**{key: _in(value, "ja") for key, value in fields.items()}),
            self.en.format(**{key: _in(value, "en") for key, value in fields.items()}),
        )

    def as_dict(self) -> dict[str, str]:
        """Both languages, for JSON."""
        return {"ja": self.ja, "en": self.en}


def say(ja: str, en: str, **fields: object) -> Text:
    """A sentence in both languages, its `{fields}` filled if any are given."""
    text = Text(ja, en)
    return text.format(**fields) if fields else text


def many(n: int, one: str, more: str = "") -> Text:
    """A number before what it counts: "1 day", "3 days"; Japanese has its counter in the sentence itself."""
    return Text(f"{n:,}", f"{n:,} {one if n == 1 else more or one + 's'}")


def language() -> Language:
    """The language the person reading now has chosen."""
    return _language.get()


def set_language(chosen: Language) -> None:
    """Choose the language for the rest of this context (a request, a command)."""
    _language.set(chosen)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Choose the language for one block."""
    token = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(token)


def _in(value: object, chosen: Language) -> object:
    return getattr(value, chosen) if isinstance(value, Text) else value
