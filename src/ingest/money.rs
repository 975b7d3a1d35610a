//! Amounts in cells: with signs, units and separators as people write them, to the fen.

use super::cells::{RawCell, Taken, Value};
use super::layout::Column;
use super::repairs::Repair;
use crate::diag::{Code, Diagnostic, codes};
use crate::domain::money::{Currency, MAX_FEN, NumberError, hundredths_of_binary, scaled};
use crate::domain::text::{half_width, simplified};
use crate::frame::fields::may_be_negative;

/// Digits behind the point of a yuan.
const YUAN: u32 = 2;
/// Powers of ten that may stand before the name of a currency.
const POWERS: [(&str, u32); 6] =
    [("百万", 6), ("千万", 7), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];
/// Signs before a number, beside the codes of all currencies; longer ones first.
const SIGNS: [&str; 12] =
    ["人民币", "RMB¥", "MOP$", "US$", "HK$", "JP¥", "RMB", "S$", "¥", "$", "€", "£"];
/// Names behind a number, beside the codes of all currencies; longer ones first.
const NAMES: [&str; 15] = [
    "新加坡元",
    "人民币元",
    "澳门元",
    "澳门币",
    "人民币",
    "美元",
    "美金",
    "港元",
    "港币",
    "欧元",
    "英镑",
    "日元",
    "日圆",
    "新元",
    "RMB",
];

/// Why an amount is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Number(NumberError),
    Negative,
    /// 10.000 is ten, or ten thousand.
    Point,
    /// The cell names another unit than the heading.
    Unit,
}

impl From<NumberError> for Fault {
    fn from(error: NumberError) -> Self {
        Self::Number(error)
    }
}

impl Fault {
    fn code(self) -> &'static Code {
        match self {
            Self::Negative => &codes::NEGATIVE_MONEY,
            Self::Point => &codes::MONEY_POINT,
            Self::Unit => &codes::UNIT_CONTRADICTS,
            Self::Number(NumberError::TooPrecise) => &codes::MONEY_TOO_PRECISE,
            Self::Number(NumberError::TooLarge) => &codes::MONEY_TOO_LARGE,
            Self::Number(NumberError::NotANumber | NumberError::NoUnit) => &codes::BAD_MONEY,
        }
    }

    pub fn finding(self, read: &str, column: &Column) -> Diagnostic {
        Diagnostic::new(self.code()).arg("read", read).arg("heading", &column.heading)
    }
}

fn accepted(minor: i64, column: &Column) -> Result<Value<'static>, Fault> {
    let negative = minor < 0 && !may_be_negative(column.field);
    if negative { Err(Fault::Negative) } else { Ok(Value::Number(minor)) }
}

/// `￥1,234.50元`, `(300)`, `300万元`, `US$ 1,000`. A unit in the cell counts where the heading and the
/// lines above it state none, and must not contradict them where they do.
pub fn text<'a>(text: &str, column: &Column) -> Result<Taken<'a>, Fault> {
    let plain = |b: u8| b.is_ascii_digit() || b == b'.';
    if !text.is_empty() && text.bytes().all(plain) {
        point_is_clear(text, column.shift)?;
        return Ok(accepted(scaled(text, column.shift)?, column)?.into());
    }
    let half = simplified(&half_width(text)).into_owned();
    let plain = without_bracket(half.trim()).or_else(|| of_two_units(half.trim()));
    let half = plain.unwrap_or(half);
    let (negative, rest) = sign(half.trim());
    let (before, rest) = currency_before(rest);
    let (number, unit) = unit_behind(rest);
    let (nested, number) = sign(number.trim());
    // 壹仟 is no number with a unit behind it.
    if !number.contains(|c: char| c.is_ascii_digit()) {
        scaled(number, column.shift)?;
    }
    let shift = match unit.shift {
        Some(shift) if column.unit_stated && shift != column.shift => return Err(Fault::Unit),
        Some(shift) => shift,
        None => column.shift,
    };
    let currency = match (before, unit.currency) {
        (Some(one), Some(other)) if one != other => return Err(Fault::Unit),
        (one, other) => one.or(other),
    };
    // A heading without a currency column can only mean yuan, or the currency that it names.
    let owned = column.currency.unwrap_or_default();
    if currency.is_some_and(|c| c != owned && (column.currency.is_some() || !column.has_currency)) {
        return Err(Fault::Unit);
    }
    point_is_clear(number.trim(), shift)?;
    let minor = scaled(&separated(number), shift).map_err(|why| beyond(number, why))?;
    let minor = if negative || nested { -minor } else { minor };
    Ok(Taken { value: accepted(minor, column)?, repair: Some(Repair::Number), currency })
}

/// `20000.02(人民币)` is `20000.02人民币`: the unit may stand in brackets behind the number.
fn without_bracket(text: &str) -> Option<String> {
    let (number, unit) = text.strip_suffix(')')?.rsplit_once('(')?;
    let (rest, behind) = unit_behind(unit.trim());
    let said = behind.shift.is_some() || behind.currency.is_some();
    let digit = number.contains(|c: char| c.is_ascii_digit()) && !number.contains('(');
    (rest.is_empty() && said && digit).then(|| format!("{}{}", number.trim(), unit.trim()))
}

/// `20000元2分` is `20000.02元`, `20000元5角` is `20000.5元`.
fn of_two_units(text: &str) -> Option<String> {
    let (yuan, rest) = text.trim_end_matches(['整', '正']).split_once(['元', '圆'])?;
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let (tenths, fen) = rest.split_once('角').unwrap_or(("", rest));
    let fen = fen.strip_suffix('分').unwrap_or(fen);
    let whole = yuan.ends_with(|c: char| c.is_ascii_digit()) && !yuan.contains('.');
    let hundredths = match (tenths, fen) {
        ("", fen) if digits(fen, 2) && rest.ends_with('分') => format!("{fen:0>2}"),
        (tenths, "") if digits(tenths, 1) => format!("{tenths}0"),
        (tenths, fen) if digits(tenths, 1) && digits(fen, 1) => format!("{tenths}{fen}"),
        _ => return None,
    };
    whole.then(|| format!("{yuan}.{hundredths}元"))
}

/// Up to three digits, a point and three digits (10.000, 81.230): a point between thousands looks the same, and no yuan
/// has a third decimal. 0.500 and 46594.180 can only be decimals.
fn point_is_clear(number: &str, shift: u32) -> Result<(), Fault> {
    const GROUP: usize = 3;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((whole, behind)) = number.split_once('.').filter(|_| shift <= YUAN) else {
        return Ok(());
    };
    let grouped = digits(whole) && whole.len() <= GROUP && !whole.starts_with('0');
    if grouped && digits(behind) && behind.len() == GROUP && behind.ends_with('0') {
        return Err(Fault::Point);
    }
    Ok(())
}

/// 9e20 is a number, though not one that an amount is written as: what is wrong with it is its size.
fn beyond(number: &str, why: NumberError) -> NumberError {
    let huge = |value: f64| value.abs() > MAX_FEN as f64;
    let power = number.contains(['e', 'E']) && number.starts_with(|c: char| c.is_ascii_digit());
    match number.trim().parse::<f64>() {
        Ok(value) if power && huge(value) => NumberError::TooLarge,
        _ => why,
    }
}

/// A minus in any of its forms, brackets, or a plus.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inside.trim());
    }
    if let Some(rest) = text.strip_prefix(['-', '−', '–']) {
        return (true, rest.trim_start());
    }
    match text.strip_suffix('-') {
        Some(rest) => (true, rest.trim_end()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn currency_before(text: &str) -> (Option<Currency>, &str) {
    for sign in SIGNS.into_iter().chain(Currency::ALL.map(Currency::code)) {
        let front = text.get(..sign.len()).filter(|front| front.eq_ignore_ascii_case(sign));
        if front.is_some() {
            let rest = text[sign.len()..].trim_start_matches([':', ' ']);
            return (Currency::parse(sign), rest);
        }
    }
    (None, text)
}

/// What stands behind a number.
pub struct Behind {
    /// Power of ten to the smallest unit, when it is said.
    pub shift: Option<u32>,
    pub currency: Option<Currency>,
}

/// Takes the unit off the end of a text: what is left, and the unit.
pub fn unit_behind(text: &str) -> (&str, Behind) {
    let text = text.trim_end_matches(['整', '正', ' ']);
    for (word, shift) in [('分', 0), ('角', 1)] {
        if let Some(number) = text.strip_suffix(word) {
            return (number, Behind { shift: Some(shift), currency: None });
        }
    }
    let mut names = NAMES.into_iter().chain(Currency::ALL.map(Currency::code));
    let name = names.find_map(|name| {
        let at = text.len().checked_sub(name.len())?;
        let end = text.get(at..)?;
        end.eq_ignore_ascii_case(name).then(|| (text[..at].trim_end(), Currency::parse(name)))
    });
    let yuan = || text.strip_suffix(['元', '圆']).map(|rest| (rest, Some(Currency::Cny)));
    let (rest, named, currency) = match name.or_else(yuan) {
        Some((rest, currency)) => (rest, true, currency),
        None => (text, false, None),
    };
    let rest = rest.trim_end();
    let power = POWERS.iter().find_map(|(name, power)| Some((rest.strip_suffix(name)?, *power)));
    match power {
        Some((number, power)) => (number, Behind { shift: Some(YUAN + power), currency }),
        None => (rest, Behind { shift: named.then_some(YUAN), currency }),
    }
}

/// Spaces and apostrophes between digits group them as commas do.
fn separated(number: &str) -> String {
    let groups = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    number.trim().chars().map(|c| if groups(c) { ',' } else { c }).collect()
}

/// A cell that holds a number.
pub fn number<'a>(cell: &RawCell, column: &Column) -> Result<Taken<'a>, Fault> {
    let shift = column.shift;
    let minor = match cell {
        RawCell::Int(value) => decimal(i128::from(*value), 0, shift),
        RawCell::Decimal { value, scale } => decimal(*value, *scale, shift),
        // Yuan and fen: the hundredth that was meant.
        RawCell::Float(value) if shift == YUAN => hundredths_of_binary(*value),
        RawCell::Float(value) => scaled(&value.to_string(), shift).or_else(|error| match error {
            NumberError::TooPrecise => binary(*value, shift),
            other => Err(other),
        }),
        _ => Err(NumberError::NotANumber),
    }?;
    let repair = match cell {
        // Equal to a number of two decimals, it shows no more of them: most cells.
        RawCell::Float(value) if (value * 100.0).round() / 100.0 == *value => None,
        RawCell::Float(value) if decimals(*value) > shift => Some(Repair::Binary),
        _ => None,
    };
    Ok(Taken { repair, ..accepted(minor, column)?.into() })
}

/// Digits behind the point of the shortest decimal that gives a number back.
fn decimals(value: f64) -> u32 {
    value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32)
}

/// The number of the smallest unit that was meant by a binary number of a larger one (0.1 + 0.2 of
/// 万元), within two units in the last place.
fn binary(value: f64, shift: u32) -> Result<i64, NumberError> {
    let power = 10f64.powi(shift as i32);
    let nearest = (value * power).round();
    let ulp = (value.abs().next_up() - value.abs()).max(f64::MIN_POSITIVE);
    if !nearest.is_finite() || nearest.abs() > MAX_FEN as f64 {
        return Err(NumberError::TooLarge);
    }
    if (nearest / power - value).abs() > 2.0 * ulp {
        return Err(NumberError::TooPrecise);
    }
    Ok(nearest as i64)
}

/// `value / 10^scale × 10^shift`, exactly.
///
/// # Errors
/// When digits would be lost, or the result is beyond [`MAX_FEN`].
pub fn decimal(value: i128, scale: u32, shift: u32) -> Result<i64, NumberError> {
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
