"""The cheap reading of a body: one pass over its lines, without a markdown parser, which is fifty times dearer.

`scan` gives up (None) on every line where markdown's context could matter, and whatever it does read is what
`markdown.read_markdown` reads; a property test holds the two together. What it can tell by itself: headings, fences
at the margin, list items whose nesting follows line by line, plain quotes and callouts, code spans that close on
their line, tables, wikilinks and markdown links of the simple kind.
"""

from __future__ import annotations

import re

from vaultkit.model import Line, Link
from vaultkit.notes.lines import CALLOUT, HEADINGS, ITEM, LONG, PLAIN, Body, Shape, Span, is_prose, lead_of, read_line
from vaultkit.notes.links import WIKILINK, note_link, wikilink

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"([-*+]|[0-9]{1,9}[.)])( {1,4})(?=[^ \t])")
_MARK = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_FENCE = re.compile(r"(?:(`{3,}+)[^`]*+$|(~{3,}+))")
_RULE = re.compile(r"-{3,}[ \t]*$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$")
# Opens a block inside a list item or a quote, or where it is indented.
_OPENER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)|#{1,6}(?:[ \t]|$)|>|```|~~~|\||[ \t]")
_UNDERLINE = "-=_*|: \t"  # a line of nothing else may be a rule, an underline or a table's second row
# HTML, escapes (but for the pipe in a table's link) and footnote texts.
_CONTEXT = re.compile(r"<[A-Za-z/!?]|\\[!-/:-@\[-`{}~]|\[\^[^\[\]]*\]:")
_SPAN = re.compile(
    r"(?P<code>`[^`]*`)|!?" + WIKILINK.pattern + r"|!?\[(?P<text>[^\[\]`]*)\]\((?P<href>[^\s()<>\\`&\x00-\x1f\x7f]*)\)"
)
_NOTHING, _TEXT, _LIST, _QUOTE = range(4)  # what the line above is: a text goes on, unless a blank line or a heading


class NotPlain(Exception):  # noqa: N818  not a failure: the parser's turn
    """Markdown's context could matter here."""


def scan(body: str, first: int) -> Body | None:
    """The lines of a body whose first line has the number `first`; None where only the parser can tell."""
    try:
        return _Scan(body, sure=True).read(body, first)
    except NotPlain:
        return None


def scan_plainly(body: str, first: int) -> Body:
    """The same for bodies that are too big for the parser: near enough, in linear time; never None."""
    return _Scan(body, sure=False).read(_without_comments(body), first)


class _Scan:
    """Where the scan stands: what is open at the line above."""

    __slots__ = (
        "above",
        "callout",
        "context",
        "dollars",
        "fence",
        "lead",
        "lead_at",
        "lines",
        "offsets",
        "sure",
        "table",
    )

    def __init__(self, body: str, *, sure: bool) -> None:
        self.sure = sure
        self.lines: list[Line] = []
        self.lead, self.lead_at = "", 0
        self.above = _NOTHING
        self.offsets: list[int] = []  # columns where the text of each open list item starts
        self.fence = ""
        self.callout: bool | None = None  # None outside of quotes
        self.table = False
        self.context = sure and ("<" in body or "\\" in body or "[^" in body or body.count("$") > 1)
        self.dollars = 0

    def read(self, body: str, first: int) -> Body:
        for number, raw in enumerate(body.split("\n"), first):
            text = raw.strip(" \t")
            if self.fence:
                self._inside_fence(raw, text)
            elif not text:
                self._close(_NOTHING)
            elif self.context and self._matters(text):
                raise NotPlain
            else:
                self._read_line(number, raw, text)
        return Body(tuple(self.lines), self.lead)

    def _matters(self, text: str) -> bool:
        """Whether a line opens what only the parser can close; it takes two `$` to make maths."""
        self.dollars += text.count("$")
        return self.dollars > 1 or _CONTEXT.search(text) is not None

    def _read_line(self, number: int, raw: str, text: str) -> None:
        mark = raw[0]
        if mark.isalpha() or mark == "[":
            self._text(number, text)
        elif mark in " \t":
            self._indented(number, raw, text)
        elif mark == "#" and (heading := _HEADING.match(text)):
            self._heading(number, heading)
        elif mark in "-*+0123456789_=":
            self._marked(number, text)
        elif mark == ">":
            self._quote(number, raw)
        elif mark in "`~" and (fence := _FENCE.match(text)):
            self._open_fence(fence)
        else:
            self._text(number, text)

    def _unsure(self) -> None:
        if self.sure:
            raise NotPlain

    def _close(self, above: int) -> None:
        self.above, self.callout, self.table = above, None, False
        if self.offsets:
            self.offsets = []

    def _open_fence(self, fence: re.Match[str]) -> None:
        self._close(_NOTHING)
        self.fence = fence[1] or fence[2]

    def _inside_fence(self, raw: str, text: str) -> None:
        if text.startswith(self.fence) and not text.strip(self.fence[0]) and _column(raw) < 4:
            self.fence = ""

    def _heading(self, number: int, heading: re.Match[str]) -> None:
        text = (heading[2] or "").strip()
        if text.endswith("#"):
            self._unsure()
            text = text.rstrip("#").rstrip()
        self._close(_NOTHING)
        self._say(number, text, HEADINGS[len(heading[1])])

    def _marked(self, number: int, text: str) -> None:
        if item := _ITEM.match(text):
            self._item(number, text, item, 0)
        elif _RULE.match(text):
            if text[0] == "-" and self.above != _NOTHING:  # or it underlines a heading
                self._unsure()
            self._close(_NOTHING)
        elif _MARK.match(text) or not text.strip("-=_*+ \t"):
            self._unsure()
            self._text(number, text)
        else:
            self._text(number, text)

    def _item(self, number: int, text: str, item: re.Match[str], column: int) -> None:
        content = text[item.end() :]
        if _opens(content) or (self.above in (_TEXT, _QUOTE) and not _interrupts(item[1])):
            self._unsure()
        if self.above != _LIST:
            self._close(_LIST)
        if self.offsets and column >= self.offsets[-1] and not _interrupts(item[1]):
            self._unsure()
        while self.offsets and self.offsets[-1] > column:
            self.offsets.pop()
        if column - (self.offsets[-1] if self.offsets else 0) > 3:
            self._unsure()
        self.offsets.append(column + item.end())
        self._say(number, content, ITEM)

    def _indented(self, number: int, raw: str, text: str) -> None:
        if self.above in (_NOTHING, _QUOTE) or self.table:
            self._unsure()
        if item := _ITEM.match(text):
            self._item(number, text, item, _column(raw))
            return
        if _opens(text):
            self._unsure()
        if self.above == _TEXT:
            self._prose(number, text)
        self._say(number, text, PLAIN)

    def _text(self, number: int, text: str) -> None:
        if self.above == _QUOTE:  # goes on with the quote, or with the list in it
            self._unsure()
        if text[0] in "|:-" and not text.strip(_UNDERLINE):
            if self.above != _TEXT or self.lead_at == number - 1 or (not self.lead and text[0] != "|"):
                self._unsure()
            self.table = True
        if self.above != _LIST:
            if self.above == _NOTHING:
                self._close(_TEXT)
            self._prose(number, text)
        self._say(number, text, PLAIN)

    def _prose(self, number: int, text: str) -> None:
        if not self.lead and is_prose(text.strip()):
            if self.table:
                self._unsure()
            self.lead, self.lead_at = lead_of(text.strip()), number

    def _quote(self, number: int, raw: str) -> None:
        text = raw[2:] if raw[1:2] == " " else raw[1:]
        callout = self.callout
        if callout is None:
            self._close(_QUOTE)
            callout = CALLOUT.match(text) is not None
        self.callout = callout
        if not text.strip(" \t"):
            self.above = _NOTHING
            return
        if _opens(text):
            self._unsure()
            text = text.lstrip("> \t")
        self.above = _QUOTE
        self._say(number, text, Shape(quote=not callout))

    def _say(self, number: int, text: str, shape: Shape) -> None:
        text = text.strip()
        if "[[" in text or "](" in text or "`" in text:
            links, hidden = self._spans(number, text)
        elif "#" in text or "::" in text or shape.heading or text[:1] == "[" or text[:1].isdigit():
            links, hidden = (), ()
        else:
            return
        if line := read_line(number, text, links, hidden, shape):
            self.lines.append(line)

    def _spans(self, number: int, text: str) -> tuple[tuple[Link, ...], list[Span] | tuple[()]]:
        """The links of a line, and what they and code spans cover."""
        if len(text) > LONG:
            self._unsure()
            return _wikilinks(number, text)[0], ()
        if "`" not in text and "](" not in text:
            return _wikilinks(number, text)
        if "``" in text or text.count("`") % 2:
            self._unsure()
        links: list[Link] = []
        hidden: list[Span] = []
        written = 0
        for match in _SPAN.finditer(text):
            hidden.append(match.span())
            if match["code"]:
                continue
            if "`" in match[0]:
                self._unsure()
            written += match["href"] is not None
            if link := _link(match, number):
                links.append(link)
        if written != text.count("]("):
            self._unsure()
        return tuple(links), hidden


def _link(match: re.Match[str], number: int) -> Link | None:
    embed = match[0][0] == "!"
    if match["href"] is None:
        return wikilink(match[2], number, embed=embed)
    return note_link(match["href"], match["text"], number, embed=embed)


def _wikilinks(number: int, text: str) -> tuple[tuple[Link, ...], list[Span]]:
    links, hidden = [], []
    for match in WIKILINK.finditer(text):
        start, end = match.span()
        embed = start > 0 and text[start - 1] == "!"
        hidden.append((start - embed, end))
        if link := wikilink(match[1], number, embed=embed):
            links.append(link)
    return tuple(links), hidden


def _column(raw: str) -> int:
    """The column at which a line's text starts, tabs reaching to the next multiple of four."""
    return len(raw[: len(raw) - len(raw.lstrip(" \t"))].expandtabs(4))


def _opens(text: str) -> bool:
    if text[:1].isalpha() or text[:1] == "[":  # most texts
        return False
    return _OPENER.match(text) is not None or not text.strip(_UNDERLINE)


def _interrupts(mark: str) -> bool:
    """Whether a list mark can follow a text line directly: a bullet, or number 1."""
    return len(mark) == 1 or int(mark[:-1]) == 1


def _without_comments(body: str) -> str:
    """The body with its HTML comments emptied, but for their line ends."""
    pieces: list[str] = []
    at = 0
    while (start := body.find("<!--", at)) >= 0 and (end := body.find("-->", start + 4)) >= 0:
        pieces += (body[at:start], "\n" * body.count("\n", start, end))
        at = end + 3
    return "".join((*pieces, body[at:]))
