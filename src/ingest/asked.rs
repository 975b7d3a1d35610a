//! A request that stands outside of the lines, against the most that they can come to: a request only lowers an award,
//! and one that is not below it changes nothing.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::money::unit_behind;
use super::statement::{plain, statement};
use crate::diag::{Diagnostic, Severity, codes};
use crate::domain::money::{Currency, scaled};
use crate::domain::text::{clean, comparable};
use crate::domain::{Fen, capitals};
use crate::frame::access::{optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::tables::{Ceiling, Worth};

/// Yuan are two places above fen.
const YUAN: u32 = 2;

/// A request as it is stated.
#[derive(Clone, Debug)]
pub struct Request {
    pub quote: String,
    pub row: u32,
    /// As far as it can be read.
    pub stated: Option<Fen>,
}

impl Request {
    /// What is said of it where the lines come to so much at most: it stops them, unless it lowers nothing.
    pub fn said(&self, most: Option<i128>) -> Diagnostic {
        let mut fault = Diagnostic::new(&codes::REQUEST_APART).arg("quote", &self.quote);
        let lowers = |stated: Fen| most.is_none_or(|most| i128::from(stated.0) < most);
        if self.stated.is_some_and(|stated| !lowers(stated)) {
            fault.severity = Severity::Note;
        }
        fault
    }
}

/// The amount of a request: behind its words (申请奖补金额：1万元), or of the cell beside them, in the unit of `heading`. A
/// number without a unit is yuan: in a larger one it would ask for more.
pub fn amount(heading: &str, text: &str) -> Option<Fen> {
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '¥' | '￥');
    let text = clean(text);
    let Some(from) = text.find(figure) else { return capitals::read(&text) };
    let end = |c: char| matches!(c, '(' | '（' | '；' | ';' | '。');
    let text = text[from..].split(end).next()?.trim_start_matches(['¥', '￥', ' ']);
    let (number, said) = unit_behind(text);
    let heading = plain(&comparable(heading));
    let bracket = heading.split_once(['(', '[', '【']).map_or("", |(_, rest)| rest);
    let of_heading = statement(bracket.trim_end_matches([')', ']', '】']));
    let of_heading = of_heading.unwrap_or_default();
    let yuan = |currency: Option<Currency>| currency.is_none_or(|one| one == Currency::Cny);
    if !yuan(said.currency) || !yuan(of_heading.currency) {
        return None;
    }
    let shift = said.shift.or(of_heading.shift).unwrap_or(YUAN);
    scaled(number, shift).ok().filter(|fen| *fen > 0).map(Fen)
}

/// The most that the accepted lines of a sheet can come to; `None` where that cannot be told. What claims ask for in
/// their own lines is another limit, where all of them do.
pub fn most(frame: &DataFrame, ceiling: &Ceiling) -> Option<i128> {
    let claims = claims(frame, ceiling).ok()??;
    Some(claims.values().map(|(worth, _)| worth).sum())
}

/// The sum of what claims ask for in their lines, where each does.
pub fn asked(frame: &DataFrame, ceiling: &Ceiling) -> Option<i128> {
    let claims = claims(frame, ceiling).ok()??;
    claims.values().map(|(_, asked)| asked.map(i128::from)).sum()
}

/// By enterprise and item: the most that a claim comes to, and the least that a line of it asks for.
type Claims<'a> = BTreeMap<(&'a str, &'a str), (i128, Option<i64>)>;

fn claims<'a>(frame: &'a DataFrame, ceiling: &Ceiling) -> PolarsResult<Option<Claims<'a>>> {
    let firms = texts(frame, c::USCC)?;
    let items = match ceiling.item {
        Some(item) => texts(frame, item.name)?,
        None => vec![""; frame.height()],
    };
    let foreign = |code: &&str| !code.is_empty() && *code != Currency::Cny.code();
    if frame.column(c::CURRENCY).is_ok() && texts(frame, c::CURRENCY)?.iter().any(foreign) {
        return Ok(None);
    }
    let asked = optional_ints(frame, c::REQUESTED)?;
    let worth: Vec<i64> = match &ceiling.worth {
        Worth::Share(_) => {
            optional_ints(frame, c::AMOUNT)?.into_iter().map(Option::unwrap_or_default).collect()
        }
        Worth::Fixed(fen) => vec![*fen; frame.height()],
        Worth::Grades(by, amounts) => {
            let of =
                |word: &str| amounts.iter().find(|(own, _)| own == word).map_or(0, |own| own.1);
            texts(frame, by.name)?.into_iter().map(of).collect()
        }
    };
    let mut out = Claims::new();
    for (at, key) in firms.into_iter().zip(items).enumerate() {
        let (sum, least) = out.entry(key).or_default();
        *sum = match ceiling.worth {
            Worth::Share(_) => *sum + i128::from(worth[at]),
            _ => (*sum).max(i128::from(worth[at])),
        };
        *least = least.iter().copied().chain(asked[at]).min();
    }
    for (worth, _) in out.values_mut() {
        if let Worth::Share(share) = ceiling.worth {
            let (num, den) = (i128::from(share.num), i128::from(share.den));
            *worth = (*worth * num + den - 1) / den;
        }
        *worth = ceiling.cap.map_or(*worth, |cap| (*worth).min(i128::from(cap)));
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_they_are_stated() {
        for (heading, text, fen) in [
            ("", "申请奖补金额：1万元", 1_000_000),
            ("", "申请资助额：￥10,000.00", 1_000_000),
            ("", "本次申请奖补金额为10000元", 1_000_000),
            ("", "申请奖补金额（大写）：壹万元整", 1_000_000),
            ("", "申请奖补金额：1万元（大写：壹万元整）", 1_000_000),
            ("申请奖补总额（万元）", "1.5", 1_500_000),
            ("申请奖补总额(元)", "10000", 1_000_000),
            ("申请奖补总额", "10000.5", 1_000_050),
        ] {
            assert_eq!(amount(heading, text), Some(Fen(fen)), "{heading} {text}");
        }
        for (heading, text) in [
            ("", "申请奖补金额：1万美元"),
            ("申请额（美元）", "5"),
            ("", "申请奖补金额"),
            ("", "1至2万元"),
        ] {
            assert_eq!(amount(heading, text), None, "{heading} {text}");
        }
    }
}
