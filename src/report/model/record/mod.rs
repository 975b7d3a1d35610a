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
use serde_json::Value;

use crate::diag::{Diagnostic, Diagnostics, Lang, Severity, Text, codes};
use crate::domain::Fen;
use crate::domain::digest::short;
use crate::domain::money::scaled;
use crate::run_folder::bound::{self, Bound};
use crate::run_folder::other;

use super::Missing;
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
    pub award_year: i64,
    pub deadline: Option<NaiveDate>,
    /// What scenarios changed: key, from, to. Such a run is a simulation.
    pub changes: Vec<[String; 3]>,
    pub office: Office,
    pub budget: Option<Budget>,
    pub counts: Counts,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    /// `None` where nothing of the run may ever be paid.
    pub payments: Option<Payments>,
    /// How many enterprises get most, and what they get together.
    pub largest: (i64, Fen),
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

/// What the pipeline says that no table can know.
#[derive(Debug, Default)]
pub struct Office {
    pub office: Option<String>,
    pub contact: Option<String>,
    pub objection_days: Option<i64>,
    pub publication_date: Option<NaiveDate>,
    pub budget_line: Option<String>,
    pub purpose: Option<String>,
}

#[derive(Debug)]
pub struct Budget {
    pub pool: String,
    pub total: Fen,
    pub reserve: Fen,
    pub earlier: Fen,
    pub available: Fen,
    pub unspent: Fen,
    /// What earlier batches of the year and this one grant.
    pub executed: Fen,
}

/// Control totals of the payments.
#[derive(Clone, Debug)]
pub struct Payments {
    pub listed: (i64, Fen),
    /// Enterprises of which something waits: for a claim to be decided, or for the account.
    pub held: (i64, Fen),
    /// What waits by reason.
    pub waits: Vec<Wait>,
    /// Of a list that releases what had waited: what lists before it paid.
    pub before: Option<(i64, Fen)>,
    /// Enterprises that are paid less for what they owe, and by how much; `None` where nothing is set off.
    pub set_off: Option<(i64, Fen)>,
    /// The last four digits of the accounts listed, added up.
    pub check: i64,
}

/// What waits for one reason.
#[derive(Clone, Debug)]
pub struct Wait {
    /// A key, or the code of a doubt about accounts.
    pub why: String,
    pub text: Text,
    pub count: i64,
    pub amount: Fen,
}

#[derive(Debug, Default)]
pub struct Counts {
    pub firms: i64,
    pub claims: i64,
    pub firms_paid: i64,
    pub claims_paid: i64,
    pub rows_read: i64,
    pub quarantined: i64,
    pub near_threshold: i64,
    pub errors: i64,
    pub warnings: i64,
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
    /// When it is no run, or one made before reports could be (A501); a table that is not as it was written (A510).
    pub fn open(folder: &Path) -> Result<Self, Diagnostics> {
        let (manifest, sha256) = bound::manifest(folder)?;
        let head = Head(&manifest);
        if head.text("kind").as_deref() == Some(other::SEVERAL) {
            return Err(other::of_several(folder));
        }
        if let Some(kind) = head.text("kind") {
            return Err(other::of_kind(folder, &kind));
        }
        if head.text("title/zh").is_none() {
            return Err(made_earlier(folder));
        }
        let tables = Bound::open(folder, &manifest)?;
        let read = tables::Reader::new(&tables);
        Ok(Self {
            hash: short(&sha256).to_string(),
            version: head.text("tool/version").unwrap_or_default(),
            lang: head.text("lang").and_then(|tag| Lang::parse(&tag)).unwrap_or_default(),
            title: head.both("title"),
            scheme: head.both("scheme/title"),
            document: head.text("scheme/document").unwrap_or_default(),
            draft: manifest["scheme"]["draft"] == Value::Bool(true),
            missing: Missing::of(&manifest),
            award_year: head.int(crate::frame::columns::AWARD_YEAR),
            deadline: head.day("deadline"),
            changes: head.changes(),
            office: head.office(),
            budget: head.budget(),
            counts: head.counts(),
            requested: head.money("control_totals/requested"),
            approved: head.money("control_totals/approved"),
            payable: head.money("control_totals/payable"),
            payments: head.payments(),
            largest: (head.int("largest_payees/firms"), head.money("largest_payees/payable")),
            inputs: head.files("inputs"),
            rule_files: head.files("rule_files"),
            stages: read.stages()?,
            measures: read.measures()?,
            limits: read.limits()?,
            findings: read.findings()?,
            parameters: read.parameters()?,
            savings: read.savings()?,
            outlook: read.outlook()?,
            folder: folder.to_path_buf(),
            tables,
        })
    }

    /// Whether nothing of this run may ever be paid: a draft, or a scenario.
    pub fn simulated(&self) -> bool {
        self.draft || !self.changes.is_empty()
    }

    /// What is said where the run lacks what a report needs (A501).
    pub fn made_earlier(&self) -> Diagnostics {
        made_earlier(&self.folder)
    }

    /// Why the run has no payments: it is never paid (R480), incomplete (A597), or made by an earlier version (A501).
    pub fn unpaid(&self) -> Diagnostics {
        match self.missing.as_ref().filter(|missing| !missing.accepted) {
            _ if self.simulated() => Diagnostic::new(&codes::NEVER_PAID).into(),
            Some(missing) => missing.refused().into(),
            None => self.made_earlier(),
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

fn made_earlier(folder: &Path) -> Diagnostics {
    let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", folder.display());
    let (zh, en) = ("由旧版本生成，请重新核算", "an earlier version made it: run again");
    fault.arg("why", zh).arg("why_en", en).into()
}

/// The manifest, by paths.
struct Head<'a>(&'a Value);

impl Head<'_> {
    fn at(&self, path: &str) -> &Value {
        path.split('/').fold(self.0, |node, key| &node[key])
    }

    /// The objects of a list.
    fn list(&self, path: &str) -> impl Iterator<Item = Head<'_>> {
        self.at(path).as_array().into_iter().flatten().map(Head)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.at(path).as_str().map(str::to_string)
    }

    fn both(&self, path: &str) -> Text {
        let text = |lang| self.text(&format!("{path}/{lang}")).unwrap_or_default();
        Text::new(text("zh"), text("en"))
    }

    fn int(&self, path: &str) -> i64 {
        self.at(path).as_i64().unwrap_or_default()
    }

    fn day(&self, path: &str) -> Option<NaiveDate> {
        self.text(path)?.parse().ok()
    }

    /// A decimal string of yuan. Sums of a run may be larger than any one cell.
    fn money(&self, path: &str) -> Fen {
        let text = self.text(path).unwrap_or_default();
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        Fen(digits.parse().or_else(|_| scaled(&text, 2)).unwrap_or_default())
    }

    fn changes(&self) -> Vec<[String; 3]> {
        let all = self.at("scenario").as_array().into_iter().flatten();
        all.map(|change| {
            ["key", "from", "to"].map(|key| change[key].as_str().unwrap_or_default().to_string())
        })
        .collect()
    }

    fn office(&self) -> Office {
        let text = |key: &str| self.text(&format!("office/{key}"));
        Office {
            office: text("office"),
            contact: text("contact"),
            objection_days: self.at("office/objection_days").as_i64(),
            publication_date: self.day("office/publication_date"),
            budget_line: text("budget_line"),
            purpose: text("purpose"),
        }
    }

    fn budget(&self) -> Option<Budget> {
        self.at("budget").as_object()?;
        Some(Budget {
            pool: self.text("budget/pool").unwrap_or_default(),
            total: self.money("budget/total"),
            reserve: self.money("budget/reserve"),
            earlier: self.money("budget/earlier_batches"),
            available: self.money("budget/available"),
            unspent: self.money("budget/unspent"),
            executed: self.money("budget/executed"),
        })
    }

    fn payments(&self) -> Option<Payments> {
        self.at("payments").as_object()?;
        let sum = |key: &str| {
            let (count, amount) =
                (format!("payments/{key}/count"), format!("payments/{key}/amount"));
            (self.int(&count), self.money(&amount))
        };
        let check = self.int("payments/check");
        let set_off = self.at("payments/set_off").as_object().map(|_| sum("set_off"));
        let wait = |wait: Head| Wait {
            why: wait.text("why").unwrap_or_default(),
            text: Text::new(
                wait.text("zh").unwrap_or_default(),
                wait.text("en").unwrap_or_default(),
            ),
            count: wait.int("count"),
            amount: wait.money("amount"),
        };
        let waits = self.list("payments/waits").map(wait).collect();
        let (listed, held) = (sum("listed"), sum("held"));
        Some(Payments { listed, held, waits, before: None, set_off, check })
    }

    fn counts(&self) -> Counts {
        use crate::frame::columns as c;
        let count = |key: &str| self.int(&format!("counts/{key}"));
        Counts {
            firms: count("firms"),
            claims: count("claims"),
            firms_paid: count(c::FIRMS_PAID),
            claims_paid: count(c::CLAIMS_PAID),
            rows_read: count(c::ROWS_READ),
            quarantined: count("quarantined"),
            near_threshold: count("near_threshold"),
            errors: count("errors"),
            warnings: count("warnings"),
        }
    }

    /// Each file once: a workbook with several sheets stands there several times.
    fn files(&self, key: &str) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for file in self.at(key).as_array().into_iter().flatten() {
            let text = |key: &str| file[key].as_str().unwrap_or_default().to_string();
            let file = (text("file"), text("sha256"));
            if !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }
}
