"""What systemd is told: over a socket of this machine, and only where it asks."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaultkit.watch.notify import notify, watchdog_seconds

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there is no systemd without such sockets")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(30)
        yield line


def test_who_listens_hears_every_word(tmp_path: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 107 bytes
    listener.bind("notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    for text in ("READY=1", "RELOADING=1\nMONOTONIC_USEC=12", "STATUS=watching Zoë's notes"):
        assert notify(text)
        assert listener.recv(1000) == text.encode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has abstract names")
def test_a_socket_without_a_file_is_found(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"vaultkit-test-{os.getpid()}"
    listener.bind(b"\0" + name.encode())
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
    assert notify("WATCHDOG=1")
    assert listener.recv(1000) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    "path", ["", "relative", "vsock:2:1", "/nowhere/at/all", "@nobody-listens-here", "/" + "x" * 200]
)
def test_where_nobody_listens_nothing_happens(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    assert not notify("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert not notify("READY=1")


def test_a_listener_that_hangs_does_not_hang_us(
    tmp_path: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.bind(str(tmp_path / "n"))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
    assert not all(notify("x" * 1000) for _ in range(5_000))  # its queue is full; we go on


@pytest.mark.parametrize(
    ("asked", "whom", "expected"),
    [
        ("300000000", "", 150.0),
        ("300000000", str(os.getpid()), 150.0),
        ("300000000", "1", None),  # meant for the process that started us
        ("0", "", None),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("²", "", None),
    ],
)
def test_systemd_is_answered_twice_as_often_as_it_asks(
    asked: str, whom: str, expected: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", asked)
    monkeypatch.setenv("WATCHDOG_PID", whom)
    assert watchdog_seconds() == expected
