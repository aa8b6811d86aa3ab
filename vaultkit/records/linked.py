"""Property values that name people, organisations or notes → links, however they are written.

`"[[Bob]]"`, `"[[People/Bob|Bobby]]"`, `[Bob](People/Bob.md)`, a bare `Bob`, and an unquoted `[[Bob]]`, which YAML takes
for a list in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.model import Items, Link, Mapping, Scalar, Value
from vaultkit.records.values import At

_MARKDOWN = re.compile(
    r"(?P<embed>!?)\[(?P<alias>[^\[\]\n]{0,200})\]\((?:<(?P<wide>[^<>\n]{1,400})>|(?P<bare>[^()\s<>]{1,400}))\)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_BETWEEN = re.compile(r"[,;]|\s&\s|\band\b")


def links(value: Value, at: At, *, split: bool = False) -> tuple[Link, ...]:
    """Names as written → links; `split` takes a plain list of names in one text apart at its commas."""
    return tuple(_links(value, at, split))


def link(value: Value, at: At) -> Link | None:
    """One name as written → a link; more than one is a problem, and the first counts."""
    found = links(value, at)
    if len(found) > 1:
        at.wrong(value, "one-value", f"`{at.called}` takes one link; found {len(found)}, and the first counts")
    return found[0] if found else None


def text_links(text: str, line: int) -> Iterator[Link]:
    """All wikilinks in a text, in order."""
    for _, inner, embed in _brackets(text):
        yield wikilink(inner, line, embed=embed)


def wikilink(inner: str, line: int, *, embed: bool = False) -> Link:
    """`People/Bob#Work|Bobby`, what stands between the brackets → the link."""
    target, _, alias = inner.replace("\\|", "|").partition("|")
    name, _, anchor = target.partition("#")
    return Link(_trimmed(name), line, _trimmed(anchor), alias.strip(), embed)


def _links(value: Value, at: At, split: bool) -> Iterator[Link]:
    if isinstance(value, Scalar):
        yield from _from_text(value, at, split)
    elif isinstance(value, Items):
        if (inner := _unquoted(value)) is not None:
            yield wikilink(inner, value.line)
        else:
            for item in value.values:
                yield from _links(item, at, split)
    elif isinstance(value, Mapping):
        at.wrong(
            value,
            "bad-link",
            f'`{at.called}` should be a name or a link, like "[[Sam Rivera]]"; found a group of properties',
        )


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
    if "[[" not in text and "](" not in text:
        names = _BETWEEN.split(text) if split else [text]
        yield from (Link(_trimmed(name), scalar.line) for name in names if name.strip())
        return
    for piece in _pieces(text):
        found = [*text_links(piece, scalar.line), *_markdown_links(piece, scalar, at)]
        if found:
            yield from found
        elif "[[" in piece:
            at.should(scalar, "bad-link", 'a whole link, like "[[Sam Rivera]]"')
        elif piece.strip() and "](" not in piece:
            yield Link(_trimmed(piece), scalar.line)


def _pieces(text: str) -> list[str]:
    """A text with links → its parts between commas, semicolons, `&` and "and", none of which lies in a link."""
    spans = [span for span, _, _ in _brackets(text)] + [found.span() for found in _MARKDOWN.finditer(text)]
    inside = iter(sorted(spans))
    pieces, start, span = [], 0, next(inside, None)
    for cut in _BETWEEN.finditer(text):
        while span and span[1] <= cut.start():
            span = next(inside, None)
        if span is None or cut.end() <= span[0]:
            pieces.append(text[start : cut.start()])
            start = cut.end()
    return [*pieces, text[start:]]


def _brackets(text: str) -> Iterator[tuple[tuple[int, int], str, bool]]:
    """Each `[[…]]` on one line: its span, what is inside, and whether it is an embed."""
    start = text.find("[[")
    while start >= 0:
        end = text.find("]]", start + 2)
        if end < 0:
            return
        inner = text[start + 2 : end]
        inner = inner[inner.rfind("[[") + 2 :] if "[[" in inner else inner
        if inner.strip() and "\n" not in inner:
            embed = text[max(start - 1, 0) : start] == "!"
            yield (start - embed, end + 2), inner, embed
        start = text.find("[[", end + 2)


def _markdown_links(text: str, scalar: Scalar, at: At) -> Iterator[Link]:
    from urllib.parse import unquote

    for found in _MARKDOWN.finditer(text) if "](" in text else ():
        target, _, anchor = unquote(found["wide"] or found["bare"]).partition("#")
        if _SCHEME.match(target):
            at.should(scalar, "bad-link", 'a link to a note, like "[[Sam Rivera]]"')
        else:
            yield Link(_trimmed(target), scalar.line, anchor.strip(), found["alias"].strip(), bool(found["embed"]))


def _trimmed(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())
