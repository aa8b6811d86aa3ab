"""Rows → stdout as table, JSON, JSON lines, CSV or markdown. Data goes to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from math import isfinite
from typing import Any, NamedTuple, TextIO, TypeAlias

import click

from vaultkit.wording import visible

FORMATS = ("table", "json", "jsonl", "csv", "md")
Row: TypeAlias = Mapping[str, Any]
ENDANGERED = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute such a cell

ERROR, USAGE, FINDINGS, NOT_FOUND, CONFLICT = 1, 2, 3, 4, 5


class Column(NamedTuple):
    """A key of the row, and the heading a person reads over it."""

    key: str
    heading: str
    right: bool = False
    table: bool = True  # False: left out on a terminal, for want of room


def emit(rows: Sequence[Row], columns: Sequence[Column], form: str, *, empty: str = "Nothing to show.") -> None:
    """Rows with the keys of `columns` → stdout in the format asked for."""
    writers: Mapping[str, Callable[[Sequence[Row], Sequence[Column]], str]] = {
        "json": lambda rows, _: json.dumps([plain(row) for row in rows], ensure_ascii=False, indent=2) + "\n",
        "jsonl": lambda rows, _: "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in rows),
        "csv": _csv,
        "md": _markdown,
    }
    if form != "table":
        write(writers[form](rows, columns))
    elif rows:
        _table(rows, columns)
    else:
        note(empty)


def write(text: str) -> None:
    """Text → stdout as UTF-8, whatever the terminal's encoding; a reader that went away is no error."""
    stream = sys.stdout
    if stream is None:  # closed by whoever called
        return
    if (stream.encoding or "").lower().replace("-", "") != "utf8" and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        stream.write(safe(text.replace("\r\n", "\n")) if stream.isatty() else text)
        stream.flush()
    except OSError as error:
        _let_go(stream)
        if error.errno != errno.EPIPE:
            raise failure(f"the output could not be written: {error.strerror or error}", ERROR) from error


def _let_go(stream: TextIO) -> None:
    """What could not be written is not tried again at the end, where Python would complain of it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(text: str) -> None:
    """A line for the person, to stderr."""
    click.echo(safe(text), err=True)


def failure(message: str, code: int) -> SystemExit:
    """Say what went wrong; raise what comes back, to leave with the exit code that says it too."""
    click.echo(f"vaultkit: {safe(message)}", err=True)
    return SystemExit(code)


def on_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return bool(sys.stdin and sys.stdin.isatty())


def safe(text: str) -> str:
    """Text from notes → text a terminal can be shown: control and direction characters as escapes."""
    return visible(text, "\n\u200c\u200d")


def value_text(value: Any) -> str:
    """A cell's value → what a person reads."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}" if value < 100 else f"{value:.0f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(value: Any) -> Any:
    """A value → what JSON can hold: days as ISO, no endless number."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, float):
        return round(value, 6) if isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _csv(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([_cell(row.get(column.key)) for column in columns])
    return stream.getvalue()


def _cell(value: Any) -> str:
    """A CSV cell; text that a spreadsheet would compute gets a leading apostrophe."""
    if isinstance(value, (int, float)):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    text = value_text(value)
    return f"'{text}" if text.startswith(ENDANGERED) else text


def _markdown(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    from vaultkit.pages.layout import escape

    lines = [
        "| " + " | ".join(column.heading for column in columns) + " |",
        "|" + "|".join(" ---: " if column.right else " --- " for column in columns) + "|",
    ]
    lines += ["| " + " | ".join(escape(value_text(row.get(c.key))) for c in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """A table for the eye: through rich on a terminal, plain aligned text into a file or pipe."""
    seen = bool(sys.stdout) and sys.stdout.isatty()
    if seen:
        columns = [column for column in columns if column.table]
    cells = [[safe(value_text(row.get(column.key))).replace("\n", " ") for column in columns] for row in rows]
    if seen:
        _rich_table(cells, columns)
        return
    widths = [max(len(c.heading), *(len(row[at]) for row in cells)) for at, c in enumerate(columns)]
    lines = [[column.heading for column in columns], *cells]
    write("".join(_aligned(line, widths, columns) for line in lines))


def _aligned(line: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    padded = [
        text.rjust(width) if column.right else text.ljust(width)
        for text, width, column in zip(line, widths, columns, strict=True)
    ]
    return "  ".join(padded).rstrip() + "\n"


def _rich_table(cells: Iterable[Sequence[str]], columns: Sequence[Column]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column.heading, justify="right" if column.right else "left", no_wrap=column.right)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
