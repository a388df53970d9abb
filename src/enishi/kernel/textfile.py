"""Opening text of unknown encoding and any size, in constant memory; damage is marked where it is, never spread."""

import codecs
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from .records import MARK, Line, Record, records
from .words import Text, say

__all__ = ["MARK", "FileUnreadable", "Line", "Record", "TextSource", "open_utf8", "records", "whole"]

_CHUNK: Final = 1 << 20
_PROBE: Final = 1 << 16
# A file of one encoding has a damaged byte here and there; a file of another has them in most of its words.
_DAMAGE: Final = 0.05
_HANDFUL: Final = 10
# Text of another encoding hardly ever makes valid UTF-8 by chance, so a little of it weighs much.
_UTF8_DAMAGE: Final = 0.2
_BINARY_NULS: Final = 0.05
_HALF_KANA: Final = range(0xFF61, 0xFFA0)

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS: Final = say(ja="CSV（UTF-8）で保存し直してください。", en="Save it again as CSV (UTF-8).")
_NO_TEXT: Final = (
    (b"PK\x03\x04", say(ja="表計算ソフトのブックか圧縮ファイルです。", en="This is a spreadsheet workbook or an archive.")),
    (b"\xd0\xcf\x11\xe0", say(ja="表計算ソフトの古い形式のブックです。", en="This is a workbook in an old spreadsheet format.")),
    (b"%PDF", say(ja="PDFです。", en="This is a PDF.")),
    (b"\x1f\x8b", say(ja="圧縮されたファイルです。展開してください。", en="This file is compressed. Unpack it first.")),
)


class FileUnreadable(ValueError):
    """A file that cannot be read as text; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class _Counted(io.RawIOBase):
    """Counts what is read through it."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        read: int = self._inner.readinto(buffer)  # type: ignore[attr-defined]  # every binary stream of ours has it, IO[bytes] does not say so
        self.count += read
        return read


@dataclass(slots=True)
class TextSource:
    """An open text: `stream` keeps line ends as they are; bytes that could not be decoded are U+FFFD in it.

    `encoding` is what the file was written in, `total_bytes` its size.
    """

    stream: TextIO
    encoding: str
    total_bytes: int
    _counted: _Counted
    _readable_bytes: int

    def progress(self) -> int:
        """How many of the file's `total_bytes` have been read so far."""
        if not self._readable_bytes:
            return self.total_bytes
        return min(self.total_bytes, self._counted.count * self.total_bytes // self._readable_bytes)

    def share(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self.progress() / self.total_bytes if self.total_bytes else 1.0


@contextmanager
def open_utf8(path: str | Path) -> Iterator[TextSource]:
    """Open a text file written in UTF-8, UTF-16 with a BOM, or CP932. Raises `FileUnreadable`.

    The whole file decides: one whose first Japanese letter stands behind gigabytes of ASCII is read rightly.
    """
    with _opened(path) as raw:
        encoding = _detect(raw)
        raw.seek(0)
        if encoding.startswith("utf-8"):
            yield _source(raw, encoding, raw, "utf-8" if encoding == "utf-8" else encoding)
            return
        with tempfile.TemporaryFile() as transcoded:
            _transcode(raw, encoding, transcoded)
            yield _source(raw, encoding, transcoded, "utf-8")


def whole(encoding: str, size: int) -> TextSource:
    """Stands for a file that is no text and is read as a whole: all of its `size` bytes count as read."""
    return TextSource(io.StringIO(), encoding, size, _Counted(io.BytesIO()), 0)


@contextmanager
def _opened(path: str | Path) -> Iterator[BinaryIO]:
    try:
        raw = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening may fail with a sentence
    except OSError as error:
        raise FileUnreadable(_cannot_open(Path(path), error)) from error
    with raw:
        yield raw


def _cannot_open(path: Path, error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return say(ja="「{name}」というファイルはありません。", en='There is no file "{name}".', name=path.name)
    if isinstance(error, IsADirectoryError):
        return say(ja="「{name}」はフォルダーです。", en='"{name}" is a folder.', name=path.name)
    return say(ja="「{name}」を開けません（{why}）。", en='"{name}" cannot be opened ({why}).', name=path.name, why=error.strerror)


def _source(original: BinaryIO, encoding: str, readable: BinaryIO, codec: str) -> TextSource:
    sizes = [file.seek(0, io.SEEK_END) for file in (original, readable)]
    readable.seek(0)
    counted = _Counted(readable)
    stream = io.TextIOWrapper(io.BufferedReader(counted, _PROBE), encoding=codec, errors="replace", newline="")
    return TextSource(stream, "utf-8-bom" if encoding == "utf-8-sig" else encoding, sizes[0], counted, sizes[1])


def _transcode(raw: BinaryIO, encoding: str, target: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk := raw.read(_CHUNK):
        target.write(decoder.decode(chunk).encode("utf-8", "replace"))
    target.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))


def _detect(raw: BinaryIO) -> str:
    head = raw.read(_PROBE)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            if encoding == "utf-32":
                raise _refused(say(ja="UTF-32のファイルは読めません。", en="UTF-32 files cannot be read."))
            return encoding
    _refuse_what_is_no_text(head)
    raw.seek(0)
    if _is_utf8(raw):
        return "utf-8"
    return _least_damaged(raw)


def _refuse_what_is_no_text(head: bytes) -> None:
    for magic, reason in _NO_TEXT:
        if head.startswith(magic):
            raise _refused(reason)
    if head.count(0) > len(head) * _BINARY_NULS:
        raise _refused(
            say(ja="文字のファイルではないか、BOMのないUTF-16です。", en="This is not a text file, or it is UTF-16 without a BOM.")
        )


def _is_utf8(raw: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := raw.read(_CHUNK):
            decoder.decode(chunk)
            if b"\x1b$B" in chunk or b"\x1b$@" in chunk:
                raise _refused(say(ja="ISO-2022-JP（JISコード）のファイルです。", en="This file is in ISO-2022-JP."))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _least_damaged(raw: BinaryIO) -> str:
    """The encoding that explains the file but for a few damaged places."""
    broken, beyond = _damage(raw, "utf-8")
    if broken <= beyond * _UTF8_DAMAGE:
        return "utf-8"
    kanji_broken, kanji_beyond = _damage(raw, "cp932")
    if kanji_broken <= max(_HANDFUL, kanji_beyond * _DAMAGE) and kanji_broken < broken:
        if _is_euc(raw):
            raise _refused(say(ja="EUC-JPのファイルです。", en="This file is in EUC-JP."))
        return "cp932"
    if broken <= _HANDFUL:
        return "utf-8"
    raise _refused(
        say(ja="文字コードがわかりません（UTF-8でもシフトJISでもありません）。", en="The encoding is neither UTF-8 nor Shift_JIS.")
    )


def _damage(raw: BinaryIO, encoding: str) -> tuple[int, int]:
    """How many places cannot be decoded, of how many letters beyond ASCII."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    broken = beyond = 0
    for chunk in iter(lambda: raw.read(_CHUNK), b""):
        text = decoder.decode(chunk)
        broken += text.count(MARK)
        beyond += len(text) - len(text.encode("ascii", "ignore"))
    return broken, beyond


def _is_euc(raw: BinaryIO) -> bool:
    """EUC-JP seen as CP932 is a run of half-width katakana, and its bytes come in pairs."""
    raw.seek(0)
    sample = raw.read(_CHUNK)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    letters = [letter for letter in sample.decode("cp932", "replace") if not letter.isascii()]
    half = sum(ord(letter) in _HALF_KANA for letter in letters)
    try:
        sample.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return half * 2 > len(letters)


def _refused(reason: Text) -> FileUnreadable:
    return FileUnreadable(Text(reason.ja + _SAVE_AS.ja, f"{reason.en} {_SAVE_AS.en}"))
