"""Folders that are not as they were written, or of another kind, are refused and named."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import jiangbu


def edit(path: Path, change: Callable[[Any], None]) -> None:
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_text(json.dumps(value), "utf-8")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def rewrite(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """A table changed together with its digest: what is left to tell is its columns."""
    path = folder / f"tables/{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    edit(folder / "manifest.json", lambda manifest: manifest["tables"].update({name: digest}))


def test_a_table_that_was_altered(copied: Path) -> None:
    run = jiangbu.open(copied)
    flip(copied / "tables/claims.parquet", 200)
    with pytest.raises(jiangbu.AlteredError, match=r"claims\.parquet was altered.*已被改动"):
        jiangbu.open(copied)
    with pytest.raises(jiangbu.AlteredError, match="was altered"):
        run.table("claims")
    # Who does not want it verified is not stopped.
    assert "claims" in jiangbu.open(copied, verify=False).tables


def test_a_table_that_is_damaged(copied: Path) -> None:
    path = copied / "tables/claims.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(jiangbu.AlteredError, match="damaged"):
        jiangbu.open(copied, verify=False).table("claims")


def test_a_table_that_was_added_or_taken_away(copied: Path) -> None:
    shutil.copy(copied / "tables/claims.parquet", copied / "tables/more.PARQUET")
    with pytest.raises(jiangbu.AlteredError, match=r"more.* was added"):
        jiangbu.open(copied)
    (copied / "tables/more.PARQUET").unlink()
    jiangbu.open(copied)
    (copied / "tables/reasons.parquet").unlink()
    with pytest.raises(jiangbu.AlteredError, match=r"reasons.* is missing"):
        jiangbu.open(copied)


def test_columns_that_nobody_declared(copied: Path) -> None:
    rewrite(copied, "limits", lambda table: table.append_column("bonus", table["reduction"]))
    with pytest.raises(jiangbu.SchemaError, match=r"foreign \['bonus'\].*多出列"):
        jiangbu.open(copied).table("limits")
    rewrite(copied, "limits", lambda table: table.drop_columns(["bonus", "clause"]))
    with pytest.raises(jiangbu.SchemaError, match=r"missing \['clause'\]"):
        jiangbu.open(copied, verify=False).table("limits")


def test_money_that_became_a_float(copied: Path) -> None:
    def cast(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index("reduction")
        return table.set_column(at, "reduction", table["reduction"].cast(pa.float64()))

    rewrite(copied, "limits", cast)
    with pytest.raises(jiangbu.SchemaError, match=r"limits\.reduction is double, not decimal128\(18, 2\)"):
        jiangbu.open(copied).table("limits")

    def declare(schema: Any) -> None:
        schema["limits"]["columns"][-1]["type"] = "f64"

    edit(copied / "tables/schema.json", declare)
    with pytest.raises(jiangbu.FolderError, match="f64"):
        jiangbu.open(copied).table("limits")


@pytest.mark.parametrize("kind", ["str", "i64", "decimal[18,4]"])
def test_yuan_of_another_type(copied: Path, kind: str) -> None:
    def declare(schema: Any) -> None:
        schema["limits"]["columns"][-1]["type"] = kind

    edit(copied / "tables/schema.json", declare)
    with pytest.raises(jiangbu.FolderError, match=r"limits.*reduction: yuan as"):
        jiangbu.open(copied).columns("limits")


def test_a_reason_that_nothing_explains(copied: Path) -> None:
    def without(table: pa.Table) -> pa.Table:
        kept = [row for row in table.to_pylist() if row["reason"] != "budget"]
        return pa.Table.from_pylist(kept, schema=table.schema)

    rewrite(copied, "reasons", without)
    with pytest.raises(jiangbu.SchemaError, match="'budget'"):
        jiangbu.open(copied).cuts()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("format", 2, "its format is 2, this package reads 1"),
        ("format", True, "its format is True"),
        ("kind", "ledger", "no manifest of a result"),
        ("tables", ["claims"], "no manifest of a result"),
        ("tables", {"../tables/claims": "00"}, "no manifest of a result"),
        ("deadline", "2026-02-30", "day"),
        ("control_totals", {"payable": "NaN"}, "payable: 'NaN' is no amount"),
    ],
)
def test_a_manifest_of_another_kind(copied: Path, key: str, value: Any, said: str) -> None:
    edit(copied / "manifest.json", lambda manifest: manifest.update({key: value}))
    with pytest.raises(jiangbu.FolderError, match=said) as refused:
        jiangbu.open(copied)
    assert refused.value.zh
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


@pytest.mark.parametrize("text", ["[]", "{", "[" * 100_000, "\xff"])
def test_a_manifest_that_is_no_object(copied: Path, text: str) -> None:
    (copied / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(jiangbu.FolderError, match="cannot be read"):
        jiangbu.open(copied)


def test_a_folder_that_is_no_run(copied: Path) -> None:
    with pytest.raises(jiangbu.FolderError, match="no such folder"):
        jiangbu.open(copied / "nowhere")
    with pytest.raises(jiangbu.FolderError, match="name one of them"):
        jiangbu.open(copied.parent)
    with pytest.raises(jiangbu.FolderError, match=r"holds no manifest\.json.*中没有"):
        jiangbu.open(copied / "tables")


@pytest.mark.parametrize("schemes", [*([{"name": name}] for name in ("../run", ".", "", "a/b", 5)), [{}], [5], 5, None])
def test_schemes_that_lead_elsewhere(copied: Path, schemes: Any) -> None:
    edit(copied / "manifest.json", lambda manifest: manifest.update({"kind": "joint", "schemes": schemes}))
    with pytest.raises(jiangbu.FolderError, match="no runs of one scheme"):
        jiangbu.open(copied)


def test_several_schemes_below_several_schemes(copied: Path) -> None:
    (copied / "again").symlink_to(copied)

    def change(manifest: Any) -> None:
        manifest.update({"kind": "joint", "schemes": [{"name": "again"}]})

    edit(copied / "manifest.json", change)
    with pytest.raises(jiangbu.FolderError, match="no runs of one scheme"):
        jiangbu.open(copied)


def test_a_table_of_one_scheme_of_several(joint: jiangbu.Run, tmp_path: Path) -> None:
    folder = shutil.copytree(joint.folder, tmp_path / "joint")
    flip(folder / "data-industry/tables/claims.parquet", 300)
    with pytest.raises(jiangbu.AlteredError, match=r"data-industry.*claims\.parquet was altered"):
        jiangbu.open(folder)


def test_tables_that_are_not_there(run: jiangbu.Run) -> None:
    with pytest.raises(jiangbu.UnknownTableError, match=r"no table 'claim'.*没有表 claim"):
        run.table("claim")
    with pytest.raises(KeyError):
        run.columns("../manifest")
