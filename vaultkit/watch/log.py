"""What a watcher writes down for later: one line an event, paths and codes, never what a note says.

    log = open_log(root, verbose=False)
    log.info("%s: renewed %s (%d ms)", path, names, ms)                    # each time
    log.warning("%s: not written: %s", path, why, extra={"about": path})   # once a day, until it changes …
    log.info("%s: written again", path, extra={"about": path})             # … or is over

`about` names what a warning or error is about: the same text about the same thing is written once a day, and again when
another text or an info about it came between. Without it the text stands for itself. `log.exception` adds where it
happened and the kind of the exception, not its message, which may quote a note. Debug lines are written where
`verbose`, and shown on stderr too; all others only go to the file.

At most five files of 1 MB in the user's log folder, 0600. A log that cannot be written stops nobody.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import time
import traceback
from collections import OrderedDict
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from typing import TextIO

from vaultkit.disk.opening import is_plain
from vaultkit.disk.places import is_mine, log_folder, make_private, vault_key
from vaultkit.wording import short_name, visible

NAME = "vaultkit.watch"
SIZE, OLDER = 1_000_000, 4  # bytes of one file; files besides the one being written
LONGEST = 2_000  # characters of a line of ours
LONGEST_OF_OTHERS = 200  # of a library's: watchdog's warnings can hold its whole table of watches
AGAIN = 86_400.0  # seconds after which a thing told is told again
REMEMBERED = 4_096  # things told
FRAMES = 4  # places told of an exception
NUMBER = re.compile(r"\d+")  # of others' words the part that may be another each time: an address, a count
NO_DETOUR = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # through no link; no waiting for a pipe


def log_path(root: str) -> str:
    """A vault's root → its log."""
    return os.path.join(log_folder(), f"{vault_key(root)}.log")


def open_log(root: str, *, verbose: bool) -> logging.Logger:
    """The log of a vault's watcher, ready to be written to; warnings and words of libraries go there too."""
    log, everything = logging.getLogger(NAME), logging.getLogger()
    for logger in (log, everything):
        for handler in [each for each in logger.handlers if isinstance(each, _File | _Screen)]:
            logger.removeHandler(handler)
            handler.close()
    make_private(log_folder())
    file = _File(log_path(root))
    log.addHandler(file)
    everything.addHandler(file)
    if verbose and sys.stderr:
        log.addHandler(_Screen())
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    log.propagate = False
    logging.captureWarnings(True)
    return log


class _File(RotatingFileHandler):
    """The file, rotated; what was told already is left out, and what cannot be written is let go."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "a", SIZE, OLDER, "utf-8", delay=True, errors="backslashreplace")
        self.setFormatter(_Line())
        self._told = _Told()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as a line."""
        if self._told.is_new(record):
            super().emit(record)

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", errors=self.errors, opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Let a line go that could not be written; the next one opens the file anew."""
        stream: TextIO | None = self.stream
        self.stream = None  # logging's own word for: to be opened
        with suppress(OSError, ValueError):
            if stream:
                stream.close()


class _Screen(logging.StreamHandler[TextIO]):
    """Debug lines on stderr; what a person should read the command says itself."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.addFilter(lambda record: record.levelno <= logging.DEBUG)
        self.setFormatter(_Line(datefmt="%H:%M:%S"))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A reader that went away is no error."""


class _Line(logging.Formatter):
    """A record → when, how bad, what: one line."""

    default_time_format = "%Y-%m-%dT%H:%M:%S%z"

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        when = time.strftime(self.datefmt or self.default_time_format, time.localtime(record.created))
        return f"{when} {record.levelname.lower()} {_text(record)}"


class _Told:
    """What was written already, by what it is about."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def is_new(self, record: logging.LogRecord) -> bool:
        """Whether to write a record: an info always, a warning or error unless it was the last word about its thing."""
        others = _by_others(record)
        if record.levelno < logging.WARNING:
            self._last.pop(_about(record, ""), None)
            return not others
        text = _text(record)
        text = NUMBER.sub("0", text) if others else text
        about = _about(record, text)
        before, when = self._last.pop(about, ("", 0.0))
        same = before == text and (others or record.created - when < AGAIN)
        self._last[about] = (text, when if same else record.created)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return not same


def happened(error: BaseException) -> str:
    """An exception → its kind and where it came up, innermost first, without its message, which may quote a note."""
    places = [f"{os.path.basename(each.filename)}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)]
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        kind += f": {error.strerror}"
    return f"{kind} at {' < '.join(reversed(places[-FRAMES:]))}" if places else kind


def _about(record: logging.LogRecord, text: str) -> str:
    return str(getattr(record, "about", text))


def _by_others(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] != NAME.partition(".")[0]


def _text(record: logging.LogRecord) -> str:
    """What a record says, on one line: cut, with nothing invisible in it; of a library with its name."""
    error = record.exc_info[1] if record.exc_info else None
    try:
        said = record.getMessage()
    except Exception:  # noqa: BLE001 - words and values of a library that do not go together
        said = str(record.msg)
    if not _by_others(record):
        return visible(short_name(said, LONGEST)) + (f" ({happened(error)})" if error else "")
    return visible(short_name(f"{record.name}: {' '.join(said[:LONGEST].split())}", LONGEST_OF_OTHERS))


def _private(path: str, flags: int) -> int:
    """Open a log for writing at its end: a file of this user, 0600, not a link or a pipe."""
    handle = os.open(path, flags | NO_DETOUR, 0o600)
    found = os.fstat(handle)
    if not (is_plain(found) and is_mine(found)):
        os.close(handle)
        raise PermissionError(errno.EPERM, "not a file of ours", path)
    if os.name == "posix" and found.st_mode & 0o777 != 0o600:
        os.fchmod(handle, 0o600)
    return handle
