"""The layer that touches files: it lists, reads, remembers and writes, and knows nothing of what notes mean."""
