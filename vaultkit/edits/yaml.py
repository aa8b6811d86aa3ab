"""A text → a YAML scalar that every reader of YAML takes for just that text, quoted only where it must be."""

from __future__ import annotations

import re
from typing import TypeAlias

Told: TypeAlias = "str | tuple[str, ...] | dict[str, str]"  # or a group of texts: `{date: 2019-05-02, where: UX conf}`

# Words that some version of YAML takes for a truth, a number or nothing.
_WORDS = frozenset(("yes", "no", "on", "off", "y", "n", "true", "false", "null", "nan", "inf"))
_TRUTHS = ("true", "false")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,8}[1-9])?")
_SPAN = re.compile(r"[1-9][0-9]{0,3}[dwm]")
_MARKS = " ._/@'()&+;!?~=%$-"  # that mean nothing inside a plain scalar, in a list in brackets or out of it
_SITE = re.compile(r"https?://[A-Za-z0-9./_~=&%+-]+")
_JOINERS = "\u200c\u200d"  # of emoji and of Persian
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str) -> str:
    """A text → plain, or in double quotes; numbers, days, `true` and `false` are plain, as Obsidian writes them."""
    return text if _is_plain(text) else f'"{"".join(map(_escaped, text))}"'


def _is_plain(text: str) -> bool:
    if not text or not text.isprintable() or text != text.strip():
        return False
    if text in _TRUTHS or _DAY.fullmatch(text) or _NUMBER.fullmatch(text) or _SPAN.fullmatch(text):
        return True
    if _SITE.fullmatch(text):
        return True
    if text.casefold() in _WORDS or not all(char.isalnum() or char in _MARKS for char in text):
        return False
    return text[0].isalpha() or (text[0].isdigit() and " " in text)


def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable() or char in _JOINERS:
        return char
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # half a character, which no file can hold
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
