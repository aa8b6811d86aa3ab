"""obsidiantools on a vault, as its own documentation begins. Run by the Python of an environment that has it.

python obsidian_tools.py VAULT
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    vault = import_module("obsidiantools.api").Vault(Path(sys.argv[1])).connect().gather()
    sys.stdout.write(f"{vault.graph.number_of_nodes()} nodes, {vault.graph.number_of_edges()} edges\n")
