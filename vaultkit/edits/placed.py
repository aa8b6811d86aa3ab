"""A refusal that knows its line, told with the note it is about."""

from __future__ import annotations

import re

from vaultkit.edits.change import EditRefused
from vaultkit.model import NotePath

_LINE = re.compile(r"line ([0-9]+): ")


def placed(path: NotePath, refused: EditRefused) -> EditRefused:
    """`line 3: …` → `People/Ana.md:3: …`."""
    said = str(refused)
    found = _LINE.match(said)
    return EditRefused(f"{path}:{found[1]}: {said[found.end() :]}" if found else f"{path}: {said}")
