"""Pictures: well-formed whatever they hold, nothing outside their paper, the finding in words, and nothing asked of anybody."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.kernel.words import Text, speaking
from enishi.measures.eye import MOST, Lived, Ring, Written, days, hardest_day, lock_screen, recent_calls, wall
from enishi.measures.eye.drawing import ELLIPSIS, balanced, clean, fit, measure, wrap
from enishi.measures.eye.moments import Moment
from tests.measures.eye.lives import TUESDAY, at, kind, rung

SVG = "{http://www.w3.org/2000/svg}"
SHIFT = re.compile(r"translate\((\S+) (\S+)\)(?: scale\((\S+)\))?")
DRAW: dict[str, Callable[[Lived], str]] = {
    "lock": lambda lived: lock_screen(lived, hardest_day(lived)),
    "recent": recent_calls,
    "days": days,
    "days narrow": lambda lived: days(lived, narrow=True),
    "wall": wall,
    "wall of two": lambda lived: wall(lived, kind()),
    "wall narrow": lambda lived: wall(kind(), lived, narrow=True),
}
ALL = pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)


def placed(element: Element, x: float = 0, y: float = 0, scale: float = 1) -> Iterator[tuple[Element, float, float, float]]:
    """Every element with where its own coordinates begin, and how large they are."""
    if moved := SHIFT.match(element.get("transform", "")):
        x, y = x + scale * float(moved[1]), y + scale * float(moved[2])
        scale *= float(moved[3] or 1)
    yield element, x, y, scale
    for inner in element:
        yield from placed(inner, x, y, scale)


def extent(element: Element) -> tuple[float, float, float, float] | None:
    """left, top, right, bottom of a line of words, a box or a circle, in its own coordinates."""
    number = {name: float(value) for name, value in element.items() if re.fullmatch(r"-?[\d.e-]+", value)}
    if element.tag == SVG + "text":
        width = measure(element.text or "", number["font-size"], mincho="Mincho" in element.get("font-family", ""))
        left = number["x"] - width * {"middle": 0.5, "end": 1}.get(element.get("text-anchor", ""), 0)
        return left, number["y"] - number["font-size"], left + width, number["y"] + number["font-size"] * 0.3
    if element.tag == SVG + "rect":
        return number["x"], number["y"], number["x"] + number["width"], number["y"] + number["height"]
    if element.tag == SVG + "circle":
        return number["cx"] - number["r"], number["cy"] - number["r"], number["cx"] + number["r"], number["cy"] + number["r"]
    return None


def sound(svg: str) -> Element:
    """The picture, once it is known to be whole, inside its paper, and to ask nothing of anybody."""
    root: Element = fromstring(svg)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    for element, x, y, scale in placed(root):
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
        assert not [name for name in element.attrib if name.startswith("on") or name in {"href", "style", "id"}]
        if edges := extent(element):
            left, top, right, bottom = edges
            assert x + scale * left >= -0.5, element.text
            assert x + scale * right <= width + 0.5, (element.text, x + scale * right)
            assert y + scale * top >= -0.5, element.text
            assert y + scale * bottom <= height + 0.5, element.text
    assert "url(" not in svg
    return root


def words(root: Element) -> list[str]:
    return [element.text or "" for element in root.iter(SVG + "text")]


def said(svg: str) -> str:
    """The text alternative, which stands as label and as title and description."""
    root = sound(svg)
    title, desc = root.findtext(SVG + "title"), root.findtext(SVG + "desc")
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{title}: {desc}"
    return desc or ""


@ALL
@pytest.mark.parametrize("lived", [rung(1), rung(9, numbers=9), rung(11, numbers=4), rung(400, numbers=40, every=timedelta(minutes=2))])
def test_the_text_alternative_says_how_often_it_rang(draw: Callable[[Lived], str], lived: Lived) -> None:
    rings = len(lived.moments)
    assert f"11月24日(火)に電話が{rings}回鳴りました。" in said(draw(lived))
    with speaking("en"):
        assert f"the telephone rang {rings} time" in said(draw(lived))


def test_what_does_not_fit_on_the_lock_screen_is_counted() -> None:
    shown = words(sound(lock_screen(rung(250, numbers=250), TUESDAY)))
    assert sum(line.startswith("03-2000-0") for line in shown) == 9
    assert "ほか 着信 241件" in shown


def test_ten_rings_from_ten_numbers_are_ten_notices() -> None:
    shown = words(sound(lock_screen(rung(10, numbers=10), TUESDAY)))
    assert sum(line.startswith("03-2000-0") for line in shown) == 10
    assert not [line for line in shown if line.startswith("ほか")]


def test_rings_from_one_number_stand_together() -> None:
    often = rung(300)
    assert "不在着信 300件" in words(sound(lock_screen(often, TUESDAY)))
    assert {"03-2000-0000", "不在 300件"} <= set(words(sound(recent_calls(often))))
    pairs = Lived(MOST, TUESDAY, TUESDAY, tuple(Ring(at(9 + n // 2, n % 2), f"+8190123456{n // 2:02d}") for n in range(20)))
    shown = words(sound(lock_screen(pairs, TUESDAY)))
    assert shown.count("2件") == 10
    assert "090-1234-5609" in shown
    more = Lived(MOST, TUESDAY, TUESDAY, tuple(Ring(at(9 + n // 2, n % 2), f"+8190123456{n // 2:02d}") for n in range(24)))
    assert "ほか 着信 6件" in words(sound(lock_screen(more, TUESDAY)))


def test_an_answered_call_leaves_no_notice_but_is_in_the_list() -> None:
    lived = Lived(MOST, TUESDAY, TUESDAY, (Ring(at(10), "+81320000001", answered=True, talk_seconds=200),))
    assert "通知はありません" in words(sound(lock_screen(lived, TUESDAY)))
    assert "通話 3分20秒" in words(sound(recent_calls(lived)))
    assert "お話しできたのは1回です" in said(lock_screen(lived, TUESDAY))


def test_what_the_log_does_not_say_is_not_drawn_as_missed() -> None:
    lived = Lived(MOST, TUESDAY, TUESDAY, (Ring(at(10), None, answered=None),))
    shown = words(sound(recent_calls(lived)))
    assert "番号の記録なし" in shown
    assert not [line for line in shown if "不在" in line]
    assert "鳴った電話(結果の記録なし)" in words(sound(days(lived)))


def test_a_full_list_says_how_many_came_before() -> None:
    shown = words(sound(recent_calls(rung(100, numbers=3))))
    rows = sum(line.startswith("03-2000-") for line in shown)
    assert f"これより前に {100 - rows}件" in shown


def test_the_thread_counts_each_day() -> None:
    lived = Lived(
        MOST,
        TUESDAY,
        TUESDAY + timedelta(days=2),
        (*rung(12).moments, *(Ring(at(9, n, day=TUESDAY + timedelta(days=2)), "x", answered=True) for n in range(4))),
    )
    shown = words(sound(days(lived)))
    assert {"12", "4"} <= set(shown)
    assert len([mark for mark in sound(days(lived)).iter(SVG + "circle") if mark.get("class", "").startswith("f-bamboo")]) == 4 + 1


def test_where_not_every_mark_fits_a_talk_is_still_seen() -> None:
    often = rung(300, every=timedelta(minutes=1)).moments
    lived = Lived(MOST, TUESDAY, TUESDAY, (*often, Ring(at(23), "+81320000001", answered=True)))
    marks = [mark.get("class", "").split()[0] for mark in sound(days(lived, narrow=True)).iter(SVG + "circle")]
    assert len(marks) < 300
    assert marks.count("f-bamboo") == 1 + 1
    assert "301" in words(sound(days(lived, narrow=True)))


@ALL
def test_a_plan_is_never_taken_for_a_record(draw: Callable[[Lived], str]) -> None:
    planned = draw(replace(rung(3), planned=True))
    assert "(予定)" in (sound(planned).findtext(SVG + "title") or "")
    assert "鳴ります" in planned
    assert "予定" not in draw(rung(3))


def test_the_wall_compares_two() -> None:
    shown = words(sound(wall(rung(10, numbers=10), kind())))
    assert "一方の電話は1日で10回、もう一方は3日で2回鳴りました。" in shown
    assert "お話しできたのは、0回と1回です。" in shown
    with speaking("en"):
        shown = words(sound(wall(kind(), kind())))
    assert "Conversations: 1 with each." in shown


def test_the_wall_takes_the_sentence_it_is_given() -> None:
    svg = wall(rung(3), finding=Text("見つけたことです。", "What was found."))
    assert "見つけたことです。" in words(sound(svg))
    assert said(svg).startswith("見つけたことです。")


@pytest.mark.parametrize("people", [0, 3])
def test_one_or_two_people_fit_on_the_wall(people: int) -> None:
    with pytest.raises(ValueError, match="one or two people"):
        wall(*[kind()] * people)


ANY = st.text(alphabet=st.characters(), max_size=300) | st.sampled_from(
    ["<script>&\"'", "\u202e\u2066abc", "שלום עולם", "a" * 300, "0" * 60, "\ud800", "e\u0301" * 90, "\0"]
)
NUMBERS = st.none() | ANY | st.sampled_from(["", "+81320000001", "+819012345678", "+16502530000", "a3f9" * 16])


@st.composite
def lives(draw: st.DrawFn) -> Lived:
    """Anybody's days: any words, any number of rings, any length of time."""
    length = draw(st.sampled_from([1, 2, 30, 36, 400, 5000]))
    minutes = st.integers(0, length * 1440 - 1)
    ring = st.builds(
        Ring, at=minutes.map(_at), number=NUMBERS, answered=st.sampled_from([True, False, None]), ours=st.booleans(),
        rung_seconds=st.none() | st.integers(0, 10**9), talk_seconds=st.none() | st.integers(0, 10**9), cut_off=st.booleans(),
    )  # fmt: skip
    channels = st.sampled_from(["text", "mail", "post", "fax", "form"])
    written = st.builds(Written, at=minutes.map(_at), channel=channels, sender=NUMBERS, words=st.none() | ANY, ours=st.booleans())
    moments: list[Moment] = draw(st.lists(ring | written, max_size=40))
    moments += rung(draw(st.sampled_from([0, 0, 15, 300])), numbers=draw(st.sampled_from([1, 3, 300])), every=timedelta(minutes=1)).moments
    who = draw(ANY)
    ordered = tuple(sorted(moments, key=lambda moment: moment.at))
    return Lived(Text(who, who), TUESDAY, TUESDAY + timedelta(days=length - 1), ordered, planned=draw(st.booleans()))


def _at(minutes: int) -> datetime:
    return at(0) + timedelta(minutes=minutes)


@ALL
@settings(max_examples=25)
@given(lives(), st.sampled_from(["ja", "en"]))
def test_any_words_and_any_count_stay_whole_and_inside(draw: Callable[[Lived], str], lived: Lived, language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        said(draw(lived))


@given(ANY, st.integers(20, 600), st.integers(8, 40), st.integers(1, 5), st.booleans())
def test_lines_are_as_wide_and_as_many_as_allowed(text: str, width: int, size: int, most: int, anywhere: bool) -> None:
    for lines in (wrap(text, width, size, most, anywhere=anywhere), balanced(text, width, size, most)):
        assert len(lines) <= most
        assert all(measure(line, size, mincho=True) <= width or line == ELLIPSIS or len(line) == 1 for line in lines)
    if len(whole := wrap(text, width, size, 10**6)) <= most and width > 2 * size:
        assert "".join(whole).replace(" ", "") == clean(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("この30日に電話が150回鳴りました。", 75, ["この30日に", "電話が150回", "鳴りました。"]),
        ("The telephone rang 12 times.", 110, ["The telephone", "rang 12 times."]),
    ],
)
def test_a_figure_stays_with_what_it_counts(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width, 12, 5) == lines


def test_cutting_shows_that_something_is_missing() -> None:
    assert fit("電話" * 20, 60, 12) == "電話電話…"
    assert fit("電話", 60, 12) == "電話"
    assert clean("a\u202eb\nc\u2028d\u0000") == "ab c d"


def test_the_eye_needs_neither_a_database_nor_an_engine() -> None:
    heavy = "[name for name in ('django', 'ibis', 'duckdb', 'phonenumbers', 'altair') if name in sys.modules]"
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, enishi.measures.eye; print({heavy})"], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
