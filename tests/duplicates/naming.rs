//! A workbook of decisions named in a pipeline file: one place of it changes, and nothing else.

use jiangbu::pipeline::naming::{Named, name_decisions};

/// What a pipeline file says afterwards, and what was said of it.
fn named(text: &str) -> (String, Result<Named, String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (pipeline, file) =
        (folder.path().join("pipelines/a.toml"), folder.path().join("decisions/a-001.xlsx"));
    for path in [&pipeline, &file] {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let outcome = name_decisions(&pipeline, &file);
    let outcome = outcome.map_err(|failure| failure.faults()[0].code.id.to_string());
    if outcome.is_ok() {
        assert_eq!(name_decisions(&pipeline, &file).ok(), Some(Named::Before), "once");
    }
    (std::fs::read_to_string(pipeline).expect("read"), outcome)
}

#[test]
fn one_line_changes_and_nothing_else() {
    let now = || Ok(Named::Now("../decisions/a-[0-9]*.xlsx".to_string()));
    let new = "\"../decisions/a-[0-9]*.xlsx\"";
    for (before, after) in [
        (
            "[inputs]\ndecisions = [] # 认定\nx = 1\n",
            format!("[inputs]\ndecisions = [{new}] # 认定\nx = 1\n"),
        ),
        (
            "[inputs]\ndecisions = [\"b.xlsx\",]\n",
            format!("[inputs]\ndecisions = [\"b.xlsx\", {new},]\n"),
        ),
        (
            "[inputs] # 输入\nx = 1\n[output]\n",
            format!("[inputs] # 输入\ndecisions = [{new}]\nx = 1\n[output]\n"),
        ),
        ("[a]\n[inputs]", format!("[a]\n[inputs]\ndecisions = [{new}]\n")),
    ] {
        assert_eq!(named(before), (after, now()), "{before}");
    }
}

#[test]
fn what_is_written_otherwise_is_left_alone() {
    for text in [
        "inputs = { x = 1 }\n",
        "[output]\n",
        "inputs.x = 1\n",
        "[inputs]\ndecisions = \"a.xlsx\"\n",
    ] {
        assert_eq!(named(text), (text.to_string(), Err("A523".to_string())), "{text}");
    }
}
