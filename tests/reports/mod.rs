//! Documents as PDF, HTML and text: a gallery that holds every block and plot, in both languages.

mod faults;
mod gallery;
mod html;
mod pdf;

pub use pdf::text as pdf_text;

use std::path::PathBuf;
use std::process::Command;

/// A folder for what the tests print: to be looked at.
fn look(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name)
}

/// Whether a program is there; a test that cannot look says so loudly.
fn there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        eprintln!("!!! NOT CHECKED: {program} is not installed (.ci/run installs it)");
    }
    there
}

/// Whether the tool that reads PDF is there (it answers to `-v` only).
pub fn poppler() -> bool {
    there("pdftotext")
}
