//! What comes again: a filing mended after it was sent back, batches of a year and the next, segments that somebody
//! changed. With the real program, from the outside.

use std::fs;

use jiangbu::diag::Lang;
use jiangbu::domain::digest::sha256;
use jiangbu::frame::columns as c;
use jiangbu::ledger::Ledger;
use jiangbu::pipeline;
use jiangbu::run::execute;

use super::walks::{Desk, payment, texts};
use crate::runs::pipelines::{code, entries};
use crate::runs::saved::{again, text, text as text_of};

#[test]
fn a_mended_filing_sent_as_the_next_batch_pays_what_was_mended_alone() {
    let desk = Desk::new();
    // The second line names a channel that nobody knows and goes back.
    desk.prepare("first", &[(1, "FP-1", "2000000.00"), (1, "FP-2", "3000000.00")], "");
    let filing = entries(&desk.made.path("first")).pop().expect("a filing");
    let spoilt = desk.made.path("spoilt.xlsx");
    again(&filing, &spoilt, &|_, grid| {
        let of_second =
            |cells: &&mut Vec<_>| cells.iter().any(|cell: &calamine::Data| *cell == "FP-2");
        for cells in grid.iter_mut().filter(of_second) {
            let channel = cells.iter_mut().find(|cell| **cell == "网络视频");
            *channel.expect("a channel") = text("电视购物");
        }
    });
    fs::rename(&spoilt, &filing).expect("replaced");
    let first = desk.run("first");
    assert_eq!(payment(&first, 1)[0], 10_000_000, "5 % of 2,000,000");
    let back = desk.made.path("back").display().to_string();
    let checked = desk.program(&["check", "--returns", &back], &["first.toml"]);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    desk.approved(&first);
    // The filer mends the workbook that came back, in which all of its lines stand.
    let own = entries(&desk.made.path("back"));
    let own = own.iter().find(|path| path.to_string_lossy().contains(&code(1))).expect("its own");
    desk.prepare("second", &[(2, "FP-9", "4000000.00")], "");
    again(own, &desk.made.path("second/补正.xlsx"), &|_, grid| {
        for cell in grid.iter_mut().flatten().filter(|cell| **cell == "电视购物") {
            *cell = text("网络视频");
        }
    });
    let second = desk.run("second");
    // 5 % of the 3,000,000 that were mended, and of the other firm's; the line that counted is said.
    assert_eq!(payment(&second, 1)[0], 15_000_000);
    assert_eq!(payment(&second, 2)[0], 20_000_000);
    let codes = texts(&second, "findings", c::CODE);
    assert_eq!(codes.iter().filter(|code| *code == "D344").count(), 1, "{codes:?}");
    desk.approved(&second);
    // Sent a third time nothing of it is left.
    desk.prepare("third", &[(3, "FP-7", "2000000.00")], "");
    fs::copy(own, desk.made.path("third/原退件.xlsx")).expect("copied");
    fs::copy(desk.made.path("second/补正.xlsx"), desk.made.path("third/补正.xlsx"))
        .expect("copied");
    fs::remove_file(desk.made.path("third/原退件.xlsx")).expect("removed");
    let third = desk.run("third");
    assert_eq!([1, 3].map(|firm| payment(&third, firm)[0]), [0, 10_000_000]);
}

#[test]
fn three_batches_over_two_years() {
    let desk = Desk::new();
    // 二: 5 %, a million of yuan a year at most.
    let spring = desk.batch("spring", &[(1, "FP-1", "16000000.00"), (2, "FP-2", "4000000.00")], "");
    assert_eq!([1, 2].map(|firm| payment(&spring, firm)[0]), [80_000_000, 20_000_000]);
    desk.approved(&spring);
    let autumn = desk.batch("autumn", &[(1, "FP-3", "8000000.00"), (2, "FP-4", "2000000.00")], "");
    assert_eq!([1, 2].map(|firm| payment(&autumn, firm)[0]), [20_000_000, 10_000_000]);
    desk.approved(&autumn);
    // The next year has its own million; papers count once for ever.
    let next = |name: &str, lines: &[(usize, &str, &str)]| {
        desk.prepare(name, lines, "");
        let pipeline = desk.made.path(&format!("{name}.toml"));
        let text = fs::read_to_string(&pipeline).expect("a pipeline");
        let text = text.replace("award_year = 2026", "award_year = 2027");
        let text = text.replace("deadline = 2026-03-31", "deadline = 2027-03-31");
        fs::write(pipeline, text).expect("written");
        let filing = entries(&desk.made.path(name)).pop().expect("a filing");
        let later = desk.made.path("later.xlsx");
        again(&filing, &later, &|_, grid| {
            for cell in grid.iter_mut().flatten() {
                *cell = match cell.to_string().get(..10) {
                    Some("2025-06-30") => text_of("2026-06-30"),
                    Some("2026-03-01") => text_of("2027-03-01"),
                    _ => continue,
                };
            }
        });
        fs::rename(later, filing).expect("replaced");
        desk.run(name)
    };
    let rates = desk.made.path("rates.csv");
    let more = "2027-03-20,LPR1Y,3.00%,found,made up\n2027-01-27,USD,6.9858,found,made up\n";
    let known = fs::read_to_string(&rates).expect("rates");
    fs::write(&rates, format!("{known}{more}")).expect("written");
    let lines =
        [(1, "fp — 1", "16000000.00"), (1, "FP-5", "30000000.00"), (2, "FP-6", "6000000.00")];
    let third = next("next", &lines);
    let said = texts(&third, "findings", c::MESSAGE_ZH);
    assert!(said.iter().any(|said| said.contains("spring-001")), "{said:?}");
    // The deadline of the next year is not over on any day that this test runs on: entered before it.
    let run = third.display().to_string();
    let approve = ["approve", "--on", "2026-04-02", "--by", "王五", "--yes", "--backdate"];
    desk.succeeds(&[&approve[..], &["--despite", "重复凭证已退"]].concat(), &[&run]);
    let ledger = Ledger::read(&desk.made.path("runs/ledger")).expect("a ledger");
    let years: Vec<i32> = ledger.segments.iter().map(|segment| segment.head.award_year).collect();
    assert_eq!(years, [2026, 2026, 2027]);
    let granted = |firm: usize, year: i32| -> i64 {
        let own = ledger.segments.iter().filter(|segment| segment.head.award_year == year);
        let entries = own.flat_map(|segment| &segment.entries);
        entries.filter(|entry| entry.code == code(firm)).map(|entry| entry.amount).sum()
    };
    assert_eq!([granted(1, 2026), granted(2, 2026)], [100_000_000, 30_000_000]);
    assert_eq!([granted(1, 2027), granted(2, 2027)], [100_000_000, 30_000_000]);
    let shown = desk.succeeds(&["ledger", "show"], &["runs/ledger"]);
    for run in ["spring-001", "autumn-001", "next-001"] {
        assert!(shown.contains(run), "{shown}");
    }
}

#[test]
fn nothing_rests_on_a_segment_that_somebody_changed() {
    let desk = Desk::new();
    let first = desk.batch("first", &[(1, "FP-1", "2000000.00")], "");
    desk.approved(&first);
    let second = desk.batch("second", &[(2, "FP-2", "3000000.00")], "");
    let run = second.display().to_string();
    let export = desk.made.path("history.parquet").display().to_string();
    let approve = ["approve", &run, "--on", "2026-04-01", "--by", "王五", "--yes"];
    let withdraw =
        ["ledger", "withdraw", "1", "--on", "2026-04-20", "--by", "王", "--reason", "异议"];
    let segment = desk.made.path("runs/ledger/000001.parquet");
    let whole = fs::read(&segment).expect("a segment");
    let spoilt = [
        // A stretch in the middle, the end, another's bytes.
        whole
            .iter()
            .enumerate()
            .map(|(at, b)| if at / (whole.len() / 3) == 1 { b ^ 1 } else { *b })
            .collect(),
        whole[..whole.len() - 1].to_vec(),
        fs::read(first.join("tables/claims.parquet")).expect("claims"),
        Vec::new(),
    ];
    for bytes in spoilt {
        fs::write(&segment, bytes).expect("written");
        for action in [&["ledger", "verify"][..], &["ledger", "show"], &withdraw] {
            desk.refused("A586", action, &["runs/ledger"]);
        }
        let export = ["ledger", "export", "--scheme", "QH-ST-2026", "--output", &export];
        desk.refused("A586", &export, &["runs/ledger"]);
        desk.refused("A586", &["run"], &["second.toml"]);
        desk.refused("A586", &["check"], &["second.toml"]);
        desk.refused("A586", &approve, &[]);
        fs::write(&segment, &whole).expect("restored");
    }
    desk.succeeds(&approve, &[]);
    // The first of two cannot be taken away.
    let away = desk.made.path("away.parquet");
    fs::rename(&segment, &away).expect("moved");
    desk.refused("A586", &["ledger", "verify"], &["runs/ledger"]);
    fs::rename(&away, &segment).expect("moved back");
    assert_eq!(desk.segments(), 2);
}

/// Rules that change while a run is under way, and are put back: the manifest names those that were used.
#[test]
fn the_manifest_names_the_rules_that_were_used() {
    let desk = Desk::new();
    desk.prepare("first", &[(1, "FP-1", "2000000.00")], "");
    let scheme = desk.made.path("scheme.toml");
    let used = fs::read(&scheme).expect("a scheme");
    let loaded = pipeline::load(&desk.made.path("first.toml")).expect("a pipeline");
    let hashed = |file: &jiangbu::ingest::InputFile| loaded.rule_hashes.contains_key(&file.path);
    assert!(loaded.rule_files.iter().all(hashed), "{:?}", loaded.rule_files);
    let text = String::from_utf8(used.clone()).expect("text");
    let other = text.replacen("value = \"5%\"", "value = \"4%\"", 1);
    assert_ne!(other, text);
    fs::write(&scheme, other).expect("changed");
    let run = execute(&loaded, None, Lang::Zh, &|_: &str| {}).expect("a run").folder;
    let manifest = fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains(&sha256(&used)), "{manifest}");
    assert_eq!(payment(&run, 1)[0], 10_000_000, "5 %");
    // With the rules as they are now it is not approved; with those that it used it is.
    let shown = run.display().to_string();
    let approve = ["approve", &shown, "--on", "2026-04-01", "--by", "王五", "--yes"];
    desk.refused("A583", &approve, &[]);
    fs::write(&scheme, used).expect("put back");
    desk.succeeds(&approve, &[]);
}
