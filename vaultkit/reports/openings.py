"""Sentences about whom I could bring together, with a reason for both sides, and what I could help with."""

from __future__ import annotations

from collections.abc import Sequence

from vaultkit.graph.network import Meeting
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.matches import Help, Introduction, Match, Shared
from vaultkit.metrics.giving.topics import subject
from vaultkit.metrics.standing import Standing
from vaultkit.pages.layout import escape, joined
from vaultkit.reports.phrases import last_topic, person, proof, quoted

NEEDS = 2  # named in a sentence
TO_MAKE = "Introductions I could make"
ASK_EACH = (
    "Ask each side on its own, with what is in it for them; write to both when both have said yes "
    "(`opt_in` keeps the days). A no from one stays with you."
)


def of_introduction(chance: Introduction) -> str:
    """`Ana and Bo: for Ana, an answer to “x” (Bo offers “y”); for Bo, somebody who wants “y”`."""
    one, other = escape(chance.one.someone.name), escape(chance.other.someone.name)
    back = _gains(chance.for_other, one) or f"somebody who wants {quoted(chance.for_one[0].offer)}"
    why = f"for {one}, {_gains(chance.for_one, other)}; for {other}, {back}"
    return f"{_name(chance.one)} and {_name(chance.other)}: {why}"


def of_idea(meeting: Meeting, findings: Findings) -> str:
    """An introduction noted as an idea, with a reason for each side or the next thing to find out."""
    a, b = (_name(findings.standings[side]) for side in (meeting.a, meeting.b))
    seen = proof(meeting.place, "my idea", table=False)
    if is_quiet(meeting.a, findings) or is_quiet(meeting.b, findings):
        return f"{a} and {b} ({seen})"
    names = escape(meeting.names[1]), escape(meeting.names[2])
    sides = tuple(zip(names, (meeting.why_a, meeting.why_b), strict=True))
    reasons = [f"for {name}, {quoted(why)}" for name, why in sides if why]
    missing = [f"what is in it for {name} is still to be found" for name, why in sides if not why]
    return f"{a} and {b}: {'; '.join([*reasons, *missing])} ({seen})"


def is_quiet(party: str, findings: Findings) -> bool:
    """Whether nothing of what the notes say of somebody is to be repeated."""
    standing = findings.standings.get(party)
    return standing is not None and restricted(standing.someone)


def of_help(chance: Help) -> str:
    """`Ana needs “x”; you offer “y”`."""
    last = last_topic(chance.standing, table=False)
    text = f"{_name(chance.standing)} needs {quoted(chance.match.need)}; you offer {quoted(chance.match.offer)}"
    return f"{text}. Last: {last}" if last else text


def of_shared(shared: Shared) -> str:
    """`Ana (“x”) and Bo (“y”)`: the words in which both are about the same."""
    one, other = shared.words
    names = _name(shared.one), _name(shared.other)
    if subject(one) == subject(other):
        return f"{names[0]} and {names[1]}: {quoted(one)}"
    return f"{names[0]}: {quoted(one)}; {names[1]}: {quoted(other)}"


def _name(standing: Standing) -> str:
    return person(standing.someone, table=False)


def _gains(matches: Sequence[Match], giver: str) -> str:
    """What one side gets out of it."""
    return joined([f"an answer to {quoted(m.need)} ({giver} offers {quoted(m.offer)})" for m in matches[:NEEDS]])
