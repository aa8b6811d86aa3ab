"""How long a large mailbox takes, and how much memory: mbox files written into a temporary folder, and read.

    python tests/bench/mailbox.py [MEGABYTES ...]        1 GB unless told otherwise; about a minute

One file has messages of every size, one short messages alone (most headers to the byte), one is cut in the middle of a
message, and one turns into random bytes half way. Each is read in a process of its own, whose peak memory is told.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from vaultkit.disk.mailbox import messages
from vaultkit.disk.mbox import Head
from vaultkit.importers.incoming import Mine
from vaultkit.importers.mail import read

MEGABYTE = 1_000_000
ROOM = 3  # times the size that must be free on the disk
LINE = b"What was said on the day does not matter here, only that it takes room in the file and is passed over.\r\n"
TODAY = date(2026, 11, 22)


def main() -> int:
    """Write the files, read each, print the table."""
    parser = argparse.ArgumentParser(description="Measure the reading of large mailboxes.")
    parser.add_argument("megabytes", type=int, nargs="*", default=[1_000])
    parser.add_argument("--read", metavar="FILE", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        return _read(asked.read)
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.megabytes:
            if shutil.disk_usage(folder).free < ROOM * size * MEGABYTE:
                sys.stderr.write(f"not measured: {size} MB need {ROOM} times that on the disk\n")
                return 1
            for kind in ("mixed", "short", "cut", "junk"):
                path = Path(folder) / f"{kind}-{size}.mbox"
                _write(path, kind, size * MEGABYTE)
                told = subprocess.run(
                    (sys.executable, __file__, "--read", str(path)), capture_output=True, text=True, check=True
                )
                sys.stdout.write(f"{kind:6} {path.stat().st_size // MEGABYTE:6,} MB  {told.stdout}")
                sys.stdout.flush()
                path.unlink()
    return 0


def _read(path: str) -> int:
    """One file, as an import reads it: time, messages a second, peak memory."""
    count = 0

    def counted(path: str) -> Iterator[Head]:
        nonlocal count
        for head in messages(path, lambda done, total: None):
            count += 1
            yield head

    start = time.perf_counter()
    found = read(counted(path), Mine(("Alex Kim",), ("alex@home.example",)), TODAY)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(
        f"{took:6.1f} s  {count:8,} messages  {count / took:8,.0f} a second  peak {peak // 1024} MB  "
        f"{len(found.contacts):,} people, {len(found.encounters):,} interactions\n"
    )
    return 0


def _write(path: Path, kind: str, size: int) -> None:
    """An mbox of a kind and size, the same every time."""
    chance = random.Random(7)
    written = number = 0
    with path.open("wb") as file:
        while written < (size if kind != "junk" else size // 2):
            written += file.write(_message(number, chance, kind))
            number += 1
        while written < size:
            written += file.write(chance.randbytes(MEGABYTE) if written % 2 else os.urandom(MEGABYTE))
        if kind == "cut":
            file.truncate(size - 12_345)


def _message(number: int, chance: random.Random, kind: str) -> bytes:
    """A message as Gmail's Takeout has it, one in three from the owner, of one of 2,000 correspondents."""
    other = f"Person {chance.randrange(2_000)}".replace(" ", ".").lower()
    when = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=number * 17 % 8_800_000)
    them, me = f"Person {other[7:]} <{other}@people.example>", "Alex Kim <alex@home.example>"
    head = "\r\n".join(
        (
            f"From {number}@xxx {when:%a %b %d %H:%M:%S} +0000 {when:%Y}",
            f"X-GM-THRID: {number}",
            "X-Gmail-Labels: Inbox,Opened",
            "Delivered-To: alex@home.example",
            *(
                f"Received: by 10.0.0.{hop} with SMTP id abc{number}x{hop};\r\n        {when:%c} -0800"
                for hop in range(6)
            ),
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n        b=" + "aGVsbG8gd29ybGQ" * 12,
            f"From: {me if number % 3 == 0 else them}",
            f"To: {them if number % 3 == 0 else me}",
            f"Subject: Re: =?UTF-8?B?Q2Fmw6k=?= number {number}",
            f"Date: {format_datetime(when)}",
            f"Message-ID: <{number}@people.example>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
        )
    )
    lines = 5 if kind == "short" else int(chance.paretovariate(1.1) * 20)
    return head.encode() + b"\r\n\r\n" + LINE * min(lines, 100_000) + b"\r\n"


if __name__ == "__main__":
    sys.exit(main())
