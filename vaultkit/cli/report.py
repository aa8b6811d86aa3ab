"""`vaultkit report`: the reports, written, shown or compared."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date

import click

from vaultkit import __version__
from vaultkit.cli.output import CONFLICT, ERROR, NOT_FOUND, failure, note, safe, write
from vaultkit.cli.root import find_root, memory, progress, the_vault, this_day, vault_options
from vaultkit.disk import atomic
from vaultkit.disk.glance import glance, record
from vaultkit.engine import State, refresh
from vaultkit.pages.layout import joined, plural
from vaultkit.publish import Action, Desk, apply, emptied, plan, replace_edited
from vaultkit.reports import REPORTS, Report

SAID = {"create": "wrote", "replace": "renewed", "leave": "left as it is:"}


@click.command()
@vault_options
@click.option("--only", "names", metavar="NAME", multiple=True, help="Only this report; may be given again.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the reports instead of writing them.")
@click.option("--replace", metavar="NAME", help="Take the new version of a report you edited; yours is kept beside it.")
@click.option("--insist", is_flag=True, help="Write even though the vault suddenly shows no person.")
def report(
    where: str | None,
    today: date | None,
    names: tuple[str, ...],
    dry_run: bool,
    to_stdout: bool,
    replace: str | None,
    insist: bool,
) -> None:
    """Write the reports.

    Into the vault's reports folder, and only where something changed. What you write between the keep marks of a report
    stays; a report you edited elsewhere is left alone.
    """
    root = find_root(where)
    before = glance(root, this_day(today, "system").isoformat(), __version__)  # before anything is read
    vault = the_vault(root)
    day = this_day(today, vault.settings.zone)
    if not (dry_run or to_stdout):
        atomic.clear_leftovers(root, vault.settings.folders.reports)
    chosen = _chosen((*names, replace) if replace else names)
    with memory(vault) as memo:
        with progress() as tell:
            state = refresh(vault, memo, day, tell, keep=False)
        if memo.trouble:
            note(f"going on without a cache: {memo.trouble}")
    desk = Desk(vault)
    if emptied(desk, state.findings) and not (insist or to_stdout or dry_run):
        message = "the vault shows no person at all, but reports stand in it; nothing was written"
        raise failure(f"{message}. If that is right: --insist", ERROR)
    kept: dict[str, str] = {}
    if replace and not (dry_run or to_stdout):
        kept = _replace(desk, _chosen((replace,))[0])
        with memory(vault) as memo:
            state = refresh(vault, memo, day)  # what was told of the old page is no longer so
    actions = plan(desk, state.findings, chosen, kept)
    if to_stdout:
        _print(actions, state, chosen)
    elif dry_run:
        _show_changes(actions)
    else:
        written = _carry_out(desk, state, actions)
        summary = _summary(state)
        note(summary)
        if (
            chosen == REPORTS
            and vault.settings.zone == "system"
            and all(a.doing not in ("leave", "blocked") for a in actions)
        ):
            record(before, summary, written)


def _chosen(names: Sequence[str | None]) -> tuple[Report, ...]:
    """Names as typed → reports; a name that is none suggests the nearest."""
    if not names:
        return REPORTS
    by_name = {_plain(each.name): each for each in REPORTS}
    found = []
    for name in filter(None, names):
        if _plain(name) not in by_name:
            close = difflib.get_close_matches(_plain(name), by_name, n=1, cutoff=0.4)
            there_are = f"there are: {', '.join(each.name for each in REPORTS)}"
            hint = f"did you mean {by_name[close[0]].name!r}?" if close else there_are
            raise failure(f"no report is called {name!r}; {hint}", NOT_FOUND)
        found.append(by_name[_plain(name)])
    return tuple(dict.fromkeys(found))


def _plain(name: str) -> str:
    """A report's name, however it is typed: `stale-ties`, `Follow_ups.md` …"""
    return name.casefold().removesuffix(".md").replace("-", " ").replace("_", " ")


def _replace(desk: Desk, chosen: Report) -> dict[str, str]:
    """Moves an edited report aside; returns what its keep block held, by the report's name."""
    try:
        moved, kept = replace_edited(desk, chosen)
    except atomic.WriteRefused as error:
        raise failure(f"{chosen.name}: {error}", CONFLICT) from error
    if moved:
        note(f"your version is kept as {moved}")
    return {chosen.name: kept}


def _print(actions: Sequence[Action], state: State, chosen: Sequence[Report]) -> None:
    for action, each in zip(actions, chosen, strict=True):
        write(action.page.text or each.body(state.findings) + "\n")


def _show_changes(actions: Sequence[Action]) -> None:
    for action in actions:
        old = (action.old or b"").decode("utf-8", "replace")
        if action.doing in ("create", "replace"):
            lines = difflib.unified_diff(
                old.splitlines(keepends=True), action.page.text.splitlines(keepends=True),
                f"a/{action.page.path}" if action.old is not None else "/dev/null", f"b/{action.page.path}",
            )  # fmt: skip
            write(safe("".join(lines)))
        elif action.doing in ("leave", "blocked"):
            note(f"{action.page.path} would be left as it is: {action.reason}")
    if all(action.doing == "keep" for action in actions):
        note("nothing would change")


def _carry_out(desk: Desk, state: State, actions: Sequence[Action]) -> dict[str, bytes]:
    """Writes the pages, says what was done to which; returns the bytes written by path. Leaves where one failed."""
    done = apply(desk, state.findings, actions)
    for action, trouble in done:
        if not trouble and action.doing != "keep":
            note(f"{SAID[action.doing]} {action.page.path}{': ' + action.reason if action.reason else ''}")
    some_stand = any(action.doing != "blocked" for action, _ in done)
    failed: dict[str, list[str]] = {}
    for action, trouble in done:
        if trouble and some_stand and action.doing == "blocked":
            note(f"{SAID['leave']} {action.page.path}: {trouble}")
        elif trouble:
            failed.setdefault(trouble, []).append(action.page.path)
    if failed:
        told = "; ".join(f"{joined(paths)} not written: {trouble}" for trouble, paths in failed.items())
        raise failure(told, ERROR)
    return {action.page.path: action.page.text.encode() for action, _ in done if action.doing in ("create", "replace")}


def _summary(state: State) -> str:
    people, problems = len(state.network.people), len(state.findings.problems)
    told = f"{plural(problems, 'problem')} (see Problems)" if problems else "no problem"
    return f"{plural(state.look.size, 'note')}, {plural(people, 'person', 'people')}, {told}"
