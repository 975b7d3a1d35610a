//! What is known of who holds which name: a register that the office gives, and what both sides say themselves where
//! they give a name beside a valid code.
//!
//! A given register is trusted to be whole as long as the other side's codes do not tell otherwise: a name that it does
//! not hold is nobody's. One that lacks a few speaks for names in another writing as long as hardly any of those whom
//! the writing leads astray can be among them; one that lacks more, for names to the letter alone. What was learned only
//! ever takes certainty away.

use super::identifiers::Identifier;
use super::index::Index;
use super::levels::Level;
use super::names::Name;
use super::own::code_key;
use super::parties::Parties;
use crate::domain::CreditCode;

/// Names and their holders.
pub struct Register<'a> {
    given: Option<&'a Parties>,
    /// Given, own, other.
    sides: [Option<&'a Parties>; 3],
    current: Index,
    past: Index,
    codes: Index,
    /// Strangers with codes, and how many of them the given register lacks; none are counted where none is given.
    strangers: usize,
    missing: usize,
}

/// Rows of all sides as one number: the side in the two leading bits.
const SIDE: u32 = 30;
const ROW: u32 = (1 << SIDE) - 1;
/// So many strangers with codes must be looked at before the register can be called incomplete, and so many of a
/// thousand of them may be missing.
const ENOUGH: usize = 20;
const LACKING: usize = 1;

impl<'a> Register<'a> {
    pub fn new(given: Option<&'a Parties>, own: &'a Parties, other: &'a Parties) -> Self {
        let sides = [given, Some(own), Some(other)];
        let (mut current, mut past) = (Vec::new(), Vec::new());
        for (number, side) in sides.iter().enumerate() {
            let Some(side) = side else { continue };
            for row in 0..side.rows().min(ROW as usize) {
                let id = (number as u32) << SIDE | row as u32;
                let name = side.name_of(row);
                let single =
                    !name.is_empty() && name.branch.is_empty() && name.further().is_empty();
                if single && !name.mended && code_of(side, row).is_some() {
                    current.push((name.parent_key(), id));
                }
                past.extend(side.formers_of(row).map(|former| (former.parent_key(), id)));
            }
        }
        let rows = given.map_or(0, Parties::rows);
        let coded = |row: usize| Some((code_key(code_of(given?, row)?), row as u32));
        let codes = Index::new((0..rows).filter_map(coded).collect());
        let mut out = Self {
            given,
            sides,
            current: Index::new(current),
            past: Index::new(past),
            codes,
            strangers: 0,
            missing: 0,
        };
        if given.is_some() {
            (out.strangers, out.missing) = out.strangers(own, other);
        }
        out
    }

    /// The register that was given.
    pub fn given(&self) -> Option<&'a Parties> {
        self.given
    }

    /// Whether the given register holds nearly everyone whom the other side names by a valid code and who is no
    /// applicant. Where hardly anyone is, it is taken to.
    pub fn is_complete(&self) -> bool {
        let few = self.strangers < ENOUGH;
        self.given.is_some() && (few || self.missing * 1000 <= self.strangers * LACKING)
    }

    /// Whether pairs of a level, whose names nobody else has by the register, are as certain as those of another: of the
    /// pairs that would be wrong, those alone are left whom the register lacks. Of few strangers more may be missing than
    /// were met.
    pub fn speaks_for(&self, level: Level, as_certain_as: Level) -> bool {
        let wrong = |level: Level| usize::from(1000 - level.usually_right());
        (self.missing + 2) * wrong(level) <= self.strangers * wrong(as_certain_as)
    }

    fn strangers(&self, own: &Parties, other: &Parties) -> (usize, usize) {
        let mut applicants: Vec<u64> =
            (0..own.rows()).filter_map(|row| Some(code_key(own.code_of(row)?))).collect();
        applicants.sort_unstable();
        // A branch has a code of its own, which a register of enterprises need not hold.
        let whole = |row: &usize| other.name_of(*row).branch.is_empty();
        let rows = (0..other.rows()).filter(whole);
        let strangers = rows.filter_map(|row| Some(code_key(other.code_of(row)?)));
        let strangers = strangers.filter(|code| applicants.binary_search(code).is_err());
        let (mut all, mut known) = (0usize, 0usize);
        for code in strangers {
            all += 1;
            known += usize::from(!self.codes.get(code).is_empty());
        }
        (all, all - known)
    }

    /// Rows of `index` that the name leads to: the row's side and place in it.
    fn rows(&self, index: &'a Index, name: &Name) -> impl Iterator<Item = (&'a Parties, usize)> {
        let ids = index.get(name.parent_key()).iter();
        let sides = self.sides;
        ids.filter_map(move |id| Some((sides[(id >> SIDE) as usize]?, (id & ROW) as usize)))
    }

    /// Whether the name, branch aside, is held by an enterprise of another code, or was held by one that now has
    /// another name.
    pub fn is_shared(&'a self, name: &Name, own: &CreditCode, own_name: &Name) -> bool {
        let mut current = self.rows(&self.current, name);
        let mut past = self.rows(&self.past, name);
        let same = |side: &Parties, row: usize| side.name_of(row).same_parent(name);
        current.any(|(side, row)| same(side, row) && code_of(side, row) != Some(own))
            || past.any(|(side, row)| {
                let was = side.formers_of(row).any(|former| former.same_parent(name));
                let now = side.name_of(row);
                let another = match code_of(side, row) {
                    Some(code) => code != own,
                    None => !now.is_empty() && !now.same_parent(own_name),
                };
                was && another
            })
    }

    /// Whether the name stands for another enterprise than `own`: others hold it as it is written, `own` does not.
    pub fn is_anothers(&'a self, name: &Name, own: Option<&CreditCode>, own_name: &Name) -> bool {
        if name.mended {
            return false;
        }
        let (mut others, mut ours, mut to_the_letter) = (false, false, false);
        for (side, row) in self.rows(&self.current, name) {
            let held = side.name_of(row);
            if !held.same_parent(name) {
                continue;
            }
            match code_of(side, row) == own {
                true => ours = true,
                false => {
                    others = true;
                    to_the_letter |= held.same_writing(name);
                }
            }
        }
        others && (!ours || to_the_letter && !own_name.same_writing(name))
    }

    /// Whether an applicant or an enterprise of the given register with another code has the name, and `own` does not.
    pub fn is_of_another(&'a self, name: &Name, own: &CreditCode, own_name: &Name) -> bool {
        let [given, applicants, _] = self.sides;
        let counts = |side: &Parties| {
            [given, applicants].into_iter().flatten().any(|known| std::ptr::eq(known, side))
        };
        let anothers = |(side, row): (&Parties, usize)| {
            counts(side) && side.name_of(row).same_parent(name) && code_of(side, row) != Some(own)
        };
        !name.mended
            && !own_name.same_parent(name)
            && self.rows(&self.current, name).any(anothers)
            && !self.agrees(own, name)
    }

    /// Whether an enterprise with another code was called so.
    pub fn was_anothers(&'a self, name: &Name, own: &CreditCode) -> bool {
        self.rows(&self.past, name).any(|(side, row)| {
            code_of(side, row).is_some_and(|code| code != own)
                && side.formers_of(row).any(|former| former.same_parent(name))
        })
    }

    /// Whether the given register holds the code.
    pub fn holds(&self, code: &CreditCode) -> bool {
        !self.codes.get(code_key(code)).is_empty()
    }

    /// Whether the given register holds the name of an enterprise with this code: as its own, or as a former one.
    pub fn agrees(&self, code: &CreditCode, name: &Name) -> bool {
        let Some(given) = self.given else { return false };
        self.codes.get(code_key(code)).iter().any(|row| {
            let row = *row as usize;
            given.name_of(row).same_parent(name)
                || given.formers_of(row).any(|former| former.same_parent(name))
        })
    }

    /// The one code that the given register has for a name: of whoever holds it, else of the only one who held it. One
    /// that is not whole may lack whoever holds it in this very writing, or now.
    pub fn code_for(&'a self, name: &Name) -> Option<&'a CreditCode> {
        self.given?;
        let own = |(side, _): &(&Parties, usize)| {
            self.given.is_some_and(|given| std::ptr::eq(given, *side))
        };
        let held = |by: fn(&Name, &Name) -> bool| {
            let all = self.rows(&self.current, name).filter(own);
            let all = all.filter(|(side, row)| by(side.name_of(*row), name));
            single(all.filter_map(|(side, row)| code_of(side, row)))
        };
        let holder = match self.is_complete() {
            true => held(Name::same_parent),
            false => held(Name::same_writing).or_else(|| {
                let speaks = || self.speaks_for(Level::Name, Level::Register);
                held(Name::same_parent).filter(|_| speaks())
            }),
        };
        match holder {
            Some(code) => code,
            None if !self.is_complete() => None,
            None => {
                let was = self.rows(&self.past, name).filter(own).filter(|(side, row)| {
                    side.formers_of(*row).any(|former| former.same_parent(name))
                });
                single(was.filter_map(|(side, row)| code_of(side, row))).flatten()
            }
        }
    }

    /// Whether anyone holds the name now.
    pub fn knows(&'a self, name: &Name) -> bool {
        self.rows(&self.current, name).any(|(side, row)| side.name_of(row).same_parent(name))
    }
}

/// `Some(None)` where there are several.
fn single<'a>(mut codes: impl Iterator<Item = &'a CreditCode>) -> Option<Option<&'a CreditCode>> {
    let first = codes.next()?;
    Some(codes.all(|code| code == first).then_some(first))
}

/// The code of a row, valid as written or once look-alikes were mended.
fn code_of(side: &Parties, row: usize) -> Option<&CreditCode> {
    match &side.identifiers[row] {
        Identifier::Credit(code) | Identifier::Repaired(code) => Some(code),
        _ => None,
    }
}
