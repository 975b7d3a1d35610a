//! Who applies, by the number under which somebody is registered: credit codes of every kind of organisation, numbers of
//! Hong Kong and Macau, and people, of whom only a digest is ever kept.
//!
//! | form | is | written as |
//! |---|---|---|
//! | 18 characters of GB 32100 | an organisation of the mainland | as it is |
//! | `12345678`, `12345678-000` | a business registration number of Hong Kong; a branch keeps its suffix | `HK12345678`, `HK12345678B001` |
//! | `CR 1234567` | a company number of Hong Kong, as before the end of 2023 | `CR1234567` |
//! | `SO 12345` | a registration of Macau | `MOSO12345` |
//! | identity numbers, permits | a person | `ID…`, `PT…`: sixteen letters of a digest |

use sha2::{Digest, Sha256};

use super::CreditCode;

/// Letters of a digest.
const LETTERS: usize = 16;
/// The digest is taken so often that trying all numbers takes long.
const ROUNDS: usize = 4096;
/// Digits of a business registration, and of the suffix of a branch; that of the head office is 000.
const BUSINESS: usize = 8;
const BRANCH: usize = 3;
const COMPANY: usize = 7;

/// What kind of applicant a number is that of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Enterprise,
    SelfEmployed,
    Cooperative,
    Institution,
    Organ,
    Association,
    PrivateNonEnterprise,
    Foundation,
    HongKong,
    HongKongCompany,
    Macau,
    Person,
    Permit,
    Other,
}

impl Kind {
    /// By the registrar and the kind of organisation of a credit code (GB 32100-2015).
    const BY_CODE: [(&'static str, Self); 8] = [
        ("91", Self::Enterprise),
        ("92", Self::SelfEmployed),
        ("93", Self::Cooperative),
        ("11", Self::Organ),
        ("12", Self::Institution),
        ("51", Self::Association),
        ("52", Self::PrivateNonEnterprise),
        ("53", Self::Foundation),
    ];

    /// The word that rules name it by; Hong Kong companies are one kind, whatever number they give.
    pub fn word(self) -> &'static str {
        match self {
            Self::Enterprise => "企业",
            Self::SelfEmployed => "个体工商户",
            Self::Cooperative => "农民专业合作社",
            Self::Institution => "事业单位",
            Self::Organ => "机关",
            Self::Association => "社会团体",
            Self::PrivateNonEnterprise => "民办非企业单位",
            Self::Foundation => "基金会",
            Self::HongKong | Self::HongKongCompany => "香港企业",
            Self::Macau => "澳门企业",
            Self::Person | Self::Permit => "个人",
            Self::Other => "其他",
        }
    }

    /// Whether an applicant of this kind cannot be the type of entity that it states, by the words of the shipped lists; other
    /// words contradict nothing.
    pub fn contradicts(self, stated: &str) -> bool {
        let business = matches!(
            self,
            Self::Enterprise | Self::SelfEmployed | Self::Cooperative | Self::HongKong
        ) || matches!(self, Self::HongKongCompany | Self::Macau | Self::Other);
        match stated {
            "企业" => !business,
            // Some chambers are registered as companies.
            "行业协会" => {
                !matches!(self, Self::Association | Self::PrivateNonEnterprise)
                    && !matches!(self, Self::Enterprise | Self::Foundation | Self::Other)
            }
            _ => false,
        }
    }

    /// Of a number in the form in which it is kept.
    pub fn of(code: &str) -> Self {
        if CreditCode::parse(code).is_ok() {
            let known = Self::BY_CODE.iter().find(|(front, _)| code.starts_with(front));
            return known.map_or(Self::Other, |(_, kind)| *kind);
        }
        kept(code).unwrap_or(Self::Other)
    }
}

/// Whether a text is a number of an applicant in the form in which it is kept.
pub fn is_known(code: &str) -> bool {
    CreditCode::parse(code).is_ok() || kept(code).is_some()
}

/// What is not a credit code, in the form in which it is kept.
fn kept(code: &str) -> Option<Kind> {
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let hidden = |text: &str| text.len() == LETTERS && text.bytes().all(|b| b.is_ascii_uppercase());
    if let Some(rest) = code.strip_prefix("MOSO") {
        let known = !rest.is_empty() && digits(rest, rest.len());
        return known.then_some(Kind::Macau);
    }
    let (front, rest) = code.split_at_checked(2)?;
    match front {
        "HK" => match rest.split_once('B') {
            Some((main, branch)) => {
                (digits(main, BUSINESS) && digits(branch, BRANCH)).then_some(Kind::HongKong)
            }
            None => digits(rest, BUSINESS).then_some(Kind::HongKong),
        },
        "CR" => digits(rest, COMPANY).then_some(Kind::HongKongCompany),
        "ID" => hidden(rest).then_some(Kind::Person),
        "PT" => hidden(rest).then_some(Kind::Permit),
        _ => None,
    }
}

/// A number of Hong Kong or Macau as people write it, in the form in which it is kept; so is one that has it already.
/// Upper case, half width.
pub fn registered(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '(' | ')' | ':' | '/')).collect();
    if kept(&plain).is_some() {
        return Some(plain);
    }
    for front in ["BRNO", "BRN", "BR", "HK"] {
        if let Some(code) = plain.strip_prefix(front).and_then(business) {
            return Some(code);
        }
    }
    if let Some(number) = plain.strip_prefix("CRNO").or_else(|| plain.strip_prefix("CR")) {
        let known = !number.is_empty() && number.len() <= COMPANY;
        let known = known && number.bytes().all(|byte| byte.is_ascii_digit());
        return known.then(|| format!("CR{number:0>COMPANY$}"));
    }
    let macau = plain.strip_prefix("SO").or_else(|| plain.strip_suffix("SO"));
    if let Some(number) = macau.map(|number| number.trim_matches('-')) {
        let known = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        return known.then(|| format!("MOSO{number}"));
    }
    business(&plain)
}

/// `12345678`, `12345678-000`, and the whole of a certificate: `12345678-000-05-26-A`.
fn business(text: &str) -> Option<String> {
    let mut parts = text.trim_start_matches('-').split('-');
    let (main, branch) = (parts.next()?, parts.next().unwrap_or("000"));
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let rest = parts.all(|part| part.len() <= 2 && !part.is_empty());
    if !digits(main, BUSINESS) || !digits(branch, BRANCH) || !rest {
        return None;
    }
    Some(match branch.trim_matches('0') {
        "" => format!("HK{main}"),
        _ => format!("HK{main}B{branch}"),
    })
}

/// What is kept of a person's identity number.
pub fn of_person(number: &str) -> String {
    format!("ID{}", digest("applicant-person-1", number))
}

/// What is kept of a permit: `H` (Hong Kong) or `M` (Macau) and eight digits, `TW` and eight for Taiwan. `None` where it
/// is none.
pub fn of_permit(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|sign| !matches!(sign, ' ' | '-')).collect();
    let number = ["TW", "H", "M"].iter().find_map(|front| plain.strip_prefix(front))?;
    // Two more say which edition of the permit it is.
    let known = [BUSINESS, BUSINESS + 2].contains(&number.len());
    let known = known && number.bytes().all(|byte| byte.is_ascii_digit());
    let end = plain.len() - number.len() + BUSINESS;
    known.then(|| format!("PT{}", digest("applicant-permit-1", &plain[..end])))
}

/// Letters, so that no part of it looks like a number of a card or a phone.
fn digest(what: &str, number: &str) -> String {
    let mut sum = Sha256::digest(format!("{what}\u{1f}{number}"));
    for _ in 0..ROUNDS {
        sum = Sha256::digest(sum);
    }
    let halves = sum.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.take(LETTERS).map(|half| char::from(b'A' + half)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart() {
        let kept = [
            ("12345678", "HK12345678"),
            ("12345678-000", "HK12345678"),
            ("BRN 12345678-001", "HK12345678B001"),
            ("12345678-000-05-26-A", "HK12345678"),
            ("CR NO. 123456", "CR0123456"),
            ("CR1234567", "CR1234567"),
            ("SO 12345", "MOSO12345"),
            ("12345(SO)", "MOSO12345"),
            ("HK12345678B001", "HK12345678B001"),
        ];
        for (text, form) in kept {
            assert_eq!(registered(text).as_deref(), Some(form), "{text}");
            assert_eq!(registered(form).as_deref(), Some(form), "{form} again");
            assert!(is_known(form), "{form}");
        }
        for text in
            ["1234567", "123456789", "12345678-00", "CR12345678", "SO", "914403001922038215"]
        {
            assert_eq!(registered(text), None, "{text}");
        }
    }

    #[test]
    fn credit_codes_say_their_kind() {
        let kind = |front: &[u8; 2]| {
            let code = CreditCode::synthesize(*front, *b"440300", *b"00000001").expect("symbols");
            Kind::of(code.as_str()).word()
        };
        assert_eq!(kind(b"91"), "企业");
        assert_eq!(kind(b"12"), "事业单位");
        assert_eq!(kind(b"51"), "社会团体");
        assert_eq!(kind(b"52"), "民办非企业单位");
        assert_eq!(kind(b"53"), "基金会");
        assert_eq!(kind(b"92"), "个体工商户");
        assert_eq!(kind(b"93"), "农民专业合作社");
        assert_eq!(kind(b"A1"), "其他");
        assert_eq!(Kind::of("HK12345678").word(), "香港企业");
    }

    #[test]
    fn people_are_kept_as_letters() {
        let (one, other) = (of_person("11010519491231002X"), of_person("440524188001010014"));
        assert_ne!(one, other);
        assert_eq!(one.len(), 2 + LETTERS);
        assert_eq!((Kind::of(&one), Kind::of(&other)), (Kind::Person, Kind::Person));
        let permit = of_permit("H12345678").expect("a permit");
        // The edition of a permit is not another person.
        assert_eq!(of_permit("h1234567801".to_uppercase().as_str()), Some(permit.clone()));
        assert_ne!(of_permit("M12345678"), Some(permit));
        assert_eq!(of_permit("H1234567"), None);
    }
}
