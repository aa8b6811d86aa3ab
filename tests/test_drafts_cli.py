"""`vaultkit draft` and `vaultkit lint` on a vault: what is written, what is read, and what must stay as it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
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


def test_so_it_does_without_a_type(vault: Path) -> None:
    said = found(
        "-", stdin='---\nperson: "[[Mike Ito]]"\nkind: resource\n---\nCould you send me the slides? Thank you!'
    )
    assert (said["person"], said["kind"], said["findings"], said["verdict"]) == ("Mike Ito", "resource", [], "go")


def test_a_draft_for_a_name_that_cannot_stand_in_a_link_is_read_again(vault: Path) -> None:
    (vault / "People" / "Pipe.md").write_text("---\ntype: person\nname: 'Pi|pe [x] `z`'\n---\n", "utf-8")
    assert run("draft", "People/Pipe", "--kind", "introduction", "--target", "a|b [[x]]").exit_code == 0
    (note,) = (vault / "Drafts").iterdir()
    front = note.read_text("utf-8")
    assert 'person: "[[People/Pipe]]"' in front or 'person: "[[People/Pipe|Pipe]]"' in front
    assert 'target: "a|b [[x]]"' in front
    assert run("check").exit_code == 0
    assert found(note.stem)["person"] == "Pi|pe [x] `z`"


def test_a_day_that_is_past_is_named_as_such(vault: Path) -> None:
    matter = 'type: favor\ndirection: asked\nperson: "[[Mike Ito]]"\nkind: advice\nneeded_by: 2020-05-01\nstatus: draft'
    (vault / "Ask.md").write_text(f"---\n{matter}\n---\nWhich of the two would you take? Thank you!\n", "utf-8")
    assert "needed on a day that is past, where 7 days" in run("lint", "Ask").stdout


def test_a_letter_without_words_is_no_last_topic(vault: Path) -> None:
    (vault / "Letters").mkdir()
    letter = '---\ntype: letter\ndate: 2026-11-10\npeople: ["[[Mike Ito]]"]\n---\n'
    (vault / "Letters" / "2026-11-10 Letter to Mike Ito.md").write_text(letter, "utf-8")
    said = run("draft", "Mike Ito", "--kind", "advice", "--stdout").stdout
    assert "in touch on 10 Nov 2026" in said
    assert "last topic" not in said


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


def test_a_message_outside_the_vault_is_named_with_what_reads_it(vault: Path) -> None:
    outside = vault.parent / "my mail.md"
    outside.write_text("Hi Mike, could you send me the slides? Thank you!", "utf-8")
    for name in (str(outside), "../my mail.md"):
        done = run("lint", name)
        assert done.exit_code == 4
        assert done.stderr.endswith(f"is outside the vault; this reads it: vaultkit lint - < '{name}'\n")
    assert broken("-", "--person", "Mike Ito", "--kind", "resource", stdin=outside.read_text("utf-8")) == []


def test_a_note_of_the_vault_comes_before_a_file_of_that_name_elsewhere(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "Ask.md").write_text("Could you send me the slides? Thank you!", "utf-8")
    (vault.parent / "Ask").write_text("Something else.", "utf-8")
    monkeypatch.chdir(vault.parent)
    assert found("Ask")["draft"] == "Ask.md"


@pytest.mark.parametrize("nothing", ["", " \n\n", "---\nkind: advice\n---\n"])
def test_where_there_is_no_message_nothing_is_checked(vault: Path, nothing: str) -> None:
    done = run("lint", "-", stdin=nothing)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "vaultkit: stdin: there is no message in it\n"


def test_bytes_that_are_no_text_are_refused_from_stdin_as_from_a_note(vault: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n\xff\xfe"
    (vault / "Picture.md").write_bytes(picture)
    for name in ("-", "Picture"):
        done = CliRunner().invoke(main, ["lint", name, "--today", DAY], input=picture)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "UTF-8" in done.stderr


def test_a_closed_stdin_is_no_message(vault: Path) -> None:
    command = f'exec "{sys.executable}" -m vaultkit lint - --today {DAY} <&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "vaultkit: stdin: there is no message in it\n")


def test_warnings_alone_are_no_failure(vault: Path) -> None:
    done = run("lint", "-", "--kind", "resource", stdin="Could you send me the slides?")
    assert done.exit_code == 0
    assert "0 errors, 1 warning" in done.stdout


def test_a_note_with_windows_line_ends_has_the_same_lines(vault: Path) -> None:
    (vault / "Ask.md").write_bytes(b"---\r\nkind: advice\r\n---\r\n\r\nGet me a job.\r\n")
    lines = {finding["line"] for finding in found("Ask")["findings"]}
    assert lines == {5}
