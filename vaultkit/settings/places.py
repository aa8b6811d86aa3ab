"""The line each key of a TOML text stands on; tomllib reads the values but does not say where they were."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str, ...]

_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|\#[^\n]*|[\[\]{}=,.]|[^\s\[\]{}=,.\"'\#]+",
    re.DOTALL,
)


def key_lines(text: str) -> Mapping[Path, int]:
    """A valid TOML text → the line of each table, key and array item (`("folders", "people", "0")`)."""
    scan = _Scan(text)
    scan.read()
    return scan.lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a key, else of what holds it, else 1."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    """Walks the tokens of a valid TOML text and notes where each key begins."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.lines: dict[Path, int] = {}

    def read(self) -> None:
        table: Path = ()
        while self.at < len(self.tokens):
            if self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        while self.peek() == "[":
            self.at += 1
        path = self.key(())
        while self.peek() == "]":
            self.at += 1
        return path

    def pair(self, table: Path) -> None:
        path = self.key(table)
        self.at += 1  # the "="
        self.value(path)

    def key(self, table: Path) -> Path:
        """The dotted key that starts here, below its table; each of its parts is noted once."""
        line, path = self.line(), table
        while self.at < len(self.tokens) and self.peek() not in ("=", "]"):
            if self.peek() != ".":
                path += (_unquoted(self.peek()),)
                self.lines.setdefault(path, line)
            self.at += 1
        self.lines[path] = line
        return path

    def value(self, path: Path) -> None:
        opening, line = self.peek(), self.line()
        self.at += 1
        if opening in ("[", "{"):
            self.inside(path, "]" if opening == "[" else "}")
        elif opening[:1] not in ("'", '"'):
            while self.at < len(self.tokens) and self.line() == line and self.peek() not in (",", "]", "}"):
                self.at += 1  # the rest of a float or of a date with a blank in it

    def inside(self, path: Path, closing: str) -> None:
        index = 0
        while self.at < len(self.tokens) and self.peek() != closing:
            if self.peek() == ",":
                self.at += 1
                index += 1
            elif closing == "}":
                self.pair(path)
            else:
                self.lines[(*path, str(index))] = self.line()
                self.value((*path, str(index)))
        self.at += 1

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def line(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else 0


def _tokens(text: str) -> list[tuple[str, int]]:
    """All tokens but comments, each with its line."""
    tokens, line, seen = [], 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        if not found[0].startswith("#"):
            tokens.append((found[0], line))
    return tokens


def _unquoted(token: str) -> str:
    """A key as written → the key."""
    if token[0] not in "'\"":
        return token
    import tomllib

    return str(tomllib.loads(f"key = {token}")["key"])
