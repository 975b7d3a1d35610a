//! What is paid once and never again: lists of released sums, filings that come back mended, debts that were set off,
//! a ledger beside its own export.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;

use super::ledger::table;
use super::walks::{Desk, payment, texts};
use crate::runs::pipelines::{code, said};

const HEAD: &str = "疑点编号,证据指纹,结论,认定理由,决定人,决定日期\n";

fn below(desk: &Desk, run: &Path) -> String {
    run.strip_prefix(desk.made.path("")).expect("below").display().to_string()
}

/// A table of decisions on claims of the table `held`.
fn decide(desk: &Desk, run: &Path, name: &str, verdicts: &[(usize, &str)]) -> String {
    let held = [c::CLAIM_ID, c::FINDING_ID, c::EVIDENCE].map(|column| texts(run, "held", column));
    let rows = verdicts.iter().map(|(firm, verdict)| {
        let claim = format!("m2-{}", code(*firm));
        let at = held[0].iter().position(|one| one.starts_with(&claim)).expect("it waits");
        format!("{},{},{verdict},已核,赵六,2026-04-10\n", held[1][at], held[2][at])
    });
    let text = format!("{HEAD}{}", rows.collect::<String>());
    fs::write(desk.made.path(name), text).expect("written");
    desk.made.path(name).display().to_string()
}

/// Two claims of 100,000 and 150,000 yuan that wait for objections.
fn objected(desk: &Desk) -> std::path::PathBuf {
    desk.prepare("first", &[(1, "FP-1", "2000000.00"), (2, "FP-2", "3000000.00")], "");
    let path = desk.made.path("first.toml");
    let mut text = fs::read_to_string(&path).expect("a pipeline");
    text += &format!("[payment]\nobjections = [\"{}\", \"{}\"]\n", code(1), code(2));
    fs::write(path, text).expect("written");
    desk.run("first")
}

#[test]
fn a_released_claim_stands_on_one_list() {
    let desk = Desk::new();
    let run = objected(&desk);
    let own = below(&desk, &run);
    let list = |file: &str, to: &str, only: &str| {
        let arguments = ["report", "--only", only, "--format", "txt", "--lang", "zh-CN"];
        desk.program(&[&arguments[..], &["--decisions", file, "--to"]].concat(), &[to, &own])
    };
    let text = |to: &str| {
        fs::read_to_string(desk.made.path(&format!("{to}/payments.txt"))).expect("a list")
    };
    // Decisions bear on the payment list alone.
    let one = decide(&desk, &run, "d1.csv", &[(1, "不重复")]);
    let output = list(&one, "list-0", "budget");
    assert!(said(&output).contains("A598") && output.status.code() == Some(2), "{}", said(&output));
    let output = list(&one, "list-1", "payments");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text("list-1").contains("100,000.00"));
    // The same file filled in further: only what is new is listed, though nobody named the list before.
    let both = decide(&desk, &run, "d2.csv", &[(1, "不重复"), (2, "不重复")]);
    let output = list(&both, "list-2", "payments");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("R485"), "{}", said(&output));
    let second = text("list-2");
    assert!(second.contains("拾伍万元整") && !second.contains("贰拾伍万元整"), "{second}");
    for file in [&one, &both] {
        let output = list(file, "list-3", "payments");
        assert!(said(&output).contains("R483"), "{}", said(&output));
    }
    // To decide otherwise afterwards takes nothing back, and is said.
    let reversed = decide(&desk, &run, "d3.csv", &[(1, "重复")]);
    let output = list(&reversed, "list-3", "payments");
    assert!(said(&output).contains("R486"), "{}", said(&output));
    // A list can be printed again as it was, under another name of the run as well.
    fs::rename(&run, desk.made.path("runs/renamed")).expect("renamed");
    let again = |number: &str, to: &str| {
        let arguments = ["report", "--only", "payments", "--format", "txt", "--lang", "zh-CN"];
        let arguments = [&arguments[..], &["--list", number, "--to"]].concat();
        desk.program(&arguments, &[to, "runs/renamed"])
    };
    let output = again("2", "again");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(text("again"), second);
    assert!(said(&again("3", "none")).contains("R488"));
    // A record that is gone may have paid anything.
    fs::remove_file(desk.made.path("runs/released/first-001-001.json")).expect("removed");
    assert!(said(&again("1", "none")).contains("A599"));
}

#[test]
fn a_filing_mended_after_its_batch_is_asked_about() {
    // The invoice was missing; its number was mistyped.
    for before in ["", "FP-l"] {
        let desk = Desk::new();
        desk.approved(&desk.batch("first", &[(1, before, "2000000.00")], ""));
        let lines = [(1, "FP-1", "2000000.00"), (2, "FP-2", "3000000.00")];
        let second = desk.batch("second", &lines, "");
        let codes = texts(&second, "findings", c::CODE);
        assert_eq!(codes.iter().filter(|code| *code == "D398").count(), 1, "{codes:?}");
        assert_eq!(payment(&second, 1), [10_000_000, 10_000_000, 0]);
        assert_eq!(payment(&second, 2), [15_000_000, 0, 15_000_000]);
        // Decided to be the same, the line is left out.
        let file = decide(&desk, &second, "d.csv", &[(1, "重复")]);
        let third = desk.batch("third", &lines, &format!("decisions = [\"{file}\"]\n"));
        assert_eq!(payment(&third, 1)[0], 0);
        // Another payment on the contract is no question.
        let other = desk.batch("other", &[(1, "FP-9", "1700000.00")], "");
        assert_eq!(payment(&other, 1), [8_500_000, 0, 8_500_000]);
    }
}

#[test]
fn a_line_that_a_person_calls_the_same_is_left_out_at_any_level() {
    let desk = Desk::new();
    desk.approved(&desk.batch("first", &[(1, "FP-1", "2000000.00")], ""));
    let lines = [(1, "FP-1", "2000000.00"), (1, "FP-2", "1500000.00")];
    let warns = |name: &str, more: &str| {
        desk.prepare(name, &lines, more);
        let path = desk.made.path(&format!("{name}.toml"));
        let text = fs::read_to_string(&path).expect("a pipeline");
        fs::write(&path, text + "[findings]\nD344 = \"warning\"\n").expect("written");
        desk.run(name)
    };
    let second = warns("second", "");
    assert_eq!(payment(&second, 1), [17_500_000, 17_500_000, 0]);
    assert!(!texts(&second, "findings", c::CODE).contains(&"D344".to_string()));
    let file = decide(&desk, &second, "d.csv", &[(1, "重复")]);
    let third = warns("third", &format!("decisions = [\"{file}\"]\n"));
    assert_eq!(payment(&third, 1), [7_500_000, 0, 7_500_000]);
}

#[test]
fn a_run_is_approved_on_the_ledger_as_it_read_it() {
    let desk = Desk::new();
    let first = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    // The same line in a file of other bytes.
    let more = [(1, "FP-1", "2000000.00"), (2, "FP-2", "3000000.00")];
    let second = desk.batch("second", &more, "");
    // A copy is the same ledger by its name; what was approved on it meanwhile is seen all the same.
    fs::create_dir(desk.made.path("runs/copy")).expect("created");
    let name = "ledger.json";
    fs::copy(desk.made.path("runs/ledger").join(name), desk.made.path("runs/copy").join(name))
        .expect("copied");
    let by =
        ["approve", "--on", "2026-04-01", "--by", "王五", "--yes", "--despite", "x", "--ledger"];
    desk.succeeds(&by, &["runs/copy", &below(&desk, &first)]);
    desk.refused("A583", &by, &["runs/copy", &below(&desk, &second)]);
}

#[test]
fn a_ledger_beside_its_export_counts_once() {
    let desk = Desk::new();
    desk.approved(&desk.batch("first", &[(1, "FP-1", "2000000.00")], ""));
    let export = desk.made.path("history.parquet").display().to_string();
    desk.succeeds(
        &["ledger", "export", "--output", &export, "--scheme", "QH-ST-2026"],
        &["runs/ledger"],
    );
    // Another state of the same award: other bytes, another row.
    fs::create_dir(desk.made.path("tables")).expect("created");
    fs::rename(&export, desk.made.path("tables/history.parquet")).expect("moved");
    let mut frame = table(&desk.made.path(""), "history");
    let paid = vec!["已拨付"; frame.height()];
    frame.with_column(polars::prelude::Column::new(c::STATUS.into(), paid)).expect("another state");
    let file = fs::File::create(&export).expect("a file");
    polars_io::prelude::ParquetWriter::new(file).finish(&mut frame).expect("written");
    let lines = [(1, "FP-2", "4000000.00")];
    let alone = desk.batch("alone", &lines, "");
    let beside = desk.batch("beside", &lines, "history = [\"history.parquet\"]\n");
    assert_eq!(payment(&beside, 1), payment(&alone, 1));
    assert!(texts(&beside, "findings", c::CODE).contains(&"D397".to_string()));
}

#[test]
fn a_debt_is_set_off_once_and_an_order_frees_nothing() {
    let desk = Desk::new();
    let owed = |name: &str, amount: &str| {
        let text = format!(
            "统一社会信用代码,申报项编号,追回原因,尚欠（元）\n{},m2-old,虚报,{amount}\n",
            code(1)
        );
        fs::write(desk.made.path(name), text).expect("written");
    };
    // Amounts differ: two lines alike would wait, and nothing is settled out of what waits.
    let run = |name: &str, (invoice, amount): (&str, &str), debts: &str| {
        let more = format!("owed = [\"{debts}\"]\n");
        desk.prepare(name, &[(1, invoice, amount)], &more);
        let path = desk.made.path(&format!("{name}.toml"));
        let text = fs::read_to_string(&path).expect("a pipeline");
        fs::write(&path, text + "[payment]\nset_off = true\n").expect("written");
        desk.run(name)
    };
    let set_off = |run: &Path| super::walks::money(run, "payments", c::SET_OFF);
    owed("owed.csv", "30000.00");
    let first = run("first", ("FP-1", "2000000.00"), "owed.csv");
    assert_eq!(set_off(&first), [3_000_000]);
    desk.approved(&first);
    // The same list, and one of a later day that nobody entered the set-off in.
    owed("later.csv", "30100.00");
    for (name, debts, expected) in [("second", "owed.csv", 0), ("third", "later.csv", 10_000)] {
        let later = run(name, ("FP-2", "3000000.00"), debts);
        assert!(texts(&later, "findings", c::CODE).contains(&"A518".to_string()));
        assert_eq!(set_off(&later), [expected], "{name}");
    }
    // What is left when it was entered is set off.
    owed("rest.csv", "2000.00");
    assert_eq!(set_off(&run("fourth", ("FP-3", "4000000.00"), "rest.csv")), [200_000]);
}
