"""Runs the SQL files of this folder with DuckDB: `python run_duckdb.py` (or other plans: `… FOLDER …`). Needs the package `duckdb`."""

import duckdb


class Engine:
    """What the steps ask of an engine."""

    at_once = 1

    def __init__(self, memory: int | None) -> None:
        self.memory = memory or half()

    def of_plan(self, here: str, scratch: str) -> "OfPlan":
        return OfPlan(self.memory, scratch)

    def close(self) -> None:
        pass


class OfPlan:
    """Tables of one plan, in memory; what does not fit lies in the scratch folder."""

    quote = '"'

    def __init__(self, memory: int, scratch: str) -> None:
        settings = {"memory_limit": f"{memory >> 10}KiB", "temp_directory": scratch}
        self.connection = duckdb.connect(config=settings)

    def table(self, name: str, path: str) -> None:
        quoted = path.replace("'", "''")
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")

    def run(self, statement: str) -> None:
        self.connection.execute(statement)

    def drop(self, table: str) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {table}")

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


