"""The bytes of a note become a `Note`; whatever is wrong with them becomes its problems, and nothing is raised."""

from __future__ import annotations

import codecs
import re

from vaultkit.model import Field, Note, NotePath, Place, Problem
from vaultkit.notes.frontmatter import MAX_LENGTH, Block, VaultHandler, is_late, is_unclosed
from vaultkit.notes.lines import Body
from vaultkit.notes.properties import read_properties
from vaultkit.notes.scan import scan, scan_plainly

_HANDLER = VaultHandler()
_SAMPLE = 4_096  # bytes in which many NULs tell that this is no text
_LINE_END = re.compile(rb"\r\n|\r|\n")


def parse_note(path: NotePath, data: bytes, *, cut: bool = False) -> Note:
    """What a note says; with `cut`, `data` is the head of a note over the size limit, and its body is not read."""
    text = _decode(path, data, cut=cut)
    if isinstance(text, Problem):
        return Note(path, problems=(text,))
    block = _HANDLER.block(text)
    fields, problems = _properties(path, text, block)
    body_line = block.body_line if block else 1
    if cut:
        message = "this note is too large to read whole; only its properties count: split it"
        return Note(
            path, fields, body_line=body_line, problems=(*problems, Problem(Place(path, 1), "too-large", message))
        )
    body, found = _body(path, text[block.body :] if block else text, body_line)
    return Note(path, fields, body.lines, body.lead, body_line, tuple(sorted((*problems, *found), key=_line)))


def _line(problem: Problem) -> int:
    return problem.place.line


def _decode(path: NotePath, data: bytes, *, cut: bool) -> str | Problem:
    """The text without its byte order mark; a guess at another encoding would be a guess at names."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(Place(path, 1), "not-utf-8", "this is UTF-16; save the note as UTF-8", "error")
    sample = data[:_SAMPLE]
    if sample.count(0) * 4 > len(sample):
        return Problem(Place(path, 1), "not-text", "this is no text; give the file another ending than .md", "error")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=not cut)
    except UnicodeDecodeError as error:
        line = 1 + len(_LINE_END.findall(data, 0, len(data) - len(error.object) + error.start))
        return Problem(Place(path, line), "not-utf-8", "this line is not UTF-8; save the note as UTF-8", "error")


def _properties(path: NotePath, text: str, block: Block | None) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    if block is None:
        if is_late(text):
            message = "these properties are read as text: they must begin in the first line; delete the lines above"
            return (), (Problem(Place(path, 1), "late-front-matter", message),)
        if not is_unclosed(text):
            return (), ()
        message = "the properties are never closed and are read as text; end them with a line `---`"
        return (), (Problem(Place(path, 1), "unclosed-front-matter", message, "error"),)
    if block.end - block.start > MAX_LENGTH:
        message = "the properties are longer than 256 kB and are not read; move text below the second `---`"
        return (), (Problem(Place(path, 1), "front-matter-too-large", message, "error"),)
    return read_properties(path, text[block.start : block.end], 2)


def _body(path: NotePath, text: str, first: int) -> tuple[Body, tuple[Problem, ...]]:
    """The body's lines: scanned where that is exact, else parsed, or scanned all the same where that is too dear."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    body = scan(text, first)
    if body is not None:
        return body, ()
    from vaultkit.notes.markdown import is_costly, read_markdown

    if not is_costly(text):
        try:
            return read_markdown(text, first), ()
        except (IndexError, RecursionError, ValueError):  # a fault of the parser costs the exactness, not the note
            pass
    message = "too long or too nested to be read exactly: links in indented code or maths may count; split the note"
    return scan_plainly(text, first), (Problem(Place(path, first), "read-plainly", message, "hint"),)
