//! Columns that already hold what the table does, taken over whole.

use polars::prelude::*;

use crate::domain::CreditCode;
use crate::domain::date;
use crate::domain::money::{Currency, MAX_FEN};
use crate::frame::FieldKind;
use crate::frame::fields::is_year;
use crate::ingest::cells::{formula_sign, is_clean, is_scientific, may_be_year};
use crate::ingest::headers::Headers;
use crate::ingest::layout::Column as SheetColumn;

/// The column itself, or an exact whole-column conversion, when no value of it needs a look.
/// It must agree with [`convert`] on every value.
pub fn as_it_is(
    series: &Series,
    column: &SheetColumn,
    headers: &Headers,
) -> PolarsResult<Option<Series>> {
    let within = |values: &Int64Chunked, max: i64| {
        values.min().is_none_or(|min| min >= 0) && values.max().is_none_or(|value| value <= max)
    };
    let good = match (series.dtype(), column.field.kind) {
        (DataType::Boolean, FieldKind::Bool) => true,
        (DataType::Date, FieldKind::Date) => {
            let days = series.date()?.physical();
            let plausible = |day: Option<i32>| {
                day.is_none_or(|day| {
                    date::from_epoch_days(day).is_some_and(|day| date::plausible(&day))
                })
            };
            plausible(days.min()) && plausible(days.max())
        }
        (DataType::Int64, FieldKind::Int) if is_year(column.field) => {
            let years = series.i64()?;
            [years.min(), years.max()].into_iter().flatten().all(may_be_year)
        }
        (DataType::Int64, FieldKind::Int) => within(series.i64()?, i64::MAX),
        (DataType::Int64, FieldKind::Money) if column.shift == 0 => within(series.i64()?, MAX_FEN),
        (DataType::Decimal(_, scale), FieldKind::Money) => {
            return Ok(decimal_money(series.decimal()?.physical(), *scale, column.shift));
        }
        (DataType::Decimal(_, scale), FieldKind::Share) if !column.percent => {
            return Ok(decimal_share(series.decimal()?.physical(), *scale));
        }
        (DataType::String, _) => {
            series.str()?.iter().all(|text| text.is_none_or(|text| good(text, column, headers)))
        }
        _ => false,
    };
    Ok(good.then(|| series.clone()))
}

fn decimal_money(values: &Int128Chunked, scale: usize, shift: u32) -> Option<Series> {
    let factor = 10i128.checked_pow(shift.checked_sub(u32::try_from(scale).ok()?)?)?;
    let most = i128::from(MAX_FEN) / factor;
    if values.min().is_some_and(|min| min < 0) || values.max().is_some_and(|max| max > most) {
        return None;
    }
    // Within the range just checked, so neither the product nor the narrowing can lose anything.
    let fen = values.iter().map(|value| value.map(|value| (value * factor) as i64));
    Some(fen.collect::<Int64Chunked>().into_series())
}

/// Shares between 0 and 1 as millionths; `None` sends the column the long way.
fn decimal_share(values: &Int128Chunked, scale: usize) -> Option<Series> {
    let factor = 10i128.checked_pow(6u32.checked_sub(u32::try_from(scale).ok()?)?)?;
    let whole = 1_000_000 / factor;
    if values.min().is_some_and(|min| min < 0) || values.max().is_some_and(|max| max > whole) {
        return None;
    }
    let shares = values.iter().map(|value| value.map(|value| (value * factor) as i64));
    Some(shares.collect::<Int64Chunked>().into_series())
}

/// Whether a text is already what the column stores.
fn good(text: &str, column: &SheetColumn, headers: &Headers) -> bool {
    match column.field.kind {
        FieldKind::Text => {
            is_clean(text)
                && formula_sign(text).is_none()
                && !is_scientific(text)
                && !headers.is_nothing(text)
        }
        FieldKind::Figure => is_clean(text) && !headers.is_nothing(text),
        FieldKind::Code => CreditCode::parse(text).is_ok(),
        FieldKind::Category if headers.lists(column.field.name) => {
            headers.is_canonical(column.field.name, text)
        }
        FieldKind::Category => is_clean(text) && !headers.is_nothing(text),
        FieldKind::Currency => Currency::ALL.iter().any(|currency| currency.code() == text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::frame::columns as c;
    use crate::frame::fields::{FIRM_FIELDS, LINE_FIELDS, PLATFORM_FIELDS, find};
    use crate::ingest::cells::{RawCell, Value, convert};

    /// Nothing may pass untouched that a look at the cell would change.
    #[test]
    fn what_is_left_as_it_is_needs_no_change() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/headers.toml");
        let headers = crate::ingest::headers::load(&path).unwrap_or_default();
        let texts = [
            "",
            " ",
            "-",
            "无",
            "n/a",
            "A1",
            " A1",
            "甲 乙",
            "甲\u{3000}",
            "１２",
            "①",
            "=1",
            "+1",
            "-a",
            "-1",
            "CNY",
            "人民币",
            "usd",
            "企业",
            "公司",
            "914403001922038216",
            "9144030071526726xg",
            "a\nb",
            "\u{feff}x",
            "豈",
            "喆",
            "𠮷",
            "é",
            "~",
        ];
        let (firm, line) = (|n| find(FIRM_FIELDS, n), |n| find(LINE_FIELDS, n));
        let fields = [line(c::INVOICE_NO), firm(c::USCC), firm(c::ENTITY_TYPE), line(c::CURRENCY)];
        let measure = find(PLATFORM_FIELDS, c::MEASURE);
        let mut passed = 0;
        for field in fields.into_iter().chain([measure]).flatten() {
            let column = SheetColumn::of(field);
            for text in texts.iter().filter(|text| good(text, &column, &headers)) {
                let cell = RawCell::Text(Cow::Borrowed(*text));
                let taken = convert(&cell, &column, &headers);
                let same = Value::Text(Cow::Borrowed(*text)).into();
                assert_eq!(taken, Ok(same), "{} {text}", field.name);
                passed += 1;
            }
        }
        assert!(passed > 20, "{passed}");
    }

    #[test]
    fn numbers_that_are_left_as_they_are_need_no_change() {
        let headers = Headers::default();
        let year = find(LINE_FIELDS, c::SERVED)
            .into_iter()
            .chain(crate::frame::fields::HISTORY_FIELDS.iter());
        let mut refused = 0;
        for field in year.filter(|field| field.kind == FieldKind::Int) {
            let column = SheetColumn::of(field);
            for number in [-1, 0, 1, 26, 1948, 1949, 2025, 2099, 2100, 20_250_101, i64::MAX] {
                let series = Series::new("x".into(), [number]);
                let kept = as_it_is(&series, &column, &headers).expect("looked at").is_some();
                let cell = RawCell::Int(number);
                let taken = convert(&cell, &column, &headers);
                let same = taken == Ok(Value::Number(number).into());
                assert!(!kept || same, "{} {number}: {taken:?}", field.name);
                refused += usize::from(!kept);
            }
        }
        assert!(refused > 5, "{refused}");
    }
}
