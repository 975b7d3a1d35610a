#!/usr/bin/env python3
"""The same rules here and in other engines: CPU, time and memory of each, one after the other.

    python3 benches/engines.py --program target/release/jiangbu --python $(.ci/engines) [--firms 100000 1000000]

For each number of enterprises a sample is written and `run` computes it; then for each engine `plan` writes its folder,
the runner of the folder computes it, once for each number of `--cores`, and `adopt` takes it back. A row shows CPU
seconds with those of children, wall seconds, and the largest resident size of one process. Standard library only; the
engines stand in the Python that is named.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINES = ["duckdb", "datafusion", "spark"]
PIPELINE = "pipelines/bench.toml"


def project(program, firms, folder):
    """A folder with filings in Parquet and a pipeline that reads them and prints no reports."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    shipped = folder / "pipelines/qianhai-2026.toml"
    text = shipped.read_text(encoding="utf-8").replace('"../sample_data/filings/*.xlsx", ', "")
    text = text.replace("../sample_data", "../data").replace("4200万元", f"{firms * 8}万元")
    text = text.replace("workbook = true", "workbook = false")
    text = text.replace('reports = ["budget", "publication", "payments"]', "reports = []")
    (folder / PIPELINE).write_text(text, encoding="utf-8")
    sample = [program, "sample", "--firms", str(firms), "--format", "parquet", "--quiet"]
    subprocess.run([*sample, "--out", folder / "data"], check=True)


def measured(what, command, environment=None, cores=None):
    """Runs a command, on so many cores, and prints its row; codes 0 and 1 are results."""
    began = time.monotonic()
    some = sorted(os.sched_getaffinity(0))[:cores]
    child = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, some),
    )
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{what}: {child.returncode}\n{said.decode(errors='replace')[-2000:]}")
    wall = time.monotonic() - began
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20)
    print(f"| {what} | {cpu:.1f} | {wall:.1f} | {memory:.1f} GiB |", flush=True)


def engine(asked, folder, firms, name):
    """Plan, runner and adoption of one engine."""
    plan = folder / f"plan-{name}"
    quiet = [asked.program, "--quiet"]
    measured(
        f"{firms} {name}: plan",
        [*quiet, "plan", folder / PIPELINE, "--engine", name, "--out", plan],
    )
    for cores in asked.cores:
        runner = [asked.python, plan / f"run_{name}.py"]
        # Engines take as many threads as they have cores; of Spark's settings only the memory is ours.
        (folder / "spark-defaults.conf").write_text(f"spark.driver.memory {asked.memory}\n", encoding="utf-8")
        measured(f"{firms} {name}: {cores} cores", runner, {"SPARK_CONF_DIR": str(folder)}, cores)
    measured(f"{firms} {name}: adopt", [*quiet, "adopt", plan, "--out", folder / f"runs-{name}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--firms", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--memory", default="8g", help="of Spark's driver")
    parser.add_argument("--folder", type=pathlib.Path, help="where to work; a folder of its own by default")
    asked = parser.parse_args()
    asked.program = asked.program.resolve()
    print("| what | CPU s | wall s | memory |\n|---|---:|---:|---:|")
    for firms in asked.firms:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            folder = pathlib.Path(folder)
            project(asked.program, firms, folder)
            measured(f"{firms} here: run", [asked.program, "--quiet", "run", folder / PIPELINE])
            for name in asked.engines:
                engine(asked, folder, firms, name)


if __name__ == "__main__":
    main()
