//! The second look at lists and departments, with the newest files, before money goes out: what a condition of the run
//! would refuse or hold now and did not when the run was computed.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame};

use crate::award::standing::{Answer, Known};
use crate::diag::{Diagnostic, Diagnostics, Failure, Text, codes};
use crate::domain::Fen;
use crate::domain::text::comparable;
use crate::frame::columns as c;
use crate::frame::fields::{LISTED_FIELDS, OPINION_FIELDS};
use crate::ingest::InputFile;
use crate::ingest::headers::Headers;
use crate::intake::link::{Linked, with_firm};
use crate::intake::list::one_table;
use crate::intake::standing;
use crate::report::model::record::{Payee, Record, firms};
use crate::scheme::{Standing, TestDay};
use crate::tables::standing::{Condition, Tested};

/// The newest lists and opinions; a kind without files is not looked at again.
#[derive(Clone, Copy, Debug)]
pub struct Newest<'a> {
    pub listed: &'a [InputFile],
    pub opinions: &'a [InputFile],
}

impl Newest<'_> {
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.opinions.is_empty()
    }
}

/// Why money may not go out now.
#[derive(Clone, Debug)]
pub struct Against {
    pub clause: String,
    pub rule: Text,
    pub what: Text,
}

/// What the second look found, by enterprise and measure.
#[derive(Debug, Default)]
pub struct Second(BTreeMap<(String, String), Against>);

impl Second {
    /// Takes it; `findings` says what was not looked at (R477) and what is wrong with the files.
    ///
    /// # Errors
    /// Files that cannot be used; a damaged run.
    pub fn look(
        record: &Record,
        newest: Newest,
        headers: &Headers,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Self, Failure> {
        let (conditions, then) = record.standing()?;
        let acts = |row: &&Condition| row.effect != "warn" || row.of == DEPARTMENTS;
        let acts: Vec<&Condition> = conditions.iter().filter(acts).collect();
        let files_of = |row: &Condition| match row.of.as_str() {
            DEPARTMENTS => newest.opinions,
            _ => newest.listed,
        };
        if acts.iter().any(|row| files_of(row).is_empty()) {
            findings.push(Diagnostic::new(&codes::SECOND_TEST_MISSING));
        }
        let payees = record.payees()?;
        let known = read(newest, &payees, &acts, headers, findings)?;
        let mut found = Self::default();
        for row in acts.iter().filter(|row| !files_of(row).is_empty()) {
            for (firm, payee) in payees.iter().enumerate() {
                let before = then.iter().filter(|t| t.code == payee.code && t.rule == row.rule);
                let Some(what) = worse(row, &known, firm as u32, before) else { continue };
                let against = Against { clause: row.clause.clone(), rule: row.text.clone(), what };
                for measure in row.measures.split(' ') {
                    let key = (payee.code.clone(), measure.to_string());
                    found.0.entry(key).or_insert_with(|| against.clone());
                }
            }
        }
        Ok(found)
    }

    /// What speaks against paying a claim now; of `any` measure for a sum over several.
    pub fn against(&self, code: &str, measure: &str, any: bool) -> Option<&Against> {
        let own = |(known, of): &&(String, String)| known == code && (any || of == measure);
        self.0.keys().find(own).and_then(|key| self.0.get(key))
    }
}

/// The word of the table for conditions on departments.
const DEPARTMENTS: &str = "departments";

/// What is worse now than when the run was computed; `before` is what the condition heard of the enterprise then.
fn worse<'a>(
    row: &Condition,
    known: &Known,
    firm: u32,
    before: impl Iterator<Item = &'a Tested>,
) -> Option<Text> {
    let word = comparable(&row.name);
    if row.of == DEPARTMENTS {
        let said = known.said(TestDay::Payment, &row.name, firm).answer;
        let mut before = before.filter(|then| comparable(&then.department).contains(&word));
        if said == Answer::Clear || before.any(|then| then.answer == said.key()) {
            return None;
        }
        let (zh, en) = match said {
            Answer::Refused => ("不同意", "does not agree"),
            Answer::Deferred => ("意见为暂缓", "wants to wait"),
            _ => ("没有答复", "has not answered"),
        };
        return Some(Text::new(format!("{}{zh}", row.name), format!("{} {en}", row.name)));
    }
    let names = if word.is_empty() { Vec::new() } else { vec![row.name.clone()] };
    let asked = Standing { on: TestDay::Payment, names };
    let refused = before.filter(|then| then.answer == Answer::Refused.key());
    let then: BTreeSet<String> = refused.map(|then| comparable(&then.list)).collect();
    let mut now = known.listed(&asked, firm).filter(|(_, bears)| *bears);
    let (list, _) = now.find(|(listed, _)| !then.contains(&listed.name))?;
    Some(Text::new(format!("列入{}", list.name), format!("listed: {}", list.name)))
}

/// The newest files, tied to the payees of the run by their place.
fn read(
    newest: Newest,
    payees: &[Payee],
    conditions: &[&Condition],
    headers: &Headers,
    findings: &mut Vec<Diagnostic>,
) -> Result<Known, Failure> {
    let (mut linked, mut faults) = (Linked::default(), Diagnostics::default());
    let mut table = |files, key, fields, required: &[&str]| {
        let asked = (files, key, fields, required);
        one_table(asked, headers, &mut linked, &mut faults, &|_: &str| {})
    };
    let listed = table(newest.listed, "listed", LISTED_FIELDS, &[c::USCC, c::LIST])?;
    let required = [c::USCC, c::DEPARTMENT, c::OPINION, c::OPINED_ON];
    let opinions = table(newest.opinions, "opinions", OPINION_FIELDS, &required)?;
    let codes: Vec<&str> = payees.iter().map(|payee| payee.code.as_str()).collect();
    let firms = DataFrame::new(codes.len(), vec![Column::new(c::USCC.into(), codes)])?;
    let asked: Vec<String> =
        conditions.iter().filter(|row| row.of == DEPARTMENTS).map(|row| row.name.clone()).collect();
    let listed = standing::listed(listed, &mut linked)?;
    let opinions = standing::opinions(opinions, &firms, &asked, &mut linked)?;
    // Who refuses a row of these may refuse the one that speaks against a payment.
    if !linked.quarantine.is_empty() {
        faults.0.append(&mut linked.findings);
    }
    if faults.has_errors() {
        return Err(Failure::User(faults));
    }
    findings.append(&mut linked.findings);
    Ok(Known::of(&with_firm(&listed, &firms)?, &with_firm(&opinions, &firms)?)?)
}

/// Stops a list of all that a run pays where the second look speaks against a part of it (R476).
///
/// # Errors
/// Every enterprise that the list must not pay; as [`Second::look`].
pub fn stops(
    record: &Record,
    newest: Newest,
    headers: &Headers,
    findings: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let second = Second::look(record, newest, headers, findings)?;
    let held: BTreeSet<String> =
        record.held()?.into_iter().filter(|row| !row.is_part()).map(|row| row.claim).collect();
    let mut faults = Diagnostics::default();
    for firm in firms(record)? {
        let pays = |claim: &&crate::report::model::record::Claim| {
            claim.payable > Fen(0) && !held.contains(&claim.id)
        };
        for claim in firm.claims.iter().filter(pays) {
            if let Some(against) = second.against(&firm.code, &claim.measure, false) {
                let fault = said(&codes::SECOND_TEST_STOPS, against);
                faults.push(fault.arg("firm", &firm.name).arg("amount", claim.payable));
            }
        }
    }
    faults.into_result(()).map_err(Failure::User)
}

/// A finding about what speaks against paying.
pub fn said(code: &'static crate::diag::Code, against: &Against) -> Diagnostic {
    let Against { clause, rule, what } = against;
    let said = Diagnostic::new(code).arg("what", &what.zh).arg("what_en", &what.en);
    let said = said.arg("condition", format!("{clause} {}", rule.zh));
    said.arg("condition_en", format!("{clause} {}", rule.en))
}
