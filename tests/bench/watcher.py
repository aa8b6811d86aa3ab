"""A real watcher on a vault → how long from a save to the reports, what it holds, and what it does at rest."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import vaults
from measure import RunError

QUIET = 0.02  # seconds that the watcher waits after a save, taken off what is measured
SETTINGS = f"[watch]\nquiet = {QUIET}\nwrite_gap = 0\n"
APART = 2.5  # seconds between two saves: people type slower than that, and circles are drawn in between
REST = 30.0  # seconds without a save
PATIENCE = 300.0  # seconds, then it has failed


class Watched(NamedTuple):
    """What a watcher did."""

    saves: tuple[float, ...]  # seconds from a save to the last report, less the quiet time
    held: int  # kB in memory at the end
    wakes: float  # how often any of its threads woke, a minute at rest
    busy: float  # seconds of CPU, a minute at rest


def watch(vault: Path, day: Sequence[str], saves: int) -> Watched:
    """A vault with standing reports → what a watcher on it does with so many saves of one note."""
    settings = vault / "vaultkit.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    try:
        with _watcher((sys.executable, "-m", "vaultkit", "watch", "-v", "--vault", str(vault), *day)) as process:
            _line(process, b"watching")
            time.sleep(APART)
            took = tuple([_save(process, vault, number) for number in range(saves)])
            time.sleep(APART)
            before = _threads(process.pid), _processor(process.pid)
            time.sleep(REST)
            wakes, busy = _threads(process.pid) - before[0], _processor(process.pid) - before[1]
            return Watched(took, _held(process.pid), wakes * 60 / REST, busy * 60 / REST)
    finally:
        settings.unlink()


@contextmanager
def _watcher(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stderr=subprocess.PIPE, bufsize=0) as process:
        try:
            yield process
        finally:
            process.terminate()


def _save(process: subprocess.Popen[bytes], vault: Path, number: int) -> float:
    """One more contact and favour in today's note; seconds until the watcher says that the reports are renewed."""
    time.sleep(APART)
    _skip(process)
    note = vault / "Daily" / f"{vaults.LAST_DAY}.md"
    note.parent.mkdir(exist_ok=True)
    with note.open("a", encoding="utf-8") as file:
        name = vaults.names(number + 1)[number]
        file.write(f"- [[{name}]] coffee\n- gave:: [[{name}]] advice on the lease, part {number + 1}\n")
    start = time.perf_counter()
    _line(process, b"renewed")
    return time.perf_counter() - start - QUIET


def _line(process: subprocess.Popen[bytes], word: bytes) -> None:
    """Wait until the watcher says a word."""
    said = b""
    while word not in said:
        ready, _, _ = select.select([_pipe(process)], [], [], PATIENCE)
        part = os.read(_pipe(process), 65_536) if ready else b""
        if not part:
            raise RunError(f"the watcher did not say {word.decode()!r}")
        said += part


def _skip(process: subprocess.Popen[bytes]) -> None:
    """Let go of what it said so far."""
    while select.select([_pipe(process)], [], [], 0)[0] and os.read(_pipe(process), 65_536):
        pass


def _pipe(process: subprocess.Popen[bytes]) -> int:
    assert process.stderr
    return process.stderr.fileno()


def _threads(pid: int) -> int:
    """How often its threads were switched to, so far."""
    files = (Path(task.path, "status").read_text() for task in os.scandir(f"/proc/{pid}/task"))
    return sum(int(line.split()[1]) for text in files for line in text.splitlines() if "ctxt_switches" in line)


def _processor(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _held(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
