"""A phrase, what it was understood to mean, and the window it gives a promise."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.promises.rules import understand

# Friday 20 November 2026, noon in Tokyo
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour - 9, minute, tzinfo=UTC)


PHRASES = [
    ("明日15時以降", tokyo(21, 15), None),
    ("来週の火曜の夕方", tokyo(24, 16), tokyo(24, 18)),
    ("15時から16時", tokyo(20, 15), tokyo(20, 16)),
]


@pytest.mark.parametrize(("phrase", "from_at", "due_at"), PHRASES, ids=[row[0] for row in PHRASES])
def test_understood(phrase: str, from_at: datetime, due_at: datetime | None) -> None:
    first = understand(phrase, now=NOW, zone="Asia/Tokyo")[0]
    assert (first.phrase, first.from_at) == (phrase, from_at)
    assert due_at is None or first.due_at == due_at
    assert first.in_words.ja
    assert first.in_words.en


def test_what_is_not_understood_is_said_so() -> None:
    assert understand("そのうち縁があれば", now=NOW, zone="Asia/Tokyo") == ()


@given(
    st.lists(
        st.sampled_from(["明日", "来週", "火曜", "15時", "以降", "夕方", "月末", "3日後", "以外", "まで", "ごろ", "午前"]),
        min_size=1,
        max_size=4,
    )
)
def test_a_window_never_ends_before_it_begins(words: list[str]) -> None:
    for understood in understand("".join(words), now=NOW, zone="Asia/Tokyo"):
        assert understood.from_at <= understood.due_at
