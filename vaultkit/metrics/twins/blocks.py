"""Everybody → the pairs worth comparing: those who share an address, a number, a page, or the sound of a name.

Nobody is compared with everybody. A block that is too large (five hundred of one name) is put in order of the names,
and each is compared with the few that follow.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from vaultkit.graph.letters import skeleton, sound
from vaultkit.metrics.twins.facts import Facts
from vaultkit.metrics.twins.given import stands_for
from vaultkit.metrics.twins.names import Form

LARGE = 40  # people in a block, from which not all are compared with all
FOLLOWING = 10  # of a large block, each with so many that follow


def pairs(everybody: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Places in the sequence, the lower first, each pair once; of two without a contact's note there is none."""
    blocks: dict[Hashable, list[int]] = {}
    for at, facts in enumerate(everybody):
        for key in set(_keys(facts)):
            blocks.setdefault(key, []).append(at)
    size = len(everybody)
    seen: set[int] = set()
    for members in blocks.values():
        for one, other in _within(members, everybody):
            pair = one * size + other if one < other else other * size + one
            if pair not in seen:
                seen.add(pair)
                if everybody[one].someone.card or everybody[other].someone.card:
                    yield divmod(pair, size)


def _within(members: list[int], everybody: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    if len(members) <= LARGE:
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                yield one, other
        return
    ordered = sorted(members, key=lambda at: ("".join(everybody[at].names[0].words), at))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + FOLLOWING]:
            yield one, other


def _keys(facts: Facts) -> Iterator[Hashable]:
    """Whatever another note of the same person is likely to have too."""
    yield from facts.mails
    yield from facts.phones
    yield from facts.profiles
    for local in facts.local_parts:
        yield "local", local
    for name in facts.names:
        if not name.forms:
            continue
        for form in name.forms:
            yield from _of_form(form)


def _of_form(form: Form) -> Iterator[Hashable]:
    families = {sound(form.whole), *(sound(part) for part in form.family)} - {""}
    if not form.given:
        yield from (("alone", family) for family in families)
        return
    given = sound(form.given[0])
    for family in families:
        if len(family) == 1:
            continue
        yield "initial", family, given[:1]
        for full in stands_for(form.given[0]):
            yield "full", family, full
    if len(given) > 1:
        for family in families:
            yield "slip", given, family[:1], skeleton(family)[-1:]
        yield "whole", "".join(sorted(form.given + form.family))
