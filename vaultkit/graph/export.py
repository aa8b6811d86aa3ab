"""Network → a networkx graph, and its text as GraphML, JSON or DOT."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vaultkit.graph.edges import edges_of
from vaultkit.graph.network import ME, Network, Touch

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("graphml", "json", "dot")


def relationship_graph(network: Network, strengths: Mapping[str, float]) -> nx.MultiDiGraph[str]:
    """The network and each person's tie strength → a graph of you, people and organisations.

    Nodes have `kind` (me, person, organization), `name`, `path`. Edges are keyed by their kind — contact, knows, works
    at, introduced, favour, met — and have `strength`, `first` and `last` day, `note`, `times`, `directed` and `places`,
    which prove it. An edge without a direction stands once.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(ME, kind="me", name="you", path="")
    for person, someone in network.people.items():
        graph.add_node(person, kind="person", name=someone.name, path=someone.path or "")
    for path, organization in network.organizations.items():
        graph.add_node(path, kind="organization", name=organization.name, path=path)
    for person in network.people:
        if touches := network.close_touches(person):
            graph.add_edge(ME, person, key="contact", **_contact(touches, strengths.get(person, 0.0)))
    for edge in edges_of(network):
        for node in (edge.source, edge.target):
            if node not in graph:  # an employer without a note
                graph.add_node(node, kind="organization", name=node, path="")
        _add(graph, edge.source, edge.target, edge.kind, {
            "strength": edge.weight, "first": str(edge.first or ""), "last": str(edge.last or ""),
            "note": edge.note, "times": 1, "directed": edge.directed, "places": " ".join(map(_place, edge.places)),
        })  # fmt: skip
    return graph


def write_graph(graph: nx.MultiDiGraph[str], form: str) -> str:
    """A graph → its text in one of FORMATS, the same for the same graph."""
    if form == "graphml":
        import networkx as nx

        return "\n".join(nx.generate_graphml(_clean(graph), named_key_ids=True)) + "\n"
    return _json(graph) if form == "json" else _dot(graph)


def _contact(touches: tuple[Touch, ...], strength: float) -> dict[str, Any]:
    latest = touches[-3:]
    return {
        "strength": round(strength, 6),
        "first": str(touches[0].day),
        "last": str(touches[-1].day),
        "note": touches[-1].topic,
        "times": len({touch.day for touch in touches}),
        "directed": False,
        "places": " ".join(_place(touch.place) for touch in latest),
    }


def _place(place: object) -> str:
    return str(place).replace(" ", "%20")


def _add(graph: nx.MultiDiGraph[str], source: str, target: str, kind: str, values: dict[str, Any]) -> None:
    """One edge a pair and kind: a second one adds to the first."""
    known = graph.get_edge_data(source, target, kind)
    if known is None:
        graph.add_edge(source, target, key=kind, **values)
        return
    known["times"] += 1
    known["first"] = min(filter(None, (known["first"], values["first"])), default="")
    known["last"] = max(known["last"], values["last"])
    known["places"] = f"{known['places']} {values['places']}"


def _clean(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The graph without the control characters that XML cannot hold."""
    import networkx as nx

    def text(value: Any) -> Any:
        return "".join(c for c in value if c in "\t\n\r" or c >= " ") if isinstance(value, str) else value

    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, values in graph.nodes(data=True):
        clean.add_node(text(node), **{key: text(value) for key, value in values.items()})
    for source, target, kind, values in graph.edges(keys=True, data=True):
        named = {key: text(value) for key, value in values.items()}
        clean.add_edge(text(source), text(target), key=kind, kind=kind, **named)
    return clean


def _json(graph: nx.MultiDiGraph[str]) -> str:
    nodes = [{"id": node, **values} for node, values in graph.nodes(data=True)]
    edges = [
        {"source": source, "target": target, "kind": kind, **values}
        for source, target, kind, values in graph.edges(keys=True, data=True)
    ]
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, indent=2) + "\n"


def _dot(graph: nx.MultiDiGraph[str]) -> str:
    number = {node: f"n{place}" for place, node in enumerate(graph)}
    lines = ["digraph relationships {"]
    lines += [f"  {number[node]} [label={_quoted(values['name'])}];" for node, values in graph.nodes(data=True)]
    for source, target, kind, values in graph.edges(keys=True, data=True):
        arrow = "" if values["directed"] else ", dir=none"
        lines.append(f"  {number[source]} -> {number[target]} [label={_quoted(kind)}{arrow}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    clean = "".join(c if c.isprintable() else " " for c in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
