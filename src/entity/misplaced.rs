//! Names that begin with a place of which one character is another, lost or there twice, and are equal otherwise:
//! 深川市, 深深圳市.

use super::levels::Level;
use super::own::Own;
use super::parties::Parties;
use super::slips::Late;

/// Looks for the open rows.
pub(super) fn find(own: &Own, other: &Parties, open: &[u32]) -> Late {
    let mut late = Late::default();
    for row in open {
        for name in other.name_of(*row as usize).misplaced() {
            let hits = own.parents.get(name.parent_key());
            if hits.len() > own.settings.most_in_block {
                late.skipped += 1;
                continue;
            }
            late.candidates += hits.len() as u64;
            let same = hits.iter().filter(|hit| own.name(**hit).same(name));
            late.pairs.extend(same.map(|hit| (*row, *hit, Level::PlaceSlip)));
        }
    }
    late
}
