//! Whose row it is: the enterprise behind a credit code, also behind one that is mistyped.

use std::collections::BTreeMap;

use crate::domain::applicant;
use crate::domain::text::{clean, comparable, in_file_name};

/// Who filed a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filer {
    Code(String),
    /// A name, in comparable form, where no valid code is known for it.
    Name(String),
}

/// What a row says about its enterprise.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// As read, in capitals and without spaces; may be no valid code.
    pub code: String,
    pub name: String,
}

impl Identity {
    pub fn new(code: &str, name: &str) -> Self {
        let code = clean(code).chars().filter(|c| !c.is_whitespace()).collect::<String>();
        Self { code: code.to_uppercase(), name: clean(name) }
    }

    pub fn is_empty(&self) -> bool {
        self.code.is_empty() && self.name.is_empty()
    }
}

/// The enterprises that the filings name.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Valid codes with their names, as far as known.
    names: BTreeMap<String, String>,
    /// Comparable names with their codes.
    codes: BTreeMap<String, String>,
    /// Texts that are no valid code, with the name beside them.
    mistyped: BTreeMap<String, String>,
    /// Comparable names as they were written first.
    written: BTreeMap<String, String>,
}

impl Registry {
    pub fn learn(&mut self, identity: &Identity) {
        let Identity { code, name } = identity;
        if !name.is_empty() {
            self.written.entry(comparable(name)).or_insert_with(|| name.clone());
        }
        if applicant::is_known(code) {
            let known = self.names.entry(code.clone()).or_default();
            if known.is_empty() {
                known.clone_from(name);
            }
            if !name.is_empty() {
                self.codes.entry(comparable(name)).or_insert_with(|| code.clone());
            }
        } else if !code.is_empty() && !name.is_empty() {
            self.mistyped.entry(code.clone()).or_insert_with(|| name.clone());
        }
    }

    /// Once everything was learnt: a code without a name takes the one that stands beside a slip of
    /// it.
    pub fn settle(&mut self) {
        let found: Vec<(String, String)> = self
            .mistyped
            .iter()
            .filter_map(|(text, name)| Some((self.nearest(text)?, name.clone())))
            .collect();
        for (code, name) in found {
            if let Some(known) = self.names.get_mut(&code).filter(|known| known.is_empty()) {
                *known = name;
            }
        }
    }

    /// By the code; else by the name beside it; else by the one code it was probably meant to be;
    /// else by the name alone.
    pub fn filer(&self, identity: &Identity) -> Option<Filer> {
        let Identity { code, name } = identity;
        if applicant::is_known(code) {
            return Some(Filer::Code(code.clone()));
        }
        let name = match name.is_empty() {
            false => Some(name),
            true => self.mistyped.get(code),
        };
        let name = name.map(|name| comparable(name));
        let named = name.as_ref().and_then(|name| self.codes.get(name)).cloned();
        let meant = || self.nearest(code);
        named.or_else(meant).map(Filer::Code).or_else(|| name.map(Filer::Name))
    }

    /// The only known code that one slip turns into this text, or that lost its last digits when it
    /// was stored as a number.
    fn nearest(&self, text: &str) -> Option<String> {
        let mut near = self
            .names
            .keys()
            .filter(|code| one_slip(code.as_bytes(), text.as_bytes()) || same_number(code, text));
        let first = near.next()?;
        near.next().is_none().then(|| first.clone())
    }

    /// The name of a file for a filer's workbook, without its ending: safe on every system.
    pub fn file_name(&self, filer: &Filer) -> String {
        let name = in_file_name(self.name(filer));
        match filer {
            Filer::Code(code) if name.is_empty() => code.clone(),
            Filer::Code(code) => format!("{code}_{name}"),
            Filer::Name(_) if name.is_empty() => "_".to_string(),
            Filer::Name(_) => name,
        }
    }

    /// The name of a filer, as written where it stood first; empty when no row names it.
    pub fn name(&self, filer: &Filer) -> &str {
        match filer {
            Filer::Code(code) => self.names.get(code).map_or("", String::as_str),
            Filer::Name(name) => self.written.get(name).map_or("", String::as_str),
        }
    }
}

/// One character changed, left out or added, or two neighbours exchanged.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    match (a, b) {
        ([_], [_]) | ([_], []) | ([], [_]) => true,
        ([one, two], [three, four]) => one == four && two == three,
        _ => false,
    }
}

/// Whether a code of digits alone is this text once both are binary numbers.
fn same_number(code: &str, text: &str) -> bool {
    const CODE: usize = 18;
    let digits = |text: &str| text.len() == CODE && text.bytes().all(|b| b.is_ascii_digit());
    let (code, text) = (Some(code).filter(|t| digits(t)), Some(text).filter(|t| digits(t)));
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    code.is_some() && number(code) == number(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CreditCode;

    const ONE: &str = "914403001922038216";
    const TWO: &str = "91440300715267260B";

    fn code(body: &[u8; 8]) -> String {
        CreditCode::synthesize(*b"91", *b"440300", *body).expect("symbols").as_str().to_string()
    }

    #[test]
    fn slips() {
        for (text, near) in [
            ("914403001922038216", false),
            ("914403001922038226", true),
            ("914403001922038261", true),
            ("91440300192203821", true),
            ("9144030019220382166", true),
            ("914403001922038325", false),
            ("", false),
        ] {
            assert_eq!(one_slip(ONE.as_bytes(), text.as_bytes()), near, "{text}");
        }
    }

    #[test]
    fn rows_find_their_enterprise() {
        let (one, two, three) = (code(b"00000001"), code(b"00000002"), code(b"00000003"));
        let mut registry = Registry::default();
        registry.learn(&Identity::new(&one, "甲公司"));
        registry.learn(&Identity::new(&two, ""));
        registry.learn(&Identity::new("91440300XX", "丙 公司"));
        let filer = |code: &str, name: &str| registry.filer(&Identity::new(code, name));
        let by_code = |code: &str| Some(Filer::Code(code.to_string()));
        assert_eq!(filer(&one, ""), by_code(&one));
        assert_eq!(filer(&three, "甲公司"), by_code(&three), "a valid code counts before the name");
        assert_eq!(filer("x", "甲公司"), by_code(&one));
        assert_eq!(filer(&one.replace("9144", "914 4").to_lowercase(), ""), by_code(&one));
        // One character wrong at the end fits one of the known codes only.
        let slip = format!("{}?", &two[..17]);
        assert_eq!(filer(&slip, ""), by_code(&two));
        assert_eq!(filer("91440300XX", ""), Some(Filer::Name("丙公司".into())));
        assert_eq!(filer("", "丁公司"), Some(Filer::Name("丁公司".into())));
        assert_eq!(filer("1234", ""), None);
        assert_eq!(filer("", ""), None);
        assert_eq!(registry.name(&Filer::Code(one)), "甲公司");
        assert_eq!(registry.name(&Filer::Name("丙公司".into())), "丙 公司");
        assert_eq!(registry.name(&Filer::Code(TWO.into())), "");
    }

    #[test]
    fn a_code_that_became_a_number() {
        let mut registry = Registry::default();
        registry.learn(&Identity::new(ONE, "甲公司"));
        registry.learn(&Identity::new(TWO, "乙公司"));
        let stored = ONE.parse::<f64>().expect("digits").to_string();
        assert_ne!(stored, ONE, "digits were lost");
        let filer = |text: &str| registry.filer(&Identity::new(text, ""));
        assert_eq!(filer(&stored), Some(Filer::Code(ONE.into())));
        assert_eq!(filer("914403001922030000"), None);
    }

    #[test]
    fn names_of_files_are_safe() {
        let mut registry = Registry::default();
        let one = code(b"00000001");
        registry.learn(&Identity::new(&one, "../甲/乙:公司*."));
        registry.learn(&Identity::new("x", &"长".repeat(200)));
        let name = |filer| registry.file_name(&filer);
        assert_eq!(name(Filer::Code(one.clone())), format!("{one}__甲_乙_公司_"));
        assert_eq!(name(Filer::Code(TWO.into())), TWO);
        assert_eq!(name(Filer::Name("长".repeat(200))).chars().count(), 50);
        assert_eq!(name(Filer::Name("..".into())), "_");
    }

    #[test]
    fn a_name_beside_a_mistyped_code_is_the_name_of_the_code() {
        let (one, slip) = (code(b"00000001"), format!("{}?", &code(b"00000001")[..17]));
        let mut registry = Registry::default();
        registry.learn(&Identity::new(&one, ""));
        registry.learn(&Identity::new(&slip, "甲公司"));
        registry.settle();
        assert_eq!(registry.filer(&Identity::new(&slip, "甲公司")), Some(Filer::Code(one.clone())));
        assert_eq!(registry.name(&Filer::Code(one)), "甲公司");
    }
}
