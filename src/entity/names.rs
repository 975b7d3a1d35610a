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
    /// What was put aside as a remark.
    pub remark: String,
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

    pub fn remark(&self) -> &str {
        self.beside.as_ref().map_or("", |beside| &beside.remark)
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
        let core: String = self.core.chars().map(folded).collect();
        key((core, self.places, &self.branch, 'f'))
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

/// Keys of a core with one character less, and of the whole core: two cores one slip apart share
/// one. `with` narrows them to what else must agree.
pub fn slip_keys(core: &str, with: u64) -> Vec<u64> {
    let chars: Vec<char> = core.chars().collect();
    let mut keys = Vec::with_capacity(chars.len() + 1);
    keys.push(key((&chars[..], with)));
    let mut shorter = chars.clone();
    for at in (0..chars.len()).rev() {
        // `shorter` lacks the character at `at`.
        if at + 1 == chars.len() {
            shorter.truncate(at);
        } else {
            shorter[at] = chars[at + 1];
        }
        let new = key((&shorter[..], with));
        if keys.last() != Some(&new) {
            keys.push(new);
        }
    }
    keys
}

/// Whether two texts are one character apart: exchanged, swapped, lost or added.
pub fn one_slip_apart(a: &str, b: &str) -> bool {
    a != b && a.chars().count().abs_diff(b.chars().count()) <= 1 && strsim::osa_distance(a, b) == 1
}
