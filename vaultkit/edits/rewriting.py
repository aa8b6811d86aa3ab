"""One property's lines, written anew: in the style in which they stood, with what was said beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultkit.edits.written import Item, Written
from vaultkit.edits.yaml import Told, scalar

MOST_IN_BRACKETS = 10  # texts of a new list that stand in one line


class Layout(NamedTuple):
    """How new lines look: their end, their indentation, and whether lists stand in brackets."""

    end: str = "\n"
    indent: str = ""
    flow: bool = False


PLAIN = Layout()


def new_lines(key: str, said: Told, layout: Layout = PLAIN) -> list[str]:
    """A property that was not there → its lines."""
    head = f"{layout.indent}{scalar(key)}:"
    if isinstance(said, str):
        return [f"{head} {scalar(said)}{layout.end}" if said else head + layout.end]
    if isinstance(said, dict):
        return [f"{head} {_braces(said)}{layout.end}"]
    if not said or (layout.flow and len(said) <= MOST_IN_BRACKETS):
        return [f"{head} {_brackets(said)}{layout.end}"]
    return [head + layout.end, *(f"{layout.indent}  - {scalar(text)}{layout.end}" for text in said)]


def rewritten(each: Written, said: Told, lines: Sequence[str], layout: Layout) -> list[str]:
    """A property as it stands and its new value → the lines that take its place; remarks beside it stay."""
    old = lines[each.line]
    end = "\r\n" if old.endswith("\r\n") else "\n"
    if isinstance(said, tuple) and len(said) > 1 and each.style in ("empty", "scalar", "other") and not layout.flow:
        return [_head(each, old) + _remark(each, lines) + end, *_items(said, f"{layout.indent}  ", end)]
    if isinstance(said, dict) and each.start[0] > each.line:
        return _group(each, said, lines, end)
    if isinstance(said, tuple) and each.style == "block":
        return _block(each, said, lines, end)
    return [_head(each, old) + _gap(each, old) + _value(each, said, lines) + _remark(each, lines) + end]


def _value(each: Written, said: Told, lines: Sequence[str]) -> str:
    """A value that stands in one line."""
    if isinstance(said, str):
        return scalar(said) if said else ""
    if isinstance(said, dict):
        return _braces(said)
    if each.style == "scalar" and len(said) == 1:
        return scalar(said[0])
    return _brackets(said, {item.text: _raw(item, lines) for item in each.items if each.style == "flow"})


def _block(each: Written, said: tuple[str, ...], lines: Sequence[str], end: str) -> list[str]:
    """A list of one item a line: those that stay keep their lines, and what is said beside and between them."""
    if not said:
        return [f"{_head(each, lines[each.line])} []{_remark(each, lines)}{end}"]
    first, last = each.items[0].start[0] if each.items else each.line + 1, each.end[0]
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip(" "))] if each.items else "  "
    places = _places(each.items, said, lines)
    if places is None:
        return [_head(each, lines[each.line]) + _remark(each, lines) + end, *_items(said, indent, end)]
    result = list(lines[each.line : first])
    at = first
    for text, item in zip(said, places, strict=True):
        if item is None:
            result.append(f"{indent}- {scalar(text)}{end}")
            continue
        result += _remarks(lines[at : item.start[0]], each, at)
        result.append(_ended(lines[item.start[0]], end))
        at = item.start[0] + 1
    return [*result, *_remarks(lines[at : last + 1], each, at)]


def _places(items: Sequence[Item], said: Sequence[str], lines: Sequence[str]) -> list[Item | None] | None:
    """For each text the item that says it already, in the same order; None where items cannot be told by lines."""
    if any(item.start[0] != item.end[0] or not _is_alone(lines[item.start[0]]) for item in items):
        return None
    waiting = list(items)
    places: list[Item | None] = []
    for text in said:
        order = next((order for order, item in enumerate(waiting) if item.text == text), None)
        places.append(None if order is None else waiting[order])
        waiting = waiting if order is None else waiting[order + 1 :]
    kept = sum(1 for item in items if item.text in said)
    return places if kept == sum(1 for place in places if place) else None


def _is_alone(line: str) -> bool:
    return line.lstrip(" ").startswith("- ")


def _remarks(between: Sequence[str], each: Written, first: int) -> Iterator[str]:
    """What stands between items: comments and blank lines stay, items that are gone do not."""
    gone = {item.start[0] for item in each.items}
    return (line for at, line in enumerate(between, first) if at not in gone)


def _items(said: Sequence[str], indent: str, end: str) -> Iterator[str]:
    return (f"{indent}- {scalar(text)}{end}" for text in said)


def _group(each: Written, said: dict[str, str], lines: Sequence[str], end: str) -> list[str]:
    """A group of one part a line: a part that stays keeps its line."""
    indent = " " * each.start[1]
    old = lines[each.line + 1 : each.end[0] + 1]
    new = []
    for key, text in said.items():
        line = f"{indent}{_pair(key, text)}"
        same = (each for each in old if each.rstrip("\r\n").rstrip() == line)
        new.append(next(same, line + end))
    kept = [line for line in old if not line.strip() or line.lstrip().startswith("#")]
    return [_head(each, lines[each.line]) + _remark(each, lines) + end, *kept, *(_ended(line, end) for line in new)]


def _braces(said: dict[str, str]) -> str:
    """A group in one line."""
    return f"{{{', '.join(f'{scalar(key)}: {scalar(text)}' for key, text in said.items())}}}"


def _pair(key: str, text: str) -> str:
    return f"{scalar(key)}: {scalar(text)}" if text else f"{scalar(key)}:"


def _brackets(said: Sequence[str], known: dict[str, str] | None = None) -> str:
    """Texts as a list in one line, those written there already as they were."""
    return f"[{', '.join((known or {}).get(text) or scalar(text) for text in said)}]"


def _raw(item: Item, lines: Sequence[str]) -> str:
    line, column = item.start
    return lines[line][column : item.end[1]] if item.end[0] == line else ""


def _head(each: Written, line: str) -> str:
    """The key with its colon, as written."""
    return line[: each.colon]


def _gap(each: Written, line: str) -> str:
    """What stands between the colon and the value."""
    gap = line[each.colon : each.start[1]] if each.start[0] == each.line else ""
    return gap if gap and not gap.strip() else " "


def _remark(each: Written, lines: Sequence[str]) -> str:
    """The comment behind the value, or behind the key of a value that starts below it, with the blanks before it."""
    line, column = each.end if each.start[0] == each.line else (each.line, each.colon)
    tail = lines[line][column:].rstrip("\r\n")
    return tail if tail.lstrip().startswith("#") else ""


def _ended(line: str, end: str) -> str:
    return line if line.endswith("\n") else line + end
