//! Money ordered back: principal, interest by the day, what has come in.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::approved::Approved;
use super::settings::Settings;
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::date::from_epoch_days;
use crate::domain::ratio::gcd;
use crate::domain::{Fen, RateTable, Rounding};
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;

/// One case: all orders about one claim, with all receipts. Amounts are fen, days are since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub claim: String,
    /// By the day of the decision; receipts settle them in this order.
    pub orders: Vec<Order>,
    /// Day and amount, each once.
    pub receipts: Vec<(i32, i64)>,
    pub origin: (u32, u32),
}

/// What one decision orders back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub reason: String,
    pub principal: i64,
    pub decided_on: Option<i32>,
    pub interest_from: Option<i32>,
    pub due_on: Option<i32>,
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

/// One row of the list.
struct Line<'a> {
    claim: &'a str,
    principal: Option<i64>,
    order: Order,
    received: Option<i64>,
    recovered_on: Option<i32>,
    origin: (u32, u32),
}

impl Clawbacks {
    /// Reads the table of `CLAWBACK_FIELDS` as it stood on a day. Rows of one claim are one case: each different
    /// order adds its principal, the same order or receipt in a second row counts once. Orders of later days do
    /// not count.
    ///
    /// # Errors
    /// A table that lacks a column.
    pub fn read(
        table: &DataFrame,
        approved: &Approved,
        (settings, as_of): (&Settings, i32),
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let (mut all, mut said) = (Self::default(), Vec::new());
        for line in lines(table, settings, as_of)? {
            let at = || place(line.origin.0, line.origin.1);
            let known = approved.by_id.contains_key(line.claim);
            let code = match (known, all.by_claim.contains_key(line.claim), line.principal) {
                (false, ..) => &codes::CLAWBACK_OF_UNKNOWN,
                (true, false, None) => &codes::CLAWBACK_WITHOUT_PRINCIPAL,
                _ => {
                    let case = all.case(&line);
                    case.order(&line);
                    said.extend(case.receipt(&line).map(|finding| finding.at(at())));
                    continue;
                }
            };
            said.push(Diagnostic::new(code).arg("read", line.claim).at(at()));
        }
        for case in &mut all.cases {
            case.orders.sort_by_key(|order| (order.decided_on.is_none(), order.decided_on));
            case.receipts.sort_unstable();
            let most = approved.by_id.get(case.claim.as_str());
            let most = most.map_or(0, |claim| approved.amount[*claim as usize]);
            if case.principal() > most {
                let fault = Diagnostic::new(&codes::CLAWBACK_ABOVE_APPROVED);
                let fault = fault.arg("claim", &case.claim).arg("approved", Fen(most));
                let fault = fault.arg("principal", Fen(case.principal()));
                said.push(fault.at(place(case.origin.0, case.origin.1)));
            }
        }
        Ok((all, said))
    }

    fn case(&mut self, line: &Line) -> &mut Case {
        let at = *self.by_claim.entry(line.claim.to_string()).or_insert(self.cases.len());
        if at == self.cases.len() {
            self.cases.push(Case {
                claim: line.claim.to_string(),
                orders: Vec::new(),
                receipts: Vec::new(),
                origin: line.origin,
            });
        }
        &mut self.cases[at]
    }

    /// The principal ordered back of a claim; 0 where nothing was.
    pub fn principal_of(&self, claim: &str) -> i64 {
        self.by_claim.get(claim).map_or(0, |case| self.cases[*case].principal())
    }
}

/// The rows known on a day. Which row opens a case must not depend on the order of rows.
fn lines<'a>(table: &'a DataFrame, settings: &Settings, as_of: i32) -> PolarsResult<Vec<Line<'a>>> {
    let (claims, reasons) = (texts(table, c::CLAIM_ID)?, texts(table, c::DECISION_REASON)?);
    let (principals, received) =
        (optional_ints(table, c::PRINCIPAL)?, optional_ints(table, c::RECEIVED)?);
    let day = |name| days(table, name);
    let (decided, from, due) = (day(c::DECIDED_ON)?, day(c::INTEREST_FROM)?, day(c::DUE_ON)?);
    let recovered = day(c::RECOVERED_ON)?;
    let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
    let line = |at: usize| Line {
        claim: claims[at],
        principal: principals[at],
        order: Order {
            reason: reasons[at].to_string(),
            principal: principals[at].unwrap_or(0),
            decided_on: decided[at],
            interest_from: from[at],
            due_on: due[at].or(decided[at].map(|day| day + settings.clawback_days)),
        },
        received: received[at].filter(|amount| *amount > 0),
        recovered_on: recovered[at],
        origin: (sources[at], rows[at]),
    };
    let mut all: Vec<Line> = (0..table.height()).map(line).collect();
    all.retain(|line| line.order.decided_on.is_none_or(|day| day <= as_of));
    all.sort_by(|a, b| {
        let key =
            |l: &Line| (l.principal.is_none(), l.order.decided_on.is_none(), l.order.decided_on);
        let rest = |l: &Line| (l.recovered_on, l.received, l.principal);
        let texts = |l: &Line| (l.order.reason.clone(), l.order.interest_from, l.origin);
        (a.claim, key(a), rest(a))
            .cmp(&(b.claim, key(b), rest(b)))
            .then_with(|| texts(a).cmp(&texts(b)))
    });
    Ok(all)
}

impl Order {
    /// Whether two rows state one order: nothing that both say differs.
    fn same(&self, other: &Self) -> bool {
        let days = [
            (self.decided_on, other.decided_on),
            (self.interest_from, other.interest_from),
            (self.due_on, other.due_on),
        ];
        let texts = [&self.reason, &other.reason];
        self.principal == other.principal
            && days.iter().all(|(a, b)| a.is_none() || b.is_none() || a == b)
            && (texts.iter().any(|text| text.is_empty()) || self.reason == other.reason)
    }
}

impl Case {
    fn order(&mut self, line: &Line) {
        if line.principal.is_some() && !self.orders.iter().any(|order| order.same(&line.order)) {
            self.orders.push(line.order.clone());
        }
    }

    /// Takes what a row says came in, and says what is wrong with it.
    fn receipt(&mut self, line: &Line) -> Option<Diagnostic> {
        let amount = line.received?;
        let Some(day) = line.recovered_on else {
            return Some(Diagnostic::new(&codes::RECEIPT_WITHOUT_DAY).arg("read", line.claim));
        };
        if self.receipts.contains(&(day, amount)) {
            let finding = Diagnostic::new(&codes::RECOVERED_TWICE).arg("claim", line.claim);
            return Some(finding.arg("amount", Fen(amount)).arg("day", iso(day)));
        }
        self.receipts.push((day, amount));
        let decided = self.orders.iter().filter_map(|order| order.decided_on).min();
        let decided = decided.filter(|decided| day < *decided)?;
        let finding = Diagnostic::new(&codes::DAYS_IMPOSSIBLE).arg("what", "追回到账早于追回决定");
        let finding = finding.arg("what_en", "recovered before it was ordered back");
        Some(finding.arg("first", iso(day)).arg("second", iso(decided)))
    }

    /// All that was ordered back; beyond 64 bits as much as they hold, and above any approval.
    pub fn principal(&self) -> i64 {
        self.orders.iter().fold(0, |sum, order| sum.saturating_add(order.principal))
    }

    pub fn reason(&self) -> String {
        let mut reasons: Vec<&str> =
            self.orders.iter().map(|order| order.reason.as_str()).collect();
        reasons.retain(|reason| !reason.is_empty());
        reasons.dedup();
        reasons.join("；")
    }

    pub fn decided_on(&self) -> Option<i32> {
        self.orders.iter().find_map(|order| order.decided_on)
    }

    /// The day on which the first order that is not recovered on a day was due; the last, where all are.
    pub fn due_on(&self, as_of: i32) -> Option<i32> {
        let received = self.received(as_of);
        let mut ordered = 0i128;
        let open = self.orders.iter().find(|order| {
            ordered += i128::from(order.principal);
            ordered > received
        });
        open.or(self.orders.last()).and_then(|order| order.due_on)
    }

    fn received(&self, as_of: i32) -> i128 {
        let received = self.receipts.iter().filter(|(day, _)| *day <= as_of);
        received.map(|(_, amount)| i128::from(*amount)).sum()
    }

    /// What is owed on a day. Receipts pay the principal first, that of the earliest order before others; interest
    /// runs by the day on what is left of each, from `from` on, the day of the receipt not counted, and is
    /// rounded once for the case.
    pub fn balance(
        &self,
        from: Option<i32>,
        as_of: i32,
        settings: &Settings,
        rates: &RateTable,
    ) -> Balance {
        let narrow = |fen: i128| i64::try_from(fen).unwrap_or(i64::MAX);
        let interest = self.interest(from, as_of, settings, rates);
        let owed = i128::from(self.principal()) + i128::from(interest.unwrap_or(0));
        let received = self.received(as_of);
        let outstanding = narrow(owed - received);
        let overdue = outstanding > 0 && self.due_on(as_of).is_some_and(|due| as_of > due);
        Balance { interest, received: narrow(received), outstanding, overdue }
    }

    fn interest(
        &self,
        from: Option<i32>,
        as_of: i32,
        settings: &Settings,
        rates: &RateTable,
    ) -> Option<i64> {
        let mut sum = Fraction { numerator: 0, denominator: 1 };
        let mut before = 0i128;
        for order in &self.orders {
            let start = order.interest_from.or(from).or(order.decided_on)?;
            self.run(order, before, (start, as_of.max(start)), (settings, rates), &mut sum)?;
            before += i128::from(order.principal);
        }
        let year = i128::from(settings.interest.days_in_year);
        let rounding: Rounding = settings.interest.rounding;
        rounding.mul_div(sum.numerator, 1, sum.denominator.checked_mul(year)?)
    }

    /// Adds the interest of one order, `before` which so much is to be recovered, in fen × days of a year.
    fn run(
        &self,
        order: &Order,
        before: i128,
        (start, end): (i32, i32),
        (settings, rates): (&Settings, &RateTable),
        sum: &mut Fraction,
    ) -> Option<()> {
        let name = &settings.interest.rate;
        let published = rates.rows().iter().filter(|row| row.name == *name);
        let mut days: Vec<i32> = published
            .map(|row| crate::domain::date::to_epoch_days(row.date))
            .chain(self.receipts.iter().map(|(day, _)| *day))
            .filter(|day| start < *day && *day < end)
            .collect();
        days.extend([start, end]);
        days.sort_unstable();
        days.dedup();
        for span in days.windows(2) {
            let paid = (self.received(span[0]) - before).max(0);
            let left = (i128::from(order.principal) - paid).max(0);
            let rate = rates.last(name, from_epoch_days(span[0])?, true)?.value;
            let length = i128::from(span[1] - span[0]);
            let own = left.checked_mul(i128::from(rate.num))?.checked_mul(length)?;
            sum.add(own, i128::from(rate.den))?;
        }
        Some(())
    }
}

/// A sum of fractions, exact: numerator over a common denominator.
struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    fn add(&mut self, numerator: i128, denominator: i128) -> Option<()> {
        let common = self.denominator / gcd(self.denominator, denominator) * denominator;
        self.numerator = self
            .numerator
            .checked_mul(common / self.denominator)?
            .checked_add(numerator.checked_mul(common / denominator)?)?;
        self.denominator = common;
        Some(())
    }
}

fn iso(day: i32) -> String {
    from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default()
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

    fn order(principal: i64, decided: &str, from: &str) -> Order {
        Order {
            reason: "虚报".into(),
            principal,
            decided_on: Some(day(decided)),
            interest_from: Some(day(from)),
            due_on: Some(day("2025-05-30")),
        }
    }

    fn case(receipts: Vec<(i32, i64)>) -> Case {
        let orders = vec![order(10_000_000, "2025-05-25", "2025-05-01")];
        Case { claim: "m1-x".into(), orders, receipts, origin: (0, 2) }
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
        let orders = vec![order(10_000_000, "2025-05-25", "2020-01-01")];
        let old = Case { orders, ..case(Vec::new()) };
        let balance = old.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.outstanding), (None, 10_000_000));
    }

    #[test]
    fn orders_about_one_claim_add_up_each_with_its_own_days() {
        let orders = vec![
            order(6_000_000, "2025-05-02", "2025-05-01"),
            order(4_000_000, "2025-05-25", "2025-05-01"),
        ];
        let two = Case { orders, ..case(Vec::new()) };
        assert_eq!(two.principal(), 10_000_000);
        // From the same day on they owe what one order of the whole would.
        let balance = two.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.outstanding), (Some(25_178), 10_025_178));
        // The second runs from 21 May alone: 6,000,000 × (3.10 % × 19 + 3.00 % × 11) + 4,000,000 × 3.00 % × 10,
        // ÷ 365 = 15,106.84… + 3,287.67… = 18,394.52…
        let orders = vec![
            order(6_000_000, "2025-05-02", "2025-05-01"),
            order(4_000_000, "2025-05-25", "2025-05-21"),
        ];
        let later = Case { orders, ..case(Vec::new()) };
        let balance = later.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!(balance.interest, Some(18_394));
        // What came in settles the first order before the second.
        let paid = Case { receipts: vec![(day("2025-05-01"), 6_000_000)], ..later };
        let balance = paid.balance(None, day("2025-05-31"), &settings(), &rates());
        assert_eq!((balance.interest, balance.outstanding), (Some(3_287), 4_003_287));
    }
}
