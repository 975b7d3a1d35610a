//! What conditions ask of lists and departments, on which day, and what follows.

use super::model::GateOf;

impl GateOf {
    /// What is asked of lists or departments.
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::NotListed(asked) | Self::Agreed(asked) => Some(asked),
            _ => None,
        }
    }
}

/// What lists or departments are asked about an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the day is at which they are asked.
    pub on: TestDay,
    /// Words that the names of the lists or departments hold.
    pub names: Vec<String>,
}

/// The step of the year on whose day a condition is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TestDay {
    Deadline,
    Publication,
    Payment,
}

impl TestDay {
    /// By the words of scheme files.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("deadline", Self::Deadline),
        ("publication", Self::Publication),
        ("payment", Self::Payment),
    ];
}

/// What follows where a condition is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Exclude,
    /// The money waits until a person decides.
    Hold,
    Warn,
    Ignore,
}

impl Effect {
    /// By the words of scheme files.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("exclude", Self::Exclude),
        ("hold", Self::Hold),
        ("warn", Self::Warn),
        ("ignore", Self::Ignore),
    ];

    /// The word in scheme files and tables.
    pub fn word(self) -> &'static str {
        Self::NAMES.iter().find(|(_, effect)| *effect == self).map_or("", |(word, _)| word)
    }
}
