//! Money ordered back: principal, interest by the day, what has come in.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::approved::Approved;
use super::settings::Settings;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::date::from_epoch_days;
use crate::domain::{RateTable, Rounding};
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;

/// One case: an order about one claim, with all receipts. Amounts are fen, days are since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub claim: String,
    pub reason: String,
    pub principal: i64,
    pub decided_on: Option<i32>,
    pub interest_from: Option<i32>,
    pub due_on: Option<i32>,
    /// Day and amount.
    pub receipts: Vec<(i32, i64)>,
    pub origin: (u32, u32),
}

/// All cases, by claim.
#[derive(Clone, Debug, Default)]
pub struct Clawbacks {
    pub cases: Vec<Case>,
    by_claim: BTreeMap<String, usize>,
}

/// A case on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// `None` where the rate of a day is not known or a number leaves its range.
    pub interest: Option<i64>,
    pub received: i64,
    /// Principal and interest not yet received; what was received too much counts against it.
    pub outstanding: i64,
    pub overdue: bool,
}

impl Clawbacks {
    /// Reads the table of `CLAWBACK_FIELDS` as it stood on a day. Rows of one claim are one case: the first
    /// that states a principal opens it, each may bring a receipt. Orders of later days do not count.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(
        table: &DataFrame,
        approved: &Approved,
        (settings, as_of): (&Settings, i32),
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let (claims, reasons) = (texts(table, c::CLAIM_ID)?, texts(table, c::DECISION_REASON)?);
        let principals = optional_ints(table, c::PRINCIPAL)?;
        let received = optional_ints(table, c::RECEIVED)?;
        let day = |name| days(table, name);
        let (decided, from, due) = (day(c::DECIDED_ON)?, day(c::INTEREST_FROM)?, day(c::DUE_ON)?);
        let recovered = day(c::RECOVERED_ON)?;
        let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
        let known = |at: &usize| decided[*at].is_none_or(|day| day <= as_of);
        let mut order: Vec<usize> = (0..table.height()).filter(known).collect();
        // Which row opens a case must not depend on the order of rows.
        order.sort_by_key(|at| {
            let opens = principals[*at].is_none();
            (claims[*at], opens, decided[*at], recovered[*at], received[*at], principals[*at])
        });
        let (mut all, mut said) = (Self::default(), Vec::new());
        for at in order {
            let Some(claim) = approved.by_id.get(claims[at]) else {
                let fault = Diagnostic::new(&codes::CLAWBACK_OF_UNKNOWN).arg("read", claims[at]);
                said.push(fault.at(place(sources[at], rows[at])));
                continue;
            };
            let known = all.by_claim.get(claims[at]).copied();
            let case = match (known, principals[at]) {
                (Some(known), _) => known,
                (None, Some(principal)) => {
                    let most = approved.amount[*claim as usize];
                    if principal > most {
                        let fault = Diagnostic::new(&codes::CLAWBACK_ABOVE_APPROVED);
                        let fault = fault.arg("claim", claims[at]);
                        let fault = fault.arg("principal", crate::domain::Fen(principal));
                        let fault = fault.arg("approved", crate::domain::Fen(most));
                        said.push(fault.at(place(sources[at], rows[at])));
                    }
                    let days = settings.clawback_days;
                    all.by_claim.insert(claims[at].to_string(), all.cases.len());
                    all.cases.push(Case {
                        claim: claims[at].to_string(),
                        reason: reasons[at].to_string(),
                        principal,
                        decided_on: decided[at],
                        interest_from: from[at],
                        due_on: due[at].or(decided[at].map(|day| day + days)),
                        receipts: Vec::new(),
                        origin: (sources[at], rows[at]),
                    });
                    all.cases.len() - 1
                }
                (None, None) => {
                    let fault = Diagnostic::new(&codes::CLAWBACK_WITHOUT_PRINCIPAL);
                    said.push(fault.arg("read", claims[at]).at(place(sources[at], rows[at])));
                    continue;
                }
            };
            if let Some(amount) = received[at].filter(|amount| *amount > 0) {
                match recovered[at] {
                    Some(day) => all.cases[case].receipts.push((day, amount)),
                    None => {
                        let fault = Diagnostic::new(&codes::RECEIPT_WITHOUT_DAY);
                        said.push(fault.arg("read", claims[at]).at(place(sources[at], rows[at])));
                    }
                }
            }
        }
        all.cases.iter_mut().for_each(|case| case.receipts.sort_unstable());
        Ok((all, said))
    }

    /// The principal ordered back of a claim; 0 where nothing was.
    pub fn principal_of(&self, claim: &str) -> i64 {
        self.by_claim.get(claim).map_or(0, |case| self.cases[*case].principal)
    }
}

impl Case {
    /// What is owed on a day. Receipts pay the principal first; interest runs by the day on what is left
    /// of it, from `from` on, the day of the receipt not counted, and is rounded once.
    pub fn balance(
        &self,
        from: Option<i32>,
        as_of: i32,
        settings: &Settings,
        rates: &RateTable,
    ) -> Balance {
        let received = self.receipts.iter().filter(|(day, _)| *day <= as_of);
        let received: i64 = received.map(|(_, amount)| *amount).sum();
        let start = self.interest_from.or(from).or(self.decided_on);
        let interest = start.and_then(|start| self.interest(start, as_of, settings, rates));
        let outstanding = self.principal + interest.unwrap_or(0) - received;
        let overdue = outstanding > 0 && self.due_on.is_some_and(|due| as_of > due);
        Balance { interest, received, outstanding, overdue }
    }

    fn interest(
        &self,
        start: i32,
        as_of: i32,
        settings: &Settings,
        rates: &RateTable,
    ) -> Option<i64> {
        let name = &settings.interest.rate;
        let mut days: Vec<i32> = rates
            .rows()
            .iter()
            .filter(|row| row.name == *name)
            .map(|row| crate::domain::date::to_epoch_days(row.date))
            .chain(self.receipts.iter().map(|(day, _)| *day))
            .filter(|day| start < *day && *day < as_of)
            .collect();
        days.extend([start, as_of.max(start)]);
        days.sort_unstable();
        days.dedup();
        // A sum of fractions, exact: numerator over a common denominator.
        let (mut numerator, mut denominator) = (0i128, 1i128);
        for span in days.windows(2) {
            let paid = self.receipts.iter().filter(|(day, _)| *day <= span[0]);
            let left = (self.principal - paid.map(|(_, amount)| *amount).sum::<i64>()).max(0);
            let rate = rates.last(name, from_epoch_days(span[0])?, true)?.value;
            let length = i128::from(span[1] - span[0]);
            let own = i128::from(left).checked_mul(i128::from(rate.num))?.checked_mul(length)?;
            let den = i128::from(rate.den);
            let common = denominator / gcd(denominator, den) * den;
            numerator = numerator
                .checked_mul(common / denominator)?
                .checked_add(own.checked_mul(common / den)?)?;
            denominator = common;
        }
        let year = i128::from(settings.interest.days_in_year);
        let rounding: Rounding = settings.interest.rounding;
        rounding.mul_div(numerator, 1, denominator.checked_mul(year)?)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::{parse, to_epoch_days};
    use crate::domain::{Published, Ratio, RoundMode};
    use crate::reconcile::settings::Interest;

    fn day(text: &str) -> i32 {
        parse(text).map_or(0, to_epoch_days)
    }

    fn settings() -> Settings {
        Settings {
            window: (0, 365),
            most_in_group: 16,
            due_days: 60,
            warn_days: 30,
            bands: vec![30],
            interest: Interest {
                rate: "LPR1Y".into(),
                days_in_year: 365,
                rounding: Rounding { mode: RoundMode::Floor, ..Rounding::default() },
            },
            clawback_days: 30,
        }
    }

    fn rates() -> RateTable {
        let row = |date: &str, value: &str| Published {
            date: parse(date).unwrap_or_default(),
            name: "LPR1Y".into(),
            value: value.parse().unwrap_or(Ratio::ONE),
            status: "found".into(),
            source: String::new(),
        };
        RateTable::new(vec![row("2024-10-21", "3.10%"), row("2025-05-20", "3.00%")])
    }

    fn case(receipts: Vec<(i32, i64)>) -> Case {
        Case {
            claim: "m1-x".into(),
            reason: "虚报".into(),
            principal: 10_000_000,
            decided_on: Some(day("2025-05-25")),
            interest_from: Some(day("2025-05-01")),
            due_on: Some(day("2025-05-30")),
            receipts,
            origin: (0, 2),
        }
    }

    #[test]
    fn interest_runs_by_the_day_at_the_rate_in_force() {
        // 10,000,000 fen × (3.10 % × 19 days + 3.00 % × 11 days) ÷ 365 = 25,178.08…
        let balance = case(Vec::new()).balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.received), (Some(25_178), 0));
        assert_eq!((balance.outstanding, balance.overdue), (10_025_178, true));
        // 40,000 yuan on 20 May: the last eleven days run on 60,000 yuan; 7,870,000 ÷ 365 = 21,561.64…
        let paid = case(vec![(day("2025-05-20"), 4_000_000)]);
        let balance = paid.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.outstanding), (Some(21_561), 6_021_561));
        // What has come in after the day does not count yet, and nothing runs before its first day.
        let early = paid.balance(None, day("2025-05-01"), &settings(), &rates());
        assert_eq!((early.interest, early.received, early.overdue), (Some(0), 0, false));
    }

    #[test]
    fn a_missing_rate_is_not_taken_for_none() {
        let old = Case { interest_from: Some(day("2020-01-01")), ..case(Vec::new()) };
        let balance = old.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.outstanding), (None, 10_000_000));
    }
}
