"""Paper, ink and type of the pictures.

Colours are attributes, so that a picture is whole without its style; the style adds night and forced colours.
"""

GOTHIC = "'BIZ UDPGothic','Hiragino Sans','Noto Sans JP','Noto Sans CJK JP',sans-serif"
MINCHO = "'BIZ UDPMincho','Hiragino Mincho ProN','Noto Serif JP','Noto Serif CJK JP',serif"

# By day and by night, the same as on the desk.
_COLOURS = {
    "paper": ("#fbf8f2", "#16191d"),
    "sheet": ("#fffdf9", "#1b1f24"),
    "fold": ("#f3eee3", "#22272d"),
    "line": ("#e2dacb", "#333941"),
    "firm": ("#b9b0a0", "#5a626d"),
    "ink": ("#22262b", "#e9e4da"),
    "quiet": ("#5f6672", "#a3aab5"),
    "ai": ("#1b4b73", "#8dbce4"),
    "bamboo": ("#3e8e6b", "#7cc8a3"),
    "bamboo-word": ("#2b7455", "#7cc8a3"),
    "kaki": ("#c8622b", "#ee9f70"),
    "kaki-word": ("#a94f1f", "#ee9f70"),
    "cord": ("#9aa3ae", "#6d7683"),
    "body": ("#22262b", "#5a626d"),
    "screen": ("#1b4b73", "#12283a"),
    "on-screen": ("#ffffff", "#e9e4da"),
    "wave": ("#2d5d86", "#1d384e"),
}
_SURFACES = ("paper", "sheet", "fold", "screen")


def fill(name: str) -> str:
    """Attributes that fill with a colour of the palette."""
    return f'class="f-{name}" fill="{_COLOURS[name][0]}"'


def stroke(name: str, width: float, extra: str = "") -> str:
    """Attributes of an unfilled line."""
    return f'class="s-{name}" fill="none" stroke="{_COLOURS[name][0]}" stroke-width="{width:g}"{extra}'


def both(inside: str, line: str, width: float) -> str:
    """Attributes of a filled shape with its outline."""
    return f'class="f-{inside} s-{line}" fill="{_COLOURS[inside][0]}" stroke="{_COLOURS[line][0]}" stroke-width="{width:g}"'


def _night() -> str:
    return "".join(f".eye .f-{name}{{fill:{dark}}}.eye .s-{name}{{stroke:{dark}}}" for name, (_, dark) in _COLOURS.items())


def _forced() -> str:
    """In forced colours every surface is the canvas, everything else a line or a mark on it."""
    surfaces = ",".join(f".eye .f-{name}" for name in _SURFACES)
    return (
        ".eye [class^=f-]{fill:CanvasText}.eye [class*=s-]{stroke:CanvasText}"
        f"{surfaces}{{fill:Canvas}}.eye text{{fill:CanvasText;forced-color-adjust:none}}.eye .s-wave{{display:none}}"
    )


# One constant, so that a page with a strict content policy can allow it by its hash.
STYLE = (
    ".eye text{font-variant-numeric:tabular-nums}"
    f"@media screen and (prefers-color-scheme:dark){{{_night()}}}"
    f"@media (forced-colors:active){{{_forced()}}}"
)
