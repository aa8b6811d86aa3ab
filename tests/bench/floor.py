"""The floor: a process that lists a vault, looks at every note and reads it, and does nothing with them.

python floor.py VAULT
"""

from __future__ import annotations

import os
import sys


def read_all(root: str) -> tuple[int, int]:
    """A vault's folder → how many notes it has and how many bytes, every one looked at and read."""
    folders, notes, size = [root], 0, 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".md"):
                    notes += 1
                    length = entry.stat(follow_symlinks=False).st_size
                    handle = os.open(entry.path, os.O_RDONLY)
                    size += len(os.read(handle, length + 1))
                    os.close(handle)
    return notes, size


if __name__ == "__main__":
    sys.stdout.write("{} notes, {} bytes\n".format(*read_all(sys.argv[1])))
