"""Keeps professional relationships honest, from the plain markdown notes people already write."""

__version__ = "0.1.0"
