import json  # noqa: E402
import pathlib  # noqa: E402
import shutil as files  # noqa: E402
import sys  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402

HERE = str(pathlib.Path(__file__).resolve().parent)


def statements(text: str) -> list[str]:
    """The statements of a file: each ends with a semicolon at the end of its line."""
    lines = (line for line in text.split("\n") if not line.startswith("--"))
    return [part for part in "\n".join(lines).split(";\n") if part.strip()]


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
    # Whole or not at all.
    files.rmtree(here / "results", ignore_errors=True)
    unfinished.rename(here / "results")


def main() -> None:
    engine = Engine()

    def computed(folder: str) -> None:
        here = pathlib.Path(folder).resolve()
        plan = engine.of_plan(str(here))
        try:
            compute(plan, here)
        finally:
            plan.close()
        print(folder, file=sys.stderr)

    with ThreadPoolExecutor(engine.at_once) as pool:
        list(pool.map(computed, sys.argv[1:] or [HERE]))
    engine.close()


if __name__ == "__main__":
    main()
