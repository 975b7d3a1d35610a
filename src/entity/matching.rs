//! Two sides joined: for every row of the other side the enterprises it may be, at the strongest
//! level of evidence that holds. Keys are whole numbers; only what shares a key is compared.

use rayon::prelude::*;

use super::identifiers::{self, Identifier, fits_mask, one_slip_away, organisation};
use super::index::Index;
use super::levels::{Level, Settings, Status};
use super::names::{Name, key, one_slip_apart};
use super::parties::Parties;
use super::waterfall::{Facts, OtherFacts, Step, score, steps};
use super::{slips, truncated};
use crate::domain::CreditCode;

/// A pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub own: u32,
    pub other: u32,
    pub level: Level,
    pub score: i32,
    pub status: Status,
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
}

/// Own rows by all that they can be found by.
pub(super) struct Own<'a> {
    pub parties: &'a Parties,
    pub settings: &'a Settings,
    codes: Index,
    organisations: Index,
    registrations: Index,
    cores: Index,
    folded: Index,
    formers: Index,
    full: Index,
    persons: Index,
    /// How many rows give an address, by its number.
    at_address: Vec<u32>,
}

/// What looking for one row gave.
#[derive(Default)]
pub(super) struct Look {
    pub found: Vec<(u32, Level)>,
    pub candidates: u64,
    pub skipped: u64,
}

const MOST_NOTES: usize = 3;

/// Joins two sides.
pub fn match_parties(own: &Parties, other: &Parties, settings: &Settings) -> Matches {
    let index = Own::new(own, other, settings);
    let looks: Vec<Look> =
        (0..other.len()).into_par_iter().map(|row| index.look(other, row)).collect();
    let open: Vec<u32> = looks
        .iter()
        .enumerate()
        .filter(|(row, look)| look.found.is_empty() && may_be_named(other, *row))
        .map(|(row, _)| row as u32)
        .collect();
    let slips = slips::find(&index, other, &open);
    let cut = truncated::find(&index, other, &open);
    let mut matches = Matches { candidates: slips.candidates, ..Matches::default() };
    matches.candidates += cut.candidates;
    matches.skipped += slips.skipped;
    let mut late: Vec<(u32, u32, Level)> = slips.pairs;
    late.extend(cut.pairs);
    late.sort_unstable_by_key(|(other, own, level)| (*other, *level, *own));
    late.dedup_by_key(|(other, own, _)| (*other, *own));
    let mut late = late.into_iter().peekable();
    for (row, look) in looks.into_iter().enumerate() {
        matches.candidates += look.candidates;
        matches.skipped += look.skipped;
        let mut found = look.found;
        while let Some((_, own, level)) = late.next_if(|(other, ..)| *other == row as u32) {
            found.push((own, level));
        }
        found.sort_unstable();
        for (own, level) in found {
            matches.pairs.push(index.judge(other, own, row as u32, level));
        }
    }
    matches.pairs.retain(|pair| pair.status != Status::Off);
    matches
}

/// The comparisons of one pair.
pub fn explain(own: &Parties, other: &Parties, pair: (usize, usize), rare: bool) -> Vec<Step> {
    let (row, with) = pair;
    let code = match &own.identifiers[row] {
        Identifier::Credit(code) => Some(code),
        _ => None,
    };
    let facts = Facts {
        code,
        name: own.name_of(row),
        former: own.former_of(row),
        person: own.person_of(row),
        address: own.address_of(row),
    };
    let others = OtherFacts {
        identifier: &other.identifiers[with],
        name: other.name_of(with),
        former: other.former_of(with),
        person: other.person_of(with),
        address: other.address_of(with),
    };
    steps(facts, others, rare)
}

/// Rows without a valid code of somebody else may be found by name.
fn may_be_named(other: &Parties, row: usize) -> bool {
    !other.name_of(row).is_empty()
        && !matches!(
            other.identifiers[row],
            Identifier::Credit(_) | Identifier::Repaired(_) | Identifier::Organisation(_)
        )
}

fn index(rows: usize, of: impl Fn(usize) -> Option<u64> + Sync) -> Index {
    Index::new((0..rows).filter_map(|row| Some((of(row)?, row as u32))).collect())
}

impl<'a> Own<'a> {
    fn new(parties: &'a Parties, other: &Parties, settings: &'a Settings) -> Self {
        let rows = parties.len();
        let code = |row: usize| match &parties.identifiers[row] {
            Identifier::Credit(code) => Some(code),
            _ => None,
        };
        let codes = index(rows, |row| Some(code_key(code(row)?)));
        let named = |row: usize| Some(parties.name_of(row)).filter(|name| !name.is_empty());
        let mut at_address = vec![0u32; parties.texts.len()];
        parties.addresses.iter().for_each(|at| at_address[*at as usize] += 1);
        let mut own = Self {
            parties,
            settings,
            organisations: index(rows, |row| Some(key(organisation(code(row)?)))),
            registrations: Index::default(),
            cores: index(rows, |row| Some(named(row)?.core_key())),
            folded: index(rows, |row| Some(named(row)?.folded_key())),
            full: index(rows, |row| Some(named(row)?.full_key())),
            formers: index(rows, |row| Some(parties.former_of(row)?.full_key())),
            persons: Index::new(
                (0..rows)
                    .flat_map(|row| {
                        let keys = person_keys(parties.person_of(row), parties.name_of(row));
                        keys.into_iter().flatten().map(move |key| (key, row as u32))
                    })
                    .collect(),
            ),
            codes,
            at_address,
        };
        own.registrations = own.learn(other);
        own
    }

    /// Registration numbers of rows of either side that give a valid credit code, too.
    fn learn(&self, other: &Parties) -> Index {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        for side in [self.parties, other] {
            for (row, number) in side.registrations.iter().enumerate() {
                if let (Some(number), Identifier::Credit(code)) = (number, &side.identifiers[row]) {
                    let rows = self.codes.get(code_key(code)).iter();
                    entries.extend(rows.map(|own| (key(number), *own)));
                }
            }
        }
        entries.sort_unstable();
        entries.dedup();
        Index::new(entries)
    }

    fn look(&self, other: &Parties, row: usize) -> Look {
        let mut look = Look::default();
        let identifier = &other.identifiers[row];
        let (hits, level): (&[u32], Level) = match identifier {
            Identifier::Credit(code) => (self.codes.get(code_key(code)), Level::Code),
            Identifier::Repaired(code) => (self.codes.get(code_key(code)), Level::Repaired),
            Identifier::Organisation(nine) => {
                (self.organisations.get(key(nine)), Level::Organisation)
            }
            Identifier::Registration(number) => {
                (self.registrations.get(key(number)), Level::Registration)
            }
            _ => (&[], Level::Code),
        };
        look.candidates += hits.len() as u64;
        for own in hits.iter().filter(|own| self.code_agrees(**own, identifier)) {
            let level = if self.explained(*own, other, row) { level } else { Level::CodeOtherName };
            look.found.push((*own, level));
        }
        if look.found.is_empty() {
            self.by_broken_code(other, row, &mut look);
        }
        if look.found.is_empty() && !other.name_of(row).is_empty() {
            self.by_name(other, row, &mut look);
        }
        look
    }

    /// Keys are hashes: what they lead to is compared itself. A registration number stands for a code that either
    /// side gives beside it, and has nothing to be compared with.
    fn code_agrees(&self, own: u32, identifier: &Identifier) -> bool {
        let Identifier::Credit(code) = &self.parties.identifiers[own as usize] else {
            return false;
        };
        match identifier {
            Identifier::Credit(with) | Identifier::Repaired(with) => code == with,
            Identifier::Organisation(nine) => organisation(code) == *nine,
            _ => true,
        }
    }

    /// Whether the names of a pair with equal codes are one name, or their difference is explained.
    fn explained(&self, own: u32, other: &Parties, row: usize) -> bool {
        let (name, with) = (self.parties.name_of(own as usize), other.name_of(row));
        let same = |a: Option<&Name>, b: &Name| a.is_some_and(|a| a.core == b.core);
        with.is_empty()
            || name.is_empty()
            || with.foreign != name.foreign
            || name.looks_like(with)
            || one_slip_apart(&name.core, &with.core)
            || shortened(&name.core, &with.core)
            || same(self.parties.former_of(own as usize), with)
            || same(other.former_of(row), name)
    }

    /// Masked and failing codes, together with the core of the name or, at one slip, alone.
    fn by_broken_code(&self, other: &Parties, row: usize, look: &mut Look) {
        let name = other.name_of(row);
        let alike = if name.is_empty() { &[][..] } else { self.cores.get(name.core_key()) };
        let code = |own: u32| match &self.parties.identifiers[own as usize] {
            Identifier::Credit(code) => code.as_str(),
            _ => "",
        };
        let same_core = |own: &&u32| self.parties.name_of(**own as usize).core == name.core;
        look.candidates += alike.len() as u64;
        match &other.identifiers[row] {
            Identifier::Masked(mask) => {
                let fit = alike.iter().filter(same_core).filter(|own| fits_mask(mask, code(**own)));
                look.found.extend(fit.map(|own| (*own, Level::MaskedCode)));
            }
            Identifier::Damaged(text) if text.is_ascii() => {
                let near = |own: &&u32| strsim::osa_distance(text, code(**own)) <= 2;
                let near = alike.iter().filter(same_core).filter(near);
                look.found.extend(near.map(|own| (*own, Level::NearCode)));
                if look.found.is_empty() {
                    self.one_slip(text, other, row, look);
                }
            }
            _ => {}
        }
    }

    fn one_slip(&self, text: &str, other: &Parties, row: usize, look: &mut Look) {
        let near = one_slip_away(text);
        let mut hits: Vec<u32> =
            near.iter().flat_map(|code| self.codes.get(code_key(code))).copied().collect();
        hits.sort_unstable();
        hits.dedup();
        look.candidates += hits.len() as u64;
        if let [own] = hits[..] {
            let named = !other.name_of(row).is_empty() && self.explained(own, other, row);
            look.found.push((own, if named { Level::NearCode } else { Level::DamagedCode }));
        }
    }

    fn by_name(&self, other: &Parties, row: usize, look: &mut Look) {
        let name = other.name_of(row);
        let free = may_be_named(other, row);
        let hits = self.full.get(name.full_key());
        look.candidates += hits.len() as u64;
        let level = if free { Level::Name } else { Level::Conflict };
        let same = hits.iter().filter(|own| self.parties.name_of(**own as usize).same(name));
        look.found.extend(
            same.filter(|own| self.mask_agrees(**own, other, row)).map(|own| (*own, level)),
        );
        // Two different valid codes veto every other name.
        if !look.found.is_empty() || !free {
            return;
        }
        self.by_core(name, look);
        if look.found.iter().any(|(_, level)| level.usual() >= Status::Review) {
            look.found.retain(|(_, level)| level.usual() >= Status::Review);
            return;
        }
        let notes = std::mem::take(&mut look.found);
        self.by_former(other, row, look);
        if look.found.is_empty() {
            self.by_look_alike(name, look);
        }
        if look.found.is_empty() {
            self.by_person(other, row, look);
        }
        if look.found.is_empty() {
            look.found = notes;
            look.found.truncate(MOST_NOTES);
        }
    }

    /// A masked code that does not fit is somebody else's.
    fn mask_agrees(&self, own: u32, other: &Parties, row: usize) -> bool {
        match (&other.identifiers[row], &self.parties.identifiers[own as usize]) {
            (Identifier::Masked(mask), Identifier::Credit(code)) => fits_mask(mask, code.as_str()),
            _ => true,
        }
    }

    fn by_core(&self, name: &Name, look: &mut Look) {
        let hits = self.cores.get(name.core_key());
        if hits.len() > self.settings.most_in_block {
            look.skipped += 1;
            return;
        }
        look.candidates += hits.len() as u64;
        let own = |own: u32| self.parties.name_of(own as usize);
        let hits: Vec<u32> = hits.iter().copied().filter(|o| own(*o).core == name.core).collect();
        for hit in &hits {
            let with = own(*hit);
            let omitted = (with.places == 0) != (name.places == 0);
            let level = match (with.branch == name.branch, with.places == name.places) {
                (false, _) => Level::Branch,
                (true, true) => Level::NamePlace,
                (true, false) if omitted && hits.len() == 1 => Level::PlaceOmitted,
                (true, false) => Level::Related,
            };
            look.found.push((*hit, level));
        }
    }

    fn by_former(&self, other: &Parties, row: usize, look: &mut Look) {
        let name = other.name_of(row);
        for own in self.formers.get(name.full_key()) {
            look.candidates += 1;
            if self.parties.former_of(*own as usize).is_some_and(|former| former.same(name)) {
                look.found.push((*own, Level::Former));
            }
        }
        let Some(former) = other.former_of(row) else { return };
        for own in self.full.get(former.full_key()) {
            look.candidates += 1;
            if self.parties.name_of(*own as usize).same(former) {
                look.found.push((*own, Level::Former));
            }
        }
    }

    fn by_look_alike(&self, name: &Name, look: &mut Look) {
        let hits = self.folded.get(name.folded_key());
        if hits.len() > self.settings.most_in_block {
            look.skipped += 1;
            return;
        }
        look.candidates += hits.len() as u64;
        let alike = hits.iter().filter(|own| self.parties.name_of(**own as usize).looks_like(name));
        look.found.extend(alike.map(|own| (*own, Level::LookAlike)));
    }

    fn by_person(&self, other: &Parties, row: usize, look: &mut Look) {
        let (name, person) = (other.name_of(row), other.person_of(row));
        let mut near: Vec<u32> = Vec::new();
        for key in person_keys(person, name).into_iter().flatten() {
            let hits = self.persons.get(key);
            match hits.len() > self.settings.most_in_block {
                true => look.skipped += 1,
                false => near.extend(hits),
            }
        }
        near.sort_unstable();
        near.dedup();
        look.candidates += near.len() as u64;
        let slip = |own: &u32| {
            let with = self.parties.name_of(*own as usize);
            one_slip_apart(&with.core, &name.core)
                && compatible(with, name)
                && self.parties.person_of(*own as usize) == person
        };
        look.found.extend(near.into_iter().filter(slip).map(|own| (own, Level::SlipPerson)));
    }

    fn judge(&self, other: &Parties, own: u32, row: u32, level: Level) -> Found {
        let rare = self.rare_address(own as usize);
        let steps = explain(self.parties, other, (own as usize, row as usize), rare);
        let score = score(&steps);
        let status = self.settings.of(level, score);
        Found { own, other: row, level, score, status }
    }

    fn rare_address(&self, own: usize) -> bool {
        let at = self.at_address[self.parties.addresses[own] as usize] as usize;
        at <= self.settings.most_at_address
    }
}

/// Cores one slip apart begin or end alike: a person with each of the two ends.
fn person_keys(person: &str, name: &Name) -> [Option<u64>; 2] {
    if person.is_empty() {
        return [None, None];
    }
    let (first, last) = (name.core.chars().next(), name.core.chars().next_back());
    [first.map(|c| key((person, c, '<'))), last.map(|c| key((person, c, '>')))]
}

fn code_key(code: &CreditCode) -> u64 {
    key(identifiers::pack(code.as_str().as_bytes()))
}

/// Equal places, or one of the names gives none.
pub(super) fn compatible(a: &Name, b: &Name) -> bool {
    a.branch == b.branch && (a.places == b.places || a.places == 0 || b.places == 0)
}

/// One core is the other with characters left out: an abbreviation, or a name cut off.
fn shortened(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().count() >= 2 && short.chars().all(|c| rest.any(|other| other == c))
}
