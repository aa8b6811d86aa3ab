"""The YAML of a front matter becomes fields; where some of it is broken, the rest still counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from vaultkit.model import Field, Items, Mapping, NotePath, Place, Problem
from vaultkit.notes.mistakes import explain, split_lines
from vaultkit.notes.yaml12 import Reader

_KEY = re.compile(r"(?:[^\s#\-\[\]{},'\"]|-(?=\S)|\"[^\"]*\"(?=:)|'[^']*'(?=:)|\[\[)[^:]*(?::(?!\s|$)[^:]*)*:(?:\s|$)")
_LOST_TAG = re.compile(r"\s*(?:-|[\w-]+:)[ \t]+#([\w/-]{1,60})\s*$")
_PLACEHOLDER = re.compile(r"\{\{|<%")
_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
_TOLD = 20  # broken pieces told of in one note
_BROKEN = 200  # broken pieces after which the rest is left
_MENDED = 8_000  # characters of a piece that is read again without the line at fault
_ERRORS = (yaml.YAMLError, ValueError, RecursionError)


def read_properties(path: NotePath, text: str, first: int) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    """The top-level fields of the YAML text whose first line has the number `first`, and what is wrong with it.

    Of a template or a half-made merge only that is told: every other complaint would follow from it.
    """
    marks = tuple(_marks(path, text, first))
    reader = Reader(path)
    try:
        root = reader.read(text, first)
    except _ERRORS as error:
        salvage = _Salvage(path, text, first)
        fields = salvage.read()
        broken = salvage.broken or [explain(error, text, path, first)]
        bombs = [
            problem for problem in broken if problem.code == "yaml-too-large"
        ]  # one bomb fails every piece it is in
        told = [problem for problem in broken if problem not in bombs[1:]]
        return fields, marks or (*told, *salvage.reader.problems)
    if isinstance(root, Mapping):
        return root.fields, marks or (*reader.problems, *_silences(path, text, first))
    return (), marks or (*reader.problems, *_misshapen(path, root))


def _misshapen(path: NotePath, root: object) -> Iterator[Problem]:
    """The problem of a front matter that is YAML and yet no properties; none where it is empty."""
    if isinstance(root, Items) or getattr(root, "text", None) is not None:
        found = "a list" if isinstance(root, Items) else "plain text"
        place = Place(path, getattr(root, "line", 1))
        yield Problem(place, "no-properties", f"properties are lines like `key: value`; found {found}", "error")


def _silences(path: NotePath, text: str, first: int) -> Iterator[Problem]:
    """Tags written where YAML sees a comment, and so nothing."""
    if " #" in text:
        for order, line in enumerate(split_lines(text)):
            if lost := _LOST_TAG.match(line):
                message = f"`#{lost[1]}` without quotes is a comment and counts for nothing; write {lost[1]}"
                yield Problem(Place(path, first + order), "yaml-comment", message, "hint")


def _marks(path: NotePath, text: str, first: int) -> Iterator[Problem]:
    """What shows that this is a template, or left over from a merge."""
    if "{{" in text or "<%" in text:
        at = next(order for order, line in enumerate(split_lines(text)) if _PLACEHOLDER.search(line))
        message = "this is a template's placeholder; keep templates in the template folder, or fill it in"
        yield Problem(Place(path, first + at), "template-placeholder", message)
    if "<<<<<<<" in text or ">>>>>>>" in text:
        for order, line in enumerate(split_lines(text)):
            if _CONFLICT.match(line):
                message = (
                    "a merge left both versions here; keep one and delete the `<<<<<<<`, `=======`, `>>>>>>>` lines"
                )
                yield Problem(Place(path, first + order), "conflict-markers", message, "error")
                return


class _Salvage:
    """Reads each top-level property for itself, and a broken one again without the line at fault."""

    def __init__(self, path: NotePath, text: str, first: int) -> None:
        self.path, self.text, self.first = path, text, first
        self.reader = Reader(path)
        self.broken: list[Problem] = []
        self.failures = 0

    def read(self) -> tuple[Field, ...]:
        fields: dict[str, Field] = {}
        for line, piece in _pieces(self.text, self.first):
            for field in self._piece(piece, line):
                if field.key in fields:
                    message = f"`{field.key[:60]}` is written twice; the first one counts: remove one"
                    self.reader.report(field.line, "duplicate-key", message)
                else:
                    fields[field.key] = field
            if self.failures > _BROKEN:
                break
        return tuple(fields.values())

    def _piece(self, lines: list[str], line: int) -> tuple[Field, ...]:
        lines = lines[:]
        while True:
            text = "\n".join((*lines, ""))
            before = self.reader.nodes
            try:
                root = self.reader.read(text, line)
            except _ERRORS as error:
                self.reader.nodes = before
                self._forget_open_anchors()
                fault = self._fault(error, text, line)
                if not 0 < fault < len(lines) or not lines[fault].strip() or len(text) > _MENDED:
                    return ()
                lines[fault] = ""
                continue
            if isinstance(root, Mapping):
                return root.fields
            self._stray(root, line)
            return ()

    def _forget_open_anchors(self) -> None:
        """What was refused half-way is not there to be referred to."""
        self.reader.anchors = {name: known for name, known in self.reader.anchors.items() if known}

    def _fault(self, error: Exception, text: str, line: int) -> int:
        """Tells of an error, and gives the line to leave out, counted from the start of its piece."""
        problem = explain(error, text, self.path, line)
        self.failures += 1
        if len(self.broken) < _TOLD:
            self.broken.append(problem)
        return problem.place.line - line if self.failures <= _BROKEN else 0

    def _stray(self, root: object, line: int) -> None:
        if root is not None and len(self.broken) < _TOLD:
            message = "this line is no property; write `key: value`"
            self.broken.append(Problem(Place(self.path, line), "yaml-error", message, "error"))


def _pieces(text: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The lines of each top-level property with the number of the first; what stands before any is a piece too."""
    piece: list[str] = []
    start = first
    for number, line in enumerate(split_lines(text), first):
        if piece and (_KEY.match(line) or _CONFLICT.match(line)):
            yield start, piece
            piece, start = [], number
        piece.append(line)
    if piece:
        yield start, piece
