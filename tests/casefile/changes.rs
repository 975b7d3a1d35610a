//! The register of changes: who was supported, listed or split under another code is no stranger.

use std::path::Path;

use jiangbu::frame::columns as c;

use crate::run_reports::held::{firm, made};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Rows, code, jiangbu, said};

/// 50 % of 100,000.00, once for an enterprise.
const FILED: i64 = 5_000_000;

fn compliance(rows: &mut Rows, number: usize) {
    firm(rows, number);
    let (code, invoice) = (code(number), format!("FP-{number}"));
    rows.add(
        "m6",
        &[
            (c::USCC, &code),
            (c::FILING_NO, "2026-001"),
            (c::ACCEPTED_ON, "2026-03-01"),
            (c::PAID_ON, "2025-06-30"),
            (c::INVOICE_NO, &invoice),
            (c::EXPORT_FILING_NO, "BA-1"),
            (c::AMOUNT, "100000.00"),
        ],
    );
}

fn supported(rows: &mut Rows, number: usize) {
    let code = code(number);
    rows.add(
        "history",
        &[
            (c::USCC, &code),
            (c::MEASURE, "m6"),
            (c::AWARD_YEAR, "2025"),
            (c::PAID_ON, "2025-09-01"),
            (c::AMOUNT, "10000.00"),
            (c::STATUS, "已拨付"),
        ],
    );
}

fn change(rows: &mut Rows, kind: &str, old: usize, new: usize) {
    let (old, new) = (code(old), code(new));
    rows.add(
        "changes",
        &[
            (c::CHANGE_KIND, kind),
            (c::OLD_CODE, &old),
            (c::NEW_CODE, &new),
            (c::CHANGED_ON, "2025-12-01"),
            (c::DOCUMENT_NO, "准予变更〔2025〕9号"),
        ],
    );
}

fn round() -> Rows {
    let mut rows = Rows::default();
    (1..=6).for_each(|number| compliance(&mut rows, number));
    // Changed twice; split off; nothing; files under a code of before; absorbed somebody; listed under a code of before.
    supported(&mut rows, 101);
    change(&mut rows, "代码变更", 101, 102);
    change(&mut rows, "更名", 102, 1);
    supported(&mut rows, 103);
    change(&mut rows, "分立", 103, 2);
    change(&mut rows, "分立", 103, 107);
    change(&mut rows, "代码变更", 4, 104);
    supported(&mut rows, 105);
    change(&mut rows, "吸收合并", 105, 5);
    change(&mut rows, "代码变更", 106, 6);
    let listed = code(106);
    rows.add("listed", &[(c::USCC, &listed), (c::LIST, "经营异常名录")]);
    rows
}

fn is_the_round(run: &Path) {
    let claims = Table::open(run, "claims");
    assert_eq!(claims.fen(c::REQUESTED), [FILED; 6]);
    assert_eq!(claims.fen(c::PAYABLE), [0, FILED, FILED, FILED, 0, FILED]);
    let why = claims.texts("reason_history");
    assert_eq!(why, ["m6.once", "", "", "", "m6.once", ""]);
    let held = Table::open(run, "held");
    let held: Vec<_> = held.texts(c::USCC).into_iter().zip(held.texts(c::HOLD)).collect();
    let why = [(2, "split"), (4, "successor"), (6, "listed")];
    assert_eq!(held, why.map(|(number, why)| (code(number), why.to_string())));
    // Refused 2 + held 3 + paid 1 = filed 6.
    let payments = Table::open(run, "payments");
    let sum = |name| payments.fen(name).iter().sum::<i64>();
    assert_eq!((sum(c::TO_PAY), sum(c::HELD)), (FILED, 3 * FILED));
}

#[test]
fn what_was_used_under_a_code_of_before_is_used() {
    for reversed in [false, true] {
        let mut rows = round();
        if reversed {
            rows.reverse();
        }
        let world = made(&rows, "", "[payment]\nhold_listed = true\n");
        let run = world.run(&["--quiet"]);
        is_the_round(&run);
        let codes = Table::open(&run, "findings").texts(c::CODE);
        let count = |code: &str| codes.iter().filter(|own| *own == code).count();
        assert_eq!((count("R474"), count("R475")), (1, 1));
    }
}

#[test]
fn without_the_register_they_are_strangers() {
    let mut rows = round();
    rows.drop_all("changes");
    let run = made(&rows, "", "[payment]\nhold_listed = true\n");
    let run = run.run(&["--quiet"]);
    assert_eq!(Table::open(&run, "claims").fen(c::PAYABLE), [FILED; 6]);
}

#[test]
fn a_register_that_contradicts_itself_stops_the_run() {
    type Spoil = fn(&mut Rows);
    let cases: [(&str, &str, Spoil); 4] = [
        ("F265", "two successors", |rows| {
            change(rows, "代码变更", 101, 1);
            change(rows, "代码变更", 101, 2);
        }),
        ("F265", "lead back", |rows| {
            change(rows, "代码变更", 101, 102);
            change(rows, "代码变更", 102, 101);
        }),
        ("F265", "neither an old code", |rows| {
            let new = code(1);
            let cells =
                [(c::CHANGE_KIND, "更名"), (c::NEW_CODE, &*new), (c::CHANGED_ON, "2025-12-01")];
            rows.add("changes", &cells);
        }),
        ("D312", "known values", |rows| change(rows, "搬家", 101, 1)),
    ];
    for (code, words, spoil) in cases {
        let mut rows = Rows::default();
        compliance(&mut rows, 1);
        spoil(&mut rows);
        let world = made(&rows, "", "");
        let output = jiangbu(&["run", "--lang", "en"]).arg(world.pipeline()).output().expect("run");
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(code) && told.contains(words), "{code} {words}: {told}");
        assert!(told.contains("changes.xlsx"), "{told}");
    }
}
