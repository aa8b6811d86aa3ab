"""Links of a note pointed elsewhere, each in the way it is written; every other byte stays."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

import yaml
from yaml.events import ScalarEvent

from vaultkit.edits.change import EditRefused
from vaultkit.edits.linking import Spot, all_links, spots, targets
from vaultkit.edits.written import FIRST, events
from vaultkit.graph.names import fold, stem
from vaultkit.model import NotePath
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.links import WIKILINK, without_suffix
from vaultkit.notes.parse import parse_note
from vaultkit.notes.yaml12 import Reader

Leads: TypeAlias = Callable[[str], "str | None"]

_BARE = re.compile(r"[^\W_](?:[\w ./()&+'-]*[\w.()+-])?")  # what may stand in an unquoted `[[…]]` of YAML
_OPEN = "[]"  # stands for a link without quotes, in which YAML sees lists


def relink(data: bytes, path: NotePath, leads: Leads, old: str | None = None) -> bytes:
    """A note's bytes → the same with every link for whose target `leads` gives another pointed there.

    What a link shows stays, where it says so; one that shows its target shows the new one, without its folders, or
    only where its target is `old`. Code, comments and maths are no links, nor is what stands in properties that cannot
    be read.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    found = spots(text)
    if not any(_may_lead(text, spot, leads) for spot in found):
        return data
    live = targets(text, found)
    changes = {order: new for order, target in live.items() if (new := leads(target)) and new != target}
    styles = _styles(text) if any(found[order].matter for order in changes) else None
    if styles is None:  # properties that are no YAML
        changes = {order: new for order, new in changes.items() if not found[order].matter}
    if not changes:
        return data
    result = "".join(_pieces(text, found, changes, styles or [], old))
    _check(text, result, path, found, live, changes)
    return result.encode()


def _may_lead(text: str, spot: Spot, leads: Leads) -> bool:
    """Whether a candidate may have to change; in YAML an escape may hide what it says."""
    raw = text[spot.whole[0] : spot.whole[1]]
    return (spot.matter and ("\\" in raw or "''" in raw)) or (spot.rough is not None and leads(spot.rough) is not None)


def _pieces(
    text: str,
    found: Sequence[Spot],
    changes: Mapping[int, str],
    styles: Sequence[tuple[int, int, str]],
    old: str | None,
) -> Iterator[str]:
    """The text with the targets replaced."""
    at = 0
    for order in sorted(changes):
        spot, new = found[order], changes[order]
        start, end, words = _replacement(text, spot, new, _style(spot, styles), old)
        yield text[at:start]
        yield words
        at = end
    yield text[at:]


def _replacement(text: str, spot: Spot, new: str, style: str, old: str | None) -> tuple[int, int, str]:
    """Which span of the text is replaced, and by what."""
    raw = text[spot.start : spot.end]
    suffix = raw[len(without_suffix(raw)) :]
    if not spot.wiki:
        words = new.replace("%", "%25") if spot.closed else _percent(new)
        return spot.start, spot.end, _quoted(words, style) + suffix
    shown = _shown(text, spot, raw, new, old)
    if style == _OPEN and not _BARE.fullmatch(new):
        whole = text[spot.whole[0] : spot.start] + new + suffix + shown + text[spot.end : spot.whole[1]]
        return *spot.whole, f'"{whole}"'
    return spot.start, spot.end, _quoted(new + suffix + shown, style)


def _quoted(words: str, style: str) -> str:
    """Words as they are written between these quotes of YAML."""
    if style == "'":
        return words.replace("'", "''")
    return words.replace("\\", "\\\\").replace('"', '\\"') if style == '"' else words


def _shown(text: str, spot: Spot, raw: str, new: str, old: str | None) -> str:
    """`|Name` for a link that showed a mere name and would now show folders; not in a table, where `|` ends a cell."""
    if spot.named or "/" in raw or "/" not in new:
        return ""
    start = text.rfind("\n", 0, spot.start) + 1
    end = text.find("\n", spot.end)
    line = text[start : end if end >= 0 else len(text)]
    stays = old is not None and fold(without_suffix(raw)) != fold(old)
    return "" if "|" in WIKILINK.sub("", line) else f"|{raw if stays else stem(new)}"


def _percent(target: str) -> str:
    """A target as the destination of a markdown link."""
    safe = "/!$&'*+,;=:@~" + "".join({char for char in target if not char.isascii() and char.isprintable()})
    balanced = re.sub(r"\([^()]*\)", "", target)
    return quote(target, safe=safe + ("()" if not {"(", ")"} & set(balanced) else ""))


# --- YAML ---


def _styles(text: str) -> list[tuple[int, int, str]] | None:
    """The scalars of the properties with their spans and quotes; None where they are no YAML."""
    block = VaultHandler().block(text)
    if block is None:
        return []
    matter = text[block.start : block.end]
    try:
        Reader("").read(matter, FIRST)
        return [
            (block.start + event.start_mark.index, block.start + event.end_mark.index, event.style or "")
            for event in events(matter)
            if isinstance(event, ScalarEvent) and event.start_mark and event.end_mark
        ]
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _style(spot: Spot, styles: Sequence[tuple[int, int, str]]) -> str:
    """In which quotes of YAML a link stands: `'`, `"`, `|`, none, or those of a list that is a link without quotes."""
    if not spot.matter:
        return ""
    at = bisect_right(styles, spot.start, key=lambda each: each[0]) - 1
    if at < 0 or styles[at][1] <= spot.start:
        return ""
    around = styles[at]
    return _OPEN if around[0] > spot.whole[0] else around[2]


# --- the proof ---


def _check(
    text: str,
    result: str,
    path: NotePath,
    found: Sequence[Spot],
    live: Mapping[int, str],
    changes: Mapping[int, str],
) -> None:
    """Refuse unless the result, read again, has the same links, each leading where it should."""
    was = Counter(link.target for link in all_links(parse_note(path, text.encode())))
    now = Counter(link.target for link in all_links(parse_note(path, result.encode())))
    was.subtract(live[order] for order in changes)
    was.update(changes.values())
    if now != +was or min(was.values()) < 0:
        spot = found[min(changes)]
        line = text.count("\n", 0, spot.start) + 1
        raise EditRefused(f"line {line}: the links of this note cannot be changed safely; change them in an editor")
