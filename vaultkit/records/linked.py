"""Property values that name people, organisations or notes → links, however they are written.

`"[[Bob]]"`, `"[[People/Bob|Bobby]]"`, `[Bob](People/Bob.md)`, a bare `Bob`, and an unquoted `[[Bob]]`, which YAML takes
for a list in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.model import Items, Link, Mapping, Scalar, Value
from vaultkit.notes.links import WIKILINK, note_link, wikilink
from vaultkit.records.values import At

_MARKDOWN = re.compile(r"!?\[([^\[\]\n]{0,200})\]\((?:<([^<>\n]{1,400})>|([^()\s<>]{1,400}))\)")
_BETWEEN = re.compile(r"[,;]|\s&\s|\band\b")
_SHOULD = 'a name or a link, like "[[Sam Rivera]]"'


def links(value: Value, at: At, *, split: bool = False) -> tuple[Link, ...]:
    """Names as written → links; `split` takes a plain list of names in one text apart at its commas."""
    return tuple(_links(value, at, split))


def link(value: Value, at: At) -> Link | None:
    """One name as written → a link; more than one is a problem, and the first counts."""
    found = links(value, at)
    if len(found) > 1:
        at.wrong(value, "one-value", f"`{at.called}` takes one link; found {len(found)}, and the first counts")
    return found[0] if found else None


def _links(value: Value, at: At, split: bool) -> Iterator[Link]:
    if isinstance(value, Scalar):
        yield from _from_text(value, at, split)
    elif isinstance(value, Mapping):
        at.should(value, "bad-link", _SHOULD)
    elif (inner := _unquoted(value)) is None:
        for item in value.values:
            yield from _links(item, at, split)
    elif found := wikilink(inner, value.line, embed=False):
        yield found


def _unquoted(value: Items) -> str | None:
    """An unquoted `[[Bob]]` as YAML reads it → `Bob`; a comma in the name made two items of it."""
    inner = value.values[0] if len(value.values) == 1 else None
    if not isinstance(inner, Items):
        return None
    words = [item.text for item in inner.values if isinstance(item, Scalar) and item.text]
    plain = len(words) == len(inner.values) and words and not any("[[" in word for word in words)
    return ", ".join(words) if plain else None


def _from_text(scalar: Scalar, at: At, split: bool) -> Iterator[Link]:
    text = (scalar.text or "").strip()
    spans = _spans(text, scalar.line)
    if not spans:
        yield from _plain(text, scalar, at, split)
        return
    end = 0
    for (start, stop), found in spans:
        yield from _bare_names(text[end:start], scalar.line, after_link=end > 0, before_link=True)
        if found:
            yield found
        else:
            at.should(scalar, "bad-link", _SHOULD)
        end = max(end, stop)
    yield from _bare_names(text[end:], scalar.line, after_link=True, before_link=False)


def _plain(text: str, scalar: Scalar, at: At, split: bool) -> Iterator[Link]:
    """A text without a link in it: a name, or names."""
    if "[[" in text or "](" in text:
        at.should(scalar, "bad-link", _SHOULD)
    elif split:
        yield from _bare_names(text, scalar.line, after_link=False, before_link=False)
    elif text:
        yield Link(text, scalar.line)


def _spans(text: str, line: int) -> list[tuple[tuple[int, int], Link | None]]:
    """Each link in a text with its span; None for one that leads to no note."""
    spans: list[tuple[tuple[int, int], Link | None]] = []
    if "[[" in text:
        for wiki in WIKILINK.finditer(text):
            embed = text[max(wiki.start() - 1, 0) : wiki.start()] == "!"
            spans.append(((wiki.start() - embed, wiki.end()), wikilink(wiki[1], line, embed=embed)))
    if "](" in text:
        for plain in _MARKDOWN.finditer(text):
            target = note_link(plain[2] or plain[3], plain[1], line, embed=plain[0].startswith("!"))
            spans.append((plain.span(), target))
    return sorted(spans, key=lambda span: span[0])


def _bare_names(text: str, line: int, *, after_link: bool, before_link: bool) -> Iterator[Link]:
    """Names in what stands between links; a remark that touches a link (`[[Bob]] (from Acme)`) is none."""
    pieces = _BETWEEN.split(text)
    for piece in pieces[after_link : len(pieces) - before_link]:
        if name := piece.strip():
            yield Link(name, line)
