"""A table as text (CSV) → its rows by column name, with the line each begins on; a broken row costs that row.

The header is looked for: exports put words of their own before it. Commas, semicolons and tabs are told apart by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from vaultkit.importers.decoding import decode
from vaultkit.importers.incoming import ImportRefused, Skipped
from vaultkit.importers.names import folded

MOST_ROWS = 100_000
LONGEST = 1_000_000  # characters of one cell
DELIMITERS = (",", ";", "\t")
UNCLOSED = "a quote is not closed"
AFTER = "cannot be told apart after a quote that is not closed"
TOO_MANY = "more cells than columns"
TOO_LONG = "a cell of more than 1 MB"
_PREAMBLE = 100  # lines before the header
_SPAN = 1000  # lines that one row can take
_ENDS = re.compile(r"\r\n|\n|\r")
_OPENS = re.compile(r' *"')


class Row(NamedTuple):
    """One row: the line it begins on, and its cells by column, trimmed."""

    line: int
    cells: Mapping[str, str]

    def first(self, *columns: str) -> str:
        """The first cell of these columns that says something."""
        return next((cell for column in columns if (cell := self.cells.get(column, ""))), "")


class Table(NamedTuple):
    """What a file holds: its columns as written, its rows, and what could not be read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    told: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def column(name: str) -> str:
    """A column's name → the form in which names are compared: case, blanks and accents' form do not count."""
    return folded(name)


def read_table(data: bytes, known: Collection[str], what: str, fewest: int = 2) -> Table:
    """A file → its rows. `known` are columns, compared by `column`, of which the header has `fewest` or more.

    Without `known`, or if `fewest` is 0 and none is there, the first line that says something is the header.
    ImportRefused where there is none; `what` says what was expected.
    """
    text, told = decode(data)
    lines = _ENDS.split(text)
    at, delimiter = _header(lines, frozenset(column(name) for name in known), what, fewest)
    head = _record(lines, at, delimiter)
    if head is None:
        raise ImportRefused(f"line {at + 1}: {UNCLOSED}")
    names = tuple(" ".join(cell.split()) for cell in head.cells)
    rows, skipped = _rows(lines, head.end, delimiter, names)
    return Table(tuple(name for name in names if name), rows, skipped, told)


# --- the header ---


def _header(lines: Sequence[str], known: frozenset[str], what: str, fewest: int) -> tuple[int, str]:
    """The first line with most known columns, and its delimiter."""
    best = (0, 0, ",")
    for at, line in enumerate(lines[:_PREAMBLE]):
        if not line.strip() or len(line) > LONGEST or line.casefold().startswith("sep="):
            continue
        for delimiter in DELIMITERS:
            cells = {column(cell.strip(' "')) for cell in line.split(delimiter)}
            score = len(cells & known) if known else len(cells)
            best = max(best, (score, -at, delimiter), key=lambda each: each[:2])
        if not known:
            break
    score, at, delimiter = best
    if known and not score and not fewest:
        return _header(lines, frozenset(), what, 1)
    if score < (fewest if known else 1):
        raise ImportRefused(f"this is not {what}: {_found(lines)}")
    return -at, delimiter


def _found(lines: Sequence[str]) -> str:
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first:
        return "the file is empty"
    seen = "".join(char if char.isprintable() else " " for char in first[:100])
    return f"its first line is “{seen}{'…' if len(first) > 100 else ''}”"


# --- the rows ---


class _Record(NamedTuple):
    cells: list[str]
    end: int  # the line after it


def _rows(
    lines: Sequence[str], at: int, delimiter: str, names: Sequence[str]
) -> tuple[tuple[Row, ...], tuple[Skipped, ...]]:
    rows: list[Row] = []
    skipped: list[Skipped] = []
    keys = [column(name) for name in names]
    for line, cells, trouble in _records(lines, at, delimiter, len(names)):
        if trouble:
            skipped.append(Skipped(line, _shown(cells), trouble))
        else:
            rows.append(Row(line, _by_column(keys, cells)))
        if len(rows) + len(skipped) > MOST_ROWS:
            raise ImportRefused(f"line {line}: more than {MOST_ROWS:,} rows; split the file and import the parts")
    return tuple(rows), tuple(skipped)


def _records(lines: Sequence[str], at: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str], str]]:
    """The lines after the header → line, cells and what is wrong with each row; blank rows are none."""
    lost = False
    while at < len(lines):
        if not lines[at] or lines[at].isspace():
            at += 1
            continue
        found = _record(lines, at, delimiter)
        cells = [cell.strip() for cell in found.cells] if found else [lines[at].strip()]
        trouble = _trouble(cells, width, lost) if found else UNCLOSED
        lost = found is None or trouble == AFTER
        if any(cells):
            yield at + 1, cells[:width], trouble
        at = found.end if found else at + 1


def _trouble(cells: Sequence[str], width: int, lost: bool) -> str:
    if lost and len(cells) != width:
        return AFTER
    if any(cells[width:]):
        return TOO_MANY
    return TOO_LONG if any(len(cell) > LONGEST for cell in cells) else ""


def _record(lines: Sequence[str], at: int, delimiter: str) -> _Record | None:
    """The row that begins on a line; None where a quote in it is not closed.

    A row of one line may have stray quotes in a quoted cell. One of several may not: what looks like a cell over
    several lines is then more likely a quote that was never closed, and would swallow the rows after it.
    """
    text, cells, position, line = lines[at], list[str](), 0, at
    if '"' not in text:
        return _Record(text.split(delimiter), at + 1)
    while position <= len(text):
        opens = _OPENS.match(text, position)
        if opens is None:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
        else:
            quoted = _quoted(lines, line, opens.end(), delimiter, at)
            if quoted is None:
                return None
            cell, line, end = quoted
            text = lines[line]
            cells.append(cell)
        position = end + 1
    return _Record(cells, line + 1)


def _quoted(lines: Sequence[str], line: int, position: int, delimiter: str, first: int) -> tuple[str, int, int] | None:
    """A quoted cell from behind its quote → its text, and the line and place where it ends."""
    parts: list[str] = []
    stray, long = False, 0
    while True:
        text = lines[line]
        end = text.find('"', position)
        if end < 0:
            line += 1
            long += len(text)
            if stray or line >= len(lines) or line - first > _SPAN or long > 2 * LONGEST:
                return None
            parts += (text[position:], "\n")
            position = 0
        elif text.startswith('"', end + 1):
            parts.append(text[position : end + 1])
            position = end + 2
        elif (after := _behind(text, end + 1, delimiter)) >= 0:
            return "".join((*parts, text[position:end])), line, after
        elif line > first:
            return None
        else:
            stray = True
            parts.append(text[position : end + 1])
            position = end + 1


def _behind(text: str, position: int, delimiter: str) -> int:
    """Where the cell ends whose quote was just closed; -1 where it was not closed there."""
    while text.startswith(" ", position):
        position += 1
    return position if position >= len(text) or text.startswith(delimiter, position) else -1


def _by_column(keys: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """The cells that say something, by their columns; of two columns of one name the first that does."""
    found: dict[str, str] = {}
    for key, cell in zip(keys, cells, strict=False):
        if key and cell:
            found.setdefault(key, cell)
    return found


def _shown(cells: Sequence[str]) -> str:
    """What names a row that was left out: its first cells."""
    return " ".join(" ".join(cell[:80] for cell in cells[:2] if cell).split())[:80]
