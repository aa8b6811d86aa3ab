"""The cases in tests/cases: vaults in the users' own language, and what vaultkit says of them."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest
from answers import answer
from casebook import TESTS, Case, read_book, read_books, rewrite, transcript, write_vault, written

import vaultkit
from vaultkit.disk.memo import Memo
from vaultkit.engine import State, refresh
from vaultkit.look import Vault, open_vault, stamp

CASES = read_books("cases")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path, update: bool) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    write_vault(root, case.parts)
    vault = open_vault(str(root))
    fresh, remembered = (look_at(vault, case, tmp_path) for _ in range(2))
    assert remembered.network == fresh.network  # what is remembered of a note is what it says

    asked = [part.asked for part in case.parts if part.asked]
    given = [answer(vault, fresh, what) for what in asked]
    if update:
        rewrite(case, given)
        return
    expected = [part.text for part in case.parts if part.asked]
    assert transcript(asked, given) == transcript(asked, expected)


@pytest.mark.parametrize("folder", ["cases", "cli"])
def test_an_update_that_finds_nothing_new_changes_no_byte(folder: str) -> None:
    for book in (TESTS / folder).rglob("*.md"):
        assert written(read_book(book)) == book.read_text(encoding="utf-8"), book


def look_at(vault: Vault, case: Case, folder: Path) -> State:
    """The vault as a command would see it; what it remembers stays in the test's own folder."""
    with Memo.open(str(folder / "cache"), stamp(vault)) as memo:
        return refresh(vault, memo, case.today)


# --- every problem code has its case ---

PACKAGE = Path(vaultkit.__file__).parent
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
TOLD = re.compile(r": (?:error|warning|hint) ([a-z0-9-]+): ")
ELSEWHERE = {  # what a case cannot hold: real faults of a file system, and files too long to read here
    "folder-unreadable": "test_disk_scan.py",
    "front-matter-too-large": "test_frontmatter.py",
    "link-broken": "test_disk_scan.py",
    "link-leaves-vault": "test_disk_scan.py",
    "name-not-utf-8": "test_disk_scan.py",
    "not-a-file": "test_disk_read.py",
    "note-elsewhere": "test_disk_read.py",
    "note-is-link": "test_disk_read.py",
    "note-unreadable": "test_disk_read.py",
    "note-vanished": "test_disk_read.py",
    "read-plainly": "test_markdown.py",
    "same-file": "test_disk_scan.py",
    "too-deep": "test_disk_scan.py",
    "too-large": "test_frontmatter.py",
}
NEVER_TOLD = {
    "note-unsettled": "takes somebody who changes the note during each of three looks at it",
    "template-placeholder": "makes the note a template, which `check --ignored` lists, and nothing in it is told",
}


def test_every_problem_code_has_a_case() -> None:
    covered = {code for case in CASES for part in case.parts if part.asked for code in TOLD.findall(part.text)}
    assert codes_in_source() == covered | set(ELSEWHERE) | set(NEVER_TOLD)
    assert not covered & set(ELSEWHERE), "what has a case needs no exception"


@pytest.mark.parametrize(("code", "book"), ELSEWHERE.items())
def test_what_no_case_can_hold_has_a_test_of_its_own(code: str, book: str) -> None:
    assert f'"{code}"' in (TESTS / book).read_text(encoding="utf-8")


def codes_in_source() -> set[str]:
    """Every kebab-case word of the source that stands right before a message: in a call, or in a table of reasons."""
    found = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            parts = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
            found |= {code for one, other in pairwise(parts) if (code := _word(one)) and _is_message(other)}
    return found


def _word(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and CODE.fullmatch(value) else None


def _is_message(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, ast.JoinedStr | ast.Name)
