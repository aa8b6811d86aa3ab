"""A whole vault before and after `set`, `add` and `rename`: what is known stays known, undo gives the bytes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from program import fill, invoke
from transcripts import run

from vaultkit.edits.renaming import rename

SAMPLE = Path(__file__).parent.parent / "sample_vault"
DAY = "2026-07-01"
LISTINGS = ("ties", "reciprocity", "check")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample vault in which nothing waits."""
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "vault"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("Reports"))
    with (root / "vaultkit.toml").open("a") as settings:
        settings.write("\n[log]\nquiet = 0\n")
    return root


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """All that the listings tell."""
    told = [
        run([name, "--format", "csv", "--vault", str(root), "--today", DAY], monkeypatch)[0] for name in LISTINGS
    ]  # fmt: skip
    return "".join(told)


def test_renaming_somebody_changes_nothing_that_is_known(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, told = files(vault), listed(vault, monkeypatch)
    _, said, code = run(["rename", "Ingrid Solheim", "Inga O'Berg", "-y", "--vault", str(vault)], monkeypatch)
    assert (code, "25 notes written" in said) == (0, True)
    after = files(vault)
    assert len([path for path in before if before[path] != after.get(path)]) == 25
    left = [path for path, data in after.items() if b"[[Ingrid Solheim" in data]
    assert left == []
    now = listed(vault, monkeypatch)
    assert sorted(now.splitlines()) == sorted(told.replace("Ingrid Solheim", "Inga O'Berg").splitlines())
    assert run(["undo", "-y", "--vault", str(vault)], monkeypatch)[2] == 0
    assert files(vault) == before


def test_every_writing_command_can_be_undone_in_turn(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stood = [files(vault)]
    commands = (
        ["set", "Ana Ruiz", "closeness=2", "aliases+=Ani", "org="],
        ["add", "Kim Larsen", "org=Lumenor", "met.where=UX conf"],
        ["rename", "Kim Larsen", "Kim Holm"],
        ["rename", "Lumenor", "Lumenor AS"],
        ["set", "Kim Holm", "aliases="],
    )
    for command in commands:
        assert run([*command, "-y", "--vault", str(vault)], monkeypatch)[2] == 0
        stood.append(files(vault))
        assert stood[-1] != stood[-2]
    for before in reversed(stood[:-1]):
        assert run(["undo", "-y", "--vault", str(vault)], monkeypatch)[2] == 0
        assert files(vault) == before


def test_nothing_is_written_in_a_dry_run_or_where_nobody_can_be_asked(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(vault)
    for command in (["set", "Ana Ruiz", "closeness=2"], ["add", "Kim Larsen"], ["rename", "Ana Ruiz", "Ana Holm"]):
        assert run([*command, "--dry-run", "--vault", str(vault)], monkeypatch)[2] == 0
        assert run([*command, "--vault", str(vault)], monkeypatch)[2] == 2
    assert files(vault) == before


def test_signs_in_the_words_of_a_list_tell_them_apart(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for change in ("offers=C#,C++", "offers+=C", "offers-=C"):
        assert run(["set", "Ana Ruiz", change, "-y", "--vault", str(vault)], monkeypatch)[2] == 0
    note = (vault / "People/Ana Ruiz.md").read_text("utf-8")
    assert note.count('"C#"') == 1
    assert "C++" in note


def test_excluded_notes_and_templates_follow_and_reports_do_not(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["report", "--vault", str(vault), "--today", DAY], monkeypatch)[2] == 0
    (vault / "Templates/Call.md").write_bytes(b"---\nwith: {{x}}\n---\r\n[[Ana Ruiz]]\r\n")
    (vault / ".trash").mkdir()
    (vault / ".trash/Old.md").write_bytes(b"[[Ana Ruiz]]")
    (vault / "Odd.md").write_bytes(b"\xff[[Ana Ruiz]]")
    before = files(vault)
    assert run(["rename", "Ana Ruiz", "Ana Holm", "-y", "--vault", str(vault)], monkeypatch)[2] == 0
    after = files(vault)
    assert after["Templates/Call.md"] == b"---\nwith: {{x}}\n---\r\n[[Ana Holm]]\r\n"
    same = [path for path in before if path.startswith(("Reports/", ".trash/", "Odd"))]
    assert {path: after[path] for path in same} == {path: before[path] for path in same}


# --- a word at the right time ---

PERSON = "---\ntype: person\n---\n"
QUIET = {"vaultkit.toml": "[log]\nquiet = 0\n"}


def test_links_that_a_renaming_cannot_change_are_named(tmp_path: Path) -> None:
    notes = {
        "People/Ana Ruiz.md": PERSON,
        "bad.md": '---\npeople: ["[[Ana Ruiz]]"\n---\n',
        "reference.md": "[r]: <People/Ana%20Ruiz.md>\n",
        "html.md": 'a <a href="People/Ana Ruiz.md">b</a>\n',
        "card.canvas": '{"nodes":[{"id":"1","type":"text","text":"[[Ana Ruiz]]"}],"edges":[]}',
        "code.md": "`[[Ana Ruiz]]` [[Ana Ruiz|Ana]]\n",
        "Log.md": "- 2026-01-02 gave:: [[Ana Diaz]] a book\n",
    }
    done = invoke(fill(tmp_path / "vault", {**QUIET, **notes}), "rename", "Ana Ruiz", "Ana Diaz", "--yes")
    assert done.exit_code == 0
    for told in (
        "bad.md: [[Ana Ruiz]] stays in properties that are no valid YAML",
        "reference.md: [[Ana Ruiz]] stays in a link of another kind",
        "html.md: [[Ana Ruiz]] stays in a link of another kind",
        "card.canvas: [[Ana Ruiz]] stays in the text of a card",
        "Links to [[Ana Diaz]] are there already; from now on they mean this note.",
    ):
        assert told in done.output
    assert "code.md: [[" not in done.output


def test_only_people_and_organisations_keep_their_old_name(tmp_path: Path) -> None:
    notes = {
        "Ana.md": PERSON,
        "Acme.md": "---\ntype: organization\n---\n",
        "Plan.md": "a plan\n",
        "Templates/T.md": "x\n",
    }
    root = fill(tmp_path / "vault", {**QUIET, **notes})
    for old, new in (("Ana", "Eva"), ("Acme", "Zeta"), ("Plan", "Plot"), ("Templates/T.md", "Templates/U")):
        assert invoke(root, "rename", old, new, "--yes").exit_code == 0
    assert "aliases:\n  - Ana\n" in (root / "Eva.md").read_text("utf-8")
    assert "aliases:\n  - Acme\n" in (root / "Zeta.md").read_text("utf-8")
    assert (root / "Plot.md").read_text("utf-8") == "a plan\n"
    assert (root / "Templates/U.md").read_text("utf-8") == "x\n"


def test_somebody_is_found_by_a_name_of_any_length(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", QUIET)
    name = "Anna " * 52 + "Long"
    assert invoke(root, "add", name, "--yes").exit_code == 0
    assert invoke(root, "person", name).exit_code == 0


def test_a_template_that_cannot_be_filled_in_is_named(tmp_path: Path) -> None:
    template = "---\ntype: person\nx: {{title}}\n---\n"
    done = invoke(fill(tmp_path / "vault", {**QUIET, "Templates/Person.md": template}), "add", "%20", "--dry-run")
    assert done.exit_code == 1
    assert "Templates/Person.md:3: " in done.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "ANA RUIZ.md"), 5, "'ANA RUIZ' is there already: People/Ana Ruiz.md"),
        (("add", "Follow-ups"), 0, "A page of the reports is called 'Follow-ups' too"),
        (("add", "2026-01-01"), 0, "looks like a daily note's name"),
        (("add", "Eva", "aliases=Ana Ruiz"), 0, "'Ana Ruiz' is a name of People/Ana Ruiz.md too"),
        (("add", "plan.png"), 5, "[[plan.png]] would open Pictures/plan.png"),
        (("rename", "Ana Ruiz", "plan.png"), 5, "[[plan.png]] would open Pictures/plan.png"),
        (("set", "Ana Ruiz", "x={{y}}"), 2, "makes a note a template"),
        (("set", "Ana Ruiz", "E-Mail=a@b.example", "email=c@d.example"), 2, "set the same property; name it once"),
        (("set", "Ana Ruiz", "emails=a@b.example", "email+=c@d.example"), 0, "c@d.example"),
    ],
)
def test_what_is_odd_is_said_before_it_is_written(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    root = fill(tmp_path / "vault", {**QUIET, "People/Ana Ruiz.md": PERSON, "Pictures/plan.png": ""})
    done = invoke(root, *words, "--dry-run")
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_a_note_that_is_called_otherwise_is_called_by_its_new_name() -> None:
    note = b"---\ntype: person\nname: Wei Li\n---\n"
    files = {"People/Wei Li (Stark).md": note, "People/Wei Li.md": b"---\ntype: person\n---\n"}
    (change,) = rename(files, {}, "People/Wei Li (Stark).md", "People/Wei Li the cook.md")
    assert change.new is not None
    assert b"\nname: Wei Li the cook\n" in change.new
    (hinted,) = rename(files, {}, "People/Wei Li (Stark).md", "People/Wei Li (Acme).md")
    assert hinted.new is not None
    assert b"\nname: Wei Li\n" in hinted.new
