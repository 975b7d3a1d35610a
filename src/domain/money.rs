//! Money in the smallest unit of its currency: fen for yuan, cents for dollars.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ratio::Ratio;
use super::text::half_width;

/// Amounts beyond this are refused when they are read: 90 billion yuan for one cell. With it, sums
/// of a million rows stay inside 64 bits.
pub const MAX_FEN: i64 = 9_000_000_000_000;

/// An amount of yuan in fen (分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(pub i64);

impl fmt::Display for Fen {
    /// `1,234,567.89`, always two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", grouped(abs / 100), abs % 100)
    }
}

/// Thousands separators.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl Fen {
    /// In 万元 with two decimals, half away from zero: for reading, never for reckoning.
    pub fn wan(self) -> String {
        const FEN_PER_HUNDREDTH_WAN: u64 = 10_000;
        let abs = self.0.unsigned_abs();
        let hundredths = (abs + FEN_PER_HUNDREDTH_WAN / 2) / FEN_PER_HUNDREDTH_WAN;
        let sign = if self.0 < 0 && hundredths > 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", grouped(hundredths / 100), hundredths % 100)
    }

    /// As a decimal of yuan, exactly.
    pub fn to_decimal(self) -> rust_decimal::Decimal {
        rust_decimal::Decimal::new(self.0, 2)
    }

    /// Reads yuan as [`yuan`] writes them, and nothing else: `-1234.50`.
    pub fn from_yuan(text: &str) -> Option<Self> {
        let fen: i64 = text.replacen('.', "", 1).parse().ok()?;
        (yuan(fen.into()) == text).then_some(Self(fen))
    }
}

/// A sum of fen as plain yuan, always two decimals and no separators: for files that programs read.
pub fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let abs = fen.unsigned_abs();
    format!("{sign}{}.{:02}", abs / 100, abs % 100)
}

impl TryFrom<i128> for Fen {
    type Error = std::num::TryFromIntError;

    /// A sum that was kept in 128 bits.
    fn try_from(fen: i128) -> Result<Self, Self::Error> {
        i64::try_from(fen).map(Self)
    }
}

impl Serialize for Fen {
    /// Plain yuan as a string: a JSON number is a binary one for most readers.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&yuan(self.0.into()))
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let fault = || serde::de::Error::custom(format!("`{text}` is no amount in yuan"));
        Self::from_yuan(&text).ok_or_else(fault)
    }
}

/// A currency that filings may name, by its ISO code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Currency {
    #[default]
    Cny,
    Usd,
    Hkd,
    Eur,
    Gbp,
    Jpy,
    Sgd,
    Mop,
}

impl Currency {
    pub const ALL: [Currency; 8] =
        [Self::Cny, Self::Usd, Self::Hkd, Self::Eur, Self::Gbp, Self::Jpy, Self::Sgd, Self::Mop];

    pub fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Hkd => "HKD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Jpy => "JPY",
            Self::Sgd => "SGD",
            Self::Mop => "MOP",
        }
    }

    /// About how many yuan a unit has been worth in these years: to tell a parity from one per hundred
    /// units or from its inverse, never to reckon with.
    pub fn usual_parity(self) -> Ratio {
        let (num, den) = match self {
            Self::Cny => (1, 1),
            Self::Usd => (71, 10),
            Self::Hkd | Self::Mop => (9, 10),
            Self::Eur => (79, 10),
            Self::Gbp => (93, 10),
            Self::Jpy => (5, 100),
            Self::Sgd => (54, 10),
        };
        Ratio { num, den }
    }

    /// Reads an ISO code or a usual Chinese name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = half_width(text).trim().to_ascii_uppercase();
        Some(match text.as_str() {
            "CNY" | "RMB" | "人民币" | "人民币元" | "元" | "¥" | "￥" | "RMB¥" | "CNH" | "本币" => {
                Self::Cny
            }
            "USD" | "US$" | "$" | "美元" | "美金" | "U.S. DOLLAR" | "US DOLLAR" => Self::Usd,
            "HKD" | "HK$" | "港币" | "港元" | "港纸" | "港幣" => Self::Hkd,
            "EUR" | "€" | "欧元" => Self::Eur,
            "GBP" | "£" | "英镑" => Self::Gbp,
            "JPY" | "JP¥" | "日元" | "日圆" => Self::Jpy,
            "SGD" | "S$" | "新加坡元" | "新元" | "新币" => Self::Sgd,
            "MOP" | "MOP$" | "澳门元" | "澳门币" => Self::Mop,
            both => return Self::in_both_forms(both),
        })
    }

    /// A code beside a name of the same currency: `USD 美元`, `美元(USD)`.
    fn in_both_forms(text: &str) -> Option<Self> {
        let mut parts = text.split([' ', '(', ')', '/', '-']).filter(|part| !part.is_empty());
        let (one, other) = (parts.next()?, parts.next()?);
        let is_both = parts.next().is_none() && one != text && other != text;
        Self::parse(one).filter(|one| is_both && Self::parse(other) == Some(*one))
    }
}

/// An amount as a rule file writes it: `300万元`, `500万美元`, `1,234.56元`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// In the smallest unit of the currency.
    pub minor: i64,
    pub currency: Currency,
}

impl FromStr for Amount {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        const UNITS: [(&str, Currency); 4] = [
            ("美元", Currency::Usd),
            ("港元", Currency::Hkd),
            ("欧元", Currency::Eur),
            ("元", Currency::Cny),
        ];
        let text = half_width(text);
        let text = text.trim();
        let (number, currency) = UNITS
            .iter()
            .find_map(|(suffix, currency)| Some((text.strip_suffix(suffix)?, *currency)))
            .ok_or(NumberError::NoUnit)?;
        let (number, shift) = if let Some(number) = number.strip_suffix('亿') {
            (number, 10)
        } else if let Some(number) = number.strip_suffix('万') {
            (number, 6)
        } else {
            (number, 2)
        };
        Ok(Self { minor: scaled(number, shift)?, currency })
    }
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    NotANumber,
    TooPrecise,
    TooLarge,
    NoUnit,
}

/// A plain decimal times `10^shift`, exactly: `scaled("1,234.5", 2)` is 123450. Separators are
/// accepted only where they group by three.
///
/// # Errors
/// When it is no decimal, needs more digits than the shift offers, or is beyond [`MAX_FEN`].
pub fn scaled(text: &str, shift: u32) -> Result<i64, NumberError> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() || !grouping_is_regular(whole) {
        return Err(NumberError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let mut value: i128 = 0;
    for c in whole.bytes().filter(|c| *c != b',').chain(fraction.bytes()) {
        if !c.is_ascii_digit() {
            return Err(NumberError::NotANumber);
        }
        value = value * 10 + i128::from(c - b'0');
        if value > 1 << 100 {
            return Err(NumberError::TooLarge);
        }
    }
    let missing = shift.checked_sub(fraction.len() as u32).ok_or(NumberError::TooPrecise)?;
    let value = 10i128.checked_pow(missing).and_then(|factor| value.checked_mul(factor));
    match value.and_then(|value| i64::try_from(value).ok()) {
        Some(value) if value <= MAX_FEN => Ok(if negative { -value } else { value }),
        _ => Err(NumberError::TooLarge),
    }
}

fn grouping_is_regular(whole: &str) -> bool {
    if !whole.contains(',') {
        return true;
    }
    whole.split(',').enumerate().all(|(i, group)| match i {
        0 => (1..=3).contains(&group.len()),
        _ => group.len() == 3,
    })
}

/// A number from a binary cell as a whole number of hundredths, if that is what was meant.
///
/// A spreadsheet stores 0.3 as the nearest binary fraction; the hundredth within two units in the
/// last place is taken, anything farther away has a third decimal and is refused.
///
/// # Errors
/// When it is not finite, has more than two decimals, or is beyond [`MAX_FEN`].
pub fn hundredths_of_binary(value: f64) -> Result<i64, NumberError> {
    if !value.is_finite() {
        return Err(NumberError::NotANumber);
    }
    let nearest = (value * 100.0).round();
    if nearest.abs() > MAX_FEN as f64 {
        return Err(NumberError::TooLarge);
    }
    let ulp = (value.abs().next_up() - value.abs()).max(f64::MIN_POSITIVE);
    if (nearest / 100.0 - value).abs() > 2.0 * ulp {
        return Err(NumberError::TooPrecise);
    }
    Ok(nearest as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_the_law_writes_them() {
        let amount = |text: &str| text.parse::<Amount>();
        assert_eq!(amount("300万元"), Ok(Amount { minor: 300_000_000, currency: Currency::Cny }));
        assert_eq!(amount("500万美元"), Ok(Amount { minor: 500_000_000, currency: Currency::Usd }));
        assert_eq!(amount("1,234.56元").map(|a| a.minor), Ok(123_456));
        assert_eq!(amount("0.5亿元").map(|a| a.minor), Ok(5_000_000_000));
        assert_eq!(amount("0.001元"), Err(NumberError::TooPrecise));
        assert_eq!(amount("300"), Err(NumberError::NoUnit));
        assert_eq!(amount("1,23元"), Err(NumberError::NotANumber));
    }

    #[test]
    fn binary_cells_give_their_cents_back() {
        assert_eq!(hundredths_of_binary(0.30000000000000004), Ok(30));
        assert_eq!(hundredths_of_binary(12_345_678.9), Ok(1_234_567_890));
        assert_eq!(hundredths_of_binary(1.005), Err(NumberError::TooPrecise));
        assert_eq!(hundredths_of_binary(f64::NAN), Err(NumberError::NotANumber));
        assert_eq!(hundredths_of_binary(1e15), Err(NumberError::TooLarge));
    }

    #[test]
    fn wan_is_rounded_for_reading() {
        assert_eq!(Fen(123_456_789).wan(), "123.46");
        assert_eq!(Fen(-1).wan(), "0.00");
        assert_eq!(Fen(123_456_789).to_string(), "1,234,567.89");
    }
}
