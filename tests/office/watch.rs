//! `jiangbu watch`: checked at once, and again when a file is saved.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::runs::pipelines::jiangbu;

#[test]
fn a_saved_file_is_checked_again() {
    let made = crate::runs::specimen::pipeline();
    let pipeline = made.pipeline();
    let mut command =
        jiangbu(&["watch", &pipeline.display().to_string(), "--times", "2", "--lang", "en"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let waits =
        lines.by_ref().map_while(Result::ok).any(|line| line.contains("waiting for a change"));
    assert!(waits, "it waits after the first check");
    let text = fs::read_to_string(&pipeline).expect("the pipeline");
    fs::write(&pipeline, text.replace("[budget]", "[budgett]")).expect("written");
    let output = child.wait_with_output().expect("it ends after the second check");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("budgett") && said.contains("C102"), "{said}");
}
