//! Enterprises with their claims, as notices and lists show them.

use std::collections::BTreeMap;

use super::Record;
use super::tables::Reader;
use crate::diag::{Diagnostics, Text};
use crate::domain::Fen;
use crate::frame::columns as c;
use crate::scheme::Stage;

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
}

#[derive(Debug)]
pub struct Claim {
    pub id: String,
    /// Id of the measure.
    pub measure: String,
    pub clause: String,
    pub item: String,
    pub filing: String,
    pub requested: Fen,
    /// Only the stages that lowered it.
    pub steps: Vec<Step>,
    /// Before the cut to the budget.
    pub approved: Fen,
    pub payable: Fen,
}

/// A stage that lowered a claim.
#[derive(Debug)]
pub struct Step {
    /// Name of the stage.
    pub stage: String,
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
    let read = Reader::new(&record.tables);
    let mut by_code: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for (code, claim) in claims(record, &read)? {
        by_code.entry(code).or_default().push(claim);
    }
    let mut held: BTreeMap<String, Vec<(Fen, Text)>> = BTreeMap::new();
    for row in read.held()?.into_iter().filter(|row| row.amount > Fen(0)) {
        held.entry(row.code).or_default().push((row.amount, row.reason));
    }
    read.rows("enterprises", |rows| {
        let (codes, names) = (rows.texts(c::USCC)?, rows.texts(c::FIRM_NAME)?);
        let (requested, approved) = (rows.fen(c::REQUESTED)?, rows.fen(c::APPROVED)?);
        let payable = rows.fen(c::PAYABLE)?;
        let all = codes.into_iter().zip(names).enumerate();
        Ok(all
            .map(|(row, (code, name))| Firm {
                claims: by_code.remove(&code).unwrap_or_default(),
                held: held.remove(&code).unwrap_or_default(),
                code,
                name,
                requested: requested[row],
                approved: approved[row],
                payable: payable[row],
            })
            .collect())
    })
}

/// Reason id → clause and words.
fn reasons(read: &Reader) -> Result<BTreeMap<String, (String, Text)>, Diagnostics> {
    let rows = read.rows("reasons", |rows| {
        let (ids, clauses) = (rows.texts(c::REASON)?, rows.texts(c::CLAUSE)?);
        let (zh, en) = (rows.texts(c::REASON_ZH)?, rows.texts(c::REASON_EN)?);
        let texts = zh.into_iter().zip(en).map(|(zh, en)| Text { zh, en });
        Ok(ids.into_iter().zip(clauses.into_iter().zip(texts)).collect())
    })?;
    Ok(rows.into_iter().collect())
}

/// All claims with the credit code of each.
fn claims(record: &Record, read: &Reader) -> Result<Vec<(String, Claim)>, Diagnostics> {
    let reasons = reasons(read)?;
    read.rows("claims", |rows| {
        let mut stages = Vec::new();
        for stage in &record.stages {
            let Some((_, known)) = Stage::NAMES.iter().find(|(_, s)| s.name() == stage.name) else {
                continue;
            };
            let amounts = rows.fen(known.amount_column())?;
            stages.push((stage.name.clone(), amounts, rows.texts(known.reason_column())?));
        }
        let (ids, codes) = (rows.texts(c::CLAIM_ID)?, rows.texts(c::USCC)?);
        let (measures, clauses) = (rows.texts(c::MEASURE)?, rows.texts(c::CLAUSE)?);
        let (items, filings) = (rows.texts(c::ITEM)?, rows.texts(c::FILING_NO)?);
        let (requested, payable) = (rows.fen(c::REQUESTED)?, rows.fen(c::PAYABLE)?);
        let cut = stages.iter().position(|(stage, ..)| stage == Stage::Budget.name());
        let approved = match cut {
            None => &payable,
            Some(0) => &requested,
            Some(at) => &stages[at - 1].1,
        };
        let steps = |row: usize| {
            let mut before = requested[row];
            let mut steps = Vec::new();
            for (stage, amounts, why) in &stages {
                let after = amounts[row];
                if !why[row].is_empty() {
                    let known = reasons.get(&why[row]).cloned();
                    let (clause, reason) = known.unwrap_or_default();
                    steps.push(Step { stage: stage.clone(), before, after, clause, reason });
                }
                before = after;
            }
            steps
        };
        let claim = |row: usize| Claim {
            id: ids[row].clone(),
            measure: measures[row].clone(),
            clause: clauses[row].clone(),
            item: items[row].clone(),
            filing: filings[row].clone(),
            requested: requested[row],
            steps: steps(row),
            approved: approved[row],
            payable: payable[row],
        };
        Ok((0..ids.len()).map(|row| (codes[row].clone(), claim(row))).collect())
    })
}
