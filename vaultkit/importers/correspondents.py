"""Who wrote and who was written to, under which names: addresses → contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultkit.importers.addresses import Mailbox
from vaultkit.importers.identity import mail
from vaultkit.importers.incoming import Contact, Direction
from vaultkit.importers.names import cleaned
from vaultkit.model import Said

MOST_NAMES = 8  # of one address that are remembered
MOST_ALIASES = 3
UNANSWERED = "people who wrote and were never written to"
UNANSWERING = "people who were written to and never wrote"


class Correspondents:
    """Every address met, the ways in which letters went, and what each was called."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def meet(self, people: Iterable[Mailbox], direction: Direction, line: int) -> None:
        """One message that came from these people, or went to them."""
        for box in people:
            known = self._known.setdefault(box.address, _Known(line))
            known.wrote = known.wrote or direction == "in"
            known.was_written_to = known.was_written_to or direction == "out"
            if box.name and (box.name in known.names or len(known.names) < MOST_NAMES):
                known.names[box.name] = known.names.get(box.name, 0) + 1

    def contacts(self, *, everybody: bool) -> dict[str, Contact]:
        """By address: those who wrote and were written to, or everybody."""
        return {
            address: _contact(address, known)
            for address, known in self._known.items()
            if mail(address) and (everybody or (known.wrote and known.was_written_to))
        }

    def one_sided(self) -> tuple[tuple[str, int], ...]:
        """How many of either kind are left out because letters went one way only."""
        wrote = sum(known.wrote and not known.was_written_to for known in self._known.values())
        written = sum(known.was_written_to and not known.wrote for known in self._known.values())
        return tuple((why, count) for why, count in ((UNANSWERED, wrote), (UNANSWERING, written)) if count)


class _Known:
    """What is known of an address."""

    __slots__ = ("line", "names", "was_written_to", "wrote")

    def __init__(self, line: int) -> None:
        self.line = line
        self.names: dict[str, int] = {}
        self.wrote = False
        self.was_written_to = False


def _contact(address: str, known: _Known) -> Contact:
    names: dict[str, int] = {}
    for written, count in known.names.items():
        plain = cleaned(written)
        names[plain] = names.get(plain, 0) + count
    name = _usual(names)
    aliases = tuple(_others(names, name))[:MOST_ALIASES]
    said: tuple[tuple[str, Said], ...] = (("emails", (address,)),)
    return Contact(name, (mail(address),), (*((("aliases", aliases),) if aliases else ()), *said), "", known.line)


def _usual(names: Mapping[str, int]) -> str:
    """The name used most; of those used alike a whole one rather than a first name, then by the alphabet."""
    return min(names, key=lambda name: (-names[name], " " not in name, name), default="")


def _others(names: Mapping[str, int], usual: str) -> Iterable[str]:
    """Further names that may stand for somebody: whole ones which share a part with the usual one."""
    parts = set(usual.casefold().split())
    taken = {usual.casefold()}
    for name in sorted(names, key=lambda name: (-names[name], name)):
        folded = name.casefold()
        if folded not in taken and " " in name and "(" not in name and parts & set(folded.split()):
            taken.add(folded)
            yield name
