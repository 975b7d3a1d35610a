//! Tables of a run folder: columns that carry their own documentation.

use polars::prelude::*;

/// One output table: its name, what it is, and its columns.
#[derive(Clone, Debug)]
pub struct OutputTable {
    /// File stem under `tables/`.
    pub name: String,
    pub zh: String,
    pub en: String,
    pub columns: Vec<OutputColumn>,
    /// Holds accounts, or cells as they were read: its file is for its owner alone.
    pub private: bool,
}

/// A column with what it means.
#[derive(Clone, Debug)]
pub struct OutputColumn {
    pub column: Column,
    pub zh: String,
    pub en: String,
    /// `yuan`, `rows`, or empty.
    pub unit: &'static str,
}

impl OutputTable {
    pub fn new(name: &str, zh: &str, en: &str) -> Self {
        let columns = Vec::new();
        Self { name: name.into(), zh: zh.into(), en: en.into(), columns, private: false }
    }

    /// Marks the table as one that only its owner may read.
    pub fn private(self) -> Self {
        Self { private: true, ..self }
    }

    /// Adds a column as it is.
    pub fn column(mut self, column: Column, zh: &str, en: &str) -> Self {
        self.columns.push(OutputColumn { column, zh: zh.into(), en: en.into(), unit: "" });
        self
    }

    /// Adds a text column.
    pub fn text<S: AsRef<str>>(self, name: &str, values: &[S], zh: &str, en: &str) -> Self {
        let values: StringChunked =
            values.iter().map(|v| Some(v.as_ref())).collect::<StringChunked>();
        self.column(values.with_name(name.into()).into_column(), zh, en)
    }

    /// Adds a column of whole numbers.
    pub fn int(self, name: &str, values: Vec<i64>, zh: &str, en: &str) -> Self {
        self.column(Column::new(name.into(), values), zh, en)
    }

    /// Adds money given in fen as yuan, Decimal(18,2): exact for every Arrow tool.
    pub fn yuan(mut self, name: &str, fen: &[i64], zh: &str, en: &str) -> Self {
        let column = yuan_column(name, fen);
        self.columns.push(OutputColumn { column, zh: zh.into(), en: en.into(), unit: "yuan" });
        self
    }

    /// As [`OutputTable::yuan`], null where nothing is known.
    pub fn yuan_or_none(self, name: &str, fen: &[Option<i64>], zh: &str, en: &str) -> Self {
        self.yuan_column(optional_yuan_column(name, fen), zh, en)
    }

    /// Adds money that is a Decimal(18,2) column already.
    pub fn yuan_column(mut self, column: Column, zh: &str, en: &str) -> Self {
        self.columns.push(OutputColumn { column, zh: zh.into(), en: en.into(), unit: "yuan" });
        self
    }

    pub fn frame(&self) -> PolarsResult<DataFrame> {
        let columns: Vec<Column> = self.columns.iter().map(|c| c.column.clone()).collect();
        let height = columns.first().map_or(0, |column| column.len());
        DataFrame::new(height, columns)
    }
}

/// Fen as a Decimal(18,2) column of yuan.
pub fn yuan_column(name: &str, fen: &[i64]) -> Column {
    let wide: Vec<i128> = fen.iter().map(|v| i128::from(*v)).collect();
    Int128Chunked::from_vec(name.into(), wide).into_decimal_unchecked(18, 2).into_column()
}

/// The same with cells that hold nothing.
pub fn optional_yuan_column(name: &str, fen: &[Option<i64>]) -> Column {
    let wide: Int128Chunked = fen.iter().map(|v| v.map(i128::from)).collect();
    wide.with_name(name.into()).into_decimal_unchecked(18, 2).into_column()
}
