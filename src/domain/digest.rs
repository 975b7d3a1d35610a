//! SHA-256 as it is written everywhere: in lower-case hex.

use sha2::{Digest, Sha256};

/// Digits of a SHA-256 that people are shown.
const SHOWN: usize = 12;

/// Bytes in hex, two digits each.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 0xf));
    }
    out
}

/// The SHA-256 of bytes: 64 digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// As much of a SHA-256 as people are shown.
pub fn short(sha256: &str) -> &str {
    sha256.get(..SHOWN).unwrap_or(sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_lower_case_hex() {
        // The test vector of FIPS 180-4.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        assert_eq!((short(abc), short("abc")), ("ba7816bf8f01", "abc"));
    }
}
