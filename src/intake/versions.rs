//! Two sheets of one enterprise that list the same with other amounts: versions of one list, which must not be added up.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::domain::paper::canonical;
use crate::frame::access::indices;
use crate::frame::columns as c;
use crate::frame::fields::{Field, FieldKind, PAPERS};
use crate::intake::link::{hashed, same_line};

/// So many lines of the shorter sheet must be told apart by more than amounts: one payment may look like another. A
/// sheet of one line is a version where the line names the same paper.
const FEWEST: usize = 2;

/// A sheet is held against so many of those behind it.
const MOST: usize = 32;

/// Lines of an enterprise with the same key that stand in two sheets, by these: a key for each.
type Pairs = BTreeMap<(u32, u32), BTreeMap<u64, (usize, usize)>>;

/// Whether a column tells lines apart. Another version is filed anew, with other amounts.
fn tells_apart(field: &Field) -> bool {
    field.kind != FieldKind::Money && ![c::FILING_NO, c::ACCEPTED_ON].contains(&field.name)
}

/// The lines that stand in two versions with different amounts, each with its like in the other. `lines` are sorted by
/// enterprise.
///
/// # Errors
/// A column that is missing.
pub fn in_two_versions(
    lines: &DataFrame,
    fields: &[&Field],
) -> PolarsResult<BTreeMap<usize, usize>> {
    let (firms, sources) = (indices(lines, c::FIRM)?, indices(lines, c::SOURCE)?);
    let mut out = BTreeMap::new();
    if sources.iter().all(|source| *source == sources[0]) {
        return Ok(out);
    }
    let (apart, money): (Vec<&Field>, Vec<&Field>) =
        fields.iter().copied().partition(|field| tells_apart(field));
    let money: Vec<&Field> = money.into_iter().filter(|f| f.kind == FieldKind::Money).collect();
    let keys = hashed(lines, &apart)?;
    let papers = apart.iter().filter(|field| PAPERS.contains(&field.name));
    let papers: Vec<&StringChunked> =
        papers.map(|field| lines.column(field.name)?.str()).collect::<PolarsResult<_>>()?;
    let mut start = 0;
    for firm in firms.chunk_by(|a, b| a == b) {
        let own = start..start + firm.len();
        start = own.end;
        let several = sources[own.clone()].iter().any(|source| *source != sources[own.start]);
        if !several {
            continue;
        }
        let (pairs, kinds) = pairs(own, &sources, &keys);
        for ((one, other), alike) in pairs {
            let fewer = kinds[&one].min(kinds[&other]);
            let names_paper = || alike.values().all(|(line, _)| names(&papers, *line));
            if alike.len() < fewer || (alike.len() < FEWEST && !names_paper()) {
                continue;
            }
            for (a, b) in alike.into_values() {
                if same_line(lines, a, b, &apart)? && !same_line(lines, a, b, &money)? {
                    out.extend([(a, b), (b, a)]);
                }
            }
        }
    }
    Ok(out)
}

/// Whether a line names a paper.
fn names(papers: &[&StringChunked], line: usize) -> bool {
    papers.iter().any(|numbers| numbers.get(line).is_some_and(|n| !canonical(n).is_empty()))
}

/// The lines of an enterprise that are alike in two sheets, and how many kinds of lines each sheet has.
fn pairs(
    own: std::ops::Range<usize>,
    sources: &[u32],
    keys: &[u64],
) -> (Pairs, BTreeMap<u32, usize>) {
    let mut by_key: BTreeMap<u64, BTreeMap<u32, usize>> = BTreeMap::new();
    for line in own {
        by_key.entry(keys[line]).or_default().entry(sources[line]).or_insert(line);
    }
    let (mut pairs, mut kinds) = (Pairs::new(), BTreeMap::new());
    for (key, lines) in by_key {
        let all: Vec<(u32, usize)> = lines.into_iter().collect();
        for (at, (one, line)) in all.iter().enumerate() {
            *kinds.entry(*one).or_insert(0) += 1;
            for (other, like) in all[at + 1..].iter().take(MOST) {
                pairs.entry((*one, *other)).or_default().insert(key, (*line, *like));
            }
        }
    }
    (pairs, kinds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::fields::{LINE_FIELDS, find};

    /// Enterprise, sheet, day, contract and amount of lines.
    type Line = (u32, u32, i32, &'static str, i64);

    fn found(lines: &[Line]) -> Vec<usize> {
        let names = [c::FILING_NO, c::PAID_ON, c::CONTRACT_NO, c::AMOUNT];
        let fields = names.map(|name| find(LINE_FIELDS, name).expect("a field"));
        let column = |of: fn(&Line) -> i64| lines.iter().map(of).collect::<Vec<i64>>();
        let index = |of: fn(&Line) -> u32| lines.iter().map(of).collect::<Vec<u32>>();
        let table = df![
            c::FIRM => index(|line| line.0),
            c::SOURCE => index(|line| line.1),
            c::FILING_NO => index(|line| line.1).iter().map(u32::to_string).collect::<Vec<_>>(),
            c::PAID_ON => column(|line| i64::from(line.2)),
            c::CONTRACT_NO => lines.iter().map(|line| line.3).collect::<Vec<_>>(),
            c::AMOUNT => column(|line| line.4),
        ];
        let found = in_two_versions(&table.expect("a table"), &fields).expect("an answer");
        found.into_keys().collect()
    }

    #[test]
    fn sheets_that_differ_in_amounts_alone_are_versions() {
        let one = [(0, 0, 1, "HT1", 100), (0, 0, 2, "HT1", 200), (0, 0, 3, "", 300)];
        let with = |other: &[Line]| found(&[&one[..], other].concat());
        // All amounts are others, one of them, and those of a part of the lines.
        let all = [(0, 1, 1, "HT1", 110), (0, 1, 2, "HT1", 210), (0, 1, 3, "", 310)];
        assert_eq!(with(&all), [0, 1, 2, 3, 4, 5]);
        assert_eq!(with(&[one[0], one[1], all[2]].map(|l| (0, 1, l.2, l.3, l.4))), [2, 5]);
        assert_eq!(with(&all[1..]), [1, 2, 3, 4]);
        // Numbers of papers are one however they are typed.
        assert_eq!(with(&[(0, 1, 1, "ht-1", 110), (0, 1, 2, "HT1 ", 210)]), Vec::<usize>::new());
        assert_eq!(with(&[(0, 1, 1, "ht1", 110), (0, 1, 2, "ＨＴ1", 210)]), [0, 1, 3, 4]);
    }

    #[test]
    fn other_payments_are_no_versions() {
        let one = [(0, 0, 1, "HT1", 100), (0, 0, 2, "HT1", 200)];
        for other in [
            // Other days, other contracts, one that is not in the other list.
            vec![(0, 1, 8, "HT1", 110), (0, 1, 9, "HT1", 210)],
            vec![(0, 1, 1, "HT2", 110), (0, 1, 2, "HT2", 210)],
            vec![(0, 1, 1, "HT1", 110), (0, 1, 9, "HT1", 210)],
            // The same amounts: rows entered twice are told otherwise. One sheet; another enterprise.
            vec![(0, 1, 1, "HT1", 100), (0, 1, 2, "HT1", 200)],
            vec![(0, 0, 1, "HT1", 110), (0, 0, 2, "HT1", 210)],
            vec![(1, 1, 1, "HT1", 110), (1, 1, 2, "HT1", 210)],
        ] {
            let lines = [&one[..], &other].concat();
            assert_eq!(found(&lines), Vec::<usize>::new(), "{other:?}");
        }
        // Payments that only amounts tell apart may be any.
        let alike = [(0, 0, 1, "", 1), (0, 0, 1, "", 2), (0, 1, 1, "", 3), (0, 1, 1, "", 4)];
        assert_eq!(found(&alike), Vec::<usize>::new());
    }

    #[test]
    fn single_lines_are_versions_where_they_name_a_paper() {
        let against = |other: Line| found(&[(0, 0, 1, "HT1", 100), other]);
        assert_eq!(against((0, 1, 1, "ht-1", 110)), Vec::<usize>::new());
        assert_eq!(against((0, 1, 1, " ht1", 110)), [0, 1]);
        let list = [(0, 0, 1, "HT1", 100), (0, 0, 2, "HT1", 200), (0, 1, 2, "HT1", 210)];
        assert_eq!(found(&list), [1, 2]);
        // Another day, another contract, the same amount, the same sheet, another enterprise.
        for other in [
            (0, 1, 2, "HT1", 110),
            (0, 1, 1, "HT2", 110),
            (0, 1, 1, "HT1", 100),
            (0, 0, 1, "HT1", 110),
            (1, 1, 1, "HT1", 110),
        ] {
            assert_eq!(against(other), Vec::<usize>::new(), "{other:?}");
        }
        assert_eq!(found(&[(0, 0, 1, "", 100), (0, 1, 1, "", 110)]), Vec::<usize>::new());
    }

    /// Each of many sheets is held against some of them: all are versions of another.
    #[test]
    fn many_versions_take_little_time() {
        const SHEETS: u32 = 5000;
        let lines: Vec<Line> = (0..SHEETS)
            .flat_map(|sheet| [1, 2].map(|day| (0, sheet, day, "HT1", i64::from(sheet))))
            .collect();
        let began = std::time::Instant::now();
        assert_eq!(found(&lines).len(), lines.len());
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
