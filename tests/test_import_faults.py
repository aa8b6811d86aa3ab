"""Imports where something is in the way: odd names, odd files, odd logs; nothing of the user's is touched or lost."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from program import PERSON, fill, invoke

SETTINGS = '[log]\nquiet = 0\n[me]\nnames = ["Robin Vale"]\nemails = ["robin@example.com"]\n'
SOURCES = ("linkedin", "vcard", "google", "outlook", "csv", "calendar", "mail", "monica", "clay")
LETTERS = "date,people,emails,topic\n2026-03-05,Ana Ruiz,ana@x.example,hello\n2026-03-06,Bo Li,bo@x.example,yo\n"
EVIL = "[[Bob Stone]] asked:: [[Bob Stone]] #deep 📅 2026-12-01 (kind:: x) ^imaaaaaaaaaa"
NAMES = (
    "../../x", "/etc/passwd", "C:\\x", "~/x", "CON", "nul.txt", "A" * 10_000, "Ana\x00\x07Ruiz", "Ana \u202eziuR", "🎉",
    "!!!", "...", "-", "Log", "vaultkit", "Acme", "Ana [[Ruiz]]", "Ana|Ruiz", "Ana#Ruiz",
    "Ana^Ruiz", "@ana", "محمد علي", "王小明", "יוסי כהן", "josé", "JOSE\u0301", ".hidden", "null", "{x: y}", "- a",
    "Me::x", "asked:: [[Bob Stone]]", "<b>Bo</b>", "Ana 📅 2026-11-10",
)  # fmt: skip


def vault(tmp_path: Path, **notes: str | bytes) -> Path:
    """A vault below a folder of its own, so that what is written beside it is seen."""
    root = tmp_path / "outside" / "vault"
    root.mkdir(parents=True)
    return fill(root, {"vaultkit.toml": SETTINGS, **{name.replace("__", "/"): text for name, text in notes.items()}})


def export(tmp_path: Path, text: str | bytes, name: str = "file.csv") -> str:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def bytes_of(root: Path) -> dict[str, bytes]:
    """Every file in the vault and beside it, but the program's own memory."""
    found = {str(path.relative_to(root.parent)): path for path in root.parent.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(f"{root.name} cache/")}


def test_no_name_leads_out_of_the_vault_or_says_more_than_a_name(tmp_path: Path) -> None:
    root = vault(tmp_path, People__Z=b"")
    rows = [[f"2026-02-{1 + at % 28:02}", name, f"u{at}@x.example", f"T {EVIL}"] for at, name in enumerate(NAMES)]
    file = export(tmp_path, table(("date", "name", "emails", "topic"), rows))
    before = bytes_of(root)
    assert invoke(root, "import", "csv", file, "--dry-run").exit_code == 0
    assert bytes_of(root) == before
    assert invoke(root, "import", "csv", file, "--yes").exit_code == 0
    after = bytes_of(root)
    assert all(name.startswith(("vault/People/", "vault/Log/")) for name in after.keys() - before.keys())
    people = [name for name in after if name.startswith("vault/People/") and after[name]]
    assert len(people) == len(NAMES)
    assert all(len(name.rpartition("/")[2].encode()) <= 130 for name in people)
    counted = invoke(root, "ties", "--format", "csv").stdout.splitlines()[1:]
    assert len(counted) == len(NAMES)  # each has the one letter, and nobody else was brought in by the words
    assert invoke(root, "import", "csv", file, "--yes").exit_code == 0
    assert bytes_of(root) == after
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert bytes_of(root) == before


@pytest.mark.parametrize(
    "log",
    [
        b"# Mine\r\n- a line\r\n", b"- no end of line", b"\xef\xbb\xbfwords\n", b"a\rb\r",
        b"| a | b |\n|---|---|\n| 1 | 2 |\n",
        b"> [!note] mine\n> words", b"<div>\nwords\n", b"", b"text\n\n    code\n",
    ],
)  # fmt: skip
def test_lines_go_below_what_the_user_wrote(tmp_path: Path, log: bytes) -> None:
    root = vault(tmp_path, **{"Log__2026-03.md": log})
    before = bytes_of(root)
    assert invoke(root, "import", "csv", export(tmp_path, LETTERS), "--yes").exit_code == 0
    assert (root / "Log/2026-03.md").read_bytes().startswith(log)
    assert len(invoke(root, "ties", "--format", "csv").stdout.splitlines()) == 3
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert bytes_of(root) == before


@pytest.mark.parametrize("log", [b"```\ncode\n", b"%% open\n", b"$$\nx\n", b"---\nx: 1\n", b"h\xe9llo\n"])
def test_a_log_that_cannot_be_written_to_is_left_and_told(tmp_path: Path, log: bytes) -> None:
    root = vault(tmp_path, **{"Log__2026-03.md": log})
    run = invoke(root, "import", "csv", export(tmp_path, LETTERS), "--yes")
    assert (root / "Log/2026-03.md").read_bytes() == log
    assert "Log/2026-03.md" in run.stderr


def test_links_are_not_followed_out_of_the_vault(tmp_path: Path) -> None:
    root = vault(tmp_path, Log__a=b"")
    outside = root.parent / "other.md"
    outside.write_bytes(b"not yours\n")
    (root / "Log" / "2026-03.md").symlink_to(outside)
    run = invoke(root, "import", "csv", export(tmp_path, LETTERS), "--yes")
    assert "Log/2026-03.md" in run.stderr
    assert outside.read_bytes() == b"not yours\n"
    assert (root / "Log" / "2026-03.md").is_symlink()


def test_people_are_not_written_through_a_link(tmp_path: Path) -> None:
    root = vault(tmp_path)
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    (root / "People").symlink_to(elsewhere)
    before = bytes_of(root)
    run = invoke(root, "import", "csv", export(tmp_path, LETTERS), "--yes")
    assert run.exit_code == 1
    assert "People/" in run.stderr
    assert bytes_of(root) == before  # all or nothing: the interactions are not written either


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("what", ["folder", "fifo", "archive", "nothing", "noise", "missing", "device", "nested"])
def test_what_is_no_export_is_refused_with_a_reason(tmp_path: Path, source: str, what: str) -> None:
    root = vault(tmp_path)
    before = bytes_of(root)
    file = tmp_path / "odd"
    if what == "folder":
        file.mkdir()
    elif what == "fifo":
        os.mkfifo(file)
    elif what == "device":
        file = Path("/dev/zero")
    elif what != "missing":
        file.write_bytes(
            {"archive": b"PK\x03\x04" + b"\0" * 99, "nothing": b"", "nested": b"[" * 99_999}.get(what, b"\xff\x01" * 99)
        )
    run = invoke(root, "import", source, str(file), "--yes")
    assert run.exit_code == 1
    assert run.stderr.startswith("vaultkit: ")
    assert bytes_of(root) == before


def test_mail_is_known_by_its_heads_alone(tmp_path: Path) -> None:
    def message(number: int, sender: str, to: str) -> str:
        return (
            f"From x@y Mon Mar 02 10:00:00 2026\nFrom: {sender}\nTo: {to}\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
            f"Message-ID: <{number}@x.example>\nSubject: plan\n\nVERYPRIVATE [[Bob Stone]]\n\n"
        )

    root = vault(tmp_path)
    box = message(1, "Ana Ruiz <ana@x.example>", "robin@example.com") + message(2, "robin@example.com", "ana@x.example")
    run = invoke(root, "import", "mail", export(tmp_path, box, "all.mbox"), "--yes")
    assert run.exit_code == 0
    assert "VERYPRIVATE" not in run.output
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "all.mbox"]
    assert not [path for path in kept if b"VERYPRIVATE" in path.read_bytes()]
    assert (root / "Log/2026-03.md").read_text().count("[[Ana Ruiz]]") == 2


def test_a_note_in_another_coding_keeps_every_byte_when_it_is_filled(tmp_path: Path) -> None:
    own = b"\xef\xbb\xbf---\r\n# mine\r\ntype: person\r\nE-Mail: ana@x.example\r\n---\r\nText"
    root = vault(tmp_path, **{"People__Ana Ruiz.md": own})
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nORG:Acme\nEMAIL:ana@x.example\nEMAIL:new@x.example\nEND:VCARD\n"
    file = export(tmp_path, card, "a.vcf")
    assert invoke(root, "import", "vcard", file, "--yes").exit_code == 0
    assert (root / "People/Ana Ruiz.md").read_bytes() == own
    assert invoke(root, "import", "vcard", file, "--fill", "--yes").exit_code == 0
    filled = (root / "People/Ana Ruiz.md").read_bytes()
    assert filled == own.replace(b"ana@x.example\r\n", b"ana@x.example\r\norg: Acme\r\n")
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert (root / "People/Ana Ruiz.md").read_bytes() == own


def test_undo_stops_where_the_user_wrote_since(tmp_path: Path) -> None:
    root = vault(tmp_path, Log__a=PERSON)
    assert invoke(root, "import", "csv", export(tmp_path, LETTERS), "--yes").exit_code == 0
    note = root / "People" / "Ana Ruiz.md"
    note.write_bytes(note.read_bytes() + b"mine\n")
    before = bytes_of(root)
    run = invoke(root, "undo", "--yes")
    assert run.exit_code == 5
    assert "People/Ana Ruiz.md" in run.stderr
    assert bytes_of(root) == before


def test_an_edited_line_stays_and_one_that_was_moved_is_known_again(tmp_path: Path) -> None:
    root = vault(tmp_path)
    file = export(tmp_path, LETTERS)
    assert invoke(root, "import", "csv", file, "--yes").exit_code == 0
    log = root / "Log" / "2026-03.md"
    log.write_text(log.read_text().replace("hello", "**hello again**"))
    (root / "Log" / "old").mkdir()
    log.rename(root / "Log" / "old" / "spring.md")
    before = bytes_of(root)
    assert "Logged already: 2 interactions" in invoke(root, "import", "csv", file, "--yes").stderr
    assert bytes_of(root) == before
