//! Numbers of applicants in cells: credit codes, numbers of Hong Kong and Macau, people.

use std::borrow::Cow;

use super::cells::{Converted, Taken, Value, fault};
use super::repairs::Repair;
use crate::diag::{codes, private};
use crate::domain::applicant;
use crate::domain::credit_code::{CreditCode, CreditCodeError};
use crate::domain::text::latin;
use crate::frame::columns as c;

/// Columns of others' lists that hold codes and are read as they are.
pub const CODES_AS_TEXT: [&str; 4] = [c::USCC, c::OTHER_CODE, c::SELLER_CODE, c::BUYER_CODE];

/// The number of a person, of Hong Kong or Macau in the form in which filings keep it; any other text as it is. Eight bare
/// digits may be anything.
pub fn kept(text: Cow<'_, str>) -> Value<'_> {
    let upper = text.to_ascii_uppercase();
    let form = match private::is_of_person(&upper) {
        true => Some(applicant::of_person(&alphanumeric(&upper))),
        false => applicant::of_permit(&upper).or_else(|| {
            let bare = upper.bytes().all(|byte| byte.is_ascii_digit());
            applicant::registered(&upper).filter(|_| !bare)
        }),
    };
    Value::Text(form.map_or(text, Cow::Owned))
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The number of an applicant.
///
/// # Errors
/// What is none (D301).
pub fn code(text: Cow<'_, str>) -> Converted<'_> {
    let upper = match text.bytes().any(|b| b.is_ascii_lowercase()) {
        true => Cow::Owned(text.to_ascii_uppercase()),
        false => text,
    };
    // What is left of width, case and spaces once both check characters hold cannot be another code.
    let error = match CreditCode::parse(&upper) {
        Ok(_) => {
            let repair = matches!(upper, Cow::Owned(_)).then_some(Repair::Tidied);
            return Ok(Taken { repair, ..Value::Text(upper).into() });
        }
        Err(error) => error,
    };
    // Of a person only a digest is kept, from here on; no repair shows the number.
    if private::is_of_person(&upper) {
        return Ok(Value::Text(Cow::Owned(applicant::of_person(&alphanumeric(&upper)))).into());
    }
    if let Some(permit) = applicant::of_permit(&upper) {
        return Ok(Value::Text(Cow::Owned(permit)).into());
    }
    if let Some(kept) = applicant::registered(&upper) {
        let repair = (kept != *upper).then_some(Repair::Tidied);
        return Ok(Taken { repair, ..Value::Text(Cow::Owned(kept)).into() });
    }
    let plain: String = upper.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let plain = latin(&plain).unwrap_or(plain);
    if plain != upper && CreditCode::parse(&plain).is_ok() {
        return Ok(Taken::from(Value::Text(Cow::Owned(plain))).repaired(Repair::LookAlike));
    }
    let (zh, en) = code_reason(error);
    let meant = CreditCode::probably_meant(&plain);
    let hint = |before: &str, after: &str| {
        meant.map(|code| format!("{before}{}{after}", code.as_str())).unwrap_or_default()
    };
    Err(fault(&codes::BAD_CREDIT_CODE, &upper)
        .arg("why", zh)
        .arg("why_en", en)
        .arg("meant", hint("，可能应为 ", ""))
        .arg("meant_en", hint("; probably ", "")))
}

fn code_reason(error: CreditCodeError) -> (&'static str, &'static str) {
    match error {
        CreditCodeError::Length => ("应为 18 位", "it must have 18 characters"),
        CreditCodeError::Symbol => {
            ("含有不使用的字符（如 I、O、S、V、Z）", "it holds a character that is not used")
        }
        CreditCodeError::Check => ("末位校验码不符", "its last check character does not fit"),
        CreditCodeError::OrganisationCheck => (
            "第 17 位组织机构代码校验码不符",
            "the check character of its organisation code does not fit",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match kept(Cow::Borrowed(text)) {
            Value::Text(text) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn codes_in_lists_of_others_take_the_form_of_filings() {
        assert_eq!(read("BRN 12345678-001"), "HK12345678B001");
        assert_eq!(read("so 12345"), "MOSO12345");
        assert_eq!(read("11010519491231002x"), applicant::of_person("11010519491231002X"));
        assert_eq!(Some(read("h12345678")), applicant::of_permit("H12345678"));
        // What may be anything stays as it is, and so does what is wrong: it is still money that went out.
        for text in ["12345678", "91440300MA5", "—", "m12345"] {
            assert_eq!(read(text), text);
        }
    }
}
