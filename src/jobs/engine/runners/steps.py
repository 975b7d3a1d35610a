import hashlib  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import re  # noqa: E402
import shutil as files  # noqa: E402
import sys  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402

HERE = str(pathlib.Path(__file__).resolve().parent)


def statements(text: str) -> list[str]:
    """The statements of a file: each ends with a semicolon at the end of its line."""
    lines = (line for line in text.split("\n") if not line.startswith("--"))
    return [part for part in ("\n".join(lines) + "\n").split(";\n") if part.strip()]


WHOLE = "tinyint smallint int integer bigint utinyint usmallint uinteger ubigint byte short long".split()
WHOLE += [sign + size for sign in ("int", "uint") for size in ("8", "16", "32", "64")]


def kind(name: str) -> str:
    """What a type of an engine is to the checks of views."""
    name = name.lower()
    digits = [int(number) for number in re.findall(r"\d+", name.partition("(")[2])]
    if name.startswith("decimal") and len(digits) == 2:
        return "decimal" if digits[1] <= 6 and digits[0] - digits[1] <= 32 else name
    if name.startswith(("varchar", "char", "string", "large_string", "utf8")):
        return "text"
    known = {"boolean": "bool", "bool": "bool", "date": "date", "date32[day]": "date"}
    return "whole" if name in WHOLE else known.get(name, name)


def export(engine: OfPlan, here: pathlib.Path) -> None:
    """Views over tables of a warehouse: rows that pass, rows that do not, and how many there are."""
    views = json.loads((here / "views.json").read_text(encoding="utf-8"))
    connect = here / "connect.sql"
    for statement in statements(connect.read_text(encoding="utf-8")) if connect.exists() else []:
        engine.run(statement)
    tables = views["tables"]
    steps = statements((here / views["file"]).read_text(encoding="utf-8"))
    for table, step in zip(tables, steps):
        engine.run(step)
        found = engine.types(quoted(engine, f"named_{table['name']}"))
        for column in table["columns"]:
            type_ = found[column["heading"]]
            if kind(type_) not in column["takes"]:
                wanted = ", ".join(column["takes"])
                place = f"{table['table']}.{column['column']} ({column['heading']})"
                sys.exit(f"{place}: {type_}, not {wanted}: cast it in a view of your own / 请另建视图转换类型")
    for step in steps[len(tables) :]:
        engine.run(step)
    counts = {row["name"]: row for row in engine.records("SELECT * FROM counts")}
    for table in tables:
        keyless = counts[table["name"]].pop("keyless")
        if keyless:
            sys.exit(f"{table['table']}.{table['key']}: {keyless} rows without a key of their own / 行的键为空或重复")
    unfinished = here / "results.unfinished"
    files.rmtree(unfinished, ignore_errors=True)
    (unfinished / "tables" / "refused").mkdir(parents=True)
    digests = {}
    for table in tables:
        for view, name in (("in", table["name"]), ("refused", f"refused/{table['name']}")):
            path = unfinished / "tables" / f"{name}.parquet"
            engine.export(quoted(engine, f"{view}_{table['name']}"), table["order"], str(path))
            digests[name] = digest(path)
    rows = [counts[table["name"]] for table in tables]
    manifest = {
        "format": 1,
        "kind": "export",
        "engine": views["engine"],
        "sql_sha256": digest(here / views["file"]),
        "counts": [{"rows": row.pop("counted"), **row} for row in rows],
        "tables": digests,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (unfinished / "manifest.json").write_text(text, encoding="utf-8")
    replace(here)


def digest(path: pathlib.Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def quoted(engine: OfPlan, name: str) -> str:
    return f"{engine.quote}{name}{engine.quote}"


def replace(here: pathlib.Path) -> None:
    """Whole or not at all."""
    files.rmtree(here / "results", ignore_errors=True)
    (here / "results.unfinished").rename(here / "results")


def compute(engine: OfPlan, here: pathlib.Path) -> None:
    plan = json.loads((here / "plan.json").read_text(encoding="utf-8"))
    for name in plan["tables"]:
        engine.table(name, str(here / "tables" / f"{name}.parquet"))
    for step in plan["files"]:
        text = (here / "sql" / step["file"]).read_text(encoding="utf-8")
        grows = step.get("repeat")
        before = engine.rows(grows) if grows else 0
        while True:
            for statement in statements(text):
                engine.run(statement)
            after = engine.rows(grows) if grows else 0
            if after == before:
                break
            before = after
    unfinished = here / "results.unfinished"
    files.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name in plan["results"]:
        engine.write(name, str(unfinished / f"{name}.parquet"))
    replace(here)


def main() -> None:
    engine = Engine()

    def computed(folder: str) -> None:
        here = pathlib.Path(folder).resolve()
        plan = engine.of_plan(str(here))
        try:
            (export if (here / "views.json").exists() else compute)(plan, here)
        finally:
            plan.close()
        print(folder, file=sys.stderr)

    with ThreadPoolExecutor(engine.at_once) as pool:
        list(pool.map(computed, sys.argv[1:] or [HERE]))
    engine.close()


if __name__ == "__main__":
    main()
