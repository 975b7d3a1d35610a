"""The program called: runs, checks, scenarios and comparisons, in a child process without a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

import pyarrow as pa

from .errors import Lang, NoProgramError, ProgramError, ProgramFaultError, UnbalancedError, UnusableError
from .findings import Finding, of_json
from .folder import AnyPath, Run
from .manifest import AMOUNT, DECODER, Record, typed
from .tables import YUAN

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: The variable that names the program.
VARIABLE = "JIANGBU"

_FAILURES: dict[int, type[ProgramError]] = {2: UnusableError, 3: UnbalancedError}


@dataclass(frozen=True)
class Result:
    """What `run` or `check` came to."""

    #: 0, or 1 where findings need a person.
    exit_code: int
    findings: tuple[Finding, ...]
    #: What `run` says in short (amounts in yuan as `Decimal`); empty after a check.
    summary: Record
    #: The folder that was written; `None` after a check.
    run: Run | None = None

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look at the findings."""
        return self.exit_code == 1


@dataclass(frozen=True)
class Sheet:
    """One table of a comparison; its columns are called by keys that no language changes.

    Amounts are `decimal128(18, 2)` in yuan under keys that end with `_yuan`, counts `int64`, everything else text.
    """

    #: The key of the table: `by_measure`.
    name: str
    title: str
    notes: tuple[str, ...]
    table: pa.Table
    #: Heading of each column in the language asked for, by its key.
    titles: dict[str, str]


def find(program: AnyPath | None = None) -> str:
    """The path of the program: the argument, else the variable `JIANGBU`, else on the `PATH`.

    Raises:
        NoProgramError: it is not there.
    """
    named = os.fspath(program) if program else os.environ.get(VARIABLE) or "jiangbu"
    found = shutil.which(named)
    if found is None:
        zh = f"找不到程序 {named}：请用参数 program 或环境变量 {VARIABLE} 指明"
        raise NoProgramError(zh, f"{named} was not found: name the program with `program=` or the variable {VARIABLE}")
    return found


class How(TypedDict, total=False):
    """How the program is called, by `run`, `check`, `scenarios` and `compare` alike."""

    #: Language of its words; by default that of the pipeline.
    lang: Lang | None
    #: Where it stands; by default as `find` says.
    program: AnyPath | None
    #: Most seconds that it may take.
    timeout: float | None


def run(
    pipeline: AnyPath, *, out: AnyPath | None = None, scenarios: Sequence[AnyPath] = (), **how: Unpack[How]
) -> Result:
    """Computes a pipeline, under scenario files if any (later ones on top), and opens the folder that it wrote.

    `out` is the folder that run folders go to; by default what the pipeline says. `lang`, `program` and `timeout`
    (seconds) say how the program is called. Findings that need a person are a result, not an exception.

    Raises:
        UnusableError: arguments, settings or files that cannot be used.
        UnbalancedError: control totals do not balance.
        ProgramFaultError: a fault of the program, or it was stopped.
        NoProgramError: the program is not there.
        subprocess.TimeoutExpired: it took longer; it was stopped and left nothing.
    """
    layers = [option for file in scenarios for option in _option("scenario", file)]
    code, told = _call(["run", *_option("out", out), *layers, "--", pipeline], **how)
    summary: Record = typed(told["data"])
    finished = Run(summary["folder"])
    return Result(code, finished.findings, summary, finished)


def check(pipeline: AnyPath, *, returns: AnyPath | None = None, **how: Unpack[How]) -> Result:
    """Everything that a run would say, and no run folder.

    `returns` is a folder, empty or new, for workbooks to send back. Otherwise as `run`.
    """
    code, told = _call(["check", *_option("returns", returns), "--", pipeline], **how)
    return Result(code, tuple(map(of_json, told["findings"])), Record({}))


def scenarios(pipeline: AnyPath, *files: AnyPath, xlsx: AnyPath | None = None, **how: Unpack[How]) -> tuple[Sheet, ...]:
    """Scenario files held against a pipeline: the comparison first, then what each changes and for whom.

    `xlsx` also writes a workbook with charts. Otherwise as `run`.
    """
    _, told = _call(["scenario", "compare", *_option("xlsx", xlsx), "--", pipeline, *files], **how)
    return tuple(map(_sheet, told["data"]["tables"]))


def compare(
    base: AnyPath | Run, other: AnyPath | Run, *, xlsx: AnyPath | None = None, **how: Unpack[How]
) -> tuple[Sheet, ...]:
    """Two runs, as folders or opened, held against each other. Otherwise as `scenarios`."""
    base, other = (one.folder if isinstance(one, Run) else one for one in (base, other))
    return scenarios(base, other, xlsx=xlsx, **how)


def _option(name: str, value: AnyPath | None) -> list[str]:
    return [] if value is None else [f"--{name}={os.fspath(value)}"]


def _call(
    arguments: Sequence[AnyPath], lang: Lang | None = None, program: AnyPath | None = None, timeout: float | None = None
) -> tuple[int, dict[str, Any]]:
    """The exit code, 0 or 1, and what was printed: `schema`, `command`, `ok`, `findings` and `data`."""
    command = [find(program), "--json", *_option("lang", lang), *(os.fspath(word) for word in arguments)]
    pipe = subprocess.PIPE
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
    except (OSError, ValueError) as why:
        raise NoProgramError(f"无法启动 {command[0]}：{why}", f"cannot start {command[0]}: {why}") from why
    with child:
        try:
            printed, said = (text.decode("utf-8", "replace") for text in child.communicate(timeout=timeout))
        except BaseException:
            # Stopped like this it removes what is unfinished.
            child.terminate()
            raise
    code = child.returncode
    told = _told(printed)
    if code in (0, 1) and told["ok"]:
        return code, told
    found = [of_json(one) for one in told["findings"]]
    raise _FAILURES.get(code, ProgramFaultError)(code, found, told.get("rest", "") + said, lang)


def _told(text: str) -> dict[str, Any]:
    """What was printed; where it is not what `--json` promises, the text itself as `rest`."""
    try:
        told = DECODER.decode(text)
    except ValueError:
        told = None
    if isinstance(told, dict) and isinstance(told.get("findings"), list) and "ok" in told:
        return told
    return {"ok": False, "findings": [], "data": None, "rest": text.strip()}


def _sheet(sheet: dict[str, Any]) -> Sheet:
    titles = {column["key"]: column["title"] for column in sheet["columns"]}
    columns = {name: _column(name, [row[name] for row in sheet["rows"]]) for name in titles}
    return Sheet(sheet["key"], sheet["title"], tuple(sheet["notes"]), pa.table(columns), titles)


def _column(name: str, cells: Sequence[Any]) -> pa.Array:
    filled = [cell for cell in cells if cell is not None]
    if name.endswith("yuan") and all(isinstance(cell, str) and AMOUNT.fullmatch(cell) for cell in filled):
        return pa.array([None if cell is None else Decimal(cell) for cell in cells], YUAN)
    if filled and all(type(cell) is int for cell in filled):
        return pa.array(cells, pa.int64())
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
