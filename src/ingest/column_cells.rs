//! The values of a column of any type, shown one by one as cells.

use std::borrow::Cow;

use polars::prelude::*;

use super::cells::RawCell;
use crate::domain::date;

const SECONDS_PER_DAY: i64 = 86_400;

/// Shows every value as a cell.
pub fn each_cell(series: &Series, show: &mut dyn FnMut(RawCell)) -> PolarsResult<()> {
    match series.dtype() {
        DataType::Null => (0..series.len()).for_each(|_| show(RawCell::Empty)),
        DataType::String => {
            each(series.str()?.iter(), show, |text| RawCell::Text(Cow::Borrowed(text)));
        }
        DataType::Categorical(..) | DataType::Enum(..) => {
            return each_cell(&series.cast(&DataType::String)?, show);
        }
        DataType::Binary => {
            each(series.binary()?.iter(), show, |bytes| match std::str::from_utf8(bytes) {
                Ok(text) => RawCell::Text(Cow::Borrowed(text)),
                Err(_) => RawCell::Error(Cow::Borrowed("(binary)")),
            })
        }
        DataType::Boolean => each(series.bool()?.iter(), show, RawCell::Bool),
        DataType::Float64 => each(series.f64()?.iter(), show, RawCell::Float),
        DataType::Float32 => each_cell(&series.cast(&DataType::Float64)?, show)?,
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
            let zone = zone.as_ref().map(ToString::to_string);
            let values = series.datetime()?.physical();
            each(values.iter(), show, |value| moment(value, *unit, zone.as_deref()));
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

/// The day of a moment. Clock times of this country are taken as such; those of another zone only
/// at midnight, since for them the day here is a guess.
fn moment<'a>(value: i64, unit: TimeUnit, zone: Option<&str>) -> RawCell<'a> {
    const EIGHT_HOURS: i64 = 8 * 3_600;
    let per_second = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    };
    let seconds = value.div_euclid(per_second);
    let here = matches!(
        zone,
        Some(
            "Asia/Shanghai" | "Asia/Chongqing" | "Asia/Hong_Kong" | "Asia/Macau" | "PRC" | "+08:00"
        )
    );
    let local = match zone {
        None => seconds,
        Some(_) if here => seconds.saturating_add(EIGHT_HOURS),
        Some(_) if seconds.rem_euclid(SECONDS_PER_DAY) == 0 => seconds,
        Some(zone) => return RawCell::Text(format!("{value} {unit} {zone}").into()),
    };
    let day = i32::try_from(local.div_euclid(SECONDS_PER_DAY)).ok();
    match day.and_then(date::from_epoch_days) {
        Some(day) => RawCell::Date(day),
        None => RawCell::Text(format!("{value} {unit}").into()),
    }
}
