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

use crate::diag::{Diagnostic, Diagnostics, Severity, Text, codes};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::run_folder::bound::Bound;
use crate::run_folder::manifest::{
    Beside, Budget, Counts, LargestPayees, Missing, Objected, Office, Payments,
};
use crate::run_folder::stored::{Stored, StoredRun};
use crate::scheme::Stage;

use crate::tables::award::{Limit, StageRow};
pub use crate::tables::award::{Measure, Parameter, Saving};
pub use crate::tables::payment::{Held, Instalment, LateAccount, Payee, SetOff};
use crate::tables::standing::{Condition, Tested};
pub use claims::{AllLeftOut, Claim, Firm, LeftOut, Places, Step, firms, left_out, places};
pub use duplicates::{Duplicate, Duplicates};
pub use outlook::{Outlook, ReadingRow, ScenarioRow, SwingRow};
pub use tables::{Paid, SetOffs};

/// A run, as far as most reports need it.
#[derive(Debug)]
pub struct Record {
    pub folder: PathBuf,
    pub(super) tables: Bound,
    /// The first characters of the SHA-256 of the manifest.
    pub hash: String,
    /// Version of the program that made the run.
    pub version: String,
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
    /// The published run that a batch of upheld objections rests on.
    pub objected: Option<Objected>,
    /// Last year and the plan.
    pub beside: Beside,
    pub counts: Counts,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    /// `None` where nothing of the run may ever be paid.
    pub payments: Option<Payments>,
    pub largest: LargestPayees,
    pub stages: Vec<StageRow>,
    pub measures: Vec<Measure>,
    /// The heaviest first.
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

/// Findings of one code.
#[derive(Debug)]
pub struct Finding {
    pub code: String,
    pub severity: Severity,
    pub count: usize,
    /// The words of the first.
    pub message: Text,
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
        Ok(Self {
            hash: short(&manifest_sha256).to_string(),
            version: manifest.tool.version,
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
            objected: manifest.objected,
            beside: manifest.beside,
            counts: manifest.counts,
            requested: manifest.control_totals.requested,
            approved: manifest.control_totals.approved,
            payable: manifest.control_totals.payable,
            payments: manifest.payments,
            largest: manifest.largest_payees,
            inputs: once(manifest.inputs.into_iter().map(|input| (input.file, input.sha256))),
            rule_files: once(manifest.rule_files.into_iter().map(|rule| (rule.file, rule.sha256))),
            stages: tables.rows()?,
            measures: tables.rows()?,
            limits: heaviest_first(tables.rows()?),
            findings: tables::findings(&tables)?,
            parameters: tables.rows()?,
            savings: tables.rows_if_any()?,
            outlook: Outlook::read(&tables)?,
            folder,
            tables,
        })
    }

    /// The day of its documents: the one that the office states, or from which they are published, or until which was filed.
    pub fn day(&self) -> NaiveDate {
        let Office { issued_on, publication_date, .. } = self.office;
        issued_on.or(publication_date).unwrap_or(self.deadline)
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

    /// What could be spent and what was due, where amounts are cut to it: of the run, or of the published run that
    /// its claims were part of.
    pub fn share(&self) -> Option<(Fen, Fen)> {
        match &self.objected {
            Some(objected) => objected.share(),
            None => self.budget.as_ref().map(|budget| (budget.available, self.approved)),
        }
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    pub fn stage(&self, stage: Stage) -> Option<&StageRow> {
        self.stages.iter().find(|row| row.stage == stage)
    }

    /// Where money goes, by credit code.
    ///
    /// # Errors
    /// When the table is not there or may not be read.
    pub fn payees(&self) -> Result<Vec<Payee>, Diagnostics> {
        self.tables.rows()
    }

    /// Accounts that enterprises gave after they filed.
    ///
    /// # Errors
    /// When the table may not be read.
    pub fn late_accounts(&self) -> Result<Vec<LateAccount>, Diagnostics> {
        Ok(self.tables.rows_if_any()?.unwrap_or_default())
    }

    /// What each enterprise is paid, and what is set off against it.
    ///
    /// # Errors
    /// When the tables are not there or may not be read.
    pub fn set_offs(&self) -> Result<SetOffs, Diagnostics> {
        let sets_off = self.payments.as_ref().is_some_and(|totals| totals.set_off.is_some());
        SetOffs::read(&self.tables, sets_off)
    }

    /// What lists and departments were asked, and what they said; nothing where nobody was asked.
    ///
    /// # Errors
    /// When a table is damaged.
    pub fn standing(&self) -> Result<(Vec<Condition>, Vec<Tested>), Diagnostics> {
        let conditions = self.tables.rows_if_any()?.unwrap_or_default();
        Ok((conditions, self.tables.rows_if_any()?.unwrap_or_default()))
    }

    /// Every sum that waits, and why.
    ///
    /// # Errors
    /// When the table may not be read.
    pub fn held(&self) -> Result<Vec<Held>, Diagnostics> {
        Ok(self.tables.rows_if_any()?.unwrap_or_default())
    }

    /// The parts of awards that are paid in parts.
    ///
    /// # Errors
    /// When the table may not be read.
    pub fn instalments(&self) -> Result<Vec<Instalment>, Diagnostics> {
        Ok(self.tables.rows_if_any()?.unwrap_or_default())
    }
}

fn heaviest_first(mut limits: Vec<Limit>) -> Vec<Limit> {
    limits.sort_by_key(|limit| std::cmp::Reverse(limit.reduction));
    limits
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
