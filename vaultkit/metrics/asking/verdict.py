"""May I ask this person for that, now? A verdict with its proof: a conjunction of tests, never an average.

The worst of what the failed tests come to decides: `go`, `go-lighter`, `build-first`, `wait`, `no`, in this order. For
a deep ask what is not known counts as not passed; for any other it is told, and stands in nobody's way. So one more
day in touch, thanks or gift never makes a verdict worse, and one more loop or ask never better.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import ME, Network, PersonId
from vaultkit.metrics.asking.chance import explain_chance_of_answer
from vaultkit.metrics.asking.mirror import mirror
from vaultkit.metrics.asking.plan import Step, plan
from vaultkit.metrics.asking.summary import Told, called_for, summary
from vaultkit.metrics.budget import Budget, budget_of
from vaultkit.metrics.etiquette.aim import Knows, called, knows
from vaultkit.metrics.etiquette.check import Answer, Check
from vaultkit.metrics.etiquette.grounds import Grounds, grounds_of
from vaultkit.metrics.etiquette.request import ABOUT_A_TARGET, Ask, Request, Weight, ask_of, lead_days, rungs_below
from vaultkit.metrics.etiquette.tests import every_test, is_a_go, stands_in_the_way, worst
from vaultkit.metrics.findings import Findings
from vaultkit.pages.layout import day


class Verdict(NamedTuple):
    """Whether I may ask, why, what instead, and what first."""

    request: Request
    weight: Weight
    verdict: Answer
    rung: str | None  # the strongest thing that may be asked now; the kind itself for a go
    open_on: date | None  # the first day on which the answer could change; None for a go, a no, or where none is known
    tests: tuple[Check, ...]
    plan: tuple[Step, ...]
    budget: Budget
    chance: str
    mirror: str
    summary: str


def verdict_on(findings: Findings, request: Request) -> Verdict:
    """Everything known, and what I would ask of somebody → whether I may. KeyError where the person is nobody's."""
    network = findings.network
    ground = grounds(findings, request.person)
    ask = ask_of(request, findings.today, findings.settings)
    ask = ask._replace(named=called(network, request.target) if request.target else "")
    known = _known(network, request)
    tests = every_test(ground, ask, known)
    against = tuple(check for check in tests if stands_in_the_way(check, ask))
    rung = ask if not against else strongest(ground, rungs_below(ask), known)
    answer = worst(against, lighter=rung is not None)
    shut = any(check.name == "door" and check.remedy.answer != "go-lighter" for check in against)
    if shut:
        rung = None
    hopeless = answer == "no" or any(check.remedy.final for check in against)
    opens_on = None if answer == "go" or hopeless else opens(against, findings.today)
    wanted = lead_days(findings.settings.ask, ask.kind, ask.weight)
    late = bool(opens_on and ask.needed_by and (ask.needed_by - opens_on).days < wanted)
    opens_on = None if late else opens_on
    what = called_for(ask.kind, ask.named)
    budget, owed = budget_of(findings.basis.tally, findings.settings), findings.basis.bonds[request.person].follow_ups
    pressing = (item for item in owed if item.kind != "promise" or item.overdue(findings.today))
    now = tuple(item for item in pressing if item.stage == "now")
    told = Told(
        what,
        ask,
        answer,
        rung,
        tests,
        against,
        opens_on,
        late,
        budget,
        now,
    )
    said = summary(ground, told)
    return Verdict(
        request=request,
        weight=ask.weight,
        verdict=answer,
        rung=rung.kind if rung else None,
        open_on=opens_on,
        tests=tests,
        plan=() if answer == "go" else plan(ground, ask, against, hopeless=hopeless),
        budget=budget,
        chance=explain_chance_of_answer(findings, request.person),
        mirror=mirror(findings, request),
        summary=said + _know_them_yourself(findings, request),
    )


def grounds(findings: Findings, person: PersonId) -> Grounds:
    """Everything the tests look at for one person."""
    network, basis = findings.network, findings.basis
    introduced = (m for m in network.meetings if m.introducer == person and ME in (m.a, m.b))
    return grounds_of(basis.bonds[person], findings.standings[person], basis.yard, introduced, network.dealings)


def strongest(g: Grounds, rungs: Iterable[Ask], known: Knows | None) -> Ask | None:
    """Rungs of the ladder, the heaviest first → the first that is a plain go."""
    return next((rung for rung in rungs if is_a_go(g, rung, known if rung.target else None)), None)


def opens(against: Iterable[Check], today: date) -> date | None:
    """The first day on which all that stands in the way could be gone; None where it hangs on somebody else."""
    days = [check.remedy.opens for check in against]
    known = [day for day in days if day]
    return max(*known, today) if known and len(known) == len(days) else None


def _know_them_yourself(findings: Findings, request: Request) -> str:
    """A word on whom one wants to meet, where one has met them."""
    standing = findings.standings.get(request.target or "")
    if request.kind != "introduction" or standing is None or standing.tie is None or not standing.approachable:
        return ""
    last = day(standing.tie.last_contact)
    return f" You know {standing.someone.name} yourself, last in touch {last}: you could write to them."


def _known(network: Network, request: Request) -> Knows | None:
    about = request.target and request.kind in ABOUT_A_TARGET
    return knows(network, request.person, request.target) if about and request.target else None
