"""Runs the SQL files of this folder with Spark: `spark-submit run_spark.py`, or `python run_spark.py` on one machine.

On a cluster this folder lies where all nodes can read and write it. Needs `pyspark` and Java 17.
"""

import shutil
import tempfile

from pyspark.sql import SparkSession


class Engine:
    """What the steps ask of an engine."""

    def __init__(self) -> None:
        self.away = tempfile.mkdtemp(prefix=".warehouse-", dir=HERE)
        builder = SparkSession.builder.appName("jiangbu")
        # A number that does not fit is an error, never null and never wrapped.
        builder = builder.config("spark.sql.ansi.enabled", "true")
        builder = builder.config("spark.sql.warehouse.dir", self.away)
        builder = builder.config("spark.ui.enabled", "false")
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def table(self, name: str, path: str) -> None:
        self.session.read.parquet(path).createOrReplaceTempView(name)

    def run(self, statement: str) -> None:
        self.session.sql(statement)

    def rows(self, table: str) -> int:
        return self.session.table(table).count()

    def write(self, table: str, path: str) -> None:
        self.session.table(table).write.parquet(path)

    def close(self) -> None:
        self.session.stop()
        shutil.rmtree(self.away, ignore_errors=True)


