//! Documents as PDF, set by typst from the layouts. Same documents, layouts and fonts, same bytes.

#[cfg(feature = "pdf")]
mod data;
#[cfg(feature = "pdf")]
mod fitted;
#[cfg(feature = "pdf")]
mod glyphs;
#[cfg(feature = "pdf")]
mod letters;
#[cfg(feature = "pdf")]
mod rows;
#[cfg(feature = "pdf")]
mod world;

#[cfg(feature = "pdf")]
use rayon::prelude::*;

use super::layouts::Layouts;
use crate::diag::Diagnostics;
use crate::report::model::document::Document;

/// The characters of a text that no built-in font has, each once, with what is printed for it.
#[cfg(feature = "pdf")]
pub fn boxed(text: &str) -> Vec<(char, String)> {
    let fonts = world::built_in();
    let mut missing: Vec<(char, String)> = Vec::new();
    for c in text.chars().filter(|c| !c.is_ascii_graphic()) {
        if missing.iter().all(|(known, _)| *known != c) && !glyphs::printable(c, fonts) {
            missing.push((c, super::boxed(c)));
        }
    }
    missing
}

/// Nothing is printed that could lack a character.
#[cfg(not(feature = "pdf"))]
pub fn boxed(_: &str) -> Vec<(char, String)> {
    Vec::new()
}

/// Documents in one file, one after the other, each with pages of its own.
///
/// # Errors
/// A faulty layout (F226), a font that is none (F228), a character of a layout that no font has (F227); a build
/// without the feature `pdf` (A560). A character of the documents that no font has is printed as a marked box.
#[cfg(feature = "pdf")]
pub fn pdf(documents: &[Document], layouts: &Layouts) -> Result<Vec<u8>, Diagnostics> {
    let documents: Vec<&Document> = documents.iter().collect();
    world::Press::new(layouts)?.print(&documents)
}

/// Documents in files of at most `size` documents: `each` gets the number of the file, from 0, and its bytes,
/// one file after the other. As many files as there are threads are set at a time, and kept in memory.
///
/// # Errors
/// As [`pdf`], and whatever `each` returns.
#[cfg(feature = "pdf")]
pub fn pdf_volumes(
    documents: &mut dyn Iterator<Item = Document>,
    layouts: &Layouts,
    size: usize,
    each: &mut dyn FnMut(usize, Vec<u8>) -> Result<(), Diagnostics>,
) -> Result<(), Diagnostics> {
    let presses = (0..rayon::current_num_threads()).map(|_| world::Press::new(layouts));
    let mut presses = presses.collect::<Result<Vec<_>, _>>()?;
    let mut number = 0;
    loop {
        let volumes: Vec<Vec<Document>> =
            presses.iter().map(|_| documents.take(size.max(1)).collect()).collect();
        if volumes.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let printed: Vec<Result<Vec<u8>, Diagnostics>> = presses
            .par_iter_mut()
            .zip(volumes)
            .filter(|(_, volume)| !volume.is_empty())
            .map(|(press, volume)| press.print(&volume.iter().collect::<Vec<_>>()))
            .collect();
        for bytes in printed {
            each(number, bytes?)?;
            number += 1;
        }
    }
}

/// Documents in one file.
///
/// # Errors
/// This build has no PDF (A560).
#[cfg(not(feature = "pdf"))]
pub fn pdf(_: &[Document], _: &Layouts) -> Result<Vec<u8>, Diagnostics> {
    Err(crate::diag::Diagnostic::new(&crate::diag::codes::NO_PDF).into())
}

/// Documents in several files.
///
/// # Errors
/// This build has no PDF (A560).
#[cfg(not(feature = "pdf"))]
pub fn pdf_volumes(
    _: &mut dyn Iterator<Item = Document>,
    _: &Layouts,
    _: usize,
    _: &mut dyn FnMut(usize, Vec<u8>) -> Result<(), Diagnostics>,
) -> Result<(), Diagnostics> {
    Err(crate::diag::Diagnostic::new(&crate::diag::codes::NO_PDF).into())
}
