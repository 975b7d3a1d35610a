//! Two sides joined: for every row of the other side the enterprises it may be, at the strongest
//! level of evidence that holds. Keys are whole numbers; only what shares a key is compared.

use std::collections::HashSet;

use rayon::prelude::*;

use super::levels::{Level, Settings, Status};
use super::own::Own;
use super::parties::Parties;
use super::register::Register;
use super::slips::Late;
use super::waterfall::{Facts, OtherFacts, Step, Steps, score, steps};
use super::ways::{Asked, Look};
use super::weights::{Pattern, Weights};
use super::{misplaced, neighbours, slips, truncated};

/// A pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub own: u32,
    pub other: u32,
    pub level: Level,
    pub score: i32,
    pub status: Status,
    /// How many of a thousand pairs like it are the same enterprise: 1 – 999.
    pub chance: u16,
}

/// What a join gave.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// By row of the other side, then of the own side.
    pub pairs: Vec<Found>,
    /// Pairs of rows that were compared.
    pub candidates: u64,
    /// Keys that too many share, times they were met.
    pub skipped: u64,
    /// Rows of the other side whose very code or name too many own rows have: they were compared with none.
    pub crowded: Vec<u32>,
    /// A register was given that lacks many whom the other side names by their codes.
    pub register_lacks: bool,
}

/// Joins two sides.
pub fn match_parties(own: &Parties, other: &Parties, settings: &Settings) -> Matches {
    match_with(own, other, None, settings)
}

/// Joins two sides with the help of a register of names: code, name, former names.
pub fn match_with(
    own: &Parties,
    other: &Parties,
    register: Option<&Parties>,
    settings: &Settings,
) -> Matches {
    let register = Register::new(register, own, other);
    let mut index = Own::new(own, other, &register, settings);
    let looks: Vec<Look> =
        (0..other.rows()).into_par_iter().map(|row| index.look(other, row)).collect();
    index.forget();
    let late = late(&index, other, &looks);
    let mut matches =
        Matches { candidates: late.candidates, skipped: late.skipped, ..Matches::default() };
    matches.register_lacks = register.given().is_some() && !register.is_complete();
    let mut late = late.pairs.into_iter().peekable();
    for (row, look) in looks.into_iter().enumerate() {
        matches.candidates += look.candidates;
        matches.skipped += look.skipped;
        if look.crowded {
            matches.crowded.push(row as u32);
        }
        let mut found = look.found;
        while let Some((_, own, level)) = late.next_if(|(other, ..)| *other == row as u32) {
            found.push((own, level));
        }
        found.sort_unstable();
        found.dedup_by_key(|(own, _)| *own);
        // What a mask shows of another code vetoes every name.
        let asked = Asked::new(other, row);
        found.retain(|(own, level)| *level == Level::Related || index.mask_agrees(*own, &asked));
        for (own, level) in found {
            matches.pairs.push(judge(&index, other, own, row as u32, level));
        }
    }
    matches.pairs.retain(|pair| pair.status != Status::Off);
    weigh(own, other, &mut matches.pairs, |_| None);
    let unlikely =
        |pair: &&mut Found| pair.status == Status::Review && pair.chance < settings.least_chance;
    matches.pairs.iter_mut().filter(unlikely).for_each(|pair| pair.status = Status::Note);
    matches
}

/// What only shows once nothing stronger was found: slips and names cut off, each pair once, in the order of the rows.
fn late<'a>(index: &'a Own<'a>, other: &Parties, looks: &[Look]) -> Late {
    // Whoever is registered by the very name is that one, and no slip of another.
    let open = |row: &usize| {
        let (look, asked) = (&looks[*row], Asked::new(other, *row));
        look.found.is_empty()
            && !look.crowded
            && asked.is_free()
            && !index.register.knows(asked.name)
    };
    let open: Vec<u32> =
        (0..looks.len()).into_par_iter().filter(open).map(|row| row as u32).collect();
    // Slips that were found already are asked again: a register may settle them.
    let slips = [Level::LookAlike, Level::SlipPerson];
    let slipped = |row: &usize| looks[*row].found.iter().any(|(_, level)| slips.contains(level));
    let slipped = (0..looks.len()).filter(slipped).map(|row| row as u32);
    let near: Vec<u32> = open.iter().copied().chain(slipped).collect();
    let mut late = neighbours::find(index, other, &near);
    late.add(misplaced::find(index, other, &open));
    let slips = slips::find(index, other, &open);
    if index.register.speaks_for(Level::Slip, Level::RegisterSlip) {
        // Slips inside of common words that no registered name explains.
        let known: HashSet<(u32, u32)> =
            slips.pairs.iter().map(|(other, own, _)| (*other, *own)).collect();
        let near = late.pairs.iter_mut().filter(|(.., level)| *level == Level::RegisterNear);
        near.filter(|(other, own, _)| known.contains(&(*other, *own)))
            .for_each(|(.., level)| *level = Level::RegisterSlip);
    }
    late.add(slips);
    late.add(truncated::find(index, other, &open));
    late.pairs.sort_unstable_by_key(|(other, own, level)| (*other, *own, *level));
    late.pairs.dedup_by_key(|(other, own, _)| (*other, *own));
    late
}

/// Weighs pairs against one another; `decided` says of a pair what is known for sure.
pub fn weigh(
    own: &Parties,
    other: &Parties,
    pairs: &mut [Found],
    decided: impl Fn(&Found) -> Option<bool>,
) {
    let mut weights = Weights::new(own);
    let patterns: Vec<Pattern> =
        pairs.par_iter().map(|pair| weights.pattern(own, other, pair)).collect();
    weights.learn(pairs, &patterns, decided);
    for (pair, pattern) in pairs.iter_mut().zip(&patterns) {
        pair.chance = weights.per_mille(pattern);
    }
}

/// The comparisons of one pair: of a cell that can be read in several ways, under the name that fits best.
pub fn explain(own: &Parties, other: &Parties, pair: (usize, usize), rare: bool) -> Vec<Step> {
    best_steps(own, other, pair, rare).into_iter().flatten().collect()
}

fn best_steps(own: &Parties, other: &Parties, pair: (usize, usize), rare: bool) -> Steps {
    let (row, with) = pair;
    let facts = Facts {
        code: own.code_of(row),
        name: own.name_of(row),
        former: own.former_of(row),
        person: own.person_of(row),
        address: own.address_of(row),
    };
    let under = |name| OtherFacts {
        identifier: &other.identifiers[with],
        name,
        former: other.former_of(with),
        person: other.person_of(with),
        address: other.address_of(with),
    };
    let mut best = steps(facts, under(other.name_of(with)), rare);
    for name in other.further_of(with).chain(other.name_of(with).misplaced()) {
        let next = steps(facts, under(name), rare);
        if score(&next) > score(&best) {
            best = next;
        }
    }
    best
}

/// A pair as it stands: whoever holds the name by the register is another firm.
fn judge<'a>(index: &'a Own<'a>, other: &Parties, own: u32, row: u32, level: Level) -> Found {
    let (rows, name) = ((own as usize, row as usize), other.name_of(row as usize));
    let by_likeness = level > Level::NameExact && level != Level::Joint && level != Level::Conflict;
    let anothers =
        by_likeness && index.register.is_anothers(name, index.code(own), index.name(own));
    let level = if anothers { Level::OtherFirm } else { level };
    let steps = best_steps(index.parties, other, rows, index.rare_address(rows.0));
    let score = score(&steps);
    let status = index.settings.of(level);
    Found { own, other: row, level, score, status, chance: level.usually_right() }
}
