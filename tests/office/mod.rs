//! What an office does beside a run: a new year's folder, settings in Excel, a check on every save.

mod arguments;
mod complete;
mod new;
mod outputs;
mod settings;
mod slips;
mod watch;

use std::path::Path;

use crate::runs::pipelines::{jiangbu, said};

/// What the program says; it must end with this code.
fn program(folder: &Path, args: &[&str], code: i32) -> String {
    let output = jiangbu(args).current_dir(folder).output().expect("the program");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", said(&output));
    said(&output)
}

/// Compares with a snapshot what a user reads in both languages.
fn compare(label: &str, zh: &str, en: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(label, format!("{zh}\n{en}")));
}
