//! The reports that a run can have, by the words that pipelines and arguments use.

/// One report of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// 预算影响报告
    Budget,
}

impl Wanted {
    pub const NAMES: [(&'static str, Wanted); 1] = [("budget", Self::Budget)];

    /// The word in pipelines and arguments, and the stem of the files.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, report)| *report == self).map_or("", |(name, _)| name)
    }
}
