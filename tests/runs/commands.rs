//! How the program ends: exit codes, and the language of what it says.

use std::fs;
use std::process::Output;

use super::pipelines::{data, entries, jiangbu, said};
use super::specimen;
use crate::catalogue::filings::write_sound;
use crate::catalogue::folder::Folder;

/// The small valid pipeline with a sound filing.
fn clean() -> Folder {
    let folder = Folder::new();
    write_sound(&folder);
    folder
}

/// Runs the pipeline of a folder; its run folders go to `out` in there.
fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = jiangbu(&["run"]);
    command.arg(folder.path().join("pipeline.toml")).arg("--out").arg(folder.path().join("out"));
    command.args(arguments).output().expect("the program")
}

fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
}

#[test]
fn nothing_to_look_at_ends_with_0() {
    let folder = clean();
    for number in 1..=2 {
        let output = run(&folder, &[]);
        ends(&output, 0);
        assert!(output.stderr.is_empty(), "{}", said(&output));
        let run = folder.path().join(format!("out/pipeline-{number:03}"));
        assert!(run.join("manifest.json").is_file());
        assert!(said(&output).contains(&run.display().to_string()));
    }
    assert_eq!(entries(&folder.path().join("out")).len(), 2, "nothing else is left");

    let quiet = run(&folder, &["--quiet"]);
    ends(&quiet, 0);
    assert_eq!(said(&quiet), "");
    let json = run(&folder, &["--json"]);
    ends(&json, 0);
    assert_eq!(data(&json)["claims"], 2);

    let pipeline = folder.path().join("pipeline.toml");
    let check = jiangbu(&["check"]).arg(&pipeline).output().expect("the program");
    ends(&check, 0);
    assert_eq!(entries(&folder.path().join("out")).len(), 4, "a check writes nothing");
}

#[test]
fn findings_end_with_1() {
    let made = specimen::pipeline();
    let output = jiangbu(&["run"]).arg(made.pipeline()).output().expect("the program");
    ends(&output, 1);
    let check = jiangbu(&["check"]).arg(made.pipeline()).output().expect("the program");
    ends(&check, 1);
    assert!(said(&check).contains("D301"), "{}", said(&check));
}

#[test]
fn what_cannot_be_used_ends_with_2_in_the_language_asked_for() {
    let folder = clean();
    let pipeline = folder.path().join("pipeline.toml");
    let says = |wanted: [&str; 2], code: &str, arguments: &[&str]| {
        for (lang, wanted) in ["zh-CN", "en"].into_iter().zip(wanted) {
            let output = jiangbu(arguments).args(["--lang", lang]).output().expect("the program");
            ends(&output, 2);
            assert!(output.stdout.is_empty(), "{}", said(&output));
            let text = said(&output);
            assert!(text.contains(wanted) && text.contains(code), "{lang}: {text}");
            let other = if lang == "en" { "错误[" } else { "error[" };
            assert!(!text.contains(other), "{lang}: {text}");
        }
    };
    let path = pipeline.display().to_string();
    says(["文件无法读取", "cannot be read"], "F201", &["run", "no/such/pipeline.toml"]);
    says(["文件无法读取", "cannot be read"], "F201", &["check", "no/such/pipeline.toml"]);
    says(["文件无法读取", "cannot be read"], "F201", &["scheme", "show", "no/such/scheme.toml"]);

    folder.spoil("pipeline.toml", "window = \"any\"", "windows = \"any\"");
    says(["没有选项“windows”", "no option `windows`"], "C112", &["run", &path]);
    says(["是否想写“window”", "did you mean `window`"], "C112", &["check", &path]);
    folder.spoil("pipeline.toml", "windows = \"any\"", "window = \"any\"");

    // Where the pipeline wants to stop, every unusable file is named at once, and nothing is written.
    let inputs = "filings = [\"filings/*\"]";
    folder.spoil("pipeline.toml", inputs, &format!("{inputs}\non_bad_file = \"stop\""));
    let filings = folder.filings();
    fs::write(filings.join("坏一.xlsx"), "not a workbook").expect("written");
    fs::write(filings.join("坏二.xlsx"), "nor this").expect("written");
    let output = run(&folder, &["--lang", "zh-CN"]);
    ends(&output, 2);
    assert!(said(&output).contains("坏一.xlsx") && said(&output).contains("坏二.xlsx"));
    assert_eq!(entries(&folder.path().join("out")).len(), 0);
}

#[test]
fn arguments_that_do_not_parse_end_with_2() {
    let explain_both = ["explain", "runs/x-001", "--firm", "甲", "--claim", "m1-1"];
    let wrong: [&[&str]; 7] = [
        &[],
        &["rum"],
        &["run"],
        &["run", "a.toml", "--lang", "fr"],
        &["explain", "runs/x-001"],
        &explain_both,
        &["sample", "--firms", "0", "--out", "x"],
    ];
    for arguments in wrong {
        let output = jiangbu(arguments).output().expect("the program");
        ends(&output, 2);
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{}", said(&output));
    }
    ends(&jiangbu(&["--help"]).output().expect("the program"), 0);
    ends(&jiangbu(&["--version"]).output().expect("the program"), 0);
}
