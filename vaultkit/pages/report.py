"""What a report is: our text with a checksum in its front matter, and one block at the end that is the user's.

A page of ours proves itself: anyone can tell from the file alone whether it stands as it was written, on another
machine and after the state was lost. The checksum leaves out itself and what stands between the keep marks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.model import NotePath

Ownership: TypeAlias = Literal["ours", "edited", "theirs"]

PAGES = 8  # pages whose judgement is remembered: each is asked about again and again
LARGE = 2_000_000  # bytes; of larger ones it is not
KEEP, END_KEEP = "%% keep %%", "%% end keep %%"


class Page(NamedTuple):
    """A report as it is to stand in the vault: its place and its whole text."""

    path: NotePath
    text: str


class Judgement(NamedTuple):
    """Whose a file is: ours as written, ours but edited, or the user's; and why, as the end of a sentence."""

    ownership: Ownership
    kept: str = "\n"  # what stands between the keep marks, where they are whole
    reason: str = ""  # "" for ours
    crlf: bool = False  # ours, with the line ends that git or a sync client gave it


def compose(title: str, body: str, *, kept: str = "\n") -> str:
    """The whole text of a report: front matter, body, and the keep block with `kept` in it as it is."""
    before, after = _around(title, body)
    return _signed(before, after) + kept + after


def renew(title: str, body: str, old: bytes) -> str:
    """The new text of a report that is ours, with the user's keep block and the line ends of the old one."""
    judged = judge(old)
    if judged.ownership != "ours":
        raise ValueError(f"only a report as we wrote it may be renewed; {judged.reason}")
    before, after = _around(title, body)
    signed = _signed(before, after)
    if judged.crlf:
        signed, after = signed.replace("\n", "\r\n"), after.replace("\n", "\r\n")
    return signed + judged.kept + after


def judge(data: bytes) -> Judgement:
    """Whose this file is, from its bytes alone."""
    return _judged(data) if len(data) < LARGE else _judged.__wrapped__(data)


@lru_cache(PAGES)
def _judged(data: bytes) -> Judgement:
    matter = _FRONT_MATTER.match(data)
    if not matter or not _MARKER.search(matter[1]):
        return Judgement("theirs", reason="its front matter has no `generated_by: vaultkit`")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Judgement("edited", reason="it is not UTF-8")
    fault = _marks_fault(text)
    if fault:
        return Judgement("edited", reason=fault)
    before, kept, after = _split(text)
    lines = _line_ends(before + after)
    if lines is None or not _is_signed(before.replace(lines, "\n"), after.replace(lines, "\n")):
        return Judgement("edited", kept, "it was changed outside its keep block")
    return Judgement("ours", kept, crlf=lines == "\r\n")


def bears(data: bytes, title: str) -> bool:
    """Whether a file says in its front matter that it is the report of this title, by any case or spelling of accents.

    A report that was renamed does not, and is the user's.
    """
    matter = _FRONT_MATTER.match(data)
    if not matter or not _MARKER.search(matter[1]):
        return False
    lines = matter[1].decode("utf-8", "replace").split("\n")
    return _folded(f"report: {_yaml(title)}") in {_folded(line.rstrip("\r")) for line in lines}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def safe_name(text: str) -> str:
    """Any text as one part of a path that every system and Obsidian's links can carry, at most 120 bytes."""
    words = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).split()
    name = " ".join(words).lstrip("-. ").rstrip("-. ") or "Untitled"
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    whole = name.encode()
    if len(whole) <= 120:
        return name
    cut = whole[:111].decode("utf-8", "ignore")
    return f"{cut.rstrip(' .-')}-{blake2b(whole, digest_size=4).hexdigest()}"


# --- the parts of a report ---

_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_MARKER = re.compile(rb"^generated_by:[ \t]*[\"']?vaultkit[\"']?[ \t]*\r?$", re.MULTILINE)
_CHECKSUM = re.compile(r"^checksum: (.*)$", re.MULTILINE)
_MARK_IN_BODY = re.compile(r"%%(?=[^\S\n]*(?:end[^\S\n]+)?keep[^\S\n]*%%)|(?<=keep)[^\S\n]*%%", re.IGNORECASE)
_PLAIN_WORDS = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z]+(?:[ -][A-Za-z]+)*", re.IGNORECASE)
# Wider than the marks themselves: what might be meant as one must not be passed over.
_MARK = re.compile(r"^[^\S\n]*%%[^\S\n]*(end[^\S\n]+)?keep[^\S\n]*%%[^\S\n]*$", re.MULTILINE | re.IGNORECASE)

_NOTES = f"""
## My notes

What you write between the two marks below is yours and stays when this page is renewed.

{KEEP}
"""


def _around(title: str, body: str) -> tuple[str, str]:
    """The text before and after what is kept, unsigned; marks inside the body are broken up."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    body = _MARK_IN_BODY.sub(lambda mark: mark[0].replace("%%", "%\\%"), lines)
    matter = f"---\ngenerated_by: vaultkit\nreport: {_yaml(title)}\nchecksum: \n---\n\n"
    return f"{matter}{body}\n{_NOTES}", f"{END_KEEP}\n"


def _yaml(text: str) -> str:
    """Text as a YAML scalar, quoted unless it is plain words."""
    if _PLAIN_WORDS.fullmatch(text):
        return text
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


def _signed(before: str, after: str) -> str:
    return before.replace("\nchecksum: \n", f"\nchecksum: {_digest(before + after)}\n", 1)


def _is_signed(before: str, after: str) -> bool:
    sums = _CHECKSUM.search(before)
    return sums is not None and sums[1] == _digest(before[: sums.start(1)] + before[sums.end(1) :] + after)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _marks_fault(text: str) -> str:
    """What is wrong with the keep marks, or ""."""
    found = [mark[0].rstrip("\r") for mark in _MARK.finditer(text)]
    if found == [KEEP, END_KEEP]:
        return ""
    if KEEP not in found or END_KEEP not in found:
        return f"a keep mark is missing; the block goes from `{KEEP}` to `{END_KEEP}`, each on its own line"
    if len(found) > 2:
        return f"it has more than one pair of keep marks (`{KEEP}`, `{END_KEEP}`)"
    return "its keep marks are in the wrong order"


def _split(text: str) -> tuple[str, str, str]:
    """A text with whole marks: up to and with the first mark's line, what is kept, from the second mark on."""
    first, second = _MARK.finditer(text)
    start = text.index("\n", first.start()) + 1
    return text[:start], text[start : second.start()], text[second.start() :]


def _line_ends(text: str) -> str | None:
    """The one kind of line end of a text; None where kinds are mixed."""
    if "\r" not in text:
        return "\n"
    return "\r\n" if text.count("\r") == text.count("\r\n") == text.count("\n") else None


# --- the parts of a name ---

_UNSAFE = re.compile(
    r'(?:[]/\\:*?"<>|#^[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff])+'
)
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])(?: *\..*)?", re.IGNORECASE)
