//! Names of enterprises taken apart: places, core, legal form, branch, and what was noted beside
//! them. `深圳市前海` and `(深圳)` are places, 有限责任公司 is 有限公司, a branch is not its parent.
//!
//! Every word stands in `words.toml`; how a cell is taken apart, in [`reading`](super::reading).

use std::hash::{DefaultHasher, Hash, Hasher};

use super::characters::folded;
use super::places::{Places, Relation};
pub use super::reading::read;
use super::words::words;

/// A name as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// What is left without places, form and branch: 字号 and trade.
    pub core: String,
    /// Places in front or in brackets.
    pub places: Places,
    pub form: Form,
    /// What stands after the legal form: 深圳分公司, 营业部; empty for the enterprise itself.
    pub branch: String,
    /// A hash of the name of the enterprise as it is written, place and form included, but for width, brackets,
    /// traditional characters, branch and remarks. 0 where it was mended or gives no place or no form.
    pub written: u64,
    /// Look-alikes in place or form were read as what they must be: 探圳市, 有艰公司.
    pub mended: bool,
    /// A name without Chinese characters.
    pub foreign: bool,
    /// What few cells hold.
    pub beside: Option<Box<Beside>>,
}

/// What a cell holds beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The name that a note calls the former one, or the new one: （原：…）, （现名…）.
    pub noted: Option<String>,
    /// Further enterprises that the cell names.
    pub further: Vec<String>,
    /// The name, where it begins with a place of which one character is another, lost or there twice: 深川市…
    pub misplaced: Vec<Name>,
}

/// Legal forms as they are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// None was recognised: abbreviated, cut off, or no enterprise.
    #[default]
    Unknown,
    /// 有限公司, 有限责任公司.
    Limited,
    /// 股份有限公司.
    Shares,
    /// 合伙企业, 合伙.
    Partnership,
    /// 协会, 商会 and other bodies, each by the character that it ends in.
    Body(char),
}

/// A number for a text or a combination; equal things are compared again where it matters.
pub fn key(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl Name {
    pub const EMPTY: Self = Self {
        core: String::new(),
        places: Places::NONE,
        form: Form::Unknown,
        branch: String::new(),
        written: 0,
        mended: false,
        foreign: false,
        beside: None,
    };

    pub fn is_empty(&self) -> bool {
        self.core.is_empty()
    }

    /// A branch of those that are registered under the name of their parent.
    pub fn is_registered_branch(&self) -> bool {
        words().registered.iter().any(|word| self.branch.ends_with(word.as_str()))
    }

    pub fn noted(&self) -> Option<&str> {
        self.beside.as_ref()?.noted.as_deref()
    }

    /// Further enterprises that the cell names.
    pub fn further(&self) -> &[String] {
        self.beside.as_ref().map_or(&[], |beside| &beside.further)
    }

    /// Readings under a place that is one slip from how the name begins.
    pub fn misplaced(&self) -> &[Name] {
        self.beside.as_ref().map_or(&[], |beside| &beside.misplaced)
    }

    /// Everything that tells enterprises apart; a branch has the key of its parent.
    pub fn parent_key(&self) -> u64 {
        key((&self.core, self.places, self.form, 'e'))
    }

    pub fn core_key(&self) -> u64 {
        key((&self.core, 'c'))
    }

    /// Core with look-alikes as one, places and branch.
    pub fn folded_key(&self) -> u64 {
        let core = SlipKeys::new(self.core.chars().map(folded), 0);
        key((core.whole, self.places, &self.branch, 'f'))
    }

    /// The same name, written in whatever way.
    pub fn same(&self, other: &Name) -> bool {
        self.same_parent(other) && self.branch == other.branch
    }

    /// The same name but for the branch.
    pub fn same_parent(&self, other: &Name) -> bool {
        self.core == other.core && self.places == other.places && self.form == other.form
    }

    /// The same name in writing, place and legal form included, of the enterprise or a branch of it.
    pub fn same_writing(&self, other: &Name) -> bool {
        self.written != 0 && self.written == other.written && self.same_parent(other)
    }

    pub fn looks_like(&self, other: &Name) -> bool {
        self.core.chars().map(folded).eq(other.core.chars().map(folded))
    }

    /// Equal places, or one of the names gives none; and the same branch.
    pub fn fits(&self, other: &Name) -> bool {
        self.branch == other.branch
            && matches!(self.places.to(other.places), Relation::Equal | Relation::Omitted)
    }
}

/// The base of the sums that [`slip_keys`] are made of, and what it must be multiplied with to give one.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const INVERSE: u64 = {
    // Newton: each round doubles the bits that are right, of which an odd number has three by itself.
    let (mut inverse, mut rounds) = (BASE, 0);
    while rounds < 5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(BASE.wrapping_mul(inverse)));
        rounds += 1;
    }
    inverse
};

/// Keys of a text, and of the text without one character, by its place: two texts one slip apart share one. `with`
/// narrows them to what else must agree. A text is the sum of its characters times powers of the base: without one of
/// them, what stands behind it moves down by one.
pub struct SlipKeys {
    pub whole: u64,
    sum: u64,
    with: u64,
}

impl SlipKeys {
    pub fn new(chars: impl Iterator<Item = char>, with: u64) -> Self {
        let (mut sum, mut power) = (0u64, 1u64);
        for c in chars {
            sum = sum.wrapping_add(power.wrapping_mul(u64::from(c)));
            power = power.wrapping_mul(BASE);
        }
        Self { whole: mixed(sum ^ with), sum, with }
    }

    /// Keys without each of the characters, which must be those that the sum was made of.
    pub fn shorter<I: Iterator<Item = char>>(
        &self,
        chars: I,
    ) -> impl Iterator<Item = u64> + use<I> {
        let (mut front, mut power) = (0u64, 1u64);
        let (sum, with) = (self.sum, self.with);
        chars.map(move |c| {
            let through = front.wrapping_add(power.wrapping_mul(u64::from(c)));
            let behind = sum.wrapping_sub(through).wrapping_mul(INVERSE);
            let key = mixed(front.wrapping_add(behind) ^ with);
            front = through;
            power = power.wrapping_mul(BASE);
            key
        })
    }
}

/// Every bit of a number spread over all bits (the end of SplitMix64).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Keys of a core with one character less, and of the whole core, each once. `with` narrows them to what else must
/// agree.
pub fn slip_keys(core: &str, with: u64) -> impl Iterator<Item = u64> {
    let keys = SlipKeys::new(core.chars(), with);
    let mut last = keys.whole;
    // Without either of two equal neighbours a text is the same.
    let shorter =
        keys.shorter(core.chars()).filter(move |key| std::mem::replace(&mut last, *key) != *key);
    std::iter::once(keys.whole).chain(shorter)
}

/// Whether two texts are one character apart: exchanged, swapped, lost or added.
pub fn one_slip_apart(a: &str, b: &str) -> bool {
    slip_apart(a.chars(), b.chars())
}

/// Whether two texts are one character apart: what follows the first difference tells.
pub(super) fn slip_apart<A, B>(mut a: A, mut b: B) -> bool
where
    A: Iterator<Item = char> + Clone,
    B: Iterator<Item = char> + Clone,
{
    let (first, second) = loop {
        match (a.next(), b.next()) {
            (None, None) => return false,
            (own, other) if own != other => break (own, other),
            _ => {}
        }
    };
    let (Some(first), Some(second)) = (first, second) else {
        return a.next().is_none() && b.next().is_none();
    };
    a.clone().eq(b.clone())
        || a.clone().eq(std::iter::once(second).chain(b.clone()))
        || std::iter::once(first).chain(a.clone()).eq(b.clone())
        || a.next() == Some(second) && b.next() == Some(first) && a.eq(b)
}
