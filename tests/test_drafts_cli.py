"""`vaultkit draft` and `vaultkit lint` on a vault: what is written, what is read, and what must stay as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vaultkit.cli import main

DAY = "2026-11-22"
MIKE = "---\ntype: person\nrole: [colleague]\n---\n" + "".join(f"- 2026-{m:02}-02 lunch\n" for m in range(1, 12))


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "vault"
    for path, text in {"People/Mike Ito.md": MIKE, "People/Jane Smith.md": "", "vaultkit.toml": ""}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VAULTKIT_VAULT", str(root))
    monkeypatch.chdir(root)
    return root


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "--today", DAY], input=stdin)


def found(*arguments: str, stdin: str | None = None) -> Any:
    return json.loads(run("lint", *arguments, "--format", "json", stdin=stdin).stdout)


def broken(*arguments: str, stdin: str | None = None) -> list[str]:
    return [finding["rule"] for finding in found(*arguments, stdin=stdin)["findings"]]


def fill_in(note: Path) -> None:
    note.write_text(re.sub(r"==.*?==", "Lisbon", note.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize("kind", ["introduction", "advice", "feedback", "referral", "reference", "task", "resource"])
def test_a_draft_filled_in_has_nothing_to_mend(vault: Path, kind: str) -> None:
    assert run("draft", "Mike Ito", "--kind", kind, "--target", "Jane Smith").exit_code == 0
    (note,) = (vault / "Drafts").iterdir()
    assert run("lint", note.stem).exit_code == 3
    fill_in(note)
    said = found(note.stem)
    assert said["findings"] == []
    assert (said["person"], said["kind"]) == ("Mike Ito", kind)
    assert said["verdict"]


def test_no_note_is_written_over_and_no_other_byte_changed(vault: Path) -> None:
    before = {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()}
    for _ in range(3):
        assert run("draft", "Mike Ito", "--kind", "advice").exit_code == 0
    assert sorted(path.name for path in (vault / "Drafts").iterdir()) == [
        "2026-11-22 advice, Mike Ito 2.md",
        "2026-11-22 advice, Mike Ito 3.md",
        "2026-11-22 advice, Mike Ito.md",
    ]
    assert {path: path.read_bytes() for path in before} == before


def test_a_draft_is_no_ask_yet_and_changes_no_report(vault: Path) -> None:
    asked = ("ask", "Mike Ito", "--kind", "introduction", "--format", "json")
    verdict, reports = run(*asked).stdout, run("report", "--stdout").stdout
    for kind in ("introduction", "reference"):
        run("draft", "Mike Ito", "--kind", kind, "--target", "Jane Smith")
    assert run(*asked).stdout == verdict
    assert run("report", "--stdout").stdout == reports


def test_printing_writes_nothing(vault: Path) -> None:
    assert run("draft", "Mike Ito", "--kind", "advice", "--stdout").stdout.startswith("---\ntype: favor\n")
    assert not (vault / "Drafts").exists()


def test_a_message_comes_from_stdin_with_options_for_what_no_note_says(vault: Path) -> None:
    body = "Hi Mike, could you send me the slides? Thank you!"
    assert broken("-", "--person", "Mike Ito", "--kind", "resource", stdin=body) == []
    said = found("-", stdin=body)
    assert (said["draft"], said["person"], said["kind"], said["weight"], said["verdict"]) == (
        None, None, None, "medium", None,
    )  # fmt: skip
    assert "no-way-out" in [finding["rule"] for finding in said["findings"]]


def test_front_matter_from_stdin_counts(vault: Path) -> None:
    note = '---\ntype: favor\ndirection: asked\nperson: "[[Mike Ito]]"\nkind: resource\nstatus: draft\n---\n'
    said = found("-", stdin=f"{note}Could you send me the slides? Thank you!")
    assert (said["person"], said["kind"], said["findings"], said["verdict"]) == ("Mike Ito", "resource", [], "go")


def test_options_come_before_the_note(vault: Path) -> None:
    note = '---\ntype: favor\ndirection: asked\nperson: "[[Mike Ito]]"\nkind: resource\nstatus: draft\n---\nHi!\n'
    (vault / "Ask.md").write_text(note, "utf-8")
    said = found("Ask", "--kind", "reference", "--person", "Jane Smith", "--weight", "deep")
    assert (said["person"], said["kind"], said["weight"]) == ("Jane Smith", "reference", "deep")
    assert "no-work-tie" in [finding["rule"] for finding in said["findings"]]


def test_what_was_asked_already_is_checked_without_a_verdict_on_the_next_ask(vault: Path) -> None:
    note = '---\ntype: favor\ndirection: asked\nperson: "[[Mike Ito]]"\nkind: advice\nasked: 2026-11-20\n---\nHi!\n'
    (vault / "Asked.md").write_text(note, "utf-8")
    said = found("Asked")
    assert said["verdict"] is None
    assert said["findings"]


def test_the_same_text_in_three_drafts_is_noticed(vault: Path) -> None:
    text = "Hi there, you know the trade, so could you tell me which school you would choose today? Thank you so much!"
    for name in ("Mike Ito", "Jane Smith", "Ana Ruiz"):
        matter = f'type: favor\ndirection: asked\nperson: "[[{name}]]"\nkind: advice\nstatus: draft'
        (vault / f"To {name}.md").write_text(f"---\n{matter}\n---\n{text}\n", "utf-8")
    assert "same-text" in broken("To Mike Ito")
    (vault / "To Ana Ruiz.md").unlink()
    assert "same-text" not in broken("To Mike Ito")


def test_two_notes_of_one_name_are_told_apart(vault: Path) -> None:
    for folder in ("A", "B"):
        (vault / folder).mkdir()
        (vault / folder / "Ask.md").write_text("Hi!\n", "utf-8")
    done = run("lint", "Ask")
    assert done.exit_code == 4
    assert "may be any of A/Ask.md, B/Ask.md" in done.stderr
    assert run("lint", "A/Ask.md").exit_code == 3


def test_a_path_may_be_as_seen_from_where_one_is(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (vault / "A").mkdir()
    (vault / "A" / "Ask.md").write_text("Hi!\n", "utf-8")
    monkeypatch.chdir(vault / "A")
    assert found("Ask.md")["draft"] == "A/Ask.md"


def test_nothing_outside_the_vault_is_read(vault: Path) -> None:
    (vault.parent / "secret.md").write_text("get me\n", "utf-8")
    (vault / "link.md").symlink_to(vault.parent / "secret.md")
    assert run("lint", "../secret.md").exit_code == 4
    done = run("lint", "link.md")
    assert done.exit_code in (1, 4)
    assert "get me" not in done.stdout


def test_warnings_alone_are_no_failure(vault: Path) -> None:
    done = run("lint", "-", "--kind", "resource", stdin="Could you send me the slides?")
    assert done.exit_code == 0
    assert "0 errors, 1 warning" in done.stdout


def test_a_note_with_windows_line_ends_has_the_same_lines(vault: Path) -> None:
    (vault / "Ask.md").write_bytes(b"---\r\nkind: advice\r\n---\r\n\r\nGet me a job.\r\n")
    lines = {finding["line"] for finding in found("Ask")["findings"]}
    assert lines == {5}
