//! The outcome of a run on one page.

use crate::diag::{Severity, Text};
use crate::domain::Fen;
use crate::run_folder::manifest::{Counts, LargestPayees, Missing};

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
    pub largest: LargestPayees,
    pub budget: Option<BudgetSummary>,
    /// What each stage took: its title, how many claims, how much.
    pub stages: Vec<(Text, usize, Fen)>,
    pub measures: Vec<MeasureRow>,
    /// Code, severity, how many, and one message in both languages.
    pub findings: Vec<(String, Severity, usize, Text)>,
    /// Notes about the run as a whole.
    pub notes: Vec<Text>,
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
