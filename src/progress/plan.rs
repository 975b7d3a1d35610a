//! A plan: what it wants, by when, who is to do what. Read from its file by [`super::read`].

use crate::frame::cells::words;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::units::Unit;
use crate::diag::{Diagnostics, Place, Text};

/// A plan file with its tasks.
#[derive(Clone, Debug)]
pub struct Plan {
    pub id: String,
    pub title: Text,
    pub document: String,
    /// A draft is followed, and every page says that it is one.
    pub draft: bool,
    /// What of it stands in no document, in words; `None` where all of it is stated.
    pub inferred: Option<Text>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub judging: Judging,
    pub sections: Vec<Section>,
    pub targets: Vec<Target>,
    pub tasks: Vec<Task>,
    pub money: Vec<Money>,
    pub yearly: Option<Yearly>,
    /// The files it was read from, for the manifest.
    pub files: Vec<std::path::PathBuf>,
    /// What a person should look at though the plan can be used.
    pub warnings: Diagnostics,
}

impl Plan {
    pub fn target(&self, id: &str) -> Option<usize> {
        self.targets.iter().position(|target| target.id == id)
    }

    pub fn task(&self, no: &str) -> Option<usize> {
        self.tasks.iter().position(|task| task.no == no)
    }

    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

/// How far from its path a figure may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judging {
    /// Share of the path below which “at risk” becomes “off track”.
    pub at_risk: Decimal,
    /// Share by which a target of the kind 约 may be missed on its weak side.
    pub tolerance: Decimal,
    /// A last figure older than so many months says nothing.
    pub stale_months: u32,
    /// How far a stated growth may lie from the one that two targets imply before the plan is said to disagree.
    pub growth_fit: Decimal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub id: String,
    pub title: Text,
}

/// Something the plan wants.
#[derive(Clone, Debug)]
pub struct Target {
    pub id: String,
    pub title: Text,
    /// Where the document says it.
    pub place: String,
    /// Figures of the same series serve several targets.
    pub series: String,
    /// As written in the file: 亿美元.
    pub unit_text: String,
    pub unit: Unit,
    /// Decimals that values of a path are rounded to.
    pub decimals: u32,
    pub test: Test,
    pub due: Option<Due>,
    pub baseline: Option<Baseline>,
    pub growth: Option<Growth>,
    pub course: Course,
    pub feed: Feed,
    pub note: Option<Text>,
}

/// What a figure must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// 超过: strictly more.
    Above(Decimal),
    /// 以上.
    AtLeast(Decimal),
    /// 以内, 不超过.
    AtMost(Decimal),
    /// 约: only its weak side can miss, by more than the tolerance.
    About(Decimal),
    Equal(Decimal),
    /// A matter that is done or not.
    Done,
    /// 逐年提升, 不断扩大: every year above the one before.
    RisesEachYear,
    /// 增加: the last above the first.
    Rises,
    /// A span of days that runs by itself.
    Term {
        from: NaiveDate,
        to: NaiveDate,
    },
    /// A stated figure without a target: what later figures are held against.
    Reference(Decimal),
}

impl Test {
    /// The number it compares with.
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::Above(v) | Self::AtLeast(v) | Self::AtMost(v) | Self::About(v) => Some(*v),
            Self::Equal(v) | Self::Reference(v) => Some(*v),
            _ => None,
        }
    }

    /// Whether a figure passes. `tolerance` is a share of the target and matters for 约 only; `None` where the
    /// test is not about a single figure.
    pub fn passes(&self, figure: Decimal, tolerance: Decimal) -> Option<bool> {
        Some(match self {
            Self::Above(target) => figure > *target,
            Self::AtLeast(target) => figure >= *target,
            Self::AtMost(target) => figure <= *target,
            Self::Equal(target) => figure == *target,
            Self::About(target) => figure >= target.checked_mul(Decimal::ONE - tolerance)?,
            _ => return None,
        })
    }

    /// Whether less is better.
    pub fn downwards(&self) -> bool {
        matches!(self, Self::AtMost(_))
    }

    pub fn sign(&self) -> &'static str {
        match self {
            Self::Above(_) => "＞",
            Self::AtLeast(_) => "≥",
            Self::AtMost(_) => "≤",
            Self::About(_) => "≈",
            Self::Equal(_) => "＝",
            _ => "",
        }
    }
}

/// Until when: the last day, and the year whose figure is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    pub year: i32,
    /// The document does not give it: taken from the end of the plan or from what it says elsewhere.
    pub inferred: bool,
}

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    pub year: i32,
    pub value: Decimal,
    /// Reckoned back from target and growth: the document does not state it.
    pub derived: bool,
}

/// An average growth that the plan states beside its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// [`Test::AtLeast`] or [`Test::About`] of a share: 0.115.
    pub test: Test,
    pub rate: Decimal,
}

/// The way to a target over the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// The document gives none and none is assumed.
    None,
    /// The same growth every year.
    Compound(Start),
    /// The same step every year.
    Linear(Start),
    /// The path of another target of the same series.
    Along(usize),
    /// Holds in every period.
    Limit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Baseline,
    /// An earlier target of the same series.
    Target(usize),
    /// The first figure that is known.
    FirstFigure,
}

/// Where figures come from, beside those that are filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    Filed,
    /// Entries of this kind in the registry.
    Count(String),
    /// Mean working days of refunds, of all exporters or of some classes.
    Refunds(Vec<String>),
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub no: String,
    pub section: String,
    pub place: String,
    pub title: Text,
    pub lead: Vec<Office>,
    pub support: Vec<Office>,
    pub lead_basis: LeadBasis,
    pub deadline: Option<NaiveDate>,
    pub basis: DeadlineBasis,
    /// Targets that it serves.
    pub targets: Vec<String>,
    /// Its line in the task file.
    pub at: Place,
}

/// A responsible unit: its name in the document and its name today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub named: String,
    pub today: Text,
}

/// How it is known who leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadBasis {
    Stated,
    /// Taken from a merged cell of the document.
    Inferred,
    /// The unit listed first, by custom.
    FirstListed,
    /// The document names nobody.
    Nobody,
}

words!(LeadBasis, LeadBasis::key, LeadBasis::NAMES.map(|(_, basis)| basis));

impl LeadBasis {
    pub const NAMES: [(&'static str, Self); 4] = [
        ("stated", Self::Stated),
        ("inferred", Self::Inferred),
        ("first-listed", Self::FirstListed),
        ("none", Self::Nobody),
    ];

    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(_, basis)| *basis == self).map_or("", |(name, _)| name)
    }
}

/// How the deadline of a task is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineBasis {
    Stated,
    /// The end of the plan, for want of a deadline of its own.
    Inferred,
    /// Every year anew.
    Recurring,
    None,
}

words!(DeadlineBasis, DeadlineBasis::key, DeadlineBasis::NAMES.map(|(_, basis)| basis));

impl DeadlineBasis {
    pub const NAMES: [(&'static str, Self); 4] = [
        ("stated", Self::Stated),
        ("inferred", Self::Inferred),
        ("recurring", Self::Recurring),
        ("none", Self::None),
    ];

    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(_, basis)| *basis == self).map_or("", |(name, _)| name)
    }
}

/// Support that serves targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// As the table of payments names it.
    pub measure: String,
    pub title: Text,
    pub targets: Vec<usize>,
    pub task: Option<usize>,
}

/// A report that goes to somebody every year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yearly {
    pub to: Text,
    pub task: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparators_at_their_edges() {
        let d = |text: &str| text.parse::<Decimal>().expect("a decimal");
        let five = d("0.05");
        let passes = |test: Test, figure: &str| test.passes(d(figure), five);
        // 超过 is strict, 以上 and 以内 are not.
        assert_eq!(passes(Test::Above(d("1400")), "1400"), Some(false));
        assert_eq!(passes(Test::Above(d("1400")), "1400.01"), Some(true));
        assert_eq!(passes(Test::AtLeast(d("30")), "30"), Some(true));
        assert_eq!(passes(Test::AtLeast(d("30")), "29.99"), Some(false));
        assert_eq!(passes(Test::AtMost(d("5")), "5"), Some(true));
        assert_eq!(passes(Test::AtMost(d("5")), "5.33"), Some(false));
        assert_eq!(passes(Test::Equal(d("144")), "144"), Some(true));
        assert_eq!(passes(Test::Equal(d("144")), "145"), Some(false));
        // 约80: from 76 on, and more is no miss.
        assert_eq!(passes(Test::About(d("80")), "76"), Some(true));
        assert_eq!(passes(Test::About(d("80")), "75.99"), Some(false));
        assert_eq!(passes(Test::About(d("80")), "120"), Some(true));
        assert_eq!(passes(Test::Done, "1"), None);
    }
}
