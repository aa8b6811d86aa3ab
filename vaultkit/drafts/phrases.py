"""Phrases as data → what finds them in a sentence. english.toml explains how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Finder: TypeAlias = "re.Pattern[str]"

_BETWEEN = r"[^\w]{1,6}"  # blanks, a comma, a dash between two words
_WORD = r"[\w'-]{1,40}"
_GAP = rf"(?:{_BETWEEN}{_WORD}){{0,5}}?"
_ANY_WORD = r"[\w'-]*"
_NUMBER = r"[0-9][0-9.,]*"
_START = r"\A\W{0,6}(?:(?:hi|hey|hello|dear)\b[^,.!]{0,30}[,.!:]\s{0,3})?(?:(?:so|ok|okay|just|now|and)\b\W{1,3})?"
_CLAUSE = r"(?:\A\W{0,6}|[,;:–—(]\s{0,3}|\s-{1,2}\s|\b(?:and|but|so|because|then|that|think)\s{1,3})"
_QUESTION = r"(?=[^?]{0,2000}\?)"
# Scripts that write no blanks between words: a phrase of theirs may begin and end anywhere.
STARTS = {"^": _START, ",": _CLAUSE}
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NEVER = re.compile(r"(?!)")


def plain(text: str) -> str:
    """Text as phrases are compared: small letters, composed, straight apostrophes; no character more or fewer."""
    return "".join(map(_plain, text))


def phrases_of(said: str | Iterable[str]) -> tuple[str, ...]:
    """A list of phrases, or a text with one a line → phrases."""
    lines = said.split("\n") if isinstance(said, str) else said
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def finder(phrases: Sequence[str]) -> Finder:
    """Phrases → one pattern that finds any of them in `plain` text; the longer ones first."""
    patterns = [pattern for phrase in sorted(phrases, key=len, reverse=True) if (pattern := _pattern(phrase))]
    return re.compile("|".join(patterns)) if patterns else _NEVER


def _plain(char: str) -> str:
    if char in "’‘ʼ`´":
        return "'"
    small = char.lower()
    return small if len(small) == 1 else char


def _pattern(phrase: str) -> str:
    """One phrase → its pattern; "" where it has no word."""
    text = plain(unicodedata.normalize("NFC", phrase)).replace("…", " ... ")
    start = question = ""
    parts: list[str] = []
    for token in text.split():
        if token in STARTS and not parts:
            start = STARTS[token]
        elif token == "?" and parts:
            question = _QUESTION
        elif token == "...":
            parts.append(_GAP if _after(parts) else "")
        elif token[0] == "[" and token[-1] == "]" and len(token) > 2:
            parts.append(_optional(token[1:-1], first=not parts))
        else:
            parts.append(_after(parts) + _words(token))
    whole = "".join(parts)
    if not any(char.isalnum() for char in whole):
        return ""
    before = "" if start or _UNSPACED.match(text) else r"(?<![\w])"
    after = "" if _UNSPACED.match(text[-1]) else r"(?![\w])"
    return f"(?:{start}{before}{whole}{after}{question})"


def _after(parts: Sequence[str]) -> str:
    """What stands between a word and the part before it; an optional first part brings its own."""
    return "" if not parts or all(part.endswith(")??") for part in parts) else _BETWEEN


def _optional(words: str, *, first: bool) -> str:
    return f"(?:{_words(words)}{_BETWEEN})??" if first else f"(?:{_BETWEEN}{_words(words)})?"


def _words(token: str) -> str:
    """`can|could`, `introduc*`, `[0-9]*` → a group of alternatives."""
    if token == "[0-9]*":
        return _NUMBER
    choices = [_word(choice) for choice in token.split("|") if choice]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _word(choice: str) -> str:
    return re.escape(choice).replace(r"\*", _ANY_WORD).replace("_", _BETWEEN)
