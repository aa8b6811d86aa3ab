"""A canvas's cards of a note pointed to its new place, as spans of its JSON; every other byte stays."""

from __future__ import annotations

import json
import re
from typing import Any

from vaultkit.model import NotePath

_FILE = re.compile(r'("file"\s*:\s*)("(?:[^"\\]|\\.)*")')


def repoint(data: bytes, path: NotePath, to: NotePath) -> bytes:
    """A canvas's bytes → the same with the cards of a note showing it where it is now; what is no canvas stays."""
    try:
        text = data.decode("utf-8")
        before = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return data

    def moved(match: re.Match[str]) -> str:
        return match[1] + json.dumps(to, ensure_ascii=False) if _is(match[2], path) else match[0]

    result = _FILE.sub(moved, text)
    after = json.loads(result.removeprefix("\ufeff"))
    return result.encode() if after == _with_cards(before, path, to) else data


def _is(quoted: str, path: NotePath) -> bool:
    try:
        return bool(json.loads(quoted) == path)
    except ValueError:
        return False


def _with_cards(canvas: Any, path: NotePath, to: NotePath) -> Any:
    """What a canvas should hold once its cards are changed."""
    if not isinstance(canvas, dict) or not isinstance(canvas.get("nodes"), list):
        return canvas
    nodes = [{**n, "file": to} if isinstance(n, dict) and n.get("file") == path else n for n in canvas["nodes"]]
    return {**canvas, "nodes": nodes}
