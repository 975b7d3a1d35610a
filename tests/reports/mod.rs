//! Documents as PDF, HTML, text and for word processors: a gallery that holds every block and plot, in both languages.

mod docx;
mod faults;
mod fitted;
mod gallery;
mod html;
mod pdf;
mod rows;

pub use docx::{opened as word_opened, text as word_text};
pub use pdf::text as pdf_text;

use std::path::PathBuf;

/// A folder for what the tests print: to be looked at.
fn look(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name)
}
