//! Names that a list has cut off: the front part fits a single enterprise.

use polars::prelude::PlHashSet;
use rayon::prelude::*;

use super::levels::Level;
use super::names::{Form, key};
use super::own::Own;
use super::parties::Parties;
use super::slips::Late;

/// A shorter front part says too little.
const SHORTEST: usize = 4;

/// Looks for open rows whose legal form was not recognised.
pub(super) fn find(own: &Own, other: &Parties, open: &[u32]) -> Late {
    let asks = |row: &&u32| {
        let name = other.name_of(**row as usize);
        name.form == Form::Unknown && name.core.chars().count() >= SHORTEST
    };
    let asking: Vec<u32> = open.iter().filter(asks).copied().collect();
    if asking.is_empty() {
        return Late::default();
    }
    let front = |core: &str| {
        let mut ends = core.char_indices().map(|(at, _)| at).skip(SHORTEST);
        key(&core[..ends.next().unwrap_or(core.len())])
    };
    let asked: PlHashSet<u64> =
        asking.iter().map(|row| front(&other.name_of(*row as usize).core)).collect();
    // Own rows that begin as one that asks, each group of them in the order of their cores.
    let core = |row: u32| own.parties.name_of(row as usize).core.as_str();
    let rows = (0..own.parties.rows() as u32).into_par_iter();
    let mut sorted: Vec<(u64, u32)> =
        rows.map(|row| (front(core(row)), row)).filter(|(key, _)| asked.contains(key)).collect();
    sorted.par_sort_unstable_by(|(a, one), (b, another)| {
        a.cmp(b).then_with(|| core(*one).cmp(core(*another))).then(one.cmp(another))
    });
    let look = |row: &u32| {
        let name = other.name_of(*row as usize);
        let asked = front(&name.core);
        let from =
            sorted.partition_point(|(key, own)| (*key, core(*own)) < (asked, name.core.as_str()));
        let begins = sorted[from..].iter();
        let begins =
            begins.take_while(|(key, own)| *key == asked && core(*own).starts_with(&name.core));
        // Two are as bad as many.
        let fit: Vec<u32> = begins.take(2).map(|(_, own)| *own).collect();
        let single = match fit[..] {
            [single] if own.parties.name_of(single as usize).fits(name) => Some(single),
            _ => None,
        };
        (fit.len() as u64, single.map(|single| (*row, single, Level::Truncated)))
    };
    let looks: Vec<_> = asking.par_iter().map(look).collect();
    let mut late = Late::default();
    for (candidates, pair) in looks {
        late.candidates += candidates;
        late.pairs.extend(pair);
    }
    late
}
