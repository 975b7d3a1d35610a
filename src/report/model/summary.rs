//! The outcome of a run on one page.

use crate::diag::{Diagnostic, Lang, Severity, Text, codes, say};
use crate::domain::Fen;
use crate::frame::columns as c;

/// The outcome of a run on one page.
#[derive(Clone, Debug)]
pub struct Summary {
    pub title: Text,
    pub scheme: Text,
    pub document: String,
    /// A draft can be simulated, never paid.
    pub draft: bool,
    /// Filings that could not be used.
    pub missing: Option<Missing>,
    pub award_year: i32,
    pub deadline: String,
    pub counts: Counts,
    pub requested: Fen,
    /// Before the budget cut.
    pub approved: Fen,
    pub payable: Fen,
    /// How many enterprises get most, and what they get together.
    pub largest: (usize, Fen),
    pub budget: Option<BudgetSummary>,
    /// What each stage took: its title, how many claims, how much.
    pub stages: Vec<(Text, usize, Fen)>,
    pub measures: Vec<MeasureRow>,
    /// Code, severity, how many, and one message in both languages.
    pub findings: Vec<(String, Severity, usize, Text)>,
    /// Notes about the run as a whole.
    pub notes: Vec<Text>,
}

/// What a run lacks. Amounts are decimal strings of yuan, as in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub filings: usize,
    /// Requests that they state, as far as that can be seen.
    pub requested: String,
    /// Amounts of their lines.
    pub amounts: String,
    /// Filings of which no amount can be seen.
    pub unseen: usize,
    /// The pipeline accepts that they are missing.
    pub accepted: bool,
}

impl Missing {
    /// As a manifest says it; `None` where nothing is missing.
    pub fn of(manifest: &serde_json::Value) -> Option<Self> {
        let own = manifest.get("incomplete").filter(|own| own.is_object())?;
        let count = |key: &str| own[key].as_u64().and_then(|n| usize::try_from(n).ok());
        let text = |key: &str| own[key].as_str().unwrap_or_default().to_string();
        Some(Self {
            filings: count("filings").unwrap_or_default(),
            requested: text(c::REQUESTED),
            amounts: text("amounts"),
            unseen: count("unseen").unwrap_or_default(),
            accepted: own["accepted"] == serde_json::Value::Bool(true),
        })
    }

    /// Why nothing is paid or approved.
    pub fn refused(&self) -> Diagnostic {
        let fault = Diagnostic::new(&codes::INCOMPLETE).arg("missing", self.said(Lang::Zh));
        fault.arg("missing_en", self.said(Lang::En))
    }

    /// In one line.
    pub fn said(&self, lang: Lang) -> String {
        let Self { filings, requested, amounts, unseen, accepted } = self;
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

#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub firms: usize,
    pub claims: usize,
    pub claims_paid: usize,
    pub firms_paid: usize,
    pub rows_read: usize,
    pub rows_quarantined: usize,
    /// Totals and remarks; filled columns that lead nowhere; sheets and files that were not used.
    pub rows_aside: usize,
    pub columns_unread: usize,
    pub sheets_unread: usize,
    pub files_unread: usize,
    pub errors: usize,
    pub warnings: usize,
    /// Claims within two per cent of a threshold.
    pub near_threshold: usize,
}

#[derive(Clone, Debug)]
pub struct BudgetSummary {
    pub pool: String,
    pub total: Fen,
    pub reserve: Fen,
    pub earlier: Fen,
    pub available: Fen,
    pub unspent: Fen,
    /// Whether 附八 bites.
    pub cut: bool,
    /// `available / approved` as written, when it bites.
    pub factor: String,
}

#[derive(Clone, Debug)]
pub struct MeasureRow {
    pub clause: String,
    pub title: Text,
    pub claims: usize,
    pub claims_paid: usize,
    pub requested: Fen,
    pub approved: Fen,
    pub payable: Fen,
    /// The reason that took most money here, with the number of claims and the amount.
    pub heaviest: Option<(String, Text, usize, Fen)>,
}
