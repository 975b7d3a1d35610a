import argparse  # noqa: E402
import hashlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pathlib  # noqa: E402
import re  # noqa: E402
import shutil as files  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from threading import Lock  # noqa: E402

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
    units = list(units_of(plan, here))
    last = {word: number for number, (unit, _) in enumerate(units) for word in re.findall(r"\w+", "".join(unit))}
    last |= {name: len(units) for name in plan["results"]}
    kept = set()
    for number, (unit, grows) in enumerate(units):
        before = engine.rows(grows) if grows else 0
        while True:
            for statement in unit:
                engine.run(statement)
            after = engine.rows(grows) if grows else 0
            if after == before:
                break
            before = after
        kept.update(re.findall(r"^CREATE TABLE (\w+)", "\n".join(unit), re.MULTILINE))
        for name in sorted(name for name in kept if last[name] <= number):
            engine.drop(name)
            kept.remove(name)
    unfinished = here / "results.unfinished"
    unfinished.mkdir()
    for name in plan["results"]:
        engine.write(name, str(unfinished / f"{name}.parquet"))
    replace(here)


def units_of(plan: dict, here: pathlib.Path) -> Iterator[tuple[list[str], str | None]]:
    """What is run as one: a statement, or a file that is run until a table no longer grows, with that table."""
    for step in plan["files"]:
        found = statements((here / "sql" / step["file"]).read_text(encoding="utf-8"))
        grows = step.get("repeat")
        yield from [(found, grows)] if grows else (([statement], None) for statement in found)


SIZES = {"K": 10, "M": 20, "G": 30, "T": 40}


def size(text: str) -> int:
    """`8G`, `8GB` and `8GiB` are eight times 1024³ bytes."""
    found = re.fullmatch(r"([1-9]\d{0,5})([KMGT])(i?B)?", text, re.IGNORECASE)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r}: 8G, 512M, …")
    return int(found[1]) << SIZES[found[2].upper()]


def half() -> int:
    """Half of the memory of the machine, or of what its container may take."""
    limits = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 8 << 30]
    for file in ("memory.max", "memory/memory.limit_in_bytes"):
        limit = pathlib.Path("/sys/fs/cgroup") / file
        text = limit.read_text().strip() if limit.exists() else ""
        limits += [int(text)] if text.isdigit() else []
    return min(limits) // 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", default=[HERE], help="plans; this folder by default / 计划目录，默认为本目录")
    what = "what the engine may take, as 8G or 512M; the rest lies on disk beside the results. "
    what += "Half of the machine by default; Spark has a default of its own / 引擎可用的内存，放不下的写入结果旁的磁盘；默认为本机的一半，Spark 按其自身的默认值"
    parser.add_argument("--memory", type=size, help=what)
    return parser.parse_args()


CLEANING = Lock()


def clean(here: pathlib.Path) -> None:
    """Takes away what is unfinished. By another name first: a thread of the engine may still write."""
    for name in ("results.scratch", "results.unfinished"):
        ended = here / f"{name}.ended"
        files.rmtree(ended, ignore_errors=True)
        if (here / name).is_file():
            (here / name).unlink()
        elif (here / name).exists():
            (here / name).rename(ended)
            files.rmtree(ended, ignore_errors=True)


def bar(scratch: pathlib.Path) -> None:
    """Takes away a scratch folder and puts a file in its place, so that a thread of the engine cannot make it anew."""
    while True:
        clean(scratch.parent)
        try:
            scratch.touch(exist_ok=False)
        except FileExistsError:
            continue
        return


def main() -> None:
    asked = arguments()
    folders = [pathlib.Path(folder).resolve() for folder in asked.folders]
    engine = Engine(asked.memory)

    def computed(here: pathlib.Path) -> None:
        with CLEANING:
            clean(here)
        scratch = here / "results.scratch"
        scratch.mkdir(mode=0o700)
        plan = None
        try:
            plan = engine.of_plan(str(here), str(scratch))
            (export if (here / "views.json").exists() else compute)(plan, here)
        finally:
            if plan:
                plan.close()
            with CLEANING:
                clean(here)
        print(here, file=sys.stderr)

    def ended(number: int, _: object) -> None:
        # At once: an engine in the middle of a step does not listen. No other thread cleans from here on.
        CLEANING.acquire()
        names = [here / "results.scratch" for here in folders]
        for name in names:
            bar(name)
        time.sleep(0.2)
        for name in names:
            name.unlink()
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ended)
    with ThreadPoolExecutor(engine.at_once) as pool:
        list(pool.map(computed, folders))
    engine.close()


if __name__ == "__main__":
    main()
