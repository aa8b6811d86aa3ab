"""Speed, asserted by counting what a real run opens, reads and loads; the clock of a shared machine proves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

TODAY = "2026-06-30"
QUIET = 2.2  # seconds after which a file's times prove that it did not change
COSTLY = {"click", "frontmatter", "markdown_it", "networkx", "rich", "sqlite3", "yaml"}

NOTES = {
    "vaultkit.toml": '[me]\nnames = ["Nora Lind"]\n',
    "People/Ana Ruiz.md": "---\ntype: person\ncadence: 30d\n---\nMet in *Ghent*.\n",
    "People/Jo Park.md": '---\ntype: person\norg: "[[Lumen]]"\n---\n',
    "People/Sam Rivera.md": "---\ntype: person\nbirthday: 1980-07-02\n---\n",
    "Meetings/Budget.md": '---\ntype: interaction\ndate: 2026-06-02\npeople: ["[[Jo Park]]"]\n---\n`[[code]]`, text.\n',
    "Daily/2026-06-20.md": "- [[Ana Ruiz]] coffee\n- gave:: [[Sam Rivera]] CV review #light\n",
    "Daily/2026-06-21.md": "- [[Sam Rivera]] walk\n",
    "Notes/Idea.md": "# An idea\n\nNothing about anybody.\n",
}

# Loaded by Python itself when a process starts; it stands aside and writes down what the process does.
WITNESS = """
import atexit, json, os, sys

seen = {"opened": [], "written": [], "parsed": [], "loaded": []}
MEANT = {"os.mkdir", "os.rename", "os.remove", "os.link", "os.truncate", "os.utime", "os.chmod"}

def watch(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        name, flags = os.fsdecode(args[0]), args[2] or 0
        seen["written" if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else "opened"].append(name)
    elif event in MEANT:
        seen["written"].append(f"{event} {args[0]}")

def call(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "parse_note":
        seen["parsed"].append(frame.f_locals["path"])

def tell():
    sys.setprofile(None)
    seen["loaded"] = sorted({name.partition(".")[0] for name in sys.modules})
    told = json.dumps(seen)
    with open(os.environ["WITNESSED"], "w") as file:
        file.write(told)

atexit.register(tell)
sys.addaudithook(watch)
sys.setprofile(call)
"""


class Seen(NamedTuple):
    """What one run did."""

    said: str
    opened: set[str]  # notes, by path; a young one is opened twice, to compare it and to read it
    written: list[str]  # files anywhere
    parsed: list[str]
    loaded: set[str]


class Vault(NamedTuple):
    """A vault with a cache of its own."""

    root: Path
    cache: Path
    witness: Path

    def report(self) -> Seen:
        """Run `vaultkit report` in a process of its own."""
        told = self.cache.with_suffix(".json")
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.witness),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.witness),  # compiled once, beside the sources' own folders
            "VAULTKIT_CACHE": str(self.cache),
            "WITNESSED": str(told),
        }
        command = [sys.executable, "-m", "vaultkit", "report", "--vault", str(self.root), "--today", TODAY]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        seen = json.loads(told.read_text())
        opened = [name.removeprefix(f"{self.root}/") for name in seen["opened"] if name.startswith(f"{self.root}/")]
        return Seen(done.stderr, set(_notes(opened)), seen["written"], _notes(seen["parsed"]), set(seen["loaded"]))

    def files(self) -> dict[str, tuple[int, int, int]]:
        """Every file of the vault and its cache, with inode and times."""
        files = (path for folder in (self.root, self.cache) for path in folder.rglob("*"))
        return {str(path): (at.st_ino, at.st_mtime_ns, at.st_ctime_ns) for path in files for at in [path.lstat()]}

    def replaced(self, before: dict[str, tuple[int, int, int]]) -> set[str]:
        """The reports that are not the files they were."""
        now = self.files()
        return {path.stem for path in (self.root / "Reports").iterdir() if now[str(path)] != before.get(str(path))}


def _notes(paths: list[str]) -> list[str]:
    """The user's own notes among files of the vault; reports are looked at to be compared."""
    return [path for path in paths if path.endswith(".md") and not path.startswith("Reports/")]


VAULTS = ("nothing", "changed", "told nothing", "touched", "added", "removed")


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Vault]:
    """A vault for each test, all reported on before and old enough that their files' times prove something."""
    base = tmp_path_factory.mktemp("counting")
    witness = base / "witness"
    witness.mkdir()
    (witness / "sitecustomize.py").write_text(WITNESS)
    made = {name: Vault(base / name, base / f"cache of {name}", witness) for name in VAULTS}
    for vault in made.values():
        for path, text in NOTES.items():
            (vault.root / path).parent.mkdir(parents=True, exist_ok=True)
            (vault.root / path).write_text(text, encoding="utf-8")
    time.sleep(QUIET)
    for vault in made.values():
        vault.report()
    time.sleep(QUIET)  # the reports have times, too
    for vault in made.values():
        vault.report()
    return made


def test_a_first_run_reads_every_note_once(vaults: dict[str, Vault], tmp_path: Path) -> None:
    seen = Vault(vaults["nothing"].root, tmp_path / "cache", vaults["nothing"].witness).report()
    notes = sorted(path for path in NOTES if path.endswith(".md"))
    assert sorted(seen.opened) == notes
    assert sorted(seen.parsed) == notes


def test_nothing_changed_opens_no_note_and_writes_nothing(vaults: dict[str, Vault]) -> None:
    vault = vaults["nothing"]
    before = vault.files()
    seen = vault.report()
    assert "up to date" in seen.said
    assert (seen.opened, seen.parsed, seen.written) == (set(), [], [])
    assert vault.files() == before
    assert not seen.loaded & COSTLY


def test_one_note_changed_is_the_only_one_opened(vaults: dict[str, Vault]) -> None:
    vault = vaults["changed"]
    before = vault.files()
    (vault.root / "Daily/2026-06-21.md").write_text("- [[Sam Rivera]] walk\n- promised:: [[Jo Park]] the plan\n")
    seen = vault.report()
    assert (seen.opened, seen.parsed) == ({"Daily/2026-06-21.md"}, ["Daily/2026-06-21.md"])
    assert "Follow-ups" in vault.replaced(before)
    assert "Problems" not in vault.replaced(before), "a report that says the same keeps its inode and its times"


def test_a_change_that_says_nothing_writes_no_report(vaults: dict[str, Vault]) -> None:
    vault = vaults["told nothing"]
    before = vault.files()
    (vault.root / "Notes/Idea.md").write_text("# An idea\n\nStill nothing about anybody.\n")
    seen = vault.report()
    assert (seen.opened, seen.parsed) == ({"Notes/Idea.md"}, ["Notes/Idea.md"])
    assert vault.replaced(before) == set()


def test_a_note_only_touched_is_compared_and_not_read_again(vaults: dict[str, Vault]) -> None:
    vault = vaults["touched"]
    before = vault.files()
    (vault.root / "People/Ana Ruiz.md").touch()
    seen = vault.report()
    assert seen.opened == {"People/Ana Ruiz.md"}
    assert seen.parsed == []
    assert vault.replaced(before) == set()


def test_one_note_more_is_the_only_one_opened(vaults: dict[str, Vault]) -> None:
    vault = vaults["added"]
    (vault.root / "Daily/2026-06-22.md").write_text("- [[Jo Park]] call\n")
    seen = vault.report()
    assert (seen.opened, seen.parsed) == ({"Daily/2026-06-22.md"}, ["Daily/2026-06-22.md"])


def test_a_note_removed_opens_none(vaults: dict[str, Vault]) -> None:
    vault = vaults["removed"]
    before = vault.files()
    (vault.root / "Daily/2026-06-21.md").unlink()
    seen = vault.report()
    assert (seen.opened, seen.parsed) == (set(), [])
    assert "Stale ties" in vault.replaced(before)
