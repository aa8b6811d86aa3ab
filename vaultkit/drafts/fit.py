"""Whom a message is for → the tone it takes: mentor, peer, dormant, senior or stranger."""

from __future__ import annotations

from typing import Literal, TypeAlias

from vaultkit.drafts.phrases import finder, plain
from vaultkit.metrics.standing import Standing
from vaultkit.settings import Settings

Fit: TypeAlias = Literal["mentor", "peer", "dormant", "senior", "stranger"]

GUIDES = frozenset(("mentor", "teacher", "professor", "supervisor", "advisor", "adviser", "coach", "tutor"))
EQUALS = frozenset(("peer", "colleague", "friend", "junior"))
CLOSE = 3  # a closeness from which a title makes nobody a stranger
_SENIOR = finder(
    (
        "chief|ceo|cto|cfo|coo|cpo|cmo|president|founder|co-founder|owner|partner|chair*|principal",
        "vp|svp|evp|vice_president",
        "director|head|dean|professor|prof|minister|judge|general|managing|executive|bishop",
    )
)


def fit_of(standing: Standing, settings: Settings) -> Fit:
    """Where you stand with somebody → the tone. A long silence comes first, as it must be named."""
    card = standing.someone.card
    roles = {role.casefold() for role in card.roles} if card else set()
    known = bool(card and (roles or card.closeness or card.knows_my_work or card.met))
    if standing.tie is None:
        if not known:
            return "stranger"
    elif standing.tie.silence_days >= settings.ask.silent_days:
        return "dormant"
    if roles & GUIDES:
        return "mentor"
    close = bool(card and (card.closeness or 0) >= CLOSE)
    if card and not (roles & EQUALS or close) and _SENIOR.search(plain(card.title or "")):
        return "senior"
    return "peer"
