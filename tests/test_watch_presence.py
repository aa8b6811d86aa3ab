"""Whether the vault is there: folders moved away, put back, and put in its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vaultkit.disk.lock import Lock
from vaultkit.watch.presence import Presence, WatchedAlready


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "vault/.obsidian").mkdir(parents=True)
    (tmp_path / "vault/note.md").write_text("x")
    return tmp_path / "vault"


def test_a_vault_that_stands_there_is_not_away(vault: Path) -> None:
    presence = Presence(str(vault))
    assert presence.away() == presence.returned() == presence.trouble == ""
    presence.leave()


def test_a_vault_moved_away_and_back_is_the_same(vault: Path) -> None:
    presence = Presence(str(vault))
    vault.rename(vault.with_name("away"))
    assert "cannot be reached" in presence.away()
    assert "cannot be reached" in presence.returned()
    vault.with_name("away").rename(vault)
    assert presence.away() == presence.returned() == ""
    presence.leave()


def test_an_empty_folder_in_its_place_or_one_without_obsidian_is_not_the_vault(vault: Path) -> None:
    presence = Presence(str(vault))
    vault.rename(vault.with_name("away"))
    vault.mkdir()
    assert "another folder" in presence.away()
    assert ".obsidian" in presence.returned()
    (vault / "note.md").write_text("x")
    assert ".obsidian" in presence.returned()
    assert "another folder" in presence.away()
    presence.leave()


def test_without_any_sign_of_a_vault_at_least_something_must_stand_there(vault: Path) -> None:
    shutil.rmtree(vault / ".obsidian")
    presence = Presence(str(vault))
    vault.rename(vault.with_name("away"))
    vault.mkdir()
    assert "empty" in presence.returned()
    (vault / "note.md").write_text("x")
    assert presence.returned() == presence.away() == ""
    presence.leave()


def test_a_copy_put_in_its_place_is_taken_for_the_vault_and_locked(vault: Path) -> None:
    presence = Presence(str(vault))
    vault.rename(vault.with_name("away"))
    shutil.copytree(vault.with_name("away"), vault)
    assert "another folder" in presence.away()
    assert presence.returned() == presence.away() == ""
    with pytest.raises(WatchedAlready):
        Presence(str(vault))
    Presence(str(vault.with_name("away"))).leave()
    presence.leave()


def test_a_copy_that_somebody_else_watches_is_left_to_them(vault: Path) -> None:
    presence = Presence(str(vault))
    vault.rename(vault.with_name("away"))
    shutil.copytree(vault.with_name("away"), vault)
    other = Lock.take(str(vault))
    assert isinstance(other, Lock)
    assert "watched already" in presence.returned()
    other.release()
    assert presence.returned() == ""
    presence.leave()


def test_a_folder_that_loses_its_obsidian_is_away_until_that_is_back(vault: Path) -> None:
    shutil.rmtree(vault / ".obsidian")
    presence = Presence(str(vault))
    assert presence.away() == ""
    (vault / ".obsidian").mkdir()  # Obsidian opens the folder for the first time
    assert presence.away() == ""
    (vault / ".obsidian").rmdir()
    assert "no .obsidian" in presence.away()
    assert "no .obsidian" in presence.returned()
    (vault / ".obsidian").mkdir()
    assert presence.returned() == ""
    presence.leave()


def test_a_file_in_its_place_is_no_vault(vault: Path) -> None:
    presence = Presence(str(vault))
    shutil.rmtree(vault)
    vault.write_text("x")
    assert presence.away()
    assert presence.returned()
    presence.leave()
