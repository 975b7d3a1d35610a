//! The reports that a run can have, by the words that pipelines and arguments use.

/// One report of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// 预算影响报告
    Budget,
    /// 公示名单
    Publication,
    /// 拨付清单
    Payments,
    /// 核定明细
    Details,
    /// 核定通知, one for each enterprise
    Notices,
    /// 重复享受核查报告
    Duplicates,
    /// 绩效自评表
    SelfEvaluation,
    /// 资金下达通知 and its plan table, of an approved run
    Allocation,
}

impl Wanted {
    pub const NAMES: [(&'static str, Wanted); 8] = {
        let [a, b, c, d, e, f, g] = Self::OF_RUNS;
        [a, b, c, d, e, f, g, ("allocation", Self::Allocation)]
    };

    /// Those that a run can write by itself: nothing is approved yet.
    pub const OF_RUNS: [(&'static str, Wanted); 7] = [
        ("budget", Self::Budget),
        ("publication", Self::Publication),
        ("payments", Self::Payments),
        ("details", Self::Details),
        ("notices", Self::Notices),
        ("duplicates", Self::Duplicates),
        ("self-evaluation", Self::SelfEvaluation),
    ];

    /// Printed again where nobody says which: all but the one that holds accounts and the one of approved runs.
    pub const USUAL: &'static [Wanted] = &[
        Self::Budget,
        Self::Publication,
        Self::Details,
        Self::Notices,
        Self::Duplicates,
        Self::SelfEvaluation,
    ];

    /// The word in pipelines and arguments, and the stem of the files.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, report)| *report == self).map_or("", |(name, _)| name)
    }
}
