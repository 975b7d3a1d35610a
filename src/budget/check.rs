//! Conservation, checked on every run: `requested = payable + Σ reductions`, and rows read = rows
//! accepted + rows quarantined.

use super::Awards;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::domain::Fen;
use crate::frame::kernels::sum;
use crate::scheme::ReasonId;

/// What the control totals of a run are, in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlTotals {
    pub requested: i128,
    /// Reductions by stage, in the order of the stages.
    pub reductions: Vec<i128>,
    pub payable: i128,
    /// What of it the pool of the award year bears.
    pub borne: i128,
}

/// Recomputes the totals from the columns and compares them.
///
/// # Errors
/// Every total that is broken; the run must not be finished then.
pub fn conservation(awards: &Awards, available: Option<i64>) -> Result<ControlTotals, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut fault = |what: &str, expected: String, found: String| {
        faults.push(
            Diagnostic::new(&codes::CONTROL_TOTAL)
                .arg("what", what)
                .arg("expected", expected)
                .arg("found", found),
        );
    };
    let requested = sum(&awards.requested);
    let mut reductions = Vec::with_capacity(awards.stages.len());
    let mut before = &awards.requested;
    for column in &awards.stages {
        let after = &column.amount;
        if after.len() != before.len() {
            fault(column.stage.name(), before.len().to_string(), after.len().to_string());
        }
        let rows = || before.iter().zip(after).zip(&column.reason);
        let is_sound = |((before, after), reason): ((&i64, &i64), &ReasonId)| {
            (*after >= 0) & (after <= before) & ((after < before) == (*reason != 0))
        };
        // Nearly always all are: no row is a branch then.
        if !rows().fold(true, |sound, row| sound & is_sound(row)) {
            for (row, one) in rows().enumerate().filter(|(_, one)| !is_sound(*one)) {
                let what = format!("{} #{row}", column.stage.name());
                let ((before, after), _) = one;
                fault(&what, Fen(*before).to_string(), Fen(*after).to_string());
            }
        }
        reductions.push(sum(before) - sum(after));
        before = after;
    }
    let payable = sum(before);
    let balance = payable + reductions.iter().sum::<i128>();
    if balance != requested {
        fault("requested", requested.to_string(), balance.to_string());
    }
    let borne = sum(awards.borne());
    if let Some(available) = available.filter(|available| borne > i128::from(*available)) {
        fault("budget", available.to_string(), borne.to_string());
    }
    faults.into_result(ControlTotals { requested, reductions, payable, borne })
}
