//! Filings that `jiangbu intake` read file by file, on whatever machine: a run on its folders is the run on the files,
//! and a folder that is not what was written stands for nothing.

use std::fs;
use std::path::{Path, PathBuf};

use jiangbu::diag::{Diagnostic, Failure};
use jiangbu::intake::origin;
use jiangbu::intake::prepare::prepare;
use jiangbu::jobs;
use jiangbu::jobs::intake::Made;
use jiangbu::pipeline::{alone, load};
use jiangbu::run::compute;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::patch::patch;
use super::pipelines::{code, entries, files, jiangbu, said};
use super::which_files::{Desk, LINE_HEADINGS, M6, firms, ids, line};
use crate::sample::{JOINT, PIPELINE, elsewhere, run};

const QUIET: fn(&str) = |_| {};
const FILES: &str = "filings = [\"f/*\"]";
const TAKEN: &str = "filings = [\"taken/*/manifest.json\"]";

fn take(pipeline: &Path, files: &[PathBuf], out: &Path) -> Result<Made, Failure> {
    let pipeline = alone::load(pipeline, files).map_err(Failure::User)?;
    jobs::intake::intake(&pipeline, out, &QUIET)
}

/// Every filing of a desk in a folder of its own, the last file in the first folder.
fn take_each(desk: &Desk) {
    fs::create_dir(desk.path("taken")).expect("created");
    let mut files = entries(&desk.path("f"));
    files.sort();
    for (number, file) in files.iter().rev().enumerate() {
        let out = desk.path(&format!("taken/{number}"));
        let made = take(&desk.path("p.toml"), std::slice::from_ref(file), &out);
        made.unwrap_or_else(|failure| panic!("{failure:?}"));
    }
}

/// All that is said and all that is paid.
fn outcome(pipeline: &Path) -> String {
    let pipeline = load(pipeline).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut computed = match compute(&pipeline, &QUIET) {
        Ok(computed) => computed,
        Err(failure) => return format!("{failure:?}"),
    };
    computed.prepared.linked.intakes.clear();
    let firms = &computed.prepared.inputs.firms;
    let awards = (&computed.awards.firm, computed.awards.current());
    format!("{:?}\n{firms:?}\n{awards:?}", computed.prepared.linked)
}

/// A desk whose run on the folders is that on the files; says which codes it found.
fn same(name: &str, desk: &Desk, rest: &str) -> Vec<&'static str> {
    desk.ask(&format!("{FILES}\n{rest}"), "");
    let direct = outcome(&desk.path("p.toml"));
    let found = desk.outcome().1;
    take_each(desk);
    desk.ask(&format!("{TAKEN}\n{rest}"), "");
    assert_eq!(outcome(&desk.path("p.toml")), direct, "{name}");
    ids(&found)
}

/// A shipped pipeline, each file by itself for each of its schemes: every table, report and workbook has the bytes of a run
/// on the files. A manifest differs in the hash of the pipeline, which names the folders, and lists these.
fn same_bytes(shipped: &str, schemes: &[&str]) {
    let away = tempfile::tempdir().expect("a folder");
    let mut text = elsewhere(&fs::read_to_string(shipped).expect("the pipeline"));
    let pipeline = away.path().join("p.toml");
    fs::write(&pipeline, &text).expect("written");
    let shown = pipeline.display().to_string();
    let direct = away.path().join("direct");
    assert_eq!(run(&shown, &direct, "zh-CN", None).status.code(), Some(1));
    let mut count = 0;
    for (place, scheme) in schemes.iter().enumerate() {
        let asked = format!("{shown}{scheme}");
        let own = load(Path::new(&asked)).unwrap_or_else(|faults| panic!("{faults:?}"));
        for (number, file) in own.inputs.filings.iter().enumerate() {
            let mut command = jiangbu(&["intake", "--quiet", "--pipeline", &asked, "--out"]);
            let out = away.path().join(format!("taken{place}/{number}"));
            let output = command.arg(out).arg(&file.path).output().expect("the program");
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        }
        count += own.inputs.filings.len();
        let named = text.lines().find(|line| line.starts_with("filings = [\"/")).expect("filings");
        let folders = format!("filings = [\"taken{place}/*/manifest.json\"]");
        text = text.replacen(&named.to_string(), &folders, 1);
    }
    fs::write(&pipeline, &text).expect("written");
    let taken = away.path().join("runs");
    assert_eq!(run(&shown, &taken, "zh-CN", Some("2")).status.code(), Some(1));
    let [direct, taken] = [direct, taken].map(|out| files(&entries(&out)[0]));
    assert!(direct.keys().eq(taken.keys()));
    let mut listed = 0;
    for (name, bytes) in &direct {
        if name.ends_with("manifest.json") {
            let [ours, theirs] = [bytes, &taken[name]].map(|bytes| manifest(bytes));
            assert_eq!((ours.0, 0), (theirs.0, ours.1), "{name:?}");
            listed += theirs.1;
        } else {
            assert!(*bytes == taken[name], "{name:?}");
        }
    }
    assert_eq!(listed, count);
}

/// A manifest without the hash of the pipeline and its folders, and how many these are.
fn manifest(bytes: &[u8]) -> (Value, usize) {
    let mut manifest: Value = serde_json::from_slice(bytes).expect("JSON");
    if let Some(pipeline) = manifest.pointer_mut("/rule_files/0") {
        pipeline.take();
    }
    let taken = manifest.as_object_mut().expect("an object").shift_remove("intakes");
    (manifest, taken.map_or(0, |taken| taken.as_array().expect("a list").len()))
}

#[test]
fn the_sample_read_file_by_file_gives_the_bytes_of_a_run_on_its_files() {
    same_bytes(PIPELINE, &[""]);
}

#[test]
fn schemes_of_one_file_are_read_each_by_itself() {
    same_bytes(JOINT, &["#service-trade", "#data-industry"]);
}

/// A plan for another engine, too, has the same inputs and queries.
#[test]
fn a_plan_is_made_from_folders_as_from_files() {
    let desk = Desk::new(FILES);
    desk.filing("f/a.xlsx", 1, "10000.00");
    desk.filing("f/b.xlsx", 2, "20000.00");
    let plan = |out: &str| {
        let (exit, told) =
            desk.program(&["plan", "p.toml", "--engine", "duckdb", "--out", out, "--quiet"]);
        assert!(exit < 2, "{told}");
        files(&desk.path(out))
    };
    let direct = plan("direct");
    take_each(&desk);
    desk.ask(TAKEN, "");
    assert!(direct.len() > 5 && direct == plan("plan"));
}

/// The whole corpus of ugly files as the filings of one run: whatever is wrong with a file is said of it afterwards.
#[test]
fn what_is_said_of_ugly_files_comes_back_word_for_word() {
    let root = env!("CARGO_MANIFEST_DIR");
    let desk = Desk::new(&format!(
        "filings = [\"{root}/tests/data/**/*.*\", \"{root}/tests/bad/**/*.*\"]"
    ));
    let read = || {
        let pipeline = load(&desk.path("p.toml")).unwrap_or_else(|faults| panic!("{faults:?}"));
        let inputs: Vec<PathBuf> =
            pipeline.inputs.filings.iter().map(|file| file.path.clone()).collect();
        let said = match prepare(&pipeline, &QUIET) {
            Ok(prepared) => format!("{:?}", (prepared.linked.findings, prepared.linked.unusable)),
            Err(failure) => format!("{failure:?}"),
        };
        (inputs, said)
    };
    let (inputs, direct) = read();
    assert!(inputs.len() > 250);
    let half = inputs.len() / 2;
    for (name, some) in [("taken/a", &inputs[half..]), ("taken/b", &inputs[..half])] {
        take(&desk.path("p.toml"), some, &desk.path(name)).unwrap_or_else(|why| panic!("{why:?}"));
    }
    desk.ask(TAKEN, "");
    assert_eq!(read().1, direct);
}

/// What only several files together show is found in the later run.
#[test]
fn what_lies_between_files_is_found_afterwards() {
    let headed = |lines: Vec<[String; 7]>| {
        let head = LINE_HEADINGS.map(str::to_string);
        std::iter::once(head).chain(lines).collect::<Vec<_>>()
    };
    let two = || {
        let desk = Desk::new(FILES);
        desk.filing("f/a.xlsx", 1, "10000.00");
        desk.filing("f/b.xlsx", 2, "20000.00");
        desk
    };
    assert_eq!(same("nothing", &two(), ""), [""; 0]);

    let desk = two();
    fs::copy(desk.path("f/a.xlsx"), desk.path("f/c.xlsx")).expect("copied");
    assert_eq!(same("the same bytes", &desk, ""), ["F246"]);

    let desk = two();
    desk.book(
        "f/c.xlsx",
        &firms(&[1]),
        &headed(vec![line(1, "1", "10000.00"), line(1, "3", "1.00")]),
    );
    desk.book("f/d.xlsx", &firms(&[1]), &headed(vec![line(1, "2", "5000.00")]));
    let found = same("a firm that files twice, and a line that stands twice", &desk, "");
    assert!(found.contains(&"D320"), "{found:?}");

    let desk = two();
    let other = line(1, "2", "10000.00");
    let invoice = line(1, "1", "")[4].clone();
    let borrowed =
        [0, 1, 2, 3, 4, 5, 6].map(|at| if at == 4 { invoice.clone() } else { other[at].clone() });
    desk.book("f/c.xlsx", &firms(&[1]), &headed(vec![borrowed]));
    let found = same("an invoice in two files", &desk, "");
    assert!(found.contains(&"D327"), "{found:?}");

    // A request among the facts of one file, the lines in another.
    let desk = two();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("基本情况").expect("a name");
    for (row, cells) in (0..).zip(firms(&[3])) {
        let last = if row == 0 { "申请奖补金额" } else { "100.00" };
        sheet.write_row(row, 0, cells.iter().map(String::as_str).chain([last])).expect("written");
    }
    book.save(desk.path("f/c.xlsx")).expect("saved");
    desk.book("f/d.xlsx", &firms(&[]), &headed(vec![line(3, "1", "10000.00")]));
    let found = same("a request apart", &desk, "");
    assert!(found.contains(&"F249") && found.contains(&"F271"), "{found:?}");

    let desk = two();
    fs::write(desk.path("f/c.xlsx"), "PK").expect("written");
    assert_eq!(same("a file that cannot be used", &desk, ""), ["F249", "F203"]);

    assert_eq!(
        same("a unit that the pipeline says", &two(), "units = { \"b.xlsx\" = \"万元\" }"),
        [""; 0]
    );
    assert_eq!(same("stop", &two(), "on_bad_file = \"stop\""), [""; 0]);
}

/// A return workbook that comes back takes the place of the rows that it corrects, though each was read elsewhere.
#[test]
fn mended_workbooks_find_what_they_correct() {
    let desk = Desk::new(FILES);
    desk.filing("f/a.xlsx", 2, "20000.00");
    let lines = [LINE_HEADINGS.map(str::to_string), line(1, "1", "10000.00"), line(1, "2", "二万")];
    desk.book("f/b.xlsx", &firms(&[1]), &lines);
    assert_eq!(desk.program(&["check", "p.toml", "--returns", "back"]).0, 1);
    let back = entries(&desk.path("back"));
    let own = back.iter().find(|path| path.to_string_lossy().contains(&code(1)));
    let mended = desk.path("f/mended.xlsx");
    fs::copy(own.expect("a return"), &mended).expect("copied");
    patch(&mended, M6, &[("G3", "20000.00"), ("G2", "90000.00")]);
    let found = same("mended", &desk, "");
    assert!(found.contains(&"F250") && found.contains(&"F268"), "{found:?}");
}

/// Faults of a pipeline that is read and computed.
fn refused(desk: &Desk) -> Vec<Diagnostic> {
    desk.compute().err().unwrap_or_default()
}

fn one_taken() -> Desk {
    let desk = Desk::new(FILES);
    desk.filing("f/a.xlsx", 1, "10000.00");
    take_each(&desk);
    desk.ask(TAKEN, "");
    assert_eq!(refused(&desk), []);
    desk
}

/// The manifest of the folder with the digests of what lies there now, as one would put it to hide a change.
fn vouch_again(folder: &Path) {
    let path = folder.join("manifest.json");
    let mut manifest: Value =
        serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
    let digest = |path: &Path| jiangbu::domain::digest::sha256(&fs::read(path).expect("read"));
    manifest["read_sha256"] = digest(&folder.join("read.jsonl")).into();
    for table in entries(&folder.join("tables")) {
        let name = table.file_stem().expect("a name").to_string_lossy().into_owned();
        manifest["tables"][name] = digest(&table).into();
    }
    fs::write(&path, serde_json::to_vec(&manifest).expect("JSON")).expect("written");
}

/// Changes a text of a file.
fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

#[test]
fn a_folder_that_is_not_what_was_written_is_refused_by_name() {
    type Spoil = fn(&Desk);
    let spoilt: [(&str, Spoil, &str, &str); 9] = [
        (
            "a byte of a table",
            |desk| {
                let path = desk.path("taken/0/tables/lines_m6.parquet");
                let mut bytes = fs::read(&path).expect("read");
                let half = bytes.len() / 2;
                bytes[half] ^= 1;
                fs::write(path, bytes).expect("written");
            },
            "A510",
            "lines_m6.parquet",
        ),
        (
            "a table that is gone",
            |desk| {
                fs::remove_file(desk.path("taken/0/tables/firms.parquet")).expect("removed");
            },
            "A510",
            "firms.parquet",
        ),
        (
            "a table that was added",
            |desk| {
                let [from, to] = ["firms", "lines_m2"]
                    .map(|name| desk.path(&format!("taken/0/tables/{name}.parquet")));
                fs::copy(from, to).expect("copied");
            },
            "A510",
            "lines_m2.parquet",
        ),
        (
            "what stands beside the tables",
            |desk| {
                change(&desk.path("taken/0/read.jsonl"), "\"refused\":[]", "\"refused\": []");
            },
            "A510",
            "read.jsonl",
        ),
        (
            "nothing stands beside the tables",
            |desk| {
                fs::remove_file(desk.path("taken/0/read.jsonl")).expect("removed");
            },
            "A510",
            "read.jsonl",
        ),
        (
            "counts that do not fit, with digests made anew",
            |desk| {
                change(&desk.path("taken/0/read.jsonl"), "\"accepted\":1", "\"accepted\":0");
                vouch_again(&desk.path("taken/0"));
            },
            "F274",
            "taken/0/manifest.json",
        ),
        (
            "a table of another filing, with digests made anew",
            |desk| {
                let other = Desk::new(FILES);
                other.filing("f/a.xlsx", 1, "90000.00");
                take_each(&other);
                let name = "taken/0/tables/lines_m6.parquet";
                fs::copy(other.path(name), desk.path(name)).expect("copied");
                vouch_again(&desk.path("taken/0"));
            },
            "F274",
            "taken/0/manifest.json",
        ),
        (
            "another version",
            |desk| {
                change(&desk.path("taken/0/manifest.json"), "\"version\": \"", "\"version\": \"9.");
            },
            "F274",
            "taken/0/manifest.json",
        ),
        (
            "no manifest",
            |desk| {
                fs::create_dir(desk.path("taken/1")).expect("created");
            },
            "F274",
            "taken/1",
        ),
    ];
    for (name, spoil, code, place) in spoilt {
        let desk = one_taken();
        spoil(&desk);
        let found = refused(&desk);
        let told: Vec<String> = found.iter().map(|fault| format!("{fault:?}")).collect();
        let named = found
            .iter()
            .zip(&told)
            .any(|(fault, told)| fault.code.id == code && told.contains(place));
        assert!(named, "{name}: {told:?}");
    }
}

#[test]
fn folders_read_with_other_rules_are_refused() {
    let other = |change: fn(&str) -> String| {
        let desk = one_taken();
        let path = desk.path("p.toml");
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, change(&text)).expect("written");
        ids(&refused(&desk))
    };
    for change in [
        (|text: &str| format!("{text}\n[limits]\ncells = 1000\n")) as fn(&str) -> String,
        |text| text.replacen("[inputs]", "zone = \"UTC\"\n\n[inputs]", 1),
        |text| text.replacen("[budget]", "units = { \"a.xlsx\" = \"万元\" }\n\n[budget]", 1),
    ] {
        assert_eq!(other(change), ["F274"]);
    }
    // What reading does not depend on may change.
    for change in [
        (|text: &str| text.replacen("1000万元", "5000元", 1)) as fn(&str) -> String,
        |text| text.replacen("deadline = 2026-03-31", "deadline = 2026-03-30", 1),
        |text| text.replacen("title = { zh = \"测试\"", "title = { zh = \"另一测试\"", 1),
    ] {
        assert_eq!(other(change), [""; 0]);
    }
}

/// The tables by themselves are whole fen without what was found in the files: nobody reads them for filings.
#[test]
fn tables_stand_for_nothing_without_their_folder() {
    let desk = one_taken();
    for inputs in [
        "filings = [\"taken/**/*.parquet\"]",
        "filings = [\"taken/0/tables/firms.parquet\", \"m6.parquet\"]",
    ] {
        fs::copy(desk.path("taken/0/tables/lines_m6.parquet"), desk.path("m6.parquet"))
            .expect("copied");
        desk.ask(inputs, "");
        let found = ids(&refused(&desk));
        assert!(found.contains(&"F274"), "{found:?}");
    }
}

/// Tables of a folder are files from outside: whoever can write one with right digests passes no limit.
#[test]
fn limits_hold_for_tables_that_were_read_before() {
    let own = |limits: &str, count: usize| {
        let desk = Desk::new(FILES);
        let lines: Vec<_> = (1..=count).map(|n| line(1, &n.to_string(), "10000.00")).collect();
        let lines = std::iter::once(LINE_HEADINGS.map(str::to_string)).chain(lines);
        desk.book("f/a.xlsx", &firms(&[1]), &lines.collect::<Vec<_>>());
        desk.ask(FILES, limits);
        take_each(&desk);
        desk.ask(TAKEN, limits);
        desk
    };
    const LIMITS: &str = "[limits]\nrows = 3";
    let large = own("", 4);
    assert_eq!(refused(&large), []);
    for count in [1, 3] {
        let desk = own(LIMITS, count);
        assert_eq!(refused(&desk), []);
        let name = "taken/0/tables/lines_m6.parquet";
        fs::copy(large.path(name), desk.path(name)).expect("copied");
        vouch_again(&desk.path("taken/0"));
        let found = refused(&desk);
        assert_eq!(ids(&found), ["F211"], "{found:?}");
    }
}

/// Two files under one name would be taken for each other.
#[test]
fn two_files_of_one_name_are_refused() {
    let desk = one_taken();
    desk.filing("f/a.xlsx", 2, "20000.00");
    desk.ask(FILES, "");
    take(&desk.path("p.toml"), &[desk.path("f/a.xlsx")], &desk.path("taken/1"))
        .unwrap_or_else(|why| panic!("{why:?}"));
    for inputs in [TAKEN, "filings = [\"taken/0/manifest.json\", \"f/a.xlsx\"]"] {
        desk.ask(inputs, "");
        assert_eq!(ids(&refused(&desk)), ["F274"]);
    }
    // The file itself beside what was read of it counts once.
    desk.ask("filings = [\"taken/1/manifest.json\", \"f/a.xlsx\"]", "");
    assert_eq!(ids(&desk.outcome().1), ["F246"]);
}

/// Return workbooks are copied from the filings: without these there are none.
#[test]
fn returns_need_the_filings_themselves() {
    let desk = one_taken();
    let (exit, told) = desk.program(&["check", "p.toml", "--returns", "back"]);
    assert!(exit == 2 && told.contains("F274"), "{told}");
    assert!(!desk.path("back").exists());
}

/// A run that is asked again is asked of what it was made from.
#[test]
fn a_run_knows_the_folders_that_it_was_made_from() {
    let desk = one_taken();
    let (exit, told) = desk.program(&["run", "p.toml", "--quiet"]);
    assert!(exit < 2, "{told}");
    let run = desk.path("runs/p-001");
    assert!(origin::pipeline_of(&run).is_ok());
    let path = desk.path("taken/0/manifest.json");
    let text = fs::read_to_string(&path).expect("read");
    fs::write(&path, format!("{text}\n")).expect("written");
    let why = origin::pipeline_of(&run).expect_err("refused");
    assert!(format!("{why:?}").contains("A583"), "{why:?}");
}

/// What is taken is whole or not there, and does not depend on how many files are read at a time.
#[test]
fn a_folder_is_written_whole_and_the_same_each_time() {
    let desk = Desk::new(FILES);
    for firm in 1..=9 {
        desk.filing(&format!("f/{firm}.xlsx"), firm, "10000.00");
    }
    let all = |out: &str, threads: &str, files: &[&str]| {
        let mut command = jiangbu(&["intake", "--pipeline", "p.toml", "--json", "--out", out]);
        command.args(files).env("RAYON_NUM_THREADS", threads);
        command.current_dir(desk.path("")).output().expect("the program")
    };
    let names: Vec<String> = (1..=9).map(|firm| format!("f/{firm}.xlsx")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let backwards: Vec<&str> = names.iter().rev().copied().chain([names[0]]).collect();
    for (out, threads, files) in [("one", "1", &names), ("four", "4", &backwards)] {
        let output = all(out, threads, files);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    assert!(files(&desk.path("one")) == files(&desk.path("four")));
    // A folder that is not empty, and a name that leads nowhere: nothing is left behind.
    let output = all("one", "1", &names);
    assert!(output.status.code() == Some(2) && said(&output).contains("A503"), "{}", said(&output));
    let output = all("two", "1", &["f/1.xlsx", "f/10.xlsx"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("F201"), "{}", said(&output));
    assert!(!desk.path("two").exists());
    let left = entries(&desk.path("")).into_iter();
    assert!(left.filter(|path| path.display().to_string().contains("unfinished")).count() == 0);
}
