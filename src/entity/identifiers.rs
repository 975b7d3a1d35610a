//! What a cell of a code column identifies: a credit code (GB 32100), the organisation code inside
//! it (GB 11714), an old registration number (ISO 7064 MOD 11,10), or a damaged form of one.

use crate::domain::CreditCode;
use crate::domain::credit_code::{CreditCodeError, organisation_check};
use crate::domain::text::half_width;

/// Symbols of a credit code, by value.
const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Length of a credit code, of an organisation code, and of a registration number.
const CODE: usize = 18;
const ORGANISATION: usize = 9;
const REGISTRATION: usize = 15;
/// Where the organisation code stands in a credit code.
const INSIDE: std::ops::Range<usize> = 8..17;
/// A number of 15 digits and more loses its end in a binary cell.
const SAFE_DIGITS: usize = 15;
/// A masked code must show so many characters of the organisation part, or of the check behind it, to say who it is:
/// what stands before them is the kind of registration and the region.
const SHOWN: usize = 4;
/// Organisation codes of late begin so: these two say nothing.
const COMMON: &[u8] = b"MA";

/// What a cell identifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    Nothing,
    /// A valid credit code.
    Credit(CreditCode),
    /// Valid after characters that look alike were exchanged (O for 0, I for 1, Z for 2, S for 5).
    Repaired(CreditCode),
    /// A valid organisation code, nine characters.
    Organisation([u8; ORGANISATION]),
    /// A valid registration number of fifteen digits.
    Registration([u8; REGISTRATION]),
    /// Eighteen places, some of them hidden (`*`) or lost in a binary cell.
    Masked(String),
    /// Something else that was meant to be a code.
    Damaged(String),
}

/// Reads a cell: width, case, spaces and dashes do not matter.
pub fn read(cell: &str) -> Identifier {
    if let Ok(code) = CreditCode::parse(cell) {
        return Identifier::Credit(code);
    }
    let text: String = half_width(cell)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '–' | '.' | '\'' | '`'))
        .map(|c| if c == '×' || c == '●' || c == '•' { '*' } else { c.to_ascii_uppercase() })
        .collect();
    if !text.is_ascii() || text.is_empty() {
        return if text.is_empty() { Identifier::Nothing } else { Identifier::Damaged(text) };
    }
    if text.contains('*') {
        return masked(text);
    }
    match CreditCode::parse(&text) {
        Ok(code) => return Identifier::Credit(code),
        Err(CreditCodeError::Length) => {}
        Err(_) => return eighteen(text),
    }
    shorter(text)
}

/// A code with hidden places. A single run of stars stands for as many as are missing, however many there are.
fn masked(text: String) -> Identifier {
    let shown = text.bytes().filter(|b| *b != b'*').count();
    let (front, rest) = text.split_once('*').unwrap_or((&text, ""));
    let back = rest.trim_start_matches('*');
    let whole = match text.len() == CODE {
        true => text,
        false if shown < CODE && !back.contains('*') => {
            format!("{front}{}{back}", "*".repeat(CODE - shown))
        }
        false => return Identifier::Damaged(text),
    };
    if shown == 0 { Identifier::Nothing } else { Identifier::Masked(whole) }
}

/// Whether what a masked code shows says who it is, and not only where and of what kind.
pub fn shows_enough(mask: &str) -> bool {
    let inside = mask.as_bytes().get(INSIDE.start..).unwrap_or_default();
    let telling = if inside.starts_with(COMMON) { &inside[COMMON.len()..] } else { inside };
    telling.iter().filter(|byte| **byte != b'*').count() >= SHOWN
}

/// Eighteen characters that are no valid code.
fn eighteen(text: String) -> Identifier {
    let repaired: String = text.chars().map(look_alike).collect();
    if repaired != text
        && let Ok(code) = CreditCode::parse(&repaired)
    {
        return Identifier::Repaired(code);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if digits && text.ends_with("000") {
        return Identifier::Masked(format!("{}***", &text[..SAFE_DIGITS]));
    }
    Identifier::Damaged(text)
}

fn shorter(text: String) -> Identifier {
    let bytes = text.as_bytes();
    if let Ok(nine) = <[u8; ORGANISATION]>::try_from(bytes)
        && nine.iter().all(u8::is_ascii_alphanumeric)
        && organisation_check(&nine[..8]) == nine[8]
    {
        return Identifier::Organisation(nine);
    }
    if let Ok(fifteen) = <[u8; REGISTRATION]>::try_from(bytes)
        && registration_holds(&fifteen)
    {
        return Identifier::Registration(fifteen);
    }
    Identifier::Damaged(text)
}

/// The character that a reader or a scanner takes for another one which codes do not use.
fn look_alike(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        'Z' => '2',
        'S' => '5',
        'V' => 'U',
        c => c,
    }
}

/// ISO 7064 MOD 11,10 over fifteen digits.
pub fn registration_holds(digits: &[u8; REGISTRATION]) -> bool {
    if !digits.iter().all(u8::is_ascii_digit) || digits.iter().all(|d| *d == b'0') {
        return false;
    }
    let product = digits[..REGISTRATION - 1].iter().fold(10u32, |product, digit| {
        let sum = (product + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + u32::from(digits[REGISTRATION - 1] - b'0')) % 10 == 1
}

/// The organisation code inside a credit code.
pub fn organisation(code: &CreditCode) -> [u8; ORGANISATION] {
    let mut inside = [b'0'; ORGANISATION];
    inside.copy_from_slice(&code.as_str().as_bytes()[INSIDE]);
    inside
}

/// Five bits a character: a code as one number. Characters that no code has count as 31.
pub fn pack(text: &[u8]) -> u128 {
    text.iter().fold(1, |packed, byte| {
        let at = SYMBOLS.iter().position(|symbol| symbol == byte);
        packed << 6 | at.map_or(u128::from(*byte & 31) + 32, |at| at as u128)
    })
}

/// Valid codes one slip away: a character exchanged, two neighbours swapped, one lost or one too
/// many. The check character leaves about one candidate for each place.
pub fn one_slip_away(text: &str) -> Vec<CreditCode> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut keep = |bytes: &[u8]| {
        if let Ok(code) = std::str::from_utf8(bytes).map_err(drop).and_then(parse)
            && !found.contains(&code)
        {
            found.push(code);
        }
    };
    match bytes.len() {
        CODE => {
            for at in 0..CODE {
                let mut changed = bytes.to_vec();
                for symbol in SYMBOLS {
                    changed[at] = *symbol;
                    keep(&changed);
                }
                if at + 1 < CODE {
                    let mut swapped = bytes.to_vec();
                    swapped.swap(at, at + 1);
                    keep(&swapped);
                }
            }
        }
        17 => {
            for at in 0..=17 {
                for symbol in SYMBOLS {
                    let mut longer = bytes.to_vec();
                    longer.insert(at, *symbol);
                    keep(&longer);
                }
            }
        }
        19 => {
            for at in 0..19 {
                let mut shorter = bytes.to_vec();
                shorter.remove(at);
                keep(&shorter);
            }
        }
        _ => {}
    }
    found
}

fn parse(text: &str) -> Result<CreditCode, ()> {
    CreditCode::parse(text).map_err(drop)
}

/// Whether a code fits what a masked one shows.
pub fn fits_mask(mask: &str, code: &str) -> bool {
    mask.len() == code.len() && mask.bytes().zip(code.bytes()).all(|(m, c)| m == b'*' || m == c)
}
