"""`vaultkit duplicates`: people who are likely one, with what speaks for it and against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from shlex import join
from typing import Any

import click

from vaultkit.cli.output import Column, emit, note, safe, write
from vaultkit.cli.root import format_option, met, vault_options
from vaultkit.graph.names import Names, fold, shortest, stem
from vaultkit.graph.network import Network, PersonId
from vaultkit.metrics.twins.evidence import Evidence
from vaultkit.metrics.twins.pairs import Twin
from vaultkit.metrics.twins.pairs import twins as find
from vaultkit.model import NotePath
from vaultkit.pages.layout import plural

COLUMNS = (
    Column("person", "Who"),
    Column("path", "Note"),
    Column("other", "And"),
    Column("other_path", "Their note"),
    Column("score", "Score", right=True),
    Column("verdict", "Verdict"),
    Column("for", "For it"),
    Column("against", "Against it"),
    Column("merge", "If they are one"),
    Column("keep", "If they are two"),
)
VERDICTS = {"likely": "Likely one person", "perhaps": "Perhaps", "namesakes": "One name, two people by what is written"}


@click.command()
@vault_options
@format_option
@click.option("--all", "everybody", is_flag=True, help="Also those who only may be one, and namesakes who are two.")
def duplicates(where: str | None, today: date | None, form: str, everybody: bool) -> None:
    """List people who are likely one.

    Each pair with what speaks for it and against, and the command that merges the two or keeps them apart. Nothing is
    ever merged unasked.
    """
    seen = met(where, today).state
    network = seen.network
    found = find(network)
    shown = [twin for twin in found if everybody or twin.likely]
    called = ShortNames(network, (each.path for each in seen.look.notes))
    if form == "table":
        write(safe("".join(f"{line}\n" for line in readable(shown, network, called))))
    else:
        rows = [_row(twin, network, called) for twin in shown]
        emit(rows if form in ("json", "jsonl") else [{**row, **_flat(row)} for row in rows], COLUMNS, form)
    if not shown:
        note("Nobody seems to stand in the vault twice.")
    if len(found) > len(shown):
        more = len(found) - len(shown)
        note(f"{plural(more, 'more pair')} may be one, or only share a name: --all lists them too.")


class ShortNames:
    """How people are named on the command line: by name where nobody else goes by it, else by their note."""

    def __init__(self, network: Network, paths: Iterable[NotePath]) -> None:
        self._network = network
        self._names = Names()
        for path in paths:
            self._names.put(path)
        self._count: Counter[str] = Counter()
        for person, someone in network.people.items():
            aliases = (alias.text for alias in someone.card.aliases) if someone.card else ()
            self._count.update({fold(name) for name in (someone.name, stem(person), *aliases)})

    def __call__(self, person: PersonId) -> str:
        """A person's id → what to write for them."""
        name = self._network.people[person].name
        return name if self._count[fold(name)] == 1 else person

    def link(self, person: PersonId) -> str:
        """A person's id → the link that leads to them."""
        return shortest(self._names, "", person)


# --- for programs ---


def _row(twin: Twin, network: Network, called: ShortNames) -> dict[str, Any]:
    one, other = network.people[twin.a], network.people[twin.b]
    merge, keep = _steps(twin, called)
    return {
        "person": one.name,
        "path": one.path,
        "other": other.name,
        "other_path": other.path,
        "score": twin.score,
        "verdict": verdict(twin),
        "for": [_told(each) for each in twin.for_],
        "against": [_told(each) for each in twin.against],
        "merge": merge,
        "keep": keep,
    }


def verdict(twin: Twin) -> str:
    """A pair → likely, perhaps or namesakes."""
    return "likely" if twin.likely else "namesakes" if twin.namesakes else "perhaps"


def _told(evidence: Evidence) -> dict[str, Any]:
    return {"why": evidence.why, "places": [str(place) for place in evidence.places]}


def _flat(row: dict[str, Any]) -> dict[str, str]:
    return {key: "; ".join(each["why"] for each in row[key]) for key in ("for", "against")}


def _steps(twin: Twin, called: ShortNames) -> tuple[str, str]:
    """The command for one person, and that for two."""
    one, other = called(twin.a), called(twin.b)
    return join(("vaultkit", "merge", one, other)), join(
        ("vaultkit", "set", one, f"distinct_from+={called.link(twin.b)}")
    )


# --- for people ---


def readable(found: list[Twin], network: Network, called: ShortNames) -> Iterator[str]:
    """Pairs → what a terminal shows, the likeliest first."""
    for kind, heading in VERDICTS.items():
        chosen = [twin for twin in found if verdict(twin) == kind]
        if chosen:
            yield heading
            yield ""
        for twin in chosen:
            yield from _paragraph(twin, network, called)
            yield ""


def _paragraph(twin: Twin, network: Network, called: ShortNames) -> Iterator[str]:
    names = (f"{network.people[each].name} ({network.people[each].path or 'no note'})" for each in (twin.a, twin.b))
    yield f"{' and '.join(names)}: {twin.score:.0%}"
    for sign, told in (("+", twin.for_), ("−", twin.against)):
        for each in told:
            yield f"  {sign} {each.why}  [{', '.join(map(str, each.places))}]"
    merge, keep = _steps(twin, called)
    if twin.namesakes:
        yield f"  → to keep them apart: {keep}"
        return
    yield f"  → if they are one: {merge}"
    yield f"    if they are two: {keep}"
