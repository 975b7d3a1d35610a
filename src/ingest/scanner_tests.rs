//! Parts of workbooks shown to the scanner in blocks of any size.

use super::*;

const SHEET: &str = "<?xml version='1.0'?><worksheet><sheetData><row r=\"2\" hidden='1'>\
    <c r=\"A2\" s='1'><v>12</v></c><c><v></v></c><c t=\"e\" r=\"B2\"><v>#SPILL!</v></c>\
    <c r='C2'><f>1&gt;\"&lt;v>\"</f><v>0</v></c><c x='>' r=\"D2\"><v>7</v></c></row>\
    <row><c r=\"E3\"><f/><v>8</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:B2\"/>\
    </mergeCells></worksheet>";

fn seen(block: usize, sheet: &str, depth: u32) -> Option<(PartFacts, bool, u32)> {
    let (limits, formats) = (Limits { depth, ..Limits::default() }, Formats::default());
    let mut scanner = Scanner::new(&limits, &formats);
    for bytes in sheet.as_bytes().chunks(block) {
        scanner.feed(bytes).ok()?;
    }
    Some((scanner.facts, scanner.valued, scanner.depth))
}

#[test]
fn the_same_in_blocks_of_any_size() {
    let whole = seen(SHEET.len(), SHEET, 9);
    let (facts, valued, depth) = whole.clone().expect("a sheet");
    assert_eq!((facts.hidden_rows, facts.merges), (vec![2], vec![[1, 0, 1, 1]]));
    let hidden = |row: &str| seen(9, row, 9).expect("a sheet").0.hidden_rows;
    assert_eq!(hidden("<row r='3' ht='0' customHeight='1'/><row r='4' ht='15'/>"), [3]);
    assert_eq!(facts.errors, [("B2".to_string(), "#SPILL!".to_string())]);
    assert!(valued && depth == 0);
    for block in 1..40 {
        assert_eq!(seen(block, SHEET, 9), whole, "{block}");
    }
    let without = SHEET.replace("<v>8</v>", "");
    assert!(!seen(without.len(), &without, 9).expect("a sheet").1, "its results are 0");
}

#[test]
fn a_value_is_one_run_of_text() {
    let spoilt = [
        "<c><v>100<!-- x -->00</v></c>",
        "<c><v>10<?x y?>000</v></c>",
        "<c r=\"A1\"><v>100</v><v>200</v></c>",
    ];
    for sheet in spoilt {
        assert_eq!(seen(sheet.len(), sheet, 9), None, "{sheet}");
        assert_eq!(seen(3, sheet, 9), None, "{sheet}");
    }
    for sheet in [
        "<c><v>100</v><!-- x --></c>",
        "<c r=\"A1\"/><v>1</v><v>2</v>",
        "<c><v>1</v></c><c><v>2</v></c>",
    ] {
        assert!(seen(64, sheet, 9).is_some(), "{sheet}");
    }
}

#[test]
fn comments_and_prompts_are_heard() {
    let heard = |xml: &str| {
        let (limits, formats) = (Limits::default(), Formats::default());
        let mut scanner = Scanner::new(&limits, &formats);
        scanner.feed(xml.as_bytes()).expect("read");
        scanner.spoken.all()
    };
    let note = "<table:table><table:table-cell><office:annotation><text:p>单位：万元</text:p>\
        </office:annotation><text:p>100</text:p></table:table-cell></table:table>";
    assert_eq!(heard(note), ["单位：万元"]);
    let prompt = "<dataValidation type=\"decimal\" prompt=\"单位：万元\" sqref=\"G2\"/>";
    assert_eq!(heard(prompt), ["单位：万元"]);
}

#[test]
fn texts_of_repeated_cells_are_bounded() {
    let table = |times: u32, length: usize| {
        let cell =
            format!("table:number-columns-repeated=\"{times}\" office:value-type=\"string\"");
        let text = "x".repeat(length);
        format!(
            "<table:table><table:table-row><table:table-cell {cell}><text:p>{text}</text:p></table:table-cell>"
        )
    };
    for (times, length, read) in
        [(16_000, 5_000, false), (2_000, 50_000, false), (16_000, 40, true)]
    {
        let sheet = table(times, length);
        for block in [64, sheet.len()] {
            assert_eq!(seen(block, &sheet, 9).is_some(), read, "{times} {length} {block}");
        }
    }
}

#[test]
fn depth_counts_in_blocks_of_any_size() {
    let nested = "<v><v><v></v></v></v>";
    for block in 1..=nested.len() {
        assert!(seen(block, nested, 3).is_some() && seen(block, nested, 2).is_none(), "{block}");
    }
}
