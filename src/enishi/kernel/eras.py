"""Japanese eras: their first and last days, and dates written in them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from .words import Text, say


@dataclass(frozen=True, slots=True)
class Era:
    """One era; the day of a change that happened at once belongs to both (1912-07-30, 1926-12-25)."""

    name: str
    letter: str
    first_year: int
    first: date
    last: date

    def year(self, number: int) -> int:
        """The Gregorian year of the era's year `number`."""
        return self.first_year + number - 1


ERAS: Final = (
    Era("令和", "R", 2019, date(2019, 5, 1), date.max),
    Era("平成", "H", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", 1912, date(1912, 7, 30), date(1926, 12, 25)),
    # Earlier days of Meiji were counted by the moon; nobody in a call list was born in them.
    Era("明治", "M", 1868, date(1873, 1, 1), date(1912, 7, 30)),
)
_BY_NAME: Final = {key: era for era in ERAS for key in (era.name, era.letter)}


def era_named(name: str) -> Era:
    """The era called 令和 or R. Raises KeyError."""
    return _BY_NAME[name]


def era_of(day: date) -> Era | None:
    """The era that `day` belongs to; None before 1873."""
    return next((era for era in ERAS if era.first <= day), None)


def in_era(day: date) -> str:
    """令和8年11月22日; the Gregorian date before 1873."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    year = day.year - era.first_year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def outside(name: str, number: int, day: date) -> Text | None:
    """Why `day` cannot be written in the era `name`, with the era it belongs to; None if it can."""
    era = era_named(name)
    if era.first <= day <= era.last:
        return None
    written = f"{era.name}{number}年{day.month}月{day.day}日"
    return say(
        ja="「{written}」という日はありません。{right}ではありませんか。",
        en='There is no "{written}" ({day}). Did you mean {right}?',
        written=written,
        right=in_era(day),
        day=day.isoformat(),
    )
