"""`vaultkit` and `python -m vaultkit`: first whether anything changed at all, before anything else is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; `vaultkit report` with nothing changed ends here."""
    if sys.argv[1:2] == ["report"]:
        from vaultkit.unchanged import answer

        said = answer(sys.argv[2:])
        if said is not None:
            sys.stderr.write(said + "\n")
            return
    import gc

    gc.disable()  # a run makes half a million lasting tuples; looking through them for cycles took a quarter of it
    from vaultkit.cli import main as commands

    commands(prog_name="vaultkit")


if __name__ == "__main__":
    main()
