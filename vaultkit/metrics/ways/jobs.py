"""Who works, or worked, where: from their notes and their e-mail addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import date
from typing import NamedTuple

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network, PersonId
from vaultkit.model import NotePath, Place


class Job(NamedTuple):
    """One job as a note tells it; `org` is the organisation's note, or its folded name where it has none."""

    person: PersonId
    org: str
    name: str  # of the organisation, as written
    title: str | None
    start: date | None
    end: date | None
    now: bool  # `org:` says so, or a position that has no end
    place: Place


def people_at(network: Network, organizations: Set[str]) -> set[PersonId]:
    """Organisations, by note or folded name → whoever works or worked there, as their own notes say."""
    told = ((path, edge) for path, edges in network.cards.items() for edge in edges if edge.kind == "works at")
    return {path for path, edge in told if key_of(edge.target) in organizations}


def jobs_of(network: Network, person: PersonId) -> Iterator[Job]:
    """The jobs one contact's note tells: those of `org:` first, then `positions`."""
    someone = network.people.get(person)
    if someone is None or someone.card is None:
        return
    card = someone.card
    told = [edge for edge in network.cards.get(person, ()) if edge.kind == "works at"]
    written = [*card.orgs, *(position.org for position in card.positions)]
    for number, (edge, name) in enumerate(zip(told, written, strict=False)):
        title = edge.note or None
        now = number < len(card.orgs) or (edge.first is not None and edge.last is None)
        shown = name.text.rpartition("/")[2]
        yield Job(person, key_of(edge.target), shown, title, edge.first, edge.last, now, edge.places[0])


def key_of(organization: str) -> str:
    """An organisation's note or name → what it is known by among jobs."""
    return organization if organization.endswith(".md") else fold(organization)


def shared_until(one: Job, other: Job, today: date) -> date | None:
    """Two jobs at one place → the last day on which both were held; None where that is not known.

    A position without years overlaps nothing, as nobody knows when it was.
    """
    if one.now and other.now:
        return today
    held, held_too = _span(one, today), _span(other, today)
    if held is None or held_too is None:
        return None
    last = min(held[1], held_too[1], today)
    return last if max(held[0], held_too[0]) <= last else None


def domain_people(network: Network, domains: Iterable[str]) -> Iterator[tuple[PersonId, str, Place]]:
    """E-mail domains → everybody with an address there, the address, and their note."""
    wanted = tuple(fold(domain).lstrip("@") for domain in domains if domain.strip(" @"))
    if not wanted:
        return
    for person, someone in network.people.items():
        for email in someone.card.emails if someone.card else ():
            domain = fold(email).rpartition("@")[2]
            if any(domain == each or domain.endswith(f".{each}") for each in wanted):
                yield person, email, Place(person, 1)
                break


def with_parts(network: Network, organizations: Iterable[NotePath]) -> set[NotePath]:
    """Organisations' notes → they, and whatever says that it belongs to one of them (`parent`)."""
    found = set(organizations)
    while found:
        names = {fold(stem(path)) for path in found} | {fold(network.organizations[path].name) for path in found}
        more = {
            path
            for path, note in network.organizations.items()
            if path not in found and note.parent and fold(stem(note.parent.text)) in names
        }
        if not more:
            break
        found |= more
    return found


def _span(job: Job, today: date) -> tuple[date, date] | None:
    start, end = job.start or job.end, job.end or (today if job.start else None)
    return (start, end) if start and end else None
