"""The same expressions on Apache Spark: every figure of a diagnosis alike."""

from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest

from enishi.measures.answers import as_dict
from enishi.measures.diagnosing import diagnose
from enishi.measures.results import Diagnosis, Plan
from tests.measures.logs import arrow
from tests.measures.motley import motley
from tests.measures.published import COUNTRIES, log

PLANS = (Plan(("call", "text", "call"), (10, 18)),)


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
