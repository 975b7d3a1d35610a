//! Several schemes side by side.

use crate::diag::{Severity, Text};
use crate::tables::joint::SchemeRow;

/// The outcome of several schemes on one page.
#[derive(Clone, Debug)]
pub struct Programmes {
    pub title: Text,
    /// Enterprises that claim under any, and under more than one.
    pub firms: usize,
    pub firms_in_several: usize,
    pub rows: Vec<SchemeRow>,
    /// What was found between schemes: code, severity, message.
    pub across: Vec<(String, Severity, Text)>,
}
