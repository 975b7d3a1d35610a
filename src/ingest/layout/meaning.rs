//! What one heading means: the field that it leads to, with its unit, its brackets and its other language.

use std::borrow::Cow;

use super::{Heading, LONGEST_HEADING, Layout, Matcher, Meaning};
use crate::domain::money::Currency;
use crate::domain::text::{comparable, simplified};
use crate::frame::FieldKind;
use crate::ingest::brackets::{
    behind_slash, says_amount, split_bracket, two_languages, unit, unnumbered,
};
use crate::ingest::headers::behind::is_guarded;
use crate::ingest::statement::{Said, looks_like_unit};

impl Matcher<'_> {
    pub(super) fn meaning(&self, heading: &str) -> Heading {
        if heading.len() > LONGEST_HEADING {
            return Heading::Other;
        }
        let text = comparable(heading);
        // Marks of required columns and the like: *单位名称, 单位名称:
        let marked = |c: char| matches!(c, '*' | ':' | '★' | '☆' | '※' | '#');
        let meaning = |text: &str| self.plain_meaning(text.trim_matches(marked));
        let either = |text: &str| match (meaning(text), simplified(text)) {
            // 金额（萬元）
            (Heading::Other, Cow::Owned(text)) => meaning(&text),
            (found, _) => found,
        };
        match either(&text) {
            Heading::Other => either(unnumbered(&text)),
            found => found,
        }
    }

    fn plain_meaning(&self, text: &str) -> Heading {
        if let Some(found) = self.named(text, true) {
            return Heading::Known(found);
        }
        if let Some(part) = text.strip_prefix("其中") {
            return self.part_of_amount(part.trim_start_matches([':', ',']));
        }
        let Some((name, bracket)) = split_bracket(text).or_else(|| behind_slash(text)) else {
            return self.in_two_languages(text);
        };
        let Heading::Known(plain) = self.plain_meaning(name.trim_matches('*')) else {
            return Heading::Other;
        };
        if self.headers.names_another(bracket) || self.is_unsure(plain.field, bracket) {
            return Heading::Other;
        }
        let (field, plain) = (plain.field, Meaning { exact: false, ..plain });
        let unknown = || Heading::UnknownUnit { field, unit: bracket.to_string() };
        match self.fields[field].kind {
            FieldKind::Money => match self.said_in_parts(bracket) {
                // In the currency that was paid, where no column says which.
                Some(_) if bracket.contains("原币") && !self.has_currency() => unknown(),
                Some(Said { currency: Some(other), .. })
                    if other != Currency::Cny && !self.has_currency() =>
                {
                    unknown()
                }
                Some(said) => match plain.unit.unwrap_or_default().and(said) {
                    Some(both) => Heading::Known(Meaning { unit: Some(both), ..plain }),
                    None => unknown(),
                },
                None if self.headers.is_harmless(bracket) || self.translates(bracket, field) => {
                    Heading::Known(plain)
                }
                None if looks_like_unit(bracket) => unknown(),
                None => Heading::Other,
            },
            // Numbers of people in ten thousands are no whole numbers any more.
            FieldKind::Int if bracket.starts_with(['百', '千', '万', '亿']) => unknown(),
            FieldKind::Share => Heading::Known(Meaning { percent: bracket.contains('%'), ..plain }),
            _ => Heading::Known(plain),
        }
    }

    /// 金额 Amount, 申报编号/Filing no.: the same heading in two languages.
    fn in_two_languages(&self, text: &str) -> Heading {
        let (chinese, english) = two_languages(text);
        let Some(field) = self.by_alias.get(chinese) else { return Heading::Other };
        // 金额 RMB
        let yuan = || unit(english).is_some_and(|said| said.currency == Some(Currency::Cny));
        let money = self.fields[*field].kind == FieldKind::Money;
        match self.translates(english, *field) || money && yuan() {
            true => self.plain_meaning(chinese),
            false => Heading::Other,
        }
    }

    /// Whether English words may be those of a field: beside an amount only words for the amount itself.
    fn translates(&self, english: &str, field: usize) -> bool {
        match self.by_alias.get(english) {
            Some(other) => *other == field,
            None if self.fields[field].kind == FieldKind::Money => says_amount(english),
            None => {
                let another = || self.headers.names_another(english);
                !english.is_empty() && !another() && !self.is_unsure(field, english)
            }
        }
    }

    /// Whether words behind the heading of a day, a code or a paper are not known to change nothing. What lists of
    /// others hold is compared in any case.
    fn is_unsure(&self, field: usize, words: &str) -> bool {
        let field = self.fields[field];
        !self.contract.lenient && is_guarded(field) && !self.headers.is_note_of(field, words)
    }

    /// Whether a heading is that of such a field, with words behind it that nobody knows, and no column holds the field.
    pub fn may_be_another(&self, heading: &str, layout: &Layout) -> bool {
        let text = comparable(heading);
        let Some((name, words)) = split_bracket(&text) else { return false };
        let Heading::Known(plain) = self.meaning(name) else { return false };
        let another = self.headers.names_another(words);
        layout.columns[plain.field].is_none() && !another && self.is_unsure(plain.field, words)
    }

    /// What a bracket behind an amount says: a unit, or a unit among notes that change nothing (元，含税).
    fn said_in_parts(&self, bracket: &str) -> Option<Said> {
        if let Some(said) = unit(bracket) {
            return Some(said);
        }
        let parts = bracket.split([',', '、', ';', '，', '；']).map(str::trim);
        let (mut said, mut stated) = (Said::default(), false);
        for part in parts.filter(|part| !self.headers.is_harmless(part)) {
            said = said.and(unit(part)?)?;
            stated = true;
        }
        stated.then_some(said)
    }

    /// 其中：… is a part of an amount: a deduction, never the amount itself.
    fn part_of_amount(&self, part: &str) -> Heading {
        match self.plain_meaning(part) {
            Heading::Known(meaning) if !self.contract.is_required(self.fields[meaning.field]) => {
                Heading::Known(Meaning { exact: false, ..meaning })
            }
            Heading::Known(_) => Heading::Other,
            other => other,
        }
    }

    /// The field that a name leads to. 付款月份 is 付款日期 of which only the month is asked for.
    fn named(&self, name: &str, exact: bool) -> Option<Meaning> {
        let plain = |field| Meaning { field, exact, unit: None, percent: false, month: false };
        if let Some(&field) = self.by_alias.get(name) {
            return Some(plain(field));
        }
        let stem = name.strip_suffix("月份").or_else(|| name.strip_suffix("年月"))?;
        let field =
            ["日期", "时间"].iter().find_map(|end| self.by_alias.get(&format!("{stem}{end}")))?;
        let is_date = self.fields[*field].kind == FieldKind::Date;
        is_date.then(|| Meaning { month: true, ..plain(*field) })
    }
}
