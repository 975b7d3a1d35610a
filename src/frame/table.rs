//! One declaration for each table of a folder: its name, and every column with its type, unit and title in both
//! languages.
//!
//! [`table!`] makes the struct of a row from it. The same declaration writes rows ([`Row::table`]), reads them back
//! ([`Row::read`]), and says what `schema.json`, the reference and the sheet of a workbook say of the table
//! ([`TableSpec`]). Tables of millions of rows are written column by column ([`Columns`]) and read as frames that
//! were checked ([`TableSpec::check`]).

use std::borrow::Cow;
use std::collections::BTreeSet;

use polars::prelude::*;

use super::cells::Kind;
use super::output::{Cells, OutputColumn, OutputTable};

/// The name of a column, and its title in Chinese and English.
pub type Named = (&'static str, &'static str, &'static str);

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub zh: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl ColumnSpec {
    pub fn new((name, zh, en): Named, kind: Kind) -> Self {
        Self { name, kind, zh: zh.into(), en: en.into() }
    }

    /// The column with its values.
    pub fn with(&self, values: impl Into<Cells>) -> OutputColumn {
        let column = values.into().with_name(self.name);
        let (zh, en) = (self.zh.to_string(), self.en.to_string());
        OutputColumn { column, zh, en, unit: self.kind.unit() }
    }
}

/// What columns a field of a row needs.
pub trait Described {
    /// How many names its declaration gives: none for what names its columns itself.
    const COLUMNS: usize;
    /// Whether the table may lack any of the columns, as one for each stage of a scheme.
    const FAMILY: bool = false;

    fn specs(named: &'static [Named]) -> Vec<ColumnSpec>;
}

/// A field of a row: one column, or several that belong together.
pub trait Cell: Described + Sized {
    /// What is gathered of the rows.
    type Cells: Default;

    fn push(self, cells: &mut Self::Cells);

    /// The columns, as [`Described::specs`] has them.
    fn columns(cells: Self::Cells, named: &'static [Named]) -> Vec<OutputColumn>;

    /// One value for each row of a table.
    ///
    /// # Errors
    /// A column that is missing, of another type, or holds what no value is.
    fn read(table: &DataFrame, named: &[Named]) -> Result<Vec<Self>, Wrong>;
}

/// What a field of a row declares.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    pub named: &'static [Named],
    pub specs: fn(&'static [Named]) -> Vec<ColumnSpec>,
    pub family: bool,
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct TableSpec {
    /// File stem under `tables/`.
    pub name: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub fields: &'static [FieldSpec],
    /// Holds accounts, or cells as they were read: its file is for its owner alone.
    pub private: bool,
    /// Name of its sheet in Chinese and English; `None` where no workbook shows it.
    pub sheet: Option<(&'static str, &'static str)>,
    /// Whether its amounts add up, so that its sheet ends with their sums.
    pub adds_up: bool,
    /// Whether it also holds the columns that a scheme declares for itself.
    pub open: bool,
}

impl TableSpec {
    pub const fn new(
        (name, zh, en): (&'static str, &'static str, &'static str),
        fields: &'static [FieldSpec],
    ) -> Self {
        Self { name, zh, en, fields, private: false, sheet: None, adds_up: false, open: false }
    }

    /// See [`TableSpec::private`].
    pub const fn private(self) -> Self {
        Self { private: true, ..self }
    }

    /// See [`TableSpec::sheet`].
    pub const fn sheet(self, zh: &'static str, en: &'static str) -> Self {
        Self { sheet: Some((zh, en)), ..self }
    }

    /// See [`TableSpec::adds_up`].
    pub const fn adds_up(self) -> Self {
        Self { adds_up: true, ..self }
    }

    /// See [`TableSpec::open`].
    pub const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// All columns that the table can have, in their order.
    pub fn columns(&self) -> Vec<ColumnSpec> {
        self.fields.iter().flat_map(|field| (field.specs)(field.named)).collect()
    }

    /// Whether a table is one of these: every column is there, of its type, and no other but a scheme's own.
    ///
    /// # Errors
    /// The first column that is missing, of another type, or not declared.
    pub fn check(&self, table: &DataFrame) -> Result<(), Wrong> {
        let mut foreign: BTreeSet<&str> =
            table.get_column_names().into_iter().map(PlSmallStr::as_str).collect();
        for field in self.fields {
            for spec in (field.specs)(field.named) {
                let is_there = foreign.remove(spec.name);
                if is_there || !field.family {
                    spec.kind.of(table, spec.name)?;
                }
            }
        }
        let foreign = foreign.first().filter(|_| !self.open);
        foreign.map_or(Ok(()), |name| Err(Wrong::foreign(name)))
    }
}

/// Why a table is not one of those that are declared, in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub zh: String,
    pub en: String,
}

impl Wrong {
    pub fn missing(column: &str) -> Self {
        Self { zh: format!("缺少列 {column}"), en: format!("the column `{column}` is missing") }
    }

    fn foreign(column: &str) -> Self {
        Self {
            zh: format!("多出列 {column}"),
            en: format!("the column `{column}` does not belong there"),
        }
    }

    pub fn dtype(column: &str, found: &DataType) -> Self {
        Self {
            zh: format!("列 {column} 的类型是 {found}"),
            en: format!("the column `{column}` is of type {found}"),
        }
    }

    pub fn value(column: &str, row: usize) -> Self {
        let row = row + 1;
        Self {
            zh: format!("列 {column} 第 {row} 行的值无法识别"),
            en: format!("row {row} of the column `{column}` holds what cannot be read"),
        }
    }
}

/// A row with its columns, or a part of a row that several tables share.
pub trait Part: Sized {
    const FIELDS: &'static [FieldSpec];

    fn put(rows: impl Iterator<Item = Self>) -> Vec<OutputColumn>;

    /// # Errors
    /// As [`Cell::read`].
    fn take(table: &DataFrame) -> Result<Vec<Self>, Wrong>;
}

/// A row of a table that is declared.
pub trait Row: Part {
    const SPEC: TableSpec;

    /// The table. Rows go into its columns one by one and are not kept.
    fn table(rows: impl IntoIterator<Item = Self>) -> OutputTable {
        OutputTable::of(&Self::SPEC, Self::put(rows.into_iter()))
    }

    /// The rows of a table.
    ///
    /// # Errors
    /// A column that is missing, of another type or not declared; a value that none is.
    fn read(table: &DataFrame) -> Result<Vec<Self>, Wrong> {
        Self::SPEC.check(table)?;
        Self::take(table)
    }
}

impl<P: Part> Described for P {
    const COLUMNS: usize = 0;

    fn specs(_: &'static [Named]) -> Vec<ColumnSpec> {
        P::FIELDS.iter().flat_map(|field| (field.specs)(field.named)).collect()
    }
}

impl<P: Part> Cell for P {
    type Cells = Vec<P>;

    fn push(self, cells: &mut Vec<P>) {
        cells.push(self);
    }

    fn columns(cells: Vec<P>, _: &'static [Named]) -> Vec<OutputColumn> {
        P::put(cells.into_iter())
    }

    fn read(table: &DataFrame, _: &[Named]) -> Result<Vec<P>, Wrong> {
        P::take(table)
    }
}

/// A table that is written column by column.
#[derive(Debug)]
pub struct Columns {
    known: Vec<ColumnSpec>,
    spec: TableSpec,
    table: OutputTable,
}

impl Columns {
    pub fn of(spec: TableSpec) -> Self {
        Self { known: spec.columns(), spec, table: OutputTable::of(&spec, Vec::new()) }
    }

    /// Another name and title: of one table of many that are alike.
    pub fn named(mut self, name: String, zh: String, en: String) -> Self {
        (self.table.name, self.table.zh, self.table.en) = (name, zh, en);
        self
    }

    /// Adds a column under its name.
    pub fn column(mut self, column: impl Into<Cells>) -> Self {
        let column = column.into();
        let known = self.known.iter().find(|spec| spec.name == column.name().as_str());
        // What is not declared is refused at the end.
        let unknown = || OutputColumn {
            column: column.clone(),
            zh: String::new(),
            en: String::new(),
            unit: "",
        };
        let column = known.map_or_else(unknown, |spec| spec.with(column.clone()));
        self.table.columns.push(column);
        self
    }

    /// Adds a column that the scheme of the table declares.
    pub fn own(mut self, spec: ColumnSpec, unit: &'static str, column: impl Into<Cells>) -> Self {
        self.table.columns.push(OutputColumn { unit, ..spec.with(column) });
        self.known.push(spec);
        self
    }

    /// Adds a column of values that stand once in `of`: each cell is a row there.
    pub fn picked(self, name: &str, of: &Column, rows: &IdxCa) -> Self {
        self.column(Cells::Picked { of: of.clone(), rows: rows.clone() }.with_name(name))
    }

    /// Adds a column of whole numbers.
    pub fn int(self, name: &str, values: Vec<i64>) -> Self {
        self.column(Column::new(name.into(), values))
    }

    /// Adds a column of money in fen.
    pub fn yuan(self, name: &str, fen: &[i64]) -> Self {
        self.column(Cells::yuan(fen).with_name(name))
    }

    /// # Errors
    /// Columns that are not those declared: a fault of the program.
    pub fn finish(self) -> PolarsResult<OutputTable> {
        let checked = self.spec.check(&self.table.rows(0, 0)?);
        let is_known = |name: &str| self.known.iter().any(|spec| spec.name == name);
        let columns = self.table.columns.iter().map(|column| column.column.name().as_str());
        let foreign = columns.filter(|name| !is_known(name)).map(Wrong::foreign).next();
        let checked = checked.and(foreign.map_or(Ok(()), Err));
        checked.map_err(|wrong| polars_err!(SchemaMismatch: "{}: {}", self.spec.name, wrong.en))?;
        Ok(self.table)
    }
}

/// Declares a table with the struct of its rows, or a part of rows, or a table that is written column by column.
///
/// ```text
/// table! {
///     /// One reason at work in one measure.
///     pub struct Limit: "limits" "主要核减因素" "Limits that bind", sheet("主要核减因素", "Limits"), adds_up() {
///         claims: i64 = CLAIMS "涉及项数" "Claims";
///         reduction: Fen = REDUCTION "核减额" "Reduction";
///     }
/// }
/// ```
///
/// `CLAIMS` is a name of `frame::columns`. A `Text` has two columns, parted by a comma; a part
/// names its columns itself. What follows the titles are methods of `TableSpec`.
macro_rules! table {
    (
        $(#[$doc:meta])*
        pub struct $row:ident: $name:literal $zh:literal $en:literal
            $(, $flag:ident($($arg:literal),*))* { $($fields:tt)* }
    ) => {
        $crate::frame::table::table! { $(#[$doc])* pub struct $row { $($fields)* } }

        impl $crate::frame::table::Row for $row {
            const SPEC: $crate::frame::table::TableSpec = $crate::frame::table::TableSpec::new(
                ($name, $zh, $en),
                <Self as $crate::frame::table::Part>::FIELDS,
            )$(.$flag($($arg),*))*;
        }
    };
    (
        $(#[$doc:meta])*
        pub static $table:ident: $name:literal $zh:literal $en:literal
            $(, $flag:ident($($arg:literal),*))* {
            $($type:ty $(= $($column:ident $column_zh:literal $column_en:literal),+)?;)*
        }
    ) => {
        $(#[$doc])*
        pub const $table: $crate::frame::table::TableSpec = $crate::frame::table::TableSpec::new(
            ($name, $zh, $en),
            &[$($crate::frame::table::table!(@field $type
                $(, $($column $column_zh $column_en)+)?)),*],
        )$(.$flag($($arg),*))*;
    };
    (
        $(#[$doc:meta])*
        pub struct $part:ident {
            $(
                $(#[$field_doc:meta])*
                $field:ident: $type:ty $(= $($column:ident $column_zh:literal $column_en:literal),+)?;
            )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $part { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::frame::table::Part for $part {
            const FIELDS: &'static [$crate::frame::table::FieldSpec] =
                &[$($crate::frame::table::table!(@field $type
                    $(, $($column $column_zh $column_en)+)?)),*];

            fn put(
                rows: impl Iterator<Item = Self>,
            ) -> Vec<$crate::frame::output::OutputColumn> {
                use $crate::frame::table::Cell;
                $(let mut $field = <$type as Cell>::Cells::default();)*
                for row in rows {
                    $(<$type as Cell>::push(row.$field, &mut $field);)*
                }
                let mut columns = Vec::new();
                $(columns.extend(<$type as Cell>::columns(
                    $field,
                    &[$($(($crate::frame::columns::$column, $column_zh, $column_en)),+)?],
                ));)*
                columns
            }

            fn take(
                table: &::polars::prelude::DataFrame,
            ) -> Result<Vec<Self>, $crate::frame::table::Wrong> {
                use $crate::frame::table::Cell;
                $(let mut $field = <$type as Cell>::read(
                    table,
                    &[$($(($crate::frame::columns::$column, $column_zh, $column_en)),+)?],
                )?.into_iter();)*
                let mut rows = Vec::with_capacity(table.height());
                while let ($(Some($field),)*) = ($($field.next(),)*) {
                    rows.push(Self { $($field),* });
                }
                Ok(rows)
            }
        }
    };
    (@field $type:ty $(, $($column:ident $column_zh:literal $column_en:literal)+)?) => {
        {
            const NAMED: &[$crate::frame::table::Named] =
                &[$($(($crate::frame::columns::$column, $column_zh, $column_en)),+)?];
            const { assert!(NAMED.len() == <$type as $crate::frame::table::Described>::COLUMNS) };
            $crate::frame::table::FieldSpec {
                named: NAMED,
                specs: <$type as $crate::frame::table::Described>::specs,
                family: <$type as $crate::frame::table::Described>::FAMILY,
            }
        }
    };
}

pub(crate) use table;

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
