//! Pairs against a table of the truth: precision, recall and F1 by level of evidence, what other thresholds would
//! give, and the pairs that are wrong or missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::levels::{Level, Settings, Status};
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
    /// What would be confirmed with a signature for registered names to the letter and branches that bear them, and the
    /// records hit by it.
    pub signed: Counts,
    pub hit_signed: u64,
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
    let mut signed = vec![false; truth.len()];
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
        let sure = pair.status == Status::Confirmed || pair.level.by_signature();
        if sure {
            add(&mut out.signed);
        }
        if right {
            best[row] = best[row].max(pair.status);
            signed[row] |= sure;
        }
    }
    out.hit = best.iter().filter(|status| **status == Status::Confirmed).count() as u64;
    out.hit_or_asked = best.iter().filter(|status| **status >= Status::Review).count() as u64;
    out.hit_signed = signed.iter().filter(|signed| **signed).count() as u64;
    out
}

/// What holds when only questions of at least some probability are put to a person, beside what is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Per mille; `None` where nothing is asked.
    pub least_chance: Option<u16>,
    /// Confirmed pairs and questions.
    pub pairs: Counts,
    /// Questions.
    pub queue: u64,
    /// Records that are an applicant in truth, and confirmed or asked as that one.
    pub hit: u64,
}

/// The curve of all thresholds: first without questions, then one point for every probability that a question has,
/// falling. Questions that are only noted for being unlikely count where the threshold reaches them.
pub fn curve(pairs: &[Found], truth: &[Option<u32>], settings: &Settings) -> Vec<Point> {
    let unlikely = |pair: &Found| {
        settings.status(pair.level) >= Status::Review && pair.chance < settings.least_chance
    };
    let asked = |pair: &&Found| pair.status >= Status::Review || unlikely(pair);
    let (confirmed, mut open): (Vec<&Found>, Vec<&Found>) =
        pairs.iter().filter(asked).partition(|pair| pair.status == Status::Confirmed);
    open.sort_by_key(|pair| Reverse(pair.chance));
    let mut point = Point::default();
    let mut met = vec![false; truth.len()];
    let mut add = |point: &mut Point, pair: &Found| {
        let row = pair.other as usize;
        let right = truth.get(row).copied().flatten() == Some(pair.own);
        point.pairs.found += 1;
        point.pairs.right += u64::from(right);
        if right && !std::mem::replace(&mut met[row], true) {
            point.hit += 1;
        }
    };
    confirmed.into_iter().for_each(|pair| add(&mut point, pair));
    let mut out = vec![point];
    for alike in open.chunk_by(|a, b| a.chance == b.chance) {
        alike.iter().for_each(|pair| add(&mut point, pair));
        point.least_chance = alike.first().map(|pair| pair.chance);
        point.queue += alike.len() as u64;
        out.push(point);
    }
    out
}

/// What is wrong with a pair, or with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Confirmed, and not the same in truth.
    Confirmed,
    /// An applicant in truth, and neither confirmed nor asked as that one.
    Missed,
    /// Asked, and not the same in truth.
    Asked,
}

/// A wrong or a missed pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub fault: Fault,
    pub other: u32,
    /// The pair that is wrong; of a missed record the true pair, where it was noted at least.
    pub pair: Option<Found>,
    /// The applicant that the record truly is.
    pub truth: Option<u32>,
}

/// All wrong and missed pairs, what costs most first, then in the order of the rows.
pub fn mistakes(pairs: &[Found], truth: &[Option<u32>]) -> Vec<Mistake> {
    let mut out = Vec::new();
    let mut best: Vec<Option<&Found>> = vec![None; truth.len()];
    for pair in pairs {
        let own = truth.get(pair.other as usize).copied().flatten();
        let fault = match pair.status {
            Status::Confirmed => Fault::Confirmed,
            Status::Review => Fault::Asked,
            Status::Note | Status::Off => Fault::Missed,
        };
        match own == Some(pair.own) {
            true => {
                let best = &mut best[pair.other as usize];
                *best = (*best).into_iter().chain([pair]).max_by_key(|pair| pair.status);
            }
            false if fault == Fault::Missed => {}
            false => out.push(Mistake { fault, other: pair.other, pair: Some(*pair), truth: own }),
        }
    }
    for (row, (own, best)) in truth.iter().zip(best).enumerate() {
        if own.is_some() && best.is_none_or(|pair| pair.status < Status::Review) {
            let (other, pair) = (row as u32, best.copied());
            out.push(Mistake { fault: Fault::Missed, other, pair, truth: *own });
        }
    }
    out.sort_by_key(|mistake| (mistake.fault, mistake.other));
    out
}
