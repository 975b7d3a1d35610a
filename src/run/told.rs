//! What a look at the claims of a run tells.

use crate::diag::Diagnostic;
use crate::frame::output::OutputTable;
use crate::run::holds::Hold;

/// Who waits, what is said, and what is listed.
#[derive(Debug, Default)]
pub struct Told {
    pub holds: Vec<Hold>,
    pub findings: Vec<Diagnostic>,
    pub tables: Vec<OutputTable>,
}

impl Told {
    pub fn extend(&mut self, more: Self) {
        self.holds.extend(more.holds);
        self.findings.extend(more.findings);
        self.tables.extend(more.tables);
    }
}
