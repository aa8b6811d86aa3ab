"""How fast vaultkit is, on vaults it writes itself: one table for each size, the aim beside every figure.

    python tests/bench/bench.py [NOTES ...]        1,000 and 10,000 notes unless told otherwise; about six minutes

Everything is made under `.bench/`. docs/speed.md says what the figures mean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

import rivals
import table
import vaults
from measure import Pair, Run, RunError, Step, measure, run
from watcher import Watched, watch

HERE = Path(__file__).parent
BENCH = Path(".bench")
CACHE = BENCH / "cache"
SAVES = 12  # of one note, while a watcher runs
QUIET = 2.2  # seconds after which a file's times prove that it did not change
DAY = ("--today", vaults.LAST_DAY.isoformat())


def main() -> int:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description="Measure vaultkit against the floor, a plain loop and obsidiantools.")
    parser.add_argument("notes", type=int, nargs="*", default=[1_000, 10_000], help="sizes of the vaults")
    BENCH.mkdir(exist_ok=True)
    os.environ["VAULTKIT_CACHE"] = str(CACHE.absolute())
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what pip installs is compiled once, not at every start
    _print(table.machine())
    try:
        for notes in parser.parse_args().notes:
            Bench(notes).run()
    except RunError as failed:
        sys.stderr.write(f"\nnot measured: {failed}\n")
        return 1
    return 0


class Bench:
    """One vault, measured."""

    def __init__(self, notes: int) -> None:
        self.notes = notes
        self.vault = BENCH / f"vault-{notes}"
        self.changes = 0

    def run(self) -> None:
        """Build the vault, run the rounds, print the table."""
        _tell(f"building a vault of {self.notes:,} notes")
        for leftover in (self.vault, CACHE):
            shutil.rmtree(leftover, ignore_errors=True)
        vaults.build(self.vault, self.notes)
        os.sync()  # else the first runs pay for writing the vault
        time.sleep(QUIET)
        pairs = measure(self.floor(), self.steps(), self.rounds(), _tell)
        _print(table.times(self.notes, pairs, self.floors(pairs)))
        _print(table.memory(self.notes, *self.weights()))
        if sys.platform == "linux":
            _tell(f"watching a vault of {self.notes:,} notes")
            _print(table.watching(self.notes, *self.watched()))

    def rounds(self) -> int:
        return 7 if self.notes <= 1_000 else 5 if self.notes <= 10_000 else 3

    def floor(self) -> tuple[str, ...]:
        return sys.executable, str(HERE / "floor.py"), str(self.vault)

    def floors(self, pairs: dict[str, list[Pair]]) -> list[Run]:
        return [pair.base for step in self.steps() if step.against == table.FLOOR for pair in pairs[step.name]]

    def steps(self) -> list[Step]:
        """All that is measured, in the order of a round."""
        report, floor = _report(self.vault), table.FLOOR
        plain = (sys.executable, str(HERE / "plain_loop.py"), str(self.vault))
        steps = [
            Step(table.NOTHING, report, self.settle, floor, "up to date"),
            Step(table.ONE, report, self.change_one, floor, "renewed"),
            Step(table.LOST, report, self.forget, floor),
            Step(table.FIRST, report, self.forget_all, floor, "wrote"),
            Step(table.PLAIN, plain, _nothing, table.FIRST, rounds=3 if self.notes <= 1_000 else 2),
        ]
        return steps + (self.others() if self.notes <= 1_000 else [])

    def others(self) -> list[Step]:
        """obsidiantools, if it can be had; it takes a quarter of a minute for 1,000 notes."""
        python, why = rivals.obsidian_tools(BENCH / "obsidiantools")
        if python is None:
            _print(f"obsidiantools is left out: it could not be installed ({why})")
            return []
        return [
            Step(
                table.OTHERS,
                (python, str(HERE / "obsidian_tools.py"), str(self.vault)),
                _nothing,
                table.FIRST,
                rounds=2,
            )
        ]

    # --- what comes before a run ---

    def settle(self) -> None:
        """Let the files grow old enough to be trusted, and have them looked at once more."""
        time.sleep(QUIET)
        run(_report(self.vault))

    def change_one(self) -> None:
        """Another promise in the same note: people change one note and look at the reports."""
        self.changes += 1
        note = min((self.vault / "Interactions").rglob("*.md"))
        with note.open("a", encoding="utf-8") as file:
            file.write(f"\n- [ ] send draft {self.changes} to [[{vaults.names(1)[0]}]] 📅 {vaults.LAST_DAY}\n")

    def forget(self) -> None:
        shutil.rmtree(CACHE, ignore_errors=True)

    def forget_all(self) -> None:
        self.forget()
        shutil.rmtree(self.vault / "Reports", ignore_errors=True)

    # --- memory ---

    def weights(self) -> tuple[dict[str, Run], dict[str, Run]]:
        """Cold and nothing changed, weighed: this vault, and a small one that needs the same libraries."""
        small = BENCH / "vault-small"
        shutil.rmtree(small, ignore_errors=True)
        vaults.build(small, table.SMALL)
        return self.weigh(self.vault), self.weigh(small)

    def watched(self) -> tuple[Watched, Watched]:
        """A watcher on this vault, and on the small one."""
        found = []
        for vault in (self.vault, BENCH / "vault-small"):
            run(_report(vault))
            found.append(watch(vault, DAY, SAVES if vault == self.vault else 1))
        return found[0], found[1]

    def weigh(self, vault: Path) -> dict[str, Run]:
        self.forget()
        cold = run(_report(vault), tree=True)
        time.sleep(QUIET)
        run(_report(vault))
        return {table.COLD: cold, table.NOTHING: run(_report(vault), "up to date", tree=True)}


def _report(vault: Path) -> tuple[str, ...]:
    return sys.executable, "-m", "vaultkit", "report", "--vault", str(vault), *DAY


def _nothing() -> None:
    pass


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}\r")


if __name__ == "__main__":
    sys.exit(main())
