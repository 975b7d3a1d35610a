//! The values of a column of any type, shown one by one as cells.

use std::borrow::Cow;

use polars::prelude::*;

use super::cells::RawCell;
use crate::domain::{Instant, date};

/// Shows every value as a cell.
pub fn each_cell(series: &Series, show: &mut dyn FnMut(RawCell)) -> PolarsResult<()> {
    match series.dtype() {
        DataType::Null => (0..series.len()).for_each(|_| show(RawCell::Empty)),
        DataType::String => {
            each(series.str()?.iter(), show, |text| RawCell::Text(Cow::Borrowed(text)));
        }
        DataType::Binary => {
            each(series.binary()?.iter(), show, |bytes| match std::str::from_utf8(bytes) {
                Ok(text) => RawCell::Text(Cow::Borrowed(text)),
                Err(_) => RawCell::Error(Cow::Borrowed("(binary)")),
            })
        }
        DataType::Boolean => each(series.bool()?.iter(), show, RawCell::Bool),
        DataType::Float64 => each(series.f64()?.iter(), show, RawCell::Float),
        DataType::Float32 => each(series.f32()?.iter(), show, super::parquet::single::cell),
        DataType::Int64 => each(series.i64()?.iter(), show, RawCell::Int),
        DataType::Int128 => each(series.i128()?.iter(), show, |value| whole(value, 0)),
        DataType::UInt64 => each_cell(&series.strict_cast(&DataType::Int128)?, show)?,
        dtype if dtype.is_integer() => {
            each_cell(&series.strict_cast(&DataType::Int64)?, show)?;
        }
        DataType::Decimal(_, scale) => {
            let values = series.decimal()?.physical();
            each(values.iter(), show, |value| whole(value, *scale));
        }
        DataType::Date => each(series.date()?.physical().iter(), show, |day| {
            date::from_epoch_days(day).map_or(RawCell::Error("(date)".into()), RawCell::Date)
        }),
        DataType::Datetime(unit, zone) => {
            let values = series.datetime()?.physical();
            each(values.iter(), show, |value| moment(value, *unit, zone.is_some()));
        }
        _ => {
            for at in 0..series.len() {
                match series.get(at)? {
                    AnyValue::Null => show(RawCell::Empty),
                    value => show(RawCell::Error(value.to_string().into())),
                }
            }
        }
    }
    Ok(())
}

fn each<'a, T>(
    values: impl Iterator<Item = Option<T>>,
    show: &mut dyn FnMut(RawCell),
    cell: impl Fn(T) -> RawCell<'a>,
) {
    values.for_each(|value| show(value.map_or(RawCell::Empty, &cell)));
}

fn whole<'a>(value: i128, scale: usize) -> RawCell<'a> {
    RawCell::Decimal { value, scale: scale as u32 }
}

/// A clock time is a day; an instant is one only where one is.
fn moment<'a>(value: i64, unit: TimeUnit, is_instant: bool) -> RawCell<'a> {
    let per_second = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    };
    let moment = Instant::utc(value.div_euclid(per_second));
    match moment.day_written() {
        Some(day) if !is_instant => RawCell::Date(day),
        _ => RawCell::Moment(moment),
    }
}
