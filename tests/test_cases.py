"""The cases in tests/cases: vaults in the users' own language, and what vaultkit says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import answer
from casebook import Case, read_books, rewrite, transcript, write_vault

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


def look_at(vault: Vault, case: Case, folder: Path) -> State:
    """The vault as a command would see it; what it remembers stays in the test's own folder."""
    with Memo.open(str(folder / "cache"), stamp(vault)) as memo:
        return refresh(vault, memo, case.today)
