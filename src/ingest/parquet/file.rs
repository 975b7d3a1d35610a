//! A Parquet file as columns. The footer is looked at before the library believes it; columns are
//! decoded in batches, one chunk after the other, within the budget of the file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type, Int96Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use polars::prelude::{
    BooleanChunkedBuilder, ChunkedArray, ChunkedBuilder, DataType as Dtype, Float32Type as F32,
    Float64Type as F64, Int32Type as I32, Int64Type as I64, Int128Type as I128, IntoSeries,
    PlSmallStr, PolarsNumericType, PrimitiveChunkedBuilder, Series, StringChunkedBuilder, TimeUnit,
    TimeZone,
};

use super::arrow_schema::durations;
use super::budget::Budget;
use super::kinds::{Kind, kind};
use super::pages::Pages;
use super::thrift::{self, Compact};
use crate::diag::{Diagnostic, codes};
use crate::ingest::TYPED;
use crate::ingest::limits::Limits;
use crate::ingest::open::too_large;

/// Rows that are decoded at once.
const BATCH: usize = 8192;
/// Largest footer that is read: what it says takes a multiple of it in memory.
const FOOTER: usize = 16 << 20;
/// More columns than any table has.
const COLUMNS: usize = 16_384;
/// Under this name Arrow keeps its own schema.
const ARROW: &str = "ARROW:schema";
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";

/// A file whose footer has been read.
pub struct File<'l> {
    bytes: Bytes,
    meta: ParquetMetaData,
    limits: &'l Limits,
    /// Names of the columns, and the place of each among the leaves of the schema; `None` for
    /// columns that hold others.
    columns: Vec<(String, Option<usize>)>,
    /// Those that hold lengths of time.
    durations: Vec<usize>,
    rows: u64,
}

/// A column that was decoded.
pub struct Column {
    pub series: Series,
    /// Rows whose text is none, from 0, ascending. They are null in the series.
    pub garbled: Vec<usize>,
}

/// Why a column is not there.
pub enum Refused {
    /// The whole file cannot be used.
    File(Diagnostic),
    /// No field can take what it holds, in Chinese and English.
    Kind(&'static str, &'static str),
}

/// The texts of a schema of Arrow: flat buffers put the length before each, at a multiple of four, and a zero behind.
fn texts_of_arrow(schema: &str) -> Vec<String> {
    const LENGTH: usize = size_of::<u32>();
    const LONGEST: usize = 4096;
    let bytes = BASE64_STANDARD.decode(schema).unwrap_or_default();
    let text = |at: usize| {
        let length = bytes.get(at..at + LENGTH)?.try_into().ok().map(u32::from_le_bytes)? as usize;
        let start = at + LENGTH;
        let text = bytes.get(start..start.checked_add(length).filter(|_| length <= LONGEST)?)?;
        let text = str::from_utf8(text).ok().filter(|text| !text.is_empty())?;
        let ended = bytes.get(start + length) == Some(&0);
        (ended && !text.contains(char::is_control)).then(|| text.to_string())
    };
    (0..bytes.len()).step_by(LENGTH).filter_map(text).collect()
}

fn damaged(why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&codes::NOT_PARQUET)
        .arg("why", "内容已损坏")
        .arg("why_en", format!("its content is damaged: {why}"))
}

/// The library checks much and trusts the rest; what it says when it fails is nothing for users.
fn guarded<T>(call: impl FnOnce() -> Result<T>) -> std::result::Result<T, Diagnostic> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(damaged(error)),
        Err(_) => Err(damaged("the decoder gave up")),
    }
}

impl<'l> File<'l> {
    /// # Errors
    /// A footer that is broken, encrypted or beyond the limits.
    pub fn open(bytes: &Bytes, limits: &'l Limits) -> std::result::Result<Self, Diagnostic> {
        check_footer(bytes, limits)?;
        let meta = guarded(|| ParquetMetaDataReader::new().parse_and_finish(bytes))?;
        let schema = meta.file_metadata().schema_descr();
        let mut columns: Vec<(String, Option<usize>)> = Vec::new();
        for field in schema.root_schema().get_fields() {
            columns.push((field.name().to_string(), None));
        }
        for (leaf, column) in schema.columns().iter().enumerate() {
            let is_flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
            if is_flat && column.max_def_level() <= 1 {
                columns[schema.get_column_root_idx(leaf)].1 = Some(leaf);
            }
        }
        // pandas writes the numbers of its rows as a column.
        columns.retain(|(name, _)| !name.starts_with("__index_level_"));
        let mut rows = 0u64;
        for group in meta.row_groups() {
            let more = u64::try_from(group.num_rows()).map_err(|_| damaged("rows below zero"))?;
            rows = rows.saturating_add(more);
        }
        if rows > limits.rows {
            let most = limits.rows;
            return Err(too_large(
                format!("{rows} 行，上限 {most} 行"),
                format!("{rows} rows, at most {most}"),
            ));
        }
        let kept = meta.file_metadata().key_value_metadata().into_iter().flatten();
        let schemas = kept.filter(|entry| entry.key == ARROW).filter_map(|e| e.value.as_deref());
        let decoded = schemas.flat_map(|schema| BASE64_STANDARD.decode(schema));
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let durations = decoded.flat_map(|message| durations(&message, &names)).collect();
        Ok(Self { bytes: bytes.clone(), meta, limits, columns, durations, rows })
    }

    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// What Spark and Hive tables say of their columns, with the name of each.
    pub fn comments(&self) -> Vec<(String, String)> {
        const SPARK: &str = "org.apache.spark.sql.parquet.row.metadata";
        let of_tables = self.meta.file_metadata().key_value_metadata();
        let said = of_tables.into_iter().flatten().filter(|entry| entry.key == SPARK);
        let mut out = Vec::new();
        for text in said.filter_map(|entry| entry.value.as_deref()) {
            let schema: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            for field in schema["fields"].as_array().into_iter().flatten() {
                let comment = field["metadata"]["comment"].as_str();
                if let (Some(name), Some(comment)) = (field["name"].as_str(), comment) {
                    out.push((name.to_string(), comment.to_string()));
                }
            }
        }
        out
    }

    /// Texts that writers keep beside the data: of the table (but for what programs tell each other in JSON), and of
    /// its columns in the schema of Arrow.
    pub fn remarks(&self) -> Vec<String> {
        let known = self.names();
        let mut out = Vec::new();
        for entry in self.meta.file_metadata().key_value_metadata().into_iter().flatten() {
            let Some(value) = entry.value.as_deref() else { continue };
            match entry.key == ARROW {
                true => out.extend(texts_of_arrow(value)),
                false => out.push(value.to_string()),
            }
        }
        out.retain(|text| !text.starts_with(['{', '[']) && !known.contains(text));
        out
    }

    /// Whether it is a table of filings that were read before.
    pub fn is_typed(&self) -> bool {
        let kept = self.meta.file_metadata().key_value_metadata();
        kept.into_iter().flatten().any(|entry| entry.key == TYPED)
    }

    pub fn rows(&self) -> usize {
        // At most as many as the limits allow.
        self.rows as usize
    }

    /// What all columns together may unfold to.
    pub fn budget(&self) -> Arc<Budget> {
        Arc::new(Budget::of_file(self.bytes.len(), self.limits))
    }

    /// Decodes the column at a place.
    ///
    /// # Errors
    /// A kind of column that no field takes; a file that is damaged or unfolds beyond the budget.
    pub fn column(&self, at: usize, budget: &Arc<Budget>) -> std::result::Result<Column, Refused> {
        const NESTED: Refused = Refused::Kind("列表或嵌套结构", "lists or nested values");
        let (name, leaf) = &self.columns[at];
        let leaf = leaf.ok_or(NESTED)?;
        if self.durations.contains(&at) {
            return Err(Refused::Kind("时长", "lengths of time"));
        }
        let kind = kind(&self.meta.file_metadata().schema_descr().column(leaf));
        let kind = kind.map_err(|(zh, en)| Refused::Kind(zh, en))?;
        let mut decoding = Decoding { file: self, leaf, budget, name, too_long: None };
        if !budget.take(self.rows.saturating_mul(kind.width())) {
            return Err(Refused::File(budget.fault()));
        }
        let decoded = guarded(|| decoding.column(kind));
        decoded.map_err(|fault| {
            let over = decoding.too_long.or_else(|| budget.is_passed().then(|| budget.fault()));
            Refused::File(over.unwrap_or(fault))
        })
    }
}

/// Nothing that the library reads recursively or asks memory for may be a lie.
fn check_footer(bytes: &[u8], limits: &Limits) -> std::result::Result<(), Diagnostic> {
    let cut = || damaged("its end is missing; the download may be incomplete");
    let (rest, magic) = bytes.split_last_chunk::<4>().ok_or_else(cut)?;
    let (rest, length) = rest.split_last_chunk::<4>().ok_or_else(cut)?;
    if magic == ENCRYPTED {
        return Err(Diagnostic::new(&codes::ENCRYPTED_PARQUET));
    }
    let length = u32::from_le_bytes(*length) as usize;
    if magic != MAGIC || length > rest.len() {
        return Err(cut());
    }
    if length > FOOTER {
        let most = FOOTER >> 20;
        return Err(too_large(
            format!("文件尾部超过 {most} MiB"),
            format!("its footer is longer than {most} MiB"),
        ));
    }
    let mut schema = None;
    let mut is_encrypted = false;
    let footer = &rest[rest.len() - length..];
    Compact::new(footer)
        .structure(&mut |fields, id, kind| match (id, kind) {
            (2, thrift::LIST) => {
                schema = Some(shape(fields)?);
                Some(true)
            }
            (8, thrift::STRUCT) => {
                is_encrypted = true;
                Some(false)
            }
            _ => Some(false),
        })
        .ok_or_else(|| damaged("a broken footer"))?;
    if is_encrypted {
        return Err(Diagnostic::new(&codes::ENCRYPTED_PARQUET));
    }
    let (elements, deepest) = schema.ok_or_else(|| damaged("a footer without columns"))?;
    if elements > COLUMNS || deepest > limits.depth as usize {
        return Err(too_large(
            format!("超过 {COLUMNS} 列，或嵌套超过 {} 层", limits.depth),
            format!("more than {COLUMNS} columns, or nested deeper than {}", limits.depth),
        ));
    }
    Ok(())
}

/// How many elements a schema has and how deep they nest; `None` where they do not fit together.
fn shape(fields: &mut Compact<'_>) -> Option<(usize, usize)> {
    const CHILDREN: (i16, i16) = (5, 0);
    let (kind, elements) = fields.list()?;
    let mut open: Vec<i64> = Vec::new();
    let mut deepest = 0;
    for element in 0..elements {
        if kind != thrift::STRUCT {
            return None;
        }
        let children = fields.numbers()?.get(&CHILDREN).copied().unwrap_or(0);
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        let behind = (elements - element - 1) as i64;
        if !(0..=behind).contains(&children) || (element > 0 && open.is_empty()) {
            return None;
        }
        if children > 0 {
            open.push(children);
        }
        deepest = deepest.max(open.len());
    }
    open.iter().all(|left| *left == 0).then_some((elements, deepest))
}

/// One column on its way into memory.
struct Decoding<'f> {
    file: &'f File<'f>,
    leaf: usize,
    budget: &'f Arc<Budget>,
    name: &'f str,
    too_long: Option<Diagnostic>,
}

impl Decoding<'_> {
    fn column(&mut self, kind: Kind) -> Result<Column> {
        let whole = |series| Ok(Column { series, garbled: Vec::new() });
        let name = PlSmallStr::from_str(self.name);
        match kind {
            Kind::Text => self.texts::<ByteArrayType>(|value| value),
            Kind::FixedText => self.texts::<FixedLenByteArrayType>(|value| value.into()),
            Kind::Bool => {
                let mut builder = BooleanChunkedBuilder::new(name, self.file.rows());
                self.each::<BoolType>(&mut |value| {
                    builder.append_option(value);
                    Ok(())
                })?;
                whole(builder.finish().into_series())
            }
            Kind::Float => whole(self.numbers::<DoubleType, F64>(Some)?),
            Kind::Single => whole(self.numbers::<FloatType, F32>(Some)?),
            Kind::Int => whole(self.numbers::<Int64Type, I64>(Some)?),
            Kind::SmallInt => whole(self.numbers::<Int32Type, I64>(|value| Some(value.into()))?),
            Kind::SmallUnsigned => {
                whole(self.numbers::<Int32Type, I64>(|value| Some((value as u32).into()))?)
            }
            Kind::Unsigned => {
                whole(self.numbers::<Int64Type, I128>(|value| Some((value as u64).into()))?)
            }
            Kind::Date => {
                let days = self.numbers::<Int32Type, I32>(Some)?;
                whole(days.i32().map_err(odd)?.clone().into_date().into_series())
            }
            Kind::Moment { unit, instant } => {
                whole(moments(&self.numbers::<Int64Type, I64>(Some)?, unit, instant)?)
            }
            Kind::Int96 => {
                let values = self.numbers::<Int96Type, I64>(|value| Some(value.to_millis()));
                whole(moments(&values?, TimeUnit::Milliseconds, true)?)
            }
            Kind::SmallDecimal(scale) => {
                let values = self.numbers::<Int32Type, I128>(|value| Some(value.into()));
                whole(decimal(values?, scale)?)
            }
            Kind::LongDecimal(scale) => {
                let values = self.numbers::<Int64Type, I128>(|value| Some(value.into()));
                whole(decimal(values?, scale)?)
            }
            Kind::ByteDecimal(scale) => {
                let values = self.numbers::<ByteArrayType, I128>(|value| big_endian(value.data()));
                whole(decimal(values?, scale)?)
            }
            Kind::FixedDecimal(scale) => {
                let values =
                    self.numbers::<FixedLenByteArrayType, I128>(|value| big_endian(value.data()));
                whole(decimal(values?, scale)?)
            }
            Kind::Nothing => whole(Series::full_null(name, self.file.rows(), &Dtype::Null)),
        }
    }

    /// Every value of the column in the order of rows.
    fn each<T: DataType>(&self, take: &mut dyn FnMut(Option<T::T>) -> Result<()>) -> Result<()> {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for group in self.file.meta.row_groups() {
            let chunk = group.column(self.leaf);
            let mut left = usize::try_from(group.num_rows())?;
            let pages = Pages::new(&self.file.bytes, chunk, left as u64, self.budget)?;
            let column = chunk.column_descr_ptr();
            let optional = column.max_def_level() > 0;
            let mut reader = ColumnReaderImpl::<T>::new(column, Box::new(pages));
            while left > 0 {
                values.clear();
                levels.clear();
                let wanted = left.min(BATCH);
                let definition = optional.then_some(&mut levels);
                let (rows, ..) = reader.read_records(wanted, definition, None, &mut values)?;
                if rows == 0 {
                    return Err(ParquetError::EOF("a column ends before its rows".to_string()));
                }
                left -= rows;
                let mut present = values.drain(..);
                if optional {
                    let cells = levels.iter().map(|level| (*level > 0).then(|| present.next()));
                    cells.map(Option::flatten).try_for_each(&mut *take)?;
                } else {
                    present.map(Some).try_for_each(&mut *take)?;
                }
            }
        }
        Ok(())
    }

    fn numbers<T: DataType, P: PolarsNumericType>(
        &self,
        convert: impl Fn(T::T) -> Option<P::Native>,
    ) -> Result<Series>
    where
        ChunkedArray<P>: IntoSeries,
    {
        let name = PlSmallStr::from_str(self.name);
        let mut builder = PrimitiveChunkedBuilder::<P>::new(name, self.file.rows());
        self.each::<T>(&mut |value| {
            let converted = value.map(|value| {
                convert(value).ok_or_else(|| ParquetError::General("a number too large".into()))
            });
            builder.append_option(converted.transpose()?);
            Ok(())
        })?;
        Ok(builder.finish().into_series())
    }

    fn texts<T: DataType>(&mut self, bytes: impl Fn(T::T) -> ByteArray) -> Result<Column> {
        let mut builder =
            StringChunkedBuilder::new(PlSmallStr::from_str(self.name), self.file.rows());
        let (mut garbled, mut row, mut long) = (Vec::new(), 0, None);
        let most = self.file.limits.text_bytes;
        let read = self.each::<T>(&mut |value| {
            let value = value.map(&bytes);
            let data = value.as_ref().map(ByteArray::data);
            let length = data.map_or(0, <[u8]>::len) as u64;
            if length > most {
                long = Some(row);
                return Err(ParquetError::General("a text beyond the limit".to_string()));
            }
            if !self.budget.take(length) {
                return Err(ParquetError::General("more than is allowed".to_string()));
            }
            let text = data.map(std::str::from_utf8);
            garbled.extend(matches!(text, Some(Err(_))).then_some(row));
            builder.append_option(text.and_then(std::result::Result::ok));
            row += 1;
            Ok(())
        });
        self.too_long = long.map(|row| {
            let (most, row, name) = (most >> 10, row + 1, self.name);
            too_large(
                format!("列“{name}”第 {row} 行的文本超过 {most} KiB"),
                format!("the text in column `{name}`, row {row}, is longer than {most} KiB"),
            )
        });
        read?;
        Ok(Column { series: builder.finish().into_series(), garbled })
    }
}

fn odd(error: polars::prelude::PolarsError) -> ParquetError {
    ParquetError::General(error.to_string())
}

/// Instants are kept in UTC; clock times have no zone.
fn moments(values: &Series, unit: TimeUnit, instant: bool) -> Result<Series> {
    let values = values.i64().map_err(odd)?.clone();
    Ok(values.into_datetime(unit, instant.then_some(TimeZone::UTC)).into_series())
}

fn decimal(values: Series, scale: usize) -> Result<Series> {
    const DIGITS: usize = 38;
    let values = values.i128().map_err(odd)?.clone();
    Ok(values.into_decimal_unchecked(DIGITS, scale).into_series())
}

/// Two's complement, highest byte first; `None` beyond 128 bits.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    const WIDTH: usize = 16;
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let fill = if negative { 0xff } else { 0 };
    let (front, back) = bytes.split_at(bytes.len().saturating_sub(WIDTH));
    let mut out = [fill; WIDTH];
    out[WIDTH - back.len()..].copy_from_slice(back);
    let value = i128::from_be_bytes(out);
    (front.iter().all(|byte| *byte == fill) && (value < 0) == negative).then_some(value)
}
