"""The same expressions on Apache Spark: every figure of a diagnosis alike."""

from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest

from enishi.measures.answers import as_dict
from enishi.measures.diagnosing import diagnose
from enishi.measures.results import Diagnosis, Plan
from tests.measures.logs import arrow, inbound, text, touch
from tests.measures.published import COUNTRIES, log

PLANS = (Plan(("call", "text", "call"), (10, 18)),)


def motley(seed: int) -> list[dict[str, Any]]:
    """All kinds of touches, with holes, ties within a minute and people who ring back."""
    dice = Random(seed)
    ends = ("no_answer", "reached", "never", "not_now", "unknown", "voicemail", "busy", None)
    makers = (touch, touch, touch, inbound, inbound, text)
    return [one(dice, dice.choice(makers), dice.choice(ends)) for _ in range(3_000)]


def one(dice: Random, maker: Any, end: str | None) -> dict[str, Any]:
    when = f"03-{dice.randint(1, 28):02} {dice.randint(7, 21):02}:{dice.choice((0, 5, 59)):02}"
    person = dice.choice([None, *[f"p{n}" for n in range(150)]]) if maker is inbound else f"p{dice.randrange(150)}"
    facts = {
        "own_number": dice.choice((None, "+81312345678", "+81312345679")),
        "member": dice.choice((None, "青木", "馬場", "千葉")),
        "purpose": dice.choice((None, "solicit", "service", "internal")),
        "ring_seconds": dice.choice((None, 3, 14, 15, 40)),
        "talk_seconds": dice.choice((None, 0, 5, 10, 300)),
        "abandoned": dice.choice((None, False, True)),
    }
    return maker(when, person, **facts) if maker is text else maker(when, person, end, **facts)  # type: ignore[no-any-return]


def diagnosed(table: Any) -> Diagnosis:
    return diagnose(table, zone="Asia/Tokyo", plans=PLANS)


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every figure of a published diagnosis by its path."""
    if isinstance(value, dict):
        return {place: leaf for name, inner in value.items() for place, leaf in leaves(inner, f"{path}.{name}").items()}
    if isinstance(value, list):
        return leaves({f"[{number}]": inner for number, inner in enumerate(value)}, path) | {f"{path}.length": len(value)}
    return {path: value}


@pytest.mark.parametrize("rows", [motley(1), list(log(COUNTRIES[1], 800, seed=5)), []], ids=["motley", "Malawi", "nothing"])
def test_spark_gives_every_figure_that_duckdb_gives(spark: Any, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(arrow(rows), tmp_path / "touches.parquet")
    there = leaves(as_dict(diagnosed(spark.read_parquet(str(tmp_path / "touches.parquet")))))
    here = leaves(as_dict(diagnosed(ibis.duckdb.connect().read_parquet(str(tmp_path / "touches.parquet")))))
    assert set(there) == set(here)
    assert len(here) > 100
    for path, figure in here.items():
        assert there[path] == (pytest.approx(figure, abs=1e-9, rel=1e-9) if isinstance(figure, float) else figure), path
