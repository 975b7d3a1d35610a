//! Tables of a run folder: columns that carry their own documentation.

use polars::prelude::*;

use super::table::TableSpec;

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
    /// Name of its sheet in Chinese and English.
    pub sheet: Option<(&'static str, &'static str)>,
    /// Whether its sheet ends with the sums of its amounts.
    pub adds_up: bool,
}

/// A column with what it means.
#[derive(Clone, Debug)]
pub struct OutputColumn {
    pub column: Column,
    pub zh: String,
    pub en: String,
    /// `yuan`, or empty.
    pub unit: &'static str,
}

impl OutputTable {
    /// A table as it is declared, with its columns.
    pub fn of(spec: &TableSpec, columns: Vec<OutputColumn>) -> Self {
        let TableSpec { name, zh, en, private, sheet, adds_up, .. } = *spec;
        let (name, zh, en) = (name.into(), zh.into(), en.into());
        Self { name, zh, en, columns, private, sheet, adds_up }
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
