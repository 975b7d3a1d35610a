//! Exact figures: decimals of 28 digits, roots and growth rates with a stated precision, and how they are shown.
//!
//! What was filed and what a plan states is exact. Only roots are not: they are held to 20 decimals, and a value
//! of a path is then rounded half up to the decimals of its target. Statuses compare with the rounded value, so
//! none depends on a digit that no reader sees.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::Ratio;
use crate::domain::text::half_width;

/// Decimals that a root is held to.
const ROOT_DECIMALS: u32 = 20;

/// Reads `1,234.5`, `１４４２．８`, `30`; no sign but a minus, no powers of ten.
pub fn parse(text: &str) -> Option<Decimal> {
    let text = half_width(text);
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let mut groups = unsigned.split(',');
    let first = groups.next()?;
    let mut grouped = groups.clone().peekable();
    let sound = match grouped.peek() {
        None => digits(first),
        Some(_) => digits(first) && first.len() <= 3 && grouped.all(|g| digits(g) && g.len() == 3),
    };
    if !sound || fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// An exact fraction as a decimal.
pub fn of_ratio(ratio: Ratio) -> Decimal {
    Decimal::from(ratio.num).checked_div(Decimal::from(ratio.den)).unwrap_or_default()
}

/// Half up, away from zero.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// `value` to a whole power; `None` when it leaves the range.
pub fn power(value: Decimal, exponent: u32) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |product, _| product.checked_mul(value))
}

/// The root of a positive number, to [`ROOT_DECIMALS`] decimals, by Newton's steps.
pub fn root(value: Decimal, degree: u32) -> Option<Decimal> {
    const STEPS: usize = 200;
    if value <= Decimal::ZERO || degree == 0 {
        return None;
    }
    let n = Decimal::from(degree);
    let mut guess = value.max(Decimal::ONE);
    for _ in 0..STEPS {
        // Large guesses leave the range of decimals: halve them until they do not.
        let Some(below) = power(guess, degree - 1).filter(|below| !below.is_zero()) else {
            guess = guess.checked_div(Decimal::TWO)?;
            continue;
        };
        let quotient = value.checked_div(below)?;
        let next = guess.checked_mul(n - Decimal::ONE)?.checked_add(quotient)?.checked_div(n)?;
        let next = next.round_dp(ROOT_DECIMALS + 4);
        if next == guess {
            break;
        }
        guess = next;
    }
    Some(guess.round_dp(ROOT_DECIMALS))
}

/// The yearly growth that leads from one positive value to another: 0.1006 for 60 → 80 in three years.
pub fn yearly_growth(from: Decimal, to: Decimal, years: u32) -> Option<Decimal> {
    if from <= Decimal::ZERO || to <= Decimal::ZERO || years == 0 {
        return None;
    }
    root(to.checked_div(from)?, years)?.checked_sub(Decimal::ONE)
}

/// A value after so many years of a growth; before, for negative years.
pub fn grown(value: Decimal, growth: Decimal, years: i32) -> Option<Decimal> {
    let factor = power(Decimal::ONE.checked_add(growth)?, years.unsigned_abs())?;
    if years < 0 { value.checked_div(factor) } else { value.checked_mul(factor) }
}

/// With grouped thousands and so many decimals: `1,442.80`.
pub fn shown(value: Decimal, decimals: u32) -> String {
    let rounded = round(value, decimals);
    let text = format!("{:.*}", decimals as usize, rounded.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |parts| parts);
    let grouped = match whole.parse::<u64>() {
        Ok(value) => crate::domain::money::grouped(value),
        Err(_) => whole.to_string(),
    };
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    match fraction {
        "" => format!("{sign}{grouped}"),
        fraction => format!("{sign}{grouped}.{fraction}"),
    }
}

/// As written, without zeros at the end: `1400`, `14.79`.
pub fn plain(value: Decimal) -> String {
    let normal = value.normalize();
    shown(normal, normal.scale())
}

/// A share of one as a percentage with two decimals: `10.06%`.
pub fn percent(value: Decimal) -> String {
    let hundredfold = value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or_default();
    format!("{}%", shown(hundredfold, 2))
}

/// For the geometry of charts: millionths, cut to what 64 bits hold.
pub fn millionths(value: Decimal) -> i64 {
    let scaled = value.checked_mul(Decimal::from(1_000_000)).unwrap_or(Decimal::MAX);
    i64::try_from(scaled.trunc()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(parse("1,442.80"), Some(d("1442.80")));
        assert_eq!(parse("１４４２．８"), Some(d("1442.8")));
        assert_eq!(parse("-3"), Some(d("-3")));
        for text in ["", "abc", "1,44", "1.2.3", "1e3", "+3", ".5", "3.", "12,345,67"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn growth_rates_worked_by_hand() {
        let rate = |from: &str, to: &str, years| yearly_growth(d(from), d(to), years).map(percent);
        assert_eq!(rate("1400", "2000", 3).as_deref(), Some("12.62%"));
        assert_eq!(rate("60", "80", 3).as_deref(), Some("10.06%"));
        assert_eq!(rate("60", "84", 3).as_deref(), Some("11.87%"));
        assert_eq!(rate("0", "84", 3), None);
        assert_eq!(rate("60", "84", 0), None);
    }

    #[test]
    fn roots_hold_to_twenty_decimals() {
        assert_eq!(root(d("32"), 5), Some(Decimal::TWO));
        assert_eq!(root(d("1000000000000"), 12), Some(Decimal::TEN));
        assert_eq!(root(d("2"), 2), Some(d("1.41421356237309504880")));
        assert_eq!(root(d("0.0001"), 4), Some(d("0.1")));
        assert_eq!(root(Decimal::ZERO, 3), None);
    }

    #[test]
    fn shown_with_groups_and_rounded_half_up() {
        assert_eq!(shown(d("1442.805"), 2), "1,442.81");
        assert_eq!(shown(d("-0.004"), 2), "0.00");
        assert_eq!(shown(d("-1234.5"), 0), "-1,235");
        assert_eq!(plain(d("14.790")), "14.79");
        assert_eq!(plain(d("1400")), "1,400");
    }
}
