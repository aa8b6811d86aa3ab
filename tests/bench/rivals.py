"""An environment that has obsidiantools, made once under `.bench/`; the bench alone needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = "obsidiantools"


def obsidian_tools(folder: Path) -> tuple[str | None, str]:
    """A folder to make the environment in → its Python, None where it cannot be had, and the version or the reason."""
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            _run(sys.executable, "-m", "venv", str(folder))
        pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check")
        if _run(*pip, "freeze").find(f"{PACKAGE}==") < 0:
            _run(*pip, "install", PACKAGE)
        return str(python), next(line for line in _run(*pip, "freeze").splitlines() if line.startswith(PACKAGE))
    except subprocess.CalledProcessError as error:
        return None, _last_line(error.stderr)
    except OSError as error:
        return None, str(error)


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "pip said nothing")
