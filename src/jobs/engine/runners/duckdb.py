"""Runs the SQL files of this folder with DuckDB: `python run_duckdb.py` (or other plans: `… FOLDER …`). Needs the package `duckdb`."""

import duckdb


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
        self.connection = duckdb.connect()

    def table(self, name: str, path: str) -> None:
        quoted = path.replace("'", "''")
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")

    def run(self, statement: str) -> None:
        self.connection.execute(statement)

    def rows(self, table: str) -> int:
        return self.connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    def write(self, table: str, path: str) -> None:
        quoted = path.replace("'", "''")
        self.connection.execute(f"COPY {table} TO '{quoted}' (FORMAT parquet)")

    def close(self) -> None:
        self.connection.close()


