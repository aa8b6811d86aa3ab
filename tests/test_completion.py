"""The shell completes names of people, quoted as it needs, from what is remembered of the vault."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import fill
from transcripts import run, settle

from vaultkit.cli.completion import SHELLS
from vaultkit.cli.names import matching

NOTES = {
    "vaultkit.toml": "",
    "People/Ana Ruiz.md": "---\ntype: person\naliases: [Anita]\n---\n",
    "People/Ann O'Hara.md": "---\ntype: person\n---\n",
    "People/Zoë Lind.md": "---\ntype: person\naliases: ['Lind, Zoë']\n---\n",
    "People/Sam Park.md": "---\ntype: person\n---\n",
    "Daily/2026-06-01.md": "- tea with [[Ana Ruiz]]\n",
}
BASH = shutil.which("bash")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault that was read once; the current folder."""
    root = settle(fill(tmp_path / "vault", NOTES), monkeypatch)
    assert run(["ties"], monkeypatch)[2] == 0
    return root


def completed(*words: str) -> list[str]:
    """The last of some words, completed as bash asks for it."""
    asked = {"COMP_WORDS": "\n".join(("vaultkit", *words)), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [sys.executable, "-m", "vaultkit"], capture_output=True, text=True, check=False,
        env={**os.environ, **asked, "_VAULTKIT_COMPLETE": "bash_complete", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert not done.stderr
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("command", ["ask", "brief", "person", "path", "draft"])
def test_names_and_aliases_complete_wherever_somebody_is_named(vault: Path, command: str) -> None:
    assert completed(command, "An") == ["Ana Ruiz", "Anita", "Ann O'Hara"]


def test_case_accents_and_open_quotes_are_no_hindrance(vault: Path) -> None:
    assert completed("person", "zoe") == ["Zoë Lind"]
    assert completed("person", '"Ana R') == ["Ana Ruiz"]
    assert completed("person", "Ana\\ R") == ["Ana Ruiz"]
    assert completed("person", "Park") == ["Sam Park"]


def test_commands_and_options_complete_too(vault: Path) -> None:
    assert completed("und") == ["undo"]
    assert completed("undo", "--dr") == ["--dry-run"]


def test_several_who_are_only_called_so_in_the_middle_are_not_offered() -> None:
    assert matching({"Ana Ruiz", "Anton Ruiz"}, "Ruiz") == []
    assert matching({"Ana Ruiz", "Ruizhen Li"}, "Ruiz") == ["Ruizhen Li"]
    assert matching({"Ana\nRuiz", "Ruiz, Ana"}, "") == []


def test_what_was_never_read_or_is_no_vault_offers_nothing(vault: Path, tmp_path: Path) -> None:
    other = fill(tmp_path / "other", NOTES)
    assert completed("person", "--vault", str(other), "An") == []
    assert completed("person", "--vault", str(tmp_path / "nowhere"), "An") == []
    shutil.rmtree(tmp_path / "cache")
    assert completed("person", "An") == []
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_how_to_switch_it_on(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, code = run(["completion", shell], monkeypatch)
    assert code == 0
    assert "_VAULTKIT_COMPLETE" in out
    assert f"vaultkit completion {shell}" in err


# --- in a bash ---


def _bash_is_new() -> bool:
    if not BASH or os.name != "posix":
        return False
    said = subprocess.run([BASH, "-c", "echo ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}"], capture_output=True, check=False)
    return int(said.stdout or 0) >= 44


TYPED = {
    "Ana": "Ana Ruiz",
    '"Ana': "Ana Ruiz",
    "'Ana R": "Ana Ruiz",
    "Ana\\ R": "Ana Ruiz",
    "Ann": "Ann O'Hara",
    '"Ann': "Ann O'Hara",
    "Park": "Sam Park",
    "Nobody": "Nobody",
}


@pytest.mark.skipif(not _bash_is_new(), reason="no bash of 4.4 or later")
def test_a_tab_in_a_bash_gives_the_command_the_whole_name(vault: Path) -> None:
    import pty

    child, handle = pty.fork()
    if child == 0:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "TERM": "dumb", "PS1": "", "HISTFILE": ""}
        os.execve(str(BASH), ["bash", "--norc", "--noprofile", "-i"], environment)
    try:
        os.write(handle, b'eval "$(vaultkit completion bash 2>/dev/null)"; printf "<%s>" END\n')
        _until(handle, b"<END>")
        assert {typed: _tabbed(handle, typed) for typed in TYPED} == TYPED
    finally:
        os.close(handle)
        os.waitpid(child, 0)


def _tabbed(handle: int, typed: str) -> str:
    """What `vaultkit ask TYPED<TAB>` hands over as its second word, in a bash with a terminal."""
    os.write(handle, f"vaultkit ask {typed}\t\x01printf '<%s>' \x05 END\n".encode())
    said = _until(handle, b"<END>").decode("utf-8", "replace")
    return list(re.finditer(r"<([^>]*)>", said))[-2][1]


def _until(handle: int, word: bytes) -> bytes:
    """What a terminal shows until a word comes up."""
    said = b""
    end = time.monotonic() + 20
    while word not in said:
        assert select.select([handle], [], [], max(0.0, end - time.monotonic()))[0], said
        said += os.read(handle, 4096)
    return said
