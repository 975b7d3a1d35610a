"""`manifest.json` as a read-only record with exact amounts and days."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .errors import FolderError

#: The layout of folders that this package reads.
FORMAT = 1
#: Kinds of finished folders; the manifest of a run of one scheme names none.
KINDS = ("run", "joint", "reconciliation", "progress")
#: A manifest or schema is never longer, in bytes.
MOST_BYTES = 64 << 20

#: An amount in yuan as the program writes it for other programs.
AMOUNT = re.compile(r"-?[0-9]{1,16}\.[0-9]{2}")
#: Keys whose texts are such amounts.
_AMOUNTS = frozenset(
    "amount amounts approved available clawed_back earlier_batches excess due executed in_flight in_review kept lapsed"
    " misdirected not_due payable requested reserve returned_active returned_passive simulated total unapproved unpaid"
    " unspent".split()
)
#: Keys whose texts are days.
_DAYS = frozenset("approved_on as_known_on as_of day deadline publication_date published_on".split())


class Record(Mapping[str, Any]):
    """Keys and values, also as attributes: `manifest.control_totals.payable`.

    Amounts are `Decimal` in yuan, days `datetime.date`, other texts and counts as they stand.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values", {})
        if name in values:
            return values[name]
        near = get_close_matches(name, values, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"no {name!r} here{hint} (there is {', '.join(values)})")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __repr__(self) -> str:
        return f"Record({self._values!r})"


def typed(value: Any, key: str = "") -> Any:
    """A value of JSON with records for objects, `Decimal` for amounts and `date` for days."""
    if isinstance(value, dict):
        # Parameters of a scheme have names of its own and stay texts; those of reductions are stages.
        of = {"in_force": "", "reductions": "amount"}.get(key)
        return Record({name: typed(own, name if of is None else of) for name, own in value.items()})
    if isinstance(value, list):
        return tuple(typed(own, key) for own in value)
    if isinstance(value, str) and (key in _AMOUNTS or key.endswith("_yuan")):
        if not AMOUNT.fullmatch(value):
            raise ValueError(f"{key}: {value!r} is no amount")
        return Decimal(value)
    return date.fromisoformat(value) if isinstance(value, str) and key in _DAYS else value


#: Reads JSON; its numbers with a point are exact.
DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=Decimal)


def read_json(path: Path) -> dict[str, Any]:
    """An object in a JSON file of a folder.

    Raises:
        FolderError: it is not there, too long, or no object.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        value = DECODER.decode(data.decode("utf-8")) if len(data) <= MOST_BYTES else None
        if not isinstance(value, dict):
            raise ValueError("no object of keys and values")
    except (OSError, RecursionError, ValueError) as why:
        raise FolderError(f"{path}：无法读取（{why}）", f"{path}: cannot be read ({why})") from why
    return value


def load(folder: Path) -> Record:
    """The manifest of a finished folder, of whatever kind.

    Raises:
        FolderError: no manifest, or one of another format or kind.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise _no_manifest(folder)
    raw = read_json(path)
    stated, tables = raw.get("format"), raw.get("tables", {})
    if type(stated) is not int or stated != FORMAT:
        zh = f"{path}：格式版本为 {stated}，本软件包只读取 {FORMAT}，请使用相应版本"
        en = f"{path}: its format is {stated}, this package reads {FORMAT}: use the package of that version"
        raise FolderError(zh, en)
    if raw.get("kind", "run") not in KINDS or not isinstance(tables, dict) or not all(map(is_plain, tables)):
        raise FolderError(f"{path}：不是核算结果的清单", f"{path}: it is no manifest of a result")
    try:
        manifest: Record = typed(raw)
    except ValueError as why:
        raise FolderError(f"{path}：{why!r}", f"{path}: {why!r}") from why
    return manifest


def is_plain(name: Any) -> bool:
    """Whether a name of a table or folder leads nowhere else."""
    return isinstance(name, str) and name.replace("_", "").replace("-", "").isalnum()


def _no_manifest(folder: Path) -> FolderError:
    if not folder.exists():
        return FolderError(f"没有这个目录：{folder}", f"there is no such folder: {folder}")
    if folder.is_dir() and any(folder.glob("*/manifest.json")):
        return FolderError(
            f"{folder} 存放各次结果，请给出其中一个", f"{folder} holds folders of runs: name one of them"
        )
    return FolderError(f"{folder} 中没有 manifest.json", f"{folder} holds no manifest.json")
