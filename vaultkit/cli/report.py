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
from vaultkit.look import Vault
from vaultkit.model import NotePath
from vaultkit.pages.layout import joined, plural
from vaultkit.publish import (
    Action,
    Desk,
    apply,
    clear_leftovers,
    emptied,
    pages,
    past_briefs,
    plan,
    replace_edited,
)
from vaultkit.reports import REPORTS, Report
from vaultkit.reports.briefs import FOLDER as BRIEFS

SAID = {"create": "wrote", "replace": "renewed", "remove": "removed", "leave": "left as it is:", "keep": "kept"}
TOLD = "briefs kept"  # what is remembered of briefs that are over and stay: each is told once


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
    stays; a report you edited elsewhere is left alone. Briefs for the meetings of the days ahead go into a folder of
    their own there, and are removed when the meeting is past.
    """
    root = find_root(where)
    before = glance(root, this_day(today, "system").isoformat(), __version__)  # before anything is read
    vault = the_vault(root)
    day = this_day(today, vault.settings.zone)
    only_show = dry_run or to_stdout
    if not only_show:
        clear_leftovers(vault)
    state = _judged(vault, day)
    desk = Desk(vault)
    chosen = _chosen(desk, state, (*names, replace) if replace else names)
    if emptied(desk, state.findings) and not (insist or only_show):
        message = "the vault shows no person at all, but reports stand in it; nothing was written"
        raise failure(f"{message}. If that is right: --insist", ERROR)
    kept: dict[str, str] = {}
    if replace and not only_show:
        kept = _replace(desk, _chosen(desk, state, (replace,)))
        with memory(vault) as memo:
            state = refresh(vault, memo, day)  # what was told of the old page is no longer so
    actions = plan(desk, state.findings, chosen, kept)
    if to_stdout:
        _print(actions, state)
    elif dry_run:
        _show_changes(actions)
    else:
        written = _carry_out(desk, state, actions)
        _tell_kept(vault, actions)
        summary = _summary(state)
        note(summary)
        if chosen is None and vault.settings.zone == "system" and not _left(actions):
            record(before, summary, written)


def _judged(vault: Vault, day: date) -> State:
    with memory(vault) as memo:
        with progress() as tell:
            state = refresh(vault, memo, day, tell, keep=False)
        if memo.trouble:
            note(f"going on without a cache: {memo.trouble}")
    return state


def _left(actions: Sequence[Action]) -> bool:
    return any(action.doing in ("leave", "blocked") for action in actions)


def _chosen(desk: Desk, state: State, names: Sequence[str]) -> tuple[Report, ...] | None:
    """Names as typed → reports, and None for all; `Briefs` is all briefs. A name that is none suggests the nearest."""
    if not names:
        return None
    briefs = [report for report in pages(desk, state.network) if report not in REPORTS]
    by_name = {_plain(each.name): [each] for each in (*REPORTS, *briefs)}
    by_name[_plain(BRIEFS)] = [*past_briefs(desk, state.network), *briefs]
    found: list[Report] = []
    for name in names:
        if _plain(name) not in by_name:
            close = difflib.get_close_matches(_plain(name), by_name, n=1, cutoff=0.4)
            there_are = f"there are: {', '.join([*(each.name for each in REPORTS), BRIEFS])}"
            hint = f"did you mean {_name_of(by_name[close[0]])!r}?" if close else there_are
            raise failure(f"no report is called {name!r}; {hint}", NOT_FOUND)
        found += by_name[_plain(name)]
    return tuple(dict.fromkeys(found))


def _name_of(reports: Sequence[Report]) -> str:
    return reports[0].name if len(reports) == 1 else BRIEFS


def _plain(name: str) -> str:
    """A report's name, however it is typed: `stale-ties`, `Follow_ups.md` …"""
    return name.casefold().removesuffix(".md").replace("-", " ").replace("_", " ")


def _replace(desk: Desk, chosen: Sequence[Report] | None) -> dict[str, str]:
    """Moves edited reports aside; returns what their keep blocks held, by the report's name."""
    found: dict[str, str] = {}
    for each in chosen or ():
        if each.over:
            continue
        try:
            moved, found[each.name] = replace_edited(desk, each)
        except atomic.WriteRefused as error:
            raise failure(f"{each.name}: {error}", CONFLICT) from error
        if moved:
            note(f"your version is kept as {moved}")
    return found


def _tell_kept(vault: Vault, actions: Sequence[Action]) -> None:
    """Briefs that are over and stay, as the user wrote into them: told once."""
    kept = {action.page.path: action.reason for action in actions if action.doing == "keep" and action.reason}
    if not kept:
        return
    with memory(vault) as memo:
        told = (memo.recall(TOLD) or "").split("\n")
        for path in sorted(kept.keys() - told):
            note(f"{SAID['keep']} {path}: {kept[path]}")
        if kept.keys() - told:
            memo.remember(TOLD, "\n".join(sorted(kept)))


def _print(actions: Sequence[Action], state: State) -> None:
    for action in actions:
        if action.doing != "remove" and not action.report.over:
            write(action.page.text or action.report.body(state.findings) + "\n")


def _show_changes(actions: Sequence[Action]) -> None:
    for action in actions:
        old = (action.old or b"").decode("utf-8", "replace")
        if action.doing in ("create", "replace", "remove"):
            lines = difflib.unified_diff(
                old.splitlines(keepends=True), action.page.text.splitlines(keepends=True),
                f"a/{action.page.path}" if action.old is not None else "/dev/null",
                f"b/{action.page.path}" if action.doing != "remove" else "/dev/null",
            )  # fmt: skip
            write(safe("".join(lines)))
        elif action.doing in ("leave", "blocked"):
            note(f"{action.page.path} would be left as it is: {action.reason}")
    if all(action.doing == "keep" for action in actions):
        note("nothing would change")


def _carry_out(desk: Desk, state: State, actions: Sequence[Action]) -> dict[NotePath, bytes | None]:
    """Writes the pages, says what was done to which; returns the bytes written by path, None for a page removed.

    Leaves where one failed.
    """
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
    written: dict[NotePath, bytes | None] = {
        action.page.path: action.page.text.encode() for action, _ in done if action.doing in ("create", "replace")
    }
    return written | {action.page.path: None for action, _ in done if action.doing == "remove"}


def _summary(state: State) -> str:
    people, problems = len(state.network.people), len(state.findings.problems)
    told = f"{plural(problems, 'problem')} (see Problems)" if problems else "no problem"
    return f"{plural(state.look.size, 'note')}, {plural(people, 'person', 'people')}, {told}"
