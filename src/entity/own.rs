//! Own rows by all that they can be found by.

use polars::prelude::PlHashSet;
use rayon::prelude::*;

use super::identifiers::{self, Identifier, organisation, shows_enough};
use super::index::Index;
use super::levels::Settings;
use super::names::{Name, key};
use super::parties::Parties;
use super::register::Register;
use crate::domain::CreditCode;

/// The indexes of one side, the settings and the register.
pub(super) struct Own<'a> {
    pub parties: &'a Parties,
    pub settings: &'a Settings,
    pub register: &'a Register<'a>,
    pub codes: Index,
    /// By parts of the code, each with the place where it stands, that a mask of the other side shows.
    pub parts: Index,
    pub organisations: Index,
    pub registrations: Index,
    pub cores: Index,
    pub folded: Index,
    /// By name without the branch.
    pub parents: Index,
    pub formers: Index,
    pub persons: Index,
    /// How many rows give an address, by its number.
    at_address: Vec<u32>,
}

fn index(rows: usize, of: impl Fn(usize) -> Option<u64> + Sync) -> Index {
    let entries = (0..rows).into_par_iter().filter_map(|row| Some((of(row)?, row as u32)));
    Index::new(entries.collect())
}

impl<'a> Own<'a> {
    pub fn new(
        parties: &'a Parties,
        other: &Parties,
        register: &'a Register<'a>,
        settings: &'a Settings,
    ) -> Self {
        let rows = parties.rows();
        let named = |row: usize| Some(parties.name_of(row)).filter(|name| !name.is_empty());
        let mut at_address = vec![0u32; parties.texts.len()];
        parties.addresses.iter().for_each(|at| at_address[*at as usize] += 1);
        let by_person = |row: usize| {
            let keys = person_keys(parties.person_of(row), parties.name_of(row));
            keys.into_iter().flatten().map(move |key| (key, row as u32))
        };
        let shown = shown(other);
        let by_part = |row: usize| {
            let code = parties.code_of(row).map_or("", |code| code.as_str());
            parts(code).filter(|key| shown.contains(key)).map(move |key| (key, row as u32))
        };
        let by_former = |row: usize| {
            parties.formers_of(row).map(move |former| (former.parent_key(), row as u32))
        };
        let mut own = Self {
            parties,
            settings,
            register,
            codes: index(rows, |row| Some(code_key(parties.code_of(row)?))),
            parts: match shown.is_empty() {
                true => Index::default(),
                false => Index::new((0..rows).into_par_iter().flat_map_iter(by_part).collect()),
            },
            organisations: index(rows, |row| Some(key(organisation(parties.code_of(row)?)))),
            registrations: Index::default(),
            cores: index(rows, |row| Some(named(row)?.core_key())),
            folded: index(rows, |row| Some(named(row)?.folded_key())),
            parents: index(rows, |row| Some(named(row)?.parent_key())),
            formers: Index::new((0..rows).flat_map(by_former).collect()),
            persons: Index::new((0..rows).into_par_iter().flat_map_iter(by_person).collect()),
            at_address,
        };
        own.registrations = own.learn(other);
        own
    }

    /// Lets go of what nobody asks once every row was looked for.
    pub fn forget(&mut self) {
        let done = [
            &mut self.parts,
            &mut self.organisations,
            &mut self.registrations,
            &mut self.cores,
            &mut self.folded,
            &mut self.formers,
            &mut self.persons,
        ];
        done.into_iter().for_each(|index| *index = Index::default());
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

    pub fn name(&self, own: u32) -> &'a Name {
        self.parties.name_of(own as usize)
    }

    pub fn code(&self, own: u32) -> Option<&'a CreditCode> {
        self.parties.code_of(own as usize)
    }

    pub fn rare_address(&self, own: usize) -> bool {
        let at = self.at_address[self.parties.addresses[own] as usize] as usize;
        at <= self.settings.most_at_address
    }
}

/// Cores one slip apart begin or end alike: a person with each of the two ends.
pub(super) fn person_keys(person: &str, name: &Name) -> [Option<u64>; 2] {
    if person.is_empty() {
        return [None, None];
    }
    let (first, last) = (name.core.chars().next(), name.core.chars().next_back());
    [first.map(|c| key((person, c, '<'))), last.map(|c| key((person, c, '>')))]
}

/// Keys of the parts of a code that are shown whole, where it may be masked.
pub(super) fn parts(code: &str) -> impl Iterator<Item = u64> {
    const PARTS: [std::ops::Range<usize>; 3] = [10..14, 12..16, 14..18];
    let shown = |at: std::ops::Range<usize>| code.get(at).filter(|part| !part.contains('*'));
    PARTS.into_iter().filter_map(move |at| Some(key((at.start, shown(at.clone())?))))
}

/// Keys of the parts that masked codes show.
fn shown(other: &Parties) -> PlHashSet<u64> {
    let masks = other.identifiers.iter().filter_map(|identifier| match identifier {
        Identifier::Masked(mask) if shows_enough(mask) => Some(mask.as_str()),
        _ => None,
    });
    masks.flat_map(parts).collect()
}

pub(super) fn code_key(code: &CreditCode) -> u64 {
    key(identifiers::pack(code.as_str().as_bytes()))
}
