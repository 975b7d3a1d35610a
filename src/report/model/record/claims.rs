//! Enterprises with their claims, as notices and lists show them.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::DataFrame;

use super::Record;
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::domain::money::grouped;
use crate::frame::cells::{Scaled, values};
use crate::frame::columns as c;
use crate::frame::table::Wrong;
use crate::scheme::{ABANDONED, Stage, WITHDRAWN};
use crate::tables::award::{CLAIMS, ENTERPRISES, LINES, Reason};
use crate::tables::found::SourceRow;
use crate::tables::standing::Change;

/// An enterprise that claims something.
#[derive(Debug)]
pub struct Firm {
    pub code: String,
    pub name: String,
    pub requested: Fen,
    /// Before the cut to the budget.
    pub approved: Fen,
    pub payable: Fen,
    /// In the order of measures and items.
    pub claims: Vec<Claim>,
    /// What of the payable amount waits, and why.
    pub held: Vec<(Fen, Text)>,
    /// What the register says of it.
    pub changes: Vec<Change>,
}

#[derive(Debug)]
pub struct Claim {
    pub id: String,
    /// Id of the measure.
    pub measure: String,
    pub clause: String,
    pub item: String,
    pub requested: Fen,
    /// What counts of the evidence.
    pub base: Fen,
    /// Base × rate before its one rounding, in yuan; empty where no rate takes part.
    pub unrounded: String,
    /// Only the stages that lowered it.
    pub steps: Vec<Step>,
    /// Before the cut to the budget.
    pub approved: Fen,
    pub payable: Fen,
    /// Withdrawn or abandoned by the applicant.
    pub closed: bool,
}

/// A stage that lowered a claim.
#[derive(Debug)]
pub struct Step {
    pub stage: Stage,
    pub before: Fen,
    pub after: Fen,
    pub clause: String,
    pub reason: Text,
}

/// Every enterprise that claims something, by credit code.
///
/// # Errors
/// When a table is not there or damaged.
pub fn firms(record: &Record) -> Result<Vec<Firm>, Diagnostics> {
    let mut by_code: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for (code, claim) in claims(record)? {
        by_code.entry(code).or_default().push(claim);
    }
    let mut held: BTreeMap<String, Vec<(Fen, Text)>> = BTreeMap::new();
    for row in record.held()?.into_iter().filter(|row| row.amount > Fen(0)) {
        held.entry(row.code).or_default().push((row.amount, row.reason));
    }
    let mut changes: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for row in record.tables.rows_if_any::<Change>()?.unwrap_or_default() {
        changes.entry(row.now.clone()).or_default().push(row);
    }
    record.tables.columns(ENTERPRISES, |table| {
        let codes = values::<String>(table, c::USCC)?;
        let names = values::<String>(table, c::FIRM_NAME)?;
        let money = |name| values::<Fen>(table, name);
        let (requested, approved) = (money(c::REQUESTED)?, money(c::APPROVED)?);
        let payable = money(c::PAYABLE)?;
        let all = codes.into_iter().zip(names).enumerate();
        Ok(all
            .map(|(row, (code, name))| Firm {
                claims: by_code.remove(&code).unwrap_or_default(),
                held: held.remove(&code).unwrap_or_default(),
                changes: changes.remove(&code).unwrap_or_default(),
                code,
                name,
                requested: requested[row],
                approved: approved[row],
                payable: payable[row],
            })
            .collect())
    })
}

impl Firm {
    /// Whether the applicant itself withdrew or gave up all that it claimed.
    pub fn is_closed(&self) -> bool {
        !self.claims.is_empty() && self.claims.iter().all(|claim| claim.closed)
    }
}

/// A stage with the amount that it left of each claim, and the id of the reason.
type After = (Stage, Vec<Fen>, Vec<String>);

/// The stages of a run, in their order.
fn stages(record: &Record, table: &DataFrame) -> Result<Vec<After>, Wrong> {
    let of = |stage: Stage| -> Result<After, Wrong> {
        let amounts = values(table, stage.amount_column())?;
        Ok((stage, amounts, values(table, stage.reason_column())?))
    };
    record.stages.iter().map(|row| of(row.stage)).collect()
}

/// The stages that lowered a claim, which requested `before`.
fn steps(
    stages: &[After],
    reasons: &BTreeMap<String, Reason>,
    row: usize,
    mut before: Fen,
) -> Vec<Step> {
    let mut steps = Vec::new();
    for (stage, amounts, why) in stages {
        let after = amounts[row];
        if !why[row].is_empty() {
            let known = reasons.get(&why[row]);
            let clause = known.map(|reason| reason.clause.clone()).unwrap_or_default();
            let reason = known.map(|reason| reason.text.clone()).unwrap_or_default();
            steps.push(Step { stage: *stage, before, after, clause, reason });
        }
        before = after;
    }
    steps
}

/// Yuan with at least two decimals, and as many more as it takes.
fn plain(Scaled(value): Scaled<38, 8>) -> String {
    const WHOLE: u128 = 100_000_000;
    let sign = if value < 0 { "−" } else { "" };
    let abs = value.unsigned_abs();
    let part = format!("{:08}", abs % WHOLE);
    let (cents, rest) = part.split_at(2);
    let whole = u64::try_from(abs / WHOLE).unwrap_or(u64::MAX);
    format!("{sign}{}.{cents}{}", grouped(whole), rest.trim_end_matches('0'))
}

/// Vouchers of a claim that do not count, for one reason.
#[derive(Debug, Default)]
pub struct LeftOut {
    pub clause: String,
    pub reason: Text,
    pub vouchers: usize,
    /// Numbers of their invoices where they have any, in the order of the filing.
    pub invoices: Vec<String>,
}

/// Vouchers that do not count, by claim and by the id of the reason.
pub type AllLeftOut = BTreeMap<String, BTreeMap<String, LeftOut>>;

/// What was left out of each claim.
///
/// # Errors
/// When a table is not there or damaged.
pub fn left_out(record: &Record) -> Result<AllLeftOut, Diagnostics> {
    let reasons: Vec<Reason> = record.tables.rows()?;
    let mut all = AllLeftOut::new();
    for measure in &record.measures {
        let name = format!("lines_{}", measure.id);
        let (claims, why, invoices) = record.tables.columns_named(&name, LINES, |lines| {
            let text = |name| values::<String>(lines, name);
            let has = lines.column(c::INVOICE_NO).is_ok();
            let invoices =
                if has { text(c::INVOICE_NO)? } else { vec![String::new(); lines.height()] };
            Ok((text(c::CLAIM_ID)?, text(c::LINE_REASON)?, invoices))
        })?;
        for ((claim, why), invoice) in claims.into_iter().zip(why).zip(invoices) {
            let Some(reason) = reasons.iter().find(|reason| !why.is_empty() && reason.id == why)
            else {
                continue;
            };
            let left = all.entry(claim).or_default().entry(why).or_default();
            left.clause.clone_from(&reason.clause);
            left.reason.clone_from(&reason.text);
            left.vouchers += 1;
            left.invoices.extend(Some(invoice).filter(|invoice| !invoice.is_empty()));
        }
    }
    Ok(all)
}

/// Where the evidence of each claim stands, by its id: file and sheet with rows in ascending order.
pub type Places = BTreeMap<String, Vec<(String, Vec<u32>)>>;

/// The places of the evidence of every claim.
///
/// # Errors
/// When a table is not there or damaged.
pub fn places(record: &Record) -> Result<Places, Diagnostics> {
    let sources = record.tables.rows::<SourceRow>()?.into_iter();
    let sources = short(sources.collect());
    let mut rows: BTreeMap<String, BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
    for measure in &record.measures {
        let name = format!("lines_{}", measure.id);
        let (claims, from, at) = record.tables.columns_named(&name, LINES, |lines| {
            let numbers = |name| values::<u32>(lines, name);
            Ok((values::<String>(lines, c::CLAIM_ID)?, numbers(c::SOURCE)?, numbers(c::ROW)?))
        })?;
        for ((claim, source), row) in claims.into_iter().zip(from).zip(at) {
            rows.entry(claim).or_default().entry(source).or_default().push(row);
        }
    }
    let named = |(source, mut rows): (u32, Vec<u32>)| {
        rows.sort_unstable();
        (sources.get(&i64::from(source)).cloned().unwrap_or_default(), rows)
    };
    Ok(rows.into_iter().map(|(id, at)| (id, at.into_iter().map(named).collect())).collect())
}

/// Each source by the name of its file, or by its path where another folder has a file of that name.
fn short(mut sources: Vec<SourceRow>) -> BTreeMap<i64, String> {
    let name = |file: &str| file.rsplit('/').next().unwrap_or(file).to_string();
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        paths.entry(name(&source.file)).or_default().insert(source.file.clone());
    }
    for source in &mut sources {
        let short = name(&source.file);
        if paths.get(&short).is_some_and(|paths| paths.len() == 1) {
            source.file = short;
        }
    }
    sources.into_iter().map(|source| (source.number, source.place())).collect()
}

/// All claims with the credit code of each.
fn claims(record: &Record) -> Result<Vec<(String, Claim)>, Diagnostics> {
    let reasons = record.tables.rows::<Reason>()?.into_iter();
    let reasons: BTreeMap<String, Reason> =
        reasons.map(|reason| (reason.id.clone(), reason)).collect();
    record.tables.columns(CLAIMS, |table| {
        let stages = stages(record, table)?;
        let text = |name| values::<String>(table, name);
        let (ids, codes) = (text(c::CLAIM_ID)?, text(c::USCC)?);
        let (measures, clauses) = (text(c::MEASURE)?, text(c::CLAUSE)?);
        let items = text(c::ITEM)?;
        let requested = values::<Fen>(table, c::REQUESTED)?;
        let base = values::<Fen>(table, c::BASE)?;
        let unrounded = values::<Option<Scaled<38, 8>>>(table, c::UNROUNDED)?;
        let payable = values::<Fen>(table, c::PAYABLE)?;
        let cut = stages.iter().position(|(stage, ..)| *stage == Stage::Budget);
        let approved = match cut {
            None => &payable,
            Some(0) => &requested,
            Some(at) => &stages[at - 1].1,
        };
        let claim = |row: usize| Claim {
            id: ids[row].clone(),
            measure: measures[row].clone(),
            clause: clauses[row].clone(),
            item: items[row].clone(),
            requested: requested[row],
            base: base[row],
            unrounded: unrounded[row].map(plain).unwrap_or_default(),
            steps: steps(&stages, &reasons, row, requested[row]),
            approved: approved[row],
            payable: payable[row],
            closed: stages.iter().any(|(.., why)| [WITHDRAWN, ABANDONED].contains(&&*why[row])),
        };
        Ok((0..ids.len()).map(|row| (codes[row].clone(), claim(row))).collect())
    })
}
