"""The picture as SVG: drawn here, so that no other program is needed; nothing in it is fetched or run."""

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from kgtool.render.picture.drawing import Arrow, Box, Drawing
from kgtool.render.picture.layers import Plan, Point, Size, arranged
from kgtool.render.words import DISCLAIMER, counted

FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
COLOUR = {"+": "#1d5a96", "-": "#a8371b"}
_INK = "#1f2328"
_TEXT, _LINE, _CAPTION, _MARGIN = 13.0, 17.0, 10.0, 24.0
_WIDEST_LINE = 165.0
_FILL = {"cause": "#fdf3dc", "effect": "#e4eef8", "asked": "#e4eef8", "": "#ffffff"}
_ROLE = {"cause": "CAUSE", "effect": "EFFECT", "asked": "ASKED ABOUT"}
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] -/"), frozenset("mwMW@%")


class Figure(NamedTuple):
    """An SVG element, its size, and the middle of each arrow in it."""

    text: str
    size: Size
    middles: tuple[Point, ...]


def svg(drawing: Drawing) -> str:
    """The picture as a file of its own, with its title and a legend."""
    return figure(drawing, alone=True).text


def figure(drawing: Drawing, alone: bool) -> Figure:
    """The picture as an SVG element.

    alone  with its title and white ground, and a tip for each arrow; else each arrow is a link to `#step-…`, which
           the keyboard reaches too.
    """
    wrapped = {box.name: wrap(box.label, _WIDEST_LINE) for box in drawing.boxes}
    plan = arranged(
        {box.name: _size(box, wrapped[box.name]) for box in drawing.boxes},
        [(arrow.tail, arrow.head) for arrow in drawing.arrows],
        {box.name for box in drawing.boxes if box.role in ("cause", "asked")},
        {box.name for box in drawing.boxes if box.role in ("effect", "asked")},
    )
    width = max(plan.width, 560.0) + 2 * _MARGIN
    title = wrap(drawing.title, (width - 2 * _MARGIN) * _TEXT / 20) if alone else []
    left, top = (width - plan.width) / 2, _MARGIN + 26 * len(title)
    legend, legend_height = _legend(drawing, width - 2 * _MARGIN, top + plan.height + 34)
    height = top + plan.height + 34 + legend_height + _MARGIN / 2
    routes = [[(x + left, y + top) for x, y in route] for route in plan.routes]

    parts = [_opening(drawing, width, height, alone)]
    for number, line in enumerate(title):
        parts.append(
            f'<text x="{_MARGIN:g}" y="{_MARGIN + 26 * number + 6:g}" font-size="18" font-weight="700">'
            f"{escape(line)}</text>"
        )
    parts += [_arrow(arrow, route, alone) for arrow, route in zip(drawing.arrows, routes, strict=True)]
    parts += [_box(box, wrapped[box.name], plan, left, top) for box in drawing.boxes]
    parts += [legend, "</svg>"]
    middles = tuple(_middle(route) for route in routes)
    return Figure("\n".join(parts), Size(width, height), middles)


def _opening(drawing: Drawing, width: float, height: float, alone: bool) -> str:
    described = (
        f"{counted(len(drawing.boxes), 'term')} in boxes, joined by {counted(len(drawing.arrows), 'step')}, from left "
        f"to right: {'; '.join(arrow.sentence for arrow in drawing.arrows)}."
    )
    role = "img" if alone else "graphics-document document"
    ground = f'\n<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>' if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="{role}" '
        f'font-family="{FONT}" font-size="{_TEXT:g}" fill="{_INK}">\n'
        f"<title>{escape(drawing.title)}</title>\n<desc>{escape(described)}</desc>{ground}"
    )


# ---- boxes ---------------------------------------------------------------------------------------------


def _size(box: Box, lines: Sequence[str]) -> Size:
    width = max(_width(line, bold=bool(box.role)) for line in lines)
    caption = _CAPTION + 4 if box.role else 0.0
    return Size(max(width, _width(_ROLE.get(box.role, "")) * 0.85) + 26, len(lines) * _LINE + caption + 16)


def _box(box: Box, lines: Sequence[str], plan: Plan, left: float, top: float) -> str:
    x, y = plan.centres[box.name]
    width, height = plan.sizes[box.name]
    x, y = x + left, y + top
    corner = f'x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}"'
    parts = ["<g>"]
    if box.umbrella:
        parts.append(
            f'<rect x="{x - width / 2 + 5:.1f}" y="{y - height / 2 + 5:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" rx="8" fill="#ffffff" stroke="#57606a"/>'
        )
    stroke = f'stroke="{_INK}" stroke-width="3"' if box.role else 'stroke="#57606a" stroke-width="1.2"'
    parts.append(f'<rect {corner} rx="8" fill="{_FILL[box.role]}" {stroke}/>')
    text_height = len(lines) * _LINE + (_CAPTION + 4 if box.role else 0)
    down = y - text_height / 2
    if box.role:
        down += _CAPTION + 4
        parts.append(
            f'<text x="{x:.1f}" y="{down - 5:.1f}" text-anchor="middle" font-size="{_CAPTION:g}" '
            f'letter-spacing="1">{_ROLE[box.role]}</text>'
        )
    weight = ' font-weight="700"' if box.role else ""
    for number, line in enumerate(lines):
        parts.append(
            f'<text x="{x:.1f}" y="{down + number * _LINE + 12.5:.1f}" text-anchor="middle"{weight}>'
            f"{escape(line)}</text>"
        )
    return "\n".join([*parts, "</g>"])


def wrap(text: str, width: float) -> list[str]:
    """The text in lines of at most this width; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while rest:
            joined = f"{line} {rest}" if line else rest
            if _width(joined) <= width:
                line, rest = joined, ""
            elif line:
                lines.append(line)
                line = ""
            else:
                fits = next((n for n in range(len(rest), 1, -1) if _width(rest[:n]) <= width), 1)
                lines.append(rest[:fits])
                rest = rest[fits:]
    return [*lines, line] if line or not lines else lines


def _width(text: str, bold: bool = False) -> float:
    """About how wide a line is in any of the fonts, rather too wide than too narrow."""
    ems = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            ems += 1.0
        elif unicodedata.combining(char):
            continue
        else:
            ems += 0.36 if char in _NARROW else 0.95 if char in _WIDE else 0.72 if char.isupper() else 0.6
    return ems * _TEXT * (1.06 if bold else 1.0)


# ---- arrows --------------------------------------------------------------------------------------------


def _arrow(arrow: Arrow, route: Sequence[Point], alone: bool) -> str:
    path = _path(route)
    parts = list(_line(path, route[-1], _direction(route), arrow.sign, arrow.derived))
    if arrow.sign == "-":
        parts.append(_minus(route[0][0] + 12 * _direction(route), route[0][1]))
    if arrow.disputed:
        parts.append(_mark("disputed", _middle(route), COLOUR[arrow.sign]))
    if alone:
        return "\n".join(["<g>", f"<title>{escape(arrow.told)}</title>", *parts, "</g>"])
    parts.append(f'<path class="reach" d="{path}" fill="none" stroke="#000" stroke-opacity="0" stroke-width="13"/>')
    opening = (
        f'<a id="arrow-{arrow.number}" class="arrow" href="#step-{arrow.number}" aria-label="{escape(arrow.told)}">'
    )
    return "\n".join([opening, *parts, "</a>"])


def _direction(route: Sequence[Point]) -> int:
    return 1 if route[-1][0] >= route[-2][0] else -1


def _middle(route: Sequence[Point]) -> Point:
    """The middle of the gap in the middle."""
    at = (len(route) - 2) // 4 * 2 + 1
    return ((route[at][0] + route[at + 1][0]) / 2, (route[at][1] + route[at + 1][1]) / 2)


def _path(route: Sequence[Point]) -> str:
    """Curves across the gaps and straight lines past the columns, up to where the arrow's head begins."""
    end = (route[-1][0] - 9 * _direction(route), route[-1][1])
    points = [*route[:-1], end]
    told = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for number, (here, there) in enumerate(pairwise(points)):
        if number % 2 == 0:
            told.append(f"L{there[0]:.1f} {there[1]:.1f}")
        else:
            half = (here[0] + there[0]) / 2
            told.append(f"C{half:.1f} {here[1]:.1f} {half:.1f} {there[1]:.1f} {there[0]:.1f} {there[1]:.1f}")
    return "".join(told)


def _line(path: str, tip: Point, direction: int, sign: str, derived: bool) -> Iterator[str]:
    """A line and its end: a filled triangle for what promotes, a bar for what inhibits."""
    x, y = tip
    dashes = ' stroke-dasharray="6 4"' if derived else ""
    yield f'<path d="{path}" fill="none" stroke="{COLOUR[sign]}" stroke-width="1.8"{dashes}/>'
    if sign == "+":
        back = x - 9 * direction
        yield (
            f'<path d="M{x - direction:.1f} {y:.1f}L{back:.1f} {y - 5:.1f}L{back:.1f} {y + 5:.1f}Z" '
            f'fill="{COLOUR[sign]}"/>'
        )
    else:
        bar = x - 5 * direction
        yield (
            f'<path d="M{x - 9 * direction:.1f} {y:.1f}H{bar:.1f}M{bar:.1f} {y - 5:.1f}V{y + 5:.1f}" fill="none" '
            f'stroke="{COLOUR[sign]}" stroke-width="3"/>'
        )


def _minus(x: float, y: float) -> str:
    """A minus sign in a circle, which no dash of a line is taken for."""
    return (
        f'<path d="M{x - 5.5:.1f} {y:.1f}a5.5 5.5 0 1 1 11 0a5.5 5.5 0 1 1 -11 0M{x - 3:.1f} {y:.1f}h6" '
        f'fill="#ffffff" stroke="{COLOUR["-"]}" stroke-width="1.5"/>'
    )


def _mark(text: str, at: Point, colour: str) -> str:
    return (
        f'<text x="{at[0]:.1f}" y="{at[1] + 4:.1f}" text-anchor="middle" font-size="12" font-weight="700" '
        f'fill="{colour}" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke" '
        f'aria-hidden="true">{text}</text>'
    )


# ---- the legend ----------------------------------------------------------------------------------------


def _legend(drawing: Drawing, width: float, top: float) -> tuple[str, float]:
    """What the marks mean that occur, in lines of at most this width; and how high that is."""
    entries: list[tuple[str, str]] = []
    signs = {arrow.sign for arrow in drawing.arrows}
    if "+" in signs:
        entries.append(("+", "promotes (+)"))
    if "-" in signs:
        entries.append(("-", "inhibits (−)"))
    if any(arrow.derived for arrow in drawing.arrows):
        entries.append(("derived", "no source states it; a rule derives it"))
    if any(arrow.disputed for arrow in drawing.arrows):
        entries.append(("disputed", "a source speaks against it or leaves it open"))
    if any(box.umbrella for box in drawing.boxes):
        entries.append(("umbrella", "stands for several different things"))
    parts = ['<g font-size="12">']
    x, y = _MARGIN, top
    for kind, words in entries:
        sample = 66.0 if kind == "disputed" else 40.0
        needed = sample + 8 + _width(words) * 0.95 + 22
        if x > _MARGIN and x + needed > _MARGIN + width:
            x, y = _MARGIN, y + 22
        parts += _sample(kind, x, y)
        parts.append(f'<text x="{x + sample + 8:.1f}" y="{y + 4:.1f}">{words}</text>')
        x += needed
    parts.append(f'<text x="{_MARGIN:g}" y="{y + 28:.1f}" fill="#57606a">{DISCLAIMER}</text>')
    return "\n".join([*parts, "</g>"]), y + 34 - top


def _sample(kind: str, x: float, y: float) -> Iterator[str]:
    if kind == "umbrella":
        for shift in (5, 0):
            yield (
                f'<rect x="{x + 6 + shift:.1f}" y="{y - 8 + shift:.1f}" width="26" height="13" rx="4" fill="#ffffff" '
                f'stroke="#57606a"/>'
            )
    elif kind == "disputed":
        yield f'<text x="{x:.1f}" y="{y + 4:.1f}" font-weight="700">disputed</text>'
    else:
        sign = "-" if kind == "-" else "+"
        yield from _line(f"M{x:.1f} {y:.1f}H{x + 31:.1f}", (x + 40, y), 1, sign, kind == "derived")
        if sign == "-":
            yield _minus(x + 12, y)
