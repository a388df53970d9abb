"""A process as TOML: what it may say, and what is said to whoever wrote it wrongly."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from enishi.measures.eye import SAMPLES, Process, ProcessInvalid, read_file, read_process
from enishi.measures.eye.process import Call, Open, Send, Wait
from tests.measures.eye.lives import at

HEAD = 'name = "x"\nbegins = 2026-11-24T10:00:00\nnumber = "03-2000-0001"\n'
CALL = '[[step]]\ndo = "call"\n'


def problems(text: str) -> list[str]:
    with pytest.raises(ProcessInvalid) as refused:
        read_process(text, file="p.toml")
    assert all(problem.en.startswith("p.toml, line ") for problem in refused.value.problems)
    return [problem.ja for problem in refused.value.problems]


def test_everything_that_may_be_written() -> None:
    process = read_process(
        'name = { ja = "名", en = "Name" }\nbegins = 2026-11-24T10:00:00\ninquiry = false\nuntil = "end"\nchooses = "9:30"\n'
        'hours = ["10:00-18:00"]\ndays = ["mon", "tue"]\nnumber = "03-2000-0001"\nsender = "青葉手帳"\n'
        '[[step]]\ndo = "call"\nnumber = ["03-2000-0002", "withheld"]\ntimes = 3\nevery = "30m"\nring_seconds = 20\nhours = "any"\n'
        '[[step]]\ndo = "wait"\nfor = "1w"\n[[step]]\ndo = "wait"\nuntil = 10:00:00\n'
        '[[step]]\ndo = "wait"\nuntil = "chosen"\nat_most = "2d"\n'
        '[[step]]\ndo = "text"\nwords = " はい "\n[[step]]\ndo = "mail"\nwords = "ご案内"\n'
    )
    office = Open(((600, 1080),), 0b11)
    assert (process.name.en, process.inquiry, process.until_reached, process.chooses) == ("Name", False, False, time(9, 30))
    assert process.begins == at(10)
    assert process.steps == (
        Call(Open(((0, 1440),), 0b11), ("+81320000002", ""), 3, timedelta(minutes=30), 20),
        Wait(length=timedelta(days=7)),
        Wait(clock=time(10)),
        Wait(chosen=True, at_most=timedelta(days=2)),
        Send(office, "text", "+81320000001", "はい"),
        Send(office, "mail", "青葉手帳", "ご案内"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", ["p.toml 1行目: TOMLとして読めません"]),
        ("name = " + "[" * 100_000, ["p.toml 1行目: TOMLとして読めません"]),
        ("", ["1行目: [[step]] で始まる手順", "1行目: name(名前)", "1行目: begins(始まりの日時)"]),
        (HEAD, ["[[step]] で始まる手順"]),
        (HEAD + "step = 3\n", ["[[step]] で始まる手順"]),
        (HEAD + "step = [3]\n", ["[[step]] で始まる手順"]),
        (HEAD + CALL * 51, ["手順は50個まで"]),
        (HEAD + "numbr = 1\n" + CALL, ["4行目: 「numbr」: 知らない項目です。「number」ではありませんか。"]),
        (HEAD + CALL + "tmes = 2\n", ["6行目: 1番目の手順の「tmes」: 知らない項目です。「times」ではありませんか。"]),
        (HEAD + CALL + '[[step]]\ndo = "text"\n', ["6行目: 2番目の手順のSMSの文面を words に"]),
        (HEAD + CALL + '[[step]]\ndo = "mail"\nwords = "x"\n', ["6行目: 2番目の手順の差出人を sender に"]),
        (HEAD + '[[step]]\ndo = "mail"\nwords = ""\nsender = "x"\n', ["「words」: 言葉を"]),
        (HEAD + f'[[step]]\ndo = "text"\nwords = "{"あ" * 2001}"\n', ["2000字まで"]),
        (HEAD + '[[step]]\ndo = "ring"\n', ["5行目: 1番目の手順の「do」: do = "]),
        (HEAD + '[[step]]\ndo = ["call"]\n', ["「do」: do = "]),
        (HEAD + '[[step]]\nfor = "1d"\n', ["4行目: 1番目の手順のdo = "]),
        (HEAD + CALL + "times = 2\n", ["間を every"]),
        (HEAD + CALL + "times = 0\n", ["「times」: 1から"]),
        (HEAD + CALL + 'times = 201\nevery = "1h"\n', ["「times」: 200までです。"]),
        (HEAD + CALL + "times = true\n", ["「times」: 整数で"]),
        (HEAD + CALL + 'times = 2\nevery = "1 hour"\n', ["「every」: ", "30m"]),
        (HEAD + CALL + 'times = 2\nevery = "0m"\n', ["「every」"]),
        (HEAD + CALL + 'ring_seconds = "long"\n', ["「ring_seconds」: 整数で"]),
        (HEAD + CALL + 'number = "120"\n', ["「120」は電話番号ではありません"]),
        (HEAD + CALL + "number = 3\n", ["「number」: 番号を"]),
        (HEAD + CALL + "number = []\n", ["「number」: 番号を"]),
        (HEAD.replace("number", "#") + CALL, ["4行目: 1番目の手順の相手に見える番号を number に"]),
        (HEAD + CALL + 'hours = ["18:00-10:00"]\n', ["「hours」: 「18:00-10:00」は始まりが終わりより後"]),
        (HEAD + CALL + 'hours = "shift"\n', ["「hours」: 時間帯を"]),
        (HEAD + CALL + 'days = ["son"]\n', ["「days」: 「son」は曜日ではありません"]),
        (HEAD + '[[step]]\ndo = "wait"\n', ["どちらか一つ"]),
        (HEAD + '[[step]]\ndo = "wait"\nfor = "1d"\nuntil = "10:00"\n', ["どちらか一つ"]),
        (HEAD + '[[step]]\ndo = "wait"\nfor = "1d"\nat_most = "1d"\n', ["「at_most」: until = "]),
        (HEAD + '[[step]]\ndo = "wait"\nfor = "367d"\n', ["「for」"]),
        (HEAD + '[[step]]\ndo = "wait"\nuntil = "25:00"\n', ["「until」"]),
        (HEAD + '[[step]]\ndo = "wait"\nuntil = "15:00+09:00"\n', ["「until」"]),
        (HEAD + 'until = "never"\n' + CALL, ["「until」: ", "reached"]),
        (HEAD + 'inquiry = "yes"\n' + CALL, ["「inquiry」: true か false"]),
        (HEAD + "chooses = 15\n" + CALL, ["「chooses」"]),
        (HEAD.replace("T10:00:00", "T10:00:00Z") + CALL, ["2行目: 「begins」"]),
        (HEAD.replace("2026-", "9999-") + CALL, ["「begins」"]),
        (HEAD.replace('"x"', '{ ja = "x" }') + CALL, ["1行目: 「name」"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: list[str]) -> None:
    found = "\n".join(problems(text))
    assert [words for words in said if words not in found] == []


def test_every_problem_is_named_at_once_in_the_order_of_the_file() -> None:
    found = problems(HEAD + 'until = "x"\n' + CALL + "a = 1\n[[step]]\ndo = 1\n")
    assert [line.split(":")[0] for line in found] == ["p.toml 4行目", "p.toml 7行目", "p.toml 9行目"]


@pytest.mark.parametrize("name", ["ten-a-day", "considerate"])
def test_the_samples_can_be_read(name: str) -> None:
    assert isinstance(read_file(SAMPLES / f"{name}.toml"), Process)


def test_files_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + CALL).encode())
    assert len(read_file(path).steps) == 1
    path.write_bytes("name = '名前'".encode("cp932"))
    with pytest.raises(ProcessInvalid, match=r"p.toml, line 1: Save this file as UTF-8"):
        read_file(path)
