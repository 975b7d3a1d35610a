//! 分期: the parts that an award is paid in, what each waits for, and the year whose pool bears it.
//!
//! A part is what the shares up to it come to, cut to the fen, less the parts before it: they add up to the award
//! whatever it is, and a smaller award never has a larger first part.

use chrono::NaiveDate;

use crate::config::{Reader, as_ratio};
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::{LaterYears, Ratio};

use super::model::Measure;

/// One part of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instalment {
    pub clause: String,
    /// What is paid when, in words.
    pub text: Text,
    pub due: Due,
    /// How many years after the award year its pool is.
    pub later: i32,
    /// What the shares up to this one add up to.
    pub through: Ratio,
}

/// What a part waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing: it is paid with the approval.
    Approval,
    /// A contract.
    Contract,
    /// Acceptance of the work.
    Acceptance,
    /// The first day of its year.
    Year,
    /// A day of its year: month and day.
    Day(u32, u32),
}

impl Due {
    const NAMES: [(&'static str, Due); 5] = [
        ("approval", Self::Approval),
        ("contract", Self::Contract),
        ("acceptance", Self::Acceptance),
        ("year", Self::Year),
        ("day", Self::Day(1, 1)),
    ];
    pub const WORDS: &'static [&'static str] = &crate::config::words(Self::NAMES);

    pub fn key(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Contract => "contract",
            Self::Acceptance => "acceptance",
            Self::Year => "year",
            Self::Day(..) => "day",
        }
    }

    /// The first day on which a part of a year may be paid, where the rule names one.
    pub fn first_day(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Approval | Self::Contract | Self::Acceptance => None,
            Self::Year => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Day(month, day) => NaiveDate::from_ymd_opt(year, month, day),
        }
    }
}

impl Measure {
    /// The parts of an award in fen; the award alone where it is paid at once.
    pub fn parts(&self, award: i64) -> Vec<i64> {
        if self.instalments.is_empty() {
            return vec![award];
        }
        let through = |part: &Instalment| part_of(award, part.through);
        let mut before = 0;
        let parts = self.instalments.iter().map(through);
        parts.map(|sum| sum - std::mem::replace(&mut before, sum)).collect()
    }

    /// What the pool of the award year bears of an award: the parts of that year, which come first.
    pub fn borne_at_once(&self, award: i64) -> i64 {
        match self.instalments.iter().rev().find(|part| part.later == 0) {
            Some(last) => part_of(award, last.through),
            None if self.instalments.is_empty() => award,
            None => 0,
        }
    }

    /// What later years pay of an award of a year.
    pub fn later_years(&self, award: i64, year: i32) -> LaterYears {
        let mut all = LaterYears::default();
        let parts = self.instalments.iter().zip(self.parts(award));
        parts
            .filter(|(part, _)| part.later > 0)
            .for_each(|(part, fen)| all.add(year + part.later, fen));
        all
    }

    /// Whether a later year bears a part of its awards.
    pub fn binds_later_years(&self) -> bool {
        self.instalments.iter().any(|part| part.later > 0)
    }
}

/// A share of an award, cut to the fen: at most the award, so that it fits.
fn part_of(award: i64, share: Ratio) -> i64 {
    (i128::from(award) * i128::from(share.num) / i128::from(share.den)) as i64
}

/// The parts as a measure lists them. Their shares must add up to one, and their years follow one another.
pub(super) fn read(measure: &Reader) -> Vec<Instalment> {
    let (mut parts, mut shown) = (Vec::new(), Vec::new());
    let mut through = Some(Ratio { num: 0, den: 1 });
    for reader in measure.tables("instalments") {
        let share = reader.require("share").and_then(|node| as_ratio(node, reader.faults));
        let part = instalment(&reader, share.and_then(|share| plus(through?, share)));
        shown.extend(share.map(|share| share.to_string()));
        reader.finish();
        // What could not be read has been said.
        let Some(part) = part else { return Vec::new() };
        through = Some(part.through);
        parts.push(part);
    }
    let wrong = |name: &str, read: String, range: &str| {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", read);
        measure.faults.push(fault.arg("range", range).at(measure.node().place()));
    };
    if !parts.is_empty() && through != Some(Ratio::ONE) {
        wrong("share", shown.join(" + "), "= 100%");
    }
    if parts.windows(2).any(|pair| pair[1].later < pair[0].later) {
        let years: Vec<String> = parts.iter().map(|part| part.later.to_string()).collect();
        wrong("years_later", years.join("、"), "0 ≤ 1 ≤ …");
    }
    parts
}

fn instalment(reader: &Reader, through: Option<Ratio>) -> Option<Instalment> {
    const MOST_YEARS: i64 = 20;
    let clause = reader.require_text("clause").unwrap_or_default().to_string();
    let (text, due) = (reader.bilingual("text"), reader.require_choice("due", &Due::NAMES)?);
    let later = reader.int("years_later").unwrap_or(0);
    let on = reader.text("on").map(month_and_day);
    let wrong = |name: &str, read: String, range: &str| {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", name).arg("read", read);
        reader.faults.push(fault.arg("range", range).at(reader.node().place()));
    };
    let least = i64::from(due == Due::Year);
    if !(least..=MOST_YEARS).contains(&later) {
        wrong("years_later", later.to_string(), &format!("{least} – {MOST_YEARS}"));
        return None;
    }
    let due = match (due, on) {
        (Due::Day(..), Some(Some((month, day)))) => Due::Day(month, day),
        (Due::Day(..), _) => {
            wrong("on", reader.text("on").unwrap_or("—").to_string(), "MM-DD");
            return None;
        }
        (due, _) => due,
    };
    Some(Instalment { clause, text, due, later: i32::try_from(later).ok()?, through: through? })
}

/// `06-30`. The 29th of February is no day of every year.
fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    const NO_LEAP_YEAR: i32 = 2027;
    NaiveDate::from_ymd_opt(NO_LEAP_YEAR, month, day).map(|_| (month, day))
}

/// `None` beyond one, or 64 bits.
fn plus(a: Ratio, b: Ratio) -> Option<Ratio> {
    let num = a.num.checked_mul(b.den)?.checked_add(b.num.checked_mul(a.den)?)?;
    Ratio::new(num, a.den.checked_mul(b.den)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Ratio {
        Ratio { num, den }
    }

    #[test]
    fn shares_add_up_exactly_or_not_at_all() {
        let third = ratio(1, 3);
        let two = plus(third, third).expect("two thirds");
        assert_eq!(plus(two, third), Some(Ratio::ONE));
        assert_eq!(plus(ratio(1, i64::MAX), ratio(1, 2)), None);
    }

    #[test]
    fn a_share_is_cut_to_the_fen() {
        assert_eq!(part_of(10_000_001, ratio(1, 2)), 5_000_000);
        assert_eq!(part_of(i64::MAX, Ratio::ONE), i64::MAX);
        assert_eq!([1, 2, 3].map(|thirds| part_of(100, ratio(thirds, 3))), [33, 66, 100]);
    }

    #[test]
    fn days_of_every_year() {
        assert_eq!(month_and_day("06-30"), Some((6, 30)));
        for bad in ["02-29", "6", "13-01", "06-31", "-06-30", ""] {
            assert_eq!(month_and_day(bad), None, "{bad}");
        }
        assert_eq!(Due::Year.first_day(2027), NaiveDate::from_ymd_opt(2027, 1, 1));
        assert_eq!(Due::Acceptance.first_day(2027), None);
    }
}
