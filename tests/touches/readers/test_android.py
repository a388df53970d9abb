"""Phone backups, whole and damaged. Every physical element is a touch or a refusal."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from enishi.kernel.columns import RefusedRow, Unusable
from enishi.kernel.words import Text
from enishi.touches.readers import TouchRow
from enishi.touches.readers.android import rows

CALL = (
    '  <call number="{number}" duration="{duration}" date="{date}" type="{type}" presentation="1" subscription_id="1" '
    'readable_date="2024/05/01 10:00:00" contact_name="{name}" />\n'
)
SMS = (
    '  <sms protocol="0" address="{number}" date="{date}" type="{type}" subject="null" body="{body}" read="1" contact_name="(Unknown)" />\n'
)
MAY_1 = 1_714_525_200_000


def call(number: str = "090-1234-5678", duration: object = 60, date: object = MAY_1, type: object = 2, name: str = "佐藤") -> str:
    return CALL.format(number=number, duration=duration, date=date, type=type, name=name)


def sms(number: str = "+819012345678", date: object = MAY_1, type: object = 1, body: str = "ありがとうございます") -> str:
    return SMS.format(number=number, date=date, type=type, body=body)


def mms(*, box: int = 1, addrs: str = "", parts: str = "", address: str = "+819012345678") -> str:
    return f'  <mms date="{MAY_1}" msg_box="{box}" address="{address}"><parts>{parts}</parts><addrs>{addrs}</addrs></mms>\n'


def backup(*elements: str, root: str = "calls", count: int | None = None, end: str | None = None) -> str:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup & Restore v10 on 01/05/2024-->\n"
    close = f"</{root}>" if end is None else end
    return f'{head}<{root} count="{len(elements) if count is None else count}" backup_date="1">\n{"".join(elements)}{close}'


def read(text: str, notes: list[Text] | None = None, skip: int = 0) -> list[TouchRow | RefusedRow]:
    return list(rows(io.StringIO(text), skip=skip, notes=[] if notes is None else notes))


def codes(text: str) -> list[str]:
    return [row.code if isinstance(row, RefusedRow) else row.outcome for row in read(text)]


def only(text: str) -> TouchRow:
    (row,) = read(text)
    assert isinstance(row, TouchRow), row
    return row


def test_a_call_with_everything() -> None:
    row = only(backup(call()))
    assert (row.number, row.line, row.source, row.channel, row.direction) == (1, 4, "android-calls", "call", "out")
    assert (row.party, row.withheld, row.talk_seconds, row.outcome) == ("+819012345678", False, 60, "reached")
    assert row.at == datetime(2024, 5, 1, 1, 0, tzinfo=UTC)
    assert (row.person_name, row.body) == ("佐藤", None)


@pytest.mark.parametrize(
    ("type_", "seconds", "direction", "outcome"),
    [
        (1, 30, "in", "reached"),
        (1, 0, "in", "unknown"),
        (2, 30, "out", "reached"),
        (2, 9, "out", "unknown"),
        (2, 0, "out", "no_answer"),
        (3, 0, "in", "missed"),
        (4, 0, "in", "missed"),
        (5, 0, "in", "declined"),
        (6, 0, "in", "declined"),
        (7, 0, "in", "reached"),
    ],
)
def test_types_of_calls(type_: int, seconds: int, direction: str, outcome: str) -> None:
    row = only(backup(call(type=type_, duration=seconds)))
    assert (row.direction, row.outcome) == (direction, outcome)


@pytest.mark.parametrize("number", ["", "-1", "-2", "非通知", "anonymous"])
def test_withheld_numbers_are_honest(number: str) -> None:
    row = only(backup(call(number=number, type=3)))
    assert (row.party, row.withheld) == (None, True)


@pytest.mark.parametrize(
    ("element", "code"),
    [
        (call(number="12ab"), "number"),
        (call(number="", type=2), "no_number"),
        (call(date="yesterday"), "moment"),
        (call(date=0), "moment"),
        (call(date="9" * 30), "moment"),
        (call(duration=-5), "duration"),
        (call(duration="x"), "duration"),
        (call(type=99), "kind"),
        (call(name="あ" * 2000), "too_long"),
        (sms(type=3), "unsent"),
        (sms(number="Amazon"), "number"),
    ],
)
def test_refusals_name_their_reason(element: str, code: str) -> None:
    good = call(number="06-6123-4567")
    assert codes(backup(good, element, good)) == ["reached", code, "reached"]


def test_texts_and_their_emoji() -> None:
    row = only(backup(sms(body="了解です&#55357;&#56832; &lt;3 &amp; &#10;また"), root="smses"))
    assert (row.source, row.channel, row.direction, row.outcome) == ("android-texts", "text", "in", "received")
    assert row.body == "了解です😀 <3 & \nまた"


@pytest.mark.parametrize(
    ("reference", "read_as"), [("&#55357;", "�"), ("&#0;", "�"), ("&#x110000;", "�"), ("&#128512;", "😀"), ("&#65;", "A")]
)
def test_references_no_parser_takes(reference: str, read_as: str) -> None:
    assert only(backup(sms(body=f"a{reference}b"))).body == f"a{read_as}b"


@pytest.mark.parametrize(("type_", "direction", "outcome"), [(1, "in", "received"), (2, "out", "sent"), (5, "out", "failed")])
def test_types_of_texts(type_: int, direction: str, outcome: str) -> None:
    row = only(backup(sms(type=type_)))
    assert (row.direction, row.outcome) == (direction, outcome)


def test_multimedia_messages() -> None:
    addr = '<addr address="{}" type="{}" />'
    text = '<part ct="text/plain" text="写真です" /><part ct="image/jpeg" text="null" data="' + "QUJD" * 100_000 + '" />'
    inbound = mms(parts=text, addrs=addr.format("+819011112222", 137) + addr.format("insert-address-token", 151))
    row = only(backup(inbound, root="smses"))
    assert (row.direction, row.party, row.body) == ("in", "+819011112222", "写真です")
    outbound = mms(box=2, addrs=addr.format("insert-address-token", 137) + addr.format("09011112222", 151))
    assert only(backup(outbound)).party == "+819011112222"
    group = mms(box=2, addrs=addr.format("09011112222", 151) + addr.format("09011113333", 151))
    assert codes(backup(group)) == ["group"]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<smses count="1"><sms address="09012345678" date="1714525200000" type="1" body="&c;" /></smses>"""
EXTERNAL = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize("text", [BOMB, EXTERNAL])
def test_document_types_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Unusable, match="DOCTYPE"):
        read(text)


def test_an_entity_without_its_declaration_is_one_damaged_record() -> None:
    assert codes(backup(sms(body="&c;"), sms())) == ["damaged", "received"]


def test_a_file_without_elements_that_goes_on_is_no_backup() -> None:
    with pytest.raises(Unusable):
        read("a,b,c\n" * 50_000)


DAMAGES = {
    "quote": lambda element: element.replace('"', "", 1),
    "start": lambda element: element.replace("<call", "<clal"),
    "end": lambda element: element.replace("/>", ""),
    "NUL": lambda element: element.replace("佐藤", "佐\x00藤"),
    "bare_angle": lambda element: element.replace("佐藤", "<佐藤"),
    "ampersand": lambda element: element.replace("佐藤", "佐&藤"),
    "twice_an_attribute": lambda element: element.replace("<call ", '<call number="1" '),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_damaged_element_costs_only_itself(damage: str, place: int) -> None:
    elements = [call(number="06-6123-4567", date=MAY_1 + at) for at in range(3)]
    elements[place] = DAMAGES[damage](elements[place])
    found = read(backup(*elements))
    assert [isinstance(row, RefusedRow) for row in found] == [at == place for at in range(3)]
    assert [row.line for row in found] == [4, 5, 6]


def test_two_damaged_starts_in_a_row_are_two() -> None:
    broken = call().replace("<call", "<clal")
    assert len(read(backup(call(), broken, broken, call()))) == 4
    assert len(read(backup(broken, broken))) == 2


def test_a_truncated_file_is_read_up_to_the_damage_and_says_so() -> None:
    whole = backup(*[call(date=MAY_1 + at * 1000) for at in range(10)])
    notes: list[Text] = []
    found = read(whole[: whole.rindex("date=")], notes)
    assert len(found) == 10
    assert [row.code for row in found if isinstance(row, RefusedRow)] == ["truncated"]
    assert any("途中で終わって" in note.ja for note in notes)


def test_a_wrong_count_is_reported() -> None:
    notes: list[Text] = []
    assert len(read(backup(call(), call(), count=5), notes)) == 2
    assert "5" in notes[0].en and "2" in notes[0].en
    notes.clear()
    read(backup(call(), call()), notes)
    assert notes == []


def test_resuming_gives_what_was_left() -> None:
    text = backup(*[call(date=MAY_1 + at) for at in range(20)])
    assert read(text, skip=13) == read(text)[13:]


def test_the_same_call_has_the_same_name_in_overlapping_backups() -> None:
    first, second = call(date=MAY_1), call(date=MAY_1 + 1)
    old = [row.source_ref for row in read(backup(first)) if isinstance(row, TouchRow)]
    new = [row.source_ref for row in read(backup(second, first)) if isinstance(row, TouchRow)]
    assert old[0] == new[1] != new[0]


class Endless(io.TextIOBase):
    """A text stream made as it is read: `count` elements, each of them `element`."""

    def __init__(self, element: str, count: int) -> None:
        self._parts = self._made(element, count)
        self._held = ""

    def _made(self, element: str, count: int) -> Iterator[str]:
        yield '<smses count="1">\n'
        for _ in range(count):
            yield element
        yield "</smses>"

    def read(self, size: int | None = -1) -> str:
        assert size is not None and size > 0
        while len(self._held) < size and (part := next(self._parts, None)) is not None:
            self._held += part
        given, self._held = self._held[:size], self._held[size:]
        return given


@pytest.mark.parametrize(
    ("element", "count"),
    [(call(), 40_000), (mms(parts='<part ct="image/jpeg" data="' + "QUJD" * 500_000 + '" />'), 20), (sms(body="長" * 3_000_000), 6)],
)
def test_memory_stays_flat(element: str, count: int) -> None:
    stream = Endless(element, count)
    tracemalloc.start()
    read_rows = sum(1 for _ in rows(stream, notes=[]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read_rows == count
    assert peak < 60_000_000
