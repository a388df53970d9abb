"""One Spark for all tests of a run: in this machine's memory, on loopback, with little of either."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enishi.measures import engines

JAVA = Path("/usr/lib/jvm")
SMALL = {
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """It is part of `make test`: where Java is missing, tests fail."""
    homes = sorted(JAVA.glob("java-17-openjdk-*"))
    assert homes, "Java 17 is not installed here. Run: tools/testbed install"
    place = str(tmp_path_factory.mktemp("spark"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "JAVA_HOME", str(homes[-1]))
        patch.setitem(os.environ, "SPARK_LOCAL_IP", "127.0.0.1")
        connection = engines.spark("local[2]", settings=SMALL | {"spark.local.dir": place, "spark.sql.warehouse.dir": f"{place}/warehouse"})
        session = connection._session
        session.sparkContext.setLogLevel("OFF")
        yield connection
        session.stop()
