"""The whole program for tests: notes into a vault, one run over it, and what came of it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result

from vaultkit.cli import main
from vaultkit.disk.memo import Memo
from vaultkit.disk.places import vault_key
from vaultkit.engine import State, refresh
from vaultkit.look import open_vault, stamp
from vaultkit.model import Problem
from vaultkit.publish import Desk, apply, plan

TODAY = date(2026, 6, 30)
PERSON = "---\ntype: person\n---\n"
START = "from vaultkit.__main__ import main; main()"  # what `python -m vaultkit` runs


class Run(NamedTuple):
    """What one run in this process said and would have in its reports."""

    state: State
    reports: Mapping[str, str]  # text by name
    trouble: str | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.state.findings.problems))

    @property
    def codes(self) -> set[str]:
        return {problem.code for problem in self.problems}

    def told(self, path: str) -> set[str]:
        """The codes of what is wrong with one note."""
        return {problem.code for problem in self.problems if problem.place.path == path}


def fill(root: Path, notes: Mapping[str, str | bytes]) -> Path:
    """Write notes into a vault, below folders that are made."""
    for name, text in notes.items():
        at = root / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def run(root: Path, *, today: date = TODAY, memory: Path | None = None, write: bool = False) -> Run:
    """One run as `vaultkit report` does it, without the command line; nothing is remembered unless in `memory`."""
    vault = open_vault(str(root))
    with Memo.open(str(memory) if memory else None, stamp(vault)) as memo:
        state = refresh(vault, memo, today)
        trouble = memo.trouble
    desk = Desk(vault)
    actions = plan(desk, state.findings)
    if write:
        apply(desk, state.findings, actions)
    return Run(state, {action.report.name: action.page.text for action in actions}, trouble)


def vaultkit(
    root: Path, *arguments: str, env: Mapping[str, str] | None = None, wrap: Sequence[str] = (), timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """A real run of the command line; `wrap` goes before it (`unshare -n`, a shell that sets limits)."""
    return subprocess.run(
        [*wrap, *command(root, *arguments)],
        env={**os.environ, **cache(root), **(env or {})},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=timeout,
        check=False,
    )


def command(root: Path, name: str, *arguments: str) -> list[str]:
    """The words of a run of the command line over a vault, as of `TODAY` unless they say another day."""
    day = () if "--today" in arguments else ("--today", TODAY.isoformat())
    return [sys.executable, "-m", "vaultkit", name, *arguments, "--vault", str(root), *day]


def invoke(root: Path, name: str, *arguments: str) -> Result:
    """A run of the command line in this process, which is quicker."""
    return CliRunner().invoke(main, command(root, name, *arguments)[3:], env=cache(root))


def cache(root: Path) -> dict[str, str]:
    """What tells the program to keep its memory of a test's vault beside it, and not with the user's own."""
    return {"VAULTKIT_CACHE": str(root.parent / f"{root.name} cache")}


def memory_of(root: Path) -> Path:
    """Where what is remembered of a vault lies."""
    return Path(cache(root)["VAULTKIT_CACHE"], vault_key(str(root)))


def fingerprints(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything that stands in a folder: bytes, times but that of reading, mode, inode, owner."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            at = Path(folder, name)
            seen = at.lstat()
            kept = (seen.st_mode, seen.st_ino, seen.st_uid, seen.st_nlink if stat.S_ISREG(seen.st_mode) else 0)
            what = at.read_bytes() if stat.S_ISREG(seen.st_mode) else os.readlink(at) if at.is_symlink() else None
            times = (seen.st_mtime_ns, seen.st_ctime_ns) if stat.S_ISREG(seen.st_mode) else ()
            found[str(at.relative_to(root))] = (*kept, what, *times)
    return found
