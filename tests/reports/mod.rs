//! Documents as PDF, HTML and text: a gallery that holds every block and plot, in both languages.

mod faults;
mod gallery;
mod html;
mod pdf;

pub use pdf::text as pdf_text;

use std::path::PathBuf;

/// A folder for what the tests print: to be looked at.
fn look(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name)
}
