"""Where vaultkit's own files live: in the user's folders for cache, state and logs, never in the vault.

`VAULTKIT_CACHE` names another folder to hold them all (tests; a cache on another disk). Folders are 0700 and files 0600
whatever the umask. A place that cannot be made, or belongs to somebody else, is no place: callers go on without.
"""

from __future__ import annotations

import os
import stat
import sys

from vaultkit.disk.opening import CREATE, digest, is_plain, write_all

ENVIRONMENT = "VAULTKIT_CACHE"
VAULT_ENVIRONMENT = "VAULTKIT_VAULT"  # names the vault, as `--vault` does
CONFIG = "vaultkit.toml"


def vault_above(folder: str) -> str | None:
    """A folder → the nearest one, it or above it, that is a vault: with a vaultkit.toml or an .obsidian; else None."""
    while not (os.path.isfile(os.path.join(folder, CONFIG)) or os.path.isdir(os.path.join(folder, ".obsidian"))):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def cache_folder(root: str) -> str:
    """A vault's root → the folder for what is remembered of it; not made yet, see `make_private`."""
    return os.path.join(_chosen() or _user_cache(), vault_key(root))


def state_folder(root: str) -> str:
    """A vault's root → the folder for what its watcher tells of itself; not made yet."""
    return os.path.join(_chosen() or _user_folder("state"), vault_key(root))


def log_folder() -> str:
    """The folder for the logs of every watched vault; not made yet."""
    chosen = _chosen()
    return os.path.join(chosen, "log") if chosen else _user_folder("log")


def vault_key(root: str) -> str:
    """A vault's root → a short name for it: one and the same through every link and spelling of its path."""
    return digest(os.fsencode(os.path.realpath(root)), 8).hex()


def make_private(folder: str) -> bool:
    """Make a folder only its user can enter; False where that cannot be had."""
    try:
        _make_closed(os.path.dirname(folder))
        _make_closed(folder)
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or not is_mine(found):
            return False
        if os.name == "posix" and stat.S_IMODE(found.st_mode) != 0o700:
            os.chmod(folder, 0o700)
    except OSError:
        return False
    return True


def is_mine(found: os.stat_result) -> bool:
    """Whether a file belongs to the user who runs this; always so where files have no numbered owner."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def write_private(path: str, data: bytes) -> bool:
    """Put bytes at a path in a private folder, whole or not at all, 0600; False where that did not work."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        _remove(temporary)
        handle = os.open(temporary, CREATE, 0o600)
        try:
            write_all(handle, data)
        finally:
            os.close(handle)
        os.chmod(temporary, 0o600)
        os.replace(temporary, path)
    except OSError:
        _remove(temporary)
        return False
    return True


def clear_private(path: str) -> bool:
    """Take away whatever stands where a private file goes; a folder only when empty. True when the place is free."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        if stat.S_ISDIR(found.st_mode):
            os.rmdir(path)
        else:
            os.unlink(path)
    except OSError:
        return False
    return True


def is_private(path: str) -> bool:
    """Whether a file of ours stands at a path: regular, of this user, and made 0600 should it be open to others."""
    try:
        found = os.lstat(path)
        if not is_plain(found) or not is_mine(found):
            return False
        if os.name == "posix" and found.st_mode & 0o077:
            os.chmod(path, 0o600)
    except OSError:
        return False
    return True


def _make_closed(folder: str) -> None:
    """Make a folder 0700, and those above it where they are missing; one that stands stays as it is."""
    try:
        os.makedirs(folder, 0o700)
        os.chmod(folder, 0o700)
    except FileExistsError:
        pass


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib takes as long to import as 200 notes to look at
        os.unlink(path)
    except OSError:
        pass


def _chosen() -> str | None:
    """The folder that the environment names for all of them."""
    chosen = os.environ.get(ENVIRONMENT)
    return os.path.abspath(chosen) if chosen else None


def _user_folder(kind: str) -> str:
    """vaultkit's folder among those of the user: that for `state`, or that for `log`."""
    import platformdirs

    find = platformdirs.user_log_dir if kind == "log" else platformdirs.user_state_dir
    return find("vaultkit", appauthor=False)


def _user_cache() -> str:
    """vaultkit's folder in the cache of the user, as platformdirs finds it.

    The XDG rule is written out because importing platformdirs takes 20 ms, a fifth of a run over 10,000 notes that
    finds nothing changed; a test holds the two together.
    """
    if sys.platform.startswith("linux"):
        chosen = os.environ.get("XDG_CACHE_HOME", "").strip()
        return os.path.join(chosen if os.path.isabs(chosen) else os.path.expanduser("~/.cache"), "vaultkit")
    import platformdirs

    return platformdirs.user_cache_dir("vaultkit", appauthor=False)
