"""A whole vault before and after `set`, `add` and `rename`: what is known stays known, undo gives the bytes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from transcripts import run

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
