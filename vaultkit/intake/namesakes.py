"""Whether two names can be one person's: what decides where an address is shared, as couples and offices share one."""

from __future__ import annotations

from functools import lru_cache

from vaultkit.graph.names import fold
from vaultkit.graph.particles import BEHIND_A_NAME
from vaultkit.metrics.twins.likeness import agree_given, likeness
from vaultkit.metrics.twins.names import read_name

ONE_NAME = frozenset(("same", "marks", "sound", "nickname", "initial"))  # in which two first names may differ


@lru_cache(maxsize=4096)
def same_name(one: str, other: str) -> bool:
    """`Sam Rivera` and `Rivera, Sam`: yes; `Sam Rivera` and `Sam Rivera jr.`, or `Mike` and `Michael Ito`: no."""
    return _words(one) == _words(other)


@lru_cache(maxsize=4096)
def could_be_one(one: str, other: str) -> bool:
    """`Mike Ito` and `Michael Ito`, `Sam` and `Sam Rivera`, `Ana Ruiz` and `Ana Díaz`; not `Bob` and `Eve Stone`."""
    if not one or not other or "@" in one or "@" in other or same_name(one, other):
        return True
    mine, theirs = fold(one).split(), fold(other).split()
    if _generation(one) != _generation(other):
        return False
    if len(mine) == 1 or len(theirs) == 1:
        short, long = sorted((mine, theirs), key=len)
        return any(agree_given(short[0], word) in ONE_NAME for word in long)
    found = likeness(read_name(one), read_name(other))
    return (found.score > 0 and found.kinds <= ONE_NAME | {"turned", "further", "middle"}) or agree_given(
        mine[0], theirs[0]
    ) == "same"


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(name).replace(",", " ").replace(".", " ").split())


def _generation(name: str) -> frozenset[str]:
    return _words(name) & BEHIND_A_NAME.keys()
