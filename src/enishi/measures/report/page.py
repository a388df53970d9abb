"""The report as one HTML file that needs nothing else: no network, no script, no font of its own."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from enishi.kernel.words import Language, say, speaking
from enishi.measures.eye import Lived, Process
from enishi.measures.report.change import change
from enishi.measures.report.findings import five
from enishi.measures.report.first_page import before_hours, head, sentences
from enishi.measures.report.method import method
from enishi.measures.report.parts import Html, clean, tag
from enishi.measures.report.pictures import pictures
from enishi.measures.results import Diagnosis


def html(
    diagnosis: Diagnosis,
    lives: Sequence[Lived] = (),
    *,
    language: Language,
    title: str,
    told_at_inquiry: str | None = None,
    process: Process | None = None,
) -> str:
    """The report as a page, UTF-8, to be written as it is.

    `lives`: the days of those who bore most, then of a typical one; at most three are drawn. `told_at_inquiry`: the words people
    read when they inquired. `process`: a planned process, asked about step by step. Everything of the log is escaped.
    """
    with speaking(language):
        body = tag(
            "main",
            head(diagnosis, title),
            sentences(diagnosis),
            before_hours(diagnosis, lives, told_at_inquiry, process),
            pictures(diagnosis, lives),
            change(diagnosis),
            method(diagnosis),
        )
        return "<!DOCTYPE html>\n" + tag("html", _head(title), tag("body", body, _foot()), lang=language)


def summary(diagnosis: Diagnosis, language: Language) -> list[str]:
    """The five sentences for a terminal, a line each, with how sure they are."""
    with speaking(language):
        brackets = say("{sentence}({certainty})", "{sentence} ({certainty})")
        return [clean(brackets.format(sentence=one.sentence, certainty=one.certainty)) for one in five(diagnosis)]


def _head(title: str) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Html(style())),
    )


def _foot() -> Html:
    words = say(
        "縁 Enishi の接続診断。この報告は一つのファイルで、どこにも送信されていません。",
        "A diagnosis by 縁 Enishi. One file; nothing was sent anywhere.",
    )
    return tag("footer", tag("p", words, class_="quiet"))


@cache
def style() -> str:
    """The page's style, as it stands in every report, so that a strict content policy can allow it by its hash."""
    return files("enishi.measures.report").joinpath("report.css").read_text(encoding="utf-8")
