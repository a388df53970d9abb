"""Files as people have them: a telephone's backup, a list saved by a Japanese spreadsheet."""

from pathlib import Path

NAMES = ("佐々木 恵", "髙橋 一郎", "斎藤 花", "渡邊 勝", "山﨑 優")


def contacts(path: Path, rows: int = 5, *, area: int = 7000, encoding: str = "cp932", broken: int = 0) -> Path:
    """A contact list, numbers from 090-`area`-0000; the last `broken` rows hold no number anybody can be called on."""
    lines = ["氏名,ふりがな,電話番号,会社名"]
    for index in range(rows):
        number = f"090-{area + index // 10000:04}-{index % 10000:04}" if index < rows - broken else "でんわなし"
        lines.append(f"{NAMES[index % len(NAMES)]},ささき,{number},テスト商会")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def calls(path: Path, rows: int = 5) -> Path:
    """What "SMS Backup & Restore" writes of an Android telephone's calls."""
    start = 1_760_000_000_000
    lines = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>", f'<calls count="{rows}">']
    for index in range(rows):
        lines.append(
            f'<call number="0907000{index % 10000:04}" duration="{index % 3 * 40}" date="{start + index * 60_000}" '
            f'type="{index % 3 + 1}" presentation="1" readable_date="" contact_name="(Unknown)" />'
        )
    path.write_text("\n".join([*lines, "</calls>"]), encoding="utf-8")
    return path


def log(path: Path, rows: int = 3, header: str = "発信日時,発信番号,着信番号,通話時間,結果") -> Path:
    """An exchange's log in Japanese."""
    lines = [header]
    lines += [f"2026/10/{index % 28 + 1:02} 10:00:00,03-1234-5678,090-7000-{index:04},3分20秒,応答" for index in range(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
