//! Tables of a run folder: columns that carry their own documentation.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

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
    /// What makes the rows as they are written; the columns hold no cells then.
    pub made: Option<Arc<dyn Made>>,
}

/// What makes the rows of a table that never stands in memory whole.
pub trait Made: std::fmt::Debug + Send + Sync {
    /// Hands over all rows, in parts and in their order.
    ///
    /// # Errors
    /// A fault of the engine; what `take` refuses.
    fn each_part(&self, take: &mut dyn FnMut(&DataFrame) -> PolarsResult<()>) -> PolarsResult<()>;
}

/// The cells of a column. A table may stand in memory for long before it is written, so they are held small.
#[derive(Clone, Debug)]
pub enum Cells {
    /// As they are written.
    Whole(Column),
    /// Whole numbers of 64 bits; they are written as decimals of so many digits, of them so many behind the point.
    Decimals { units: Column, digits: usize, scale: usize },
    /// Values that stand once in `of`; each cell is a row there.
    Picked { of: Column, rows: IdxCa },
    /// So many cells, each range of which is computed when it is written.
    Computed { name: PlSmallStr, dtype: DataType, len: usize, range: Computing },
}

/// Computes a range of cells.
#[derive(Clone)]
pub struct Computing(Arc<dyn Fn(Range<usize>) -> PolarsResult<Column> + Send + Sync>);

impl fmt::Debug for Computing {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("Computing")
    }
}

impl From<Column> for Cells {
    fn from(column: Column) -> Self {
        Self::Whole(column)
    }
}

impl Cells {
    /// Fen as yuan.
    pub fn yuan(fen: &[i64]) -> Self {
        Self::Decimals { units: Column::new(PlSmallStr::EMPTY, fen), digits: 18, scale: 2 }
    }

    /// Cells of which each range is computed when it is written; their types are `dtype`.
    pub fn computed(
        len: usize,
        dtype: DataType,
        range: impl Fn(Range<usize>) -> PolarsResult<Column> + Send + Sync + 'static,
    ) -> Self {
        let range = Computing(Arc::new(range));
        Self::Computed { name: PlSmallStr::EMPTY, dtype, len, range }
    }

    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        match &mut self {
            Self::Whole(column)
            | Self::Decimals { units: column, .. }
            | Self::Picked { of: column, .. } => {
                column.rename(name.into());
            }
            Self::Computed { name: own, .. } => *own = name.into(),
        }
        self
    }

    pub fn name(&self) -> &PlSmallStr {
        match self {
            Self::Whole(column) | Self::Decimals { units: column, .. } => column.name(),
            Self::Picked { of, .. } => of.name(),
            Self::Computed { name, .. } => name,
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Whole(column) | Self::Decimals { units: column, .. } => column.len(),
            Self::Picked { rows, .. } => rows.len(),
            Self::Computed { len, .. } => *len,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type in which they are written.
    pub fn dtype(&self) -> DataType {
        match self {
            Self::Whole(column) | Self::Picked { of: column, .. } => column.dtype().clone(),
            Self::Decimals { digits, scale, .. } => DataType::Decimal(*digits, *scale),
            Self::Computed { dtype, .. } => dtype.clone(),
        }
    }

    /// Some of the cells as they are written.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn slice(&self, start: usize, length: usize) -> PolarsResult<Column> {
        let from = start as i64;
        Ok(match self {
            Self::Whole(column) => column.slice(from, length),
            Self::Decimals { units, digits, scale } => {
                let wide = units.slice(from, length).cast(&DataType::Int128)?;
                wide.i128()?.clone().into_decimal_unchecked(*digits, *scale).into_column()
            }
            Self::Picked { of, rows } => of.take(&rows.slice(from, length))?,
            Self::Computed { name, len, range, .. } => {
                let start = start.min(*len);
                range.0(start..start.saturating_add(length).min(*len))?.with_name(name.clone())
            }
        })
    }
}

/// A column with what it means.
#[derive(Clone, Debug)]
pub struct OutputColumn {
    pub column: Cells,
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
        Self { name, zh, en, columns, private, sheet, adds_up, made: None }
    }

    /// This table, which is empty, with rows that are made as they are written.
    #[must_use]
    pub fn made(self, made: impl Made + 'static) -> Self {
        Self { made: Some(Arc::new(made)), ..self }
    }

    pub fn height(&self) -> usize {
        self.columns.first().map_or(0, |column| column.column.len())
    }

    /// # Errors
    /// Columns of several lengths; a fault of the engine.
    pub fn frame(&self) -> PolarsResult<DataFrame> {
        let mut frame = self.rows(0, self.height())?;
        if let Some(made) = &self.made {
            made.each_part(&mut |rows| frame.vstack_mut(rows).map(|_| ()))?;
        }
        Ok(frame)
    }

    /// Some rows of the table.
    ///
    /// # Errors
    /// As [`Self::frame`].
    pub fn rows(&self, start: usize, length: usize) -> PolarsResult<DataFrame> {
        let height = self.height();
        if let Some(other) = self.columns.iter().find(|column| column.column.len() != height) {
            let (name, rows) = (other.column.name(), other.column.len());
            return Err(polars_err!(ShapeMismatch: "{name}: {rows} rows of {height}"));
        }
        let columns = self.columns.iter().map(|column| column.column.slice(start, length));
        DataFrame::new(length, columns.collect::<PolarsResult<Vec<Column>>>()?)
    }
}

/// The type of amounts.
pub const YUAN: DataType = DataType::Decimal(18, 2);

/// Fen as a column of yuan.
pub fn yuan_column(name: &str, fen: &[i64]) -> Column {
    let wide: Vec<i128> = fen.iter().map(|v| i128::from(*v)).collect();
    Int128Chunked::from_vec(name.into(), wide).into_decimal_unchecked(18, 2).into_column()
}
