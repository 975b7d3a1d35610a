//! A part of a value at a rate: a product of three factors may leave 128 bits where the result does not.

use crate::domain::ratio::gcd;
use crate::domain::{Ratio, Rounding};
use crate::frame::kernels::Overflow;

/// `value × part ÷ whole × rate` in fen, rounded once; `value` is in units of `1/scale` fen. Nothing
/// where there is no whole.
///
/// # Errors
/// A result beyond 64 bits.
pub fn portion(
    value: i128,
    (part, whole): (i128, i128),
    scale: i64,
    rate: Ratio,
    rounding: Rounding,
) -> Result<i64, Overflow> {
    if value <= 0 || part <= 0 || whole <= 0 {
        return Ok(0);
    }
    let common = gcd(part, whole);
    let den = i128::from(rate.den).checked_mul(i128::from(scale)).ok_or(Overflow)?;
    let den = den.checked_mul(whole / common).ok_or(Overflow)?;
    let worth = value.checked_mul(i128::from(rate.num)).ok_or(Overflow)?;
    let (fen, rest) = times_over(worth, part / common, den).ok_or(Overflow)?;
    // Less than a fen is left to be rounded.
    let rounded = rounding.in_fen().mul_div(rest, 1, den).ok_or(Overflow)?;
    i64::try_from(fen).ok().and_then(|fen| fen.checked_add(rounded)).ok_or(Overflow)
}

/// A whole number and what is over, in parts of a denominator and less than it.
type Mixed = (i128, i128);

/// `a × b ÷ den` with its rest, for a product of any width: doubled and added bit by bit of `b`. `None`
/// where the whole number leaves 128 bits.
fn times_over(a: i128, b: i128, den: i128) -> Option<Mixed> {
    let once = (a / den, a % den);
    let mut sum = (0, 0);
    for bit in (0..i128::BITS - b.leading_zeros()).rev() {
        sum = added(sum, sum, den)?;
        if (b >> bit) & 1 == 1 {
            sum = added(sum, once, den)?;
        }
    }
    Some(sum)
}

fn added(a: Mixed, b: Mixed, den: i128) -> Option<Mixed> {
    let whole = a.0.checked_add(b.0)?;
    // Both rests together may leave 128 bits.
    let missing = den - b.1;
    if a.1 >= missing {
        return Some((whole.checked_add(1)?, a.1 - missing));
    }
    Some((whole, a.1 + b.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RoundMode, RoundUnit};

    const FLOOR: Rounding = Rounding { mode: RoundMode::Floor, unit: RoundUnit::Fen };
    const HALF_UP: Rounding = Rounding { mode: RoundMode::HalfUp, ..FLOOR };

    #[test]
    fn a_part_is_rounded_once() {
        let half = Ratio { num: 1, den: 2 };
        assert_eq!(portion(1_000, (1, 2), 1, half, FLOOR), Ok(250));
        // 1001 × 3/7 × 1/2 = 214.5
        assert_eq!(portion(1_001, (3, 7), 1, half, FLOOR), Ok(214));
        assert_eq!(portion(1_001, (3, 7), 1, half, HALF_UP), Ok(215));
        assert_eq!(portion(1_000, (0, 2), 1, half, FLOOR), Ok(0));
        assert_eq!(portion(1_000, (1, 0), 1, half, FLOOR), Ok(0));
        assert_eq!(portion(-1, (1, 2), 1, half, FLOOR), Ok(0));
    }

    #[test]
    fn a_product_wider_than_128_bits_is_exact() {
        // (10^19 + 1) × 10^9 × 10^19 ÷ (10^19 + 1) = 10^28, in millionths, at a rate of 10^-12
        let (part, whole) = (10i128.pow(19), 10i128.pow(19) + 1);
        let value = whole * 10i128.pow(9);
        let rate = Ratio { num: 1, den: 1_000_000_000_000 };
        assert!(value.checked_mul(part).is_none());
        let of = |value, rounding| portion(value, (part, whole), 1_000_000, rate, rounding);
        assert_eq!(of(value, FLOOR), Ok(10_000_000_000));
        assert_eq!(of(value - 1, FLOOR), Ok(9_999_999_999));
        assert_eq!(of(value - 1, HALF_UP), Ok(10_000_000_000));
    }

    #[test]
    fn a_result_beyond_64_bits_is_an_error() {
        let one = Ratio::ONE;
        assert_eq!(portion(10i128.pow(37), (3, 2), 1, one, FLOOR), Err(Overflow));
        assert_eq!(portion(i128::MAX, (i128::MAX, 1), 1, one, FLOOR), Err(Overflow));
        let most = i128::from(i64::MAX);
        assert_eq!(portion(most, (i128::MAX, i128::MAX), 1, one, FLOOR), Ok(i64::MAX));
    }
}
