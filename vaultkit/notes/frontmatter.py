"""Where a note's properties stand: split off exactly as Obsidian does, with spans and line numbers.

python-frontmatter's own splitting strips blank lines, misses a block behind a byte order mark and eats the text
between two `---` rules, so it gets a handler of ours. `parse` asks the handler for the spans themselves;
`frontmatter.parse(text, handler=VaultHandler())` works too, but for the blanks it strips.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from frontmatter.default_handlers import BaseHandler

from vaultkit.notes.properties import read_properties
from vaultkit.notes.yaml12 import typed

MAX_LENGTH = 256 * 1024  # characters

_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"[\r\n]---[ \t]*(?:\r\n|\r|\n|\Z)")
_LATE = re.compile(r"(?=[ \t\r\n])(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*---[ \t]*(?:\r\n|\r|\n)\w[\w -]{0,60}:[ \t\r\n]")
_PROPERTY = re.compile(r"\s*(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[\w][^:\r\n]*):(?:\s|\Z)")


class Block(NamedTuple):
    """The front matter of a text: the span of its YAML, where the body starts, and the body's first line."""

    start: int
    end: int
    body: int
    body_line: int


class VaultHandler(BaseHandler):  # type: ignore[misc,unused-ignore]
    """Front matter as Obsidian splits and types it, for `frontmatter.parse(text, handler=VaultHandler())`.

    It reads only: no writer of YAML gives back the bytes it was given, so there is no `export`.
    """

    FM_BOUNDARY = _OPENING
    START_DELIMITER = END_DELIMITER = "---"

    def block(self, text: str) -> Block | None:
        """The front matter: from `---` at the very start (after one byte order mark) to the next such line."""
        opening = _OPENING.match(text)
        if opening is None:
            return None
        start = opening.end()
        closing = _CLOSING.search(text, start - 1)
        if closing is None:
            return None
        body = closing.end()
        return Block(start, max(start, closing.start() + 1), body, 1 + count_line_ends(text, 0, body))

    def detect(self, text: str) -> bool:
        """Whether the text starts with a closed front matter."""
        return self.block(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The YAML and the body, both untouched; ValueError where there is no front matter."""
        block = self.block(text)
        if block is None:
            raise ValueError("no front matter")
        return text[block.start : block.end], text[block.body :]

    def load(self, fm: str) -> dict[str, Any]:
        """The properties as Obsidian types them; what cannot be read is left out."""
        fields, _ = read_properties("", fm, 2)
        return {field.key: typed(field.value) for field in fields}


def is_unclosed(text: str) -> bool:
    """Whether a text without a front matter starts like one; a `---` with no property after it is a mere rule."""
    opening = _OPENING.match(text)
    return opening is not None and _PROPERTY.match(text, opening.end()) is not None


def is_late(text: str) -> bool:
    """Whether a text has what looks like a front matter below blank lines, where Obsidian reads it as text."""
    return _LATE.match(text) is not None


def count_line_ends(text: str, start: int, end: int) -> int:
    """How many lines end between two positions: LF, CRLF and lone CR end one, and nothing else does."""
    feeds = text.count("\n", start, end)
    returns = text.count("\r", start, end)
    return feeds + returns - text.count("\r\n", start, end) if returns else feeds
