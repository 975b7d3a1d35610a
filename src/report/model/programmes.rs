//! Several schemes side by side.

use crate::diag::{Severity, Text};
use crate::domain::Fen;

/// The outcome of several schemes on one page.
#[derive(Clone, Debug)]
pub struct Programmes {
    pub title: Text,
    /// Whether claims that are the same support gave way to the higher.
    pub chooses: bool,
    /// Enterprises that claim under any, and under more than one.
    pub firms: usize,
    pub firms_in_several: usize,
    pub rows: Vec<Programme>,
    /// What was found between schemes: code, severity, message.
    pub across: Vec<(String, Severity, Text)>,
}

/// One scheme.
#[derive(Clone, Debug)]
pub struct Programme {
    /// The name of its folder.
    pub name: String,
    pub scheme: String,
    pub title: Text,
    /// A draft can be simulated, never paid.
    pub draft: bool,
    /// A draft, or lowered because of one: nothing of it is ever paid.
    pub simulated: bool,
    pub claims: usize,
    pub claims_paid: usize,
    pub firms: usize,
    pub firms_paid: usize,
    pub requested: Fen,
    /// Before the budget cut.
    pub approved: Fen,
    pub payable: Fen,
    /// What the scheme pays by itself, before claims gave way to those of other schemes.
    pub payable_alone: Fen,
    /// Claims that gave way to other schemes, and what this scheme alone grants them.
    pub gave_way: (usize, Fen),
    /// `None` where the scheme has no budget.
    pub pool: Option<PoolView>,
}

/// The pool of one scheme.
#[derive(Clone, Debug)]
pub struct PoolView {
    pub name: String,
    pub total: Fen,
    pub reserve: Fen,
    pub earlier: Fen,
    pub available: Fen,
    pub unspent: Fen,
    /// Payable in per cent of what is available, cut to two decimals.
    pub used: String,
}
