"""What is wrong with YAML that cannot be read, in words for the person who wrote it."""

from __future__ import annotations

import re

import yaml

from vaultkit.model import NotePath, Place, Problem
from vaultkit.notes.yaml12 import Refused

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_VALUE = r"\s*+(?:- ++)*+(?:[^\s:#'\"][^:]*+:\s++)?+(?:- ++)*+"  # nothing is tried twice: lines can be long
_RESERVED = re.compile(_VALUE + r"[\[\s]*+([@`%&*!|>])")
_COLON = re.compile(r"\s*+(?:- ++)*+[^\s:]++:\s++[^'\"\[{].*:(?:\s|$)")
_BARE_LINK = re.compile(r"(?<!['\"])\[\[")
_QUOTED = re.compile(_VALUE + r"['\"]")
_TAB = "a tab indents this line; indent properties with spaces"
_BY_PARSER = (
    ("tab character", "yaml-tab", _TAB),
    ("escape", "yaml-error", "a `\\` means something else between double quotes; use single quotes here"),
    ("quoted scalar", "yaml-error", "this quote is never closed; close it in the same line"),
    ("<document start>", "second-document", "a second YAML document starts here; keep one block of properties"),
)


def split_lines(text: str) -> list[str]:
    """The lines as editors count them: only LF, CRLF and CR end one."""
    return _LINE_END.split(text)


def explain(error: Exception, text: str, path: NotePath, first: int) -> Problem:
    """An error of the YAML parser as a problem at the note's line; `first` is the line that `text` starts on."""
    if isinstance(error, Refused):
        return Problem(Place(path, error.line), error.code, error.message, "error")
    if control := _CONTROL.search(text):
        line = first + len(split_lines(text[: control.start()])) - 1
        message = f"there is a control character (U+{ord(control[0]):04X}) in the properties; delete it"
        return Problem(Place(path, line), "control-character", message, "error")
    lines = split_lines(text)
    at = min(_line_of(error, lines), len(lines) - 1)
    code, message = _words(lines[at], error)
    return Problem(Place(path, first + at), code, message, "error")


def _line_of(error: Exception, lines: list[str]) -> int:
    """The line to look at: where an unclosed thing was opened, else where reading stopped."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0
    opened, stopped = error.context_mark, error.problem_mark
    mark = stopped or opened
    if opened and (_is_unclosed(error) or "simple key" in str(error.context)):  # the latter noticed a line later
        mark = opened
    at = mark.line if mark else 0
    while at > 0 and (at >= len(lines) or not lines[at].strip()):
        at -= 1
    return at


def _is_unclosed(error: yaml.MarkedYAMLError) -> bool:
    context = str(error.context)
    return "flow" in context or ("quoted scalar" in context and "end of" in str(error.problem))


def _words(line: str, error: Exception) -> tuple[str, str]:
    context = str(getattr(error, "context", None))
    problem = str(getattr(error, "problem", None) or "it is no YAML")
    if line.lstrip(" ").startswith("\t"):
        return "yaml-tab", _TAB
    for sign, code, message in _BY_PARSER:
        if sign in problem or sign in context:
            return code, message
    return "yaml-error", _by_line(line, context, problem)


def _by_line(line: str, context: str, problem: str) -> str:
    quote = _QUOTED.match(line) is not None
    if _BARE_LINK.search(line) and not quote:
        return 'a link needs quotes here; write "[[…]]"'
    if "flow" in context:
        return "the `[` or `{` of this line is not closed; close it, and put text that has one in quotes"
    if reserved := _RESERVED.match(line):
        return f"a value cannot start with {reserved[1]} here; put it in quotes"
    if quote:
        return "there is text after the closing quote; put the whole value in one pair of quotes"
    if "mapping values" in problem and _COLON.match(line):
        return 'a value with a colon and a blank in it needs quotes; write `key: "a: b"`'
    if "could not find expected ':'" in problem or ":" not in line:
        return "this line is no property; write `key: value`"
    return f"this line cannot be read as a property ({problem}); write `key: value`, indented like the others"
