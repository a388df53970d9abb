"""A page put together from safe parts: whatever is not already HTML of ours is cleaned and escaped.

What is written is well-formed XML too, so that a test can read it strictly.
"""

import re
import unicodedata
from html import escape
from typing import Final

_SHORT_NAME: Final = 8
_TAGS: Final = re.compile("<[^>]*>")
_EMPTY: Final = frozenset({"br", "hr", "meta"})
_SPACES: Final = frozenset({"Zl", "Zp", "Zs"})
# A figure stays in one piece with what counts it.
_COUNTERS: Final = "回目|時間|日間|か月|種類|番号|年|月|日|人|回|件|分|秒|時|点|通|行"
_UNITS: Final = "people|person|calls?|times?|contacts?|days?|h|min|s"
_FIGURE: Final = re.compile(rf"[−+]?\d[\d,.:]*(?:[〜–/][\d,.]+)?(?: ?%| (?:{_UNITS})\b|(?:{_COUNTERS})+)?")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def clean(words: object) -> str:
    """The words without what cannot be shown: controls and marks that turn the direction; white space made one space."""
    shown = "".join(
        " " if _is_space(letter) else letter for letter in str(words) if _is_space(letter) or unicodedata.category(letter)[0] != "C"
    )
    return " ".join(shown.split())


def put(child: object) -> str:
    """One child of an element: HTML as it is, nothing for None, everything else cleaned and escaped."""
    if isinstance(child, Html):
        return child
    return "" if child is None else escape(clean(child))


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. `class_` stands for class and `aria_label` for aria-label; an attribute that is None is left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value))}"' for key, value in attributes.items() if value is not None
    )
    if name in _EMPTY:
        return Html(f"<{name}{given}/>")
    return Html(f"<{name}{given}>{''.join(map(put, children))}</{name}>")


def together(*children: object) -> Html:
    """Children one after the other, without an element around them."""
    return Html("".join(map(put, children)))


def prose(words: object) -> Html:
    """A sentence whose figures are never broken over two lines."""
    return Html(_FIGURE.sub(lambda found: f'<span class="n">{found.group()}</span>', escape(clean(words), quote=False)))


def foreign(words: object) -> Html:
    """A word of the log (a name, a number, a file): its writing direction stays its own."""
    return tag("bdi", words)


def table(head: tuple[object, ...], rows: list[tuple[object, ...]], *, caption: object, figures: int = 1) -> Html:
    """A table, the first column of which names the row; the columns from `figures` on hold figures."""
    top = tag("tr", *(tag("th", name, scope="col", class_="f" if at >= figures else None) for at, name in enumerate(head)))
    body = [tag("tr", *(_cell(at, value, figures) for at, value in enumerate(row))) for row in rows]
    inner = together(tag("caption", caption), tag("thead", top), tag("tbody", *body))
    short = all(len(_plain(row[0])) <= _SHORT_NAME for row in rows if row)
    return tag(
        "div", tag("table", inner, class_="short" if short else None), class_="table", tabindex="0", role="region", aria_label=caption
    )


def _cell(at: int, value: object, figures: int) -> Html:
    if at == 0:
        return tag("th", value, scope="row")
    if at < figures:
        return tag("td", value)
    return tag("td", value if isinstance(value, Html) else prose(value), class_="f")


def _plain(value: object) -> str:
    return _TAGS.sub("", put(value))


def _is_space(letter: str) -> bool:
    return letter in "\t\n\r\v\f" or unicodedata.category(letter) in _SPACES
