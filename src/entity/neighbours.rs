//! Names that nobody holds, one character from a single registered name: with a given register, the applicant's.

use rayon::prelude::*;

use super::characters::is_chinese_digit;
use super::index::Index;
use super::levels::Level;
use super::names::{Form, Name, one_slip_apart, slip_keys};
use super::own::{Own, code_key};
use super::parties::Parties;
use super::slips::{Late, TRADE_NAME};

/// Shorter cores have too many like them.
const SHORTEST: usize = 3;

/// Looks for the open rows.
pub(super) fn find<'a>(own: &'a Own<'a>, other: &Parties, open: &[u32]) -> Late {
    let Some(given) = own.register.given() else { return Late::default() };
    let asked = |row: &u32| {
        let row = *row;
        readings(other, row).flat_map(keys).map(move |key| (key, row))
    };
    let asked = Index::new(open.par_iter().flat_map_iter(asked).collect());
    if asked.is_empty() {
        return Late::default();
    }
    let met = |row: usize| {
        let keys = keys(given.name_of(row));
        keys.filter(|key| !asked.get(*key).is_empty()).map(move |key| (key, row as u32))
    };
    let mut met: Vec<(u64, u32)> = (0..given.rows()).into_par_iter().flat_map_iter(met).collect();
    met.par_sort_unstable();
    let mut late = Late::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for group in met.chunk_by(|a, b| a.0 == b.0) {
        let others = asked.get(group[0].0);
        if group.len().max(others.len()) > own.settings.most_in_block {
            late.skipped += 1;
            continue;
        }
        for (_, registered) in group {
            late.candidates += others.len() as u64;
            let name = given.name_of(*registered as usize);
            let near =
                others.iter().filter(|row| readings(other, **row).any(|read| is_near(name, read)));
            pairs.extend(near.map(|row| (*row, *registered)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        late.pairs.extend(settled(own, other, given, group));
    }
    late
}

/// The applicant, where it is the only one whose name is near, and the slip is all that tells them apart.
fn settled(
    own: &Own,
    other: &Parties,
    given: &Parties,
    group: &[(u32, u32)],
) -> Option<(u32, u32, Level)> {
    // Where place or form hold a slip, a second one in the core is looked for last.
    let whole = |(row, registered): &&(u32, u32)| {
        let with = given.name_of(*registered as usize);
        readings(other, *row).any(|read| read.mended && read.core == with.core)
    };
    let nearest: Vec<(u32, u32)> = match group.iter().any(|pair| whole(&pair)) {
        true => group.iter().filter(whole).copied().collect(),
        false => group.to_vec(),
    };
    let (row, registered) = nearest[0];
    let code = given.code_of(registered as usize)?;
    if !nearest.iter().all(|(_, row)| given.code_of(*row as usize) == Some(code)) {
        return None;
    }
    let [applicant] = own.codes.get(code_key(code)) else { return None };
    let with = given.name_of(registered as usize);
    let fits =
        |name: &&Name| with.form == name.form && with.places == name.places && is_slip(with, name);
    let one = |read: &Name| read.mended == (with.core == read.core);
    let read = readings(other, row).filter(fits).max_by_key(|read| one(read))?;
    // A core that differs may be another's whom the register lacks.
    let doubt = own.register.was_anothers(read, code) || numbers_differ(&with.core, &read.core);
    // 诚倌 and 诚信 may both be trade names.
    let same_trade =
        || with.core.chars().zip(read.core.chars()).take(TRADE_NAME).all(|(a, b)| a == b);
    let alike = || {
        with.looks_like(read)
            && same_trade()
            && own.register.speaks_for(Level::LookAlike, Level::RegisterSlip)
    };
    let level = match one(read) && (own.register.is_complete() || read.mended || alike()) {
        _ if doubt => Level::RegisterDoubt,
        true => Level::RegisterSlip,
        false => Level::RegisterNear,
    };
    (own.code(*applicant) == Some(code)).then_some((row, *applicant, level))
}

/// The name of a row, and what it is where its place holds the slip.
fn readings(other: &Parties, row: u32) -> impl Iterator<Item = &Name> {
    let name = other.name_of(row as usize);
    std::iter::once(name).chain(name.misplaced())
}

fn keys(name: &Name) -> impl Iterator<Item = u64> {
    let asks = name.core.chars().count() >= SHORTEST && name.branch.is_empty();
    asks.then(|| slip_keys(&name.core, 0)).into_iter().flatten()
}

/// Whether numbers are all that tells two cores apart: 瀚渡（一）航运 and 瀚渡（二）航运 are two.
fn numbers_differ(a: &str, b: &str) -> bool {
    let number = |c: &char| c.is_ascii_digit() || is_chinese_digit(*c);
    let plain = |text: &str| text.chars().filter(|c| !number(c)).collect::<String>();
    a != b && plain(a) == plain(b)
}

/// Whether a registered name may be meant: a slip away, or the same with its place or form left away.
fn is_near(registered: &Name, name: &Name) -> bool {
    let form = registered.form == name.form || name.form == Form::Unknown;
    form && registered.fits(name) && (is_slip(registered, name) || registered.core == name.core)
}

/// One slip apart in the core, or none where place or form hold one.
fn is_slip(registered: &Name, name: &Name) -> bool {
    name.mended && registered.core == name.core || one_slip_apart(&registered.core, &name.core)
}
