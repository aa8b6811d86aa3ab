"""The grammar of links: `[[target#anchor|alias]]`, `![[embed]]`, `[text](note.md)`."""

from __future__ import annotations

import re
from functools import lru_cache

from vaultkit.model import Link

# Ends only at `]]`, never crosses a line or another `[[`; each character can match in one way, so it is linear.
WIKILINK = re.compile(r"\[\[(?!\[)([^\[\]\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\n]*)*)\]\]")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=\S)")
_SUFFIX = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}")


def wikilink(content: str, line: int, *, embed: bool) -> Link | None:
    """What stands between `[[` and `]]`, as a link; None where it names nothing (`[[ ]]`, `[[|x]]`)."""
    target, anchor, alias = _parts(content)
    return Link(target, line, anchor, alias, embed) if target or anchor else None


@lru_cache(maxsize=4096)  # names come again and again: a tenth of a scan, and one string for all of them
def _parts(content: str) -> tuple[str, str, str]:
    """What stands between `[[` and `]]` → target, anchor and alias."""
    if "\\" in content:  # in a table the pipe is written `\|`
        content = content.replace("\\|", "|")
    place, _, alias = content.partition("|")
    target, _, anchor = place.partition("#")
    return without_suffix(target.strip()), anchor.strip(), alias.strip()


def note_link(href: str, text: str, line: int, *, embed: bool) -> Link | None:
    """A markdown link's destination as a link to a note; None for the web, mail, pictures and other files."""
    if href.startswith("//") or _SCHEME.match(href):
        return None
    path, _, anchor = href.partition("#")
    path, anchor = _decoded(path).strip(), _decoded(anchor).strip()
    target = without_suffix(path)
    if target == path and _is_file(path):
        return None
    return Link(target, line, anchor, " ".join(text.split()), embed) if target or anchor else None


def without_suffix(target: str) -> str:
    """`Notes/Ana.md` without the `.md`, however it is cased."""
    return target[:-3] if target[-3:].lower() == ".md" else target


def _is_file(path: str) -> bool:
    dot = path.rfind(".", path.rfind("/") + 1)
    return dot >= 0 and _SUFFIX.fullmatch(path, dot) is not None


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
