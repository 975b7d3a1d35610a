//! A finished run as its folder holds it: the one reader that all reports share.
//!
//! Every number of a report stands in the manifest or in a table; nothing is summed up here but rows.

mod claims;
mod duplicates;
pub mod joint;
mod outlook;
mod tables;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::diag::{Diagnostic, Diagnostics, Lang, Severity, Text, codes};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::run_folder::bound::Bound;
use crate::run_folder::manifest::{Budget, Counts, LargestPayees, Missing, Office, Payments};
use crate::run_folder::stored::{Stored, StoredRun};

pub use claims::{Claim, Firm, Step, firms};
pub use duplicates::{Case, Duplicates, Paper, Related, Roster};
pub use outlook::{Outlook, ReadingRow, ScenarioRow, SwingRow};
pub use tables::{Held, Paid, Payee, SetOff, SetOffs};

/// A run, as far as most reports need it.
#[derive(Debug)]
pub struct Record {
    pub folder: PathBuf,
    pub(super) tables: Bound,
    /// The first characters of the SHA-256 of the manifest.
    pub hash: String,
    /// Version of the program that made the run.
    pub version: String,
    pub lang: Lang,
    pub title: Text,
    pub scheme: Text,
    pub document: String,
    pub draft: bool,
    /// Filings that could not be used.
    pub missing: Option<Missing>,
    pub award_year: i32,
    pub deadline: NaiveDate,
    /// A scenario changed something.
    pub scenario: bool,
    pub office: Office,
    pub budget: Option<Budget>,
    pub counts: Counts,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    /// `None` where nothing of the run may ever be paid.
    pub payments: Option<Payments>,
    pub largest: LargestPayees,
    pub stages: Vec<Stage>,
    pub measures: Vec<Measure>,
    pub limits: Vec<Limit>,
    pub findings: Vec<Finding>,
    pub parameters: Vec<Parameter>,
    /// File and SHA-256.
    pub inputs: Vec<(String, String)>,
    pub rule_files: Vec<(String, String)>,
    /// What duplicates saved, by scheme elsewhere; `None` where no roster was compared.
    pub savings: Option<Vec<Saving>>,
    pub outlook: Outlook,
}

/// One stage, in the order of the scheme.
#[derive(Debug)]
pub struct Stage {
    pub name: String,
    pub title: Text,
    pub claims: i64,
    pub reduction: Fen,
    pub remaining: Fen,
}

#[derive(Debug)]
pub struct Measure {
    pub id: String,
    pub clause: String,
    pub title: Text,
    pub rate: String,
    pub cap: String,
    pub claims: i64,
    pub firms: i64,
    pub claims_paid: i64,
    pub firms_paid: i64,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    pub average: Fen,
    pub maximum: Fen,
}

/// One reason at work in one measure.
#[derive(Debug)]
pub struct Limit {
    pub measure: String,
    pub stage: String,
    pub clause: String,
    pub text: Text,
    pub claims: i64,
    pub reduction: Fen,
}

/// Findings of one code.
#[derive(Debug)]
pub struct Finding {
    pub code: String,
    pub severity: Severity,
    pub count: usize,
    /// The words of the first.
    pub message: Text,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    /// A contested reading, not a value.
    pub reading: bool,
    pub clause: String,
    pub value: String,
    pub default: String,
    /// What a reading answers; empty for a parameter.
    pub question: Text,
    pub text: Text,
}

#[derive(Debug)]
pub struct Saving {
    pub district: Text,
    pub scheme: String,
    pub clause: String,
    pub cases: i64,
    pub reduction: Fen,
    pub in_review: i64,
    pub at_risk: Fen,
}

impl Record {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// When it is no run (A501); a table that is not as it was written (A510).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        Self::of(Stored::open(folder)?)
    }

    /// Reads the tables of a run that is open.
    ///
    /// # Errors
    /// A table that lacks something (A501), or was altered meanwhile (A510).
    pub fn of(stored: StoredRun) -> Result<Self, Diagnostics> {
        let Stored { folder, manifest, manifest_sha256, tables } = stored;
        let read = tables::Reader::new(&tables);
        Ok(Self {
            hash: short(&manifest_sha256).to_string(),
            version: manifest.tool.version,
            lang: manifest.lang,
            title: manifest.title,
            scheme: manifest.scheme.title,
            document: manifest.scheme.document,
            draft: manifest.scheme.draft,
            missing: manifest.incomplete,
            award_year: manifest.award_year,
            deadline: manifest.deadline,
            scenario: manifest.scenario.is_some(),
            office: manifest.office,
            budget: manifest.budget,
            counts: manifest.counts,
            requested: manifest.control_totals.requested,
            approved: manifest.control_totals.approved,
            payable: manifest.control_totals.payable,
            payments: manifest.payments,
            largest: manifest.largest_payees,
            inputs: once(manifest.inputs.into_iter().map(|input| (input.file, input.sha256))),
            rule_files: once(manifest.rule_files.into_iter().map(|rule| (rule.file, rule.sha256))),
            stages: read.stages()?,
            measures: read.measures()?,
            limits: read.limits()?,
            findings: read.findings()?,
            parameters: read.parameters()?,
            savings: read.savings()?,
            outlook: read.outlook()?,
            folder,
            tables,
        })
    }

    /// Whether nothing of this run may ever be paid: a draft, or a scenario.
    pub fn simulated(&self) -> bool {
        self.draft || self.scenario
    }

    /// Why the run has no payments: it is never paid (R480), incomplete (A597), or was altered (A501).
    pub fn unpaid(&self) -> Diagnostics {
        match self.missing.as_ref().filter(|missing| !missing.accepted) {
            _ if self.simulated() => Diagnostic::new(&codes::NEVER_PAID).into(),
            Some(missing) => missing.refused().into(),
            None => {
                let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", self.folder.display());
                let (zh, en) =
                    ("由旧版本生成，请重新核算", "an earlier version made it: run again");
                fault.arg("why", zh).arg("why_en", en).into()
            }
        }
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// Where money goes, by credit code.
    ///
    /// # Errors
    /// When the table is not there or may not be read.
    pub fn payees(&self) -> Result<Vec<Payee>, Diagnostics> {
        tables::Reader::new(&self.tables).payees()
    }

    /// What each enterprise is paid, and what is set off against it.
    ///
    /// # Errors
    /// When the tables are not there or may not be read.
    pub fn set_offs(&self) -> Result<SetOffs, Diagnostics> {
        let read = tables::Reader::new(&self.tables);
        let sets_off = self.payments.as_ref().is_some_and(|totals| totals.set_off.is_some());
        let debts = if sets_off { read.set_offs()? } else { Vec::new() };
        Ok(SetOffs { debts, paid: read.paid()?.into_iter().collect() })
    }

    /// Every sum that waits, and why.
    ///
    /// # Errors
    /// When the table may not be read.
    pub fn held(&self) -> Result<Vec<Held>, Diagnostics> {
        tables::Reader::new(&self.tables).held()
    }
}

/// Each file once: a workbook with several sheets stands there several times.
fn once(files: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut seen: Vec<(String, String)> = Vec::new();
    for file in files {
        if !seen.contains(&file) {
            seen.push(file);
        }
    }
    seen
}
