"""Charts as SVG: a chart's colours are attributes, so that the page can turn them for the night; its text alternative says the finding."""

import re
from bisect import bisect
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from enishi.kernel.words import Text, say
from enishi.measures.report.parts import Html, clean
from enishi.measures.results import HazardStep, HourCell, OnlyChannel
from enishi.measures.rules.figures import known, percent

FONT: Final = "BIZ UDPGothic, Hiragino Sans, Noto Sans JP, Noto Sans CJK JP, sans-serif"
INK, QUIET, LINE, AI, BAMBOO = "#22262b", "#5f6672", "#e2dacb", "#1b4b73", "#3e8e6b"
# From few to many: each shade darker than the last, so that the order survives a grey print.
SHADES: Final = ("#e6edf3", "#b4c7d7", "#7396b3", "#1b4b73")
# Below, about, above, far above the overall share.
STEPS: Final = (0.8, 1.25, 1.6)
MOST_STEPS: Final = 12
_WIDE, _HIGH = 430, 190
_CELL_WIDE, _CELL_HIGH = 24, 22
_NOISE: Final = re.compile(r' (?:role|aria-[a-z]+|xmlns:xlink|version|pointer-events)="[^"]*"')
_VEGA_LITE: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_HUNDRED, _A_ROW, _PITCH = 100, 25, 17


def hazard(steps: Iterable[HazardStep], finding: Text) -> Html | None:
    """Attempt by attempt the share of people reached, with its interval; None where no step has one."""
    rows = [
        {"attempt": step.attempt, "rate": step.rate, "low": step.low, "high": step.high, "said": percent(step.rate)}
        for step in steps
        if known(step.rate) and known(step.low) and known(step.high) and 0 <= step.low <= step.rate <= step.high <= 1
    ][:MOST_STEPS]
    if not rows:
        return None
    axis = {"labelAngle": 0, "domain": False, "ticks": False}
    x = {"field": "attempt", "type": "ordinal", "title": str(say("何回目の電話か", "call number")), "axis": axis}
    shares = {"format": ".0%", "tickCount": 4, "domain": False, "ticks": False}
    y = {"type": "quantitative", "title": None, "axis": shares, "scale": {"domainMin": 0}}
    whiskers = {"type": "rule", "color": AI, "strokeWidth": 2}
    points = {"type": "point", "color": AI, "fill": AI, "size": 70, "opacity": 1}
    names = {"type": "text", "color": INK, "dy": -9, "fontSize": 12}
    layers = [
        {"mark": whiskers, "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}}},
        {"mark": points, "encoding": {"x": x, "y": {"field": "rate", "type": "quantitative"}}},
        {"mark": names, "encoding": {"x": x, "y": {"field": "high", "type": "quantitative"}, "text": {"field": "said", "type": "nominal"}}},
    ]
    return _svg({"data": {"values": rows}, "layer": layers, "width": _WIDE, "height": _HIGH}, "ladder", finding)


def heat_map(cells: Iterable[HourCell], overall: float, finding: Text) -> Html | None:
    """Hour by weekday, drawn toward the whole where few calls stand behind it; None without a cell."""
    held = [cell for cell in cells if known(cell.shrunk) and 0 <= cell.weekday < len(_days()) and 0 <= cell.hour < 24]  # noqa: PLR2004 - hours
    if not held:
        return None
    days, span = _days(), range(min(cell.hour for cell in held), max(cell.hour for cell in held) + 1)
    rows = [{"day": days[cell.weekday], "hour": cell.hour, "shade": shade(cell, overall)} for cell in held]
    colours = {"domain": list(range(len(SHADES))), "range": list(SHADES)}
    encoding = {
        "x": _band("hour", str(say("時台", "hour")), list(span)),
        "y": _band("day", None, list(days)),
        "color": {"field": "shade", "type": "ordinal", "scale": colours, "legend": None},
    }
    width, height = max(_CELL_WIDE * len(span), 140), _CELL_HIGH * len(days)
    mark = {"type": "rect", "cornerRadius": 3}
    return _svg({"data": {"values": rows}, "mark": mark, "encoding": encoding, "width": width, "height": height}, "hours", finding)


def of_a_hundred(only: Iterable[OnlyChannel], of: int, finding: Text) -> Html:
    """A hundred marks for the people nobody has spoken with: open, rung only; a slip, written to only; full, tried in two ways or more."""
    counts = [(only_channel.channel, max(only_channel.people, 0)) for only_channel in only]
    marks: list[str] = []
    for channel, people in sorted(counts, key=lambda each: each[0] != "call"):
        marks += ["ring" if channel == "call" else "slip"] * round(_HUNDRED * min(people, of) / of)
    marks = (marks + ["more"] * _HUNDRED)[:_HUNDRED]
    drawn = "".join(_mark(kind, 9 + at % _A_ROW * _PITCH, 9 + at // _A_ROW * _PITCH) for at, kind in enumerate(marks))
    width, height = _A_ROW * _PITCH + 1, _HUNDRED // _A_ROW * _PITCH + 1
    return Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart hundred" {_named(finding)} viewBox="0 0 {width} {height}">{drawn}</svg>'
    )


def swatch(step: int) -> Html:
    """One shade of the heat map, for the words beside it."""
    inner = f'<rect x="1" y="1" width="16" height="16" rx="3" fill="{SHADES[step]}"/>'
    return Html(f'<svg xmlns="http://www.w3.org/2000/svg" class="chart key swatch" viewBox="0 0 18 18" aria-hidden="true">{inner}</svg>')


def mark(kind: str) -> Html:
    """One such mark, for the words beside the picture."""
    return Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart key" viewBox="0 0 18 18" aria-hidden="true">{_mark(kind, 9, 9)}</svg>'
    )


def _mark(kind: str, x: int, y: int) -> str:
    if kind == "slip":
        return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" rx="1" fill="none" stroke="{AI}" stroke-width="1.8"/>'
    if kind == "ring":
        return f'<circle cx="{x}" cy="{y}" r="5.5" fill="none" stroke="#c8622b" stroke-width="2"/>'
    return f'<circle cx="{x}" cy="{y}" r="6" fill="{BAMBOO}"/>'


def shade(cell: HourCell, overall: float) -> int:
    """How far a cell lies from the whole, in steps; close to it is quiet, so that chance draws no pattern."""
    return bisect(STEPS, cell.shrunk / overall) if overall > 0 else 1


def _days() -> tuple[str, ...]:
    return tuple(str(say("月 火 水 木 金 土 日", "Mon Tue Wed Thu Fri Sat Sun")).split())


def _band(field: str, title: str | None, domain: list[Any]) -> dict[str, Any]:
    """A quiet axis with a place for each of `domain`."""
    axis = {"labelAngle": 0, "domain": False, "ticks": False, "labelOverlap": True}
    return {"field": field, "type": "ordinal", "title": title, "scale": {"domain": domain, "padding": 0.08}, "axis": axis}


def _svg(chart: dict[str, Any], kind: str, finding: Text) -> Html:
    """A chart told in Vega-Lite's own JSON, drawn: what writes that JSON for others takes long to import."""
    import vl_convert

    axis = {"labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
    view = {"continuousWidth": 300, "continuousHeight": 300, "stroke": None}
    config = {"font": FONT, "background": "transparent", "padding": 4, "axis": axis | {"gridColor": LINE}, "view": view}
    drawn = _NOISE.sub("", str(vl_convert.vegalite_to_svg({"$schema": _VEGA_LITE, "config": config, **chart})))
    size = re.search(r'viewBox="[^"]*"', drawn)
    body = drawn[drawn.index(">") + 1 :]
    return Html(f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" {_named(finding)} {size.group() if size else ""}>{body}')


def _named(finding: Text) -> str:
    return f'role="img" aria-label="{escape(clean(finding))}"'
