//! What an enterprise owes of money ordered back, set off against what it is to be paid. The award stays as it is;
//! only the payment is smaller, and only where the pipeline says so (`[payment] set_off`).
//!
//! The oldest order is settled first, out of the claims in their order, never with more than is payable.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::link::Linked;
use super::manifest::yuan;
use super::pipeline::Pipeline;
use super::stored::Stored;
use crate::award::EngineError;
use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::domain::Fen;
use crate::frame::access::{days, indices, optional_ints, texts};
use crate::frame::columns as c;
use crate::frame::output::OutputTable;
use crate::ingest::Source;
use crate::ledger::Settled;
use crate::reconcile::approved::fen;
use crate::reconcile::records::SET_OFF;

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

/// What speaks against a list of debts: one debt twice, with a claim's number or without (A591), a set-off without any
/// list (C103).
///
/// # Errors
/// A fault of the engine.
pub fn faults(
    pipeline: &Pipeline,
    owed: &DataFrame,
    linked: &Linked,
) -> Result<Diagnostics, PolarsError> {
    let mut faults = Diagnostics::default();
    if pipeline.office.set_off && pipeline.inputs.owed.is_empty() {
        let file = pipeline.rule_files.first();
        let place = file.map_or(Place::Nowhere, |file| Place::File(file.shown.clone()));
        faults.push(Diagnostic::new(&codes::MISSING_KEY).arg("key", "inputs.owed").at(place));
    }
    let claims = texts(owed, c::CLAIM_ID)?;
    let (sources, rows) = (indices(owed, c::SOURCE)?, indices(owed, c::ROW)?);
    let (firms, decided) = (texts(owed, c::USCC)?, days(owed, c::DECIDED_ON)?);
    let amounts = optional_ints(owed, c::OUTSTANDING)?;
    let debt = |at: usize| Owed { firm: firms[at], amount: amounts[at], decided_on: decided[at] };
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeMap<(&str, Option<i64>), Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        let alike = seen.entry((firms[at], amounts[at])).or_default();
        // A debt without a claim is told by whose it is, how much and when it was ordered.
        let unnamed = |other: &&usize| claim.is_empty() || claims[**other].is_empty();
        let again = alike.iter().filter(unnamed).any(|other| debt(*other).may_be(&debt(at)));
        let owing = amounts[at].is_some_and(|fen| fen > 0);
        if (!claim.is_empty() && !named.insert(*claim)) || (owing && again) {
            let what = if claim.is_empty() { firms[at] } else { *claim };
            let fault = Diagnostic::new(&codes::OWED_TWICE).arg("claim", what);
            faults.push(fault.at(linked.place(sources[at], rows[at], "")));
        }
        alike.push(at);
    }
    Ok(faults)
}

/// What tells a debt that names no claim.
struct Owed<'a> {
    firm: &'a str,
    amount: Option<i64>,
    decided_on: Option<i32>,
}

impl Owed<'_> {
    /// Whether two rows may be one debt: nothing that both say differs.
    fn may_be(&self, other: &Self) -> bool {
        let days = [self.decided_on, other.decided_on];
        self.firm == other.firm
            && self.amount == other.amount
            && (days.contains(&None) || self.decided_on == other.decided_on)
    }
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
        let debt = |taken: &Taken| &self.debts[taken.debt];
        let text =
            |of: &dyn Fn(&Taken) -> String| -> Vec<String> { self.taken.iter().map(of).collect() };
        let name = |taken: &Taken| {
            let debt = debt(taken);
            debt.firm.map_or(debt.name.clone(), |firm| names[firm as usize].to_string())
        };
        let own = |taken: &Taken| taken.claim.map_or(String::new(), |claim| ids[claim].clone());
        let yuan = |of: fn(&Taken) -> i64| -> Vec<i64> { self.taken.iter().map(of).collect() };
        OutputTable::new("set_off", "抵扣应追回款", "Set off against money ordered back")
            .text(c::USCC, &text(&|t| debt(t).code.clone()), "统一社会信用代码", "Credit code")
            .text(c::FIRM_NAME, &text(&name), "单位名称", "Enterprise")
            .text(c::CLAIM_ID, &text(&own), "抵扣的申报项", "Claim that settles it")
            .text(
                c::ORIGINAL_NO,
                &text(&|t| debt(t).claim.clone()),
                "应追回的申报项",
                "Claim ordered back",
            )
            .text(
                c::DECISION_REASON,
                &text(&|t| debt(t).reason.clone()),
                "追回原因",
                "Reason of the order",
            )
            .yuan(c::OWED, &yuan(|t| t.owed), "抵扣前尚欠", "Owed before")
            .yuan(c::SET_OFF, &yuan(|t| t.amount), "本次抵扣", "Set off")
            .yuan(c::LEFT, &yuan(|t| t.owed - t.amount), "抵扣后尚欠", "Owed after")
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

/// What the payments of a run settle of debts, for the ledger.
///
/// # Errors
/// A table of the run that cannot be read.
pub fn settled(stored: &Stored) -> Result<Vec<Settled>, Failure> {
    if !stored.tables.has("set_off") {
        return Ok(Vec::new());
    }
    let table = stored.table("set_off")?;
    let text = |name| texts(&table, name);
    let (codes, claims, reasons) =
        (text(c::USCC)?, text(c::ORIGINAL_NO)?, text(c::DECISION_REASON)?);
    let (owed, amounts) = (fen(&table, c::OWED)?, fen(&table, c::SET_OFF)?);
    let mut all: Vec<Settled> = Vec::new();
    for row in (0..table.height()).filter(|row| amounts[*row] > 0) {
        let one = Settled {
            code: codes[row].to_string(),
            claim: claims[row].to_string(),
            reason: reasons[row].to_string(),
            owed: owed[row],
            amount: amounts[row],
        };
        // Several claims settle one debt, each beginning with what the one before has left.
        match all.last_mut() {
            Some(last)
                if (&last.code, &last.claim, &last.reason)
                    == (&one.code, &one.claim, &one.reason)
                    && last.owed - last.amount == one.owed =>
            {
                last.amount += one.amount;
            }
            _ => all.push(one),
        }
    }
    Ok(all)
}

/// Adds what a run's payment list set off to payment files, as records of that kind on the day of approval, and says
/// so (A596): the bank never saw it.
///
/// # Errors
/// A table of the run that cannot be read; a fault of the engine.
pub fn with_payments(
    stored: &Stored,
    (linked, payments): (&mut Linked, &mut DataFrame),
    on: i32,
) -> Result<Option<Diagnostic>, Failure> {
    if !stored.tables.has("set_off") {
        return Ok(None);
    }
    let table = stored.table("set_off")?;
    let amounts = fen(&table, c::SET_OFF)?;
    let taken: Vec<usize> = (0..table.height()).filter(|row| amounts[*row] > 0).collect();
    let source = linked.sources.len() as u32;
    linked.sources.push(Source {
        file: "set_off.parquet".to_string(),
        table: "payments".to_string(),
        rows_read: taken.len(),
        rows_accepted: taken.len(),
        sha256: stored.tables.sha256("set_off").unwrap_or_default().to_string(),
        ..Source::default()
    });
    let text = |name: &str, of: &dyn Fn(usize) -> String| -> Column {
        Column::new(name.into(), taken.iter().map(|row| of(*row)).collect::<Vec<_>>())
    };
    let (claims, debts) = (texts(&table, c::CLAIM_ID)?, texts(&table, c::ORIGINAL_NO)?);
    let mut columns = Vec::new();
    for known in payments.columns() {
        let name = known.name().as_str();
        let column = match name {
            // One record for each part of a debt: the number must tell them apart.
            c::PAY_NO => text(name, &|row| format!("{}→{}", debts[row], claims[row])),
            c::CLAIM_ID => text(name, &|row| claims[row].to_string()),
            c::RECORD_KIND => text(name, &|_| SET_OFF.to_string()),
            c::PAY_AMOUNT | c::SETTLED_AMOUNT => {
                Column::new(name.into(), taken.iter().map(|r| amounts[*r]).collect::<Vec<i64>>())
            }
            c::VOUCHER_ON | c::SETTLED_ON => {
                Column::new(name.into(), vec![on; taken.len()]).cast(&DataType::Date)?
            }
            c::SOURCE => Column::new(name.into(), vec![source; taken.len()]),
            c::ROW => {
                Column::new(name.into(), taken.iter().map(|r| *r as u32 + 1).collect::<Vec<_>>())
            }
            _ => Column::full_null(name.into(), taken.len(), known.dtype()),
        };
        columns.push(column);
    }
    payments.vstack_mut(&DataFrame::new(taken.len(), columns)?)?;
    let sum: i128 = taken.iter().map(|row| i128::from(amounts[*row])).sum();
    let note = Diagnostic::new(&codes::SET_OFF_COUNTS).arg("count", taken.len());
    Ok((!taken.is_empty()).then(|| note.arg("amount", yuan(sum))))
}
