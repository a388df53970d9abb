"""Opening a contact list: what it seems to be, and its records one by one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from enishi.kernel import tables
from enishi.kernel.columns import resolve
from enishi.people.readers.fields import FIELDS
from enishi.people.readers.mapping import ContactMapping, checked
from enishi.people.readers.persons import Record, person
from enishi.people.readers.rows import PersonRow


def suggested(look: tables.Look) -> ContactMapping:
    """The mapping the list's headers suggest, which may be unusable until a person edits it."""
    header, columns = look.matched(FIELDS)
    return ContactMapping(columns=columns, header=header)


@contextmanager
def read(path: str | Path, *, mapping: ContactMapping | None = None, skip: int = 0) -> Iterator[tables.Reader[PersonRow]]:
    """The list's records from the one after the first `skip` on, as persons and refusals. Raises `Unusable`.

    Without a mapping, the one its headers suggest is used; the reader tells which.
    """
    with tables.opened(path) as file:
        look = file.look()
        chosen = checked(mapping or suggested(look))
        headers = look.headers(chosen.header)
        places = resolve(chosen, headers)

        def convert(number: int, line: int, cells: Sequence[str]) -> PersonRow:
            return person(Record(number, line, cells, headers, places), chosen.honorific)

        yield tables.Reader(tables.rows(file, look, chosen, convert, skip=skip), file.source, chosen)
