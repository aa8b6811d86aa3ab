"""The header block of an e-mail → the fields that matter, its words decoded, its day.

Fields are found by hand: `email.parser` takes all that follows a broken line for the body, and needs three times as
long (with its newer policy sixty times). What is hard, encoded words and dates, is left to the standard `email`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

Fields: TypeAlias = Mapping[str, Sequence[str]]

WANTED = (
    "from", "sender", "to", "cc", "date", "subject", "message-id", "return-path", "content-type",
    "delivered-to", "x-original-to", "x-delivered-to", "envelope-to",
    "list-id", "list-unsubscribe", "list-post", "precedence", "auto-submitted", "x-autoreply", "x-autorespond",
    "x-auto-response-suppress", "x-gmail-labels", "x-spam-flag", "x-spam-status", "x-mozilla-status", "x-status",
)  # fmt: skip
LONGEST_WORDS = 1_000  # characters of a name or subject that are decoded; `email` needs quadratic time
LONGEST_DATE = 100


class Sent(NamedTuple):
    """When a message was written: the day by the sender's own clock, and seconds that put a day in order."""

    day: date
    seconds: int


def fields(block: bytes) -> Fields:
    """The header block → what the fields of WANTED say, unfolded, as often as they occur, by name in lower case."""
    found: dict[str, list[str]] = {}
    for field in _FIELD.finditer(block):
        said = _text(field[2]).replace("\r", "").replace("\n", "").replace("\0", "").strip()
        found.setdefault(field[1].decode("ascii").lower(), []).append(said)
    return found


def first(said: Fields, name: str) -> str:
    """What a field says where it occurs first; "" where it does not."""
    return said[name][0] if name in said else ""


def words(text: str) -> str:
    """`=?utf-8?q?Zo=C3=AB?= Lind` → `Zoë Lind`, on one line; what cannot be decoded is as near as can be."""
    text = text[:LONGEST_WORDS]
    plain = _decoded(text).encode("utf-8", "replace").decode() if "=?" in text else text  # no half characters
    return " ".join(plain.split())


def subject(text: str) -> str:
    """`Re: AW: The =?utf-8?q?caf=C3=A9?=` → `The café`."""
    plain = words(text)
    return plain[answered.end() :] if (answered := _ANSWERED.match(plain)) else plain


def sent(text: str) -> Sent | None:
    """`Tue, 3 Nov 2026 23:30:00 -0800` → 3 November 2026; None for what is no date."""
    from email.utils import parsedate_tz

    try:
        parts = parsedate_tz(text[:LONGEST_DATE])
        if parts is None:
            return None
        day = date(*parts[:3])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    hours, minutes, seconds = parts[3:6]
    return Sent(day, day.toordinal() * 86_400 + hours * 3600 + minutes * 60 + seconds - (parts[9] or 0))


# --- inside ---

_FIELD = re.compile(rb"^(" + "|".join(WANTED).encode() + rb")[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
_ANSWERED = re.compile(
    r"(?:(?:re|fwd?|fw|aw|wg|sv|vs|vb|tr|rv|rif|res|enc|antw|odp|pd|ynt|ilt|回复|答复|转发|回覆|轉寄)"
    r" ?(?:\[\d{1,4}\]|\(\d{1,4}\))? ?[::] ?)+",
    re.IGNORECASE,
)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _decoded(text: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(piece if isinstance(piece, str) else _in_charset(piece, charset) for piece, charset in pieces)


def _in_charset(raw: bytes, charset: str | None) -> str:
    """Bytes in the charset that they name, which may be none; those without are as decode_header packs plain text."""
    try:
        return raw.decode(charset, "replace") if charset else raw.decode("raw-unicode-escape")
    except (LookupError, ValueError, TypeError):
        return _text(raw)
