//! Numbers of cells as their formats show them, where these name no unit: hundredths as per cent, thousands taken off.

use super::cells::RawCell;

/// Before the code of a format that takes thousands off, behind the number itself.
pub const SCALED: char = '〔';

/// The number of a cell whose format only takes thousands off, as text.
pub fn scaled_number(shown: &str) -> Option<&str> {
    shown.split_once(SCALED).map(|(number, _)| number.trim_end())
}

/// `0.68` as `68%`; a text that is no plain decimal stays as it is.
pub fn hundredfold(number: &str) -> String {
    let (sign, plain) = match number.strip_prefix('-') {
        Some(plain) => ("-", plain),
        None => ("", number),
    };
    let (whole, behind) = plain.split_once('.').unwrap_or((plain, ""));
    if !whole.bytes().chain(behind.bytes()).all(|b| b.is_ascii_digit()) {
        return number.to_string();
    }
    let behind = format!("{behind:0<2}");
    let (two, rest) = behind.split_at(2);
    let whole = format!("{whole}{two}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}%")
}

/// Whether the format of a cell names the unit of its amount.
pub fn says_its_unit(cell: &RawCell) -> bool {
    matches!(cell, RawCell::Shown { text, .. } if scaled_number(text).is_none() && !text.ends_with('%'))
}
