#!/usr/bin/env python3
"""The same rules here and in other engines: CPU, time and memory of each, one after the other.

    python3 benches/engines.py --program target/release/jiangbu --python $(.ci/engines) [--firms 100000 1000000]
    python3 benches/engines.py … --firms 1000000 --times 10 --engines duckdb datafusion

For each number of enterprises a sample is written and `run` computes it; then for each engine `plan` writes its folder,
the runner of the folder computes it, once for each number of `--cores` (Spark also once for each number of
`--partitions`), and `adopt` takes it back. With `--times` the typed tables are multiplied, enterprises, items and lines
with new numbers, and the engines compute these: no local run is needed, and nothing is adopted. All engines must come
to the same totals; those of multiplied tables must be so many times the totals of one, up to the cut to the budget.

A row shows CPU seconds with those of children, wall seconds, and the largest resident size of one process. Standard
library only; the engines stand in the Python that is named.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINES = ["duckdb", "datafusion", "spark"]

# Multiplies the tables of a plan. A key has the number of a text above that of its form (`FORMS` of src/sql).
MULTIPLY = """
import duckdb, pathlib, sys
tables, times = pathlib.Path(sys.argv[1]), int(sys.argv[2])
FORMS = 1 << 32
duckdb.sql("SET preserve_insertion_order = false")
rows = lambda query: duckdb.sql(query).fetchall()
columns = {t: [row[0] for row in rows(f"DESCRIBE SELECT * FROM '{t}'")] for t in tables.glob("in_*.parquet")}
def room(table, value):
    return rows(f"SELECT COALESCE(MAX({value}), 0) + 1 FROM '{table}'")[0][0]
most = {}
for name in ["firm", "item", "line"]:
    most[name] = max(room(table, name) for table, own in columns.items() if name in own)
for table, own in columns.items():
    if table.stem == "in_rates":
        continue
    shown = []
    for name in own:
        if name in most:
            shown.append(f"CASE WHEN {name} = 0 AND '{name}' = 'item' THEN 0 ELSE {name} + k * {most[name]} END AS {name}")
        elif name.endswith("_key"):
            texts, forms = room(table, f"{name} // {FORMS}"), room(table, f"{name} % {FORMS}")
            form = f"CASE WHEN {name} % {FORMS} = 0 THEN 0 ELSE k * {forms} END"
            shown.append(f"{name} + k * {texts * FORMS} + {form} AS {name}")
        else:
            shown.append(f'"{name}"')
    made = f"{table}.made"
    duckdb.sql(f"COPY (SELECT {', '.join(shown)} FROM range({times}) n(k), '{table}') TO '{made}' (FORMAT parquet)")
    pathlib.Path(made).rename(table)
"""
TOTALS = """
import duckdb, json, pathlib, sys
table = pathlib.Path(sys.argv[1]) / "results/out_totals.parquet"
read = duckdb.sql(f"SELECT * FROM '{table / '*.parquet' if table.is_dir() else table}'")
print(json.dumps(dict(zip(read.columns, read.fetchall()[0]))))
"""


def project(program, firms, times, folder):
    """A folder with filings in Parquet and pipelines that read them and print no reports: of one, and of so many times."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    shipped = folder / "pipelines/qianhai-2026.toml"
    text = shipped.read_text(encoding="utf-8").replace('"../sample_data/filings/*.xlsx", ', "")
    text = text.replace("../sample_data", "../data")
    text = text.replace("workbook = true", "workbook = false")
    text = text.replace('reports = ["budget", "publication", "payments"]', "reports = []")
    for of in {1, times}:
        # No amount may be beyond 90 billion yuan.
        pool = f"{min(firms * of * 8, 8_000_000)}万元"
        pipeline(folder, of).write_text(text.replace("4200万元", pool), encoding="utf-8")
    sample = [program, "sample", "--firms", str(firms), "--format", "parquet", "--quiet"]
    subprocess.run([*sample, "--out", folder / "data"], check=True)


def pipeline(folder, times):
    return folder / f"pipelines/bench-{times}.toml"


def measured(what, command, environment=None, cores=None):
    """Runs a command, on so many cores, and prints its row; codes 0 and 1 are results."""
    began = time.monotonic()
    some = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdout=said,
            stderr=said,
            preexec_fn=lambda: os.sched_setaffinity(0, some),
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if child.returncode not in (0, 1) or (cores and child.returncode):
            sys.exit(f"{what}: {child.returncode}\n{said.read().decode(errors='replace')[-4000:]}")
    wall = time.monotonic() - began
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20)
    print(f"| {what} | {cpu:.1f} | {wall:.1f} | {memory:.1f} GiB |", flush=True)


def python(asked, code, *arguments):
    """What a piece of Python prints that uses DuckDB."""
    done = subprocess.run([asked.python, "-c", code, *map(str, arguments)], check=True, stdout=subprocess.PIPE)
    return done.stdout


def runner(asked, folder, plan, name, cores, partitions):
    """The command that computes a plan, and its environment."""
    script = plan / f"run_{name}.py"
    if name != "spark":
        return [asked.python, script, "--memory", asked.memory], {}
    # Submitted, so that the virtual machine is the process that is measured. Of Spark's settings only these are ours.
    (folder / "spark-defaults.conf").write_text(f"spark.driver.memory {asked.memory}\n", encoding="utf-8")
    settings = ["--master", f"local[{cores}]"]
    if partitions:
        settings += ["--conf", f"spark.sql.shuffle.partitions={partitions}"]
        settings += ["--conf", "spark.sql.adaptive.coalescePartitions.enabled=false"]
    submit = pathlib.Path(asked.python).with_name("spark-submit")
    return [submit, *settings, script], {"SPARK_CONF_DIR": str(folder), "PYSPARK_PYTHON": asked.python}


def engine(asked, folder, firms, times, name):
    """Plan, runner and adoption of one engine; the control totals."""
    plan = folder / f"plan-{name}-{times}"
    quiet = [asked.program, "--quiet"]
    what = f"{firms * times} {name}"
    command = [*quiet, "plan", pipeline(folder, times), "--engine", name, "--out", plan]
    measured(f"{what}: plan" if times == 1 else f"{firms} {name}: plan to be multiplied", command)
    if times > 1:
        python(asked, MULTIPLY, plan / "tables", times)
    for cores in asked.cores:
        for partitions in asked.partitions if name == "spark" else [0]:
            command, environment = runner(asked, folder, plan, name, cores, partitions)
            parts = f", {partitions} partitions" if partitions else ""
            measured(f"{what}: {cores} cores{parts}", command, environment, cores)
    totals = json.loads(python(asked, TOTALS, plan))
    if times == 1:
        measured(f"{what}: adopt", [*quiet, "adopt", plan, "--out", folder / f"runs-{name}"])
    shutil.rmtree(plan)
    return totals


def compared(asked, folder, firms, times):
    """Each engine in turn; all must come to the same totals."""
    all_totals = {name: engine(asked, folder, firms, times, name) for name in asked.engines}
    first = all_totals[asked.engines[0]]
    if any(totals != first for totals in all_totals.values()):
        sys.exit(f"{firms} × {times}: totals differ\n{json.dumps(all_totals, indent=1)}")
    return first


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--firms", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=1, help="the tables of each plan so many times, too")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--partitions", type=int, nargs="+", default=[0], help="of Spark; 0 leaves them to it")
    parser.add_argument("--memory", default="8g", help="that an engine may take")
    parser.add_argument("--folder", type=pathlib.Path, help="where to work; a folder of its own by default")
    asked = parser.parse_args()
    asked.program = asked.program.resolve()
    print("| what | CPU s | wall s | memory |\n|---|---:|---:|---:|")
    for firms in asked.firms:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            folder = pathlib.Path(folder)
            project(asked.program, firms, asked.times, folder)
            measured(f"{firms} here: run", [asked.program, "--quiet", "run", pipeline(folder, 1)])
            one = compared(asked, folder, firms, 1)
            if asked.times > 1:
                many = compared(asked, folder, firms, asked.times)
                wrong = [name for name in one if name != "after_budget" and many[name] != one[name] * asked.times]
                if wrong:
                    sys.exit(f"{firms} × {asked.times}: {wrong}\n{one}\n{many}")


if __name__ == "__main__":
    main()
