"""What all tests share: `--update` writes what the program says now into the cases and transcripts."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, settings

# On a build server the same examples each time: a rare find belongs to whoever looks for it, not to the next change.
# Nor is a find made smaller there, which can take minutes: the printed blob brings it back.
FIND = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("server", derandomize=True, deadline=None, print_blob=True, phases=FIND)
if os.environ.get("CI"):
    settings.load_profile("server")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update`, to be followed by reading the diff like code."""
    parser.addoption("--update", action="store_true", help="Rewrite what cases and transcripts expect.")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update"))
