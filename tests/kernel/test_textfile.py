import codecs
import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.kernel import textfile
from enishi.kernel.textfile import FileUnreadable, Record, open_utf8, records

JAPANESE = "名前,番号\n髙﨑①,090-1234-5678\n～－∥㈱,x\n"


def opened(path: Path, data: bytes) -> tuple[str, str]:
    path.write_bytes(data)
    with open_utf8(path) as source:
        return source.encoding, source.stream.read()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (JAPANESE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + JAPANESE.encode(), "utf-8-bom"),
        (JAPANESE.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + JAPANESE.encode("utf-16-be"), "utf-16"),
        (JAPANESE.encode("cp932"), "cp932"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    assert opened(tmp_path / "f.csv", data) == (encoding, JAPANESE)


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    assert opened(tmp_path / "f.csv", b"") == ("utf-8", "")


@pytest.mark.parametrize("offset", range(4))
def test_a_letter_cut_at_the_edge_of_a_chunk(tmp_path: Path, offset: int) -> None:
    text = "a" * (textfile._CHUNK - offset) + "髙橋" * 10
    assert opened(tmp_path / "f.csv", text.encode()) == ("utf-8", text)
    assert opened(tmp_path / "f.csv", text.replace("髙", "高").encode("cp932")) == ("cp932", text.replace("髙", "高"))


def test_japanese_behind_megabytes_of_ascii(tmp_path: Path) -> None:
    text = "a,b,c\n" * 700_000 + "高橋,x,y\n"
    assert opened(tmp_path / "f.csv", text.encode("cp932")) == ("cp932", text)
    assert opened(tmp_path / "f.csv", text.encode()) == ("utf-8", text)


def test_half_width_katakana_in_cp932(tmp_path: Path) -> None:
    text = "ﾀｶﾊｼ ｼﾞﾛｳ,1\nｻﾄｳ,2\nｲﾄｳ ﾊﾅｺ,3\n"
    assert opened(tmp_path / "f.csv", text.encode("cp932")) == ("cp932", text)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_damaged_byte_spoils_its_row_and_not_the_file(tmp_path: Path, encoding: str) -> None:
    rows = [f"高橋{n},東京都千代田区".encode(encoding) for n in range(100)]
    rows[50] = rows[50][:1] + rows[50][2:]
    path = tmp_path / "f.csv"
    path.write_bytes(b"\n".join(rows))
    with open_utf8(path) as source:
        assert source.encoding == encoding
        read = list(records(source.stream))
    assert len(read) == 100
    assert {record.number for record in read if record.problem} <= {51}


@pytest.mark.parametrize("data", [b"h,i\nJos\xe9,1\na,b\n", "高橋,1\n山田,2\n".encode() + b"\xe9,3\n"])
def test_one_damaged_byte_does_not_refuse_a_small_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    with open_utf8(path) as source:
        assert len(list(records(source.stream))) == 3


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04rest", "ブック"),
        (b"\xd0\xcf\x11\xe0rest", "ブック"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "圧縮"),
        (JAPANESE.encode("utf-16-le"), "UTF-16"),
        (JAPANESE.encode("utf-32"), "UTF-32"),
        ("名前,高橋太郎\n電話,東京都\n".encode("iso2022_jp"), "ISO-2022-JP"),
        ("名前,高橋太郎\n電話,東京都\n".encode("euc_jp"), "EUC-JP"),
        (bytes(range(128, 256)) * 20, "文字コード"),
    ],
)
def test_others_are_refused_with_a_sentence(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        opened(tmp_path / "f.csv", data)
    assert word in refused.value.text.ja
    assert refused.value.text.en


def test_a_missing_file_and_a_folder_are_sentences(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(FileUnreadable), open_utf8(path):
            pass


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_progress_runs_from_nothing_to_everything(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(("高橋,東京\n" * 200_000).encode(encoding))
    with open_utf8(path) as source:
        seen = [source.progress() for _ in records(source.stream)]
        assert source.progress() == source.total_bytes == path.stat().st_size
        assert source.share() == 1
    assert seen == sorted(seen)
    assert seen[0] < source.total_bytes / 10


def read(text: str) -> list[Record]:
    return list(records(io.StringIO(text, newline="")))


def cells(text: str) -> list[tuple[str, ...]]:
    assert not [record for record in read(text) if record.problem]
    return [record.cells for record in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d\n", [("a", "b"), ("c", "d")]),
        ("a,b\r\nc,d", [("a", "b"), ("c", "d")]),
        ("a,b\r\r\nc,d\r\r\n", [("a", "b"), ("c", "d")]),
        ("a,b\rc,d\r", [("a", "b"), ("c", "d")]),
        ("a\tb,c\nd\te\n", [("a", "b,c"), ("d", "e")]),
        ("a;b\nc;d\n", [("a", "b"), ("c", "d")]),
        ("a\nb\n", [("a",), ("b",)]),
        ('"a","b ""c"""\n', [("a", 'b "c"')]),
        ('"a, b",c\n', [("a, b", "c")]),
        ('a, "b, c" ,d\n', [("a", "b, c", "d")]),
        ('"a\nb",c\nd,e\n', [("a\nb", "c"), ("d", "e")]),
        ('"a\r\nb",c\r\nd,e\r\n', [("a\nb", "c"), ("d", "e")]),
        ('5"の,x\ny,z\n', [('5"の', "x"), ("y", "z")]),
        ("a,b\n\n  \n　\nc,d\n\x1a", [("a", "b"), ("c", "d")]),
        (",,\na,b,c", [("", "", ""), ("a", "b", "c")]),
        ('"",""\n', [("", "")]),
        ("", []),
        ("顧客一覧\n\n氏名,電話,住所\n高橋,1,2\n", [("顧客一覧",), ("氏名", "電話", "住所"), ("高橋", "1", "2")]),
    ],
)
def test_records(text: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(text) == expected


def test_numbers_and_lines() -> None:
    assert [(r.number, r.line) for r in read('h,i\n\n"a\nb",c\nd,e\n')] == [(1, 1), (2, 3), (3, 5)]


@pytest.mark.parametrize(
    "text",
    [
        'h,i\na,"b\nc,d\ne,f\n',
        'h,i\na,"b\n"c","d"\n"e","f"\n',
        'h,i\na,"b\nc,"d"\ne,f\n',
        'h,i\n"a"b,c\nc,d\ne,f\n',
        'h,i\n"a,"b"\n"c","d"\n"e","f"\n',
        'h,i\na,"b\nc,d\ne,f',
    ],
)
def test_a_quote_that_does_not_fit_costs_one_line(text: str) -> None:
    found = read(text)
    assert [bool(r.problem) for r in found][:2] == [False, True]
    assert found[1].line == 2
    assert found[-1].cells == ("e", "f")
    assert len(found) == 4


def test_an_unclosed_quote_does_not_swallow_a_long_file() -> None:
    found = read('a,"b\n' + "c,d\n" * 5000)
    assert len(found) == 5001
    assert [r.number for r in found if r.problem] == [1]


def test_quoted_text_up_to_the_bounds() -> None:
    inside = "x\n" * 90
    assert [len(r.cells) for r in read(f'"{inside}",b\nc,d\n')] == [2, 2]
    broad = ("y" * 1000 + "\n") * 70
    assert sum(r.problem is not None for r in read(f'"{broad}",b\nc,d\n')) == 2


@pytest.mark.parametrize("bad", ["a\0,b", "a\rc,b", "\ufffd,b", "x" * (1 << 20) + "y,b"])
def test_damage_is_one_record_with_a_problem(bad: str) -> None:
    found = read(f"h,i\n{bad}\nc,d\n")
    assert [bool(r.problem) for r in found] == [False, True, False]
    assert found[2].line == 3
    assert len(found[1].raw) <= 1000


def test_a_huge_line_takes_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as out:
        out.write(b"h,i\n")
        for _ in range(64):
            out.write(b"x" * (1 << 20))
        out.write(b"\nc,d\n")
    tracemalloc.start()
    with open_utf8(path) as source:
        found = [(bool(r.problem), len(r.raw)) for r in records(source.stream)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(False, 3), (True, 1000), (False, 3)]
    assert peak < 12 << 20


table = st.lists(st.lists(st.text(alphabet='ab,"\n;漢 \t', max_size=8), min_size=3, max_size=3), min_size=1, max_size=20)


@given(table)
def test_what_a_csv_writer_writes_reads_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    text = "見出し,二,三\n" * 40 + out.getvalue()
    assert [list(c) for c in cells(text)[40:]] == rows


@given(st.text(alphabet='ab,"\n\r\0漢\ufffd\t; ', max_size=200))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_line_that_is_not_blank_comes_out_once(text: str) -> None:
    found = read(text)
    end = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = [line.rstrip("\r") for line in text.split(end)]
    covered: list[str] = []
    for record in found:
        covered += record.raw.split("\n")
    blank = " \u3000\u00a0\ufeff\x1a"
    assert [line for line in covered if line.strip(blank)] == [line for line in lines if line.strip(blank)]
    assert [r.number for r in found] == list(range(1, len(found) + 1))
    assert [r.line for r in found] == sorted({r.line for r in found})


@given(st.binary(max_size=2000))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    try:
        with open_utf8(path) as source:
            list(records(source.stream))
    except FileUnreadable as refused:
        assert refused.text.ja
