"""Files as they come: a call centre's log and a contact list, each row of each file new to the house."""

import csv
import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.world import World, number
from enishi.cli.sample.names import FAMILY_NAMES, GIVEN_NAMES

# Numbers of contact lists begin beyond the world's own; 060-9 has ten million.
_FIRST_NEW = 2_000_000
_RESULTS = (("応答", 33), ("不在", 0), ("話中", 0), ("留守電", 12))


def log(path: Path, rows: int, world: World, seed: int) -> Path:
    """Calls to people of the world, one every few seconds; one in twenty with a note. Each seed is another month."""
    chance = random.Random(seed)
    began = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=31 * seed)
    with _writing(path, ["発着信", "発信日時", "相手番号", "呼出時間", "通話時間", "結果", "備考"]) as out:
        for index in range(rows):
            result, talk = chance.choice(_RESULTS)
            at = began + timedelta(seconds=10 * index)
            whom = "0" + number(chance.randrange(len(world.people))).removeprefix("+81")
            note = "折り返し希望、午後に" if chance.random() < 0.05 else ""
            out.row([chance.choice(("発信", "着信")), f"{at:%Y/%m/%d %H:%M:%S}", whom, chance.randrange(3, 30), talk, result, note])
    return path


def contacts(path: Path, rows: int, seed: int) -> Path:
    """People with a mobile and a mail address."""
    names = itertools.cycle(itertools.product(FAMILY_NAMES, GIVEN_NAMES))
    with _writing(path, ["氏名", "フリガナ", "携帯電話", "メール"]) as out:
        for index in range(rows):
            (family, family_kana), (given, given_kana) = next(names)
            whom = "0" + number(_FIRST_NEW + seed * rows + index).removeprefix("+81")
            out.row([f"{family} {given}", f"{family_kana} {given_kana}", whom, f"m{seed}.{index}@example.jp"])
    return path


class _writing:  # noqa: N801 - reads as a verb where it is used
    """A CSV file with a header."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self.row(header)

    def row(self, cells: list[Any]) -> None:
        self._writer.writerow(cells)

    def __enter__(self) -> "_writing":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()
