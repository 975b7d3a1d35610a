//! Names that differ in one character, where that character breaks a word that all other names share:
//! 信息 read as 倌息; or where it is a character that no name uses. Whether a pair of neighbours is common is counted over
//! the own side, so that nothing has to be known about the language or the trades. What a name begins with, its 字号, is
//! no word: 宏达 and 量达 are two firms, however many are called 宏达.

use rayon::prelude::*;

use super::index::Index;
use super::levels::Level;
use super::names::{key, one_slip_apart, slip_keys};
use super::own::Own;
use super::parties::Parties;

/// So often neighbours must stand together in other names to be a word.
const A_WORD: u32 = 5;
/// The neighbours that the slip made are so many times rarer.
const RARER: u32 = 50;
/// One time in so many that the own character occurs, it stands in that word.
const BOUND: u32 = 5;
/// Neighbours met more often than this are no slip.
const MAY_BE_A_SLIP: u32 = 20;
/// From so many names on, a character that none of them uses is no character of a name.
const ENOUGH_NAMES: usize = 50_000;
/// Shorter cores have too many like them.
const SHORTEST: usize = 3;
/// So many characters a 字号 has at least.
pub(super) const TRADE_NAME: usize = 2;

/// Pairs, other row first.
#[derive(Default)]
pub(super) struct Late {
    pub pairs: Vec<(u32, u32, Level)>,
    pub candidates: u64,
    pub skipped: u64,
}

impl Late {
    pub fn add(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.candidates += other.candidates;
        self.skipped += other.skipped;
    }
}

/// What looking from one own row gave: other row, own row.
#[derive(Default)]
struct Look {
    pairs: Vec<(u32, u32)>,
    candidates: u64,
    skipped: u64,
}

/// How often two characters stand side by side in the cores of one side, anywhere and behind the 字号.
struct Neighbours {
    names: usize,
    anywhere: Pairs,
    behind: Pairs,
}

struct Pairs {
    keys: Vec<u64>,
    counts: Vec<u32>,
}

/// Stands in for the second of a pair where a character is counted by itself.
const ALONE: char = '\0';

fn pair(a: char, b: char) -> u64 {
    u64::from(u32::from(a)) << 32 | u64::from(u32::from(b))
}

impl Neighbours {
    fn count(parties: &Parties) -> Self {
        let (mut anywhere, mut behind): (Vec<u64>, Vec<u64>) = Default::default();
        for name in &parties.names {
            let mut chars = name.core.chars();
            let Some(mut last) = chars.next() else { continue };
            anywhere.push(pair(last, ALONE));
            for (at, c) in (1..).zip(chars) {
                anywhere.push(pair(c, ALONE));
                anywhere.push(pair(last, c));
                if at > TRADE_NAME {
                    behind.push(pair(last, c));
                }
                last = c;
            }
        }
        let (anywhere, behind) = (Pairs::count(anywhere), Pairs::count(behind));
        Self { names: parties.names.len(), anywhere, behind }
    }
}

impl Pairs {
    fn count(mut all: Vec<u64>) -> Self {
        all.par_sort_unstable();
        let (mut keys, mut counts) = (Vec::new(), Vec::new());
        for group in all.chunk_by(|a, b| a == b) {
            keys.push(group[0]);
            counts.push(group.len() as u32);
        }
        Self { keys, counts }
    }

    fn of(&self, a: char, b: char) -> u32 {
        self.keys.binary_search(&pair(a, b)).map_or(0, |at| self.counts[at])
    }

    /// The more common of the two pairs that a character stands in.
    fn around(&self, chars: &[char], at: usize) -> u32 {
        let before = at.checked_sub(1).map_or(0, |left| self.of(chars[left], chars[at]));
        let after = chars.get(at + 1).map_or(0, |right| self.of(chars[at], *right));
        before.max(after)
    }
}

/// Looks for the open rows.
pub(super) fn find(own: &Own, other: &Parties, open: &[u32]) -> Late {
    if open.is_empty() {
        return Late::default();
    }
    let neighbours = Neighbours::count(own.parties);
    let asked: Vec<(u64, u32)> =
        open.par_iter().flat_map_iter(|row| asked(other, *row, &neighbours)).collect();
    if asked.is_empty() {
        return Late::default();
    }
    let asked = Index::new(asked);
    let mut met: Vec<(u64, u32)> =
        (0..own.parties.len()).into_par_iter().flat_map_iter(|row| met(own, &asked, row)).collect();
    met.par_sort_unstable();
    let groups: Vec<&[(u64, u32)]> = met.chunk_by(|a, b| a.0 == b.0).collect();
    let most = own.settings.most_in_block;
    let look = |group: &&[(u64, u32)]| {
        let others = asked.get(group[0].0);
        // What many have in common is no sign of any of them, on whichever side they stand.
        if group.len().max(others.len()) > most {
            return Look { skipped: 1, ..Look::default() };
        }
        let mut look = Look::default();
        for (_, row) in *group {
            let name = own.parties.name_of(*row as usize);
            for hit in others {
                look.candidates += 1;
                let with = other.name_of(*hit as usize);
                if name.fits(with) && is_slip(&name.core, &with.core, &neighbours) {
                    look.pairs.push((*hit, *row));
                }
            }
        }
        look
    };
    gathered(groups.par_iter().map(look).collect())
}

/// Keys of an own name that somebody asks for.
fn met(own: &Own, asked: &Index, row: usize) -> Vec<(u64, u32)> {
    let name = own.parties.name_of(row);
    if name.core.chars().count() < SHORTEST {
        return Vec::new();
    }
    let keys = slip_keys(&name.core, branch(&name.branch)).into_iter();
    keys.filter(|key| !asked.get(*key).is_empty()).map(|key| (key, row as u32)).collect()
}

/// A name that is a slip away from several enterprises points at none of them.
fn gathered(looks: Vec<Look>) -> Late {
    let mut late = Late::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for look in looks {
        late.candidates += look.candidates;
        late.skipped += look.skipped;
        pairs.extend(look.pairs);
    }
    pairs.sort_unstable();
    pairs.dedup();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        if let [(other, own)] = group {
            late.pairs.push((*other, *own, Level::Slip));
        }
    }
    late
}

fn branch(branch: &str) -> u64 {
    key(branch)
}

/// Keys of a name at the places that may hold a slip: characters whose neighbours are rare.
fn asked(other: &Parties, row: u32, neighbours: &Neighbours) -> Vec<(u64, u32)> {
    let name = other.name_of(row as usize);
    let chars: Vec<char> = name.core.chars().collect();
    if chars.len() < SHORTEST {
        return Vec::new();
    }
    let with = branch(&name.branch);
    let mut keys: Vec<u64> = Vec::new();
    for at in 0..chars.len() {
        if neighbours.anywhere.around(&chars, at) > MAY_BE_A_SLIP && !doubled(&chars, at) {
            continue;
        }
        let mut shorter = chars.clone();
        shorter.remove(at);
        keys.push(key((&shorter[..], with)));
    }
    if !keys.is_empty() {
        // A character that was lost: the own name, one shorter, is this one.
        keys.push(key((&chars[..], with)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(|key| (key, row)).collect()
}

/// Whether a character stands there a second time.
fn doubled(chars: &[char], at: usize) -> bool {
    at > 0 && chars[at] == chars[at - 1]
}

/// Whether the own core has a common word where the other has something rare.
fn is_slip(own: &str, other: &str, neighbours: &Neighbours) -> bool {
    if !one_slip_apart(own, other) {
        return false;
    }
    let (own, other): (Vec<char>, Vec<char>) = (own.chars().collect(), other.chars().collect());
    let at = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    if at >= own.len() || at >= other.len() {
        return false;
    }
    // Where a character was lost or added, the one before it may end the 字号.
    if at < TRADE_NAME + usize::from(own.len() != other.len()) {
        return false;
    }
    let (word, slip) = (neighbours.behind.around(&own, at), neighbours.anywhere.around(&other, at));
    let slip = if other.len() > own.len() && doubled(&other, at) { 0 } else { slip };
    let strange = neighbours.names >= ENOUGH_NAMES && neighbours.anywhere.of(other[at], ALONE) == 0;
    // Two characters of a trade name meet now and then; those of a word keep to each other.
    let bound = word.saturating_mul(BOUND) >= neighbours.anywhere.of(own[at], ALONE);
    strange || bound && word >= A_WORD && slip.saturating_mul(RARER) <= word
}
