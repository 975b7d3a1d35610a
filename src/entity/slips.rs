//! Names that differ in one character, where that character breaks a word that all other names share:
//! 信息 read as 倌息; or where it is a character that no name uses. Whether a pair of neighbours is common is counted over
//! the own side, so that nothing has to be known about the language or the trades. What a name begins with, its 字号, is
//! no word: 宏达 and 量达 are two firms, however many are called 宏达.

use polars::prelude::PlHashMap;
use rayon::prelude::*;

use super::index::Index;
use super::levels::Level;
use super::names::{SlipKeys, key, one_slip_apart, slip_keys};
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

/// How often two characters stand side by side in the cores of one side: anywhere, and behind the 字号.
struct Neighbours {
    names: usize,
    pairs: Counts,
}

type Counts = PlHashMap<(char, char), [u32; 2]>;

/// Stands in for the second of a pair where a character is counted by itself.
const ALONE: char = '\0';
const ANYWHERE: usize = 0;
const BEHIND: usize = 1;

impl Neighbours {
    fn count(parties: &Parties) -> Self {
        let all = parties.names.par_iter();
        let counts = all.fold(Counts::default, |mut counts, name| {
            count(&mut counts, &name.core);
            counts
        });
        let added = |mut all: Counts, some: Counts| {
            let (mut less, more) = if all.len() < some.len() { (all, some) } else { (some, all) };
            all = more;
            for (pair, some) in less.drain() {
                let known = all.entry(pair).or_default();
                (0..known.len()).for_each(|at| known[at] += some[at]);
            }
            all
        };
        Self { names: parties.names.len(), pairs: counts.reduce(Counts::default, added) }
    }

    fn of(&self, a: char, b: char, place: usize) -> u32 {
        self.pairs.get(&(a, b)).map_or(0, |counts| counts[place])
    }

    /// How often a character stands in a name.
    fn alone(&self, c: char) -> u32 {
        self.of(c, ALONE, ANYWHERE)
    }

    /// The more common of the two pairs that a character stands in.
    fn around(&self, chars: &[char], at: usize, place: usize) -> u32 {
        let before = at.checked_sub(1).map_or(0, |left| self.of(chars[left], chars[at], place));
        let after = chars.get(at + 1).map_or(0, |right| self.of(chars[at], *right, place));
        before.max(after)
    }
}

fn count(counts: &mut Counts, core: &str) {
    let mut last = None;
    for (at, c) in core.chars().enumerate() {
        counts.entry((c, ALONE)).or_default()[ANYWHERE] += 1;
        if let Some(last) = last {
            let known = counts.entry((last, c)).or_default();
            known[ANYWHERE] += 1;
            known[BEHIND] += u32::from(at > TRADE_NAME);
        }
        last = Some(c);
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
    let mut met: Vec<(u64, u32)> = (0..own.parties.rows())
        .into_par_iter()
        .flat_map_iter(|row| met(own, &asked, row))
        .collect();
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
    let keys = slip_keys(&name.core, branch(&name.branch));
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
    let all = SlipKeys::new(name.core.chars(), with);
    let rare =
        |at: usize| neighbours.around(&chars, at, ANYWHERE) <= MAY_BE_A_SLIP || doubled(&chars, at);
    let shorter = all.shorter(name.core.chars()).enumerate();
    let mut keys: Vec<u64> = shorter.filter(|(at, _)| rare(*at)).map(|(_, key)| key).collect();
    if !keys.is_empty() {
        // A character that was lost: the own name, one shorter, is this one.
        keys.push(all.whole);
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
    let word = neighbours.around(&own, at, BEHIND);
    let slip = neighbours.around(&other, at, ANYWHERE);
    let slip = if other.len() > own.len() && doubled(&other, at) { 0 } else { slip };
    let strange = neighbours.names >= ENOUGH_NAMES && neighbours.alone(other[at]) == 0;
    // Two characters of a trade name meet now and then; those of a word keep to each other.
    let bound = word.saturating_mul(BOUND) >= neighbours.alone(own[at]);
    strange || bound && word >= A_WORD && slip.saturating_mul(RARER) <= word
}
