"""The plain loop: what anybody would write first, with the libraries at hand and no care for speed.

Every note through python-frontmatter, every body through markdown-it-py, every link an edge of a networkx MultiDiGraph.
It computes nothing from the graph and writes nothing.

    python plain_loop.py VAULT
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import networkx as nx
import yaml
from markdown_it import MarkdownIt

WIKILINK = re.compile(r"\[\[([^\]|#]+)")


def load(root: Path) -> nx.MultiDiGraph[str]:
    """A vault's folder → a graph of which note links which."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    markdown = MarkdownIt("commonmark").enable("table")
    for path in root.rglob("*.md"):
        try:
            post = frontmatter.loads(path.read_text(encoding="utf-8-sig"))
        except yaml.YAMLError:
            continue
        graph.add_node(path.stem, **post.metadata)
        for target in (*_linked(str(post.metadata)), *_links(markdown, post.content)):
            graph.add_edge(path.stem, target, date=post.metadata.get("date"), kind=post.metadata.get("type"))
    return graph


def _links(markdown: MarkdownIt, body: str) -> Iterator[str]:
    """A body → the notes it links, none from code."""
    for token in markdown.parse(body):
        for child in token.children or ():
            if child.type == "text":
                yield from _linked(child.content)


def _linked(text: str) -> list[str]:
    return [found.strip() for found in WIKILINK.findall(text)]


if __name__ == "__main__":
    found = load(Path(sys.argv[1]))
    sys.stdout.write(f"{found.number_of_nodes()} nodes, {found.number_of_edges()} edges\n")
