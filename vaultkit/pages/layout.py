"""Markdown building blocks: values in, text out that Obsidian renders without plug-ins.

Text that comes from notes goes through `escape` or `link` first; every other block takes text that has been through
them. What is escaped is shown as it was written and means nothing: no tag, link, code, comment, field, template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

KEPT = 8192  # texts made inert that are remembered: a watcher writes much the same pages again and again
SHORT = 400  # characters; longer ones are not remembered
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What reorders or hides its neighbours. The zero-width joiners stay: Persian and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

_SPECIAL = re.compile(
    r"""
      ^ [>=] | ^ [-+] (?=[ -]|$)                  # quote, underline, query, list item, rule
    | [][|`*$]                                    # link, cell, code, emphasis, maths
    | (?<![^\W_]) _ | _ (?![^\W_])                # emphasis; inside a word it is none
    | (?<![^\W_]) \#                              # tag, heading; "C#" is none
    | (?<!\S) \^                                  # block id
    | (?<=%)% | (?<==)= | (?<=~)~ | (?<=:): | (?<=\{)\{  # comment, highlight, strike, Dataview field, template
    | \\ (?=[!-/:-@[-`{-~]|$)                     # would take the meaning of what follows
    | & (?=\#?\w+;)                               # entity
    | < (?=[A-Za-z/!?%]|$)                        # HTML, comment, template
    """,
    re.VERBOSE,
)
_BAR = re.compile(r"(?<!\\)\|")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_NO_WIKILINK = re.compile(r"[][|#^\\]")


# --- text from notes, made inert ---


def escape(text: str) -> str:
    """Any text as one line of markdown that shows just that text, in a paragraph, list, heading or table cell."""
    return _escaped(text) if len(text) < SHORT else _escaped.__wrapped__(text)


@lru_cache(KEPT)
def _escaped(text: str) -> str:
    return isolate(_inert(tidy(text)))


def tidy(text: str) -> str:
    """Text as one line, single blanks, without control characters and marks that turn the direction of writing."""
    visible = _LONE_SURROGATE.sub("\ufffd", _HIDDEN.sub("", text))
    return " ".join(visible.split())


def isolate(text: str) -> str:
    """Text with right-to-left letters, wrapped so that it reads properly and leaves its neighbours in order."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def shorten(text: str, limit: int) -> str:
    """Text of at most `limit` characters, the last one `…` where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" \u200c\u200d") + "…"


def link(path: str, text: str, *, table: bool = False, anchor: str = "") -> str:
    """A link to the note at this vault path: a wikilink, or a markdown link where the name cannot stand in one."""
    short = len(path) + len(text) + len(anchor) < SHORT
    return (_linked if short else _linked.__wrapped__)(path, text, table, anchor)


@lru_cache(KEPT)
def _linked(path: str, text: str, table: bool, anchor: str) -> str:
    target = path.removesuffix(".md")
    shown = tidy(text) or tidy(target) or "—"
    parts = (target, anchor.removeprefix("^")) if anchor else (target,)
    if not (all(map(_stands_in_wikilink, parts)) and _stands_in_alias(shown)):
        return f"[{escape(shown)}]({_encoded(path)}{f'#{_encoded(anchor)}' if anchor else ''})"
    where = f"{target}#{anchor}" if anchor else target
    bar = r"\|" if table else "|"
    return f"[[{where}]]" if shown == where else f"[[{where}{bar}{isolate(shown)}]]"


# --- blocks; each takes text that is inert already ---


def stack(*blocks: str) -> str:
    """Blocks, a blank line between them; empty ones leave no trace."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def heading(level: int, text: str) -> str:
    """A heading line."""
    return f"{'#' * level} {_one_line(text)}"


def paragraph(*sentences: str) -> str:
    """Sentences as one line of prose; empty ones leave no trace."""
    return " ".join(_one_line(sentence) for sentence in sentences if sentence.strip())


def bullet(text: str, *below: str) -> str:
    """A list item, with the items below it indented; "" without text, for a bare dash could underline a heading."""
    if not text.strip():
        return ""
    return "\n".join([f"- {_one_line(text)}", *(f"    - {_one_line(item)}" for item in below if item.strip())])


def bullets(items: Iterable[str]) -> str:
    """A list, one line an item; empty ones leave no trace."""
    return "\n".join(bullet(item) for item in items if item.strip())


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> str:
    """A table, or "" without rows; `align` has a letter a column, l, c or r, and l where it ends early."""
    lines = [_row(row, width=len(headers)) for row in rows]
    if not lines:
        return ""
    rules = {"l": "---", "c": ":-:", "r": "--:"}
    ruler = [rules[letter] for letter in align.ljust(len(headers), "l")]
    return "\n".join([_row(headers, width=len(headers)), _row(ruler, width=len(headers)), *lines])


def callout(kind: str, title: str, lines: Iterable[str], *, folded: bool | None = None) -> str:
    """A callout; `folded` None cannot be folded, True starts closed, False starts open."""
    fold = {None: "", True: "-", False: "+"}[folded]
    body = [part for line in lines for part in line.split("\n")]
    return "\n".join([f"> [!{kind}]{fold} {_one_line(title)}".rstrip(), *(f"> {line}".rstrip() for line in body)])


# --- numbers, days and lists in words ---


def day(when: date) -> str:
    """A date: "12 May 2026"."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def plural(count: int, one: str, many: str = "") -> str:
    """A count and its noun: "1 person", "3 people", "1,200 notes"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share of one: "73 %"; 0 and 100 only where it is exactly none or all."""
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def gap_words(days: float) -> str:
    """A length of time as people say it: "9 days", "3 weeks", "8 months", "2½ years"."""
    if days < 14:
        return plural(round(days), "day")
    if days < 60:
        return plural(round(days / 7), "week")
    if days < 700:
        return plural(round(days / 30.44), "month")
    halves = round(days / 182.625)
    return f"{halves // 2}{'½' if halves % 2 else ''} years"


def strength(value: float) -> str:
    """A tie strength with one decimal: "9.4"; "< 0.1" where it would round to nothing."""
    return "< 0.1" if 0 < value < 0.05 else f"{value:.1f}"


def number(value: float) -> str:
    """A number with at most one decimal: "3", "2.5", "1,200"."""
    return f"{round(value, 1) + 0.0:,.1f}".removesuffix(".0").replace("-", "−")


def joined(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


# --- how the pieces stay inert ---


def _inert(text: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(_disarm, text))


def _disarm(special: re.Match[str]) -> str:
    """Template engines look for a raw `<%`, so a backslash before it would not do."""
    return "&lt;" if special[0] == "<" else "\\" + special[0]


def _stands_in_wikilink(target: str) -> bool:
    return _stands_in_alias(target) and not _NO_WIKILINK.search(target) and not target.endswith(".md")


def _stands_in_alias(text: str) -> bool:
    return bool(text) and "\\" not in text and _inert(tidy(text)) == text


def _encoded(path: str) -> str:
    """A path as a markdown link destination: letters of any script stay readable, most of the rest is encoded."""
    return "".join(
        letter if letter.isalnum() or letter in "-._~/!',+@;" else "".join(f"%{byte:02X}" for byte in _bytes(letter))
        for letter in path
    )


def _bytes(letter: str) -> bytes:
    return letter.encode("utf-8", "surrogateescape" if "\udc80" <= letter <= "\udcff" else "replace")


def _row(cells: Sequence[str], width: int) -> str:
    """A table line; a bar left in a cell, as in a plain wikilink, must not end the cell."""
    if len(cells) != width:
        raise ValueError(f"a row of {len(cells)} cells in a table of {width} columns")
    return "| " + " | ".join([_cell(cell) for cell in cells]) + " |"


def _cell(text: str) -> str:
    line = _one_line(text)
    return _BAR.sub(r"\|", line) if "|" in line else line


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()
