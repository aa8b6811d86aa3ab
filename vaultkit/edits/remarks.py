"""Which lines of a front matter bear a comment: behind a value, between the items of a list, or by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from yaml.events import ScalarEvent

from vaultkit.edits.written import Node, tree

_REMARK = re.compile(r"(?:^|(?<=\s))#")


def remarks(lines: Sequence[str], among: Collection[int]) -> tuple[int, ...]:
    """The places of the lines, of those asked for, that bear one; the front matter is known to be well formed."""
    if not any("#" in lines[at] for at in among):
        return ()
    taken: dict[int, int] = {}  # up to which column a line is text
    root = tree("".join(lines), lines)
    for node in _scalars(root) if root else ():
        for at in range(node.start[0], node.end[0] + 1):
            column = node.end[1] if at == node.end[0] else len(lines[at])
            taken[at] = max(taken.get(at, 0), column)
    return tuple(at for at in among if "#" in lines[at] and _REMARK.search(lines[at], taken.get(at, 0)))


def _scalars(node: Node) -> Iterator[Node]:
    if isinstance(node.event, ScalarEvent):
        yield node
    for child in node.children:
        yield from _scalars(child)
