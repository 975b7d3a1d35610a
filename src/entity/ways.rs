//! The ways by which a row of the other side leads to own rows: by code, by what is left of one, by name.

use super::identifiers::{Identifier, fits_mask, one_slip_away, organisation, shows_enough};
use super::levels::{Level, Status};
use super::names::{Name, key, one_slip_apart};
use super::own::{Own, code_key, parts, person_keys};
use super::parties::Parties;
use super::places::Relation;

/// A row of the other side, asked under one of its names.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub other: &'a Parties,
    pub row: usize,
    pub name: &'a Name,
    pub identifier: &'a Identifier,
}

/// What looking for one row gave.
#[derive(Default)]
pub(super) struct Look {
    pub found: Vec<(u32, Level)>,
    pub candidates: u64,
    pub skipped: u64,
    /// Too many own rows have the same code or name: none of them was compared.
    pub crowded: bool,
}

const MOST_NOTES: usize = 3;
/// A failing code of so many characters says something.
const A_CODE: usize = 15;

impl<'a> Asked<'a> {
    pub fn new(other: &'a Parties, row: usize) -> Self {
        Self { other, row, name: other.name_of(row), identifier: &other.identifiers[row] }
    }

    /// Rows without a valid code of somebody else may be found by name.
    pub fn is_free(&self) -> bool {
        !self.name.is_empty()
            && !matches!(
                self.identifier,
                Identifier::Credit(_) | Identifier::Repaired(_) | Identifier::Organisation(_)
            )
    }
}

impl<'a> Own<'a> {
    pub fn look(&'a self, other: &Parties, row: usize) -> Look {
        let asked = Asked::new(other, row);
        let mut look = Look::default();
        self.by_code(&asked, &mut look);
        if look.found.is_empty() && !look.crowded {
            self.by_broken_code(&asked, &mut look);
        }
        if !asked.name.further().is_empty() {
            self.by_several(&asked, &mut look);
        } else if look.found.is_empty() && !asked.name.is_empty() && !look.crowded {
            self.by_name(&asked, &mut look);
        } else if look.found.iter().any(|(own, _)| self.names_another(*own, &asked)) {
            // Whoever is named may be meant as well as whoever has the code.
            self.by_equal_name(&asked, &mut look);
        }
        look
    }

    /// The rows of a block, or none where too many share it.
    fn block<'b>(&self, rows: &'b [u32], look: &mut Look) -> &'b [u32] {
        if rows.len() > self.settings.most_in_block {
            look.skipped += 1;
            return &[];
        }
        look.candidates += rows.len() as u64;
        rows
    }

    fn by_code(&'a self, asked: &Asked, look: &mut Look) {
        let (hits, level): (&[u32], Level) = match asked.identifier {
            Identifier::Credit(code) => (self.codes.get(code_key(code)), Level::Code),
            Identifier::Repaired(code) => (self.codes.get(code_key(code)), Level::Repaired),
            Identifier::Organisation(nine) => {
                (self.organisations.get(key(nine)), Level::Organisation)
            }
            Identifier::Registration(number) => {
                (self.registrations.get(key(number)), Level::Registration)
            }
            _ => return,
        };
        look.crowded = hits.len() > self.settings.most_in_block;
        let hits = self.block(hits, look);
        for own in hits.iter().filter(|own| self.code_agrees(**own, asked.identifier)) {
            let sure = self.explained(*own, asked) && !self.names_another(*own, asked);
            look.found.push((*own, if sure { level } else { Level::CodeOtherName }));
        }
    }

    /// Whether the row gives the very name of another applicant or registered enterprise than its code does.
    fn names_another(&'a self, own: u32, asked: &Asked) -> bool {
        let code = self.code(own);
        code.is_some_and(|code| self.register.is_of_another(asked.name, code, self.name(own)))
    }

    /// Keys are hashes: what they lead to is compared itself. A registration number stands for a code that either
    /// side gives beside it, and has nothing to be compared with.
    fn code_agrees(&self, own: u32, identifier: &Identifier) -> bool {
        let Some(code) = self.code(own) else { return false };
        match identifier {
            Identifier::Credit(with) | Identifier::Repaired(with) => code == with,
            Identifier::Organisation(nine) => organisation(code) == *nine,
            _ => true,
        }
    }

    /// Whether the names of a pair with equal codes are one name, or their difference is explained.
    fn explained(&self, own: u32, asked: &Asked) -> bool {
        let name = self.name(own);
        let alike = |with: &Name| {
            with.is_empty()
                || name.is_empty()
                || with.foreign != name.foreign
                || name.looks_like(with)
                || one_slip_apart(&name.core, &with.core)
                || shortened(&name.core, &with.core)
                || self.parties.formers_of(own as usize).any(|former| former.core == with.core)
        };
        alike(asked.name)
            || asked.other.further_of(asked.row).any(alike)
            || asked.other.formers_of(asked.row).any(|former| former.core == name.core)
    }

    /// Masked and failing codes, together with the core of the name or, at one slip, alone.
    fn by_broken_code(&self, asked: &Asked, look: &mut Look) {
        let name = asked.name;
        let alike = if name.is_empty() { &[][..] } else { self.cores.get(name.core_key()) };
        let alike = self.block(alike, look).iter().filter(|own| self.name(**own).core == name.core);
        let code = |own: u32| self.code(own).map_or("", |code| code.as_str());
        let whole = |own: &u32, level: Level| match self.name(*own).fits(name) {
            true => (*own, level),
            false => (*own, Level::CodeElsewhere),
        };
        match asked.identifier {
            Identifier::Masked(mask) if shows_enough(mask) => {
                let fit = alike.filter(|own| fits_mask(mask, code(**own)));
                look.found.extend(fit.map(|own| whole(own, Level::MaskedCode)));
                if look.found.is_empty() {
                    self.by_mask(mask, asked, look);
                }
            }
            Identifier::Damaged(text) if text.is_ascii() => {
                let near = alike.filter(|own| strsim::osa_distance(text, code(**own)) <= 2);
                look.found.extend(near.map(|own| whole(own, Level::NearCode)));
                if look.found.is_empty() {
                    self.one_slip(text, asked, look);
                }
            }
            _ => {}
        }
    }

    /// A mask that shows enough beside a name that is explained, though not equal.
    fn by_mask(&self, mask: &str, asked: &Asked, look: &mut Look) {
        let mut hits: Vec<u32> = Vec::new();
        for part in parts(mask) {
            hits.extend(self.block(self.parts.get(part), look));
        }
        hits.sort_unstable();
        hits.dedup();
        let fits = |own: &u32| self.code(*own).is_some_and(|code| fits_mask(mask, code.as_str()));
        let named = |own: &u32| !asked.name.is_empty() && self.explained(*own, asked);
        let hits: Vec<u32> = hits.into_iter().filter(|own| fits(own) && named(own)).collect();
        if let [own] = hits[..] {
            let slip = self.name(own).fits(asked.name);
            look.found.push((own, if slip { Level::MaskedCode } else { Level::CodeElsewhere }));
        }
    }

    fn one_slip(&self, text: &str, asked: &Asked, look: &mut Look) {
        let near = one_slip_away(text);
        let mut hits: Vec<u32> =
            near.iter().flat_map(|code| self.codes.get(code_key(code))).copied().collect();
        hits.sort_unstable();
        hits.dedup();
        look.candidates += hits.len() as u64;
        if let [own] = hits[..] {
            let named = !asked.name.is_empty() && self.explained(own, asked);
            let fits = named && self.name(own).fits(asked.name);
            look.found.push((own, if fits { Level::NearCode } else { Level::DamagedCode }));
        }
    }

    /// A cell that names several: each of them by its name alone, since nobody knows whose the code is.
    fn by_several(&'a self, asked: &Asked, look: &mut Look) {
        let nothing = Identifier::Nothing;
        for name in std::iter::once(asked.name).chain(asked.other.further_of(asked.row)) {
            let mut own = Look::default();
            self.by_name(&Asked { name, identifier: &nothing, ..*asked }, &mut own);
            look.candidates += own.candidates;
            look.skipped += own.skipped;
            let asks = |level: Level| level.usual() >= Status::Review;
            for (row, _) in own.found.into_iter().filter(|(_, level)| asks(*level)) {
                if !look.found.iter().any(|(known, _)| *known == row) {
                    look.found.push((row, Level::Joint));
                }
            }
        }
    }

    fn by_name(&'a self, asked: &Asked, look: &mut Look) {
        self.by_equal_name(asked, look);
        // Two different valid codes veto every other name.
        if !look.found.is_empty() || look.crowded || !asked.is_free() {
            return;
        }
        if let Some(own) = self.by_register(asked) {
            let level = match asked.name.branch.is_empty() {
                false if self.bears_name(own, asked) && !self.was_shared(own, asked) => {
                    Level::BranchExact
                }
                false => Level::Branch,
                true if self.was_shared(own, asked) => Level::RegisterDoubt,
                true => Level::Register,
            };
            return look.found.push((own, level));
        }
        self.by_core(asked, look);
        if look.found.iter().any(|(_, level)| level.usual() >= Status::Review) {
            look.found.retain(|(_, level)| level.usual() >= Status::Review);
            return;
        }
        let notes = std::mem::take(&mut look.found);
        self.by_former(asked, look);
        if look.found.is_empty() {
            self.by_look_alike(asked.name, look);
        }
        if look.found.is_empty() {
            self.by_person(asked, look);
        }
        if look.found.is_empty() {
            look.found = notes;
            look.found.truncate(MOST_NOTES);
        }
    }

    /// Names that are equal but for the branch.
    fn by_equal_name(&'a self, asked: &Asked, look: &mut Look) {
        let hits = self.parents.get(asked.name.parent_key());
        look.crowded = hits.len() > self.settings.most_in_block;
        let hits = self.block(hits, look).iter();
        let same = hits.filter(|own| self.name(**own).same_parent(asked.name));
        let same: Vec<u32> = same.copied().filter(|own| self.mask_agrees(*own, asked)).collect();
        let letter = |own: &u32| self.name(*own).same_writing(asked.name);
        let lettered = same.len() > 1 && same.iter().filter(|own| letter(own)).count() == 1;
        let alone = same.len() == 1;
        look.found.extend(same.into_iter().map(|own| match lettered && !letter(&own) {
            // Of several that are equal but for 深圳 and 深圳市, the one to the letter is meant.
            true => (own, Level::OtherFirm),
            false => (own, self.equal_name(own, asked, alone)),
        }));
    }

    /// What an equal name is worth; `alone` where one own row has it.
    fn equal_name(&'a self, own: u32, asked: &Asked, alone: bool) -> Level {
        let (name, with) = (self.name(own), asked.name);
        let anothers = match asked.identifier {
            Identifier::Credit(code) | Identifier::Repaired(code) => {
                self.register.agrees(code, with)
            }
            _ => false,
        };
        if alone && self.bears_name(own, asked) && self.exact(own, asked) {
            Level::BranchExact
        } else if name.branch != with.branch {
            Level::Branch
        } else if anothers {
            Level::OtherFirm
        } else if !asked.is_free() {
            Level::Conflict
        } else if name.mended || with.mended {
            Level::LookAlike
        } else if alone
            && self.code(own).is_some()
            && self.register.code_for(with) == self.code(own)
        {
            // The list may be older than the change of names.
            if self.was_shared(own, asked) { Level::RegisterDoubt } else { Level::Register }
        } else if alone && self.exact(own, asked) {
            Level::NameExact
        } else {
            Level::Name
        }
    }

    /// Whether it is a registered branch, and the applicant none itself.
    fn bears_name(&self, own: u32, asked: &Asked) -> bool {
        self.name(own).branch.is_empty() && asked.name.is_registered_branch()
    }

    /// Whether another enterprise has the name now, or had it before.
    fn was_shared(&'a self, own: u32, asked: &Asked) -> bool {
        let shared = |code| self.register.is_shared(asked.name, code, self.name(own));
        self.code(own).is_some_and(shared)
    }

    /// The name to the letter, of the enterprise or a branch of it, nobody else's now or before, and no code that says
    /// otherwise.
    fn exact(&'a self, own: u32, asked: &Asked) -> bool {
        let (name, with) = (self.name(own), asked.name);
        let Some(code) = self.code(own) else { return false };
        let far = |text: &str| {
            text.is_ascii() && text.len() >= A_CODE && strsim::osa_distance(text, code.as_str()) > 2
        };
        name.same_writing(with)
            && match asked.identifier {
                // A branch has a code of its own, which is nobody else's.
                Identifier::Credit(with) | Identifier::Repaired(with) => {
                    self.codes.get(code_key(with)).is_empty() && !self.register.holds(with)
                }
                Identifier::Damaged(text) => !asked.name.branch.is_empty() || !far(text),
                _ => true,
            }
            && !self.register.is_shared(with, code, name)
    }

    /// A masked code that does not fit is somebody else's; a branch has a code of its own.
    pub fn mask_agrees(&self, own: u32, asked: &Asked) -> bool {
        let branch = &asked.name.branch;
        match (asked.identifier, self.code(own)) {
            _ if !branch.is_empty() && *branch != self.name(own).branch => true,
            (Identifier::Masked(mask), Some(code)) => fits_mask(mask, code.as_str()),
            _ => true,
        }
    }

    /// The enterprise whose name or former name the given register says this is.
    fn by_register(&'a self, asked: &Asked) -> Option<u32> {
        let code = self.register.code_for(asked.name)?;
        let hits = self.codes.get(code_key(code)).iter();
        let mut hits = hits.filter(|own| self.code(**own) == Some(code));
        match (hits.next(), hits.next()) {
            (Some(own), None) if self.mask_agrees(*own, asked) => Some(*own),
            _ => None,
        }
    }

    fn by_core(&self, asked: &Asked, look: &mut Look) {
        let name = asked.name;
        let hits = self.block(self.cores.get(name.core_key()), look).iter().copied();
        let hits: Vec<u32> = hits.filter(|own| self.name(*own).core == name.core).collect();
        for hit in &hits {
            let with = self.name(*hit);
            let level = match (with.branch == name.branch, with.places.to(name.places)) {
                (true, Relation::Equal) => Level::NamePlace,
                (true, Relation::Omitted) if hits.len() == 1 => Level::PlaceOmitted,
                _ => Level::Related,
            };
            let level = if self.mask_agrees(*hit, asked) { level } else { Level::Related };
            look.found.push((*hit, level));
        }
    }

    fn by_former(&self, asked: &Asked, look: &mut Look) {
        let name = asked.name;
        for own in self.block(self.formers.get(name.parent_key()), look) {
            if self.parties.formers_of(*own as usize).any(|former| former.same(name)) {
                look.found.push((*own, Level::Former));
            }
        }
        for former in asked.other.formers_of(asked.row) {
            for own in self.block(self.parents.get(former.parent_key()), look) {
                if self.name(*own).same(former) {
                    look.found.push((*own, Level::Former));
                }
            }
        }
        look.found.retain(|(own, _)| self.mask_agrees(*own, asked));
    }

    fn by_look_alike(&self, name: &Name, look: &mut Look) {
        let hits = self.block(self.folded.get(name.folded_key()), look);
        let alike = hits.iter().filter(|own| self.name(**own).looks_like(name));
        look.found.extend(alike.map(|own| (*own, Level::LookAlike)));
    }

    fn by_person(&self, asked: &Asked, look: &mut Look) {
        let (name, person) = (asked.name, asked.other.person_of(asked.row));
        let mut near: Vec<u32> = Vec::new();
        for key in person_keys(person, name).into_iter().flatten() {
            near.extend(self.block(self.persons.get(key), look));
        }
        near.sort_unstable();
        near.dedup();
        let slip = |own: &u32| {
            let with = self.name(*own);
            one_slip_apart(&with.core, &name.core)
                && with.fits(name)
                && self.parties.person_of(*own as usize) == person
        };
        look.found.extend(near.into_iter().filter(slip).map(|own| (own, Level::SlipPerson)));
    }
}

/// One core is the other with characters left out: an abbreviation, or a name cut off.
fn shortened(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().count() >= 2 && short.chars().all(|c| rest.any(|other| other == c))
}
