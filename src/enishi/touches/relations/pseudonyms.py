"""Names taken off: whoever holds the table can still tell one person from another, and nobody's number is in it."""

import hmac
import secrets
from hashlib import sha256

from enishi.touches.readers.canonical import SCHEMA
from enishi.touches.relations.engine import Engine
from enishi.touches.relations.opening import Touches

# A source's own id may hold a number, as a queue's or an exchange's does
_HIDDEN = ("party", "person", "own_number", "member", "source_ref")
_SHOWN = 20


def pseudonymised(touches: Touches, *, key: bytes | None = None) -> Touches:
    """The same contacts with party, person, own number, member and the source's id replaced by keyed hashes, 20 hexadecimal digits.

    HMAC-SHA256 under `key`; without one, under a key made here and forgotten, so that two reports cannot be held side by side.
    Each distinct value is hashed once. The account keeps its counts and loses the samples, in which numbers stand.
    """
    engine, secret = touches.engine, key or secrets.token_bytes(32)
    _learn(engine, secret)
    shown = ", ".join(f"{_shown(name)} AS {_name(name)}" for name in SCHEMA)
    joins = " ".join(f"LEFT JOIN pseudonyms p_{name} ON p_{name}.plain = t.{name}" for name in _HIDDEN)
    engine.run(f"CREATE OR REPLACE TABLE pseudonymised AS SELECT {shown} FROM touches t {joins}")
    engine.drop("pseudonyms")
    return Touches(engine.backend.table("pseudonymised"), touches.account.without_samples(), engine)


def _learn(engine: Engine, key: bytes) -> None:
    parts = " UNION ".join(f"SELECT {name} AS plain FROM touches WHERE {name} IS NOT NULL" for name in _HIDDEN)
    plain = engine.column(parts)
    engine.load("pseudonyms", (("plain", "string"), ("hashed", "string")), ((each, pseudonym(each, key)) for each in plain))


def pseudonym(value: str, key: bytes) -> str:
    """The keyed hash that stands for a value."""
    return hmac.new(key, value.encode(), sha256).hexdigest()[:_SHOWN]


def _name(name: str) -> str:
    return f'"{name}"'


def _shown(name: str) -> str:
    return f"p_{name}.hashed" if name in _HIDDEN else f"t.{_name(name)}"
