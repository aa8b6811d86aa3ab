"""Where our own files live, and who may read them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from vaultkit.disk.places import (
    cache_folder,
    clear_private,
    is_private,
    log_folder,
    make_private,
    state_folder,
    write_private,
)

POSIX = os.name == "posix"


def mode(path: Path | str) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_without_a_word_it_is_the_folder_platformdirs_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTKIT_CACHE", raising=False)
    for chosen in ("", "relative", str(tmp_path / "xdg")):
        monkeypatch.setenv("XDG_CACHE_HOME", chosen)
        expected = platformdirs.user_cache_dir("vaultkit", appauthor=False)
        assert os.path.dirname(cache_folder(str(tmp_path))) == expected


def test_the_environment_may_name_another_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "here"))
    assert os.path.dirname(cache_folder(str(tmp_path))) == str(tmp_path / "here")
    assert state_folder(str(tmp_path)) == cache_folder(str(tmp_path))
    assert log_folder() == str(tmp_path / "here" / "log")


def test_state_and_logs_are_in_the_users_folders_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTKIT_CACHE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert os.path.dirname(state_folder(str(tmp_path))) == platformdirs.user_state_dir("vaultkit", appauthor=False)
    assert log_folder() == platformdirs.user_log_dir("vaultkit", appauthor=False)
    assert os.path.basename(state_folder(str(tmp_path))) == os.path.basename(cache_folder(str(tmp_path)))


def test_each_vault_has_its_own_folder_however_it_is_reached(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("one")
    one, two = (cache_folder(str(tmp_path / name)) for name in ("one", "two"))
    assert one != two
    assert cache_folder(str(tmp_path / "link")) == one == cache_folder(f"{tmp_path}/two/../one/")


@pytest.mark.skipif(not POSIX, reason="rights are numbers on POSIX only")
@pytest.mark.usefixtures("umask")
def test_folders_are_0700_and_files_0600_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "base" / "key"
    assert make_private(str(folder))
    assert write_private(str(folder / "file"), b"x")
    assert (mode(folder.parent), mode(folder), mode(folder / "file")) == (0o700, 0o700, 0o600)
    assert os.listdir(folder) == ["file"]


@pytest.mark.skipif(not POSIX, reason="rights are numbers on POSIX only")
def test_a_folder_or_file_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "key"
    folder.mkdir(mode=0o755)
    (folder / "file").touch(0o644)
    assert make_private(str(folder))
    assert is_private(str(folder / "file"))
    assert (mode(folder), mode(folder / "file")) == (0o700, 0o600)


def test_a_place_that_cannot_be_had_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    assert not make_private(str(tmp_path / "file" / "key"))
    assert not make_private(str(tmp_path / "file"))
    assert not make_private(str(tmp_path / "link"))
    assert not write_private(str(tmp_path / "nowhere" / "file"), b"x")


@pytest.mark.skipif(not POSIX or os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_somebody_else_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "file").touch(0o600)
    os.chown(tmp_path / "file", 12345, 12345)
    (tmp_path / "key").mkdir(0o700)
    os.chown(tmp_path / "key", 12345, 12345)
    assert not is_private(str(tmp_path / "file"))
    assert not make_private(str(tmp_path / "key"))


def test_what_is_in_the_way_is_cleared_but_never_a_full_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    (tmp_path / "link").symlink_to("full")
    assert [clear_private(str(tmp_path / name)) for name in ("empty", "full", "link", "none")] == [
        True,
        False,
        True,
        True,
    ]
    assert sorted(os.listdir(tmp_path)) == ["full"]
    assert (tmp_path / "full/file").exists()


def test_looking_first_imports_next_to_nothing() -> None:
    """The modules `glance` brings with it, and those that would cost more than it saves."""
    dear = {"typing", "re", "json", "hashlib", "_hashlib", "pathlib", "platformdirs", "sqlite3", "click", "networkx"}
    code = f"import sys, vaultkit.disk.glance; print(sorted({dear!r} & set(sys.modules) - set(sys.argv[1:])))"
    before = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True)
    after = subprocess.run([sys.executable, "-c", code, *before.stdout.split()], capture_output=True, text=True)
    if not sys.platform.startswith("linux"):
        pytest.skip("elsewhere platformdirs finds the folder")
    assert after.stdout.strip() == "[]", after.stderr
