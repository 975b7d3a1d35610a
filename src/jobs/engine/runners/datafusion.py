"""Runs the SQL files of this folder with DataFusion: `python run_datafusion.py`. Needs `datafusion` and `pyarrow`."""

import pyarrow.parquet
from datafusion import SessionContext


class Engine:
    """What the steps ask of an engine."""

    at_once = 1

    def of_plan(self, here: str) -> "OfPlan":
        return OfPlan()

    def close(self) -> None:
        pass


class OfPlan:
    """Tables of one plan, in memory."""

    def __init__(self) -> None:
        self.context = SessionContext()

    def table(self, name: str, path: str) -> None:
        self.context.register_parquet(name, path)

    def run(self, statement: str) -> None:
        self.context.sql(statement).collect()

    def rows(self, table: str) -> int:
        return self.context.sql(f"SELECT COUNT(*) AS rows FROM {table}").to_pylist()[0]["rows"]

    def write(self, table: str, path: str) -> None:
        pyarrow.parquet.write_table(self.context.table(table).to_arrow_table(), path)

    def close(self) -> None:
        pass


