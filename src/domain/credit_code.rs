//! The unified social credit code (统一社会信用代码, GB 32100-2015).

/// The signs that the standard uses, in the order of their values.
pub const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Of the first seventeen signs.
pub const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Of the organisation code inside (GB 11714).
pub const ORG_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A credit code whose two check characters hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; 18]);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditCodeError {
    /// Not 18 characters.
    Length,
    /// A character that the standard does not use (I, O, S, V, Z among them).
    Symbol,
    /// The last character does not fit the others (GB 32100).
    Check,
    /// The organisation code inside does not fit its own check character (GB 11714).
    OrganisationCheck,
}

impl CreditCode {
    /// Reads a code in upper case without spaces.
    ///
    /// # Errors
    /// The first rule of the standard that the text breaks.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| CreditCodeError::Length)?;
        let mut values = [0u32; 18];
        for (value, byte) in values.iter_mut().zip(bytes) {
            *value = symbol_value(byte).ok_or(CreditCodeError::Symbol)?;
        }
        let sum: u32 = WEIGHTS.iter().zip(values).map(|(w, v)| w * v).sum();
        if (31 - sum % 31) % 31 != values[17] {
            return Err(CreditCodeError::Check);
        }
        if organisation_check(&bytes[8..16]) != bytes[16] {
            return Err(CreditCodeError::OrganisationCheck);
        }
        Ok(Self(bytes))
    }

    /// A valid code from a 6-digit region, an 8-character body and a registration class.
    /// For synthetic data.
    pub fn synthesize(class: [u8; 2], region: [u8; 6], body: [u8; 8]) -> Option<Self> {
        let mut bytes = [b'0'; 18];
        bytes[..2].copy_from_slice(&class);
        bytes[2..8].copy_from_slice(&region);
        bytes[8..16].copy_from_slice(&body);
        bytes[16] = organisation_check(&body);
        let mut sum = 0;
        for (weight, byte) in WEIGHTS.iter().zip(bytes) {
            sum += weight * symbol_value(byte)?;
        }
        bytes[17] = SYMBOLS[((31 - sum % 31) % 31) as usize];
        Some(Self(bytes))
    }

    /// The one valid code that an invalid text comes from by a usual slip: a letter that the
    /// standard does not use for the sign that looks like it, or two neighbours exchanged. `None`
    /// when no code or several fit: then only the licence can tell.
    pub fn probably_meant(text: &str) -> Option<Self> {
        let plain: Vec<u8> = text.bytes().map(look_alike).collect();
        let mut found = std::str::from_utf8(&plain).ok().and_then(|code| Self::parse(code).ok());
        if found.is_some() {
            return found;
        }
        // The region and the kind of registration in front are seldom mistyped, and an exchange there
        // would too often fit by chance.
        const REGION_END: usize = 8;
        for at in REGION_END + 1..plain.len() {
            let mut swapped = plain.clone();
            swapped.swap(at - 1, at);
            let code = std::str::from_utf8(&swapped).ok().and_then(|code| Self::parse(code).ok());
            match (found, code) {
                (Some(one), Some(other)) if one != other => return None,
                (None, Some(_)) => found = code,
                _ => {}
            }
        }
        found
    }

    pub fn as_str(&self) -> &str {
        // The bytes were checked to be symbols of the standard, all of them ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The sign of the standard for a letter that it leaves out because the two look alike.
fn look_alike(byte: u8) -> u8 {
    match byte {
        b'O' => b'0',
        b'I' => b'1',
        b'S' => b'5',
        b'V' => b'U',
        b'Z' => b'2',
        other => other,
    }
}

#[inline]
fn symbol_value(byte: u8) -> Option<u32> {
    const TABLE: [u8; 128] = {
        let mut table = [u8::MAX; 128];
        let mut i = 0;
        while i < SYMBOLS.len() {
            table[SYMBOLS[i] as usize] = i as u8;
            i += 1;
        }
        table
    };
    match TABLE.get(byte as usize) {
        Some(&value) if value != u8::MAX => Some(u32::from(value)),
        _ => None,
    }
}

/// The check character of an organisation code of eight characters (GB 11714).
pub fn organisation_check(body: &[u8]) -> u8 {
    let sum: u32 = ORG_WEIGHTS
        .iter()
        .zip(body)
        .map(|(weight, byte)| {
            let value =
                if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') + 10 };
            weight * u32::from(value)
        })
        .sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_codes_are_valid_and_slips_are_not() {
        for code in [
            "914403001922038216",
            "9144030071526726XG",
            "91440300100012316L",
            "91440300192317458F",
            "9144030010001686XA",
        ] {
            assert!(CreditCode::parse(code).is_ok(), "{code}");
        }
        assert_eq!(CreditCode::parse("914403001922038215"), Err(CreditCodeError::Check));
        assert_eq!(CreditCode::parse("91440300192203821O"), Err(CreditCodeError::Symbol));
        assert_eq!(CreditCode::parse("1234"), Err(CreditCodeError::Length));
    }

    #[test]
    fn usual_slips_lead_back() {
        let meant = |text: &str| CreditCode::probably_meant(text).map(|c| c.as_str().to_string());
        assert_eq!(meant("9I44O3OO1922O38216").as_deref(), Some("914403001922038216"));
        assert_eq!(meant("914403001922083216").as_deref(), Some("914403001922038216"));
        assert_eq!(meant("914403001922038215"), None);
        assert_eq!(meant("1234"), None);
    }
}
