"""What is known of the people a chunk names, and how they stand after each row of it."""

from collections import defaultdict
from dataclasses import dataclass, field

from enishi.people.imports.wanted import Id, Key

BLANKS = ("name", "kana", "title", "cares_about", "zone")
SHOWN = 3


@dataclass(slots=True)
class Someone:
    """A person a row may be. `new`: we know them since today. `filled`: what is not blank. `held`: held now, or held and ended."""

    id: Id
    name: str
    name_key: str
    kana_key: str
    new: bool
    filled: set[str]
    held: dict[Key, bool] = field(default_factory=dict)
    # employer's key → whether they work there now
    employers: dict[str, bool] = field(default_factory=dict)
    # client → member who looks after them now
    looked_after: dict[Id | None, Id] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """What the database says about a chunk."""

    people: dict[Id, Someone] = field(default_factory=dict)
    by_ref: dict[str, Id] = field(default_factory=dict)
    points: dict[Key, Id] = field(default_factory=dict)
    # What somebody had us erase
    erased: set[Key] = field(default_factory=set)
    # Who holds or held a point under a name or reading of the chunk: (person, name_key, kana_key)
    holders: dict[Key, list[tuple[Id, str, str]]] = field(default_factory=lambda: defaultdict(list))
    # Some of those who hold it now, whatever their name
    sharing: dict[Key, dict[Id, str]] = field(default_factory=lambda: defaultdict(dict))
    employers: dict[str, Id] = field(default_factory=dict)
    # None: several bear that name
    members: dict[str, Id | None] = field(default_factory=dict)
    clients: dict[str, Id | None] = field(default_factory=dict)
