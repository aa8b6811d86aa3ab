"""Mermaid charts: values in, a fenced block out; "" where there is nothing to draw.

The syntax is the one that Mermaid 11.4 (Obsidian 1.8 to 1.12) and 11.13 (1.13 on) both draw. Labels are quoted, with
entities for all but letters, digits and the plainest punctuation; ids are our own. Colours read on light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import NamedTuple

from vaultkit.pages.layout import MONTHS, isolate, shorten, tidy

_VIOLET, _AMBER = "#8b7cf0", "#d9822b"
_PIE = ("#7c6cf0", "#4f9d8f", "#d9822b", "#c2577f", "#5b8dd6", "#8a8f3c", "#a26bc9", "#c46a4a", "#6f7f94")
_SLICES, _POINTS, _NODES, _MEMBERS = len(_PIE), 12, 40, 6
_LABEL = 18  # characters; more would run into the neighbours of a point or out of the picture


class Point(NamedTuple):
    """Something to place in a quadrant chart, both ways between 0 and 1."""

    label: str
    x: float
    y: float


class Tie(NamedTuple):
    """A line between two of the names drawn, by their places in the list."""

    one: int
    other: int
    label: str = ""
    weak: bool = False  # drawn dotted


class Circle(NamedTuple):
    """People who know each other, under the name the circle goes by."""

    name: str
    members: Sequence[str]


def pie(title: str, slices: Sequence[tuple[str, float]]) -> str:
    """Shares of a whole, the largest first; those past the ninth are gathered as "others"."""
    drawn = sorted((piece for piece in slices if isfinite(piece[1]) and piece[1] > 0), key=lambda piece: -piece[1])
    if len(drawn) > _SLICES:
        rest = sum(value for _, value in drawn[_SLICES - 1 :])
        drawn = [*drawn[: _SLICES - 1], ("others", rest)]
    if not drawn:
        return ""
    colours = {f"pie{place}": colour for place, colour in enumerate(_PIE, 1)}
    lines = [f"    {_quoted(name)} : {_decimal(value)}" for name, value in drawn]
    return _chart(_theme(colours | _PIE_STYLE), "pie showData", _title(title), *lines)


_PIE_STYLE = {
    "pieOpacity": "1",
    "pieStrokeWidth": "0px",
    "pieOuterStrokeWidth": "0px",
    "pieSectionTextColor": "#ffffff",
}


def months(title: str, unit: str, starts: Sequence[date], bars: Sequence[float], line: Sequence[float] = ()) -> str:
    """Values by month, as bars and perhaps a line over them; `starts` has a day of each month, in order."""
    if len(bars) != len(starts) or len(line) not in (0, len(starts)):
        raise ValueError("as many bars as months, and as many points on the line or none")
    top = max([*bars, *line], default=0.0)
    if top <= 0:
        return ""
    axis = ", ".join(f'"{label}"' for label in _month_labels(starts))
    return _chart(
        _theme({"xyChart": {"backgroundColor": "transparent", "plotColorPalette": f"{_VIOLET}, {_AMBER}"}}),
        "xychart-beta",
        f"    title {_quoted(title, 80)}" if title else "",
        f"    x-axis [{axis}]",
        f"    y-axis {_quoted(unit, 40)} 0 --> {_decimal(max(top, 8))}",  # below 8 the ticks would be fractions
        f"    bar [{', '.join(map(_decimal, bars))}]",
        f"    line [{', '.join(map(_decimal, line))}]" if line else "",
    )


class Quadrants(NamedTuple):
    """The words around a quadrant chart."""

    left: str
    right: str
    bottom: str
    top: str
    top_right: str
    top_left: str
    bottom_left: str
    bottom_right: str


def quadrant(title: str, words: Quadrants, points: Sequence[Point]) -> str:
    """People by two shares, the most telling first: twelve are drawn, and one label stands for those close by."""
    if not points:
        return ""
    return _chart(
        _theme({"quadrantPointFill": _VIOLET}),
        "quadrantChart",
        _title(title),
        f"    x-axis {_quoted(words.left, 24)} --> {_quoted(words.right, 24)}",
        f"    y-axis {_quoted(words.bottom, 24)} --> {_quoted(words.top, 24)}",
        *(f"    quadrant-{place} {_quoted(word, 24)}" for place, word in enumerate(words[4:], 1)),
        *(f"    {_quoted(label)}: [{x:.2f}, {y:.2f}]" for label, x, y in _spread(points)),
    )


def network(names: Sequence[str], ties: Sequence[Tie]) -> str:
    """The first name in the middle of the others, and the lines between them; at most forty names."""
    if len(names) < 2:
        return ""
    around = [f'    n{place}["{_node(name)}"]' for place, name in enumerate(names[1:_NODES], 1)]
    return _graph(names[0], around, [tie for tie in ties if max(tie.one, tie.other) < _NODES])


def circles(centre: str, groups: Sequence[Circle], bridges: Sequence[Tie] = ()) -> str:
    """A box a circle with its people in it, around the owner; `bridges` join circles by their place in `groups`."""
    if not groups:
        return ""
    boxes = [f'    n{place}["`{_box(circle)}`"]' for place, circle in enumerate(groups, 1)]
    spokes = [Tie(0, place) for place in range(1, len(groups) + 1)]
    across = [tie._replace(one=tie.one + 1, other=tie.other + 1) for tie in bridges]
    return _graph(centre, boxes, [*spokes, *across])


# --- pieces of Mermaid ---


def _chart(*lines: str) -> str:
    return "\n".join(["```mermaid", *(line for line in lines if line), "```"])


def _theme(variables: dict[str, str] | dict[str, dict[str, str]]) -> str:
    lines = ["---", "config:", "  themeVariables:"]
    for name, value in variables.items():
        if isinstance(value, str):
            lines.append(f'    {name}: "{value}"')
        else:
            lines += [f"    {name}:", *(f'      {key}: "{colour}"' for key, colour in value.items())]
    return "\n".join([*lines, "---"])


def _title(title: str) -> str:
    return f"    title {_label(title, 80)}" if title else ""


def _quoted(text: str, limit: int = _LABEL) -> str:
    return f'"{_label(text, limit)}"'


def _label(text: str, limit: int, plain: str = " ,'.()-") -> str:
    """Any text as the inside of a quoted label: ASCII but letters, digits and the `plain` ones becomes entities."""
    shown = shorten(tidy(text), limit) or "—"
    return isolate("".join(c if c > "\x7f" or c.isalnum() or c in plain else f"#{ord(c)};" for c in shown))


def _decimal(value: float) -> str:
    """A number as Mermaid reads it: no exponent, at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isfinite(value) else "0"


def _month_labels(starts: Sequence[date]) -> list[str]:
    """Labels that do not crowd, and differ: Mermaid draws two months of one label as one."""
    named = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)[:: 1 if len(starts) <= 13 else 3 if len(starts) <= 40 else 12]
    labels = [
        (str(start.year) if start.month == 1 else MONTHS[start.month - 1]) if start.month in named else ""
        for start in starts
    ]
    unseen = str.maketrans("01", "\u200b\u200c")
    return [label + f"{place:b}".translate(unseen) for place, label in enumerate(labels)]


def _spread(points: Sequence[Point]) -> list[Point]:
    """Points inset so that their labels stay in the picture, those too close to an earlier one counted in its label."""
    spots: list[Point] = []
    hidden: dict[int, int] = {}
    for point in points:
        x, y = (0.1 + 0.8 * _share(point.x), 0.08 + 0.84 * _share(point.y))
        near = next((at for at, spot in enumerate(spots) if abs(spot.x - x) < 0.2 and abs(spot.y - y) < 0.05), None)
        if near is not None:
            hidden[near] = hidden.get(near, 0) + 1
        elif len(spots) < _POINTS:
            spots.append(Point(point.label, x, y))
    return [
        Point(f"{shorten(tidy(spot.label), _LABEL - 4)} +{hidden[at]}", spot.x, spot.y) if at in hidden else spot
        for at, spot in enumerate(spots)
    ]


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0) if isfinite(value) else 0.0


def _graph(centre: str, nodes: Sequence[str], ties: Sequence[Tie]) -> str:
    """A drawing from left to right; 11.4 would put arrowheads on plain lines, so they are taken off."""
    style = f"    linkStyle default marker-end:none,stroke:{_VIOLET}" if ties else ""
    return _chart("graph LR", f'    n0(("{_node(centre)}"))', *nodes, *map(_line, ties), style)


def _node(text: str) -> str:
    """A label in a drawing; Mermaid reads these as markdown, so "1. Ana" would be a list it cannot draw."""
    return _label(text, 24, plain=" ,'")


def _box(circle: Circle) -> str:
    """A circle as a markdown label: its name in bold, then six people, a line each."""
    shown, more = circle.members[:_MEMBERS], len(circle.members) - _MEMBERS
    return "\n".join([f"**{_node(circle.name)}**", *map(_node, shown), *([f"and {more} more"] if more > 0 else [])])


def _line(tie: Tie) -> str:
    stroke = "-.-" if tie.weak else "---"
    word = f'|"{_node(tie.label)}"|' if tie.label else ""
    return f"    n{tie.one} {stroke}{word} n{tie.other}"
