"""Chances to give: back, forward, to those who asked me, and what was saved to be shared. Facts, and no deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Favour, Onward, PersonId, Saved
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.gifts import Gift, gifts_in
from vaultkit.metrics.giving.topics import meet
from vaultkit.metrics.life import life_of
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place

YEAR = 365  # days: what they asked longer ago is counted, not listed
WEIGHTS = ("light", "medium", "deep")


class Opening(NamedTuple):
    """Somebody who did something for me, and by what I could return it: it waits in their notes or mine."""

    standing: Standing
    favour: Favour  # the weightiest, of these the latest
    needs: tuple[str, ...]
    saved: tuple[Saved, ...]
    promised: tuple[tuple[str, Place], ...]


class First(NamedTuple):
    """Somebody who did something for me before I ever did for them."""

    standing: Standing
    favour: Favour
    since: tuple[Gift, ...]  # what I gave since


class Passed(NamedTuple):
    """A favour I received and passed on to somebody else."""

    standing: Standing
    favour: Favour
    onward: Onward


class Passable(NamedTuple):
    """A favour I received, and an ask of somebody else for the same kind of thing: it could travel on."""

    standing: Standing
    favour: Favour
    asker: Standing
    ask: Favour


class Asked(NamedTuple):
    """Something I was asked for and have not answered."""

    standing: Standing
    favour: Favour
    offer: str | None  # the offer of mine that meets it


class Giving(NamedTuple):
    """All that the page of giving is made of."""

    openings: tuple[Opening, ...]  # where the balance says so first, then the weightiest and latest
    firsts: tuple[First, ...]  # the latest first
    asked: tuple[Asked, ...]  # oldest first
    asked_long_ago: int
    passed: tuple[Passed, ...]  # the latest first
    passable: tuple[Passable, ...]  # the weightiest first
    saved: tuple[tuple[Standing, Saved], ...]  # oldest first
    gifts: tuple[Gift, ...]  # everything I ever gave, oldest first


def giving(findings: Findings) -> Giving:
    """The findings → every chance to give."""
    gifts = gifts_in(findings.network)
    given: dict[PersonId, list[Gift]] = {}
    for gift in gifts:
        given.setdefault(gift.person, []).append(gift)
    with_favours = [(standing, found) for standing, found in _with_favours(findings) if not standing.silent]
    received = [
        (standing, found) for standing, favours in with_favours if (found := _received(favours, findings.today))
    ]
    asked, old = _asked(with_favours, findings)
    return Giving(
        openings=_openings(received, given, findings),
        firsts=_firsts(received, given),
        asked=asked,
        asked_long_ago=old,
        passed=_passed(received),
        passable=_passable(received, asked),
        saved=saved_for(findings),
        gifts=gifts,
    )


def saved_for(findings: Findings) -> tuple[tuple[Standing, Saved], ...]:
    """What was saved for somebody who can be written to and is not shared yet, oldest first."""
    found = [
        (standing, saved)
        for person, dealings in findings.network.dealings.items()
        if dealings.saved and (standing := findings.standings.get(person or "")) and standing.approachable
        for saved in dealings.saved
        if saved.shared is None
    ]
    return tuple(sorted(found, key=lambda row: (row[1].day or date.max, row[1].place, row[0].someone.id)))


def when(favour: Favour) -> date | None:
    """The day on which a favour was done."""
    return favour.decided or favour.asked


def heft(favour: Favour) -> int:
    """How much a favour weighed: 0 light, 1 medium or a number of the user's own, 2 deep."""
    return WEIGHTS.index(favour.weight) if favour.weight in WEIGHTS else 1


# --- what was done for me ---

Received = Sequence[tuple[Standing, Sequence[Favour]]]


def _with_favours(findings: Findings) -> Iterator[tuple[Standing, Sequence[Favour]]]:
    for person, dealings in findings.network.dealings.items():
        if dealings.favours and person is not None and person in findings.standings:
            yield findings.standings[person], dealings.favours


def _received(favours: Iterable[Favour], today: date) -> list[Favour]:
    return [f for f in favours if f.mine and f.helped and not f.routine and (when(f) or today) <= today]


def _openings(received: Received, given: Mapping[PersonId, Sequence[Gift]], findings: Findings) -> tuple[Opening, ...]:
    """Those since whose favour nothing went to them, nor onward; and all to whom the balance leans all the same."""
    leaning = {standing.someone.id: place for place, standing in enumerate(findings.rolls.giving_back)}
    found = []
    for standing, favours in received:
        person = standing.someone.id
        open_ones = [f for f in favours if not f.paid_forward and not _returned(f, given.get(person, ()))]
        kept = favours if person in leaning else open_ones
        if standing.approachable and kept:
            weightiest = max(kept, key=lambda f: (heft(f), when(f) or date.min, f.id))
            found.append(_opening(standing, weightiest, findings))
    return tuple(
        sorted(found, key=lambda opening: (leaning.get(opening.standing.someone.id, len(leaning)), _size(opening)))
    )


def _returned(favour: Favour, gifts: Iterable[Gift]) -> bool:
    """Whether something of mine came after it: thanks alone are owed anyway."""
    day = when(favour)
    return any(day and gift.day and gift.day >= day for gift in gifts if gift.sort not in ("thanks", "kindness"))


def _opening(standing: Standing, favour: Favour, findings: Findings) -> Opening:
    dealings = findings.network.between(standing.someone.id)
    return Opening(
        standing=standing,
        favour=favour,
        needs=standing.someone.card.needs if standing.someone.card else (),
        saved=tuple(saved for saved in dealings.saved if saved.shared is None),
        promised=tuple((p.what, p.place) for p in dealings.pledges if p.mine and p.status == "open"),
    )


def _size(opening: Opening) -> tuple[int, int, str]:
    return -heft(opening.favour), -(when(opening.favour) or date.min).toordinal(), opening.standing.someone.id


def _firsts(received: Received, given: Mapping[PersonId, Sequence[Gift]]) -> tuple[First, ...]:
    found = []
    for standing, favours in received:
        dated = [(day, favour) for favour in favours if (day := when(favour))]
        gifts = [gift for gift in given.get(standing.someone.id, ()) if gift.sort != "thanks"]
        if not dated or not standing.listed:
            continue
        day, favour = min(dated, key=lambda row: (row[0], row[1].id))
        if all(gift.day and gift.day > day for gift in gifts):
            found.append(First(standing, favour, tuple(gifts)))
    return tuple(sorted(found, key=lambda first: (-(when(first.favour) or date.min).toordinal(), first.favour.id)))


def _passed(received: Received) -> tuple[Passed, ...]:
    found = [
        Passed(standing, f, onward) for standing, favours in received for f in favours for onward in f.paid_forward
    ]
    return tuple(
        sorted(
            found,
            key=lambda passed: (-(passed.onward.day or date.min).toordinal(), passed.onward.place, passed.favour.id),
        )
    )


def _passable(received: Received, asked: Iterable[Asked]) -> tuple[Passable, ...]:
    """For each open ask the weightiest favour of its kind that I received of somebody else."""
    found = []
    for ask in asked:
        like = [
            (standing, favour)
            for standing, favours in received
            for favour in favours
            if favour.kind and favour.kind == ask.favour.kind and standing.someone.id != ask.favour.person
        ]
        if like:
            standing, favour = max(like, key=lambda row: (heft(row[1]), when(row[1]) or date.min, row[1].id))
            found.append(Passable(standing, favour, ask.standing, ask.favour))
    return tuple(sorted(found, key=lambda p: (-heft(p.favour), p.ask.asked or date.max, p.ask.id)))


# --- what I am asked for ---


def _asked(
    with_favours: Iterable[tuple[Standing, Sequence[Favour]]], findings: Findings
) -> tuple[tuple[Asked, ...], int]:
    """The asks that wait for my answer, oldest first, and how many are older than a year."""
    today, ask = findings.today, findings.settings.ask
    waiting = [
        (standing, f)
        for standing, favours in with_favours
        for f in favours
        if f.direction == "received_ask" and life_of(f, today, ask).open
    ]
    recent = [(standing, f) for standing, f in waiting if f.asked is None or (today - f.asked).days <= YEAR]
    mine = findings.network.me.offers if findings.network.me else ()
    rows = [Asked(standing, f, next((offer for offer in mine if meet(f.what, offer)), None)) for standing, f in recent]
    return tuple(sorted(rows, key=lambda row: (row.favour.asked or date.max, row.favour.id))), len(waiting) - len(
        recent
    )
