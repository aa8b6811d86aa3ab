"""What is known of an ask beside its words: what it costs, how you stand with whom you ask, and what the draft's note
says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple


class Occasion(NamedTuple):
    """What is known of an ask; None where it is not."""

    kind: str | None = None
    weight: str = "light"
    met: bool | None = None  # whether you were ever in touch
    silence: int | None = None  # days since you last were
    work: bool | None = None  # whether they could see your work
    lead: int | None = None  # days until it is needed
    wanted: int = 0  # days that would be fair
    silent_days: int = 365  # days from which a silence is to be named
    to_hire: bool = False
    facts: frozenset[str] = frozenset()  # properties of the draft's note that say yes
    packet: tuple[str, ...] = ()
    person: str | None = None
    others: tuple[tuple[str, str], ...] = ()  # other messages: to whom, and the text


def is_strange(occasion: Occasion) -> bool:
    """Whether they may not know who writes."""
    return occasion.met is False or is_silent(occasion)


def is_silent(occasion: Occasion) -> bool:
    """Whether the silence is to be named."""
    return occasion.silence is not None and occasion.silence >= occasion.silent_days


def is_hurried(occasion: Occasion) -> bool:
    """Whether it is needed sooner than is fair."""
    return occasion.lead is not None and occasion.lead < occasion.wanted


def is_vouching(occasion: Occasion) -> bool:
    """Whether it is not known that they have seen your work."""
    return occasion.work is not True


WHEN: Mapping[str, Callable[[Occasion], bool]] = {
    "strange": is_strange,
    "silent": is_silent,
    "hurried": is_hurried,
    "vouching": is_vouching,
    "hiring": lambda occasion: occasion.to_hire or occasion.kind == "referral",
}
