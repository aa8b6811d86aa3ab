"""Text of another program → text that a property or a name of a note may hold."""

from __future__ import annotations

import re
import unicodedata

from vaultkit.model import Said

LONGEST = 1_000  # characters of one value
MOST = 500  # values of one property
JOINERS = "\u200c\u200d"  # emoji and Persian need them
_LINK = re.compile(r"\[\[([^\[\]|]{1,400})(?:\|([^\[\]]{1,400}))?\]\]")
BRACKETS = str.maketrans({"[": "(", "]": ")"})


def plain(text: str, longest: int = LONGEST) -> str:
    """Any text → one line without control and direction characters, and without anything that reads as a link."""
    kept = "".join(char if _is_seen(char) else " " for char in text[: 4 * longest])
    kept = unicodedata.normalize("NFC", " ".join(kept.split()))
    if "[[" in kept or "]]" in kept:
        kept = _LINK.sub(lambda link: link[2] or link[1].rpartition("/")[2], kept)
        kept = kept.translate(BRACKETS) if "[[" in kept or "]]" in kept else kept
    if "{{" in kept or "<%" in kept:  # would make a template of the note
        kept = kept.replace("{{", "((").replace("}}", "))").replace("<%", "(%").replace("%>", "%)")
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def shown(text: str) -> str:
    """`[[Organisations/Acme|Acme]]` → `Acme`: a property's text, of a link what it shows."""
    if not (text.startswith("[[") and text.endswith("]]")):
        return text
    target, _, alias = text[2:-2].partition("|")
    return alias or target.rpartition("/")[2]


def plainly(said: Said) -> Said:
    """A property's text or texts, each made plain; what is then empty, or comes twice, is dropped."""
    if isinstance(said, str):
        return plain(said)
    return tuple(dict.fromkeys(text for each in said[:MOST] if (text := plain(each))))


def _is_seen(char: str) -> bool:
    return char in JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
