"""Readers of other systems' logs: phones' backups, switchboards' files, Parquet, and any CSV by mapping. Pure, streaming, no database."""

from enishi.kernel.columns import RefusedRow, Unusable
from enishi.kernel.tables import Reader
from enishi.touches.readers.canonical import SCHEMA, CanonicalRow, canonical
from enishi.touches.readers.detect import Detected, Kind, detect
from enishi.touches.readers.fields import FIELDS
from enishi.touches.readers.mapping import CallMapping, parse_map
from enishi.touches.readers.reading import Format, read
from enishi.touches.readers.rows import Channel, Direction, Source, TouchRow

__all__ = [
    "FIELDS",
    "SCHEMA",
    "CallMapping",
    "CanonicalRow",
    "Channel",
    "Detected",
    "Direction",
    "Format",
    "Kind",
    "Reader",
    "RefusedRow",
    "Source",
    "TouchRow",
    "Unusable",
    "canonical",
    "detect",
    "parse_map",
    "read",
]
