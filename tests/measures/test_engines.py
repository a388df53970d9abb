"""Where Spark is missing, a sentence says so. Spark itself is asked in tests/measures/live."""

import sys

import pytest

from enishi.measures import engines


def test_without_pyspark_a_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(engines.NoEngine) as refused:
        engines.spark("local[1]")
    assert "pyspark" in refused.value.sentence.ja and "Java 17" in refused.value.sentence.en
