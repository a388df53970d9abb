"""A policy's sentences gathered under what they are about, so that a manager can find a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from enishi.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Clause:
    """One limit: for which channels, and what it says."""

    channels: Text | None
    says: Text


@dataclass(frozen=True, slots=True)
class Chapter:
    """Every limit of one purpose; without a title, what holds for all of them."""

    title: Text | None
    clauses: tuple[Clause, ...]


def chapters(sentences: Sequence[Text]) -> list[Chapter]:
    """「営業(電話): 1日1回まで。」 goes under 営業, beside 電話; what names no purpose stands by itself."""
    parted = [_parted(sentence) for sentence in sentences]
    return [Chapter(title, tuple(clause for _, clause in group)) for title, group in groupby(parted, key=lambda pair: pair[0])]


def _parted(sentence: Text) -> tuple[Text | None, Clause]:
    ja, en = _split(sentence.ja, "("), _split(sentence.en, " (")
    if ja is None or en is None:
        return None, Clause(None, sentence)
    return Text(ja[0], en[0]), Clause(Text(ja[1], en[1]), Text(ja[2], en[2]))


def _split(sentence: str, bracket: str) -> tuple[str, str, str] | None:
    head, colon, says = sentence.partition("): ")
    purpose, opened, channels = head.partition(bracket)
    return (purpose, channels, says) if colon and opened else None
