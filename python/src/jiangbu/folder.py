"""A finished folder: its manifest and its tables, read only as the manifest vouches for them."""

from __future__ import annotations

import hashlib
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from .errors import AlteredError, FolderError, UnknownTableError
from .findings import Finding, of_row
from .manifest import Record, is_plain, load, read_json
from .tables import Column, Declared, Money, Reason, cuts, declared, read

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

#: A path, as a text or as an object.
AnyPath = Union[str, "os.PathLike[str]"]


class Run:
    """A finished folder: a run, a run of several schemes, a reconciliation or a report on plans.

    `jiangbu.open` opens it. Nothing in it is ever changed.
    """

    def __init__(self, folder: AnyPath, *, verify: bool = True) -> None:
        #: Where it stands.
        self.folder = Path(folder)
        #: What the folder says of itself: amounts in yuan as `Decimal`, days as `date`.
        self.manifest: Record = load(self.folder)
        #: `run`, `joint` (several schemes), `reconciliation` or `progress`.
        self.kind: str = self.manifest.get("kind", "run")
        self._verify = verify
        self._digests: Record = self.manifest.get("tables", Record({}))
        if verify:
            self._check_all()
        #: The run of each scheme of a `joint` folder by name, in the order of the pipeline.
        self.schemes: dict[str, Run] = self._open_schemes()

    def __repr__(self) -> str:
        return f"<jiangbu.Run {str(self.folder)!r}: {self.kind}, {len(self.tables)} tables>"

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of its own tables, sorted."""
        return tuple(sorted(self._digests))

    def __getitem__(self, scheme: str) -> Run:
        """The run of one scheme of a `joint` folder.

        Raises:
            UnknownTableError: no such scheme.
        """
        if scheme not in self.schemes:
            raise _unknown("方案", "scheme", scheme, tuple(self.schemes))
        return self.schemes[scheme]

    def columns(self, table: str) -> dict[str, Column]:
        """The columns of a table by name: type, unit and titles in both languages.

        Raises:
            UnknownTableError: no such table.
            FolderError: `schema.json` does not declare it.
        """
        return {column.name: column for column in self._declared(table).columns}

    def table(self, name: str, *, money: Money = "yuan") -> pa.Table:
        """A table of Arrow: text, `date32`, whole numbers, booleans, `decimal128`; never a float.

        Amounts are `decimal128(18, 2)` in yuan, or `int64` in fen with `money="fen"`. The metadata of each field
        holds `unit`, `zh` and `en`, that of the schema `name`, `zh` and `en` of the table. Amounts of `lines_…`
        are in the currency of the line and stay decimals.

        Raises:
            UnknownTableError: no such table.
            AlteredError: its bytes are not those that the manifest vouches for, or are damaged.
            SchemaError: its columns are not those that `schema.json` declares.
        """
        spec = self._declared(name)
        return read(self._bytes(name), spec, money)

    def polars(self, name: str, *, money: Money = "yuan") -> pl.DataFrame:
        """The same as a frame of polars; amounts are `Decimal(18, 2)`.

        Raises:
            ImportError: polars is not installed; otherwise as `table`.
        """
        import polars as pl  # noqa: PLC0415

        return pl.DataFrame(self.table(name, money=money))

    def pandas(self, name: str, *, money: Money = "yuan") -> pd.DataFrame:
        """The same as a frame of pandas whose columns keep their types of Arrow, so that sums are exact.

        `frame.attrs["columns"]` holds unit and titles by column.

        Raises:
            ImportError: pandas is not installed; otherwise as `table`.
        """
        import pandas as pd  # noqa: PLC0415

        table = self.table(name, money=money)
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        about = {f.name: {key.decode(): text.decode() for key, text in f.metadata.items()} for f in table.schema}
        frame.attrs["columns"] = about
        return frame

    @cached_property
    def reasons(self) -> dict[tuple[str, str], Reason]:
        """Why amounts fall, by stage and code: clause and words in both languages.

        The same code may have other words at another stage.

        Raises:
            UnknownTableError: a folder that is no run of one scheme; otherwise as `table`.
        """
        keys = ("stage", "reason", "clause", "reason_zh", "reason_en")
        all_of_them = [Reason(*(row[key] for key in keys)) for row in self.table("reasons").to_pylist()]
        return {(reason.stage, reason.code): reason for reason in all_of_them}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the program found; of a `joint` folder, scheme by scheme. Raises as `table`."""
        own = self.table("findings").to_pylist() if "findings" in self.tables else []
        return (*map(of_row, own), *(found for run in self.schemes.values() for found in run.findings))

    def cuts(self) -> pa.Table:
        """One row for each stage that lowered a claim, stages in the order of the scheme.

        Columns: `claim_id`, `measure`, `uscc`, `firm_name`, `stage`, the amounts `before`, `after` and `cut` in
        yuan, `reason` (a code), `clause`, `reason_zh`, `reason_en`. The cuts of a claim add up to
        `requested - payable`.

        Raises:
            UnknownTableError: a folder that is no run of one scheme; otherwise as `table`.
            SchemaError: a cut whose reason the folder does not explain.
        """
        return cuts(self.table("claims"), self.columns("claims"), self.reasons)

    def _open_schemes(self) -> dict[str, Run]:
        listed = self.manifest.get("schemes") if self.kind == "joint" else ()
        names: list[Any] = [getattr(own, "name", None) for own in listed] if isinstance(listed, tuple) else [None]
        # A folder of several schemes holds none of its own kind.
        if not all(is_plain(name) and "kind" not in load(self.folder / name) for name in names):
            raise FolderError(f"不是单一方案的结果：{names}", f"these are no runs of one scheme: {names}")
        return {name: Run(self.folder / name, verify=self._verify) for name in names}

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return read_json(self.folder / "tables" / "schema.json")

    def _declared(self, name: str) -> Declared:
        if name not in self._digests:
            raise _unknown("表", "table", name, self.tables)
        return declared(name, self._schema.get(name))

    def _bytes(self, name: str) -> bytes:
        try:
            data = (self.folder / "tables" / f"{name}.parquet").read_bytes()
        except OSError as why:
            raise self._altered(name, f"无法读取（{why}）", f"cannot be read ({why})") from why
        if self._verify and hashlib.sha256(data).hexdigest() != self._digests[name]:
            raise self._altered(name, "已被改动", "was altered")
        return data

    def _check_all(self) -> None:
        """Looks at every table, so that nothing is used of a folder of which a part was altered."""
        files = (self.folder / "tables").glob("*")
        standing = {path.stem for path in files if path.suffix.lower() == ".parquet"}
        for name in sorted(standing - set(self._digests)):
            raise self._altered(name, "是后来放入的", "was added")
        for name in self.tables:
            if name not in standing:
                raise self._altered(name, "已不在目录中", "is missing")
            self._bytes(name)

    def _altered(self, name: str, zh: str, en: str) -> AlteredError:
        path = self.folder / "tables" / f"{name}.parquet"
        return AlteredError(f"{path} {zh}，与清单不符", f"{path} {en}: not as the manifest has it")


def _unknown(zh: str, en: str, name: str, known: tuple[str, ...]) -> UnknownTableError:
    return UnknownTableError(
        f"没有{zh} {name}，只有：{'、'.join(known)}", f"no {en} {name!r}; there is {', '.join(known)}"
    )


def open(folder: AnyPath, *, verify: bool = True) -> Run:  # noqa: A001
    """Opens a finished folder, of one scheme or of several.

    With `verify` (the default) every table is held against its SHA-256 in the manifest, now and each time it is
    read; without, a table is still held against the columns that are declared.

    Raises:
        FolderError: no finished folder, or one of another format.
        AlteredError: a table that was changed, taken away or added since the folder was written.
    """
    return Run(folder, verify=verify)
