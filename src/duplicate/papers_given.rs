//! Papers that enterprises gave when they were asked (凭证征询): read back as papers of the row that was asked about.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cases::{Case, World, judged_anew};
use super::papers::Paper;
use super::same::{PaperEvidence, Why};
use crate::diag::{Diagnostic, Place, codes};
use crate::domain::paper::canonical;
use crate::frame::access::{indices, texts};
use crate::frame::columns as c;

/// Numbers that one row of the sheet gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The enterprise that was asked.
    pub code: String,
    /// As written.
    pub shown: String,
    /// In the form in which numbers are compared.
    pub numbers: Vec<String>,
    /// Source and row.
    pub place: (u32, u32),
}

/// All that were given, by finding.
#[derive(Clone, Debug, Default)]
pub struct PapersGiven(BTreeMap<String, Given>);

/// Why a number does not count.
fn unfit(given: &Given, finding: &str, why: (&str, &str), at: Place) -> Diagnostic {
    let fault = Diagnostic::new(&codes::PAPER_GIVEN_UNFIT).arg("finding", finding);
    fault.arg("read", &given.shown).arg("why", why.0).arg("why_en", why.1).at(at)
}

impl PapersGiven {
    /// Reads the sheet; rows without a number are still open. What holds no digit is no number, and two rows of one
    /// finding that differ count neither: both are said at their places.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn read(
        table: &DataFrame,
        place: impl Fn(u32, u32) -> Place,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let (ids, codes) = (texts(table, c::FINDING_ID)?, texts(table, c::USCC)?);
        let numbers = texts(table, c::PAPER_NO)?;
        let (sources, rows) = (indices(table, c::SOURCE)?, indices(table, c::ROW)?);
        let (mut out, mut said) = (BTreeMap::<String, Given>::new(), Vec::new());
        let mut twice: Vec<&str> = Vec::new();
        for row in (0..table.height()).filter(|row| !numbers[*row].is_empty()) {
            let parts = numbers[row].split(['、', ',', '，', ';', '；', '\n']).map(canonical);
            let given = Given {
                code: codes[row].to_string(),
                shown: numbers[row].to_string(),
                numbers: parts.filter(|n| !n.is_empty()).map(|n| n.into_owned()).collect(),
                place: (sources[row], rows[row]),
            };
            let at = || place(sources[row], rows[row]);
            let bad = given.numbers.iter().any(|n| !n.chars().any(|c| c.is_ascii_digit()));
            if bad || given.numbers.is_empty() {
                said.push(unfit(&given, ids[row], ("不是号码", "is no number"), at()));
                continue;
            }
            match out.get(ids[row]) {
                Some(first) if first.numbers != given.numbers => {
                    let why = ("与另一行所填不同", "differs from that of another row");
                    said.push(unfit(&given, ids[row], why, at()));
                    twice.push(ids[row]);
                }
                _ => {
                    out.insert(ids[row].to_string(), given);
                }
            }
        }
        twice.iter().for_each(|id| {
            out.remove(*id);
        });
        Ok((Self(out), said))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, finding: &str) -> Option<&Given> {
        self.0.get(finding)
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(id, given)| (id.as_str(), given))
    }

    /// What was given for no case of the run, or by another enterprise than the one of the case.
    pub fn said<'a>(
        &'a self,
        case_of: impl Fn(&str) -> Option<&'a str>,
        place: impl Fn(u32, u32) -> Place,
    ) -> Vec<Diagnostic> {
        let bad = self.0.iter().filter_map(|(id, given)| {
            let why = match case_of(id) {
                None => (
                    "所属疑点本次核算中不存在",
                    "belongs to a finding that does not occur in this run",
                ),
                Some(code) if !given.fits(code) => {
                    ("所属企业与疑点不符", "stands beside another enterprise than the finding's")
                }
                Some(_) => return None,
            };
            Some(unfit(given, id, why, place(given.place.0, given.place.1)))
        });
        bad.collect()
    }
}

impl Given {
    /// Whether it was given for the enterprise of the case; a sheet may leave codes out.
    pub fn fits(&self, code: &str) -> bool {
        self.code.is_empty() || self.code == code
    }
}

/// Takes given numbers as papers of the rows of their cases, and judges these anew.
pub(super) fn supplement(world: &World, codes: &[&str], cases: &mut [Case]) {
    let papers = &world.decisions.papers;
    if papers.is_empty() {
        return;
    }
    for case in cases.iter_mut().filter(|case| case.why != Why::AnotherFirm) {
        let given = papers.get(&case.id).filter(|given| given.fits(codes[case.firm as usize]));
        let keys = case.rule.map(|at| world.plan.crosswalk.rules[at].keys.as_slice());
        let (Some(given), Some(keys)) = (given, keys) else { continue };
        // A row's own paper says more than what is said of it later.
        if case.paper != PaperEvidence::Unknown || !case.waits.is_empty() {
            continue;
        }
        if let Some(paper) = compared(keys, given, case) {
            case.paper = paper;
            judged_anew(world, case);
        }
    }
}

/// The given numbers beside the claim's papers of the kinds that the rule compares. `None` where the claim has none.
fn compared(keys: &[Paper], given: &Given, case: &Case) -> Option<PaperEvidence> {
    let own = || case.own.papers.iter().filter(|(paper, _)| keys.contains(paper));
    let same = own().find(|(_, number)| given.numbers.contains(number));
    let evidence = same.map(|(paper, number)| PaperEvidence::Same(*paper, number.clone()));
    evidence.or_else(|| own().next().map(|(paper, _)| PaperEvidence::Differ(*paper)))
}
