//! One cell, whatever file it came from, as the value that its column holds.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::applicant_codes::{CODES_AS_TEXT, code, kept};
use super::formats::STRUCK;
use super::headers::Headers;
use super::layout::{Column, YUAN};
use super::money;
use super::ranks::rank;
use super::repairs::Repair;
use super::shown_numbers::scaled_number;
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::date;
use crate::domain::moment::Instant;
use crate::domain::money::{Currency, NumberError, hundredths_of_binary, scaled};
use crate::domain::text::{clean, digits_are_unclear, tidy};
use crate::frame::FieldKind;
use crate::frame::columns as c;
use crate::frame::fields::{PAPERS, SAYS_NONE, is_year};
use crate::frame::own::Own;

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
    /// A moment whose zone is known: its day depends on where one is.
    Moment(Instant),
    Decimal {
        value: i128,
        scale: u32,
    },
    Error(Cow<'a, str>),
    FormulaWithoutValue,
    /// A number whose format says a unit or a currency, with the text that a person sees.
    Shown {
        value: f64,
        text: String,
    },
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
            Self::Moment(moment) => moment.to_string(),
            Self::Decimal { value, scale } => decimal_text(*value, *scale),
            Self::FormulaWithoutValue => "=?".to_string(),
            Self::Shown { text, .. } => text.clone(),
        }
    }

    /// The same without a hold on the file.
    pub fn owned(&self) -> RawCell<'static> {
        match self {
            Self::Empty => RawCell::Empty,
            Self::Text(text) => RawCell::Text(Cow::Owned(text.to_string())),
            Self::Int(value) => RawCell::Int(*value),
            Self::Float(value) => RawCell::Float(*value),
            Self::Bool(value) => RawCell::Bool(*value),
            Self::Date(day) => RawCell::Date(*day),
            Self::Moment(moment) => RawCell::Moment(*moment),
            Self::Decimal { value, scale } => RawCell::Decimal { value: *value, scale: *scale },
            Self::Error(text) => RawCell::Error(Cow::Owned(text.to_string())),
            Self::FormulaWithoutValue => RawCell::FormulaWithoutValue,
            Self::Shown { value, text } => RawCell::Shown { value: *value, text: text.clone() },
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

/// A cell as it is taken over.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken<'a> {
    pub value: Value<'a>,
    /// How the value differs from what was written, if it does.
    pub repair: Option<Repair>,
    /// A currency that stands in the cell itself (`US$1,000`); the row must agree.
    pub currency: Option<Currency>,
}

impl<'a> From<Value<'a>> for Taken<'a> {
    fn from(value: Value<'a>) -> Self {
        Self { value, repair: None, currency: None }
    }
}

impl Taken<'_> {
    pub(super) fn repaired(self, repair: Repair) -> Self {
        Self { repair: Some(repair), ..self }
    }
}

/// A cell, or what is wrong with it, without its place.
pub type Converted<'a> = Result<Taken<'a>, Diagnostic>;

/// The value of a cell in a column.
///
/// # Errors
/// One finding; the row goes into quarantine.
pub fn convert<'a>(cell: &'a RawCell<'a>, column: &Column, headers: &Headers) -> Converted<'a> {
    let taken = match cell {
        RawCell::Empty => Value::Null.into(),
        RawCell::Error(read) => return Err(fault(&codes::ERROR_CELL, read)),
        RawCell::FormulaWithoutValue => {
            return Err(Diagnostic::new(&codes::FORMULA_WITHOUT_VALUE));
        }
        RawCell::Text(raw) if is_of_digits(column.field.kind) && digits_are_unclear(raw) => {
            return Err(fault(&codes::DIGITS_UNCLEAR, raw));
        }
        RawCell::Text(raw) if raw.ends_with(STRUCK) => return Err(fault(&codes::STRUCK, raw)),
        RawCell::Text(raw) => {
            let numbers = PAPERS.contains(&column.field.name) || column.field.name == c::ITEM;
            let several = numbers && raw.contains(['\n', '\r']);
            let text = match column.field.kind {
                // A number on each line.
                FieldKind::Text if several => {
                    let lines = raw.split(['\n', '\r']).map(str::trim);
                    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
                    Cow::Owned(tidy(&lines.join("、")))
                }
                FieldKind::Text => plain(raw, tidy),
                _ => plain(raw, clean),
            };
            let answers = SAYS_NONE.contains(&column.field.name) && !text.is_empty();
            if headers.is_nothing(&text) && !answers {
                let null = Taken::from(Value::Null);
                if text.is_empty() { null } else { null.repaired(Repair::Nothing) }
            } else {
                let tidied = text.as_ref() != raw.as_ref();
                let mut taken = from_text(text, cell, column, headers)?;
                if tidied {
                    taken.repair = taken.repair.or(Some(Repair::Tidied));
                }
                taken
            }
        }
        RawCell::Shown { value, text } => from_shown(*value, text, column, headers)?,
        other => from_number(other, column, headers)?,
    };
    match taken.value {
        Value::Null if column.required => Err(Diagnostic::new(&codes::MISSING_VALUE)),
        _ => Ok(taken),
    }
}

/// A number with what its format shows beside it.
fn from_shown<'a>(value: f64, text: &'a str, column: &Column, headers: &Headers) -> Converted<'a> {
    let percent = text.ends_with('%');
    match (column.field.kind, scaled_number(text).is_some()) {
        // Thousands taken off an amount that is in yuan change nothing; under 万元 nobody can tell which is meant.
        (FieldKind::Money, true) if column.shift != YUAN => {
            Err(money::Fault::Unit.finding(text, column))
        }
        // What the format says is part of the amount: 25.5万元, US$10,000.
        (FieldKind::Money, false) if !percent => {
            money::text(text, column).map_err(|why| why.finding(text, column))
        }
        // Statistics say their unit in a column of their own: another one here is no figure.
        (FieldKind::Figure, false) if !percent => Ok(Value::Text(Cow::Borrowed(text)).into()),
        // 0.68 that shows as 68% is 68 per cent, under (%) too.
        (FieldKind::Share, _) if percent => {
            share_text(text, column.percent).ok_or_else(|| fault(&codes::BAD_SHARE, text))
        }
        _ => from_number(&RawCell::Float(value), column, headers),
    }
}

/// Whether a column holds numbers or days.
pub fn is_of_digits(kind: FieldKind) -> bool {
    match kind {
        FieldKind::Money
        | FieldKind::Date
        | FieldKind::Share
        | FieldKind::Int
        | FieldKind::Figure => true,
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Bool
        | FieldKind::Category
        | FieldKind::Currency => false,
    }
}

/// Borrows what is clean already. An apostrophe in front is how people force a text.
fn plain(text: &str, clean: fn(&str) -> String) -> Cow<'_, str> {
    let text = text.strip_prefix(['\'', '’', '‘']).unwrap_or(text);
    if is_clean(text) { Cow::Borrowed(text) } else { Cow::Owned(clean(text)) }
}

/// Whether cleaning surely changes nothing: printable ASCII and common Chinese characters, no
/// space at an end. Everything else is left to [`clean`].
pub fn is_clean(text: &str) -> bool {
    !text.starts_with([' ', '\''])
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

pub(super) fn fault(code: &'static Code, read: &str) -> Diagnostic {
    Diagnostic::new(code).arg("read", read)
}

fn from_text<'a>(
    text: Cow<'a, str>,
    cell: &RawCell,
    column: &Column,
    headers: &Headers,
) -> Converted<'a> {
    let read = || cell.display();
    let bad = |code: &'static Code| fault(code, &read());
    match column.field.kind {
        // 2.5442E+19 was a number of an invoice before a spreadsheet wrote it out.
        FieldKind::Text if is_scientific(&text) => Err(bad(&codes::CODE_AS_NUMBER)),
        FieldKind::Text if CODES_AS_TEXT.contains(&column.field.name) => Ok(kept(text).into()),
        FieldKind::Text => Ok(Value::Text(text).into()),
        FieldKind::Figure => Ok(Value::Text(text).into()),
        FieldKind::Code => code(text),
        FieldKind::Money => money::text(&text, column).map_err(|why| why.finding(&read(), column)),
        FieldKind::Date => match Instant::parse(&text).and_then(|moment| day_of(moment, headers)) {
            Some((day, shifted)) => {
                let repair = shifted.unwrap_or(Repair::Date);
                Ok(Taken::from(Value::Day(date::to_epoch_days(day))).repaired(repair))
            }
            None => day_text(&text, column.month).map_err(|code| fault(code, &read())),
        },
        FieldKind::Bool => truth(&text, headers),
        FieldKind::Int if is_year(column.field) => {
            let number =
                text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(&text);
            let year = whole_text(number, None)
                .filter(plausible_year)
                .ok_or_else(|| bad(&codes::BAD_YEAR))?;
            let repair = (number != text).then_some(Repair::Number);
            Ok(Taken { repair: year.repair.or(repair), ..year })
        }
        FieldKind::Int => {
            let ranked = || rank(&text).filter(|_| column.field.name == c::DRAFTER_RANK);
            let ranked =
                || ranked().map(|n| Taken::from(Value::Number(n)).repaired(Repair::Number));
            let whole = whole_text(&text, column.field.own).or_else(ranked);
            let whole = whole.filter(|taken| !is_below(column, &taken.value));
            whole.ok_or_else(|| bad(&codes::BAD_INT))
        }
        FieldKind::Share => share_text(&text, column.percent).ok_or_else(|| bad(&codes::BAD_SHARE)),
        FieldKind::Category => category(text, column, headers),
        FieldKind::Currency => match Currency::parse(&text) {
            Some(currency) => Ok(word(currency.code(), &text)),
            None => Err(bad(&codes::BAD_CURRENCY)),
        },
    }
}

/// Nobody ranks below the first: 0, 第0.
fn is_below(column: &Column, value: &Value) -> bool {
    column.field.name == c::DRAFTER_RANK && matches!(value, Value::Number(rank) if *rank < 1)
}

/// Whether a text is a large number as a spreadsheet shortens it.
pub fn is_scientific(text: &str) -> bool {
    // Asked of every text, and hardly any begins like a number.
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let Some(at) = text.bytes().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (number, power) = (&text[..at], &text[at + 1..]);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    digits(whole) && digits(fraction) && power.strip_prefix('+').is_some_and(digits)
}

/// Numbers, dates and truth values.
fn from_number<'a>(cell: &RawCell, column: &Column, headers: &Headers) -> Converted<'a> {
    let refused = |code: &'static Code| Err(fault(code, &cell.display()));
    match column.field.kind {
        FieldKind::Money => {
            money::number(cell, column).map_err(|why| why.finding(&cell.display(), column))
        }
        FieldKind::Date => match day(cell, column.epoch_1904, headers) {
            Some((day, repair)) => {
                Ok(Taken { repair, ..Value::Day(date::to_epoch_days(day)).into() })
            }
            None => day_text(&cell.display(), column.month && !matches!(cell, RawCell::Float(_)))
                .map_err(|code| fault(code, &cell.display())),
        },
        FieldKind::Int if is_year(column.field) => {
            match whole(cell).map(Value::Number).map(Taken::from) {
                Some(year) if plausible_year(&year) => Ok(year),
                _ => refused(&codes::BAD_YEAR),
            }
        }
        FieldKind::Int => match whole(cell) {
            Some(value) if value >= 0 && !is_below(column, &Value::Number(value)) => {
                Ok(Value::Number(value).into())
            }
            _ => refused(&codes::BAD_INT),
        },
        FieldKind::Share => match share_number(cell, column.percent) {
            Some(value) => Ok(Value::Number(value).into()),
            None => refused(&codes::BAD_SHARE),
        },
        FieldKind::Bool => match cell {
            RawCell::Bool(value) => Ok(Value::Truth(*value).into()),
            other => truth(&other.display(), headers),
        },
        FieldKind::Text => match text_of(cell) {
            // Zeros in front may be lost, and 3-1 may have become a day: never in silence.
            Some(text) => Ok(Taken { repair: as_text(cell), ..Value::Text(text.into()).into() }),
            None => refused(&codes::CODE_AS_NUMBER),
        },
        FieldKind::Figure => match figure(cell) {
            Some(text) => Ok(Value::Text(Cow::Owned(text)).into()),
            None => refused(&codes::FIGURE_VALUE),
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

/// How a number or a day was made a text.
fn as_text(cell: &RawCell) -> Option<Repair> {
    match cell {
        RawCell::Float(_) => Some(Repair::NumberAsText),
        RawCell::Date(_) | RawCell::Moment(_) => Some(Repair::DateAsText),
        _ => None,
    }
}

/// A canonical word for a text of the file.
fn word<'a>(canonical: &'static str, text: &str) -> Taken<'a> {
    let repair = (canonical != text).then_some(Repair::Word);
    Taken { repair, ..Value::Text(Cow::Borrowed(canonical)).into() }
}

fn truth<'a>(text: &str, headers: &Headers) -> Converted<'a> {
    if headers.is_yes(text) {
        Ok(Value::Truth(true).into())
    } else if headers.is_no(text) {
        Ok(Value::Truth(false).into())
    } else {
        Err(fault(&codes::BAD_BOOL, text))
    }
}

/// The word that was meant, as far as that can be told.
fn near<'a>(text: &str, words: Vec<&'a str>) -> &'a str {
    crate::diag::suggest(text, words).unwrap_or_default()
}

fn category<'a>(text: Cow<'a, str>, column: &Column, headers: &Headers) -> Converted<'a> {
    // Most cells hold the word itself.
    let name = column.field.name;
    if !headers.lists(name) || headers.is_canonical(name, &text) {
        return Ok(Value::Text(text).into());
    }
    match headers.category(name, &text) {
        Some(word) => {
            let value = Value::Text(Cow::Owned(word.to_string()));
            Ok(Taken::from(value).repaired(Repair::Word))
        }
        None => Err(fault(&codes::UNKNOWN_CATEGORY, &text)
            .arg("suggestion", near(&text, headers.category_words(name)))
            .arg("column", column.field.zh)
            .arg("known", headers.category_words(name).join("、"))),
    }
}

// Whole numbers, shares, dates, text.

/// 26年 is no year.
fn plausible_year(taken: &Taken) -> bool {
    matches!(taken.value, Value::Number(year) if may_be_year(year))
}

pub(super) fn may_be_year(year: i64) -> bool {
    (i64::from(date::FIRST_YEAR)..2100).contains(&year)
}

/// `2025`, `1,200`, `35家`.
fn whole_text<'a>(text: &str, own: Option<&Own>) -> Option<Taken<'a>> {
    let units = own.into_iter().flat_map(|own| [own.unit.zh.as_str(), own.unit.en.as_str()]);
    let mut units = units.filter(|unit| !unit.is_empty());
    let number = units.find_map(|unit| text.strip_suffix(unit)).map(str::trim_end);
    let number = number.or_else(|| text.strip_suffix(['家', '个', '户'])).unwrap_or(text);
    let value = scaled(number, 0).ok().filter(|value| *value >= 0)?;
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    let repair = (!plain).then_some(Repair::Number);
    Some(Taken { repair, ..Value::Number(value).into() })
}

fn day_text<'a>(text: &str, month: bool) -> Result<Taken<'a>, &'static Code> {
    let taken = |day: NaiveDate| Taken::from(Value::Day(date::to_epoch_days(day)));
    if let Some(day) = date::parse(text) {
        let iso = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
        return Ok(if iso { taken(day) } else { taken(day).repaired(Repair::Date) });
    }
    match date::parse_month(text) {
        Some(last) if month => Ok(taken(last).repaired(Repair::Month)),
        Some(_) => Err(&codes::DAY_MISSING),
        None => Err(&codes::BAD_DATE),
    }
}

pub(super) fn whole(cell: &RawCell) -> Option<i64> {
    match cell {
        RawCell::Int(value) => Some(*value),
        RawCell::Float(value) if value.fract() == 0.0 && value.abs() < EXACT_BINARY => {
            Some(*value as i64)
        }
        RawCell::Decimal { value, scale } => money::decimal(*value, *scale, 0).ok(),
        _ => None,
    }
}

fn share_text<'a>(text: &str, percent: bool) -> Option<Taken<'a>> {
    let value = match text.strip_suffix('%') {
        Some(number) => scaled(number, SHARE_DIGITS - 2),
        // As for numbers: between 0 and 1 under `(%)` it cannot be told which is meant.
        None if percent => scaled(text, SHARE_DIGITS - 2).and_then(|s| {
            if s > 0 && s <= WHOLE_SHARE / 100 { Err(NumberError::NotANumber) } else { Ok(s) }
        }),
        None => scaled(text, SHARE_DIGITS),
    };
    let share = value.ok().filter(|share| (0..=WHOLE_SHARE).contains(share))?;
    Some(Value::Number(share).into())
}

/// Under a heading with `(%)` a number counts percent, but 0 to 1 there may as well be a cell in
/// percent format: that is refused rather than guessed.
fn share_number(cell: &RawCell, percent: bool) -> Option<i64> {
    let shift = if percent { SHARE_DIGITS - 2 } else { SHARE_DIGITS };
    let value = match cell {
        RawCell::Int(value) => money::decimal(i128::from(*value), 0, shift).ok(),
        RawCell::Decimal { value, scale } => money::decimal(*value, *scale, shift).ok(),
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

/// The day of a moment where the pipeline is, and whether it is another than was written.
fn day_of(moment: Instant, headers: &Headers) -> Option<(NaiveDate, Option<Repair>)> {
    let day = moment.day_in(headers.zone).filter(date::plausible)?;
    let shifted = moment.day_written() != Some(day);
    Some((day, shifted.then_some(Repair::Zone)))
}

/// The day that a date or a number stands for: a serial number, or eight digits.
fn day(cell: &RawCell, epoch_1904: bool, headers: &Headers) -> Option<(NaiveDate, Option<Repair>)> {
    const DAYS_1900_TO_1904: f64 = 1462.0;
    match cell {
        RawCell::Date(day) => Some((*day, None)).filter(|(day, _)| date::plausible(day)),
        RawCell::Moment(moment) => day_of(*moment, headers),
        RawCell::Int(_) | RawCell::Float(_) | RawCell::Decimal { .. } => {
            let value = whole(cell).map(|v| v as f64).or(match cell {
                RawCell::Float(value) => Some(*value),
                _ => None,
            })?;
            // 2025.03 is no moment of the year 1905.
            const FIRST: f64 = 20_000.0;
            let shift = if epoch_1904 { DAYS_1900_TO_1904 } else { 0.0 };
            let serial = Some(value + shift).filter(|value| *value >= FIRST);
            let serial = serial.and_then(date::from_serial).map(|day| (day, Repair::Serial));
            let day = serial.or_else(|| Some((date::parse(&cell.display())?, Repair::Date)))?;
            Some((day.0, Some(day.1)))
        }
        _ => None,
    }
}

/// A number as the decimal that a spreadsheet shows: at most fifteen digits, so that a sum which came out as
/// 0.30000000000000004 is the 0.3 that its author saw. `None` for what is no number.
pub(super) fn figure(cell: &RawCell) -> Option<String> {
    const DIGITS_SHOWN: i32 = 15;
    let RawCell::Float(value) = cell else { return Some(cell.display()) };
    if !value.is_finite() {
        return None;
    }
    let magnitude = value.abs().log10().floor() as i32 + 1;
    let decimals = DIGITS_SHOWN - if *value == 0.0 { 0 } else { magnitude };
    // Beyond this no statistics go, and a decimal of 28 digits would not hold it.
    let decimals = usize::try_from(decimals).ok().filter(|decimals| *decimals <= 24)?;
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => Some(text.trim_end_matches('0').trim_end_matches('.').to_string()),
        false => Some(text),
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
