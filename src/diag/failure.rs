//! Why a job could not be finished.

use super::{Diagnostic, Diagnostics, codes};

/// Why a job could not be finished; each kind ends the program with a code of its own.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The user's files or settings; every fault that was found.
    #[error("the inputs or settings cannot be used")]
    User(Diagnostics),
    /// Control totals do not balance: our fault, and nothing may be paid on it.
    #[error("control totals do not balance")]
    Unbalanced(Diagnostics),
    #[error("cannot write `{path}`: {why}")]
    Output { path: String, why: String },
    /// A fault of an engine below.
    #[error(transparent)]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What it says to whoever asked.
    pub fn faults(&self) -> Vec<Diagnostic> {
        match self {
            Self::User(faults) | Self::Unbalanced(faults) => faults.0.clone(),
            Self::Output { path, why } => {
                vec![Diagnostic::new(&codes::CANNOT_WRITE).arg("path", path).arg("why", why)]
            }
            Self::Internal(error) => vec![Diagnostic::new(&codes::INTERNAL).arg("why", error)],
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::User(diagnostics)
    }
}

impl From<polars::prelude::PolarsError> for Failure {
    fn from(error: polars::prelude::PolarsError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// What a panic says of itself.
pub fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// A panic that was caught, as a finding.
pub fn our_fault(panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL).arg("why", panic_words(panic))
}
