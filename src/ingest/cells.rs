//! One cell, whatever file it came from, as the value that its column holds.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::headers::Headers;
use super::layout::Column;
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::credit_code::{CreditCode, CreditCodeError};
use crate::domain::date;
use crate::domain::money::{Currency, MAX_FEN, NumberError, hundredths_of_binary, scaled};
use crate::domain::text::{clean, half_width};
use crate::frame::FieldKind;

/// A binary number of this size and beyond no longer holds every whole number as typed.
const EXACT_BINARY: f64 = 1e15;
/// Shares are kept in millionths.
const SHARE_DIGITS: u32 = 6;
const WHOLE_SHARE: i64 = 1_000_000;

/// A cell as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum RawCell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Int(i64),
    Float(f64),
    Bool(bool),
    Date(NaiveDate),
    Decimal { value: i128, scale: u32 },
    Error(Cow<'a, str>),
    FormulaWithoutValue,
}

impl RawCell<'_> {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a person would write it: for messages and for rows kept in quarantine.
    pub fn display(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.to_string(),
            Self::Int(value) => value.to_string(),
            // The shortest decimal that gives this number back.
            Self::Float(value) => value.to_string(),
            Self::Bool(value) => (if *value { "TRUE" } else { "FALSE" }).to_string(),
            Self::Date(day) => day.to_string(),
            Self::Decimal { value, scale } => decimal_text(*value, *scale),
            Self::FormulaWithoutValue => "=?".to_string(),
        }
    }
}

fn decimal_text(value: i128, scale: u32) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    format!("{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}

/// What a column stores.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    /// Minor units, whole numbers or millionths.
    Number(i64),
    /// Days since 1970-01-01.
    Day(i32),
    Truth(bool),
}

/// What is wrong with a cell, without its place.
pub type Converted<'a> = Result<Value<'a>, Diagnostic>;

/// The value of a cell in a column.
///
/// # Errors
/// One finding; the row goes into quarantine.
pub fn convert<'a>(cell: &'a RawCell<'a>, column: &Column, headers: &Headers) -> Converted<'a> {
    let value = match cell {
        RawCell::Empty => Value::Null,
        RawCell::Error(read) => return Err(fault(&codes::ERROR_CELL, read)),
        RawCell::FormulaWithoutValue => {
            return Err(Diagnostic::new(&codes::FORMULA_WITHOUT_VALUE));
        }
        RawCell::Text(text) => {
            let text = cleaned(text);
            if headers.is_nothing(&text) {
                Value::Null
            } else {
                from_text(text, cell, column, headers)?
            }
        }
        other => from_number(other, column, headers)?,
    };
    match value {
        Value::Null if column.required => Err(Diagnostic::new(&codes::MISSING_VALUE)),
        value => Ok(value),
    }
}

/// Borrows what is clean already.
fn cleaned(text: &str) -> Cow<'_, str> {
    if is_clean(text) { Cow::Borrowed(text) } else { Cow::Owned(clean(text)) }
}

/// Whether cleaning surely changes nothing: printable ASCII and common Chinese characters, no
/// space at an end. Everything else is left to [`clean`].
pub fn is_clean(text: &str) -> bool {
    !text.starts_with(' ')
        && !text.ends_with(' ')
        && (text.bytes().all(|b| (b' '..=b'~').contains(&b))
            || text.chars().all(|c| matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}')))
}

/// The sign at the start of a text that a spreadsheet could take for a formula.
pub fn formula_sign(text: &str) -> Option<char> {
    let mut chars = text.chars();
    match chars.next()? {
        sign @ ('=' | '+' | '@') => Some(sign),
        '-' => match chars.next() {
            Some(c) if !c.is_ascii_digit() && c != '.' && c != '-' => Some('-'),
            _ => None,
        },
        _ => None,
    }
}

fn fault(code: &'static Code, read: &str) -> Diagnostic {
    Diagnostic::new(code).arg("read", read)
}

fn from_text<'a>(
    text: Cow<'a, str>,
    cell: &RawCell,
    column: &Column,
    headers: &Headers,
) -> Converted<'a> {
    let read = || cell.display();
    match column.field.kind {
        FieldKind::Text => Ok(Value::Text(text)),
        FieldKind::Code => code(text),
        FieldKind::Money => money_text(&text, column).map_err(|e| fault(money_code(e), &read())),
        FieldKind::Date => match date::parse(&text) {
            Some(day) => Ok(Value::Day(date::to_epoch_days(day))),
            None => Err(fault(&codes::BAD_DATE, &read())),
        },
        FieldKind::Bool => truth(&text, headers),
        FieldKind::Int => whole_text(&text).ok_or_else(|| fault(&codes::BAD_INT, &read())),
        FieldKind::Share => {
            share_text(&text, column.percent).ok_or_else(|| fault(&codes::BAD_SHARE, &read()))
        }
        FieldKind::Category => category(text, column, headers),
        FieldKind::Currency => match Currency::parse(&text) {
            Some(currency) => Ok(Value::Text(Cow::Borrowed(currency.code()))),
            None => Err(fault(&codes::BAD_CURRENCY, &read())),
        },
    }
}

/// Numbers, dates and truth values.
fn from_number<'a>(cell: &RawCell, column: &Column, headers: &Headers) -> Converted<'a> {
    let refused = |code: &'static Code| Err(fault(code, &cell.display()));
    match column.field.kind {
        FieldKind::Money => match money_number(cell, column.shift) {
            Some(result) => {
                money(result).map_err(|error| fault(money_code(error), &cell.display()))
            }
            None => refused(&codes::BAD_MONEY),
        },
        FieldKind::Date => match day(cell, column.epoch_1904) {
            Some(day) => Ok(Value::Day(date::to_epoch_days(day))),
            None => refused(&codes::BAD_DATE),
        },
        FieldKind::Int => match whole(cell) {
            Some(value) if value >= 0 => Ok(Value::Number(value)),
            _ => refused(&codes::BAD_INT),
        },
        FieldKind::Share => match share_number(cell, column.percent) {
            Some(value) => Ok(Value::Number(value)),
            None => refused(&codes::BAD_SHARE),
        },
        FieldKind::Bool => match cell {
            RawCell::Bool(value) => Ok(Value::Truth(*value)),
            other => truth(&other.display(), headers),
        },
        FieldKind::Text => match text_of(cell) {
            Some(text) => Ok(Value::Text(Cow::Owned(text))),
            None => refused(&codes::CODE_AS_NUMBER),
        },
        FieldKind::Code => match cell {
            // A whole number of 64 bits keeps all digits; a binary fraction does not.
            RawCell::Int(_) | RawCell::Decimal { scale: 0, .. } => {
                code(Cow::Owned(cell.display())).or_else(|_| refused(&codes::CODE_AS_NUMBER))
            }
            _ => refused(&codes::CODE_AS_NUMBER),
        },
        FieldKind::Category => category(Cow::Owned(cell.display()), column, headers),
        FieldKind::Currency => refused(&codes::BAD_CURRENCY),
    }
}

fn code(text: Cow<'_, str>) -> Converted<'_> {
    let text = if text.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        text
    };
    match CreditCode::parse(&text) {
        Ok(_) => Ok(Value::Text(text)),
        Err(error) => {
            let (zh, en) = code_reason(error);
            Err(fault(&codes::BAD_CREDIT_CODE, &text).arg("why", zh).arg("why_en", en))
        }
    }
}

fn code_reason(error: CreditCodeError) -> (&'static str, &'static str) {
    match error {
        CreditCodeError::Length => ("应为 18 位", "it must have 18 characters"),
        CreditCodeError::Symbol => {
            ("含有不使用的字符（如 I、O、S、V、Z）", "it holds a character that is not used")
        }
        CreditCodeError::Check => ("末位校验码不符", "its last check character does not fit"),
        CreditCodeError::OrganisationCheck => (
            "第 17 位组织机构代码校验码不符",
            "the check character of its organisation code does not fit",
        ),
    }
}

fn truth<'a>(text: &str, headers: &Headers) -> Converted<'a> {
    if headers.is_yes(text) {
        Ok(Value::Truth(true))
    } else if headers.is_no(text) {
        Ok(Value::Truth(false))
    } else {
        Err(fault(&codes::BAD_BOOL, text))
    }
}

fn category<'a>(text: Cow<'a, str>, column: &Column, headers: &Headers) -> Converted<'a> {
    let known = headers.category_words(column.field.name);
    if known.is_empty() {
        return Ok(Value::Text(text));
    }
    match headers.category(column.field.name, &text) {
        Some(word) => Ok(Value::Text(Cow::Owned(word.to_string()))),
        None => Err(fault(&codes::UNKNOWN_CATEGORY, &text)
            .arg("column", column.field.zh)
            .arg("known", known.join("、"))),
    }
}

// Money.

enum MoneyError {
    Number(NumberError),
    Negative,
}

fn money_code(error: MoneyError) -> &'static Code {
    match error {
        MoneyError::Negative => &codes::NEGATIVE_MONEY,
        MoneyError::Number(NumberError::TooPrecise) => &codes::MONEY_TOO_PRECISE,
        MoneyError::Number(NumberError::TooLarge) => &codes::MONEY_TOO_LARGE,
        MoneyError::Number(NumberError::NotANumber | NumberError::NoUnit) => &codes::BAD_MONEY,
    }
}

fn money<'a>(result: Result<i64, NumberError>) -> Result<Value<'a>, MoneyError> {
    match result {
        Ok(fen) if fen < 0 => Err(MoneyError::Negative),
        Ok(fen) => Ok(Value::Number(fen)),
        Err(error) => Err(MoneyError::Number(error)),
    }
}

/// `￥1,234.50元`. A unit in the cell must be the unit of the column: `300元` under 万元 is refused.
fn money_text<'a>(text: &str, column: &Column) -> Result<Value<'a>, MoneyError> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_start_matches(['¥', '￥']);
    let text = column.cell_units().iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    money(scaled(text, column.shift))
}

/// `None` for a cell that holds no number.
fn money_number(cell: &RawCell, shift: u32) -> Option<Result<i64, NumberError>> {
    match cell {
        RawCell::Int(value) => Some(decimal(i128::from(*value), 0, shift)),
        RawCell::Decimal { value, scale } => Some(decimal(*value, *scale, shift)),
        // Yuan and fen: the hundredth that was meant. Larger units: the number as it is shown.
        RawCell::Float(value) if shift == 2 => Some(hundredths_of_binary(*value)),
        RawCell::Float(value) => Some(scaled(&value.to_string(), shift)),
        _ => None,
    }
}

/// `value / 10^scale × 10^shift`, exactly.
fn decimal(value: i128, scale: u32, shift: u32) -> Result<i64, NumberError> {
    let power = |digits: u32| 10i128.checked_pow(digits).ok_or(NumberError::TooLarge);
    let value = if scale <= shift {
        value.checked_mul(power(shift - scale)?).ok_or(NumberError::TooLarge)?
    } else {
        let divisor = power(scale - shift)?;
        if value % divisor != 0 {
            return Err(NumberError::TooPrecise);
        }
        value / divisor
    };
    match i64::try_from(value) {
        Ok(value) if value.abs() <= MAX_FEN => Ok(value),
        _ => Err(NumberError::TooLarge),
    }
}

// Whole numbers, shares, dates, text.

/// `2025`, `1,200`, `2025年`, `35家`.
fn whole_text<'a>(text: &str) -> Option<Value<'a>> {
    let text = text.strip_suffix(['年', '家', '个', '户']).unwrap_or(text);
    scaled(text, 0).ok().filter(|value| *value >= 0).map(Value::Number)
}

fn whole(cell: &RawCell) -> Option<i64> {
    match cell {
        RawCell::Int(value) => Some(*value),
        RawCell::Float(value) if value.fract() == 0.0 && value.abs() < EXACT_BINARY => {
            Some(*value as i64)
        }
        RawCell::Decimal { value, scale } => decimal(*value, *scale, 0).ok(),
        _ => None,
    }
}

fn share_text<'a>(text: &str, percent: bool) -> Option<Value<'a>> {
    let value = match text.strip_suffix('%') {
        Some(number) => scaled(number, SHARE_DIGITS - 2),
        // As for numbers: between 0 and 1 under `(%)` it cannot be told which is meant.
        None if percent => scaled(text, SHARE_DIGITS - 2).and_then(|s| {
            if s > 0 && s <= WHOLE_SHARE / 100 { Err(NumberError::NotANumber) } else { Ok(s) }
        }),
        None => scaled(text, SHARE_DIGITS),
    };
    value.ok().filter(|share| (0..=WHOLE_SHARE).contains(share)).map(Value::Number)
}

/// Under a heading with `(%)` a number counts percent, but 0 to 1 there may as well be a cell in
/// percent format: that is refused rather than guessed.
fn share_number(cell: &RawCell, percent: bool) -> Option<i64> {
    let shift = if percent { SHARE_DIGITS - 2 } else { SHARE_DIGITS };
    let value = match cell {
        RawCell::Int(value) => decimal(i128::from(*value), 0, shift).ok(),
        RawCell::Decimal { value, scale } => decimal(*value, *scale, shift).ok(),
        // A number computed by a formula may miss its decimal by the last bit.
        RawCell::Float(value) => scaled(&value.to_string(), shift)
            .ok()
            .or_else(|| Some(hundredths_of_binary(*value).ok()? * 10i64.pow(shift - 2))),
        _ => None,
    }?;
    let one_percent = WHOLE_SHARE / 100;
    match value {
        share if percent && 0 < share && share <= one_percent => None,
        share if (0..=WHOLE_SHARE).contains(&share) => Some(share),
        _ => None,
    }
}

fn day(cell: &RawCell, epoch_1904: bool) -> Option<NaiveDate> {
    const DAYS_1900_TO_1904: f64 = 1462.0;
    match cell {
        RawCell::Date(day) => Some(*day).filter(date::plausible),
        RawCell::Int(_) | RawCell::Float(_) | RawCell::Decimal { .. } => {
            let value = whole(cell).map(|v| v as f64).or(match cell {
                RawCell::Float(value) => Some(*value),
                _ => None,
            })?;
            let shift = if epoch_1904 { DAYS_1900_TO_1904 } else { 0.0 };
            date::from_serial(value + shift).or_else(|| date::parse(&cell.display()))
        }
        _ => None,
    }
}

/// A number in a text column: phone numbers and the like, as long as no digit can be lost.
fn text_of(cell: &RawCell) -> Option<String> {
    match cell {
        RawCell::Float(_) => whole(cell).map(|value| value.to_string()),
        RawCell::Decimal { scale, .. } if *scale > 0 => None,
        other => Some(other.display()),
    }
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
