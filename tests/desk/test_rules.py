"""What the desk says and draws, as tables; no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.consideration.rules.names import refused
from enishi.desk.rules import bringing, moments, policy_words
from enishi.desk.rules.lived import Event, lived
from enishi.desk.rules.number import last_of_ours
from enishi.desk.rules.standing import wish
from enishi.desk.rules.story import Contact, Known, just_called, last_spoken, opening
from enishi.desk.rules.thread import Due, day_thread
from enishi.desk.rules.today import Entry, grouped, sentence
from enishi.kernel.words import Text
from enishi.touches.readers import TouchRow

TOKYO = "Asia/Tokyo"
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "今日 11:00"),
        (NOW + timedelta(days=1), "あす 11:00"),
        (NOW - timedelta(days=1), "きのう 11:00"),
        (NOW + timedelta(days=16), "12月2日(水) 11:00"),
        (datetime(2026, 11, 15, 15, 0, tzinfo=UTC), "今日 00:00"),
        (datetime(2027, 1, 4, 1, 0, tzinfo=UTC), "2027年1月4日(月) 10:00"),
    ],
)
def test_a_moment_is_said_as_one_says_it(moment: datetime, said: str) -> None:
    assert moments.at(moment, NOW, TOKYO).ja == said


@pytest.mark.parametrize(
    ("days", "today", "ja", "en"),
    [
        (7, NOW, "11月23日(月・勤労感謝の日) 11:00", "Mon, Labour Thanksgiving Day, 23 Nov 11:00"),
        (7, NOW + timedelta(days=6), "あす(勤労感謝の日) 11:00", "tomorrow (Labour Thanksgiving Day) 11:00"),
        (7, NOW + timedelta(days=7), "今日 11:00", "today 11:00"),
        (7, NOW + timedelta(days=8), "きのう 11:00", "yesterday 11:00"),
        (46, NOW, "2027年1月1日(金・元日) 11:00", "Fri, New Year’s Day, 1 Jan 2027 11:00"),
    ],
)
def test_a_holiday_is_named_with_its_day(days: int, today: datetime, ja: str, en: str) -> None:
    said = moments.at(NOW + timedelta(days=days), today, TOKYO)
    assert (said.ja, said.en) == (ja, en)


_A_CALL = Contact(
    UUID(int=1), NOW, "call", "out", "reply", "no_answer", reached=False, talk_seconds=None, member="鈴木", words="", outside_gate=False
)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([replace(_A_CALL, at=NOW - timedelta(minutes=10))], "10分前に鈴木さんがお電話しています。"),
        ([replace(_A_CALL, at=NOW - timedelta(seconds=5), member="")], "1分前にお電話しています。"),
        ([replace(_A_CALL, direction="in"), replace(_A_CALL, at=NOW - timedelta(minutes=29))], "29分前に鈴木さんがお電話しています。"),
        ([replace(_A_CALL, at=NOW - timedelta(minutes=30))], None),
        ([replace(_A_CALL, channel="text"), replace(_A_CALL, at=NOW - timedelta(hours=2))], None),
        ([replace(_A_CALL, at=NOW + timedelta(minutes=5))], None),
        ([], None),
    ],
)
def test_who_of_us_called_minutes_ago_is_said(told: list[Contact], said: str | None) -> None:
    found = just_called(told, NOW)
    assert (found.ja if found else None) == said


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, "こちらからこの番号にかけた記録はありません。"),
        (
            replace(_A_CALL, client="みどり印刷"),
            "最後にこちらからご連絡したのは今日 11:00、鈴木です(折り返し、みどり印刷の件)。結果は「応答なし」でした。",
        ),
        (
            replace(_A_CALL, member="", purpose="", outcome="reached"),
            "最後にこちらからご連絡したのは今日 11:00です。結果は「お話しできた」でした。",
        ),
    ],
)
def test_who_of_us_called_a_number_and_why(last: Contact | None, said: str) -> None:
    assert last_of_ours(last, now=NOW, zone=TOKYO).ja == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [((2, 4), "今日 13:00–15:00"), ((2, 2), "今日 13:00"), ((2, 13), "今日 13:00–24:00"), ((2, 26), "今日 13:00 から あす 13:00 まで")],
)
def test_a_window_is_said_once(hours: tuple[int, int], said: str) -> None:
    start, end = (NOW + timedelta(hours=each) for each in hours)
    assert moments.between(start, end, NOW, TOKYO).ja == said


@pytest.mark.parametrize(("days", "said"), [(0, "今日"), (1, "きのう"), (2, "おととい"), (3, "3日前"), (40, "10月7日(水)")])
def test_how_long_ago(days: int, said: str) -> None:
    assert moments.ago(NOW - timedelta(days=days), NOW, TOKYO).ja == said


def _entry(group: str = "waiting", state: str = "running", minutes: int = 12, late: int = -48) -> Entry:
    began_at, due_at = NOW - timedelta(minutes=minutes), NOW - timedelta(minutes=late)
    return Entry("k", group, None, None, "誰か", Text("", ""), state=state, began_at=began_at, due_at=due_at)  # type: ignore[arg-type]  # any state, as text


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], "今日のお約束はすべて済みました。おつかれさまです。"),
        ([_entry()], "おひとりがお待ちです。12分たちました。"),
        ([_entry(), _entry(minutes=3), _entry()], "3人が私たちをお待ちです。いちばん長い方は12分です。"),
        (
            [_entry(state="broken", minutes=200, late=140), _entry()],
            "2人が私たちをお待ちです。お約束の時刻を2時間20分過ぎた方が1人います。",
        ),
        (
            [_entry(state="broken", late=80), _entry(state="broken", late=39), _entry()],
            "3人が私たちをお待ちです。お約束の時刻を過ぎた方が2人、いちばん長い方は1時間20分過ぎています。",
        ),
        ([_entry("coming")], "いまお待ちの方はいません。このあとのお約束が1件あります。"),
        ([_entry("new")], "いまお待ちの方はいません。お時間のあるときに見ていただきたい方が1人います。"),
    ],
)
def test_one_sentence_first(entries: list[Entry], said: str) -> None:
    assert sentence(entries, NOW).ja == said


def test_groups_come_in_the_order_that_serves_people() -> None:
    mixed = [_entry("new"), _entry("look"), _entry("waiting"), _entry("coming")]
    assert [group.name for group in grouped(mixed)] == ["waiting", "coming", "look", "new"]


def _contact(**more: object) -> Contact:
    facts = {
        "id": None,
        "at": NOW - timedelta(days=3),
        "channel": "call",
        "direction": "out",
        "purpose": "solicit",
        "outcome": "no_answer",
        "reached": False,
        "talk_seconds": None,
        "member": "田中",
        "words": "",
        "outside_gate": False,
    }
    return Contact(**(facts | more))  # type: ignore[arg-type]  # any field of it


def _known(last: Contact | None = None, **more: object) -> Known:
    facts = {"refused": None, "paused": None, "promise": None, "promise_is_late": False, "erased": False}
    return Known(last, **(facts | more))  # type: ignore[arg-type]  # any field of it


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (_known(), "まだ一度もご連絡していない方です。"),
        (_known(_contact()), "3日前、田中がお電話しましたが、お話しできていません。"),
        (
            _known(_contact(reached=True), promise=Text("木曜", "Thursday")),
            "3日前、田中がお電話し、お話しできました。木曜にご連絡するお約束です。",
        ),
        (_known(_contact(direction="in", outcome="missed")), "3日前、お電話をいただきましたが、出られませんでした。"),
        (
            _known(_contact(), spoke=_contact(reached=True, at=NOW - timedelta(days=9))),
            "3日前、田中がお電話しましたが、お話しできませんでした。最後にお話ししたのは9日前です。",
        ),
        (
            _known(_contact(at=NOW), spoke=_contact(reached=True, at=NOW - timedelta(hours=2))),
            "今日 11:00、田中がお電話しましたが、お話しできませんでした。最後にお話ししたのは今日 09:00です。",
        ),
        (_known(_contact(channel="text")), "3日前、田中がSMSをお送りしました。"),
        (
            _known(_contact(), refused=Text("電話での連絡はお断り", "No calls")),
            "電話での連絡はお断りです。3日前、田中がお電話しましたが、お話しできていません。",
        ),
        (_known(_contact(), erased=True), "この方の記録はご希望により消しました。"),
    ],
)
def test_the_answer_before_they_ask(known: Known, said: str) -> None:
    assert opening(known, now=NOW, zone=TOKYO).ja == said


def _events(*sorts: tuple[int, str, bool, bool]) -> list[Event]:
    return [Event(NOW - timedelta(days=days), channel, ours, talked) for days, channel, ours, talked in sorts]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "この30日、こちらからのご連絡はありません。"),
        (_events((1, "call", True, False), (2, "call", True, False), (3, "call", True, False)), "電話だけが続いています。"),
        (_events((1, "call", True, True)), "この30日に電話が1回鳴り、そのたびにお話しできています。"),
        (
            _events((1, "call", True, True), (2, "call", True, False), (3, "text", True, False)),
            "お話しできたのは1回です。SMSは1通届いています。",
        ),
        (_events((1, "call", False, True)), "先方からは1回ご連絡をいただきました。"),
    ],
)
def test_the_picture_says_its_finding(events: list[Event], said: str) -> None:
    assert lived(events, today=TODAY, days=30, zone=TOKYO).finding.ja.endswith(said)


_EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(-45 * 24 * 60, 4 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
        st.sampled_from(["call", "text", "mail", "post"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


@given(_EVENTS)
def test_every_mark_of_the_days_shown_lies_on_the_paper(events: list[Event]) -> None:
    picture = lived(events, today=TODAY, days=30, zone=TOKYO)
    shown = [event for event in events if timedelta(0) <= TODAY - (event.at + timedelta(hours=9)).date() < timedelta(days=30)]
    assert len(picture.marks) == len(shown)
    assert all(0 <= mark.y <= picture.height and mark.x >= 0 for mark in picture.marks)


@given(st.lists(st.integers(-600, 900), max_size=30))
def test_no_promise_of_the_day_is_left_off_the_thread(minutes: list[int]) -> None:
    dues = [Due(NOW + timedelta(minutes=each - 60), NOW + timedelta(minutes=each), "") for each in minutes]
    thread = day_thread(dues, NOW, TOKYO)
    today = [due for due in dues if ((due.from_at if due.from_at > NOW else due.due_at) + timedelta(hours=9)).date() == TODAY]
    assert sum(knot.many for knot in thread.knots) == len(today)
    assert all(0 <= knot.begin <= knot.x <= knot.end <= thread.width for knot in thread.knots)


def test_a_promise_hangs_on_the_day_at_the_time_its_line_says() -> None:
    """10:00–12:00: at ten until ten, then at noon, by when it is due."""
    ten = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    due = Due(ten, ten + timedelta(hours=2), "")
    hours = dict(day_thread([], NOW, TOKYO).hours)
    before, then = (day_thread([due], now, TOKYO).knots[0] for now in (ten - timedelta(minutes=5), ten + timedelta(minutes=5)))
    assert (before.x, before.begin, before.end) == (hours[10], hours[10], hours[12])
    assert then.x == hours[12]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"scope": "everything", "channel": "", "topic": "", "client": ""}, "今後の連絡はすべてお断り"),
        ({"scope": "channel", "channel": "call", "topic": "", "client": ""}, "電話での連絡はお断り"),
        ({"scope": "channel", "channel": "post", "topic": "", "client": ""}, "手紙での連絡はお断り"),
        ({"scope": "topic", "channel": "", "topic": "手帳", "client": ""}, "「手帳」のご案内はお断り"),
        ({"scope": "client", "channel": "", "topic": "", "client": "青葉手帳"}, "青葉手帳からのご案内はお断り"),
    ],
)
def test_a_refusal_says_what_it_covers(given_: dict[str, str], said: str) -> None:
    assert refused(**given_).ja == said


def test_a_wish_says_its_times() -> None:
    times = {"from_time": time(18), "until_time": time(20)}
    assert wish(kind="only_times", weekdays=31, channel="", **times).ja == "ご連絡は平日 18:00–20:00に"
    assert wish(kind="not_times", weekdays=5, channel="", from_time=None, until_time=None).ja == "月・水曜は避けてほしい"
    assert wish(kind="not_channel", weekdays=127, channel="call", from_time=None, until_time=None).en == "Would rather have no calls"


@given(st.lists(st.text(max_size=6), max_size=8))
def test_every_column_of_a_file_can_be_named_in_a_mapping(headers: list[str]) -> None:
    names = [column.name for column in bringing.columns_of(headers, {})]
    assert len(set(names)) == len(headers) or any(name.startswith("#") for name in headers)


def test_what_a_person_chose_for_a_column_comes_back_as_chosen() -> None:
    headers = ["名前", "電話", "電話", ""]
    chosen = bringing.mapping_from(
        {"column-0": "name", "column-2": "phone", "honorific": "先生"}, headers, {"header": 1, "honorific": "様"}
    )
    assert chosen == {"header": 1, "honorific": "先生", "columns": [["名前", "name"], ["#3", "phone"]]}
    assert [column.meaning for column in bringing.columns_of(headers, chosen)] == ["name", "", "phone", ""]


def test_a_policy_is_gathered_by_purpose_and_loses_no_sentence() -> None:
    from enishi.consideration.rules import explain, packs

    for name in packs.SHIPPED:
        sentences = explain(packs.pack(name))
        chapters = policy_words.chapters(sentences)
        assert sum(len(chapter.clauses) for chapter in chapters) == len(sentences)
        titles = [chapter.title for chapter in chapters if chapter.title]
        assert len(titles) == len(set(titles))


def test_a_file_is_previewed_on_our_own_clock_and_numbers_as_we_write_them() -> None:
    row = TouchRow(1, 2, "csv", "x", "call", "in", datetime(2026, 11, 24, 0, 58, tzinfo=UTC), "+81668001234", outcome="missed")
    assert bringing.read_as(row, "Asia/Tokyo").text.ja.startswith("2026-11-24 09:58 06-6800-1234")


@pytest.mark.parametrize(
    ("counts", "ja"),
    [
        ((1204, 1200, 0, 4), "1,204行すべてを確かめました。新しく登録 1,200件、取り込めなかった行 4件。"),
        ((2, 0, 2, 0), "2行すべてを確かめました。登録済み 2件。"),
        ((0, 0, 0, 0), "取り込む行がありませんでした。"),
    ],
)
def test_a_report_names_only_what_there_was(counts: tuple[int, int, int, int], ja: str) -> None:
    rows, created, matched, refused_rows = counts
    assert bringing.accounted(rows=rows, created=created, matched=matched, refused=refused_rows).ja == ja


def test_what_is_still_to_come_stands_by_its_clock_and_a_list_says_its_order() -> None:
    late, early = (replace(_entry("coming"), key=key, from_at=NOW + timedelta(hours=hours)) for key, hours in (("late", 3), ("early", 1)))
    coming, new = grouped([late, early, _entry("new")])
    assert [entry.key for entry in coming.entries] == ["early", "late"]
    assert coming.order is not None
    assert coming.order.ja == "時刻の早い順です。"
    assert new.order is None


def test_the_last_talk_is_told_where_it_was_not_the_last_contact() -> None:
    tried, spoke = _contact(), _contact(reached=True)
    assert last_spoken([tried, spoke]) is spoke
    assert last_spoken([spoke, tried]) is None
    assert last_spoken([tried, _contact(reached=True, channel="text")]) is None
    assert last_spoken([]) is None
