"""Runs the SQL files of this folder with Spark: `python run_spark.py`, or on a cluster `spark-submit run_spark.py FOLDER`.

On a cluster the folder is mounted at the same path on all nodes. Needs `pyspark` 4 and Java 17.
"""

import os
import pathlib
import shutil
import sys
import uuid

from pyspark.sql import SparkSession


class Engine:
    """What the steps ask of an engine."""

    # Much of a step is planned on one thread.
    at_once = os.cpu_count()

    def __init__(self, memory: int | None) -> None:
        builder = SparkSession.builder.appName("jiangbu").config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        if memory:
            if "PYSPARK_GATEWAY_PORT" in os.environ:
                sys.exit("--memory: spark-submit takes --driver-memory, --executor-memory / 请用 spark-submit 的参数")
            builder = builder.config("spark.driver.memory", f"{memory >> 20}m")
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def of_plan(self, here: str, scratch: str) -> "OfPlan":
        return OfPlan(self.session.newSession(), here, scratch)

    def close(self) -> None:
        self.session.stop()


class OfPlan:
    """Tables of one plan, in a database of their own: no table of others is replaced. Views need none."""

    quote = "`"

    def __init__(self, session: SparkSession, here: str, scratch: str) -> None:
        self.session = session
        self.database = None
        # A number that does not fit is an error, never null and never wrapped; quotients have the digits that were reckoned.
        session.conf.set("spark.sql.ansi.enabled", "true")
        session.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "true")
        if (pathlib.Path(here) / "views.json").exists():
            return
        self.database = f"jiangbu_{uuid.uuid4().hex}"
        quoted = mounted(scratch).replace("\\", "\\\\").replace("'", "\\'")
        session.sql(f"CREATE DATABASE {self.database} LOCATION '{quoted}'")
        session.sql(f"USE {self.database}")

    def table(self, name: str, path: str) -> None:
        self.session.read.parquet(mounted(path)).createOrReplaceTempView(name)

    def run(self, statement: str) -> None:
        self.session.sql(statement)

    def drop(self, table: str) -> None:
        self.session.sql(f"DROP TABLE IF EXISTS {table}")

    def rows(self, table: str) -> int:
        return self.session.table(table).count()

    def types(self, table: str) -> dict[str, str]:
        return dict(self.session.sql(f"SELECT * FROM {table}").dtypes)

    def records(self, query: str) -> list[dict]:
        return [row.asDict() for row in self.session.sql(query).collect()]

    def export(self, view: str, order: str, path: str) -> None:
        parts = f"{path}.parts"
        rows = self.session.sql(f"SELECT /*+ REPARTITION(1) */ * FROM {view} SORT BY {order}")
        rows.write.parquet(mounted(parts))
        (part,) = pathlib.Path(parts).glob("part-*.parquet")
        part.rename(path)
        shutil.rmtree(parts)

    def write(self, table: str, path: str) -> None:
        self.session.table(table).write.parquet(mounted(path))

    def close(self) -> None:
        if self.database is None:
            return
        self.session.sql("USE default")
        self.session.sql(f"DROP DATABASE {self.database} CASCADE")


def mounted(path: str) -> str:
    """A path of every node, whatever file system the cluster takes paths for."""
    return f"file://{path}"


