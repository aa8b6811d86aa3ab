"""The watcher: the vault's events → settled → a refresh, and what it tells of itself."""
