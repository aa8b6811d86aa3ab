"""Runs a command once and prints how long it took, the peak of its largest process and that of all together, in kB.

A small process of its own between the bench and what is measured: on Linux a new process starts its peak at what its
parent held. `--tree` looks every few milliseconds at all processes of the command, so a run with it is not for timing.

    python -I -S once.py [--tree] OUTPUT COMMAND...
"""

from __future__ import annotations

import os
import sys
import time

PAUSE = 0.005  # seconds between two looks


def main(arguments: list[str]) -> int:
    """Run it, and give back its exit code."""
    weighing = arguments[0] == "--tree"
    output, *command = arguments[weighing:]
    redirect = [
        (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=redirect)
    tree = _weigh(child) if weighing else 0
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    peak = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
    sys.stdout.write(f"{seconds} {peak} {tree}\n")
    return os.waitstatus_to_exitcode(status)


def _weigh(child: int) -> int:
    """The most that a process and all below it held at one moment; pages they share count once."""
    most = 0
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        most = max(most, sum(map(_held, _family(child))))
        time.sleep(PAUSE)
    return most


def _family(process: int) -> list[int]:
    family = [process]
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as children:
                for child in children.read().split():
                    family += _family(int(child))
    except OSError:  # it has ended, or there is no /proc
        pass
    return family


def _held(process: int) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup") as rollup:
            return next((int(line.split()[1]) for line in rollup if line.startswith("Pss:")), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
