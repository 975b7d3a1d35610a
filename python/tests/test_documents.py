"""The pages and notebooks about this package run, and show what they say."""

from __future__ import annotations

import doctest
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import openpyxl
import pytest

import jiangbu

DOCS = Path(__file__).parents[2] / "docs"
LANGS = ["en", "zh"]


@pytest.fixture
def at_desk(desk: Path, run: jiangbu.Run, program: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the project, with the run that a reader made before."""
    assert run.folder.resolve() == (desk / "runs/qianhai-2026-001").resolve()
    monkeypatch.setenv("JIANGBU", program)
    before = Path.cwd()
    os.chdir(desk)
    yield desk
    os.chdir(before)


def examples(lang: str) -> list[str]:
    text = (DOCS / lang / "python.md").read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_shows_what_happens(lang: str, at_desk: Path, joint: jiangbu.Run) -> None:
    assert joint.folder.name == "qianhai-joint-2026-001"
    text = "\n".join(examples(lang))
    test = doctest.DocTestParser().get_doctest(text, {}, f"{lang}/python.md", None, 0)
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert done.failed == 0, "".join(told)
    assert done.attempted > 20


def code(lang: str) -> list[str]:
    """What a page asks, without outputs and without texts: those are of its language."""
    lines = "\n".join(examples(lang)).splitlines()
    asked = [line for line in lines if line.startswith((">>>", "..."))]
    return [re.sub(r'"[^"]*"|\.(en|zh)\b', "…", line) for line in asked]


def test_both_pages_show_the_same_code() -> None:
    assert code("en") == code("zh")


def notebook(lang: str) -> Any:
    return json.loads((DOCS / lang / "notebook.ipynb").read_text("utf-8"))


def test_notebooks_are_kept_without_outputs() -> None:
    sources = []
    for lang in LANGS:
        cells = [cell for cell in notebook(lang)["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
        sources.append(["".join(cell["source"]) for cell in cells])
    # The first cell names the language.
    assert sources[0][1:] == sources[1][1:]
    assert sources[0][0] != sources[1][0]


@pytest.mark.parametrize("lang", LANGS)
def test_the_notebook_runs(
    lang: str, at_desk: Path, run: jiangbu.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = at_desk / "docs" / lang
    folder.mkdir(parents=True)
    book: Any = nbformat.reads(json.dumps(notebook(lang)), as_version=4)
    nbformat.validate(book)
    client = nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute()
    told = [
        output.get("text") or output["data"]["text/plain"]
        for cell in book.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert len(told) == 6
    payable = run.manifest.control_totals.payable
    assert run.manifest.title["zh" if lang == "zh" else "en"] in told[0]
    assert f"Decimal('{payable}')" in told[0]
    for measure in run.table("measures").to_pylist():
        assert measure[f"title_{lang}"] in told[1]
        assert str(measure["payable"]) in told[1]
    assert run.reasons["budget", "budget"].zh in told[2] or lang == "en"
    assert str(run.manifest.control_totals.reductions.budget) in told[2]
    deepest = max(run.cuts().to_pylist(), key=lambda cut: cut["cut"])
    reason = run.reasons[deepest["stage"], deepest["reason"]]
    assert f"{deepest['firm_name']} {deepest['before']} {deepest['after']} {reason.text(jiangbu_lang(lang))}" in told[3]
    assert str(payable) in told[4]
    rows = list(openpyxl.load_workbook(at_desk / "runs/claims.xlsx").active.values)
    titles = [column.title(jiangbu_lang(lang)) for column in run.columns("claims").values()]
    assert list(rows[0]) == titles
    at = list(run.columns("claims")).index("payable")
    assert sum(Decimal(str(row[at])) for row in rows[1:]) == payable


def jiangbu_lang(lang: str) -> Any:
    return "zh-CN" if lang == "zh" else "en"
