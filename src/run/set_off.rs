//! What an enterprise owes of money ordered back, set off against what it is to be paid. The award stays as it is;
//! only the payment is smaller, and only where the pipeline says so (`[payment] set_off`).
//!
//! The oldest order is settled first, out of the claims in their order, never with more than is payable.

use polars::prelude::*;

use crate::award::EngineError;
use crate::diag::{Diagnostic, codes};
use crate::domain::Fen;
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::ledger::Settled;
use crate::tables::payment;

/// What is owed about one claim of an earlier run. Amounts are fen.
#[derive(Debug)]
struct Debt {
    /// Row of the enterprise; `None` where it claims nothing this time.
    firm: Option<u32>,
    code: String,
    name: String,
    claim: String,
    reason: String,
    decided_on: Option<i32>,
    owed: i64,
    /// Of it, what payments of approved runs settled already, though the list does not say so yet.
    settled: i64,
    origin: (u32, u32),
}

impl Debt {
    /// What is left after the payments of approved runs, in their order. A list that shows less than one of them
    /// found knows of it.
    fn left(&self, settled: &[Settled]) -> i64 {
        let own = settled
            .iter()
            .filter(|s| s.code == self.code && s.claim == self.claim && s.reason == self.reason);
        own.fold(self.owed, |left, s| if left < s.owed { left } else { left - s.amount })
    }
}

/// Part of a debt settled by one claim of this run; nothing of it where no claim is payable.
#[derive(Debug)]
struct Taken {
    debt: usize,
    claim: Option<usize>,
    owed: i64,
    amount: i64,
}

/// What is set off in a run.
#[derive(Debug, Default)]
pub struct SetOff {
    on: bool,
    debts: Vec<Debt>,
    taken: Vec<Taken>,
    /// Fen by row of the enterprise.
    pub by_firm: Vec<i64>,
}

fn debts(owed: &DataFrame) -> PolarsResult<Vec<Debt>> {
    let text = |name| texts(owed, name);
    let (codes, claims, reasons) = (text(c::USCC)?, text(c::CLAIM_ID)?, text(c::DECISION_REASON)?);
    let names = text(c::FIRM_NAME)?;
    let (decided, amounts) = (days(owed, c::DECIDED_ON)?, optional_ints(owed, c::OUTSTANDING)?);
    let (sources, rows) = (indices(owed, c::SOURCE)?, indices(owed, c::ROW)?);
    let firms = owed.column(c::FIRM)?.u32()?;
    let debt = |(at, firm): (usize, Option<u32>)| Debt {
        firm,
        code: codes[at].to_string(),
        name: names[at].to_string(),
        claim: claims[at].to_string(),
        reason: reasons[at].to_string(),
        decided_on: decided[at],
        owed: amounts[at].unwrap_or(0),
        settled: 0,
        origin: (sources[at], rows[at]),
    };
    let mut debts: Vec<Debt> = firms.iter().enumerate().map(debt).collect();
    // What was paid back too much is nothing that is owed.
    debts.retain(|debt| debt.owed > 0);
    debts.sort_by(|a, b| {
        let key = |d: &Debt| (d.firm.is_none(), d.firm, d.decided_on.is_none(), d.decided_on);
        let rest = |d: &Debt| (d.owed, d.origin);
        key(a).cmp(&key(b)).then_with(|| a.claim.cmp(&b.claim)).then_with(|| rest(a).cmp(&rest(b)))
    });
    Ok(debts)
}

impl SetOff {
    /// Settles debts out of claims: `payable` and `firm` by claim, claims of one enterprise in their order. What
    /// approved runs settled, as the ledger says, is not settled once more.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn new(
        on: bool,
        (owed, settled): (&DataFrame, &[Settled]),
        (payable, firm): (&[i64], &[u32]),
        firms: usize,
    ) -> Result<Self, EngineError> {
        let mut all = Self { on, by_firm: vec![0; firms], ..Self::default() };
        if owed.height() == 0 {
            return Ok(all);
        }
        all.debts = debts(owed)?;
        for debt in &mut all.debts {
            let left = debt.left(settled).max(0);
            (debt.settled, debt.owed) = (debt.owed - left, left);
        }
        let mut left = payable.to_vec();
        let mut claims: Vec<Vec<usize>> = vec![Vec::new(); firms];
        for (claim, firm) in firm.iter().enumerate().filter(|(claim, _)| payable[*claim] > 0) {
            claims[*firm as usize].push(claim);
        }
        for (number, debt) in all.debts.iter().enumerate() {
            let own = debt.firm.filter(|_| on).map_or(&[][..], |firm| &claims[firm as usize]);
            let mut open = debt.owed;
            for claim in own {
                let amount = open.min(left[*claim]);
                if amount > 0 {
                    all.taken.push(Taken { debt: number, claim: Some(*claim), owed: open, amount });
                    left[*claim] -= amount;
                    open -= amount;
                    all.by_firm[firm[*claim] as usize] += amount;
                }
            }
            if open == debt.owed && open > 0 {
                all.taken.push(Taken { debt: number, claim: None, owed: open, amount: 0 });
            }
        }
        Ok(all)
    }

    /// Whether the run says what was set off.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// The table `set_off`: what each debt was, which claim settles how much of it, what is left. `ids` are
    /// the claims of the run, `names` its enterprises.
    pub fn table(&self, ids: &[String], names: &[&str]) -> OutputTable {
        payment::SetOff::table(self.taken.iter().map(|taken| {
            let debt = &self.debts[taken.debt];
            let name = debt.firm.map_or(debt.name.as_str(), |firm| names[firm as usize]);
            payment::SetOff {
                code: debt.code.clone(),
                firm: name.to_string(),
                claim: taken.claim.map_or(String::new(), |claim| ids[claim].clone()),
                ordered_back: debt.claim.clone(),
                reason: debt.reason.clone(),
                owed: Fen(taken.owed),
                amount: Fen(taken.amount),
                left: Fen(taken.owed - taken.amount),
            }
        }))
    }

    /// What is said: who is paid less and why, or that somebody payable still owes something.
    pub fn findings(&self, payable: &[i64], names: &[&str], linked: &Linked) -> Vec<Diagnostic> {
        let place = |debt: &Debt| linked.place(debt.origin.0, debt.origin.1, "");
        let of_payees = self.debts.iter().filter_map(|debt| Some((debt.firm? as usize, debt)));
        let of_payees: Vec<(usize, &Debt)> =
            of_payees.filter(|(firm, _)| payable[*firm] > 0).collect();
        let mut firms: Vec<&(usize, &Debt)> = of_payees.iter().collect();
        firms.dedup_by_key(|(firm, _)| *firm);
        if !self.on {
            let owed = of_payees.iter().fold(0i64, |sum, (_, d)| sum.saturating_add(d.owed));
            let finding = Diagnostic::new(&codes::NOT_SET_OFF).arg("count", firms.len());
            let finding = finding.arg("owed", Fen(owed));
            return firms.first().map(|(_, debt)| finding.at(place(debt))).into_iter().collect();
        }
        let said = |(firm, debt): &&(usize, &Debt)| {
            let (payable, amount) = (payable[*firm], self.by_firm[*firm]);
            Diagnostic::new(&codes::SET_OFF)
                .arg("firm", names[*firm])
                .arg("payable", Fen(payable))
                .arg("amount", Fen(amount))
                .arg("to_pay", Fen(payable - amount))
                .at(place(debt))
        };
        firms.iter().map(said).chain(self.settled_before(linked)).collect()
    }

    /// Debts that the list still shows though approved payments settled them, at least in part (A518).
    fn settled_before<'a>(&'a self, linked: &'a Linked) -> impl Iterator<Item = Diagnostic> + 'a {
        self.debts.iter().filter(|debt| debt.settled > 0).map(|debt| {
            let shown = Fen(debt.owed.saturating_add(debt.settled));
            Diagnostic::new(&codes::SETTLED_BEFORE)
                .arg("firm", &debt.name)
                .arg("code", &debt.code)
                .arg("owed", shown)
                .arg("amount", Fen(debt.settled))
                .at(linked.place(debt.origin.0, debt.origin.1, ""))
        })
    }
}
