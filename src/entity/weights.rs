//! How likely a pair is the same enterprise: weights of comparisons after Fellegi and Sunter, estimated from the rows
//! at hand by expectation maximisation.
//!
//! A pair has the odds of its level, times one ratio for each comparison that can be made: how often it comes out so
//! where the two are the same, over how often where they are not. Odds and ratios begin at what was measured where the
//! truth was known, and move with the data. Pairs whose truth is known (decided by people) count as they are.
//!
//! Probabilities rank questions; they confirm nothing and are no money. Sums run in a fixed order, with the four
//! operations alone: the same rows give the same numbers everywhere.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;

use super::identifiers::{Identifier, fits_mask};
use super::levels::Level;
use super::matching::Found;
use super::names::Form;
use super::parties::Parties;
use super::places::Relation;

/// What one comparison may give.
const MOST: usize = 5;
/// Outcomes of each comparison, in the order of [`Pattern`]: how often among the same, and among others, per mille.
const PRIORS: [[[f64; MOST]; 2]; COMPARISONS] = [
    // 字号: rare, known, common.
    [[340.0, 330.0, 330.0, 0.0, 0.0], [150.0, 300.0, 550.0, 0.0, 0.0]],
    // Places: equal, none, one gives none, within, differ.
    [[700.0, 100.0, 150.0, 30.0, 20.0], [450.0, 100.0, 250.0, 80.0, 120.0]],
    // Form: equal, not recognised, differs.
    [[900.0, 80.0, 20.0, 0.0, 0.0], [750.0, 100.0, 150.0, 0.0, 0.0]],
    // What is left of a code: fits, is near, is another.
    [[900.0, 80.0, 20.0, 0.0, 0.0], [350.0, 150.0, 500.0, 0.0, 0.0]],
    // Person: equal, differs.
    [[930.0, 70.0, 0.0, 0.0, 0.0], [10.0, 990.0, 0.0, 0.0, 0.0]],
];
const COMPARISONS: usize = 5;
/// Comparisons that say something beside names.
const CODE: usize = 3;
const PERSON: usize = 4;
/// A comparison that cannot be made, or that the level itself implies.
const SKIPPED: u8 = u8::MAX;
/// What was measured counts as much as so many pairs of these rows.
const PRIOR_PAIRS: f64 = 50.0;
const ROUNDS: usize = 12;
/// 字号 of at most so many names are rare, and known.
const RARE: u32 = 2;
const KNOWN: u32 = 10;

/// The level of a pair and what its comparisons gave.
pub type Pattern = (Level, [u8; COMPARISONS]);

/// Weights as they were estimated.
#[derive(Clone, Debug)]
pub struct Weights {
    /// By level: how many of a thousand are the same.
    base: BTreeMap<Level, f64>,
    /// By comparison, same and other, outcome: its share.
    shares: [[[f64; MOST]; 2]; COMPARISONS],
    /// How many names begin with two characters.
    beginnings: PlHashMap<[char; 2], u32>,
}

/// Pairs of one pattern: open ones, and those known to be the same and not.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    open: f64,
    same: f64,
    other: f64,
}

impl Weights {
    /// What was measured where the truth was known.
    pub fn new(own: &Parties) -> Self {
        let base = Level::ALL.iter().map(|level| (*level, f64::from(level.usually_right())));
        let shares = PRIORS.map(|sides| sides.map(|side| side.map(|per_mille| per_mille / 1000.0)));
        Self { base: base.collect(), shares, beginnings: beginnings(own) }
    }

    /// Moves the weights with pairs, of each of which the pattern is given; `decided` says of a pair what is known for
    /// sure.
    pub fn learn(
        &mut self,
        pairs: &[Found],
        patterns: &[Pattern],
        decided: impl Fn(&Found) -> Option<bool>,
    ) {
        let mut seen: BTreeMap<Pattern, Seen> = BTreeMap::new();
        for (pair, pattern) in pairs.iter().zip(patterns) {
            let seen = seen.entry(*pattern).or_default();
            // A code leaves no doubt; what follows from it about names is learned from it.
            match decided(pair).or(certain(pair.level)) {
                Some(true) => seen.same += 1.0,
                Some(false) => seen.other += 1.0,
                None => seen.open += 1.0,
            }
        }
        for _ in 0..ROUNDS {
            self.again(&seen);
        }
    }

    /// How many of a thousand pairs of a pattern are the same enterprise: 1 – 999.
    pub fn per_mille(&self, pattern: &Pattern) -> u16 {
        let share = self.share(pattern);
        (share * 1000.0 + 0.5).clamp(1.0, 999.0) as u16
    }

    fn share(&self, (level, outcomes): &Pattern) -> f64 {
        let base = self.base.get(level).map_or(0.5, |per_mille| per_mille / 1000.0);
        let (mut same, mut another) = (base, 1.0 - base);
        for (comparison, outcome) in self.shares.iter().zip(outcomes) {
            if *outcome != SKIPPED {
                same *= comparison[0][usize::from(*outcome)];
                another *= comparison[1][usize::from(*outcome)];
            }
        }
        if same + another > 0.0 { same / (same + another) } else { base }
    }

    /// One round: how likely each pattern is by the weights so far, and the weights that follow from it.
    fn again(&mut self, seen: &BTreeMap<Pattern, Seen>) {
        let mut levels: BTreeMap<Level, [f64; 2]> = BTreeMap::new();
        let mut shares =
            PRIORS.map(|sides| sides.map(|side| side.map(|n| n / 1000.0 * PRIOR_PAIRS)));
        for (pattern, seen) in seen {
            let share = self.share(pattern);
            // Names alone cannot tell how often names alone are right.
            let tells = pattern.1[CODE] != SKIPPED || pattern.1[PERSON] != SKIPPED;
            let seen = if tells { *seen } else { Seen { open: 0.0, ..*seen } };
            let counts = [seen.same + seen.open * share, seen.other + seen.open * (1.0 - share)];
            let level = levels.entry(pattern.0).or_default();
            for side in 0..2 {
                level[side] += counts[side];
                for (comparison, outcome) in pattern.1.iter().enumerate() {
                    if *outcome != SKIPPED {
                        shares[comparison][side][usize::from(*outcome)] += counts[side];
                    }
                }
            }
        }
        for (level, [same, another]) in levels {
            let usual = f64::from(level.usually_right()) / 1000.0;
            let share = (usual * PRIOR_PAIRS + same) / (PRIOR_PAIRS + same + another);
            self.base.insert(level, share * 1000.0);
        }
        for comparison in &mut shares {
            for side in comparison.iter_mut() {
                let sum: f64 = side.iter().sum();
                side.iter_mut().for_each(|count| *count /= sum);
            }
        }
        self.shares = shares;
    }

    /// What the comparisons of a pair gave.
    pub fn pattern(&self, own: &Parties, other: &Parties, pair: &Found) -> Pattern {
        let (row, with) = (pair.own as usize, pair.other as usize);
        let (a, b) = (own.name_of(row), other.name_of(with));
        let beginning = match two(&a.core).and_then(|two| self.beginnings.get(&two)) {
            Some(count) if *count <= RARE => 0,
            Some(count) if *count <= KNOWN => 1,
            Some(_) => 2,
            None => SKIPPED,
        };
        let places = match a.places.to(b.places) {
            _ if implies_places(pair.level) => SKIPPED,
            Relation::Equal if a.places.is_empty() => 1,
            Relation::Equal => 0,
            Relation::Omitted => 2,
            Relation::Within => 3,
            Relation::Differ => 4,
        };
        let form = match (a.form, b.form) {
            _ if matches!(pair.level, Level::Former | Level::CodeOtherName) => SKIPPED,
            (Form::Unknown, _) | (_, Form::Unknown) => 1,
            (a, b) => {
                if a == b {
                    0
                } else {
                    2
                }
            }
        };
        let person = match (own.person_of(row), other.person_of(with)) {
            ("", _) | (_, "") => SKIPPED,
            (a, b) => u8::from(a != b),
        };
        (pair.level, [beginning, places, form, left_of_code(own, other, pair), person])
    }
}

/// What levels by code say for sure.
fn certain(level: Level) -> Option<bool> {
    (level < Level::Register).then_some(true)
}

/// Levels that say how the places stand to each other, or look at other names.
fn implies_places(level: Level) -> bool {
    use Level::*;
    matches!(
        level,
        PlaceOmitted | PlaceSlip | Related | OtherFirm | CodeElsewhere | Former | CodeOtherName
    )
}

fn left_of_code(own: &Parties, other: &Parties, pair: &Found) -> u8 {
    if own.name_of(pair.own as usize).branch != other.name_of(pair.other as usize).branch {
        // A branch has a code of its own.
        return SKIPPED;
    }
    let code = own.code_of(pair.own as usize).map_or("", |code| code.as_str());
    match &other.identifiers[pair.other as usize] {
        Identifier::Masked(mask) => {
            if fits_mask(mask, code) {
                0
            } else {
                2
            }
        }
        Identifier::Damaged(text) if text.is_ascii() && text.len() > code.len() / 2 => {
            if strsim::osa_distance(text, code) <= 2 {
                1
            } else {
                2
            }
        }
        _ => SKIPPED,
    }
}

/// The first two characters of a core: the 字号, or most of it.
fn two(core: &str) -> Option<[char; 2]> {
    let mut chars = core.chars();
    Some([chars.next()?, chars.next()?])
}

fn beginnings(own: &Parties) -> PlHashMap<[char; 2], u32> {
    let mut out = PlHashMap::default();
    for two in own.names.iter().filter_map(|name| two(&name.core)) {
        *out.entry(two).or_insert(0) += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;
    use crate::entity::{Settings, match_parties};
    use crate::frame::columns as c;

    fn side(names: Vec<String>, persons: Vec<&str>) -> Parties {
        let columns = vec![
            Column::new(c::FIRM_NAME.into(), &names),
            Column::new(c::LEGAL_REPRESENTATIVE.into(), persons),
        ];
        Parties::read(&DataFrame::new(names.len(), columns).expect("a table")).expect("texts")
    }

    fn sides(rows: usize) -> (Parties, Parties) {
        let name = |at: usize| {
            format!(
                "{}{}科技",
                ["云", "远", "海"][at % 3],
                char::from_u32(0x4e00 + at as u32).unwrap_or('一')
            )
        };
        let own = (0..rows).map(|at| format!("深圳市{}有限公司", name(at))).collect();
        let other = (0..rows).map(|at| format!("{}有限公司", name(at))).collect();
        let people = (0..rows).map(|at| if at % 2 == 0 { "张三" } else { "李四" }).collect();
        (side(own, vec!["张三"; rows]), side(other, people))
    }

    fn estimated(
        own: &Parties,
        other: &Parties,
        pairs: &[Found],
        decided: impl Fn(&Found) -> Option<bool>,
    ) -> Weights {
        let mut weights = Weights::new(own);
        let patterns: Vec<Pattern> =
            pairs.iter().map(|pair| weights.pattern(own, other, pair)).collect();
        weights.learn(pairs, &patterns, decided);
        weights
    }

    #[test]
    fn people_tell_pairs_apart_and_decisions_move_a_level() {
        let (own, other) = sides(200);
        let pairs = match_parties(&own, &other, &Settings::default()).pairs;
        let chance = |at: u32| {
            let pair = pairs.iter().find(|pair| (pair.own, pair.other) == (at, at));
            pair.filter(|pair| pair.level == Level::PlaceOmitted).expect("found").chance
        };
        assert!(chance(100) > 900 && chance(101) < 100, "{} {}", chance(100), chance(101));
        // Where people said of a hundred that they are the same, so is the next.
        let (bare, rows) = (
            side(vec!["深圳市云一科技有限公司".into()], vec![""]),
            side(vec!["云一科技有限公司".into()], vec![""]),
        );
        let alone = match_parties(&bare, &rows, &Settings::default()).pairs;
        assert!(alone[0].chance < 500, "{}", alone[0].chance);
        let said = |says: bool| {
            let weights = estimated(&own, &other, &pairs, |_| Some(says));
            weights.per_mille(&weights.pattern(&bare, &rows, &alone[0]))
        };
        assert!(said(true) > 800 && said(false) < 100, "{} {}", said(true), said(false));
    }

    #[test]
    fn the_same_rows_give_the_same_numbers() {
        let (own, other) = sides(300);
        let pairs = || match_parties(&own, &other, &Settings::default()).pairs;
        assert_eq!(pairs(), pairs());
        let nobody = estimated(&own, &other, &[], |_| None);
        assert!(nobody.per_mille(&nobody.pattern(&own, &other, &pairs()[0])) > 0);
    }
}
