"""Enishi (縁): a desk for teams that reach and serve people by phone."""

__version__ = "0.1.0"
