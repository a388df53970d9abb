from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.dates import Unreadable, read_day, read_moment, read_seconds
from enishi.kernel.eras import ERAS, in_era
from enishi.kernel.numerals import arabic

TOKYO = "Asia/Tokyo"
AT_FIVE_PAST_THREE = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
WITH_SECONDS = AT_FIVE_PAST_THREE.replace(second=9)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T15:05:09", WITH_SECONDS),
        ("2026-11-22T15:05:09+09:00", WITH_SECONDS),
        ("2026-11-22T06:05:09Z", WITH_SECONDS),
        ("2026-11-22T06:05:09.123456Z", WITH_SECONDS),
        ("2026-11-22T01:05:09-0500", WITH_SECONDS),
        ("2026-11-22 15:05:09 JST", WITH_SECONDS),
        ("2026/11/22 15:05:09", WITH_SECONDS),
        ("2026-11-22 15:05", AT_FIVE_PAST_THREE),
        ("2026.11.22 15:05", AT_FIVE_PAST_THREE),
        ("2026年11月22日 15時05分", AT_FIVE_PAST_THREE),
        ("2026年11月22日15時5分9秒", WITH_SECONDS),
        ("2026年11月22日 午後3時5分", AT_FIVE_PAST_THREE),
        ("2026年11月22日(日) 午後3時5分", AT_FIVE_PAST_THREE),
        ("2026/11/22（日）15:05", AT_FIVE_PAST_THREE),
        ("2026年11月22日 日曜日 15:05", AT_FIVE_PAST_THREE),
        ("2026/11/22 3:05:09 PM", WITH_SECONDS),
        ("2026/11/22 PM 3:05:09", WITH_SECONDS),
        ("２０２６／１１／２２　１５：０５", AT_FIVE_PAST_THREE),
        ("二〇二六年十一月二十二日 十五時五分", AT_FIVE_PAST_THREE),
        ("令和8年11月22日 15:05", AT_FIVE_PAST_THREE),
        ("令和八年十一月二十二日午後三時五分", AT_FIVE_PAST_THREE),
        ("R8.11.22 15:05", AT_FIVE_PAST_THREE),
        ("㋿8年11月22日 15:05", AT_FIVE_PAST_THREE),
        ("20261122150509", WITH_SECONDS),
        ("202611221505", AT_FIVE_PAST_THREE),
        ("20261122T060509Z", WITH_SECONDS),
        ("1795327509", WITH_SECONDS),
        ("1795327509000", WITH_SECONDS),
        ("Nov 22, 2026 3:05:09 PM", WITH_SECONDS),
        ("Sun, 22 Nov 2026 15:05:09 +0900", WITH_SECONDS),
        ("2026年11月22日 15時半", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
        ("2026-11-22 24:00", datetime(2026, 11, 22, 15, 0, tzinfo=UTC)),
        ("2026-11-22 午前12:05", datetime(2026, 11, 21, 15, 5, tzinfo=UTC)),
        ("2026-11-22 午後12:05", datetime(2026, 11, 22, 3, 5, tzinfo=UTC)),
        ("2026-11-22 午後0時5分", datetime(2026, 11, 22, 3, 5, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert read_moment(text, TOKYO) == moment
    assert read_moment(text, TOKYO).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026/1/2", date(2026, 1, 2)),
        ("20261122", date(2026, 11, 22)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和60年4月1日", date(1985, 4, 1)),
        ("S60/4/1", date(1985, 4, 1)),
        ("s60.4.1", date(1985, 4, 1)),
        ("H5-12-3", date(1993, 12, 3)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("T9.3.31", date(1920, 3, 31)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("明治43年2月1日", date(1910, 2, 1)),
        ("令和8年11月22日（日）", date(2026, 11, 22)),
        ("2026-11-22 15:05", date(2026, 11, 22)),
        ("22 November 2026", date(2026, 11, 22)),
    ],
)
def test_days(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "読めません"),
        ("そのうち", "読めません"),
        ("11/22/2026", "年月日の順"),
        ("22/11/2026 15:05", "年月日の順"),
        ("26/11/22", "年月日の順"),
        ("45678", "通し番号"),
        ("2026年2月30日", "2026年2月30日という日はありません"),
        ("2026-13-01", "という日はありません"),
        ("2025-02-29", "という日はありません"),
        ("令和0年1月1日", "元年"),
        ("昭和70年11月22日", "平成7年11月22日"),
        ("平成35年1月1日", "令和5年1月1日"),
        ("令和元年4月30日", "平成31年4月30日"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("9999-01-01", "年を確かめて"),
        ("2026-11-22 25:00", "時刻はありません"),
        ("2026-11-22 15:60", "時刻はありません"),
        ("2026-11-22 午後15:00", "時刻はありません"),
        ("2" * 5000, "読めません"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_day(text)
    assert words in refused.value.text.ja
    assert refused.value.text.en == str(refused.value)
    assert len(refused.value.text.ja) < 200


def test_a_moment_needs_a_time() -> None:
    with pytest.raises(Unreadable, match="no time of day"):
        read_moment("2026-11-22", TOKYO)


def test_summer_time_skips_and_repeats() -> None:
    with pytest.raises(Unreadable, match="skip"):
        read_moment("2026-03-08 02:30", "America/New_York")
    first = read_moment("2026-11-01 01:30", "America/New_York")
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3分20秒", 200),
        ("0:03:20", 200),
        ("03:20", 200),
        ("200", 200),
        ("200秒", 200),
        ("２００秒", 200),
        ("三分二十秒", 200),
        ("1時間2分", 3720),
        ("1時間", 3600),
        ("PT3M20S", 200),
        ("PT1H", 3600),
        ("3 min 20 sec", 200),
        ("1h 2m 3s", 3723),
        ("90:00", 5400),
        ("00:00:00", 0),
        ("0", 0),
        ("12.7", 12),
        ("0:03:20.5", 200),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert read_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "-5", "3:75", "1:60:00", "PT", "abc", "1795327509", "9999時間", "1:2:3:4"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_seconds(text)


days = st.dates(min_value=date(1873, 1, 1), max_value=date(2199, 12, 31))


@given(days)
def test_every_day_of_every_era_reads_back(day: date) -> None:
    written = in_era(day)
    assert read_day(written) == day
    era = next(e for e in ERAS if written.startswith(e.name))
    assert read_day(written.replace(era.name, era.letter).replace("元", "1").replace("年", ".").replace("月", "/").replace("日", "")) == day
    assert read_day(day.isoformat()) == read_day(day.strftime("%Y%m%d")) == read_day(f"{day.year}年{day.month}月{day.day}日（月）") == day


@given(st.datetimes(min_value=datetime(1975, 1, 1), max_value=datetime(2190, 1, 1)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_every_moment_reads_back(moment: datetime) -> None:
    local = moment.astimezone(ZoneInfo(TOKYO))
    for pattern in (
        "%Y-%m-%dT%H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y年%m月%d日 %H時%M分%S秒",
        "%Y%m%d%H%M%S",
        "%Y-%m-%d %I:%M:%S %p",
        "%b %d, %Y %I:%M:%S %p",
    ):
        assert read_moment(local.strftime(pattern), TOKYO) == moment
    assert read_moment(moment.isoformat(), TOKYO) == read_moment(local.isoformat(), "Europe/Paris") == moment


@given(st.integers(min_value=0, max_value=7 * 24 * 3600))
def test_every_duration_reads_back(seconds: int) -> None:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    written = [str(seconds), f"{hours}:{minutes:02}:{rest:02}", f"{hours}時間{minutes}分{rest}秒", f"PT{hours}H{minutes}M{rest}S"]
    assert {read_seconds(text) for text in written} == {seconds}


@given(st.text() | st.text(alphabet="0123456789:/-. 年月日時分秒令和昭RSHT元午前後Z+"))
def test_nothing_but_unreadable_is_raised(text: str) -> None:
    for read in (read_day, read_seconds, lambda raw: read_moment(raw, TOKYO)):
        try:
            read(text)
        except Unreadable as refused:
            assert refused.text.ja
            assert refused.text.en


@given(st.integers(min_value=1, max_value=9999))
def test_kanji_numerals(number: int) -> None:
    digits = "〇一二三四五六七八九"
    assert arabic("".join(digits[int(d)] for d in str(number))) == str(number)
    spoken = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count = number // unit % 10
        spoken += ("" if count == 1 and name else digits[count]) + name if count else ""
    assert arabic(spoken) == str(number)
