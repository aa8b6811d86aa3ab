"""Whose details stay in their own note: reports give the name and the link, and no more."""

from __future__ import annotations

from vaultkit.graph.network import Someone

OPEN = (None, "public")


def restricted(someone: Someone) -> bool:
    """Whether nothing of what their notes say is to be repeated elsewhere."""
    return someone.card is not None and someone.card.sensitivity == "restricted"


def confided(someone: Someone) -> bool:
    """Whether what was learned of them is no ground for bringing them up with others."""
    return someone.card is not None and someone.card.sensitivity not in OPEN
