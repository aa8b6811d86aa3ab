"""How messages quote what a user wrote: short, on one line, with nothing invisible in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def shown(text: str, limit: int = 40) -> str:
    """Any text → quoted, cut to 40 characters, control and direction characters as escapes."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "'" + "".join(char if char.isprintable() else _escape(char) for char in cut) + "'"


def visible(text: str, shown: str = "\u200c\u200d") -> str:
    """Any text → one line without control and direction characters: these as escapes, but for those to be `shown`.

    The zero-width joiners stay: emoji and Persian need them.
    """
    return "".join(char if char in shown or char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def short_name(name: str, limit: int = 200) -> str:
    """A name of any length → one that a table or a message can hold."""
    return name if len(name) <= limit else name[: limit - 1] + "…"


def brief(message: str) -> str:
    """A message with whatever it quotes → at most 600 characters; its end says what to write, and stays."""
    return message if len(message) <= 600 else f"{message[:400]} … {message[-190:]}"


def few(words: Sequence[str], most: int = 5) -> str:
    """Words in a row, those past the fifth counted."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """A mistyped word and those that are allowed → the one that was probably meant."""
    from difflib import get_close_matches

    close = get_close_matches(word[:60], tuple(words), n=1, cutoff=0.6)
    return close[0] if close else None


def suggestion(word: str, words: Iterable[str]) -> str:
    """A mistyped word and those that are allowed → " (did you mean `x`?)", or nothing."""
    meant = nearest(word, words)
    return f" (did you mean `{meant}`?)" if meant else ""


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
