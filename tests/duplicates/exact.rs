//! Registered names to the letter, confirmed by one signature; and a register of names beside them.

use std::fs;
use std::path::Path;

use jiangbu::frame::columns as c;

use super::with_rosters::{NAME, append, book, decide, pipeline, promotion, roster, total};
use crate::runs::arrow_reader::Table;
use crate::runs::pipelines::{Made, Rows, code};

const HEAD: &[&str] = &["企业名称", "扶持事项", "发票号", "金额"];
const MORE: &str = "year = \"2025\"\nstatus = \"已拨付\"";
const ON: &str = "\n[duplicates.levels]\nname-exact = \"confirmed\"\n";
const CLAIMED: i64 = 100_000_000;

fn made(name: &str, more: &str) -> Made {
    let mut rows = Rows::default();
    promotion(&mut rows);
    let made = pipeline(&rows, "");
    append(&made, more);
    roster(&made, "BAOAN", MORE, &[("名单", &[HEAD, &[name, "营销推广", "FP-1", "5000"]])]);
    made
}

fn codes(run: &Path) -> Vec<String> {
    let mut codes = Table::open(run, "findings").texts(c::CODE);
    codes.retain(|code| {
        matches!(code.as_str(), "R420" | "R421" | "R446" | "R447" | "R448" | "R449")
    });
    codes.sort();
    codes
}

/// Fills in the sheet of names: an answer for each of its rows.
fn fill(made: &Made, run: &Path, answers: [&str; 2]) {
    let sheet = Table::open(run, "name_sample");
    let (ids, evidence) = (sheet.texts(c::FINDING_ID), sheet.texts(c::EVIDENCE));
    assert_eq!(ids.len(), 2, "the level and one enterprise");
    let head: &[&str] = &["疑点编号", "结论", "认定理由", "决定人", "决定日期", "证据指纹"];
    let rows: Vec<Vec<&str>> = (0..2)
        .map(|at| {
            vec![
                ids[at].as_str(),
                answers[at],
                "查登记系统",
                "王审核",
                "2026-04-02",
                evidence[at].as_str(),
            ]
        })
        .collect();
    let mut all = vec![head];
    all.extend(rows.iter().map(Vec::as_slice));
    book(made.path("decisions.xlsx"), &[("名称抽样", &all)]);
}

fn manifest(run: &Path) -> serde_json::Value {
    let text = fs::read_to_string(run.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn one_signature_confirms_registered_names() {
    // Off, as it comes: a question, and no word of the level.
    let off = made(NAME, "");
    let run = off.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (CLAIMED, vec!["R420".to_string()]));
    assert!(manifest(&run).get("name_exact").is_none());

    let made = made(NAME, ON);
    let run = made.run(&["--quiet"]);
    assert_eq!(total(&run), CLAIMED, "not signed yet");
    assert_eq!(codes(&run), ["R420", "R447"]);

    // Signed, but nobody looked; looked at, but not signed: the one who was looked at is settled.
    decide(&made, "decisions.xlsx");
    fill(&made, &run, ["同一企业", ""]);
    let waits = made.run(&["--quiet"]);
    assert_eq!((total(&waits), codes(&waits)), (CLAIMED, vec!["R420".into(), "R447".into()]));

    fill(&made, &run, ["同一企业", "同一企业"]);
    let signed = made.run(&["--quiet"]);
    assert_eq!((total(&signed), codes(&signed)), (0, vec!["R421".into(), "R446".into()]));
    let said = manifest(&signed)["name_exact"]["en"].as_str().expect("said").to_string();
    assert!(said.contains("王审核") && said.contains("2026-04-02"), "{said}");
    assert_eq!(Table::open(&signed, "name_sample").texts(c::VERDICT), ["同一企业", "同一企业"]);
    let level = Table::open(&signed, "duplicates").texts(c::LEVEL);
    assert_eq!(level, ["name-exact"]);

    // One of them is somebody else: it is no case, and the level confirms nothing.
    fill(&made, &run, ["同一企业", "非同一企业"]);
    let against = made.run(&["--quiet"]);
    assert_eq!((total(&against), codes(&against)), (CLAIMED, vec!["R448".to_string()]));
}

#[test]
fn a_signature_is_for_one_list() {
    let made = made(NAME, ON);
    let run = made.run(&["--quiet"]);
    decide(&made, "decisions.xlsx");
    fill(&made, &run, ["同一企业", "同一企业"]);
    // Another wanted precision is another sample and asks for another signature.
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text =
        text.replace("crosswalk.toml\"\n", "crosswalk.toml\"\nexact_precision = \"99.9%\"\n");
    fs::write(made.pipeline(), text).expect("written");
    let run = made.run(&["--quiet"]);
    // Whom somebody looked at stays settled.
    assert_eq!((total(&run), codes(&run)), (0, vec!["R421".into(), "R447".into()]));
}

/// Rows of a register: name, code, former names.
fn with_register(made: &Made, rows: &[&[&str]]) {
    let mut all: Vec<&[&str]> = vec![&["企业名称", "统一社会信用代码", "曾用名", "登记状态"]];
    all.extend(rows);
    book(made.path("register.xlsx"), &[("名称登记", &all)]);
    let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
    let text = text.replace("[inputs]\n", "[inputs]\nregister = [\"register.xlsx\"]\n");
    fs::write(made.pipeline(), text).expect("written");
}

fn level_and_total(name: &str, register: &[&[&str]]) -> (Vec<String>, i64) {
    let made = made(name, "");
    with_register(&made, register);
    let run = made.run(&["--quiet"]);
    (Table::open(&run, "duplicates").texts(c::LEVEL), total(&run))
}

#[test]
fn a_register_turns_names_into_codes() {
    let (own, other) = (code(1), code(2));
    let us: &[&str] = &[NAME, &own, "深圳市旧帆信息有限公司；深圳市老帆贸易有限公司", "存续"];
    let settled = |level: &str| (vec![level.to_string()], 0);
    assert_eq!(level_and_total(NAME, &[us]), settled("register"));
    assert_eq!(level_and_total("深圳云帆數據科技有限责任公司", &[us]), settled("register"));
    assert_eq!(level_and_total("深圳市老帆贸易有限公司", &[us]), settled("register"));
    // A character apart, and nobody else is near.
    assert_eq!(level_and_total("深圳市云凡数据科技有限公司", &[us]), settled("register-slip"));
    // It is somebody else's name; somebody else is as near; the name was handed on.
    let nothing = (Vec::new(), CLAIMED);
    let them: &[&str] = &["深圳市云凡数据科技有限公司", &other, "", "存续"];
    assert_eq!(level_and_total("深圳市云凡数据科技有限公司", &[us, them]), nothing);
    assert_eq!(level_and_total("深圳市云几数据科技有限公司", &[us, them]), nothing);
    let heir: &[&str] = &["深圳市老帆贸易有限公司", &other, "", "存续"];
    assert_eq!(level_and_total("深圳市老帆贸易有限公司", &[us, heir]), nothing);
    // A name without its place that is registered as another's.
    let short: &[&str] = &["云帆数据科技有限公司", &other, "", "存续"];
    assert_eq!(level_and_total("云帆数据科技有限公司", &[us, short]), nothing);
    assert_eq!(level_and_total("云帆数据科技有限公司", &[us]).1, CLAIMED, "a question");
}

#[test]
fn a_register_that_is_not_whole_speaks_for_names_to_the_letter() {
    let asked = |level: &str| (level.to_string(), CLAIMED, vec!["R420".into(), "R449".into()]);
    assert_eq!(with_a_part("深圳市云凡数据科技有限公司"), asked("register-near"));
    assert_eq!(with_a_part("深圳云帆数据科技有限责任公司"), asked("name"));
    assert_eq!(with_a_part("深圳市老帆贸易有限公司").1, CLAIMED);
    let settled = |level: &str| (level.to_string(), 0, vec!["R421".into(), "R449".into()]);
    assert_eq!(with_a_part(NAME), settled("register"));
    // The slip stands in the place: the name itself is whole.
    assert_eq!(with_a_part("深川市云帆数据科技有限公司"), settled("register-slip"));
}

/// Level, payable amount and codes of a run whose register lacks most of those whom the roster names by their codes.
fn with_a_part(name: &str) -> (String, i64, Vec<String>) {
    let own = code(1);
    let made = made(name, "");
    with_register(&made, &[&[NAME, &own, "深圳市老帆贸易有限公司", "存续"]]);
    // Forty others with codes that the register does not have.
    let names: Vec<[String; 2]> =
        (0..40).map(|at| [format!("深圳市别家{at}号贸易有限公司"), code(at + 10)]).collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["企业名称", "统一社会信用代码", "扶持事项"]];
    rows.extend(names.iter().map(|[name, code]| vec![name.as_str(), code.as_str(), "营销推广"]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    roster(&made, "NANSHAN", MORE, &[("名单", &rows)]);
    let run = made.run(&["--quiet"]);
    let level = Table::open(&run, "duplicates").texts(c::LEVEL).concat();
    (level, total(&run), codes(&run))
}

#[test]
fn thresholds_beyond_sense_are_refused() {
    let read = |line: &str| {
        let made = made(NAME, "");
        let text = fs::read_to_string(made.pipeline()).expect("a pipeline");
        let text = text.replace("crosswalk.toml\"\n", &format!("crosswalk.toml\"\n{line}\n"));
        fs::write(made.pipeline(), text).expect("written");
        let faults = jiangbu::pipeline::load(&made.pipeline()).err().unwrap_or_default();
        let said = |fault: &jiangbu::diag::Diagnostic| {
            let near = fault.value("suggestion").unwrap_or_default();
            format!("{} {near}", fault.code.id).trim_end().to_string()
        };
        faults.0.iter().map(said).collect::<Vec<_>>()
    };
    // The score is no threshold any more: the key that took its place is named.
    assert_eq!(read("least_score = 20"), ["C102 least_chance"]);
    // A probability above one would take every question from the queue.
    for wrong in
        ["least_chance = 1001", "exact_precision = \"100%\"", "exact_precision = \"49.99%\""]
    {
        assert_eq!(read(wrong), ["C110"], "{wrong}");
    }
    for right in
        ["least_chance = 1000", "exact_precision = \"99.99%\"", "exact_precision = \"50%\""]
    {
        assert_eq!(read(right), [""; 0], "{right}");
    }
}

/// A branch bears the whole name of its parent: signed for with the names, where the pipeline says so.
#[test]
fn a_signature_covers_branches_that_bear_the_name() {
    let branch = format!("{NAME}南山分公司");
    let both = format!("{ON}branch-exact = \"confirmed\"\n");
    for (name, levels, rows, left) in [
        (branch.as_str(), both.as_str(), 2, 0),
        // Of names alone, a branch is no part.
        (&branch, ON, 0, CLAIMED),
        // No registered branch, and a parent in another writing.
        (&format!("{NAME}南山营业部"), &both, 0, CLAIMED),
        ("深圳云帆数据科技有限公司南山分公司", &both, 0, CLAIMED),
    ] {
        let made = made(name, levels);
        let run = made.run(&["--quiet"]);
        assert_eq!(total(&run), CLAIMED, "{name}: not signed yet");
        let asked = Table::open(&run, "suspected").rows();
        assert_eq!(asked, usize::from(rows == 0), "{name}: asked in one place");
        if rows == 0 {
            continue;
        }
        assert_eq!(Table::open(&run, "name_sample").rows(), rows, "{name}");
        decide(&made, "decisions.xlsx");
        fill(&made, &run, ["同一企业", "同一企业"]);
        let signed = made.run(&["--quiet"]);
        assert_eq!((total(&signed), codes(&signed)), (left, vec!["R421".into(), "R446".into()]));
        assert_eq!(Table::open(&signed, "duplicates").texts(c::LEVEL), ["branch-exact"]);
        let said = manifest(&signed)["name_exact"]["en"].as_str().expect("said").to_string();
        assert!(said.contains("by branches that bear the name"), "{said}");
    }
}

/// Codes of branches stand in no register of enterprises: they do not make it incomplete.
#[test]
fn a_register_need_not_hold_branches() {
    let own = code(1);
    let made = made("深圳云帆数据科技有限责任公司", "");
    let names: Vec<[String; 2]> =
        (0..40).map(|at| [format!("深圳市别家{at}号贸易有限公司"), code(at + 10)]).collect();
    let mut register: Vec<Vec<&str>> = vec![vec![NAME, &own, "", "存续"]];
    register
        .extend(names.iter().map(|[name, code]| vec![name.as_str(), code.as_str(), "", "存续"]));
    let register: Vec<&[&str]> = register.iter().map(Vec::as_slice).collect();
    with_register(&made, &register);
    let branches: Vec<[String; 2]> = (0..40)
        .map(|at| [format!("深圳市别家{at}号贸易有限公司宝安分公司"), code(at + 60)])
        .collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["企业名称", "统一社会信用代码", "扶持事项"]];
    let listed = names.iter().chain(&branches);
    rows.extend(listed.map(|[name, code]| vec![name.as_str(), code.as_str(), "营销推广"]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    roster(&made, "NANSHAN", MORE, &[("名单", &rows)]);
    let run = made.run(&["--quiet"]);
    assert_eq!((total(&run), codes(&run)), (0, vec!["R421".to_string()]));
}
