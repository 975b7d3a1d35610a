//! The tables of a sample, column by column, before they become sheets or Parquet files.

use polars::prelude::{
    BooleanChunked, Column as Series, DataFrame, Int32Chunked, Int64Chunked, Int128Chunked,
    IntoColumn, IntoSeries, NewChunkedArray, PolarsResult, StringChunked,
};

use crate::frame::columns as c;
use crate::frame::fields::{
    FIRM_FIELDS, Field, FieldKind, HISTORY_FIELDS, LINE_FIELDS, LISTED_FIELDS, PLATFORM_FIELDS,
};

/// Places of the tables in a [`super::block::Block`]; measures stand between at their number.
pub const FIRMS: usize = 0;
pub const PLATFORM: usize = 10;
pub const HISTORY: usize = 11;
pub const LISTED: usize = 12;
pub const COUNT: usize = 13;
/// The place of a table that belongs to another scheme, or to none.
const OTHER: usize = COUNT;

/// File stems, by place.
pub const STEMS: [&str; COUNT] = [
    "firms", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "platform", "history", "listed",
];

/// Sheet names, by place.
pub const SHEETS: [&str; COUNT] = [
    "基本情况",
    "一 公共服务平台",
    "二 境外推广",
    "三 出口贴息",
    "四 国际服务网络",
    "五 数字贸易标准",
    "六 数据跨境合规",
    "七 国际数据专线",
    "八 创新案例",
    "九 出口信用保险",
    "商务部平台数据",
    "历史奖补",
    "异常失信名单",
];

/// The columns of each measure after those that all of them begin with.
const LINES: [&[&str]; 9] = [
    &[
        c::PLATFORM_ID,
        c::PLATFORM_NAME,
        c::SERVED,
        c::COST_KIND,
        c::CONTRACT_NO,
        c::INVOICE_NO,
        c::PAID_ON,
        c::AMOUNT,
        c::EXCLUDED_PC,
    ],
    &[c::CHANNEL, c::CONTRACT_NO, c::INVOICE_NO, c::PAID_ON, c::CURRENCY, c::AMOUNT],
    &[c::CONTRACT_NO, c::RECEIVED_ON, c::CURRENCY, c::AMOUNT, c::CATALOGUE],
    &[
        c::OVERSEAS_ENTITY,
        c::OVERSEAS_CERTIFICATE,
        c::ESTABLISHED_ON,
        c::ODI_CERTIFIED_ON,
        c::SERVICE_ACTIVITY,
        c::PAID_ON,
        c::CURRENCY,
        c::AMOUNT,
    ],
    &[
        c::STANDARD_NO,
        c::STANDARD_LEVEL,
        c::DRAFTER_RANK,
        c::TRADE_DOMAIN,
        c::IS_REVISION,
        c::PUBLISHED_ON,
        c::CONTENT_ID,
    ],
    &[c::EXPORT_FILING_NO, c::CONTRACT_NO, c::INVOICE_NO, c::PAID_ON, c::AMOUNT],
    &[c::CONTRACT_NO, c::INVOICE_NO, c::PAID_ON, c::SHARE, c::AMOUNT],
    &[c::CASE_NO, c::RECOGNISED_BY, c::PROMOTED_NATIONALLY, c::DOCUMENTED_ON, c::IS_LEAD],
    &[c::POLICY_NO, c::PAID_ON, c::AMOUNT, c::REFUND, c::SELF_INSURED, c::EXPORT_POLICY],
];

/// One cell on its way into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    Empty,
    Text(&'a str),
    /// In the smallest unit of the currency.
    Money(i64),
    /// Days since 1970-01-01.
    Day(i32),
    Flag(bool),
    Whole(i64),
    /// In millionths.
    Share(i64),
}

/// Texts one after another in one buffer; an empty text is an empty cell.
#[derive(Clone, Debug, Default)]
struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, row: usize) -> Option<&str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        Some(&self.bytes[start..self.ends[row]]).filter(|text| !text.is_empty())
    }
}

#[derive(Clone, Debug)]
enum Values {
    Text(Texts),
    Money(Vec<Option<i64>>),
    Day(Vec<Option<i32>>),
    Flag(Vec<Option<bool>>),
    Whole(Vec<Option<i64>>),
    Share(Vec<Option<i64>>),
}

/// A table with the columns that its place in the sample gives it.
#[derive(Clone, Debug)]
pub struct Table {
    pub place: usize,
    pub sheet: &'static str,
    pub fields: Vec<&'static Field>,
    columns: Vec<Values>,
    rows: usize,
}

impl Table {
    pub fn new(place: usize) -> Self {
        Self::with(place, SHEETS[place], fields_of(place))
    }

    /// A measure of another scheme, with the columns after those that every line begins with.
    pub fn of_measure(sheet: &'static str, own: &[&str]) -> Self {
        Self::with(OTHER, sheet, line_fields(own))
    }

    /// A list that no filing holds.
    pub fn of_fields(sheet: &'static str, fields: Vec<&'static Field>) -> Self {
        Self::with(OTHER, sheet, fields)
    }

    fn with(place: usize, sheet: &'static str, fields: Vec<&'static Field>) -> Self {
        let columns = fields.iter().map(|field| Values::new(field.kind)).collect();
        Self { place, sheet, fields, columns, rows: 0 }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Adds a row; the cells stand in the order of the fields.
    pub fn push(&mut self, cells: &[Cell<'_>]) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.sheet);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
        self.rows += 1;
    }

    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.columns[column].get(row)
    }

    /// Adds a copy of a row at the end.
    pub fn repeat(&mut self, row: usize) {
        let from = self.clone_row(row);
        self.append(&from);
    }

    fn clone_row(&self, row: usize) -> Table {
        let mut out = Self::with(self.place, self.sheet, self.fields.clone());
        let cells: Vec<Cell<'_>> = self.columns.iter().map(|column| column.get(row)).collect();
        out.push(&cells);
        out
    }

    pub fn append(&mut self, other: &Table) {
        for (column, from) in self.columns.iter_mut().zip(&other.columns) {
            for row in 0..other.rows {
                column.push(from.get(row));
            }
        }
        self.rows += other.rows;
    }

    /// As Parquet holds it: money in yuan as Decimal(18,2), shares as Decimal(8,6).
    pub fn to_frame(&self) -> PolarsResult<DataFrame> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for (field, values) in self.fields.iter().zip(&self.columns) {
            columns.push(values.to_series(field.name, self.rows)?);
        }
        DataFrame::new(self.rows, columns)
    }
}

fn fields_of(place: usize) -> Vec<&'static Field> {
    let all = match place {
        FIRMS => FIRM_FIELDS,
        PLATFORM => PLATFORM_FIELDS,
        HISTORY => HISTORY_FIELDS,
        LISTED => LISTED_FIELDS,
        _ => LINE_FIELDS,
    };
    let Some(own) = place.checked_sub(1).and_then(|at| LINES.get(at)) else {
        // A confirmation is written by the office that examined the row, an entry by the export of a ledger; lists of the
        // sample name enterprises without a day.
        let later = [
            c::CONFIRMED,
            c::LEDGER_ENTRY,
            c::LATER_YEARS,
            c::SCHEME,
            c::DEPARTMENT,
            c::DOCUMENT_NO,
            c::LISTED_ON,
            c::REPAIRED_ON,
            c::REMOVED_ON,
        ];
        return all.iter().filter(|field| !later.contains(&field.name)).collect();
    };
    line_fields(own)
}

fn line_fields(own: &[&str]) -> Vec<&'static Field> {
    let common = [c::FILING_NO, c::USCC, c::ACCEPTED_ON];
    let names = common.iter().chain(own.iter());
    names.filter_map(|name| LINE_FIELDS.iter().find(|field| field.name == *name)).collect()
}

impl Values {
    fn new(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Money => Self::Money(Vec::new()),
            FieldKind::Date => Self::Day(Vec::new()),
            FieldKind::Bool => Self::Flag(Vec::new()),
            FieldKind::Int => Self::Whole(Vec::new()),
            FieldKind::Share => Self::Share(Vec::new()),
            FieldKind::Text
            | FieldKind::Code
            | FieldKind::Category
            | FieldKind::Currency
            | FieldKind::Figure => Self::Text(Texts::default()),
        }
    }

    /// A cell of another kind than the column is a mistake in this room; it is left empty.
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(out), Cell::Text(text)) => out.push(text),
            (Self::Text(out), Cell::Empty) => out.push(""),
            (Self::Money(out), Cell::Money(fen)) => out.push(Some(fen)),
            (Self::Day(out), Cell::Day(day)) => out.push(Some(day)),
            (Self::Flag(out), Cell::Flag(flag)) => out.push(Some(flag)),
            (Self::Whole(out), Cell::Whole(number)) => out.push(Some(number)),
            (Self::Share(out), Cell::Share(millionths)) => out.push(Some(millionths)),
            (column, cell) => {
                debug_assert_eq!(cell, Cell::Empty, "a cell in a column of another kind");
                column.push_empty();
            }
        }
    }

    fn push_empty(&mut self) {
        match self {
            Self::Text(out) => out.push(""),
            Self::Money(out) | Self::Whole(out) | Self::Share(out) => out.push(None),
            Self::Day(out) => out.push(None),
            Self::Flag(out) => out.push(None),
        }
    }

    fn get(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Text(texts) => texts.get(row).map_or(Cell::Empty, Cell::Text),
            Self::Money(values) => values[row].map_or(Cell::Empty, Cell::Money),
            Self::Day(values) => values[row].map_or(Cell::Empty, Cell::Day),
            Self::Flag(values) => values[row].map_or(Cell::Empty, Cell::Flag),
            Self::Whole(values) => values[row].map_or(Cell::Empty, Cell::Whole),
            Self::Share(values) => values[row].map_or(Cell::Empty, Cell::Share),
        }
    }

    fn to_series(&self, name: &str, rows: usize) -> PolarsResult<Series> {
        let name = name.into();
        let decimal = |values: &[Option<i64>], precision, scale| {
            let wide = values.iter().map(|value| value.map(i128::from));
            Int128Chunked::from_iter_options("".into(), wide).into_decimal(precision, scale)
        };
        let series = match self {
            Self::Text(texts) => {
                StringChunked::from_iter_options(name, (0..rows).map(|row| texts.get(row)))
                    .into_series()
            }
            Self::Money(values) => decimal(values, 18, 2)?.into_series().with_name(name),
            Self::Share(values) => decimal(values, 8, 6)?.into_series().with_name(name),
            Self::Day(values) => Int32Chunked::from_iter_options(name, values.iter().copied())
                .into_date()
                .into_series(),
            Self::Flag(values) => {
                BooleanChunked::from_iter_options(name, values.iter().copied()).into_series()
            }
            Self::Whole(values) => {
                Int64Chunked::from_iter_options(name, values.iter().copied()).into_series()
            }
        };
        Ok(series.into_column())
    }
}
