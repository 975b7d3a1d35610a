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

    quote = '"'

    def __init__(self) -> None:
        self.context = SessionContext()

    def table(self, name: str, path: str) -> None:
        self.context.register_parquet(name, path)

    def run(self, statement: str) -> None:
        self.context.sql(statement).collect()

    def rows(self, table: str) -> int:
        return self.context.sql(f"SELECT COUNT(*) AS rows FROM {table}").to_pylist()[0]["rows"]

    def types(self, table: str) -> dict[str, str]:
        return {field.name: str(field.type) for field in self.context.sql(f"SELECT * FROM {table}").schema()}

    def records(self, query: str) -> list[dict]:
        return self.context.sql(query).to_pylist()

    def export(self, view: str, order: str, path: str) -> None:
        rows = self.context.sql(f"SELECT * FROM {view} ORDER BY {order}")
        pyarrow.parquet.write_table(rows.to_arrow_table(), path)

    def write(self, table: str, path: str) -> None:
        pyarrow.parquet.write_table(self.context.table(table).to_arrow_table(), path)

    def close(self) -> None:
        pass


