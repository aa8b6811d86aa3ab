"""A note's front matter before it is changed: its text, its lines, what it says; refused where that is not sure."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from vaultkit.edits.change import EditRefused
from vaultkit.edits.written import FIRST
from vaultkit.keys import canonical
from vaultkit.model import Field, Items, Scalar, Value
from vaultkit.model import Mapping as Table
from vaultkit.notes.frontmatter import MAX_LENGTH, Block, VaultHandler, is_late, is_unclosed
from vaultkit.notes.mistakes import explain
from vaultkit.notes.yaml12 import Reader

LIMIT = 5_000_000  # bytes of a note that is changed; what is longer is not read whole either
_HANDLER = VaultHandler()


class Vocabulary(NamedTuple):
    """What a property's name means: in which kind of note, and with which words of the user's own."""

    kind: str = "person"
    synonyms: tuple[tuple[str, str], ...] = ()

    def of(self, key: str) -> str:
        """A key as written → the name that stands for all that mean the same."""
        return canonical(key, self.kind, self.synonyms)


def decoded(data: bytes) -> str:
    """A note's bytes → its text, a byte order mark and all."""
    if len(data) > LIMIT:
        raise EditRefused("line 1: the note is longer than 5 MB and is not written to; split it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise EditRefused(f"line {line}: this is not UTF-8; save the note as UTF-8") from None


def block_of(text: str) -> Block | None:
    """Where the front matter stands, None where there is none; refused where it is cut, late, or too large."""
    block = _HANDLER.block(text)
    if block is None:
        if is_unclosed(text):
            raise EditRefused("line 1: the properties are never closed; end them with a line `---`")
        if is_late(text):
            raise EditRefused("line 1: the properties must begin in the first line; delete the lines above them")
    elif block.end - block.start > MAX_LENGTH:
        raise EditRefused("line 1: the properties are longer than 256 kB; move text below the second `---`")
    elif "\r" in text[: block.body].replace("\r\n", "\n"):
        raise EditRefused(
            "line 1: lines of the properties end in a lone CR; save the note with another kind of line end"
        )
    return block


def read_front(matter: str) -> tuple[Field, ...]:
    """The properties; refused where any of them cannot be read."""
    reader = Reader("")
    try:
        root = reader.read(matter, FIRST)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = explain(error, matter, "", FIRST)
        raise EditRefused(f"line {problem.place.line}: {problem.message}") from error
    for problem in reader.problems:
        if problem.code == "second-document":
            raise EditRefused(f"line {problem.place.line}: {problem.message}")
    if isinstance(root, Table):
        return root.fields
    if isinstance(root, Items) or (root is not None and root.text is not None):
        raise EditRefused(f"line {root.line}: properties are lines like `key: value`; this is none")
    return ()


def lines_of(matter: str) -> list[str]:
    """The lines with their ends; only LF ends one."""
    lines = [f"{line}\n" for line in matter.split("\n")]
    return lines[:-1] if matter.endswith("\n") or not matter else [*lines[:-1], lines[-1][:-1]]


def content(value: Value | None, *, quotes: bool = False) -> object:
    """A value without the lines it stands on, so that two can be compared; `quotes` says that these count too."""
    if value is None:
        return None
    if isinstance(value, Scalar):
        return (value.text, value.quoted) if quotes else value.text
    if isinstance(value, Items):
        return [content(each, quotes=quotes) for each in value.values]
    return {field.key: content(field.value, quotes=quotes) for field in value.fields}


def with_front_matter(text: str, matter: str) -> str:
    """A note's text without properties, and lines of YAML → the note with these, after its byte order mark."""
    end = line_end(text)
    mark, rest = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    return f"{mark}---{end}{matter}---{end}{rest}"


def line_end(text: str) -> str:
    """How the note's first line ends."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"
