"""Whether two names can be one person's: what an address shared by two decides, as couples and offices share one."""

from __future__ import annotations

from functools import lru_cache

from vaultkit.graph.names import fold
from vaultkit.metrics.twins.likeness import agree_given, likeness
from vaultkit.metrics.twins.names import read_name


@lru_cache(maxsize=4096)
def could_be_one(one: str, other: str) -> bool:
    """`Mike Ito` and `Michael Ito`, `Sam` and `Sam Rivera`, `Ana Ruiz` and `Ana Díaz`; not `Bob` and `Eve Stone`."""
    if not one or not other or "@" in one or "@" in other or fold(one) == fold(other):
        return True
    mine, theirs = fold(one).split(), fold(other).split()
    if len(mine) == 1 or len(theirs) == 1:
        short, long = sorted((mine, theirs), key=len)
        return any(agree_given(short[0], word) for word in long)
    return likeness(read_name(one), read_name(other)).score > 0 or bool(agree_given(mine[0], theirs[0]))
