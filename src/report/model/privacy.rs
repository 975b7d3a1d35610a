//! What may not stand in a public file: accounts, phones, identity numbers, addresses of mail. Looked for in
//! the texts of the finished file, digits that stand in the middle of a name included.

use std::collections::BTreeSet;

use crate::diag::private::{self, Private};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::text::half_width;

/// What is known about one run.
#[derive(Debug, Default)]
pub struct Privacy {
    /// Accounts of payees, digits only.
    pub accounts: BTreeSet<String>,
    /// Credit codes of the enterprises: public, and numbers all the same.
    pub codes: BTreeSet<String>,
    /// Codes, claims and items of the run that look like something private: its own reports name them all the same.
    pub public: Vec<String>,
    /// What the office itself says: its phone may stand there, and the run's fingerprint.
    pub stated: Vec<String>,
}

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Account,
    Phone,
    Identity,
    Number,
    Mail,
}

impl Found {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Account => ("银行账号", "a bank account"),
            Self::Phone => ("电话号码", "a phone number"),
            Self::Identity => ("身份证件号码", "an identity number"),
            Self::Number => ("号码", "a number of a person or an account"),
            Self::Mail => ("电子邮箱", "an e-mail address"),
        }
    }
}

/// Digits in a row that no name of an enterprise has: seven are a phone already.
const IN_A_ROW: usize = 7;
/// Digits with spaces or hyphens between them: a day has eight, a phone eleven.
const GROUPED: usize = 11;
const IDENTITY: usize = 18;
const MOBILE: usize = 11;

impl Privacy {
    /// Looks through the texts of a file, each cell or paragraph by itself.
    ///
    /// # Errors
    /// Every text that may not be published (D353), with its digits hidden.
    pub fn check<'t>(
        &self,
        file: &str,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<(), Diagnostics> {
        self.told(file, texts, |text| self.found(text))
    }

    fn told<'t>(
        &self,
        file: &str,
        texts: impl IntoIterator<Item = &'t str>,
        found: impl Fn(&str) -> Option<Found>,
    ) -> Result<(), Diagnostics> {
        const MOST: usize = 20;
        let mut faults = Diagnostics::default();
        let mut told = BTreeSet::new();
        for text in texts {
            let Some(found) = found(text) else { continue };
            if told.len() < MOST && told.insert(text) {
                let (zh, en) = found.words();
                let fault = Diagnostic::new(&codes::PRIVATE_IN_PUBLIC).arg("file", file);
                faults.push(fault.arg("text", hidden(text)).arg("what", zh).arg("what_en", en));
            }
        }
        faults.into_result(())
    }

    /// Looks through the texts of a report that is neither published nor private: it may hold numbers of many kinds,
    /// but no value that is private by what it is, and no account of the run.
    ///
    /// # Errors
    /// Every such text (D353), with its digits hidden.
    pub fn check_values<'t>(
        &self,
        file: &str,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<(), Diagnostics> {
        self.told(file, texts, |text| self.value(text))
    }

    fn value(&self, text: &str) -> Option<Found> {
        let text = self.without_stated(text);
        let public = self.public.iter();
        let rest = public.fold(text.clone(), |rest, public| rest.replace(public.as_str(), ""));
        let value = private::find(&rest).into_iter().next().map(|(_, kind)| match kind {
            Private::Card => Found::Account,
            Private::Identity => Found::Identity,
            Private::Mobile => Found::Phone,
            Private::Mail => Found::Mail,
        });
        let known = || runs(&half_width(&text), true).iter().any(|run| self.accounts.contains(run));
        value.or_else(|| known().then_some(Found::Account))
    }

    /// What the office itself says may stand there.
    fn without_stated(&self, text: &str) -> String {
        let stated = self.stated.iter().filter(|stated| !stated.is_empty());
        stated.fold(text.to_string(), |text, stated| text.replace(stated.as_str(), ""))
    }

    /// A text without the credit codes of enterprises that stand in brackets: 前海甲公司 (91440300…).
    fn without_codes(&self, text: &str) -> String {
        let mut parts = text.split('(');
        let mut out = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let code = part.split(')').next().unwrap_or_default();
            out.push('(');
            out.push_str(if self.codes.contains(code) { &part[code.len()..] } else { part });
        }
        out
    }

    fn found(&self, text: &str) -> Option<Found> {
        if self.codes.contains(text.trim()) {
            return None;
        }
        let text = self.without_codes(&half_width(&self.without_stated(text)));
        if mail(&text) {
            return Some(Found::Mail);
        }
        // Numerals by themselves: one before a number is part of a name.
        let numerals = text.chars().map(|c| if c.is_ascii_digit() { ',' } else { digit(c) });
        self.number(&text).or_else(|| self.number(&numerals.collect::<String>()))
    }

    fn number(&self, text: &str) -> Option<Found> {
        let grouped = runs(text, true);
        let known = |run: &String| self.accounts.iter().any(|known| run.contains(known.as_str()));
        if grouped.iter().any(|run| run.len() > IN_A_ROW && known(run)) {
            return Some(Found::Account);
        }
        let long = runs(text, false).into_iter().find(|run| run.len() >= IN_A_ROW);
        let run = long.or_else(|| grouped.into_iter().find(|run| run.len() >= GROUPED))?;
        Some(judged(&run))
    }
}

fn judged(run: &str) -> Found {
    let mobile = run.len() == MOBILE && run.starts_with('1');
    match run.len() {
        _ if mobile => Found::Phone,
        IDENTITY => Found::Identity,
        length if length < MOBILE || run.starts_with('0') && length <= 12 => Found::Phone,
        length if length > IDENTITY - 3 => Found::Account,
        _ => Found::Number,
    }
}

/// Chinese numerals read as digits.
fn digit(c: char) -> char {
    const NUMERALS: &str = "〇一二三四五六七八九";
    let at = NUMERALS.chars().position(|numeral| numeral == c);
    let at = at.or_else(|| (c == '零').then_some(0));
    at.and_then(|at| char::from_digit(at as u32, 10)).unwrap_or(c)
}

/// Runs of digits; `grouped` ones may have spaces, hyphens and dots between them. The points and commas of
/// an amount end a run.
fn runs(text: &str, grouped: bool) -> Vec<String> {
    let mut runs = vec![String::new()];
    for c in text.chars() {
        if c.is_ascii_digit() {
            runs.last_mut().into_iter().for_each(|run| run.push(c));
        } else if !(grouped && (c.is_whitespace() || "-—–·_/.()".contains(c))) {
            runs.push(String::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn mail(text: &str) -> bool {
    let whole = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(whole);
        let host: String = text[at + 1..].chars().take_while(|c| whole(*c)).collect();
        before && host.trim_matches('.').contains('.')
    })
}

/// The text with its digits hidden but for the last two of each run.
fn hidden(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let followed = |at: usize| {
        chars[at + 1..].iter().take_while(|c| c.is_numeric() || *c == &' ' || *c == &'-').count()
    };
    let shown = |(at, c): (usize, &char)| match c {
        c if c.is_numeric() && followed(at) >= 2 => '*',
        c => *c,
    };
    chars.iter().enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privacy() -> Privacy {
        Privacy {
            accounts: BTreeSet::from(["75591020".to_string(), "6222021234567890123".to_string()]),
            codes: BTreeSet::from(["914403001922038216".to_string()]),
            public: vec!["15020250001".to_string()],
            stated: vec!["0755-88101234".to_string()],
        }
    }

    #[test]
    fn numbers_of_persons_and_accounts_are_seen() {
        let found = |text: &str| privacy().found(text);
        assert_eq!(found("深圳甲公司13800138000"), Some(Found::Phone));
        assert_eq!(found("甲公司（１３８ ００１３ ８０００）"), Some(Found::Phone));
        assert_eq!(found("甲公司138\u{200b}0013\u{200b}8000"), Some(Found::Phone));
        assert_eq!(found("甲公司0755-26543210"), Some(Found::Phone));
        assert_eq!(found("甲公司一三八零零一三八零零零"), Some(Found::Phone));
        assert_eq!(found("甲26543210公司"), Some(Found::Phone));
        assert_eq!(found("李四440301199001011234"), Some(Found::Identity));
        assert_eq!(found("甲公司6222021234567890123分公司"), Some(Found::Account));
        assert_eq!(found("6222 0212 3456 7890 123"), Some(Found::Account));
        assert_eq!(found("账号 7559-1020"), Some(Found::Account));
        assert_eq!(found("zhang.san@example.com"), Some(Found::Mail));
        // Somebody's code, glued to a name: no name has it, whatever it is.
        assert!(found("甲公司914403001922038216").is_some());
    }

    #[test]
    fn what_lists_say_passes() {
        let found = |text: &str| privacy().found(text);
        for text in [
            "914403001922038216",
            "合计 1,234,567,890.12 元",
            "2026年3月31日",
            "2026-03-31",
            "深前海规〔2026〕1号",
            "深圳360一号科技（2025）有限公司",
            "联系方式：0755-88101234。",
            "@前海公司",
            "前海甲公司（914403001922038216）更名为前海乙公司",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(privacy().value("平台 15020250001 已备案"), None);
        assert_eq!(privacy().value("电话 15020250002"), Some(Found::Phone));
        assert_eq!(hidden("甲公司13800138000"), "甲公司*********00");
    }
}
