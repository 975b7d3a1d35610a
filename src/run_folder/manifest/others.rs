//! Manifests of the folders that are no run of one scheme.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Digests, Input, Kind, Manifest, RuleFile, Tool, day, format, or_null, plain};
use crate::diag::{Lang, Text};
use crate::domain::Fen;

/// A run of several schemes: what each came to. What went into each stands in its own manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joint {
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub tool: Tool,
    pub kind: Kind,
    pub pipeline: String,
    pub title: Text,
    pub lang: Lang,
    pub across: Across,
    /// In the order of the pipeline.
    pub schemes: Vec<SchemeSummary>,
    pub counts: JointCounts,
    pub control_totals: JointTotals,
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub tables: Digests,
}

impl Manifest for Joint {
    const KIND: Option<Kind> = Some(Kind::Joint);

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

/// What lies between the schemes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Across {
    /// What becomes of the same support under two schemes.
    pub same_kind: String,
    /// Pairs of claims that were looked at.
    pub pairs: usize,
}

/// One scheme of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeSummary {
    /// Of its folder, which stands below that of the whole.
    #[serde(deserialize_with = "plain")]
    pub name: String,
    pub id: String,
    pub draft: bool,
    /// A draft, or lowered because of one: nothing of it is ever paid.
    pub simulated: bool,
    pub counts: SchemeCounts,
    pub control_totals: SchemeTotals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeCounts {
    pub claims: usize,
    pub firms: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeTotals {
    pub requested: Fen,
    pub payable: Fen,
}

/// Enterprises that claim under any scheme, and under more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointCounts {
    pub firms: usize,
    pub firms_in_several: usize,
}

/// What may be paid, and what is simulated: never one sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointTotals {
    pub payable: Fen,
    pub simulated: Fen,
}

/// A run's claims against payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconciliation {
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub kind: Kind,
    pub tool: Tool,
    /// Name of the run's folder and SHA-256 of its manifest.
    pub run: String,
    pub run_manifest_sha256: String,
    /// The day that states were judged on.
    #[serde(with = "day")]
    pub as_of: NaiveDate,
    /// The day of the approval, or what stands in for it.
    #[serde(with = "day")]
    pub approved_on: NaiveDate,
    pub award_year: i32,
    pub lang: Lang,
    pub inputs: Vec<PaymentFile>,
    pub control_totals: ReconciledTotals,
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub tables: Digests,
}

impl Manifest for Reconciliation {
    const KIND: Option<Kind> = Some(Kind::Reconciliation);

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

/// One sheet of a file of payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentFile {
    pub file: String,
    pub sheet: String,
    pub table: String,
    pub sha256: String,
    pub rows_read: usize,
}

/// Sums on both sides of a reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconciledTotals {
    pub approved: Fen,
    pub clawed_back: Fen,
    pub excess: Fen,
    pub in_flight: Fen,
    pub in_review: Fen,
    pub kept: Fen,
    pub lapsed: Fen,
    pub misdirected: Fen,
    /// Parts of awards that are not due.
    pub not_due: Fen,
    pub returned_active: Fen,
    pub returned_passive: Fen,
    pub unapproved: Fen,
    pub unpaid: Fen,
}

/// A report on plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    pub kind: Kind,
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub tool: Tool,
    #[serde(with = "day")]
    pub as_of: NaiveDate,
    pub lang: Lang,
    pub plans: Vec<PlanSummary>,
    pub inputs: Vec<Input>,
    pub rule_files: Vec<RuleFile>,
    /// Folders of runs whose support stands beside targets.
    pub runs: Vec<String>,
    /// The report that this one is compared with.
    #[serde(deserialize_with = "or_null")]
    pub previous: Option<Previous>,
    /// Figures that are made up.
    pub synthetic: usize,
    pub counts: ProgressCounts,
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub tables: Digests,
}

impl Manifest for Progress {
    const KIND: Option<Kind> = Some(Kind::Progress);

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

/// One plan, and how many of its targets and tasks stand how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSummary {
    pub id: String,
    pub title: Text,
    pub document: String,
    pub draft: bool,
    /// What of it is inferred, not stated.
    #[serde(deserialize_with = "or_null")]
    pub inferred: Option<Text>,
    pub targets: IndexMap<String, usize>,
    pub tasks: IndexMap<String, usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Of its folder.
    pub name: String,
    #[serde(with = "day")]
    pub as_of: NaiveDate,
}

/// Findings by severity, and rows that were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressCounts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub quarantined: usize,
}

/// Filings that were read, each by itself, as typed tables: what a later run takes in place of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub tool: Tool,
    pub kind: Kind,
    pub scheme: String,
    /// SHA-256 of all that reading depends on beside the files: tables with their columns, words, limits.
    pub reading: String,
    pub files: Vec<Filing>,
    /// Of `read.jsonl`, which holds what was read of each file beside its accepted rows.
    pub read_sha256: String,
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub tables: Digests,
}

impl Manifest for Intake {
    const KIND: Option<Kind> = Some(Kind::Intake);

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

/// A filing that was read, with the money that it states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    pub file: String,
    pub sha256: String,
    /// Nothing of it counts where it cannot be used.
    pub usable: bool,
    pub rows_read: usize,
    pub rows_accepted: usize,
    pub rows_quarantined: usize,
    /// Each claim once; `None` where none can be seen.
    #[serde(deserialize_with = "or_null")]
    pub requested: Option<Fen>,
    /// Of the lines in yuan; `None` where none can be seen.
    #[serde(deserialize_with = "or_null")]
    pub amounts: Option<Fen>,
}

/// Tables of a warehouse that its engine handed on under the headings of filings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub kind: Kind,
    pub engine: String,
    /// SHA-256 of the views that were run.
    pub sql_sha256: String,
    pub counts: Vec<Counted>,
    pub tables: Digests,
}

impl Manifest for Export {
    const KIND: Option<Kind> = Some(Kind::Export);

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

/// What the engine counted in one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    pub name: String,
    pub rows: usize,
    pub refused: usize,
    /// Sums of its amounts in their own unit, with six digits behind the point: of all rows, and of those refused.
    pub stated: String,
    pub stated_refused: String,
}
