"""What all tests share: `--update` writes what the program says now into the cases and transcripts."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update`, to be followed by reading the diff like code."""
    parser.addoption("--update", action="store_true", help="Rewrite what cases and transcripts expect.")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update"))
