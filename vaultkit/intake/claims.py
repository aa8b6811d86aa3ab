"""Whose note is whose: the persons of a file, and the contacts of the vault → each person's note, or why none.

Nobody is merged and no order decides: of several who by their name alone could be one note's person it is the one of
whom the note says just what the file does, else nobody. Several whom an address or a page leads to one note are its
person, as the user made them one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.names import fold
from vaultkit.graph.who import own_names
from vaultkit.intake.gather import Somebody, is_bare, united
from vaultkit.intake.known import Known, identities_of
from vaultkit.intake.namesakes import same_name
from vaultkit.model import NotePath

How: TypeAlias = Literal["new", "theirs", "namesake", "out"]
SAME_NAME = "a note has the same name, and nothing else says that it is them (--same-name takes them for one)"
OTHER = "a note has the same name, and is another record’s (--same-name takes them for one)"
OTHER_BIRTHDAY = "a note has the same name, and another birthday"
YOURSELF = "yourself"


class Claim(NamedTuple):
    """A person of the file and what is to become of them.

    new: a note is to be made; theirs: `path` is their note; namesake: `path` has their name, and no more is known; out:
    left out, because of `why`.
    """

    keys: tuple[str, ...]  # of the persons gathered, more than one where the vault has them as one
    somebody: Somebody
    how: How
    path: NotePath = ""
    why: str = ""
    beside: tuple[Somebody, ...] = ()  # others of the file whom the vault has as the same person


class Claims:
    """Decides on every person of one file."""

    def __init__(
        self,
        known: Known,
        source: str,
        me: Iterable[str],
        *,
        same_name: bool,
        agrees: Callable[[NotePath, Somebody], bool],  # whether a note says just what the file says
        learned: Mapping[str, NotePath],  # persons' keys → the notes that lines logged before link
    ) -> None:
        self.known, self.source, self.same_name = known, fold(source), same_name
        self.me = own_names(me)
        self.agrees, self.learned = agrees, learned

    def settled(self, persons: Mapping[str, Somebody]) -> tuple[Claim, ...]:
        """Persons by key → a claim for each, in their order; several who have one note by their addresses are one."""
        first = [self._claim(key, somebody) for key, somebody in persons.items()]
        rivals: dict[NotePath, list[Claim]] = defaultdict(list)
        for claim in first:
            if claim.how == "theirs":
                rivals[claim.path].append(claim)
        found: list[Claim] = []
        for claim in first:
            same = rivals.get(claim.path, []) if claim.how == "theirs" else []
            if len(same) < 2:
                found.append(claim)
            elif same[0] is claim:
                found += self._between(same)
        return tuple(found)

    def is_renewal(self, path: NotePath) -> bool:
        """Whether an earlier import from this source made a note."""
        return fold(self.known.cards[path].imported or "") == self.source

    def _claim(self, key: str, somebody: Somebody) -> Claim:
        out = Claim((key,), somebody, "out")
        if fold(somebody.name) in self.me:
            return out._replace(why=YOURSELF)
        match = self.known.match(somebody.name, somebody.identities, listed=somebody.listed)
        paths = match.paths
        if len(paths) > 1:
            paths = tuple(path for path in paths if self.is_renewal(path) and self.agrees(path, somebody))
            if len(paths) != 1:
                return out._replace(why=f"may be any of {', '.join(match.paths[:3])}")
        if not paths:
            learned = self.learned.get(key)
            return out._replace(how="theirs", path=learned) if learned else out._replace(how="new")
        if match.by == "name" and self._born_apart(paths[0], somebody):
            return out._replace(why=OTHER_BIRTHDAY)
        if match.by == "identity" or self._same(paths[0], somebody):
            return out._replace(how="theirs", path=paths[0])
        if self._is_told_apart(paths[0], somebody):
            return out._replace(why=OTHER)
        return out._replace(how="namesake", path=paths[0])

    def _same(self, path: NotePath, somebody: Somebody) -> bool:
        """Whether somebody of the same name is the person of a note: said so, or no less known to this very source."""
        if self.same_name:
            return True
        return self.is_renewal(path) and (is_bare(somebody) or self._is_nameless(path))

    def _born_apart(self, path: NotePath, somebody: Somebody) -> bool:
        """Whether a note and the file tell different birthdays."""
        born, said = self.known.cards[path].birthday, dict(somebody.fields).get("birthday", "")
        return bool(born and isinstance(said, str) and said and not said.endswith(f"{born.month:02}-{born.day:02}"))

    def _is_told_apart(self, path: NotePath, somebody: Somebody) -> bool:
        """Whether the source knows the note's person by another number of its own than somebody of their name."""
        ours, theirs = (
            {each for each in identities if each.startswith("uid:")}
            for identities in (identities_of(self.known.cards[path]), somebody.identities)
        )
        return self.is_renewal(path) and bool(ours and theirs)

    def _is_nameless(self, path: NotePath) -> bool:
        """Whether a note has nothing but its name to know its person by."""
        return all(each.startswith("tel:") for each in identities_of(self.known.cards[path]))

    def _between(self, rivals: list[Claim]) -> list[Claim]:
        """Several with one note: those led there by a page, or by address and name, are its person; the others are not.

        Of those who have but the name, one at most is: whoever is told alike.
        """
        path = rivals[0].path
        sure = sorted(filter(self._is_sure, rivals), key=self._standing)
        if sure:
            one = sure[0]._replace(
                keys=tuple(key for claim in sure for key in claim.keys),
                somebody=united([claim.somebody for claim in sure]),
                beside=tuple(claim.somebody for claim in sure[1:]),
            )
            return [one, *(self._beside(claim) for claim in rivals if claim not in sure)]
        agreeing = [claim for claim in rivals if self.is_renewal(path) and self.agrees(path, claim.somebody)]
        return [claim if len(agreeing) == 1 and claim is agreeing[0] else self._beside(claim) for claim in rivals]

    def _standing(self, claim: Claim) -> tuple[int, tuple[str, ...]]:
        """How early a note names the page or address of a record: that which it had first stands for its person."""
        ours = identities_of(self.known.cards[claim.path])
        shared = [ours.index(each) for each in claim.somebody.identities if each in ours]
        return min(shared, default=len(ours)), claim.somebody.identities

    def _beside(self, claim: Claim) -> Claim:
        """What becomes of somebody whose note is another's of the file: of a like name they are left out, else new."""
        if is_bare(claim.somebody):
            return claim._replace(how="namesake")
        if any(same_name(own, claim.somebody.name) for own in self.known.names_of(claim.path)):
            return claim._replace(how="out", why=OTHER)
        return claim._replace(how="new", path="")

    def _is_sure(self, claim: Claim) -> bool:
        """Whether a page, or an address together with the name, leads somebody to a note, or the user says so."""
        shared = set(claim.somebody.identities) & set(identities_of(self.known.cards[claim.path]))
        if any(not each.startswith(("mail:", "tel:")) for each in shared):
            return True
        return bool(shared or self.same_name) and any(
            same_name(own, claim.somebody.name) for own in self.known.names_of(claim.path)
        )
