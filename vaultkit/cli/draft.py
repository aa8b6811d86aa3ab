"""`vaultkit draft PERSON --kind KIND`: a new note with the message in five parts; never over one that is there."""

from __future__ import annotations

from datetime import date

import click

from vaultkit.cli.ask import Kind, check_sense, request_options, target_of, weight_of
from vaultkit.cli.names import PERSON
from vaultkit.cli.output import CONFLICT, ERROR, USAGE, failure, note, write
from vaultkit.cli.person import the_one
from vaultkit.cli.root import judged, vault_options
from vaultkit.disk import atomic
from vaultkit.drafts.compose import compose
from vaultkit.metrics.asking.verdict import verdict_on
from vaultkit.metrics.etiquette.check import Check
from vaultkit.metrics.etiquette.request import KINDS, POINTER, Request

DRAFTED = tuple(kind for kind in KINDS if kind != POINTER)
TONES = {
    "mentor": "as to a mentor",
    "peer": "as to a peer",
    "dormant": "as after a long silence",
    "senior": "as to somebody senior",
    "stranger": "as to a stranger",
}
TRIES = 100  # notes of one name, beside which another is put


@click.command()
@click.argument("person", type=PERSON)
@click.option("--kind", type=Kind(), required=True, metavar="KIND", help=f"What for: {', '.join(DRAFTED)}.")
@request_options
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the draft, and write no note.")
@vault_options
def draft(
    person: str, kind: str, heavy: str | None, target: str | None, needed_by: date | None, to_hire: bool,
    to_stdout: bool, where: str | None, today: date | None,
) -> None:  # fmt: skip
    """Write the draft of an ask.

    A new note in the drafts folder, in five parts, with what the notes say of them, and with marks where only you know
    what to say. No note is ever written over. PERSON is a name, an alias or a part of a name.
    """
    opened = judged(where, today)
    findings = opened.state.findings
    if kind not in DRAFTED:
        raise failure(f"{kind!r} needs no draft; one of {', '.join(DRAFTED)}", USAGE)
    request = Request(
        the_one(findings.network, findings.settings, person),
        kind,
        weight_of(findings, heavy),
        target_of(findings, target),
        needed_by,
        to_hire,
    )
    check_sense(findings, request)
    verdict = verdict_on(findings, request)
    shut = next((test.why for test in verdict.tests if test.name == "door" and is_shut(test)), None)
    if shut:
        raise failure(f"no draft: {shut}", ERROR)
    made = compose(findings, request)
    if to_stdout:
        write(made.text)
    else:
        path = put(opened.vault.root, f"{opened.vault.settings.folders.drafts}/{made.name}", made.text)
        note(f"wrote {path} ({TONES[made.fit]})")
        name = path.removesuffix(".md").rpartition("/")[2]
        note(f'Fill in what stands between == and ==, then run: vaultkit lint "{name}"')
    note(verdict.summary)


def is_shut(door: Check) -> bool:
    """Whether a door is closed for good: neither lighter nor later would do."""
    return door.stops and door.remedy.answer == "no"


def put(root: str, stem: str, text: str) -> str:
    """A new note → its path: `STEM.md`, or `STEM 2.md` where that is taken, over nothing."""
    for number in range(1, TRIES + 1):
        path = f"{stem}.md" if number == 1 else f"{stem} {number}.md"
        try:
            atomic.write(root, path, text.encode(), None)
        except atomic.ChangedMeanwhile:
            continue
        except atomic.WriteRefused as error:
            raise failure(f"{path}: {error}", ERROR) from error
        return path
    raise failure(f"a hundred notes are called {stem}; take some away", CONFLICT)
