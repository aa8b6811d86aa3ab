"""`vaultkit set PERSON KEY=VALUE …`: properties of a contact's note, and no other byte of it."""

from __future__ import annotations

from datetime import date
from shlex import join, quote

import click

from vaultkit.cli.assignments import assignment_argument, changes, check, parse, tell_inline, tell_shared, tell_unknown
from vaultkit.cli.names import names
from vaultkit.cli.originals import edited, original
from vaultkit.cli.output import NOT_FOUND, failure
from vaultkit.cli.person import the_one
from vaultkit.cli.root import met, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.edits.change import Change
from vaultkit.edits.properties import set_properties


@click.command("set")
@click.argument("person", shell_complete=names)
@assignment_argument(required=True)
@writing_options
@vault_options
def set_(
    person: str, assignments: tuple[str, ...], yes: bool, dry_run: bool, where: str | None, today: date | None
) -> None:
    """Set properties of somebody.

    KEY=VALUE sets one, KEY= takes it away; KEY+=VALUE adds to a list, KEY-=VALUE takes from it. Values are checked
    first. Every other byte of the note stays. PERSON is a name, an alias or a part of a name.
    """
    opened = met(where, today)
    someone = opened.state.network.people[the_one(opened.state.network, opened.vault.settings, person)]
    if someone.path is None:
        hint = f"make it first: vaultkit add {quote(someone.name)}"
        raise failure(f"{someone.name} has no note yet; {hint}", NOT_FOUND)
    path = someone.path
    before = original(opened.vault.root, path)
    wanted = parse(opened, assignments)

    def after() -> bytes:
        return set_properties(before, changes(opened, path, before, wanted), "person", opened.vault.settings.synonyms)

    new = edited(path, after)
    check(opened, path, before, new)
    tell_unknown(wanted, before)
    tell_inline(opened, wanted, path, before)
    tell_shared(opened, wanted, path)
    put_through(
        opened.vault, join(("set", person, *assignments)), [Change(path, before, new)], yes=yes, dry_run=dry_run
    )
