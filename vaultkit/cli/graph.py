"""`vaultkit graph` and `vaultkit export`: the network, and everything as read, for other programs."""

from __future__ import annotations

import json
from datetime import date

import click

from vaultkit.cli.output import plain, write
from vaultkit.cli.root import judged, vault_options
from vaultkit.export import everything
from vaultkit.graph.export import FORMATS, relationship_graph, write_graph


@click.command()
@vault_options
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="graphml", show_default=True, help="The graph's form."
)
def graph(where: str | None, today: date | None, form: str) -> None:
    """Write the relationship graph.

    You, people and organisations, with typed edges and the places that prove them.
    """
    state = judged(where, today).state
    strengths = {p: s.tie.strength for p, s in state.findings.standings.items() if s.tie}
    write(write_graph(relationship_graph(state.network, strengths), form))


@click.command()
@vault_options
def export(where: str | None, today: date | None) -> None:
    """Write everything as read, as JSON.

    Notes with their fields, people, events and problems.
    """
    opened = judged(where, today)
    write(json.dumps(plain(everything(opened.vault, opened.state)), ensure_ascii=False, indent=1) + "\n")
