"""After any command that writes, `vaultkit undo` gives back every byte and every file, and takes away what was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import fill, invoke

EXPORTS = Path(__file__).parent / "exports"
NOTES: dict[str, str | bytes] = {
    "vaultkit.toml": '[me]\nnames = ["Nora Lindqvist"]\nemails = ["nora@example.org"]\n\n[log]\nquiet = 0\n',
    "People/Ana Ruiz.md": b"\xef\xbb\xbf---\r\ntype: person\r\naliases: [Anita]\r\n---\r\nsee [[Jo Park|Jo]]\r\n",
    "People/Jo Park.md": "---\ntype: person\norg: Acme\n---\nmet [[Ana Ruiz]] in Cádiz",
    "People/J. Park.md": "---\ntype: person\nemails: [jo@acme.example]\n---\nof the choir\n",
    "Daily/2026-06-29.md": "- asked:: [[Jo Park]] a look at my talk #light\n- [[J. Park]] sang\n",
    "Daily/2026-06-30.md": "morning\r\n- promised:: [[Ana Ruiz]] the book 📅 2026-07-01",
    ".obsidian/daily-notes.json": '{"folder": "Daily"}',
    "Notes/Plan.md": "[Jo](../People/Jo%20Park.md) and ![[Ana Ruiz#Notes]]\n",
}
COMMANDS = (
    ("log", "coffee with Ana and Jo Park, she moves in autumn"),
    ("log", "coffee with Ana", "--date", "2026-06-28"),
    ("log", "lunch with Kim Berg", "--new"),
    ("log", "granted", "Jo Park", "a look at my talk"),
    ("log", "promised", "Ana", "the second book", "--due", "2026-07-09"),
    ("set", "Ana Ruiz", "closeness=3", "emails+=ana@example.org"),
    ("add", "Kim Berg", "org=Acme"),
    ("rename", "Jo Park", "Jo Parker"),
    ("merge", "Jo Park", "J. Park"),
    ("import", "linkedin", str(EXPORTS / "linkedin" / "Connections.csv")),
    ("import", "linkedin", str(EXPORTS / "linkedin")),
    ("import", "google", str(EXPORTS / "google" / "contacts.csv")),
    ("import", "csv", str(EXPORTS / "csv" / "people.csv")),
    (
        "import",
        "mail",
        str(EXPORTS / "mail" / "takeout.mbox"),
        "--all",
        "--me",
        "alex@home.example",
        "--today",
        "2026-11-22",
    ),
)


def files(root: Path) -> dict[str, bytes | None]:
    """Everything that stands in a vault: files with their bytes, folders."""
    return {str(at.relative_to(root)): at.read_bytes() if at.is_file() else None for at in sorted(root.rglob("*"))}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_undo_gives_everything_back(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = fill(tmp_path / "vault", NOTES)
    before = files(root)
    done = invoke(root, *command, "--yes")
    assert done.exit_code == 0, done.output
    assert files(root) != before
    undone = invoke(root, "undo", "--yes")
    assert undone.exit_code == 0, undone.output
    assert files(root) == before


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_dry_run_writes_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = fill(tmp_path / "vault", NOTES)
    before = files(root)
    assert invoke(root, *command, "--dry-run").exit_code == 0
    assert files(root) == before
    assert invoke(root, *command).exit_code == 2  # nobody is there to be asked
    assert files(root) == before


def test_one_undo_after_the_other_goes_back_to_the_beginning(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    states = [files(root)]
    for command in COMMANDS[:5]:
        assert invoke(root, *command, "--yes").exit_code == 0
        states.append(files(root))
    for state in reversed(states[:-1]):
        assert invoke(root, "undo", "--yes").exit_code == 0
        assert files(root) == state
