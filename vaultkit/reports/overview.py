"""Overview: this week's next steps, the state of the network in a few numbers, and a picture or three."""

from __future__ import annotations

from collections import Counter

from vaultkit.metrics.circles import explain_constraint, explain_size
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.next_steps import next_steps
from vaultkit.pages.charts import Circle, circles, months, pie
from vaultkit.pages.layout import bullets, callout, day, heading, joined, link, paragraph, plural, stack
from vaultkit.reports.phrases import of_step, person

NAME = "Overview"
PAGES = ("Asking", "Introductions", "Giving", "Reciprocity", "Stale ties", "Follow-ups", "Review", "Problems")
LABELS = ("active", "cooling", "slipping", "dormant", "long dormant")
CHART_MONTHS = 24
CIRCLES = 6


def body(findings: Findings) -> str:
    """The findings → the page."""
    labels = _labels(findings)
    return stack(
        paragraph(f"As of {day(findings.today)}.", _elsewhere(findings)),
        _steps(findings),
        _state(findings, labels),
        pie("Ties by how warm they are", [(label, float(labels[label])) for label in LABELS]),
        _activity(findings),
        _circles(findings),
    )


def _elsewhere(findings: Findings) -> str:
    folder = findings.settings.folders.reports
    pages = [link(f"{folder}/{name}.md", name) for name in PAGES]
    return f"More in {joined(pages)}."


def _steps(findings: Findings) -> str:
    steps, more = next_steps(findings)
    if not steps:
        return stack(heading(2, "This week"), "Nothing is due this week.")
    rest = f"And {plural(more, 'more', 'more')} in the other reports." if more else ""
    return stack(heading(2, "This week"), bullets(of_step(step, findings) for step in steps), rest)


def _state(findings: Findings, labels: Counter[str]) -> str:
    known = sum(1 for s in findings.standings.values() if s.tie)
    unmet = len(findings.standings) - known
    people = plural(len(findings.standings), "person", "people")
    lines = [f"- **{people}**, {known:,} of them met or written to" + (f", {unmet:,} never logged" if unmet else "")]
    counted = [f"{labels[label]:,} {label}" for label in LABELS if labels[label]]
    if counted:
        lines.append(f"- {joined(counted)}")
    at_rest = sum(1 for s in findings.standings.values() if s.tie and s.silent)
    if at_rest:
        lines.append(f"- {at_rest:,} at rest: archived, snoozed, deceased or not to be contacted")
    lines.append(
        f"- **{plural(findings.last_year, 'day')}** in touch over the last year, each person counted on their own"
    )
    if findings.problems:
        problems = link(f"{findings.settings.folders.reports}/Problems.md", plural(len(findings.problems), "problem"))
        lines.append(f"- {problems} in the notes")
    return callout("summary", "The network", lines)


def _labels(findings: Findings) -> Counter[str]:
    """Ties by label, the silent people left out; a planned meeting counts as active."""
    return Counter([s.tie.label or "active" for s in findings.standings.values() if s.tie is not None and not s.silent])


def _activity(findings: Findings) -> str:
    shown = findings.months[-CHART_MONTHS:]
    return months("Contact-days by month", "contact-days", [start for start, _ in shown], [float(n) for _, n in shown])


def _circles(findings: Findings) -> str:
    found = findings.circles
    if not found.contacts:
        return ""
    groups = [
        Circle(f"Circle of {_name(circle[0], findings)}", [_name(member, findings) for member in circle])
        for circle in found.circles[:CIRCLES]
    ]
    bridges = [person(findings.standings[bridge].someone, table=False) for bridge in found.bridges]
    lone = f"The only strong contact of their circle: {joined(bridges)}." if bridges else ""
    return stack(
        heading(2, "Circles"),
        paragraph(explain_size(found), explain_constraint(found), lone),
        circles("you", groups),
    )


def _name(member: str, findings: Findings) -> str:
    return findings.standings[member].someone.name
