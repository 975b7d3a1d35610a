import json  # noqa: E402
import pathlib  # noqa: E402
import shutil as files  # noqa: E402
import sys  # noqa: E402

HERE = str(pathlib.Path(__file__).resolve().parent)


def statements(text: str) -> list[str]:
    """The statements of a file: each ends with a semicolon at the end of its line."""
    return [part for part in text.split(";\n") if part.strip()]


def main() -> None:
    here = pathlib.Path(HERE)
    plan = json.loads((here / "plan.json").read_text(encoding="utf-8"))
    engine = Engine()
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
        print(step["file"], file=sys.stderr)
    unfinished = here / "results.unfinished"
    files.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name in plan["results"]:
        engine.write(name, str(unfinished / f"{name}.parquet"))
    engine.close()
    # Whole or not at all.
    files.rmtree(here / "results", ignore_errors=True)
    unfinished.rename(here / "results")


if __name__ == "__main__":
    main()
