"""Named ways in which real lists and logs are damaged, and how many physical records the damaged file has.

Every function takes the cells of one record and gives the bytes of the record or records it becomes, line ends left out.
A physical record is a line that is not blank; lines inside one pair of quotes are one record; the header is none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Table:
    """A clean table of text. `roles` says where its "name", "number", "date" and "seconds" stand, as far as it has them."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    roles: Mapping[str, int]

    def place(self, role: str) -> int:
        """The column of a role, the first one if the table has no such column."""
        return self.roles.get(role, 0)


@dataclass
class Spoiled:
    """A damaged file in UTF-8. `records` counts its physical records, the header left out; `damaged` their numbers, from 1."""

    data: bytes
    records: int
    damaged: dict[int, str] = field(default_factory=dict)


Damage = Callable[[list[str], Table, Random], list[bytes]]
KINDS: dict[str, Damage] = {}


def kind(damage: Damage) -> Damage:
    """Put a way of damage on the list under its own name."""
    KINDS[damage.__name__] = damage
    return damage


def plain(cells: Iterable[str]) -> bytes:
    """The record as an ordinary program writes it."""
    return ",".join(f'"{cell}"' if set(cell) & {",", "\n"} else cell for cell in cells).encode("utf-8", "surrogatepass")


def spoil(table: Table, kinds: Iterable[str], rng: Random, *, share: float = 0.05, cut: bool = False) -> Spoiled:
    """The table with `share` of its records damaged in one of `kinds`; `cut` ends the file inside its last record."""
    chosen, lines = sorted(kinds), [plain(table.header)]
    spoiled = Spoiled(b"", 0)
    for row in table.rows:
        name = rng.choice(chosen) if chosen and rng.random() < share else ""
        made = KINDS[name](list(row), table, rng) if name else [plain(row)]
        for record in made:
            lines.append(record)
            if record.strip():
                spoiled.records += 1
                if name:
                    spoiled.damaged[spoiled.records] = name
    if cut:
        lines[-1] = plain(table.rows[-1])
        lines[-1] = lines[-1][: max(1, len(lines[-1]) // 3)]
        spoiled.damaged[spoiled.records] = "truncated_last_record"
    spoiled.data = b"\n".join(lines) + (b"" if cut else b"\n")
    return spoiled


def _put(cells: list[str], at: int, text: str) -> list[bytes]:
    cells[at] = text
    return [plain(cells)]


def _filled(cells: list[str], rng: Random) -> int:
    return rng.choice([at for at, cell in enumerate(cells) if len(cell) > 1 and "," not in cell])


@kind
def opened_quote(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    at = _filled(cells, rng)
    return [",".join(f'"{cell}' if place == at else cell.replace(",", " ") for place, cell in enumerate(cells)).encode()]


@kind
def stray_quote(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    at = _filled(cells, rng)
    return _put(cells, at, cells[at][:1] + '"' + cells[at][1:])


@kind
def text_behind_quote(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    at = _filled(cells, rng)
    return [",".join(f'"{cell}"x' if place == at else cell.replace(",", " ") for place, cell in enumerate(cells)).encode()]


@kind
def nul(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    at = _filled(cells, rng)
    return _put(cells, at, cells[at] + "\0")


@kind
def wrong_encoding(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    cells[table.place("name")] = "髙橋 表示"
    return [plain(cells).decode().encode("cp932", "replace")]


@kind
def broken_utf8(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    whole = plain(["", *cells]).replace(b",", "縁,".encode()[1:], 1)
    return [whole]


@kind
def lone_surrogate(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐藤\ud83d")


@kind
def missing_columns(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(cells[: rng.randint(1, len(cells) - 1)]) or b"-"]


@kind
def extra_columns(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    cells.insert(rng.randrange(len(cells)), "余分")
    return [plain([*cells, "x"])]


@kind
def swapped_columns(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    one, other = rng.sample(range(len(cells)), 2)
    cells[one], cells[other] = cells[other], cells[one]
    return [plain(cells)]


@kind
def impossible_date(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("date"), rng.choice(["2024-02-30 10:00", "2024/13/01 10:00", "0000-00-00 00:00:00", "2024-05-01 25:61"]))


@kind
def era_that_had_ended(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("date"), rng.choice(["昭和99年5月1日 10:00", "平成40年1月1日 9:00", "令和0年1月1日 9:00"]))


@kind
def date_of_another_world(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("date"), rng.choice(["9999-12-31 23:59:59", "1601-01-01 00:00", "99999999999999999999", "45000.5"]))


@kind
def negative_duration(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("seconds"), rng.choice(["-5", "-0:03:20", "999999999999", "1e9", "NaN"]))


@kind
def letters_in_number(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("number"), rng.choice(["090-12E4-5678", "O9O-1234-5678", "9.01235E+09", "090-****-5678", "1234"]))


@kind
def full_width_number(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("number"), "０９０−１２３４−５６７８")


@kind
def emoji(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐藤👩‍👩‍👧‍👦🇯🇵")


@kind
def right_to_left(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "\u202eكريم\u202c שלום")


@kind
def very_long_name(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "寿" * 2000)


@kind
def control_characters(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐\x07藤\x1b[31m")


@kind
def lone_carriage_return(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐藤\r太郎")


@kind
def bom_in_the_middle(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [b"\xef\xbb\xbf" + plain(cells)]


@kind
def header_again(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(table.header), plain(cells)]


@kind
def formula(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), rng.choice(["=cmd|' /C calc'!A0", "=HYPERLINK(A1)", "@SUM(1+1)", "+1+1", "-2+3"]))


@kind
def utf16_slice(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(cells).decode().encode("utf-16-le").replace(b"\n", b" ").replace(b"\r", b" ")]


@kind
def mojibake(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    at = table.place("name")
    return _put(cells, at, cells[at].encode().decode("latin-1").translate(dict.fromkeys(range(0x80, 0xA0), "€")))


@kind
def huge_cell(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "あ" * 70_000)


@kind
def huge_line(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "a" * 1_100_000)


@kind
def only_delimiters(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [b"," * (len(cells) - 1)]


@kind
def blank_line(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(cells), b"", b"  "]


@kind
def line_break_in_cell(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐藤\n太郎")


@kind
def other_line_separators(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return _put(cells, table.place("name"), "佐藤\u2028太\u0085郎\x0b")


@kind
def same_record_twice(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(cells), plain(cells)]


@kind
def tabs_for_commas(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return ["\t".join(cells).encode()]


@kind
def windows_line_end(cells: list[str], table: Table, rng: Random) -> list[bytes]:
    return [plain(cells) + b"\r"]
