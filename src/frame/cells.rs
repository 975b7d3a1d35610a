//! What cells of tables are, and how values of the program go into them and come back.

use chrono::NaiveDate;
use polars::prelude::*;
use rust_decimal::Decimal;

use super::output::OutputColumn;
use super::table::{Cell, ColumnSpec, Described, Named, Wrong};
use crate::diag::{Severity, Text};
use crate::domain::Fen;
use crate::domain::date::{from_epoch_days, to_epoch_days};

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number, Int64.
    Int,
    /// A whole number that counts rows, UInt32.
    Count,
    /// Yuan to the fen, Decimal(18,2): exact for every Arrow tool.
    Yuan,
    /// A number with this many digits, and of them behind the point.
    Decimal(usize, usize),
    Date,
    Bool,
}

impl Kind {
    pub fn dtype(self) -> DataType {
        match self {
            Self::Text => DataType::String,
            Self::Int => DataType::Int64,
            Self::Count => DataType::UInt32,
            Self::Yuan => DataType::Decimal(18, 2),
            Self::Decimal(digits, scale) => DataType::Decimal(digits, scale),
            Self::Date => DataType::Date,
            Self::Bool => DataType::Boolean,
        }
    }

    /// `yuan`, or empty.
    pub fn unit(self) -> &'static str {
        if self == Self::Yuan { "yuan" } else { "" }
    }

    /// A column of this type.
    ///
    /// # Errors
    /// A column that is missing or of another type.
    pub fn of(self, table: &DataFrame, name: &str) -> Result<Column, Wrong> {
        let column = table.column(name).map_err(|_| Wrong::missing(name))?;
        let fits = match (column.dtype(), self.dtype()) {
            // Digits are room, not meaning.
            (DataType::Decimal(_, found), DataType::Decimal(_, scale)) => *found == scale,
            (found, wanted) => *found == wanted,
        };
        if fits { Ok(column.clone()) } else { Err(Wrong::dtype(name, column.dtype())) }
    }
}

/// A value that stands in a column as a number: of days since 1970 for dates, of the smallest unit for decimals.
trait Number: Sized {
    const KIND: Kind;

    fn number(&self) -> i128;

    fn from_number(number: i128) -> Option<Self>;
}

impl Number for i64 {
    const KIND: Kind = Kind::Int;

    fn number(&self) -> i128 {
        (*self).into()
    }

    fn from_number(number: i128) -> Option<Self> {
        Self::try_from(number).ok()
    }
}

impl Number for u32 {
    const KIND: Kind = Kind::Count;

    fn number(&self) -> i128 {
        (*self).into()
    }

    fn from_number(number: i128) -> Option<Self> {
        Self::try_from(number).ok()
    }
}

impl Number for Fen {
    const KIND: Kind = Kind::Yuan;

    fn number(&self) -> i128 {
        self.0.into()
    }

    fn from_number(number: i128) -> Option<Self> {
        i64::try_from(number).ok().map(Fen)
    }
}

impl Number for bool {
    const KIND: Kind = Kind::Bool;

    fn number(&self) -> i128 {
        (*self).into()
    }

    fn from_number(number: i128) -> Option<Self> {
        Some(number != 0)
    }
}

impl Number for NaiveDate {
    const KIND: Kind = Kind::Date;

    fn number(&self) -> i128 {
        to_epoch_days(*self).into()
    }

    fn from_number(number: i128) -> Option<Self> {
        from_epoch_days(i32::try_from(number).ok()?)
    }
}

/// A number with `SCALE` digits behind the point, of `DIGITS` in all, in units of the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled<const DIGITS: usize, const SCALE: usize>(pub i128);

impl<const DIGITS: usize, const SCALE: usize> Number for Scaled<DIGITS, SCALE> {
    const KIND: Kind = Kind::Decimal(DIGITS, SCALE);

    fn number(&self) -> i128 {
        self.0
    }

    fn from_number(number: i128) -> Option<Self> {
        Some(Self(number))
    }
}

/// A figure that is no money: an index, a count with decimals, a growth rate as a share of one.
pub type Figure = Scaled<38, 10>;

impl Figure {
    const SCALE: u32 = 10;

    /// `None` for a number that leaves the range with so many decimals: it must not be misread.
    pub fn of(value: Decimal) -> Option<Self> {
        let mut value = value.round_dp_with_strategy(
            Self::SCALE,
            rust_decimal::RoundingStrategy::MidpointAwayFromZero,
        );
        value.rescale(Self::SCALE);
        (value.scale() == Self::SCALE).then(|| Scaled(value.mantissa()))
    }

    /// `None` beyond the range of decimals.
    pub fn decimal(self) -> Option<Decimal> {
        Some(Decimal::try_from_i128_with_scale(self.0, Self::SCALE).ok()?.normalize())
    }
}

fn column(kind: Kind, cells: &[Option<i128>]) -> Column {
    // Each fits: it was made from a value of its kind.
    let numbers = cells.iter().copied();
    match kind {
        Kind::Int => numbers.map(|n| n.map(|n| n as i64)).collect::<Int64Chunked>().into_column(),
        Kind::Count => {
            numbers.map(|n| n.map(|n| n as u32)).collect::<UInt32Chunked>().into_column()
        }
        Kind::Date => {
            let days: Int32Chunked = numbers.map(|n| n.map(|n| n as i32)).collect();
            days.into_date().into_column()
        }
        Kind::Bool => numbers.map(|n| n.map(|n| n != 0)).collect::<BooleanChunked>().into_column(),
        Kind::Text => Column::new_empty(PlSmallStr::EMPTY, &DataType::String),
        Kind::Yuan | Kind::Decimal(..) => {
            let (digits, scale) = if let Kind::Decimal(d, s) = kind { (d, s) } else { (18, 2) };
            let numbers: Int128Chunked = numbers.collect();
            numbers.into_decimal_unchecked(digits, scale).into_column()
        }
    }
}

fn numbers(kind: Kind, table: &DataFrame, name: &str) -> Result<Vec<Option<i128>>, Wrong> {
    let column = kind.of(table, name)?;
    let read = || -> PolarsResult<Vec<Option<i128>>> {
        Ok(match kind {
            Kind::Int => column.i64()?.iter().map(|n| n.map(i128::from)).collect(),
            Kind::Count => column.u32()?.iter().map(|n| n.map(i128::from)).collect(),
            Kind::Date => column.date()?.physical().iter().map(|n| n.map(i128::from)).collect(),
            Kind::Bool => column.bool()?.iter().map(|n| n.map(i128::from)).collect(),
            Kind::Yuan | Kind::Decimal(..) => column.decimal()?.physical().iter().collect(),
            Kind::Text => Vec::new(),
        })
    };
    read().map_err(|_| Wrong::dtype(name, column.dtype()))
}

/// Values made of the numbers of a column.
fn of_numbers<T>(
    kind: Kind,
    table: &DataFrame,
    name: &str,
    of: impl Fn(Option<i128>) -> Option<T>,
) -> Result<Vec<T>, Wrong> {
    let numbers = numbers(kind, table, name)?.into_iter().enumerate();
    numbers.map(|(at, n)| of(n).ok_or_else(|| Wrong::value(name, at))).collect()
}

/// The values of one column, as [`Cell::read`] reads them.
///
/// # Errors
/// As [`Cell::read`].
pub fn values<T: Cell>(table: &DataFrame, name: &'static str) -> Result<Vec<T>, Wrong> {
    T::read(table, &[(name, "", "")])
}

/// The one name of a field with one column.
fn name(named: &[Named]) -> &'static str {
    named.first().map_or("", |(name, ..)| name)
}

fn specs(named: &'static [Named], kind: Kind) -> Vec<ColumnSpec> {
    named.iter().map(|named| ColumnSpec::new(*named, kind)).collect()
}

fn described(column: Column, named: &'static [Named], kind: Kind) -> Vec<OutputColumn> {
    specs(named, kind).iter().map(|spec| spec.with(column.clone())).collect()
}

macro_rules! numbers {
    ($([$($generic:tt)*] $type:ty;)*) => {$(
        impl<$($generic)*> Described for $type {
            const COLUMNS: usize = 1;

            fn specs(named: &'static [Named]) -> Vec<ColumnSpec> {
                specs(named, <$type as Number>::KIND)
            }
        }

        impl<$($generic)*> Cell for $type {
            type Cells = Vec<Option<i128>>;

            fn push(self, cells: &mut Self::Cells) {
                cells.push(Some(self.number()));
            }

            fn columns(cells: Self::Cells, named: &'static [Named]) -> Vec<OutputColumn> {
                let kind = <$type as Number>::KIND;
                described(column(kind, &cells), named, kind)
            }

            fn read(table: &DataFrame, named: &[Named]) -> Result<Vec<Self>, Wrong> {
                let value = |number: Option<i128>| Self::from_number(number?);
                of_numbers(<$type as Number>::KIND, table, name(named), value)
            }
        }
    )*};
}

numbers! {
    [] i64;
    [] u32;
    [] Fen;
    [] bool;
    [] NaiveDate;
    [const DIGITS: usize, const SCALE: usize] Scaled<DIGITS, SCALE>;
}

impl<T: Number> Described for Option<T> {
    const COLUMNS: usize = 1;

    fn specs(named: &'static [Named]) -> Vec<ColumnSpec> {
        specs(named, T::KIND)
    }
}

impl<T: Number> Cell for Option<T> {
    type Cells = Vec<Option<i128>>;

    fn push(self, cells: &mut Self::Cells) {
        cells.push(self.map(|value| value.number()));
    }

    fn columns(cells: Self::Cells, named: &'static [Named]) -> Vec<OutputColumn> {
        described(column(T::KIND, &cells), named, T::KIND)
    }

    fn read(table: &DataFrame, named: &[Named]) -> Result<Vec<Self>, Wrong> {
        let value = |number: Option<i128>| match number {
            None => Some(None),
            Some(number) => T::from_number(number).map(Some),
        };
        of_numbers(T::KIND, table, name(named), value)
    }
}

/// Texts of a column.
pub struct Texts(StringChunkedBuilder);

impl Default for Texts {
    fn default() -> Self {
        Self(StringChunkedBuilder::new(PlSmallStr::EMPTY, 0))
    }
}

impl Texts {
    pub fn push(&mut self, text: &str) {
        self.0.append_value(text);
    }

    pub fn finish(self) -> Column {
        self.0.finish().into_column()
    }
}

/// The texts of a column, made into values; a cell without one holds the empty text.
///
/// # Errors
/// A column that is missing or of another type; a text that is no value.
pub fn texts<T>(
    table: &DataFrame,
    name: &str,
    of: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Wrong> {
    let column = Kind::Text.of(table, name)?;
    let texts = column.str().map_err(|_| Wrong::dtype(name, column.dtype()))?;
    let value = |(at, text): (usize, Option<&str>)| {
        of(text.unwrap_or_default()).ok_or_else(|| Wrong::value(name, at))
    };
    texts.iter().enumerate().map(value).collect()
}

impl Described for String {
    const COLUMNS: usize = 1;

    fn specs(named: &'static [Named]) -> Vec<ColumnSpec> {
        specs(named, Kind::Text)
    }
}

impl Cell for String {
    type Cells = Texts;

    fn push(self, cells: &mut Texts) {
        cells.push(&self);
    }

    fn columns(cells: Texts, named: &'static [Named]) -> Vec<OutputColumn> {
        described(cells.finish(), named, Kind::Text)
    }

    fn read(table: &DataFrame, named: &[Named]) -> Result<Vec<Self>, Wrong> {
        texts(table, name(named), |text| Some(text.to_string()))
    }
}

impl Described for Text {
    const COLUMNS: usize = 2;

    fn specs(named: &'static [Named]) -> Vec<ColumnSpec> {
        specs(named, Kind::Text)
    }
}

impl Cell for Text {
    type Cells = (Texts, Texts);

    fn push(self, cells: &mut Self::Cells) {
        cells.0.push(&self.zh);
        cells.1.push(&self.en);
    }

    fn columns((zh, en): Self::Cells, named: &'static [Named]) -> Vec<OutputColumn> {
        let columns = [zh.finish(), en.finish()];
        let specs = specs(named, Kind::Text);
        specs.iter().zip(columns).map(|(spec, column)| spec.with(column)).collect()
    }

    fn read(table: &DataFrame, named: &[Named]) -> Result<Vec<Self>, Wrong> {
        let half = |at: usize| String::read(table, named.get(at..=at).unwrap_or_default());
        Ok(half(0)?.into_iter().zip(half(1)?).map(|(zh, en)| Text { zh, en }).collect())
    }
}

/// Lets values of an enum stand in a column by their words: how a value is called, and all values.
macro_rules! words {
    ($type:ty, $word:expr, $all:expr) => {
        impl $crate::frame::table::Described for $type {
            const COLUMNS: usize = 1;

            fn specs(
                named: &'static [$crate::frame::table::Named],
            ) -> Vec<$crate::frame::table::ColumnSpec> {
                <String as $crate::frame::table::Described>::specs(named)
            }
        }

        impl $crate::frame::table::Cell for $type {
            type Cells = $crate::frame::cells::Texts;

            fn push(self, cells: &mut Self::Cells) {
                cells.push($word(self));
            }

            fn columns(
                cells: Self::Cells,
                named: &'static [$crate::frame::table::Named],
            ) -> Vec<$crate::frame::output::OutputColumn> {
                <String as $crate::frame::table::Cell>::columns(cells, named)
            }

            fn read(
                table: &::polars::prelude::DataFrame,
                named: &[$crate::frame::table::Named],
            ) -> Result<Vec<Self>, $crate::frame::table::Wrong> {
                let name = named.first().map_or("", |(name, ..)| name);
                let value = |text: &str| $all.into_iter().find(|value| $word(*value) == text);
                $crate::frame::cells::texts(table, name, value)
            }
        }
    };
}

pub(crate) use words;

words!(Severity, Severity::key, [Severity::Note, Severity::Warning, Severity::Error]);

#[cfg(test)]
mod tests {
    use super::*;

    /// A number goes into a table and comes back the same.
    #[test]
    fn numbers_survive_the_table() {
        for text in ["1160.53", "0", "-3.5", "14.79"] {
            let number: Decimal = text.parse().expect("a decimal");
            let figure = Figure::of(number).expect("in range");
            let mut cells = Vec::new();
            figure.push(&mut cells);
            let named: &[Named] = &[("x", "", "")];
            let columns = Figure::columns(cells, &[("x", "", "")]);
            let column = columns[0].column.slice(0, 1).expect("a column");
            let table = DataFrame::new(1, vec![column]).expect("a table");
            let read = Figure::read(&table, named).expect("figures");
            assert_eq!(read[0].decimal(), Some(number));
        }
    }
}
