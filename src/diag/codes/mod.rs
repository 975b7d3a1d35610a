//! The registry of diagnostic codes: number, severity and words in both languages.
//!
//! C… faults of rule and pipeline files, F… faults that make a file unusable, D… findings about
//! rows of data, R… findings about a run, A… arguments. A test keeps the catalogue complete: every
//! code has a bad input and a snapshot of its message.

use super::Severity;

/// One entry of the registry. `{name}` in a text is filled with the diagnostic's argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub id: &'static str,
    pub severity: Severity,
    pub zh: &'static str,
    pub en: &'static str,
    pub help_zh: &'static str,
    pub help_en: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident {
        zh: $zh:literal, en: $en:literal, help_zh: $help_zh:literal, help_en: $help_en:literal $(,)?
    })*) => {
        $(pub static $name: $crate::diag::Code = $crate::diag::Code {
            id: $id, severity: $crate::diag::Severity::$severity,
            zh: $zh, en: $en, help_zh: $help_zh, help_en: $help_en,
        };)*

        /// The codes of this letter, by number.
        pub(super) static LISTED: &[&$crate::diag::Code] = &[$(&$name),*];
    };
}

mod arguments;
mod config;
mod data;
mod files;
mod runs;

pub use arguments::*;
pub use config::*;
pub use data::*;
pub use files::*;
pub use runs::*;

/// Every code: letter by letter, by number.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let letters = [config::LISTED, files::LISTED, data::LISTED, runs::LISTED, arguments::LISTED];
    letters.into_iter().flatten().copied()
}
