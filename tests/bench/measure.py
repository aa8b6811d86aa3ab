"""Steps → how long each took, every one beside the step it is compared with: A B A C A B A C …

Times on a shared machine drift twofold within minutes, so only the ratio of two runs one after the other is worth
reporting; the bench takes the median of such ratios.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ONCE = Path(__file__).with_name("once.py")


class Run(NamedTuple):
    """One whole process."""

    seconds: float
    peak: int  # kB held by its largest process
    tree: int  # kB held by all its processes together; 0 where nobody looked


class Step(NamedTuple):
    """Something to measure: what comes before it unmeasured, what it must say, and what it is compared with."""

    name: str
    command: tuple[str, ...]
    before: Callable[[], object]
    against: str  # the step before it in the round; the first one, the floor, is run again for it
    says: str = ""
    rounds: int = 99


class Pair(NamedTuple):
    """A run, and the run it is compared with."""

    base: Run
    run: Run

    @property
    def ratio(self) -> float:
        return self.run.seconds / self.base.seconds


class Spread(NamedTuple):
    """Some figures: the median, and how far they lie apart."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """At least one figure → their spread."""
        return cls(min(figures), median(figures), max(figures))


class RunError(Exception):
    """A command that ended badly, or did not do what was to be measured."""


def measure(
    floor: tuple[str, ...], steps: Sequence[Step], rounds: int, told: Callable[[str], object]
) -> dict[str, list[Pair]]:
    """So many rounds of all steps → the pairs of each step, by its name."""
    pairs: dict[str, list[Pair]] = {step.name: [] for step in steps}
    for number in range(rounds):
        told(f"round {number + 1} of {rounds}")
        for step in steps:
            if number < step.rounds:
                step.before()
                base = pairs[step.against][-1].run if step.against in pairs else run(floor)
                pairs[step.name].append(Pair(base, run(step.command, step.says)))
    return pairs


def run(command: Sequence[str], says: str = "", *, tree: bool = False) -> Run:
    """Run a command in a process of its own; raises RunError where it does not say what it should."""
    output = Path(".bench/output")
    watched = ["--tree"] if tree else []
    once = [sys.executable, "-I", "-S", str(ONCE), *watched, str(output), *command]
    done = subprocess.run(once, capture_output=True, text=True, check=False)
    said = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
    if done.returncode or says not in said:
        raise RunError(
            f"{' '.join(command)}\nsaid, with exit code {done.returncode}:\n{said[-2000:]}{done.stderr[-500:]}"
        )
    seconds, peak, held = done.stdout.split()
    return Run(float(seconds), int(peak), int(held))
