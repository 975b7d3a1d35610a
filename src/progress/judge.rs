//! How a target stands on a day: its status with the reason, the gap to its path, growth and outlook.

use crate::frame::cells::words;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::figures::{Certainty, Figure};
use super::pace::{Achieved, Outlook, achieved, outlook, required};
use super::path::{Path, path};
use super::plan::{Plan, Target};
use super::verdict::Case;
use crate::diag::Text;

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Past its date and not reached.
    Overdue,
    OffTrack,
    AtRisk,
    NoData,
    OnTrack,
    Reached,
    /// Not a target: a stated figure to compare with.
    Reference,
}

words!(Status, Status::key, Status::ALL);

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Reached,
        Self::OnTrack,
        Self::AtRisk,
        Self::OffTrack,
        Self::Overdue,
        Self::NoData,
        Self::Reference,
    ];

    /// As tables hold it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::Overdue => "overdue",
            Self::NoData => "no-data",
            Self::Reference => "reference",
        }
    }
}

/// A target on a day.
#[derive(Clone, Debug)]
pub struct Judged {
    pub status: Status,
    pub reason: Text,
    /// The figure that was judged last.
    pub latest: Option<Figure>,
    /// What the path asks for its year.
    pub expected: Option<Decimal>,
    /// Latest less expected; for an upper limit the other way round, so that below zero is always bad.
    pub gap: Option<Decimal>,
    pub path: Option<Path>,
    pub growth: Option<Achieved>,
    /// Yearly growth still needed.
    pub required: Option<Decimal>,
    pub outlook: Option<Outlook>,
    /// Whether the last figure was too old to judge.
    pub stale: bool,
    /// Whether it was met, but after its date.
    pub late: bool,
}

/// Judges one target. `figures` are those of its series, by time, none later than `as_of`.
pub fn judge(plan: &Plan, target: &Target, figures: &[&Figure], as_of: NaiveDate) -> Judged {
    let usable: Vec<&Figure> =
        figures.iter().copied().filter(|f| f.certainty > Certainty::Estimate).collect();
    let path = path(plan, target, &usable);
    let (latest, verdict) =
        Case { plan, target, figures: &usable, as_of, path: path.as_ref() }.verdict();
    let year = latest.and_then(path_year);
    let expected = year.and_then(|year| path.as_ref()?.at(year));
    let number = latest.and_then(|figure| figure.number());
    let gap = number.zip(expected).map(|(number, expected)| match target.test.downwards() {
        true => expected - number,
        false => number - expected,
    });
    Judged {
        status: verdict.status,
        reason: verdict.reason,
        latest: latest.cloned(),
        expected,
        gap,
        growth: achieved(plan, target, &usable),
        required: required(target, &usable),
        outlook: outlook(target, &usable),
        stale: verdict.stale,
        late: verdict.late,
        path,
    }
}

/// The year whose value of the path a figure is held against: its own, or the one before for a day within a year.
pub(super) fn path_year(figure: &Figure) -> Option<i32> {
    let year = figure.span.to.year();
    if figure.span.whole_year().is_some() {
        return Some(year);
    }
    let year_end = NaiveDate::from_ymd_opt(year, 12, 31);
    (figure.span.from == figure.span.to).then_some(if Some(figure.span.to) == year_end {
        year
    } else {
        year - 1
    })
}
