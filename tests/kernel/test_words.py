"""Numbers before what they count."""

import pytest

from enishi.kernel.words import many, say


@pytest.mark.parametrize(
    ("n", "one", "more", "said"),
    [
        (0, "day", "", "0 days"),
        (1, "day", "", "1 day"),
        (2, "day", "", "2 days"),
        (1, "try", "tries", "1 try"),
        (3, "try", "tries", "3 tries"),
        (1200, "row", "", "1,200 rows"),
    ],
)
def test_english_has_a_plural_and_japanese_a_counter(n: int, one: str, more: str, said: str) -> None:
    text = say("{n}回", "{n}", n=many(n, one, more))
    assert (text.ja, text.en) == (f"{n:,}回", said)
