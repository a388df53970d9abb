"""Where the expressions run when one machine is too small: an Apache Spark. Else they run wherever their table is, which is DuckDB."""

from typing import Any, Final

from enishi.kernel.words import Text, say

# Every measure counts seconds and days of clocks without a zone; Spark would read them in the machine's.
_ZONE: Final = {"spark.sql.session.timeZone": "UTC"}
# On one machine nobody else has to find it: loopback alone, no page of its own.
_ALONE: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
NO_SPARK: Final = say(
    "Sparkで調べるには、PythonのpysparkとJava 17が必要です({why})。",
    "To diagnose on Spark, Python's pyspark and Java 17 are needed ({why}).",
)


class NoEngine(Exception):
    """The engine asked for cannot be had; `sentence` says what is missing."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


def spark(address: str, *, settings: dict[str, str] | None = None) -> Any:
    """An Ibis back end on the Spark at `address`: `local[2]` inside this machine, or `spark://host:port`; `settings` are Spark's own.

    Raises `NoEngine` where Spark or its Java is missing.
    """
    session = _session(address, settings or {})
    import ibis

    return ibis.pyspark.connect(session)


def _session(address: str, settings: dict[str, str]) -> Any:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise NoEngine(NO_SPARK.format(why=missing)) from missing
    builder = SparkSession.builder.master(address).appName("enishi")
    for name, value in (_ZONE | (_ALONE if address.startswith("local") else {}) | settings).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as trouble:
        raise NoEngine(NO_SPARK.format(why=trouble)) from trouble
