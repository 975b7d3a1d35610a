//! Pairs against a table of the truth: precision, recall and F1 by level of evidence.

use std::collections::BTreeMap;

use super::levels::{Level, Status};
use super::matching::Found;

/// What a level, or a group of levels, found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub found: u64,
    pub right: u64,
}

/// The measure of a join.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Records that are an applicant in truth.
    pub truths: u64,
    pub levels: BTreeMap<Level, Counts>,
    /// Confirmed pairs.
    pub confirmed: Counts,
    /// Pairs that a person is to decide.
    pub review: Counts,
    /// Records that are an applicant in truth and are confirmed as that one.
    pub hit: u64,
    /// The same, or put to a person.
    pub hit_or_asked: u64,
}

/// A share as `0.9876`; nothing of nothing is said as a dash.
pub fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "—".to_string(),
        whole => {
            let scaled = (u128::from(part) * 10_000 + u128::from(whole) / 2) / u128::from(whole);
            format!("{}.{:04}", scaled / 10_000, scaled % 10_000)
        }
    }
}

/// The harmonic mean of precision and recall: `2 · right / (found + true)`.
pub fn f1(right: u64, found: u64, truths: u64) -> String {
    share(2 * right, found + truths)
}

/// Judges pairs. `truth` gives for every other row the own row it truly is.
pub fn evaluate(pairs: &[Found], truth: &[Option<u32>]) -> Evaluation {
    let mut out = Evaluation {
        truths: truth.iter().filter(|own| own.is_some()).count() as u64,
        ..Evaluation::default()
    };
    let mut best = vec![Status::Off; truth.len()];
    for pair in pairs {
        let row = pair.other as usize;
        let right = truth.get(row).copied().flatten() == Some(pair.own);
        let add = |counts: &mut Counts| {
            counts.found += 1;
            counts.right += u64::from(right);
        };
        add(out.levels.entry(pair.level).or_default());
        match pair.status {
            Status::Confirmed => add(&mut out.confirmed),
            Status::Review => add(&mut out.review),
            Status::Note | Status::Off => {}
        }
        if right {
            best[row] = best[row].max(pair.status);
        }
    }
    out.hit = best.iter().filter(|status| **status == Status::Confirmed).count() as u64;
    out.hit_or_asked = best.iter().filter(|status| **status >= Status::Review).count() as u64;
    out
}
