//! Exact fractions for rates: 30 %, an exchange rate, a loan prime rate.

use std::fmt;
use std::ops::Rem;
use std::str::FromStr;

use super::money::NumberError;
use super::text::half_width;

/// A non-negative fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    pub num: i64,
    pub den: i64,
}

impl Ratio {
    pub const ONE: Ratio = Ratio { num: 1, den: 1 };

    /// `None` when the denominator is zero or a part is negative.
    pub fn new(num: i64, den: i64) -> Option<Self> {
        if num < 0 || den <= 0 {
            return None;
        }
        let divisor = gcd(num, den);
        Some(Self { num: num / divisor, den: den / divisor })
    }

    /// `None` when the product in lowest terms leaves 64 bits.
    pub fn times(self, other: Self) -> Option<Self> {
        let (a, d) = (gcd(self.num, other.den), gcd(other.num, self.den));
        Self::new(
            (self.num / a).checked_mul(other.num / d)?,
            (self.den / d).checked_mul(other.den / a)?,
        )
    }

    /// As a plain decimal, `6.9858`; as a fraction where that does not end within nine digits.
    pub fn decimal(self) -> String {
        const DIGITS: usize = 9;
        const SCALE: i128 = 1_000_000_000;
        let scaled = i128::from(self.num) * SCALE;
        if scaled % i128::from(self.den) != 0 {
            return format!("{}/{}", self.num, self.den);
        }
        let value = scaled / i128::from(self.den);
        let fraction = format!("{:0DIGITS$}", value % SCALE);
        match fraction.trim_end_matches('0') {
            "" => format!("{}", value / SCALE),
            fraction => format!("{}.{fraction}", value / SCALE),
        }
    }

    /// Less than or equal, exactly.
    pub fn at_most(self, other: Self) -> bool {
        i128::from(self.num) * i128::from(other.den) <= i128::from(other.num) * i128::from(self.den)
    }
}

/// The greatest common divisor of numbers that are not negative; 1 for two zeros.
pub fn gcd<T: Copy + PartialEq + From<u8> + Rem<Output = T>>(a: T, b: T) -> T {
    let zero = T::from(0);
    match (a == zero, b == zero) {
        (true, true) => T::from(1),
        (false, true) => a,
        _ => gcd(b, a % b),
    }
}

impl FromStr for Ratio {
    type Err = NumberError;

    /// `30%`, `0.4`, `6.9858`.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let text = half_width(text);
        let text = text.trim();
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number.trim(), 100),
            None => (text, 1),
        };
        let digits = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if number.matches('.').count() > 1 || number.starts_with('+') {
            return Err(NumberError::NotANumber);
        }
        if digits > 12 {
            return Err(NumberError::TooPrecise);
        }
        let den = 10i64.pow(digits as u32);
        let num = number.replace('.', "").parse::<i64>().map_err(|_| NumberError::NotANumber)?;
        let den = den.checked_mul(percent).ok_or(NumberError::TooPrecise)?;
        Self::new(num, den).ok_or(NumberError::NotANumber)
    }
}

impl fmt::Display for Ratio {
    /// As a percentage where that ends, else as a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SCALE: i128 = 1_000_000;
        let scaled = i128::from(self.num) * 100 * SCALE;
        if scaled % i128::from(self.den) != 0 {
            return write!(f, "{}/{}", self.num, self.den);
        }
        let value = scaled / i128::from(self.den);
        let (whole, fraction) = (value / SCALE, value % SCALE);
        let fraction = format!("{fraction:06}");
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{whole}%"),
            fraction => write!(f, "{whole}.{fraction}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact() {
        assert_eq!("30%".parse(), Ok(Ratio { num: 3, den: 10 }));
        assert_eq!("6.9858".parse(), Ok(Ratio { num: 34_929, den: 5_000 }));
        assert_eq!("3.00%".parse::<Ratio>().map(|r| r.to_string()), Ok("3%".to_string()));
        assert!("-1%".parse::<Ratio>().is_err());
        assert!("abc".parse::<Ratio>().is_err());
        assert!("2.0.1%".parse::<Ratio>().is_err());
        assert_eq!("6.9858".parse::<Ratio>().map(Ratio::decimal), Ok("6.9858".to_string()));
        assert_eq!("200%".parse::<Ratio>().map(Ratio::decimal), Ok("2".to_string()));
        let third = Ratio { num: 1, den: 3 };
        assert_eq!(third.times(Ratio { num: 3, den: 7 }), Some(Ratio { num: 1, den: 7 }));
    }
}
