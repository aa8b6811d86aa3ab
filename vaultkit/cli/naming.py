"""Names as typed → people; on a terminal somebody is asked where several may be meant, or where nobody is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import click

from vaultkit.cli.entry import Notebook, read_again
from vaultkit.cli.originals import names_in_use
from vaultkit.cli.output import ERROR, NOT_FOUND, failure, note, on_terminal, safe
from vaultkit.cli.person import is_me, refuse_me
from vaultkit.edits.change import Change
from vaultkit.edits.people import new_person, people_folder, place_for
from vaultkit.graph.called import Called, linker
from vaultkit.graph.lookup import suggestions
from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import PersonId
from vaultkit.pages.layout import joined, plural, tidy

UNLINKED = re.compile(r"[#^|\[\]]")  # where one of these stands, a link's name ends
MOST = 9  # people to choose from


class Naming:
    """Finds whom names mean, and makes notes for those that are new."""

    def __init__(self, opened: Notebook, *, new: bool) -> None:
        self.opened = opened
        self.made: list[Change] = []  # new contacts
        self._new = new
        self._chosen: dict[str, PersonId] = {}
        self._learn()

    def _learn(self) -> None:
        self.network = self.opened.network
        self.called = Called(self.network)
        self.link = linker(self.network, (*self.opened.notes, *(change.path for change in self.made)))

    def whom(self, text: str, people: Sequence[PersonId] | None = None) -> PersonId:
        """A name → the person; leaves where it cannot be told."""
        name = tidy(text).removeprefix("[[").removesuffix("]]").partition("|")[0]
        if fold(name) not in self._chosen:
            found = self._found(name, self.called.meant(name) if people is None else people)
            if UNLINKED.search(stem(found)):
                raise failure(f"{found} cannot be linked, for the signs in its name; `vaultkit rename` it", ERROR)
            self._chosen[fold(name)] = found
        return self._chosen[fold(name)]

    def is_other(self, name: str) -> bool:
        """Whether a name is known to be no contact's: the user's own, or another note's."""
        wanted = fold(name)
        other = (fold(stem(path)) for path, says in self.opened.notes.items() if says.kind not in ("person", "note"))
        return is_me(self.opened.vault.settings, name) or wanted in other

    def is_no_person(self, target: str) -> bool:
        """Whether a link leads to a note that is nobody's."""
        there = fold(stem(target)) in {fold(stem(path)) for path in self.opened.notes}
        return there and not self.called.whole(target)

    def _found(self, name: str, people: Sequence[PersonId]) -> PersonId:
        if len(people) == 1:
            return people[0]
        if people:
            return self._asked_for(name, people)
        refuse_me(self.opened.vault.settings, name)
        return self._made(name)

    def _asked_for(self, name: str, people: Sequence[PersonId]) -> PersonId:
        """Several may be meant: those most in touch come first."""
        if not on_terminal():
            which = ", ".join(self.network.people[person].path or person for person in people[:MOST])
            more = f" and {len(people) - MOST} more" if len(people) > MOST else ""
            raise failure(
                f"{name!r} may be any of {which}{more}: write the whole name, or {self._path_link(people[0])}",
                NOT_FOUND,
            )
        note(f"{name!r} may be:")
        for number, person in enumerate(people[:MOST], 1):
            days = len(self.network.between(person).touches)
            note(f"  {number}. {self.network.people[person].name} ({person}; {plural(days, 'time')} in touch)")
        if len(people) > MOST:
            note(f"  … and {len(people) - MOST} more; for one of them stop here, and write more of the name")
        choice = click.IntRange(1, len(people[:MOST]))
        return people[click.prompt("Who is meant", type=choice, default=1, err=True) - 1]

    @staticmethod
    def _path_link(person: PersonId) -> str:
        return f"a link like [[{person.removesuffix('.md')}]]"

    def _made(self, name: str) -> PersonId:
        """Nobody is known by that name: a new contact's note, where that is wanted."""
        near = suggestions(self.network, name)
        meant = f"; did you mean {joined(near, 'or')}?" if near else ""
        if not self._new and not on_terminal():
            hint = f"`vaultkit add {name!r}` or --new makes the contact"
            raise failure(f"nobody is called {name!r}{meant} {hint}" if meant else f"nobody is called {name!r}: {hint}",
                          NOT_FOUND)  # fmt: skip
        path = self._place(name)
        if not self._new:
            note(f"Nobody is called {name!r}{meant or '.'}")
            if not click.confirm(safe(f"Make a contact of that name, {path}?"), default=not near, err=True):
                raise failure("nothing was written", NOT_FOUND)
        data = new_person(name, (), path=path)
        self.made.append(Change(path, None, data))
        self.opened.book.change({path: read_again(self.opened, path, data)})
        self._learn()
        return path

    def _place(self, name: str) -> str:
        vault = self.opened.vault
        folder = people_folder(vault.settings, self.opened.notes.values())
        taken = names_in_use(vault.root, folder) | {fold(stem(change.path)) for change in self.made}
        return place_for(name, folder, taken)

    def linked(self, words: str, known: Sequence[PersonId], *, exact: bool = False) -> str:
        """Words → the same, with other contacts that they name plainly linked; `exact`: beside a verb."""
        from vaultkit.edits.sentence import linked_asides

        return linked_asides(words, self.called.meant, self.link, known, parts_after=exact)

    def asides(self, known: Sequence[PersonId]) -> partial[str]:
        """`linked`, for some people known already."""
        return partial(self.linked, known=known)
