//! Bank accounts as filings write them, and whether one can be paid to.

use super::text::half_width;

/// Why nothing should be paid to an account before a person has looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountFault {
    /// No account, or no bank.
    Missing,
    /// Something else than digits.
    NotDigits,
    /// Shorter or longer than accounts are.
    Length,
    /// Zeros from the sixteenth digit on, three or more: a spreadsheet kept it as a number, which holds
    /// fifteen.
    DigitsLost,
    /// One digit over and over.
    OneDigit,
}

impl AccountFault {
    /// In words, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing => ("未填写", "it is not there"),
            Self::NotDigits => ("含有数字以外的字符", "it has other characters than digits"),
            Self::Length => ("位数不对", "no account is that long or short"),
            Self::DigitsLost => (
                "第十六位起全为零，疑似按数字存储而丢失末位",
                "zeros from the sixteenth digit on: kept as a number, its last digits are lost",
            ),
            Self::OneDigit => ("各位数字相同", "it is one digit over and over"),
        }
    }
}

/// The digits of an account without the spaces and hyphens that people group them with.
pub fn plain(account: &str) -> String {
    half_width(account).chars().filter(|c| !c.is_whitespace() && !"-－—".contains(*c)).collect()
}

/// What speaks against paying to `account`, as [`plain`] gives it.
///
/// Corporate accounts of Chinese banks have 8 to 32 digits; there is no check digit that all banks
/// share, so that a slip of one digit cannot be seen here.
pub fn fault(account: &str) -> Option<AccountFault> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 8..=32;
    /// Digits that a binary number holds in full.
    const HELD: usize = 15;
    let digits = account.as_bytes();
    if digits.is_empty() {
        return Some(AccountFault::Missing);
    }
    if !digits.iter().all(u8::is_ascii_digit) {
        return Some(AccountFault::NotDigits);
    }
    if !LENGTHS.contains(&digits.len()) {
        return Some(AccountFault::Length);
    }
    if digits.iter().all(|digit| *digit == digits[0]) {
        return Some(AccountFault::OneDigit);
    }
    // One or two zeros at the end are nothing strange.
    let lost = digits.len() > HELD + 2 && digits[HELD..].iter().all(|digit| *digit == b'0');
    lost.then_some(AccountFault::DigitsLost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_judged_by_what_can_be_known() {
        let judged = |account: &str| fault(&plain(account));
        assert_eq!(judged("4420 1501 1000-5250 1234"), None);
        assert_eq!(judged("４４２０１５０１１０００５２５０１２３４"), None);
        assert_eq!(judged("755910203410"), None);
        assert_eq!(judged(" "), Some(AccountFault::Missing));
        assert_eq!(judged("见附件"), Some(AccountFault::NotDigits));
        assert_eq!(judged("4.42015E+18"), Some(AccountFault::NotDigits));
        assert_eq!(judged("1234567"), Some(AccountFault::Length));
        assert_eq!(judged(&"12".repeat(17)), Some(AccountFault::Length));
        assert_eq!(judged("62220212345678900"), None, "two zeros at the end are nothing strange");
        assert_eq!(judged("622202123456789000"), Some(AccountFault::DigitsLost));
        assert_eq!(judged("44201501100052500000"), Some(AccountFault::DigitsLost));
        assert_eq!(judged("0000000000"), Some(AccountFault::OneDigit));
    }
}
