//! The manifest of a run of one scheme: what went in, which rules held, what came out.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Digests, Kind, Manifest, RuleFile, Sum, Tool, day, format, or_null};
use crate::diag::{Diagnostic, Lang, Text, codes, say};
use crate::domain::Fen;
use crate::ingest::Source;

/// A run of one scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    #[serde(deserialize_with = "format")]
    pub format: u32,
    pub tool: Tool,
    /// Name of the pipeline.
    pub pipeline: String,
    pub title: Text,
    pub scheme: SchemeNamed,
    pub award_year: i32,
    /// Of the filings.
    #[serde(with = "day")]
    pub deadline: NaiveDate,
    pub lang: Lang,
    /// The pipeline file first.
    pub rule_files: Vec<RuleFile>,
    pub inputs: Vec<Input>,
    /// Folders of `jiangbu intake` that filings were taken from: their manifests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intakes: Vec<RuleFile>,
    /// Parameters and contested readings by name, in the order of the scheme.
    pub in_force: IndexMap<String, String>,
    pub rates: Vec<Rate>,
    /// Time zone that moments in the filings are read in.
    pub zone: String,
    /// `None` where the pipeline states no pool.
    #[serde(deserialize_with = "or_null")]
    pub budget: Option<Budget>,
    pub office: Office,
    pub counts: Counts,
    pub control_totals: Totals,
    /// `None` where nothing may ever be paid.
    #[serde(deserialize_with = "or_null")]
    pub payments: Option<Payments>,
    pub largest_payees: LargestPayees,
    /// `None` where no ledger was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerRead>,
    /// `None` where every filing could be used.
    #[serde(deserialize_with = "or_null")]
    pub incomplete: Option<Missing>,
    pub files_not_used: Vec<NotUsed>,
    /// How far registered names to the letter confirm who somebody is; `None` where the pipeline does not let them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_exact: Option<Text>,
    /// Rates as they were known on a day; `None` for all that are published.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "day::or_null")]
    pub as_known_on: Option<NaiveDate>,
    /// The run whose claims were computed anew after objections; `None` for a run of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objected: Option<Objected>,
    /// `[beside]` of the pipeline.
    #[serde(default, skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
    /// What scenarios changed; `None` for a run that is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Vec<Change>>,
    /// SHA-256 of every table.
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub tables: Digests,
}

impl Manifest for Run {
    const KIND: Option<Kind> = None;

    fn tables(&mut self) -> &mut Digests {
        &mut self.tables
    }
}

impl Run {
    /// Whether nothing of it may ever be paid: its scheme is a draft, or it is a scenario.
    pub fn simulated(&self) -> bool {
        self.scheme.draft || self.scenario.is_some()
    }
}

/// The published run that a batch of upheld objections rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objected {
    pub run: String,
    pub manifest_sha256: String,
    /// Of the ledger that approved it.
    pub segment: u32,
    /// What that run could spend; `None` without a budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<Fen>,
    /// What was due in it before the cut to the budget.
    pub due: Fen,
    /// What pays the batch in place of the share as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve: Option<Fen>,
}

impl Objected {
    /// The share as published, as a fraction; `None` where nothing was cut, or a reserve pays.
    pub fn share(&self) -> Option<(Fen, Fen)> {
        let available = self.available.filter(|available| *available < self.due)?;
        self.reserve.is_none().then_some((available, self.due))
    }
}

/// What the year is held against; figures of others that no rule reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_year: Option<LastYear>,
    /// What the plan of the year set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Fen>,
}

impl Beside {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a run of an earlier year came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastYear {
    pub run: String,
    pub manifest_sha256: String,
    pub award_year: i32,
    pub firms_paid: usize,
    pub requested: Fen,
    /// Before the cut to the budget.
    pub approved: Fen,
    pub payable: Fen,
}

/// The scheme that held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeNamed {
    pub id: String,
    pub title: Text,
    /// Number of the document.
    pub document: String,
    pub draft: bool,
}

/// One sheet of a file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub file: String,
    pub sheet: String,
    /// What its rows are: `firms`, `history`, the id of a measure.
    pub table: String,
    pub sha256: String,
    pub rows_read: usize,
    pub rows_accepted: usize,
    pub rows_quarantined: usize,
}

impl From<&Source> for Input {
    fn from(source: &Source) -> Self {
        Self {
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            table: source.table.clone(),
            sha256: source.sha256.clone(),
            rows_read: source.rows_read,
            rows_accepted: source.rows_accepted,
            rows_quarantined: source.rows_quarantined,
        }
    }
}

/// A published value in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub name: String,
    /// The day that the rule asks for.
    #[serde(with = "day")]
    pub day: NaiveDate,
    #[serde(with = "day")]
    pub published_on: NaiveDate,
    /// A parity as a decimal, a rate in per cent.
    pub value: String,
    pub status: String,
    pub source: String,
}

/// A pool, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub pool: String,
    pub total: Fen,
    pub reserve: Fen,
    /// What earlier batches of the year grant.
    pub earlier_batches: Fen,
    pub available: Fen,
    /// What earlier batches and this one grant.
    pub executed: Fen,
    pub unspent: Fen,
}

/// What stands in notices and lists and no table can know. What is absent stays a blank to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Who issues notices and lists: `[notice] office`.
    #[serde(deserialize_with = "or_null")]
    pub office: Option<String>,
    /// Where objections go.
    #[serde(deserialize_with = "or_null")]
    pub contact: Option<String>,
    /// Working days in which an objection can be made.
    #[serde(deserialize_with = "or_null")]
    pub objection_days: Option<i64>,
    /// First day of the publication.
    #[serde(with = "day::or_null")]
    pub publication_date: Option<NaiveDate>,
    /// Last day of the publication; `None` too in folders of earlier versions, as all below.
    #[serde(default, with = "day::or_null", skip_serializing_if = "Option::is_none")]
    pub publication_until: Option<NaiveDate>,
    /// Number of the document, 文号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where objections are handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Who hears an application for administrative reconsideration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_to: Option<String>,
    /// The court that has jurisdiction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// Day of the document.
    #[serde(default, with = "day::or_null", skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Budget line that payments are booked on: `[payment] budget_line`.
    #[serde(deserialize_with = "or_null")]
    pub budget_line: Option<String>,
    /// What the bank shows the payee.
    #[serde(deserialize_with = "or_null")]
    pub purpose: Option<String>,
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    pub firms: usize,
    pub claims: usize,
    pub firms_paid: usize,
    pub claims_paid: usize,
    pub rows_read: usize,
    /// Totals and remarks.
    pub rows_aside: usize,
    /// Filled columns that lead nowhere; sheets and files that were not used.
    pub columns_unread: usize,
    pub sheets_unread: usize,
    pub files_unread: usize,
    /// Claims within two per cent of a threshold.
    pub near_threshold: usize,
    /// Findings by severity.
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Rows that were refused.
    pub quarantined: usize,
}

/// `requested = payable + Σ reductions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    pub requested: Fen,
    /// By stage, in the order of the scheme.
    pub reductions: IndexMap<String, Fen>,
    /// Before the cut to the budget.
    pub approved: Fen,
    pub payable: Fen,
}

/// Control totals of the payments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    /// Payments that can be made.
    pub listed: Sum,
    /// Enterprises of which something waits: for a claim to be decided, or for the account.
    pub held: Sum,
    /// The last four digits of the accounts listed, added up: an account changed by hand shows.
    pub check: u64,
    /// What waits by reason.
    pub waits: Vec<Wait>,
    /// Enterprises that are paid less for what they owe, and by how much; `None` where nothing is set off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_off: Option<Sum>,
}

/// What waits for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// A key, or the code of a doubt about accounts.
    pub why: String,
    pub zh: String,
    pub en: String,
    /// Claims, or accounts.
    pub count: usize,
    pub amount: Fen,
}

impl Wait {
    /// The reason in words.
    pub fn text(&self) -> Text {
        Text::new(&self.zh, &self.en)
    }
}

/// The enterprises that get most, and what they get together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargestPayees {
    pub firms: usize,
    pub payable: Fen,
}

/// A ledger as the run read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerRead {
    pub id: String,
    /// Hash of its last segment.
    pub head: String,
    pub segments: usize,
}

/// Filings that could not be used, and the money that they state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    pub filings: usize,
    /// Requests that they state, as far as that can be seen.
    pub requested: Fen,
    /// Amounts of their lines.
    pub amounts: Fen,
    /// Filings of which no amount can be seen.
    pub unseen: usize,
    /// The pipeline accepts that they are missing.
    pub accepted: bool,
}

impl Missing {
    /// Why nothing is paid or approved.
    pub fn refused(&self) -> Diagnostic {
        let fault = Diagnostic::new(&codes::INCOMPLETE).arg("missing", self.said(Lang::Zh));
        fault.arg("missing_en", self.said(Lang::En))
    }

    /// In one line.
    pub fn said(&self, lang: Lang) -> String {
        let Self { filings, unseen, accepted, .. } = self;
        let (requested, amounts) = (self.requested.to_decimal(), self.amounts.to_decimal());
        let follows = match accepted {
            true => lang.pick("流程文件已接受", "the pipeline accepts that"),
            false => lang.pick("不能据以拨付或核准", "nothing may be paid or approved"),
        };
        say!(
            lang,
            "不完整：{filings} 份申报文件未计入，其中写明申请 {requested} 元、明细 {amounts} 元，另有 {unseen} 份金额无法读出；{follows}",
            "incomplete: {filings} filings are missing; they state {requested} yuan requested and {amounts} yuan in lines; of {unseen} no amount can be seen; {follows}"
        )
    }
}

/// A file that was named, or lay beside those named, and was not counted, or not all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotUsed {
    pub file: String,
    /// `unusable`, `same_bytes`, `replaced`, `hidden`, `no_pattern`.
    pub why: String,
    /// Empty where nobody looked into it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// The file that counts instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Number of the return workbook that corrects it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub r#return: String,
    /// Rows that the return workbook replaces; 0 is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
}

/// One thing that a scenario changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub key: String,
    /// What the key is and, for a reading, what its values mean; empty where nothing says so. No folder holds it.
    #[serde(skip)]
    pub text: Text,
    pub from: String,
    pub to: String,
}
