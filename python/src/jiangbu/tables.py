"""Tables read as `schema.json` declares them: exact types, with unit and titles of every column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .errors import AlteredError, FolderError, Lang, SchemaError, pick

#: How amounts are given: exact decimals of yuan, or whole numbers of fen (int64).
Money = Literal["yuan", "fen"]

YUAN = pa.decimal128(18, 2)
_FEN_IN_YUAN = pa.scalar(Decimal(100), pa.decimal128(3, 0))
_TYPES = {"str": pa.string(), "date": pa.date32(), "bool": pa.bool_(), "i64": pa.int64(), "u32": pa.uint32()}
_TEXTS = ("large_string", "string_view")
_DECIMAL = re.compile(r"decimal\[(\d{1,2}),(\d{1,2})\]")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, type, unit and titles."""

    name: str
    type: pa.DataType
    #: `yuan` for amounts, else empty. Amounts of `lines_…` are in the currency of the line.
    unit: str
    zh: str
    en: str

    def title(self, lang: Lang | None = None) -> str:
        """What it means, in one language or both."""
        return pick(self.zh, self.en, lang)


@dataclass(frozen=True)
class Declared:
    """A table as it is declared."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    def table(self, arrays: Sequence[Any], money: Money = "yuan") -> pa.Table:
        """Columns put together, with what they mean in the metadata."""
        if money not in ("yuan", "fen"):
            raise ValueError(f"money is 'yuan' or 'fen', not {money!r}")
        made, fields = [], []
        for column, values in zip(self.columns, arrays):
            array, unit = values.cast(column.type), column.unit
            if money == "fen" and unit == "yuan":
                # The cast refuses what is no whole number of fen, or beyond 64 bits.
                array, unit = pc.multiply(array, _FEN_IN_YUAN).cast(pa.int64()), "fen"
            made.append(array)
            about = {"unit": unit, "zh": column.zh, "en": column.en}
            fields.append(pa.field(column.name, array.type, metadata=about))
        about = {"name": self.name, "zh": self.zh, "en": self.en}
        return pa.Table.from_arrays(made, schema=pa.schema(fields, metadata=about))


def declared(name: str, spec: Any) -> Declared:
    """A table as `schema.json` declares it.

    Raises:
        FolderError: a declaration that lacks something, or with a type that this package does not know.
    """
    try:
        columns = tuple(Column(own["name"], _type(own), own["unit"], own["zh"], own["en"]) for own in spec["columns"])
        return Declared(name, spec["zh"], spec["en"], columns)
    except (KeyError, TypeError, ValueError) as why:
        raise FolderError(f"schema.json，{name}：{why!r}", f"schema.json, {name}: {why!r}") from why


def _type(column: Mapping[str, str]) -> pa.DataType:
    match = _DECIMAL.fullmatch(column["type"])
    own = pa.decimal128(int(match[1]), int(match[2])) if match else _TYPES[column["type"]]
    if column["unit"] == "yuan" and own != YUAN:
        raise ValueError(f"{column['name']}: yuan as {own}")
    return own


def read(data: bytes, spec: Declared, money: Money) -> pa.Table:
    """The table in the bytes of a Parquet file.

    Raises:
        AlteredError: bytes that are no whole Parquet file.
        SchemaError: columns that are not those declared.
    """
    try:
        table = pq.ParquetFile(pa.BufferReader(data)).read()
    except (pa.ArrowException, OSError) as why:
        raise AlteredError(f"{spec.name}.parquet 已损坏：{why}", f"{spec.name}.parquet is damaged: {why}") from why
    wanted = {column.name: column.type for column in spec.columns}
    found = {field.name: field.type for field in table.schema}
    missing, foreign = [name for name in wanted if name not in found], [name for name in found if name not in wanted]
    if missing or foreign or len(table.schema) != len(spec.columns):
        zh = f"{spec.name}：与 schema.json 不符，缺少列 {missing}，多出列 {foreign}"
        raise SchemaError(zh, f"{spec.name} is not as schema.json has it: missing {missing}, foreign {foreign}")
    for name, own in found.items():
        # Text is text, however it is laid out.
        if own != wanted[name] and not (wanted[name] == pa.string() and str(own) in _TEXTS):
            zh, en = f"应为 {wanted[name]}，实为 {own}", f"is {own}, not {wanted[name]}"
            raise SchemaError(f"{spec.name}.{name}：{zh}", f"{spec.name}.{name} {en}")
    return spec.table([table[name] for name in wanted], money)


@dataclass(frozen=True)
class Reason:
    """Why an amount fell: its stage and code, the clause of the scheme and its words."""

    stage: str
    code: str
    clause: str
    zh: str
    en: str

    def text(self, lang: Lang | None = None) -> str:
        """Clause and words, in one language or both."""
        return pick(f"{self.clause}：{self.zh}", f"{self.clause}: {self.en}", lang)


#: What stands in a table of cuts beside the claim.
_OF_CUTS = (
    Column("stage", pa.string(), "", "阶段", "Stage"),
    Column("before", YUAN, "yuan", "核减前", "Before"),
    Column("after", YUAN, "yuan", "核减后", "After"),
    Column("cut", YUAN, "yuan", "核减额", "Cut"),
    Column("reason", pa.string(), "", "原因代码", "Reason"),
    Column("clause", pa.string(), "", "条款", "Clause"),
    Column("reason_zh", pa.string(), "", "原因", "Reason (Chinese)"),
    Column("reason_en", pa.string(), "", "英文原因", "Reason (English)"),
)


def cuts(claims: pa.Table, about: Mapping[str, Column], reasons: Mapping[tuple[str, str], Reason]) -> pa.Table:
    """Every cut of every claim, stage by stage, as `Run.cuts` describes it.

    Raises:
        SchemaError: a cut without a reason that the folder explains.
    """
    keys = ("claim_id", "measure", "uscc", "firm_name")
    spec = Declared("cuts", "各阶段核减明细", "Cuts", (*(about[key] for key in keys), *_OF_CUTS))
    parts, before = [], claims["requested"]
    for name in (name for name in claims.schema.names if name.startswith("after_")):
        fell, stage = pc.not_equal(before, claims[name]), name[len("after_") :]
        own, was, key = claims.filter(fell), before.filter(fell), stage.replace("_", "-")
        codes = own[f"reason_{stage}"]
        unknown = sorted({str(code) for code in codes.to_pylist() if (key, code) not in reasons})
        if unknown:
            raise SchemaError(f"没有说明的原因：{key} {unknown}", f"reasons that nothing explains: {key} {unknown}")
        why = [reasons[key, code] for code in codes.to_pylist()]
        said = ([reason.clause for reason in why], [reason.zh for reason in why], [reason.en for reason in why])
        texts = [pa.array(words, pa.string()) for words in ([key] * len(own), *said)]
        amounts = (was, own[name], pc.subtract(was, own[name]))
        parts.append(spec.table([*(own[key] for key in keys), texts[0], *amounts, codes, *texts[1:]]))
        before = claims[name]
    return pa.concat_tables(parts)
