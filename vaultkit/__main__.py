"""`vaultkit` and `python -m vaultkit`: first whether anything changed at all, before anything else is imported."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # the exit code of whoever was stopped by Ctrl-C


def main() -> None:
    """Run the command line; Ctrl-C ends it quietly, at any moment."""
    try:
        _run()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def _run() -> None:
    """What was asked for; `vaultkit report` with nothing changed ends here."""
    if sys.argv[1:2] == ["report"]:
        from vaultkit.unchanged import answer

        said = answer(sys.argv[2:])
        if said is not None:
            if sys.stderr:
                sys.stderr.write(said + "\n")
            return
    import gc
    import signal

    watches = sys.argv[1:2] == ["watch"]  # ends well when it is ended, from the first moment on
    for number in (signal.SIGINT, signal.SIGTERM) if watches else (signal.SIGINT,):
        signal.signal(number, lambda *_: sys.exit(0 if watches else INTERRUPTED))  # quiet in a reading process, too
    gc.disable()  # a run makes half a million lasting tuples; looking through them for cycles took a quarter of it
    from vaultkit.cli import run

    run()


if __name__ == "__main__":
    main()
