"""Transcripts: what a person types in a vault, and what they see. Standard error is marked `2> `, a code `[exit 3]`.

`vaultkit` runs in this process; any other line is a shell's, for saving and looking at files. Files may stand between
the commands, and are written when their turn comes.
"""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from casebook import TESTS, Case, write_vault

from vaultkit.__main__ import main

EXPORTS = TESTS / "exports"  # what other programs give out, by that name in a transcript


def play(case: Case, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A transcript's files and commands in turn → what each command shows."""
    settle(root, monkeypatch)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("COLUMNS", "80")
    for part in case.parts:
        if part.path:
            write_vault(root, (part,))
        elif part.asked:
            typed = part.asked.replace("EXPORTS", str(EXPORTS))
            yield _shown(typed, monkeypatch).replace(str(root), "VAULT").replace(str(root.parent), "ABOVE")


def settle(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a vault the current folder, with what is remembered of it beside it; returns it."""
    monkeypatch.setenv("VAULTKIT_CACHE", str(root.parent / "cache"))
    monkeypatch.delenv("VAULTKIT_VAULT", raising=False)
    monkeypatch.chdir(root)
    return root


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, int]:
    """`vaultkit` with these arguments → standard output, standard error, exit code."""
    monkeypatch.setattr(sys, "argv", ["vaultkit", *arguments])
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
    return out.getvalue(), err.getvalue(), code


def _shown(typed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    words = shlex.split(typed)
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
        return ""
    if "vaultkit" not in words[:2]:
        done = subprocess.run(["sh", "-c", typed], capture_output=True, text=True, check=False)
        return _answer(done.stdout, done.stderr, done.returncode)
    with monkeypatch.context() as only_here:
        if "=" in words[0]:
            only_here.setenv(*words.pop(0).split("=", 1))
        return _answer(*run(words[1:], only_here))


def _answer(out: str, err: str, code: int) -> str:
    lines = [*out.splitlines(), *(f"2> {line}".rstrip() for line in err.splitlines())]
    if code:
        lines.append(f"[exit {code}]")
    return "".join(f"{line}\n" for line in lines)
