"""What a diagnosis is measured against: DuckDB reads the same file and counts. `python -m bench.plain_log FILE`."""

import sys
from pathlib import Path

import duckdb

COUNTED = """
    WITH calls AS (
        SELECT 日時 AS began, 相手番号 AS whom, 通話時間 > 0 AS reached, 発着信 AS way,
               row_number() OVER (PARTITION BY 相手番号 ORDER BY 日時) AS attempt
        FROM read_csv('{path}', header = true, delim = ',')
    )
    SELECT hour(began) AS hour, least(attempt, 20) AS attempt, way, count(*) AS calls, count(*) FILTER (reached) AS reached
    FROM calls GROUP BY ALL
"""

if __name__ == "__main__":
    print(len(duckdb.sql(COUNTED.format(path=Path(sys.argv[1]))).fetchall()))
