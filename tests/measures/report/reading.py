"""Reads a report strictly, as XML, and says what is wrong with it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

FETCHES = re.compile(r"url\(|@import|expression\(", re.IGNORECASE)
REFERENCES = {"src", "href", "srcset", "data", "poster", "action", "background", "xlink:href"}
NOTHING_SHOWN = re.compile(r"\bNone\b|\bnan\b|\binf\b|\bNaN\b|\{[a-z_]*\}|\bText\(")
ACTIVE = {"script", "iframe", "object", "embed", "link", "img", "form", "input", "base", "video", "audio", "foreignObject"}


def tree(page: str) -> Element:
    """The page as a tree; raises for anything that is not well-formed."""
    head, _, rest = page.partition("\n")
    assert head == "<!DOCTYPE html>"
    root: Element = fromstring(rest)
    return root


def name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def words(element: Element) -> str:
    """What a person can read of it, style left out."""
    return "".join(_words(element))


def _words(element: Element) -> Iterator[str]:
    if name(element) == "style":
        yield element.tail or ""
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
    yield element.tail or ""


def faults(page: str) -> list[str]:
    """External references, active content, and whatever was printed although it was never measured."""
    root = tree(page)
    found = []
    for element in root.iter():
        if name(element) in ACTIVE:
            found.append(f"active: {name(element)}")
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] in REFERENCES or key.startswith("on"):
                found.append(f"{key}={value}")
            if key == "aria-label" and not value.strip():
                found.append(f"no text alternative: {name(element)}")
        if name(element) == "style" and FETCHES.search(element.text or ""):
            found.append("a style that fetches")
    found += [f"shown: {hit}" for hit in NOTHING_SHOWN.findall(words(root))]
    return found


def by_class(root: Element, wanted: str) -> list[Element]:
    return [element for element in root.iter() if wanted in (element.get("class") or "").split()]
