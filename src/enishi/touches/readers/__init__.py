"""Readers of other systems' logs: Android "SMS Backup & Restore" XML, and any CSV by mapping. Pure, streaming, no database."""

from enishi.kernel.columns import RefusedRow
from enishi.touches.readers.rows import Channel, Direction, Source, TouchRow

__all__ = ["Channel", "Direction", "RefusedRow", "Source", "TouchRow"]
