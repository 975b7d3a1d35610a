//! Names that a list has cut off: the front part fits a single enterprise.

use rayon::prelude::*;

use super::levels::Level;
use super::names::Form;
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
    let core = |row: u32| own.parties.name_of(row as usize).core.as_str();
    let mut sorted: Vec<u32> = (0..own.parties.len() as u32).collect();
    sorted.par_sort_unstable_by(|a, b| core(*a).cmp(core(*b)).then(a.cmp(b)));
    let look = |row: &u32| {
        let name = other.name_of(*row as usize);
        let from = sorted.partition_point(|own| core(*own) < name.core.as_str());
        let begins = sorted[from..].iter().take_while(|own| core(**own).starts_with(&name.core));
        // Two are as bad as many.
        let fit: Vec<u32> = begins.take(2).copied().collect();
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
