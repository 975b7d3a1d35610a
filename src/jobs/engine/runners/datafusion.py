"""Runs the SQL files of this folder with DataFusion: `python run_datafusion.py`. Needs `datafusion` and `pyarrow`."""

import os
import pathlib
import re

from datafusion import RuntimeEnvBuilder, SessionConfig, SessionContext


class Engine:
    """What the steps ask of an engine."""

    at_once = 1

    def __init__(self, memory: int | None) -> None:
        self.memory = memory or half()

    def of_plan(self, here: str, scratch: str) -> "OfPlan":
        return OfPlan(self.memory, pathlib.Path(scratch))

    def close(self) -> None:
        pass


class OfPlan:
    """Tables of one plan, each a file in the scratch folder."""

    quote = '"'

    def __init__(self, memory: int, scratch: pathlib.Path) -> None:
        self.scratch = scratch
        self.files: dict[str, pathlib.Path] = {}
        self.made = 0
        runtime = RuntimeEnvBuilder().with_fair_spill_pool(memory).with_disk_manager_specified(scratch)
        # Every sort sets some aside and holds a batch at least; a union has many sorts, each on all cores.
        share = memory // (os.cpu_count() or 1)
        settings = SessionConfig().with_batch_size(min(8192, max(64, share >> 15)))
        settings = settings.set("datafusion.execution.sort_spill_reservation_bytes", str(min(10 << 20, share >> 5)))
        settings = settings.set("datafusion.execution.spill_compression", "lz4_frame")
        self.context = SessionContext(settings, runtime)

    def table(self, name: str, path: str) -> None:
        self.context.register_parquet(name, path)

    def run(self, statement: str) -> None:
        if making := re.fullmatch(r"\s*CREATE TABLE (\w+) AS\n(.*)", statement, re.DOTALL):
            return self.make(*making.groups())
        self.context.sql(statement).collect()

    def make(self, name: str, query: str) -> None:
        self.made += 1
        path = self.scratch / f"{self.made}-{name}.parquet"
        self.spilling(query, path)
        self.context.register_parquet(name, str(path))
        if before := self.files.get(name):
            before.unlink()
        self.files[name] = path

    def drop(self, table: str) -> None:
        self.context.sql(f"DROP TABLE IF EXISTS {table}").collect()
        self.files.pop(table).unlink()

    def spilling(self, query: str, path: pathlib.Path) -> None:
        """What a query selects as a file. Joins by hashes are quicker; those by order go to disk where memory ends."""
        # On one partition it knows no joins by order.
        for hashed, partitions in (("true", 0), ("false", max(2, os.cpu_count() or 2)), ("false", 2)):
            self.context.sql(f"SET datafusion.optimizer.prefer_hash_join = {hashed}").collect()
            self.context.sql(f"SET datafusion.execution.target_partitions = {partitions}").collect()
            try:
                return self.context.sql(query).write_parquet(path, compression="snappy")
            except Exception as why:
                if partitions == 2 or "Resources exhausted" not in str(why):
                    raise

    def rows(self, table: str) -> int:
        return self.context.sql(f"SELECT COUNT(*) AS rows FROM {table}").to_pylist()[0]["rows"]

    def types(self, table: str) -> dict[str, str]:
        return {field.name: str(field.type) for field in self.context.sql(f"SELECT * FROM {table}").schema()}

    def records(self, query: str) -> list[dict]:
        return self.context.sql(query).to_pylist()

    def export(self, view: str, order: str, path: str) -> None:
        self.spilling(f"SELECT * FROM {view} ORDER BY {order}", pathlib.Path(path))

    def write(self, table: str, path: str) -> None:
        os.replace(self.files[table], path)

    def close(self) -> None:
        pass


