"""The exact reading of a body: markdown-it-py tells where blocks, links, code, comments and maths are.

Its import costs 70 ms and a body 50 times the cheap scan, so `parse` imports this module only where `scan` gives up.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from vaultkit.model import Line, Link
from vaultkit.notes.lines import CALLOUT, Body, Shape, Span, is_prose, lead_of, read_line
from vaultkit.notes.links import WIKILINK, note_link, wikilink

InlineRule: TypeAlias = Callable[[StateInline, bool], bool]
BlockRule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]

MAX_BODY = 256 * 1024  # characters
_MAX_MARKS = 4_000  # of `[`, backtick, `<`, `$`: the dearest shapes cost the parser a quarter of a millisecond a mark
_MAX_LINES = 50_000
_MAX_DEPTH = 30  # levels of quotes and lists; markdown-it leaves out what lies deeper than its own limit
_NESTING = 80

# Parsers of older releases strip these like blanks, which would shift lines; non-characters stand in for them.
_ODD_BLANKS = "\x00\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
_ODD_BLANKS += "\u200a\u2028\u2029\u202f\u205f\u3000"
_STAND_INS = {ord(blank): 0xFDD0 + order for order, blank in enumerate(_ODD_BLANKS)}
_BLANKS = {stand_in: blank for blank, stand_in in _STAND_INS.items()}

_PREFIX = re.compile(r"[ \t>*+.)0-9-]*")
_DEEPER = re.compile(r">|[-+*.)](?=[ \t])")


def read_markdown(body: str, first: int) -> Body:
    """The lines of a body whose first line has the number `first`."""
    rows: dict[int, str] = {}
    tokens = _parser().parse(body.translate(_STAND_INS) + "\n", {"rows": rows})
    return _Walk(rows, first).read(tokens)


def is_costly(body: str) -> bool:
    """Whether the parser would take seconds, or lose what is nested too deep."""
    if len(body) > MAX_BODY or sum(map(body.count, "[`<$")) > _MAX_MARKS or body.count("\n") > _MAX_LINES:
        return True
    return any(_depth(line) > _MAX_DEPTH for line in body.split("\n"))


def _depth(line: str) -> int:
    marks = _PREFIX.match(line)
    prefix = marks[0] if marks else ""
    if len(prefix) <= _MAX_DEPTH:
        return 0
    indent = len(prefix) - len(prefix.lstrip(" \t"))
    return len(_DEEPER.findall(prefix)) + len(prefix[:indent].expandtabs(4)) // 2


class _Walk:
    """One way through the parser's blocks, knowing what is open."""

    def __init__(self, rows: dict[int, str], first: int) -> None:
        self.rows = rows
        self.first = first
        self.lines: list[Line] = []
        self.lead = ""
        self.quotes: list[bool] = []  # for each open block quote, whether it is no callout
        self.items: set[int] = set()  # lines that open a list item
        self.heading = 0
        self.in_table = False

    def read(self, tokens: Sequence[Token]) -> Body:
        for order, token in enumerate(tokens):
            match token.type:
                case "inline" if not self.in_table:
                    self._text(token)
                case "blockquote_open":
                    self.quotes.append(not _is_callout(tokens[order : order + 3]))
                case "blockquote_close":
                    self.quotes.pop()
                case "list_item_open" | "tr_open" if token.map:
                    self._item_or_row(token.type, token.map[0])
                case "heading_open":
                    self.heading = int(token.tag[1])
                case "heading_close":
                    self.heading = 0
                case "table_open" | "table_close":
                    self.in_table = token.type == "table_open"
        return Body(tuple(self.lines), self.lead)

    def _item_or_row(self, kind: str, line: int) -> None:
        if kind == "list_item_open":
            self.items.add(line)
        else:
            self._say(line, self.rows.get(line, ""))

    def _text(self, token: Token) -> None:
        line = token.map[0] if token.map else 0
        if token.level == 1 and not self.heading and not self.lead:
            prose = (text for part in token.content.split("\n") if is_prose(text := part.translate(_BLANKS).strip()))
            self.lead = lead_of(next(prose, ""))
        self._say(line, token.content)

    def _say(self, line: int, content: str) -> None:
        """The source lines of one block's text, the first of them being the line `line` of the body."""
        for order, (part, links, spans) in enumerate(_trace(content).by_line()):
            number = self.first + line + order
            shape = Shape(0 if order else self.heading, any(self.quotes), line + order in self.items)
            text = part.translate(_BLANKS)
            indent = len(text) - len(text.lstrip())
            hidden = [(start - indent, end - indent) for start, end in spans]
            if said := read_line(number, text.strip(), tuple(_plain(link, number) for link in links), hidden, shape):
                self.lines.append(said)


def _is_callout(tokens: Sequence[Token]) -> bool:
    quote, text = tokens[0], tokens[-1]
    return text.type == "inline" and text.map == _same_start(quote, text) and CALLOUT.match(text.content) is not None


def _same_start(quote: Token, text: Token) -> list[int] | None:
    return [quote.map[0], text.map[1]] if quote.map and text.map else None


# --- what stands inside a block's text ---


class _Trace:
    """The links of a text with their positions, and the spans in which nothing counts."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.links: list[tuple[int, Link]] = []
        self.spans: list[Span] = []

    def note(self, state: StateInline, start: int, link: Link | None) -> None:
        if len(state.src) != len(self.content) + 1:  # the description of a picture, parsed for itself
            return
        self.spans.append((start - 1, state.pos - 1))
        if link:
            self.links.append((start - 1, link))

    def by_line(self) -> Iterator[tuple[str, list[Link], list[Span]]]:
        """Each line of the text, with the links that start in it and its hidden spans."""
        parts = self.content.split("\n")
        starts = [0, *itertools.accumulate(len(part) + 1 for part in parts[:-1])]
        links: list[list[Link]] = [[] for _ in parts]
        spans: list[list[Span]] = [[] for _ in parts]
        for at, link in sorted(self.links):
            links[bisect_right(starts, at) - 1].append(link)
        for start, end in sorted(self.spans):
            for order in range(bisect_right(starts, start) - 1, bisect_right(starts, end - 1)):
                spans[order].append((max(start - starts[order], 0), min(end - starts[order], len(parts[order]))))
        return zip(parts, links, spans, strict=True)


def _plain(link: Link, number: int) -> Link:
    target, anchor, alias = (part.translate(_BLANKS).strip() for part in (link.target, link.anchor, link.alias))
    return Link(target, number, anchor, alias, link.embed)


def _trace(content: str) -> _Trace:
    trace = _Trace(content)
    if any(mark in content for mark in "[`<$"):
        parser = _parser()  # a blank goes first, for the maths rule looks at the character before the first
        parser.inline.parse(" " + content, parser, {"trace": trace}, [])
    return trace


# --- the parser, made once ---


class _Markdown(MarkdownIt):
    """Takes destinations as they are written: what is a link to a note is for `links` to say."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


@functools.cache
def _parser() -> MarkdownIt:
    parser = _Markdown("commonmark", {"maxNesting": _NESTING})
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.use(footnote_plugin)
    parser.enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # `[note]: [[Ana]]` is a line of text here, and emphasis cannot tear what a link holds.
    parser.disable(["reference", "emphasis", "entity", "newline", "footnote_inline", "footnote_ref"])
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    for name, rule in list(_active(parser)):
        if name in ("backticks", "html_inline", "autolink", "math_inline"):
            parser.inline.ruler.at(name, _hiding(rule))
        elif name in ("link", "image"):
            parser.inline.ruler.at(name, _linking(rule, name))
    tables = dict(zip(parser.get_active_rules()["block"], parser.block.ruler.getRules(""), strict=True))
    parser.block.ruler.at("table", _noting_rows(tables["table"]), {"alt": ["paragraph", "reference"]})
    return parser


def _active(parser: MarkdownIt) -> Iterator[tuple[str, InlineRule]]:
    return zip(parser.get_active_rules()["inline"], parser.inline.ruler.getRules(""), strict=True)


def _wikilink(state: StateInline, silent: bool) -> bool:
    start = state.pos
    embed = state.src.startswith("![[", start)
    match = WIKILINK.match(state.src, start + embed, state.posMax)
    if not match:
        return False
    state.pos = match.end()
    if not silent:
        link = wikilink(match[1], 0, embed=embed)
        state.env["trace"].note(state, start, link)
    return True


def _hiding(rule: InlineRule) -> InlineRule:
    """A rule of the parser that also notes what it covers, where it made something of it."""

    def hiding(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and len(state.tokens) > count:
            state.env["trace"].note(state, start, None)
        return done

    return hiding


def _linking(rule: InlineRule, name: str) -> InlineRule:
    """A rule of the parser that also notes the link it made."""

    def linking(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and len(state.tokens) > count:
            state.env["trace"].note(state, start, _made_link(state, start, count, embed=name == "image"))
        return done

    return linking


def _made_link(state: StateInline, start: int, count: int, *, embed: bool) -> Link | None:
    made = next(token for token in state.tokens[count:] if token.type in ("link_open", "image"))
    href = str(made.attrGet("src" if embed else "href") or "")
    opened = start + embed
    text = state.src[opened + 1 : state.md.helpers.parseLinkLabel(state, opened, not embed)]
    return note_link(href, text, 0, embed=embed)


def _noting_rows(rule: BlockRule) -> BlockRule:
    """The table rule that also notes each row as written: cells are read with their row, so that one line is one."""

    def noting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        done = rule(state, start, end, silent)
        if done and not silent:
            for line in range(start, state.line):
                text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
                state.env["rows"][line] = text
        return done

    return noting
