"""What was measured → the tables the bench prints, with the aim beside every figure."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence

from measure import Pair, Run, Spread
from watcher import Watched

FLOOR = "floor: list, stat, read"
NOTHING = "nothing changed"
ONE = "one note changed"
LOST = "cold, reports standing"
FIRST = "cold, first run ever"
PLAIN = "plain loop"
OTHERS = "obsidiantools"
COLD = "cold"

AT_MOST: Mapping[int, Mapping[str, float]] = {  # times the floor
    1_000: {NOTHING: 2, ONE: 5, LOST: 12, FIRST: 12},
    10_000: {NOTHING: 1.5, ONE: 3, LOST: 20, FIRST: 20},
    100_000: {NOTHING: 1.2, ONE: 2, LOST: 20, FIRST: 20},
}
AT_LEAST: Mapping[int, Mapping[str, float]] = {  # times vaultkit's first run
    1_000: {OTHERS: 60},
    10_000: {PLAIN: 5, OTHERS: 60},
    100_000: {PLAIN: 5},
}
SMALL = 500  # notes: enough that every library is imported, as for the large vaults
SAVE_MS: Mapping[int, float] = {1_000: 30, 10_000: 40, 100_000: 100}
KB_WATCHING: Mapping[int, float] = {10_000: 4, 100_000: 2}
KB_A_NOTE: Mapping[int, Mapping[str, float]] = {10_000: {COLD: 5}, 100_000: {COLD: 3}}


def machine() -> str:
    """What the figures depend on, and nothing that names the machine."""
    import yaml

    from vaultkit import __version__

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libyaml = "libyaml in use" if hasattr(yaml, "CSafeLoader") else "no libyaml: cold runs take five times as long"
    system = f"{platform.system()} {platform.machine()}"
    return f"vaultkit {__version__} · Python {platform.python_version()} · {system} · {cores} cores · {libyaml}"


def times(notes: int, pairs: Mapping[str, Sequence[Pair]], floors: Sequence[Run]) -> str:
    """Whole processes in milliseconds, and each against what it is compared with."""
    lines = [
        f"\n{notes:,} notes: whole processes, medians (lowest–highest)",
        f"{'':26}{'runs':>5}{'ms':>9}  {'':17}{'ratio, pair by pair':<34}aim",
        f"{FLOOR:<26}{len(floors):>5}{_milliseconds(floors)}".rstrip(),
    ]
    for name, found in pairs.items():
        runs, ratio = [pair.run for pair in found], Spread.of([pair.ratio for pair in found])
        base = "first run" if name in (PLAIN, OTHERS) else "floor"
        shown = f"{_figure(ratio.middle)} × {base} ({_figure(ratio.low)}–{_figure(ratio.high)})"
        lines.append(
            f"{name:<26}{len(runs):>5}{_milliseconds(runs)}{shown:<34}{_aim(notes, name, ratio.middle)}".rstrip()
        )
    return "\n".join(lines)


def memory(notes: int, full: Mapping[str, Run], small: Mapping[str, Run]) -> str:
    """Peaks in MiB, and what each note past the small vault's adds to them."""
    lines = [
        f"\n{notes:,} notes: memory at its peak, MiB",
        f"{'':26}{'largest process':>16}{'all together':>14}{f'{SMALL} notes':>13}{'kB each further note':>22}   aim",
    ]
    for name, run in full.items():
        added = (max(run.peak, run.tree) - max(small[name].peak, small[name].tree)) * 1.024 / (notes - SMALL)
        together = f"{run.tree / 1024:.1f}" if run.tree else "–"
        aim = KB_A_NOTE.get(notes, {}).get(name)
        lines.append(
            f"{name:<26}{run.peak / 1024:>16.1f}{together:>14}{small[name].peak / 1024:>13.1f}{added:>22.1f}   "
            f"{_judged('≤', aim, added <= aim) if aim else ''}".rstrip()
        )
    return "\n".join(lines)


def watching(notes: int, full: Watched, small: Watched) -> str:
    """A watcher: from a save to the last report, memory, and what it does at rest."""
    saves = Spread.of([seconds * 1000 for seconds in full.saves])
    added = (full.held - small.held) * 1.024 / (notes - SMALL)
    most, room = SAVE_MS.get(notes), KB_WATCHING.get(notes)
    rows = (
        ("save to reports, ms, after the quiet", saves.middle, f"({saves.low:.0f}–{saves.high:.0f})", most),
        ("held, MiB", full.held / 1024, f"({small.held / 1024:.0f} with {SMALL} notes)", None),
        ("kB each further note", added, "", room),
        ("wakes a minute at rest", full.wakes, "", None),
        ("ms of processor a minute at rest", full.busy * 1000, "", None),
    )
    lines = [f"\n{notes:,} notes: watching, {len(full.saves)} saves"]
    for name, figure, beside, aim in rows:
        judged = _judged("≤", aim, figure <= aim) if aim else ""
        lines.append(f"{name:<40}{figure:>8.1f}  {beside:<20}{judged}".rstrip())
    return "\n".join(lines)


def _milliseconds(runs: Sequence[Run]) -> str:
    spread = Spread.of([run.seconds * 1000 for run in runs])
    between = f"({spread.low:,.0f}–{spread.high:,.0f})"
    return f"{spread.middle:>9,.0f}  {between:<17}"


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def _aim(notes: int, name: str, ratio: float) -> str:
    most, least = AT_MOST.get(notes, {}).get(name), AT_LEAST.get(notes, {}).get(name)
    if most is not None:
        return _judged("≤", most, ratio <= most)
    return "" if least is None else _judged("≥", least, ratio >= least)


def _judged(sign: str, aim: float, reached: bool) -> str:
    return f"{sign} {aim:g}  {'reached' if reached else 'MISSED'}"
