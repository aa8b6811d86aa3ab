"""Everyone who could help: those whose notes show what is looked for, through the verdict, the strongest first.

The order is that of what may be asked, then of the tie's strength times how well what was found fits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.graph.names import nearest_names
from vaultkit.graph.network import PersonId, Someone
from vaultkit.metrics.asking.verdict import verdict_on
from vaultkit.metrics.etiquette.check import ANSWERS
from vaultkit.metrics.etiquette.request import LADDER, Request
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.standing import Standing
from vaultkit.metrics.ways.acquaintances import Acquaintances
from vaultkit.metrics.ways.searches import Match, Search, found_in, known_words

NEAR = 75  # percent of likeness from which a name or word is held out as meant
JUDGED = 100  # people on whom a verdict is made for a kind, the strongest first


class Candidate(NamedTuple):
    """Somebody who could help: why, and what may be asked of them."""

    standing: Standing
    matches: tuple[Match, ...]  # one for each thing looked for, the best
    rank: float  # the tie's strength × how well it fits
    verdict: str | None  # of the kind asked for; None where none was
    rung: str | None  # the strongest thing that may be asked now
    open_on: date | None
    why: str


class OneStep(NamedTuple):
    """Somebody you are not in touch with who could help, and whom you know that knows them."""

    someone: Someone
    matches: tuple[Match, ...]
    through: Someone
    how: str  # in what words they know each other


class Candidates(NamedTuple):
    """Who could help."""

    people: tuple[Candidate, ...]  # the strongest first
    further: tuple[OneStep, ...]  # one step away
    near: tuple[str, ...]  # where nobody is found: names and words like what was looked for


def who(findings: Findings, search: Search, kind: str | None = None) -> Candidates:
    """What is looked for, and what would be asked → who could help, directly or one step away."""
    found = {p: m for p, m in found_in(findings, search).items() if findings.standings[p].listed}
    further = _further(findings, {p: m for p, m in found.items() if findings.standings[p].tie is None})
    apart = {step.someone.id for step in further}
    people = _judged(findings, {p: m for p, m in found.items() if p not in apart}, kind)
    near = () if people or further else _near(findings, search)
    return Candidates(people, further, near)


def _judged(findings: Findings, found: Mapping[PersonId, tuple[Match, ...]], kind: str | None) -> tuple[Candidate, ...]:
    ranked = sorted((_candidate(findings, person, matches) for person, matches in found.items()), key=_by_rank)
    if kind:
        ranked = [_for_kind(findings, each, kind) for each in ranked[:JUDGED]] + ranked[JUDGED:]
    return tuple(sorted(ranked, key=_strongest))


def _candidate(findings: Findings, person: PersonId, matches: tuple[Match, ...]) -> Candidate:
    standing, prospect = findings.standings[person], findings.prospects[person]
    strength = standing.strength
    rank = strength * math.prod(match.fit for match in matches)
    if not standing.approachable:
        return Candidate(standing, matches, rank, None, None, None, "the next word is theirs")
    return Candidate(standing, matches, rank, None, prospect.rung, prospect.open_on, "")


def _for_kind(findings: Findings, candidate: Candidate, kind: str) -> Candidate:
    verdict = verdict_on(findings, Request(candidate.standing.someone.id, kind))
    return candidate._replace(verdict=verdict.verdict, rung=verdict.rung, open_on=verdict.open_on, why=verdict.summary)


def _by_rank(candidate: Candidate) -> tuple[float, str]:
    return -candidate.rank, candidate.standing.someone.id


def _strongest(candidate: Candidate) -> tuple[int, int, float, str]:
    """The better verdict, then the stronger rung, then rank."""
    answer = ANSWERS.index(candidate.verdict) if candidate.verdict in ANSWERS else len(ANSWERS)
    rung = LADDER.index(candidate.rung) if candidate.rung in LADDER else len(LADDER)
    return answer, rung, *_by_rank(candidate)


def _further(findings: Findings, found: Mapping[PersonId, tuple[Match, ...]]) -> tuple[OneStep, ...]:
    """Those you were never in touch with, each through the contact who is likeliest to lead there."""
    if not found:
        return ()
    links = Acquaintances(findings.network, findings.settings.paths.knows_half_life)
    near = {s.someone.id: s.tie.strength for s in findings.standings.values() if s.tie and s.listed}
    steps = []
    for person, matches in found.items():
        ways = links.of(person, near)
        best = min(ways, key=lambda other: (-ways[other].chance, -near[other], other), default=None)
        if best is not None:
            step = OneStep(findings.network.people[person], matches, findings.network.people[best], ways[best].words)
            steps.append((-ways[best].chance * math.prod(match.fit for match in matches), person, step))
    return tuple(step for *_, step in sorted(steps, key=lambda each: each[:2]))


def _near(findings: Findings, search: Search) -> tuple[str, ...]:
    """Names and words of these notes that are most like what was looked for."""
    wanted = [(text, known_words(findings.network, option)) for option, text in search.wanted()]
    return tuple(dict.fromkeys(name for text, words in wanted for name in nearest_names(text, words, cutoff=NEAR)))
