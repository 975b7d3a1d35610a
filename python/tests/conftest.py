"""One desk with the sample, and one run of each pipeline, for all tests: runs cost seconds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jiangbu

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def program() -> str:
    """The real program: `JIANGBU` names it, or these tests fail."""
    path = os.environ["JIANGBU"]
    assert Path(path).is_absolute()
    return path


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the program is delivered with; its pipelines write no reports, which nothing here reads."""
    desk = tmp_path_factory.mktemp("desk")
    for folder in ("pipelines", "sample_data"):
        shutil.copytree(ROOT / folder, desk / folder)
    for name in ("qianhai-2026", "qianhai-joint-2026"):
        path = desk / f"pipelines/{name}.toml"
        lines = path.read_text("utf-8").splitlines()
        lean = [line for line in lines if not line.startswith(("reports = ", "workbook = "))]
        assert len(lean) == len(lines) - 2
        lean.insert(lean.index("[output]") + 1, "workbook = false")
        path.write_text("\n".join(lean), "utf-8")
    return desk


@pytest.fixture(scope="session")
def done(desk: Path, program: str) -> jiangbu.Result:
    return jiangbu.run(desk / "pipelines/qianhai-2026.toml", program=program)


@pytest.fixture(scope="session")
def run(done: jiangbu.Result) -> jiangbu.Run:
    assert done.run is not None
    return done.run


@pytest.fixture(scope="session")
def joint(desk: Path, program: str) -> jiangbu.Run:
    finished = jiangbu.run(desk / "pipelines/qianhai-joint-2026.toml", lang="en", program=program).run
    assert finished is not None
    return finished


@pytest.fixture
def copied(run: jiangbu.Run, tmp_path: Path) -> Path:
    """A run folder to spoil."""
    return Path(shutil.copytree(run.folder, tmp_path / "run"))


@pytest.fixture(scope="session")
def printed(program: str) -> Callable[..., Any]:
    """What the program prints with `--json`, past this package."""

    def call(*arguments: object) -> Any:
        command = [program, "--json", *map(str, arguments)]
        child = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        assert child.returncode in (0, 1), command
        return json.loads(child.stdout)

    return call
