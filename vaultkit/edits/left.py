"""What still bears a note's old name once it is renamed: links in places that are not changed, to be told.

Names in code, comments and maths are no links, and are not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from vaultkit.edits.change import EditRefused
from vaultkit.edits.front import block_of, decoded, read_front
from vaultkit.edits.renaming import CANVAS
from vaultkit.graph.names import fold, stem
from vaultkit.model import NotePath
from vaultkit.notes.links import WIKILINK, wikilink
from vaultkit.pages.report import judge

_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*<?([^\n>]*)", re.MULTILINE)
_HTML = re.compile(r"\bhref[ \t]*=[ \t]*[\"']([^\"'\n]*)", re.IGNORECASE)


def left_behind(files: Mapping[NotePath, bytes], path: NotePath) -> Iterator[tuple[NotePath, str]]:
    """Every note and canvas as it is to be, and a note's old path → where its old name stays in links, and in which."""
    name = stem(path)
    signs = tuple(sign.encode() for sign in {name, quote(name)})
    for each in sorted(files):
        data = files[each]
        if any(sign in data for sign in signs) and judge(data).ownership == "theirs":
            where = _in_canvas(data, name) if each.endswith(CANVAS) else _in_note(data, name)
            if where:
                yield each, where


def _in_canvas(data: bytes, name: str) -> str:
    return "the text of a card" if _links(data.decode("utf-8", "replace"), name) else ""


def _in_note(data: bytes, name: str) -> str:
    try:
        text = decoded(data)
    except EditRefused:
        return "a note that is not UTF-8" if _links(data.decode("utf-8", "replace"), name) else ""
    try:
        block = block_of(text)
        read_front(text[block.start : block.end] if block else "")
    except EditRefused:
        if _links(text, name):
            return "properties that are no valid YAML"
    found = (*_REFERENCE.findall(text), *_HTML.findall(text)) if "]:" in text or "href" in text else ()
    ends = (f"{name}.md", f"{quote(name)}.md")
    return "a link of another kind" if any(each.strip().endswith(ends) for each in found) else ""


def _links(text: str, name: str) -> bool:
    """Whether some link to a note of that name stands in a text."""
    found = (wikilink(match[1], 0, embed=False) for match in WIKILINK.finditer(text))
    return any(link is not None and fold(stem(link.target)) == fold(name) for link in found)
