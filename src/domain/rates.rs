//! Published rates by name and day: the central parity of currencies and the loan prime rate.

use chrono::NaiveDate;

use super::{Currency, Ratio};

/// One published value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub date: NaiveDate,
    pub name: String,
    pub value: Ratio,
    /// `found` when checked against a publication; anything else is said in the findings.
    pub status: String,
    pub source: String,
}

/// Between what a value of the name lies. Parities may be a few times what they were; a hundredfold, or its inverse,
/// is another quantity. No rate of interest is above 100 %. `None` for currencies that filings do not use.
pub fn bounds(name: &str) -> Option<(Ratio, Ratio)> {
    const TIMES: i64 = 4;
    match Currency::parse(name).filter(|c| *c != Currency::Cny) {
        // So near to the yuan that only narrow bounds tell a parity from its inverse.
        Some(Currency::Hkd | Currency::Mop) => Some((Ratio::new(7, 10)?, Ratio::new(11, 10)?)),
        Some(currency) => {
            let usual = currency.usual_parity();
            Some((usual.times(Ratio::new(1, TIMES)?)?, usual.times(Ratio::new(TIMES, 1)?)?))
        }
        None if name.len() <= 3 => None,
        None => Some((Ratio::new(0, 1)?, Ratio::ONE)),
    }
}

/// The status of a value that a scenario sets: it holds on every day.
pub const FIXED: &str = "scenario";

impl Published {
    /// A parity as a decimal, `6.9858`; a rate in per cent.
    pub fn shown(&self) -> String {
        match Currency::parse(&self.name) {
            Some(_) => self.value.decimal(),
            None => self.value.to_string(),
        }
    }
}

/// Rates sorted by name and day.
#[derive(Clone, Debug, Default)]
pub struct RateTable {
    rows: Vec<Published>,
}

impl RateTable {
    pub fn new(mut rows: Vec<Published>) -> Self {
        rows.sort_by(|a, b| a.name.cmp(&b.name).then(a.date.cmp(&b.date)));
        Self { rows }
    }

    pub fn rows(&self) -> &[Published] {
        &self.rows
    }

    /// The last value published on or before a day; with `same_day` false, before it.
    pub fn last(&self, name: &str, day: NaiveDate, same_day: bool) -> Option<&Published> {
        self.rows
            .iter()
            .rfind(|row| row.name == name && (row.date < day || same_day && row.date == day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_the_day_itself_counts_if_so_chosen() {
        let day = |d| NaiveDate::from_ymd_opt(2025, 5, d).unwrap_or_default();
        let row = |d, value: &str| Published {
            date: day(d),
            name: "LPR1Y".into(),
            value: value.parse().unwrap_or(Ratio::ONE),
            status: "found".into(),
            source: String::new(),
        };
        let table = RateTable::new(vec![row(20, "3.00%"), row(1, "3.10%")]);
        let at = |d, same| table.last("LPR1Y", day(d), same).map(|r| r.value.to_string());
        assert_eq!(at(19, true).as_deref(), Some("3.1%"));
        assert_eq!(at(20, true).as_deref(), Some("3%"));
        assert_eq!(at(20, false).as_deref(), Some("3.1%"));
        assert_eq!(table.last("USD", day(20), true), None);
    }
}
