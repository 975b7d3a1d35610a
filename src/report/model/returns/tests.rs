//! Copies and excerpts of sheets without files.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::frame::tables::TableContract;

fn text(text: &str) -> CopyCell {
    if text.is_empty() { CopyCell::Empty } else { CopyCell::Text(text.into()) }
}

fn rows(rows: &[(u32, [&str; 2])]) -> Vec<(u32, Vec<CopyCell>)> {
    rows.iter().map(|(row, cells)| (*row, cells.iter().map(|cell| text(cell)).collect())).collect()
}

const ONE: &str = "914403001922038216";

/// A sheet of basic facts whose codes are merged over rows 4 and 5.
fn sheet() -> SheetCopy {
    SheetCopy {
        header_row: 3,
        headings: vec!["统一社会信用代码".into(), "单位名称（全称）".into()],
        rows: rows(&[
            (1, ["名单", ""]),
            (3, ["统一社会信用代码", "单位名称（全称）"]),
            (4, [ONE, "甲"]),
            (5, ["", ""]),
            (7, ["x", "乙"]),
        ]),
        merges: vec![[0, 0, 0, 1], [3, 0, 4, 0], [6, 0, 6, 1]],
        shift: 0,
    }
}

fn look(copy: &SheetCopy, wanted: &[u32]) -> (SheetFacts, Registry) {
    let headers = Headers::default();
    let contracts = [TableContract::firms(&[])];
    let setting = Setting { headers: &headers, contracts: &contracts, lang: Lang::Zh };
    let mut registry = Registry::default();
    let wanted: BTreeSet<u32> = wanted.iter().copied().collect();
    let facts =
        SheetFacts::new(("f.xlsx", "基本情况", "firms"), copy, &wanted, &setting, &mut registry);
    (facts, registry)
}

#[test]
fn merged_codes_count_for_all_their_rows() {
    let copy = sheet();
    let (facts, _) = look(&copy, &[]);
    let codes: Vec<String> = facts.identities(&copy).into_iter().map(|one| one.code).collect();
    assert_eq!(codes[2..], [ONE, ONE, "X"]);
}

#[test]
fn headings_lead_to_columns() {
    let copy = sheet();
    let (facts, _) = look(&copy, &[5]);
    assert_eq!(facts.column("单位名称（全称）"), Some(1));
    assert_eq!(facts.column("统一社会信用代码"), Some(0));
    assert_eq!(facts.column("金额"), None);
    assert_eq!(facts.cell(5, ""), 0, "a finding about a row marks its first cell");
}

#[test]
fn a_total_belongs_to_whoever_has_the_sheet_alone() {
    let mut copy = sheet();
    let nobody = Identity::default();
    let (facts, registry) = look(&copy, &[]);
    assert_eq!(facts.filer(&nobody, &registry), None, "two stand in it");
    copy.rows.pop();
    let (facts, registry) = look(&copy, &[]);
    assert_eq!(facts.filer(&nobody, &registry), Some(Filer::Code(ONE.into())));
}

#[test]
fn an_excerpt_closes_the_gaps() {
    let copy = sheet();
    let (facts, _) = look(&copy, &[]);
    let head = SheetCopy { rows: copy.rows[..2].to_vec(), ..copy.clone() };
    let (first, places) = excerpt("a".into(), &facts, &head, &copy.rows[2..4]);
    assert_eq!(first.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [0, 2, 3, 4]);
    assert_eq!(first.merges, [[0, 0, 0, 1], [3, 0, 4, 0]], "the merge of the others is gone");
    assert_eq!(places.get(&5), Some(&4));
    let (second, places) = excerpt("a".into(), &facts, &head, &copy.rows[4..]);
    assert_eq!(second.merges, [[0, 0, 0, 1], [3, 0, 3, 1]]);
    assert_eq!(places.get(&7), Some(&3));
    assert_eq!(second.rows[2].1[1], text("乙"));
}

#[test]
fn odd_merges_are_left_out() {
    let overlapping = vec![[5, 0, 6, 2], [5, 2, 7, 4], [6, 3, 8, 3], [1, 1, 1, 1], [9, 4, 2, 1]];
    assert_eq!(apart(overlapping), [[5, 0, 6, 2], [6, 3, 8, 3]]);
    assert_eq!(apart(vec![[0, 0, 1_048_575, 16_383]]), Vec::<[u32; 4]>::new());
    let many: Vec<[u32; 4]> = (0..200_000).map(|at| [2 * at, 0, 2 * at + 1, 9]).collect();
    assert!(apart(many).len() <= 52_429, "all of them together have a limit");
}

#[test]
fn what_excel_cannot_hold() {
    let mut copy = sheet();
    assert!(look(&copy, &[]).0.fits);
    copy.rows.push((1_048_577, vec![text("x")]));
    let (facts, _) = look(&copy, &[]);
    assert!(!facts.fits);
    assert!(!whole(&facts, copy, BTreeMap::new()).fits());
}

#[test]
fn sheets_get_names_of_their_own() {
    let headers = Headers::default();
    let contracts = [TableContract::firms(&["企业信息".to_string()])];
    let setting = Setting { headers: &headers, contracts: &contracts, lang: Lang::Zh };
    let mut sheets: Vec<SheetFacts> = (0..300)
        .map(|number| {
            let mut facts = look(&sheet(), &[]).0;
            facts.file = format!("{number}.xlsx");
            facts.sheet = if number == 0 { "问题清单".into() } else { "基本情况".into() };
            facts
        })
        .collect();
    name_sheets(&mut sheets, &setting);
    let names: Vec<&str> = sheets[..5].iter().map(|facts| facts.name.as_str()).collect();
    assert_eq!(names, ["企业信息", "基本情况", "firms", "基本情况 (2)", "基本情况 (3)"]);
    assert_eq!((sheets[198].part, sheets[199].part, sheets[299].part), (0, 1, 1));
    let unique: BTreeSet<_> = sheets.iter().map(|facts| (facts.part, &facts.name)).collect();
    assert_eq!(unique.len(), sheets.len());
}
