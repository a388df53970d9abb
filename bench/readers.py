"""How fast the readers read, in rows per second of processor time, and how much memory they take: `python bench/readers.py [rows]`."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

from enishi.people import readers as contacts
from enishi.touches import readers as logs


def calls(path: Path, rows: int, rng: Random) -> None:
    people = [f"090-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}" for _ in range(max(1, rows // 5))]
    with path.open("w", encoding="utf-8") as file:
        file.write("発信日時,発信番号,着信番号,通話時間,結果,担当者,備考\n")
        for _ in range(rows):
            clock = f"{rng.randint(9, 18):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
            at = f"2024/{rng.randint(1, 12):02}/{rng.randint(1, 28):02} {clock}"
            talk, result = rng.choice([("0:03:20", "応答"), ("45", "応答"), ("3分20秒", "完了"), ("0", "不在"), ("0", "話中")])
            file.write(f"{at},06-6123-4567,{rng.choice(people)},{talk},{result},山田 太郎,\n")


def backup(path: Path, rows: int, rng: Random) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<calls count="{rows}">\n')
        for at in range(rows):
            file.write(
                f'  <call number="090{rng.randint(10_000_000, 10_099_999)}" duration="{rng.randint(0, 300)}" '
                f'date="{1_714_525_200_000 + at * 1000}" type="{rng.randint(1, 3)}" presentation="1" contact_name="(Unknown)" />\n'
            )
        file.write("</calls>\n")


def people(path: Path, rows: int, rng: Random) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("顧客番号,氏名,フリガナ,会社名,携帯電話,メールアドレス,郵便番号,住所,備考,架電禁止\n")
        for at in range(rows):
            number = f"090-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
            file.write(f"{at},佐藤 花子,サトウ ハナコ,縁商事,{number},a{at}@example.jp,5300001,大阪市北区梅田1-2-3,,\n")


Read = Callable[[Path], AbstractContextManager[Any]]
WORK: tuple[tuple[str, Callable[[Path, int, Random], None], Read, int], ...] = (
    ("call log, CSV", calls, logs.read, 1),
    ("phone backup, XML", backup, logs.read, 2),
    ("contact list, CSV", people, contacts.read, 4),
)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with tempfile.TemporaryDirectory() as folder:
        for name, write, read, part in WORK:
            path = Path(folder) / "file"
            write(path, rows // part, Random(1))
            began = time.process_time()
            with read(path) as reader:
                count = sum(1 for _ in reader.rows)
            speed = count / (time.process_time() - began)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{name:20} {path.stat().st_size / 1e6:8.1f} MB {count:10,} rows {speed:10,.0f} rows/s, peak {peak} MB")


if __name__ == "__main__":
    main()
