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

    quote = '"'

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def table(self, name: str, path: str) -> None:
        quoted = path.replace("'", "''")
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")

    def run(self, statement: str) -> None:
        self.connection.execute(statement)

    def rows(self, table: str) -> int:
        return self.connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    def types(self, table: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self.connection.execute(f"DESCRIBE {table}").fetchall()}

    def records(self, query: str) -> list[dict]:
        done = self.connection.execute(query)
        names = [column[0] for column in done.description]
        return [dict(zip(names, row)) for row in done.fetchall()]

    def export(self, view: str, order: str, path: str) -> None:
        self.write(f"(SELECT * FROM {view} ORDER BY {order})", path)

    def write(self, table: str, path: str) -> None:
        quoted = path.replace("'", "''")
        self.connection.execute(f"COPY {table} TO '{quoted}' (FORMAT parquet)")

    def close(self) -> None:
        self.connection.close()


