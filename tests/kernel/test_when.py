import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.kernel.when import Reading, in_words, read, to_window, window_of
from enishi.kernel.words import speaking

TOKYO = ZoneInfo("Asia/Tokyo")
# A Friday before a long weekend: Monday 23 is 勤労感謝の日.
NOW = datetime(2026, 11, 20, 14, 20, tzinfo=TOKYO)


def said(phrase: str, now: datetime = NOW) -> list[str]:
    """Each reading as one readable line: date time part relation ~ (the tilde if vague)."""
    return [
        " ".join(
            part
            for part in (
                str(r.date or "-"),
                f"{r.time:%H:%M}" if r.time else "",
                r.part or "",
                "" if r.relation == "at" else r.relation,
                "~" if r.vague else "",
            )
            if part
        )
        for r in read(phrase, now)
    ]


TABLE = [
    ("今日", "2026-11-20"),
    ("明日", "2026-11-21"),
    ("あした", "2026-11-21"),
    ("明後日", "2026-11-22"),
    ("あさって", "2026-11-22"),
    ("しあさって", "2026-11-23"),
    ("昨日", "2026-11-19"),
    ("一昨日", "2026-11-18"),
    ("来週", "2026-11-23 ~"),
    ("再来週", "2026-11-30 ~"),
    ("今週", "2026-11-20 ~"),
    ("来月", "2026-12-01 ~"),
    ("再来月", "2027-01-01 ~"),
    ("今月末", "2026-11-30"),
    ("月末", "2026-11-30"),
    ("来月末", "2026-12-31"),
    ("12月末", "2026-12-31"),
    ("月初", "2026-12-01 ~"),
    ("来月初め", "2026-12-01 ~"),
    ("来月中旬", "2026-12-11 ~"),
    ("年末", "2026-12-28 ~"),
    ("年明け", "2027-01-04 ~"),
    ("正月明け", "2027-01-04"),
    ("お盆明け", "2027-08-17"),
    ("連休明け", "2026-11-24"),
    ("週明け", "2026-11-24"),
    ("3日後", "2026-11-23"),
    ("三日後", "2026-11-23"),
    ("10日後", "2026-11-30"),
    ("2週間後", "2026-12-04"),
    ("1か月後", "2026-12-20"),
    ("一ヶ月後", "2026-12-20"),
    ("3カ月後", "2027-02-20"),
    ("半年後", "2027-05-20"),
    ("1年後", "2027-11-20"),
    ("3営業日後", "2026-11-26"),
    ("3日以内", "2026-11-23 before"),
    ("数日後", "2026-11-23 ~"),
    ("来週の火曜の夕方", "2026-11-24 evening"),
    ("来週火曜日", "2026-11-24"),
    ("再来週の月曜", "2026-11-30"),
    ("今度の金曜", "2026-11-27"),
    ("次の月曜", "2026-11-23"),
    ("火曜", "2026-11-24"),
    ("金曜", "2026-11-27"),
    ("火曜以外", "2026-11-24 not"),
    ("平日", "2026-11-24 ~"),
    ("明日15時以降", "2026-11-21 15:00 after"),
    ("明日の15時以降", "2026-11-21 15:00 after"),
    ("明日の午前中", "2026-11-21 morning"),
    ("今日の夕方", "2026-11-20 evening"),
    ("18時まで", "2026-11-20 18:00 before"),
    ("10時まで", "2026-11-21 10:00 before"),
    ("3時半", "2026-11-20 15:30 ~"),
    ("午後3時", "2026-11-20 15:00"),
    ("15:30", "2026-11-20 15:30"),
    ("13:30", "2026-11-21 13:30"),
    ("15時頃", "2026-11-20 15:00 around"),
    ("昼過ぎ", "2026-11-20 noon after"),
    ("昼休み", "2026-11-21 noon"),
    ("お昼", "2026-11-21 noon"),
    ("夜", "2026-11-20 night"),
    ("朝一", "2026-11-21 morning"),
    ("明日の朝イチ", "2026-11-21 morning"),
    ("夕方以降", "2026-11-20 evening after"),
    ("10日", "2026-12-10"),
    ("25日", "2026-11-25"),
    ("二十五日", "2026-11-25"),
    ("31日", "2026-12-31"),
    ("12月2日", "2026-12-02"),
    ("12/2", "2026-12-02"),
    ("1/15", "2027-01-15"),
    ("十二月二日", "2026-12-02"),
    ("12月2日(水)", "2026-12-02"),
    ("12月2日(火)", "2026-12-02 ~"),
    ("来月の5日", "2026-12-05"),
    ("令和8年12月2日", "2026-12-02"),
    ("2027年1月15日", "2027-01-15"),
    ("2027-01-15 10:00", "2027-01-15 10:00"),
    ("明日の朝9時", "2026-11-21 09:00"),
    ("明日の午後、3時", "2026-11-21 15:00"),
    ("夜8時", "2026-11-20 20:00"),
    ("お昼の12時半", "2026-11-21 12:30"),
    ("30分後", "2026-11-20 14:50"),
    ("2時間後", "2026-11-20 16:20"),
    ("一時間後", "2026-11-20 15:20"),
    ("1時間半後", "2026-11-20 15:50"),
    ("のちほど", "- after ~"),
    ("後で", "- after ~"),
    ("そのうち", "- after ~"),
    ("また今度", "- after ~"),
    ("いつでも", "- ~"),
    ("第2火曜", "2026-12-08"),
    ("来月の第二火曜日", "2026-12-08"),
    ("最終金曜", "2026-11-27"),
    ("10時から12時", "2026-11-21 10:00 after"),
    ("10時〜12時の間", "2026-11-21 10:00 after"),
    ("来週中", "2026-11-27 before"),
    ("今週中", "2026-11-20 before"),
    ("今日中に", "2026-11-20 before"),
    ("今月中", "2026-11-30 before"),
    ("五時", "2026-11-20 17:00 ~"),
    ("8時", "2026-11-21 08:00 ~"),
    ("17時過ぎ", "2026-11-20 17:00 after"),
    ("明日以降", "2026-11-21 after"),
    ("10日までに", "2026-12-10 before"),
    ("今晩", "2026-11-20 night"),
    ("明朝", "2026-11-21 morning"),
    ("昼休み以外", "- noon not"),
    ("明日の10時にお電話ください", "2026-11-21 10:00"),
    ("来週の火曜日、午後3時ごろお願いします", "2026-11-24 15:00 around"),
    ("一両日中", "2026-11-22 before"),
    ("正午", "2026-11-21 12:00"),
    ("火曜はだめです", "2026-11-24 not"),
    ("来週以降", "2026-11-23 after ~"),
    ("明日以外", "2026-11-21 not"),
    ("11月24日 15時", "2026-11-24 15:00"),
    ("来年1月15日", "2027-01-15"),
    ("来年の1月", "2027-01-01 ~"),
    ("年内に", "2026-12-28 before ~"),
    ("年度末", "2027-03-31"),
    ("12月初旬", "2026-12-01 ~"),
    ("GW明け", "2027-05-06"),
    ("3連休明け", "2026-11-24"),
    ("3日前", "2026-11-17"),
    ("1週間くらい後", "2026-11-27"),
    ("ひと月後", "2026-12-20"),
    ("今すぐ", "2026-11-20 14:20"),
    ("30分以内に", "2026-11-20 14:50 before"),
    ("午後イチ", "2026-11-21 13:00"),
    ("12時から13時以外", "- 12:00 not"),
    ("9時以降", "2026-11-21 09:00 after"),
    ("in two weeks", "2026-12-04"),
    ("between 10 and 12", "2026-11-21 10:00 after"),
    ("weekdays after 6pm", "2026-11-24 18:00 after ~"),
    ("tomorrow", "2026-11-21"),
    ("tomorrow 3pm", "2026-11-21 15:00"),
    ("tomorrow at 3 pm", "2026-11-21 15:00"),
    ("next Tuesday", "2026-11-24"),
    ("Tuesday afternoon", "2026-11-24 afternoon"),
    ("in 3 days", "2026-11-23"),
    ("in 2 hours", "2026-11-20 16:20"),
    ("end of month", "2026-11-30"),
    ("end of next month", "2026-12-31"),
    ("after 15:00", "2026-11-20 15:00 after"),
    ("tomorrow after 15:00", "2026-11-21 15:00 after"),
    ("before noon", "2026-11-21 12:00 before"),
    ("next week", "2026-11-23 ~"),
    ("tonight", "2026-11-20 night"),
    ("Dec 2", "2026-12-02"),
    ("2 December 2026", "2026-12-02"),
    ("not Tuesday", "2026-11-24 not"),
    ("later", "- after ~"),
]


@pytest.mark.parametrize(("phrase", "meaning"), TABLE)
def test_a_phrase_with_one_meaning(phrase: str, meaning: str) -> None:
    assert said(phrase) == [meaning]


@pytest.mark.parametrize(
    ("phrase", "meanings"),
    [
        ("明日か明後日", ["2026-11-21", "2026-11-22"]),
        ("火曜か木曜の午後", ["2026-11-24 afternoon", "2026-11-26 afternoon"]),
        ("土日", ["2026-11-21", "2026-11-22"]),
        ("土日以外", ["2026-11-21 not", "2026-11-22 not"]),
        ("月水金", ["2026-11-23", "2026-11-25", "2026-11-27"]),
        ("月曜から水曜の間", ["2026-11-23", "2026-11-24", "2026-11-25"]),
        ("明日の10時か15時", ["2026-11-21 10:00", "2026-11-21 15:00"]),
        ("明日か明後日の15時以降", ["2026-11-21 15:00 after", "2026-11-22 15:00 after"]),
        ("火曜か木曜以外", ["2026-11-24 not", "2026-11-26 not"]),
        ("来週の火曜か水曜", ["2026-11-24", "2026-11-25"]),
        ("二三日後", ["2026-11-22 ~", "2026-11-23 ~"]),
        ("2、3日後", ["2026-11-22 ~", "2026-11-23 ~"]),
        ("週末", ["2026-11-21", "2026-11-22"]),
        ("明日 or 明後日", ["2026-11-21", "2026-11-22"]),
        ("2〜3日中に", ["2026-11-22 before ~", "2026-11-23 before ~"]),
        ("Tuesday or Thursday afternoon", ["2026-11-24 afternoon", "2026-11-26 afternoon"]),
    ],
)
def test_a_phrase_with_several_meanings(phrase: str, meanings: list[str]) -> None:
    assert said(phrase) == meanings


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        " ",
        "大安",
        "来週の大安",
        "ふにゃふにゃ",
        "2月30日",
        "0日",
        "32日",
        "13月1日",
        "25時",
        "10時70分",
        "99",
        "の",
        "から",
        "🙂",
        "高橋さん",
        "第6火曜",
        "x" * 200,
        "令和0年1月1日",
        "昭和70年1月1日",
        "9999999日後",
        "夜12時",
        "今週の月曜",
        "call me",
    ],
)
def test_what_is_not_understood_is_not_guessed(phrase: str) -> None:
    assert read(phrase, NOW) == ()


def test_weeks_and_years_turn() -> None:
    sunday = datetime(2026, 12, 27, 10, 0, tzinfo=TOKYO)
    assert said("来週の火曜", sunday) == ["2026-12-29"]
    assert said("今週中", sunday) == ["2026-12-27 before"]
    assert said("火曜", sunday) == ["2026-12-29"]
    assert said("来月末", datetime(2026, 1, 31, 10, tzinfo=TOKYO)) == ["2026-02-28"]
    assert said("1か月後", datetime(2026, 1, 31, 10, tzinfo=TOKYO)) == ["2026-02-28"]
    assert said("年明け", datetime(2027, 1, 2, 10, tzinfo=TOKYO)) == ["2027-01-04 ~"]
    assert said("2月29日", NOW) == ["2028-02-29"]


def test_json() -> None:
    (reading,) = read("明日15時以降", NOW)
    assert reading.as_json() == {"date": "2026-11-21", "time": "15:00", "relation": "after", "part": None, "vague": False}


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("来週の火曜の夕方", "11-24 16:00", "11-24 18:00"),
        ("明日の午前中", "11-21 09:00", "11-21 12:00"),
        ("明日の朝イチ", "11-21 09:00", "11-21 10:00"),
        ("朝いちばんに", "11-21 09:00", "11-21 10:00"),
        ("始業後すぐ", "11-21 09:00", "11-21 10:00"),
        ("first thing in the morning", "11-21 09:00", "11-21 10:00"),
        ("月曜の朝一番まで", "11-23 09:00", "11-23 10:00"),
        ("昼休み", "11-21 12:00", "11-21 13:00"),
        ("明日の午後", "11-21 13:00", "11-21 17:00"),
        ("今晩", "11-20 18:00", "11-20 20:00"),
        ("昼過ぎ", "11-20 13:00", "11-20 20:00"),
        ("夕方以降", "11-20 16:00", "11-20 20:00"),
        ("明日", "11-21 09:00", "11-21 18:00"),
        ("明日15時", "11-21 15:00", "11-21 15:30"),
        ("明日15時頃", "11-21 14:30", "11-21 15:30"),
        ("明日15時以降", "11-21 15:00", "11-21 18:00"),
        ("明日15時まで", "11-21 09:00", "11-21 15:00"),
        ("18時まで", "11-20 14:20", "11-20 18:00"),
        ("25日までに", "11-20 14:20", "11-25 18:00"),
        ("10時から12時", "11-21 10:00", "11-21 12:00"),
        ("来週", "11-23 09:00", "11-27 18:00"),
        ("そのうち", "11-24 09:00", "11-24 18:00"),
        ("火曜以外", "11-25 09:00", "11-25 18:00"),
        ("昼休み以外", "11-24 09:00", "11-24 12:00"),
    ],
)
def test_when_it_falls_due(phrase: str, start: str, end: str) -> None:
    window = to_window(read(phrase, NOW)[0], NOW)
    assert [f"{moment:%m-%d %H:%M}" for moment in window] == [start, end]
    assert all(moment.tzinfo is TOKYO for moment in window)


@pytest.mark.parametrize(("hour", "day"), [(9, 20), (10, 21)])
def test_first_thing_is_over_at_ten(hour: int, day: int) -> None:
    (reading,) = read("朝イチ", NOW.replace(hour=hour, minute=30))
    assert reading.date == date(2026, 11, day)
    assert reading.part == "morning"


def test_alternatives_and_what_is_avoided() -> None:
    assert window_of(read("明日か明後日", NOW), NOW) == to_window(read("明日", NOW)[0], NOW)
    both = window_of(read("火曜か水曜以外", NOW), NOW)
    assert both is not None
    assert both[0].date() == date(2026, 11, 26)
    assert window_of((), NOW) is None
    never = window_of(read("月火水木金以外", NOW), NOW)
    assert never is not None
    assert never[0].date() == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("phrase", "ja", "en"),
    [
        ("再来週の火曜の夕方", "12月1日(火)の夕方(16時〜18時)", "Tue 1 December, evening (16:00–18:00)"),
        ("明日15時以降", "11月21日(土) 15時以降", "Sat 21 November, 15:00 or later"),
        ("3時半", "11月20日(金) 15時30分（確かめてください）", "Fri 20 November, 15:30 (please confirm)"),
        ("火曜以外", "11月24日(火)以外", "any time but Tue 24 November"),
        ("10時から12時", "11月21日(土) 10時〜12時", "Sat 21 November, 10:00–12:00"),
        ("来週", "11月23日(月)〜11月27日(金)（確かめてください）", "Mon 23 November to Fri 27 November (please confirm)"),
        ("2027年1月15日", "2027年1月15日(金)", "Fri 15 January 2027"),
        ("そのうち", "日時は決まっていません", "no time was agreed"),
        ("昼過ぎ", "11月20日(金)の昼以降", "Fri 20 November, noon or later"),
        ("明日の朝イチ", "11月21日(土)の朝一番(9時〜10時)", "Sat 21 November, first thing in the morning (9:00–10:00)"),
    ],
)
def test_said_back(phrase: str, ja: str, en: str) -> None:
    words = in_words(read(phrase, NOW)[0])
    assert (words.ja, words.en) == (ja, en)
    with speaking("en"):
        assert str(words) == en


moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2060, 1, 1)).map(lambda m: m.replace(tzinfo=TOKYO))  # noqa: DTZ001 - hypothesis wants bounds without a zone
words = st.lists(
    st.sampled_from([row[0] for row in TABLE] + list("のにか、以降までから頃曜時分日月後0123456789火水土")), min_size=1, max_size=4
).map("".join)
# The holidays of a year are computed when first asked for, which takes a while.
patient = settings(deadline=None)
PAST = ("前", "昨日", "一昨日", "年", "2026", "2027", "令和", "先")


@patient
@given(st.text() | words | st.text(alphabet="月火水木金土日曜0123456789一二三十時分半後来今週の末か〜-/:年"), moments)
def test_never_raises_and_can_always_be_said_back(phrase: str, now: datetime) -> None:
    for reading in read(phrase, now):
        start, end = to_window(reading, now)
        assert start <= end
        assert in_words(reading).ja
        assert set(reading.as_json()) == {"date", "time", "relation", "part", "vague"}
        if reading.date and not any(word in phrase for word in PAST):
            assert reading.date >= now.date()


@patient
@given(words, moments)
def test_width_does_not_matter(phrase: str, now: datetime) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "}" else letter for letter in phrase)
    assert read(unicodedata.normalize("NFKC", phrase), now) == read(phrase, now)
    if not any("a" <= letter.lower() <= "z" for letter in phrase):
        assert read(wide, now) == read(phrase, now)


@patient
@given(st.integers(min_value=0, max_value=999), moments)
def test_days_ahead(count: int, now: datetime) -> None:
    assert [r.date for r in read(f"{count}日後", now)] == [now.date() + timedelta(days=count)]


@patient
@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2059, 12, 31)), moments)
def test_a_full_date_is_itself(day: date, now: datetime) -> None:
    assert [r.date for r in read(f"{day.year}年{day.month}月{day.day}日", now)] == [day]
    (reading,) = read(f"{day.month}月{day.day}日", now)
    assert reading.date is not None
    assert (reading.date.month, reading.date.day) == (day.month, day.day)
    assert reading.date >= now.date()


@patient
@given(st.integers(min_value=0, max_value=6), moments)
def test_a_weekday_is_the_next_one_after_today(weekday: int, now: datetime) -> None:
    (reading,) = read(f"{'月火水木金土日'[weekday]}曜", now)
    assert reading.date is not None
    assert reading.date.weekday() == weekday
    assert 1 <= (reading.date - now.date()).days <= 7
    assert reading == Reading(reading.date, other_year=reading.date.year != now.year)
