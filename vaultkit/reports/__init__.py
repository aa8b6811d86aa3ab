"""The reports: one file each. A new one is one module and one line in `REPORTS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from vaultkit.metrics.findings import Findings
from vaultkit.reports import (
    asking,
    follow_ups,
    giving,
    introductions,
    overview,
    problems,
    reciprocity,
    review,
    stale_ties,
)


class Report(NamedTuple):
    """A report's name, which is its file's, how its text is made, and of what: the same object, the same text."""

    name: str
    body: Callable[[Findings], str]
    shows: Callable[[Findings], object]
    over: bool = False  # the page is to stand no longer
    patient: bool = False  # it takes long to draw: in a large vault it may come a second after the others


def _all(findings: Findings) -> object:
    return findings


REPORTS = (
    Report(overview.NAME, overview.body, _all),
    Report(asking.NAME, asking.body, _all, patient=True),
    Report(introductions.NAME, introductions.body, _all, patient=True),
    Report(giving.NAME, giving.body, _all, patient=True),
    Report(reciprocity.NAME, reciprocity.body, _all),
    Report(stale_ties.NAME, stale_ties.body, _all),
    Report(follow_ups.NAME, follow_ups.body, _all),
    Report(review.NAME, review.body, _all, patient=True),
    Report(problems.NAME, problems.body, problems.shows),
)
