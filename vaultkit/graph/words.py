"""The words by which a thing is known again when it is told twice."""

from __future__ import annotations

import re

from vaultkit.graph.names import fold

WORD = re.compile(r"\w{3,}")
COMMON = frozenset("the and for her his their with that this from about send sent give gave some have has was".split())


def words_of(text: str) -> frozenset[str]:
    """A text → its telling words, folded."""
    return frozenset(WORD.findall(fold(text))) - COMMON
