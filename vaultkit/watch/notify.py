"""What systemd is told of a service: ready, still there, going. No word of it reaches a network.

The one socket that vaultkit opens is of the kind that never leaves the machine, and only where systemd asks for it.
"""

from __future__ import annotations

import os


def notify(text: str) -> bool:
    """Tell `$NOTIFY_SOCKET` `READY=1`, `WATCHDOG=1`, `STATUS=…`; False where nobody listens."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return False
    import socket

    if not hasattr(socket, "AF_UNIX"):
        return False
    to = os.fsencode(path)
    to = b"\0" + to[1:] if path.startswith("@") else to  # an abstract name: no file stands for it
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0)) as line:
            line.setblocking(False)  # a listener that hangs must not hang us
            line.sendto(text.encode("utf-8", "replace"), to)
    except OSError:
        return False
    return True


def watchdog_seconds() -> float | None:
    """How often systemd wants to hear `WATCHDOG=1`: half of the time after which it takes us for dead; None: never."""
    asked, whom = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not (asked.isascii() and asked.isdigit()) or int(asked) == 0:
        return None
    return int(asked) / 2_000_000 if whom in ("", str(os.getpid())) else None
