"""The words of a line: what remains to show when links, fields, dates and marks are read off it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.model import Line, Link
from vaultkit.notes.links import note_link
from vaultkit.records.kinds import FAVOR_KINDS
from vaultkit.wording import shown

LINK = re.compile(r"!?\[\[([^\[\]\n]{1,400})\]\]")
MARKDOWN_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,200})\]\((?:<([^<>\n]{1,400})>|([^()\s<>]{1,400}))\)")
BRACKET_FIELD = re.compile(r"[\[(]([\w -]{1,40})::[ \t]?([^\[\]()\n]{0,200}(?:\[\[[^\[\]\n]{1,200}\]\])?)[\])]")
WEIGHT_TAG = re.compile(r"(?<!\S)#(light|medium|deep)\b", re.IGNORECASE)
MARKED_DATE = re.compile(r"([📅✅➕🛫⏳❌])️?[ \u00a0]{0,3}(\d{4}-\d\d-\d\d)")
TASK_SIGNS = re.compile(r"[🔺⏫🔼🔽⏬]️?|🔁[^📅✅➕🛫⏳❌\n]{0,60}|(?:🆔|⛔)️?[ ]?[\w,-]{1,60}")
BARE_RE = re.compile(r"(?<![\w\[(])re::[ \t]?(\[\[[^\[\]\n]{1,200}\]\]|[^\s\[\]]{1,60})")
BLOCK_ID = re.compile(r"(?<!\S)\^([A-Za-z0-9-]{1,60})$")
ITEM = re.compile(r"[\[(]item::[ \t]?([a-z0-9]{3,12})[\])]", re.IGNORECASE)
LEADING_DATE = re.compile(r"(?:\[\[)?(\d{4}-\d\d-\d\d)(?:\]\])?(?=$|[\s:,–—-])[\s:,–—-]*")
TRAILING_DATE = re.compile(r"(?<!\S)(\d{4}-\d\d-\d\d)$")
LEADING_TIME = re.compile(r"\d{1,2}[:.]\d\d(?:[ \t]?[ap]m)?[\s:,–—-]+", re.IGNORECASE)
LEADING_PEOPLE = re.compile(
    r"(?:(?:\[\[)?\d{4}-\d\d-\d\d(?:\]\])?[\s:,–—-]+)?(?:\d{1,2}[:.]\d\d(?:[ \t]?[ap]m)?[\s:,–—-]+)?"
    r"\[\[[^\[\]\n]{1,400}\]\](?:(?:\s*,|\s+and|\s+&|\s*\+)\s*\[\[[^\[\]\n]{1,400}\]\]){0,20}(?:['’]s(?=\s))?"
)
JOINED = re.compile(r"\s*(?:,|/|&|\+|,?\s+and|,?\s+with|,?\s+und|;)?\s*")
SENTENCE_END = re.compile(r"[.!?]\s+(?=[\"“(\[]*[^\W\d_a-z])|;\s+")
TABLE_BAR = re.compile(r"(?<!\\)\|")
MARKUP = re.compile(r"\*\*|__|==|%%")
LONGEST = 200


class Marks(NamedTuple):
    """What a line carries beside its words."""

    day: date | None  # at its start, or `(date:: …)`
    due: date | None  # 📅, ⏳ or `(due:: …)`
    done: date | None  # ✅
    made: date | None  # ➕
    kind: str | None
    weight: str | None
    re: str | None
    block: str | None
    channel: str | None
    direction: str | None  # in, out, mutual


UNMARKED = Marks(*[None] * 10)
DIRECTIONS = ("in", "out", "mutual")


def calendar_day(text: str) -> date | None:
    """`2026-11-03` → the day; None where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def marks_of(text: str) -> Marks:
    """A line → its marks."""
    if text.isascii() and "::" not in text and "#" not in text and "^" not in text and not _may_begin_with_date(text):
        return UNMARKED
    fields = (
        {key.strip().casefold(): value.strip() for key, value in BRACKET_FIELD.findall(text)} if "::" in text else {}
    )
    signs = dict(reversed(MARKED_DATE.findall(text))) if not text.isascii() else {}
    weight = WEIGHT_TAG.search(text) if "#" in text else None
    block = BLOCK_ID.search(text) if "^" in text else None
    first = LEADING_DATE.match(text)
    bare = BARE_RE.search(text) if "re::" in text else None
    belongs = fields.get("re") or (bare[1] if bare else "")
    link = LINK.fullmatch(belongs)
    return Marks(
        day=calendar_day(fields.get("date") or fields.get("on") or (first[1] if first else "")),
        due=calendar_day(fields.get("due") or signs.get("📅") or signs.get("⏳") or ""),
        done=calendar_day(signs.get("✅") or fields.get("completion") or ""),
        made=calendar_day(signs.get("➕") or fields.get("created") or ""),
        kind=fields.get("kind", "").casefold() or None,
        weight=(weight[1] if weight else fields.get("weight", "")).casefold() or None,
        re=(link[1].partition("|")[0] if link else belongs) or None,
        block=block[1] if block else None,
        channel=fields.get("channel") or fields.get("via") or None,
        direction=fields.get("direction", "").casefold() or None,
    )


def mistakes_in(text: str) -> Iterator[tuple[str, str]]:
    """A line → the code and message of each mark in it that cannot be read."""
    for sign, day in () if text.isascii() else MARKED_DATE.findall(text):
        if calendar_day(day) is None:
            yield "bad-date", f"`{sign} {day}` is no day that exists; write one like `{sign} 2026-11-03`"
    for key, value in BRACKET_FIELD.findall(text) if "::" in text else ():
        word = key.strip().casefold()
        if word in ("due", "date", "on") and calendar_day(value.strip()) is None:
            yield "bad-date", f"`{word}` should be a day, like 2026-11-03; found {shown(value.strip())}"
        elif word == "kind" and value.strip().casefold() not in FAVOR_KINDS:
            yield "bad-choice", f"`kind` should be one of {', '.join(FAVOR_KINDS)}; found {shown(value.strip())}"


def item_of(text: str) -> str:
    """`… (item:: k3f)` → the id of the follow-up that a line means; "" where it names none."""
    found = ITEM.search(text)
    return found[1].casefold() if found else ""


def _may_begin_with_date(text: str) -> bool:
    return text[:4].isdigit() or (text[:2] == "[[" and text[2:6].isdigit())


def words_of(text: str) -> str:
    """A line → its words alone: links by what they show, no marks, at most 200 characters."""
    if text[:1] == "|":  # a table's row
        text = " · ".join(cell.strip() for cell in TABLE_BAR.split(text) if cell.strip())
    if "::" in text:
        text = BARE_RE.sub("", BRACKET_FIELD.sub("", text))
    if not text.isascii():
        text = TASK_SIGNS.sub("", MARKED_DATE.sub("", text))
    if "#" in text:
        text = WEIGHT_TAG.sub("", text)
    if "^" in text:
        text = BLOCK_ID.sub("", text.rstrip())
    text = (
        LEADING_TIME.sub("", LEADING_DATE.sub("", text, count=1), count=1)
        if text[:1].isdigit() or text[:2] == "[["
        else text
    )
    if "[[" in text:
        text = LINK.sub(_shown, text)
    if "**" in text or "__" in text or "==" in text or "%%" in text:
        text = MARKUP.sub("", text)
    text = " ".join(text.split()).strip(" ,;:|–—-")
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def topic_of(text: str) -> str:
    """A line → what it is about: its words without the people it starts with."""
    found = LEADING_PEOPLE.match(text)
    return words_of(text[found.end() :] if found else text)


def wikilinked(line: Line) -> Line:
    """A line whose links to notes are markdown links → the same with wikilinks, which is what this package reads."""
    fields = tuple(field._replace(value=_as_wikilinks(field.value)) for field in line.fields)
    return line._replace(text=_as_wikilinks(line.text), fields=fields)


def sentences(text: str) -> list[str]:
    """Prose → its sentences; a dot inside a link ends none."""
    ends = [
        found.end()
        for found in SENTENCE_END.finditer(text)
        if text.count("[[", 0, found.end()) == text.count("]]", 0, found.end())
    ]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def counterparts(text: str) -> tuple[str, ...]:
    """The first person linked, and those joined to them by a comma or an "and" → their link targets.

    Further links are what the line is about: in "[[Ana]] and [[Jo]] at lunch, on [[Sam]]'s move" Sam was not there.
    """
    found = LINK.search(text, max(text.find("[[") - 1, 0))  # from its "!", if it has one
    targets = []
    while found:
        if not found[0].startswith("!"):
            targets.append(found[1].replace("\\|", "|").partition("|")[0].partition("#")[0].strip())
        following = LINK.search(text, found.end())
        found = following if following and JOINED.fullmatch(text, found.end(), following.start()) else None
    return tuple(target.removesuffix(".md") for target in targets)


def without_first_link(text: str) -> str:
    """`[[Mike Ito]] intro to [[Jane]]` → ` intro to [[Jane]]`."""
    return LINK.sub("", text, count=1)


def without_last(links: Sequence[Link], target: str) -> list[Link]:
    """Links without the one after `re::`: the same note may be linked before, as it may be the counterpart's own."""
    at = max((at for at, link in enumerate(links) if link.target == target), default=len(links))
    return [*links[:at], *links[at + 1 :]]


def _as_wikilinks(text: str) -> str:
    return MARKDOWN_LINK.sub(_as_wikilink, text)


def _as_wikilink(found: re.Match[str]) -> str:
    link = note_link(found[3] or found[4], found[2], 1, embed=bool(found[1]))
    if link is None or not link.target:
        return found[0]
    return f"{found[1]}[[{link.target}|{link.alias or link.target.rpartition('/')[2]}]]"


def _shown(found: re.Match[str]) -> str:
    target, _, alias = found[1].replace("\\|", "|").partition("|")
    name = target.partition("#")[0].rpartition("/")[2].strip()
    return alias.strip() or name.removesuffix(".md")
