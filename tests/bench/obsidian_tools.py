"""obsidiantools on a vault, as its own documentation begins. Run by the Python of an environment that has it.

    python obsidian_tools.py VAULT
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    from obsidiantools.api import Vault

    vault = Vault(Path(sys.argv[1])).connect().gather()
    sys.stdout.write(f"{vault.graph.number_of_nodes()} nodes, {vault.graph.number_of_edges()} edges\n")
