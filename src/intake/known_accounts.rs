//! Accounts of applicants that stand where none belongs. A bank account has no check digit to be known by; that a
//! number is one is known from the table of firms. It is hidden wherever a cell is quoted.

use std::collections::HashSet;

use polars::prelude::PolarsResult;

use crate::domain::text::half_width;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::intake::prepare::Prepared;

/// Shorter numbers may be anything.
const SHORTEST: usize = 8;
/// Digits of an account that are shown.
const SHOWN: usize = 4;

/// Hides them in findings, refused rows and rows set aside.
pub fn hide(prepared: &mut Prepared) -> PolarsResult<()> {
    let accounts = texts(&prepared.inputs.firms, c::ACCOUNT)?;
    let digits =
        |text: &&str| -> String { half_width(text).chars().filter(char::is_ascii_digit).collect() };
    let late = &prepared.late_accounts;
    let given = late.rows.iter().map(|row| row.account.as_str());
    let other = given.chain(late.replaced.iter().map(String::as_str));
    let known = accounts.iter().copied().chain(other).map(|account| digits(&account));
    let known: HashSet<String> = known.filter(|account| account.len() >= SHORTEST).collect();
    if known.is_empty() {
        return Ok(());
    }
    let linked = &mut prepared.linked;
    let quoted = linked.findings.iter_mut().flat_map(|finding| finding.texts());
    let refused = linked.quarantine.iter_mut().map(|row| &mut row.raw);
    let aside = linked.aside.iter_mut().map(|row| &mut row.raw);
    for text in quoted.chain(refused).chain(aside) {
        if let Some(hidden) = without(text, &known) {
            *text = hidden;
        }
    }
    Ok(())
}

/// A text without the accounts in it, grouped by spaces or hyphens or not; `None` where there is none.
fn without(text: &str, known: &HashSet<String>) -> Option<String> {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let groups = |c: char| matches!(c, ' ' | '-' | '\u{a0}' | '－' | '\u{3000}');
    if text.chars().filter(|c| digit(*c)).count() < SHORTEST {
        return None;
    }
    let (mut out, mut rest, mut found) = (String::new(), text, false);
    while let Some(start) = rest.find(digit) {
        let (before, from) = rest.split_at(start);
        let run = from.find(|c| !digit(c) && !groups(c)).map_or(from, |end| &from[..end]);
        let run = run.trim_end_matches(groups);
        let plain: String = half_width(run).chars().filter(char::is_ascii_digit).collect();
        out.push_str(before);
        if known.contains(&plain) {
            found = true;
            out.push_str("****");
            out.push_str(&plain[plain.len() - SHOWN..]);
        } else {
            out.push_str(run);
        }
        rest = &from[run.len()..];
    }
    out.push_str(rest);
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_hidden_however_it_is_written() {
        let known = HashSet::from(["755912345610101".to_string()]);
        for (text, expected) in [
            ("账号755912345610101", "账号****0101"),
            ("日期=7559 1234 5610 101; 金额=10", "日期=****0101; 金额=10"),
            ("７５５９１２３４５６１０１０１户", "****0101户"),
            ("a 755912345610101-", "a ****0101-"),
        ] {
            assert_eq!(without(text, &known).as_deref(), Some(expected));
        }
        for text in ["755912345610102", "17559123456101013", "2026-03-31", "", "20,000.00"] {
            assert_eq!(without(text, &known), None, "{text}");
        }
    }
}
