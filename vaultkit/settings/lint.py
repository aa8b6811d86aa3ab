"""The names of the rules a draft is checked by, and of their groups of phrases, which `[lint]` may add to.

The rules themselves are data, in `drafts/english.toml`; a test holds the two together.
"""

from __future__ import annotations

RULES = (
    "no-way-out", "demand", "no-work-tie", "too-long", "nothing-asked", "unfilled", "long", "no-context",
    "no-context-stranger", "no-hello", "no-outcome", "no-outcome-task", "no-thanks", "gap", "short-notice", "not-easy",
    "not-applied", "no-upside", "no-return", "same-text",
)  # fmt: skip
PHRASES = (
    "way-out", "leaves-room", "demand", "demand-not", "ask", "vague", "specific", "context", "hello", "outcome",
    "thanks", "gap", "apology", "easy", "applied", "upside", "return", "work-tie", "packet-heading",
    "own-heading", "unfilled",
)  # fmt: skip
