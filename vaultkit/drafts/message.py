"""The text of a draft → what would be sent of it, sentence by sentence, each with its line.

Not sent: front matter, code, quoted lines, `%% comments %%`, `<!-- comments -->`, what stands below a heading of the
user's own notes. What stands below a heading like “To forward” goes with the message and is not part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from vaultkit.drafts.phrases import plain

LONGEST = 20_000  # characters of a message that are looked at; a letter has two thousand


class Sentence(NamedTuple):
    """One sentence: the line it begins on, as written, and as phrases are looked for."""

    line: int
    text: str
    plain: str


class Message(NamedTuple):
    """What would be sent."""

    line: int  # its first
    sentences: tuple[Sentence, ...]
    words: int
    packet: tuple[str, ...]  # headings of what goes with it
    marks: tuple[tuple[int, str], ...]  # what is still to be filled in, each with its line


def message_of(body: str, first: int, is_packet: Callable[[str], bool], is_own: Callable[[str], bool]) -> Message:
    """A draft's body whose first line has the number `first` → the message; headings are told apart by the two."""
    text = unicodedata.normalize("NFC", body.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    text = _without_asides(text)
    whole, _ = _without_sections(text, _none, is_own)
    text, packet = _without_sections(text, is_packet, is_own)
    marks = tuple((first + whole.count("\n", 0, m.start()), m[0]) for m in _MARKS.finditer(whole))
    text = _LINKS.sub(_shown, _MARKS.sub(_blank, text))
    text = _EMPHASIS.sub(_blank, _URL.sub(_blank, text))
    sentences = tuple(_sentences(text, first))
    words = sum(len(_WORDS.findall(sentence.text)) for sentence in sentences)
    return Message(sentences[0].line if sentences else first, sentences, words, packet, marks)


def shingles(message: Message) -> frozenset[tuple[str, ...]]:
    """A message → every four words in a row; what two messages share of them tells how much they are one text."""
    words = [word for sentence in message.sentences for word in _WORDS.findall(sentence.plain)]
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


# --- what is not sent ---

_WORDS = re.compile(r"\w[\w'’-]*")
_ASIDES = re.compile(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|%%.*?(?:%%|\Z)|<!--.*?(?:-->|\Z)"
    r"|`[^`\n]+`|^[ \t]{0,3}>[^\n]*$|^\[\^[^\]\n]+\]:[^\n]*$|\[\^[^\]\n]+\]|^[ \t]*(?:-{3,}|\*{3,})[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$.*", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(
    r"==[^=\n]{1,200}==|\{\{[^}\n]{0,200}\}\}|<%[^%\n]{0,200}%>|_{4,}"
    r"|(?<!\[)\[(?:your|their|the|a|my|first|last|insert|add|name|company|city|date|title|role|recipient|link|xx)\b[^\]\n\[]{0,40}\](?!\()",
    re.IGNORECASE,
)
_LINKS = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]*)\]\]|!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_URL = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
_EMPHASIS = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)")


def _blank(found: re.Match[str]) -> str:
    """Blanks in place of what was found, line by line, so that every line keeps its number."""
    return re.sub(r"[^\n]", " ", found[0])


def _shown(link: re.Match[str]) -> str:
    return link[1] or link[2] or ""


def _without_asides(text: str) -> str:
    return _SIGNATURE.sub(_blank, _ASIDES.sub(_blank, text))


def _without_sections(
    text: str, is_packet: Callable[[str], bool], is_own: Callable[[str], bool]
) -> tuple[str, tuple[str, ...]]:
    """Sections that are packet or the user's own are blanked, and so is the line of every heading."""
    packet: list[str] = []
    kept: list[str] = []
    at, left_out = 0, 0  # the level of the heading under which all is left out; 0: nothing is
    for heading in _HEADING.finditer(text):
        before = text[at : heading.start()]
        kept.append(_emptied(before) if left_out else before)
        level, words = len(heading[1]), heading[2].strip()
        if not left_out or level <= left_out:
            out = is_packet(words)
            left_out = level if out or is_own(words) else 0
            packet += [words] if out else []
        kept.append(_emptied(heading[0]))
        at = heading.end()
    kept.append(_emptied(text[at:]) if left_out else text[at:])
    return "".join(kept), tuple(packet)


def _none(words: str) -> bool:
    return False


def _emptied(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


# --- sentences ---

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•]|[0-9]{1,3}[.)]) )")
_GREETING = re.compile(
    r"(?:hi|hey|hello|dear|good (?:morning|evening|afternoon))\b[^\n]{0,60}[,:!.]?[ \t]*\n", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|e\.g|i\.e|etc|no|ref|approx|min|vs|ca)\.\s+$", re.IGNORECASE
)


def _sentences(text: str, first: int) -> Iterator[Sentence]:
    """A text → its sentences; an abbreviation ends none, a greeting's line is one of its own."""
    start = 0
    greeting = _GREETING.match(text, len(text) - len(text.lstrip()))
    ends = [greeting.end()] if greeting else []
    ends += [
        end.end() for end in _END.finditer(text) if not _ABBREVIATION.search(text[max(0, end.start() - 12) : end.end()])
    ]
    for end in [*sorted(ends), len(text)]:
        if end <= start:
            continue
        part = text[start:end]
        lead = len(part) - len(part.lstrip())
        if words := part.strip():
            yield Sentence(first + text.count("\n", 0, start + lead), words, plain(words))
        start = end
