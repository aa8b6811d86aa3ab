"""The reports: one file each. A new one is one module and one line in `REPORTS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from vaultkit.metrics.findings import Findings
from vaultkit.reports import follow_ups, overview, problems, reciprocity, stale_ties


class Report(NamedTuple):
    """A report's name, which is its file's, and how its text is made."""

    name: str
    body: Callable[[Findings], str]


REPORTS = tuple(
    Report(module.NAME, module.body) for module in (overview, reciprocity, stale_ties, follow_ups, problems)
)
