"""How the vault is to be watched, as asked for on the command line."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class How(NamedTuple):
    """What was asked for."""

    today: date | None = None  # a day that never ends
    poll: float | None = None  # seconds
    once: bool = False  # end when the reports are current
    verbose: bool = False
    lines: bool = True  # say each time what was renewed; else only the log tells that
