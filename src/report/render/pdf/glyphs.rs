//! Whether every character can be printed: typst would print a box and say nothing.

use typst::layout::{Frame, FrameItem};
use typst::text::Font;
use typst_layout::PagedDocument;

use super::super::boxed;
use crate::diag::{Diagnostic, Diagnostics, codes};

/// Most characters named in one message run: a wrong font lacks thousands.
const MOST: usize = 20;

/// Whether one of the fonts has a character, or it prints nothing.
pub fn printable(c: char, fonts: &[Font]) -> bool {
    !is_barred(c)
        && (is_silent(c) || fonts.iter().any(|font| font.info().coverage.contains(c as u32)))
}

/// Characters without a meaning of their own: PDF/A takes none of them.
fn is_barred(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fffe}' | '\u{f0000}'..)
}

/// Puts marked boxes for the characters that no font has into the texts of JSON values: one name does not stop a
/// report.
pub fn replace(value: &mut serde_json::Value, fonts: &[Font]) {
    match value {
        serde_json::Value::String(text) => {
            let missing = |c: char| !c.is_ascii_graphic() && !printable(c, fonts);
            if text.contains(missing) {
                let put = |c: char| if missing(c) { boxed(c) } else { c.to_string() };
                *text = text.chars().map(put).collect();
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(|v| replace(v, fonts)),
        serde_json::Value::Object(fields) => {
            fields.values_mut().for_each(|value| replace(value, fonts));
        }
        _ => {}
    }
}

/// Looks through the texts of a layout before anything is laid out.
///
/// # Errors
/// Characters that no face has, each with the first text that holds it (F227).
pub fn check(value: &serde_json::Value, fonts: &[Font]) -> Result<(), Diagnostics> {
    let mut missing: Vec<(char, String)> = Vec::new();
    look(value, &mut |text| {
        for c in text.chars() {
            if !printable(c, fonts)
                && missing.len() < MOST
                && missing.iter().all(|(other, _)| *other != c)
            {
                missing.push((c, text.to_string()));
            }
        }
    });
    faults(missing)
}

fn look(value: &serde_json::Value, each: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) if !text.is_ascii() || text.contains(char::is_control) => {
            each(text)
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| look(value, each)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| look(value, each)),
        _ => {}
    }
}

/// Characters that print nothing and need no glyph.
fn is_silent(c: char) -> bool {
    matches!(c, '\n' | '\t' | ' ' | '\u{200b}' | '\u{2060}')
}

/// Looks through the glyphs that were set: what a layout itself says is found here.
///
/// # Errors
/// Glyphs that are missing (F227).
pub fn walk(document: &PagedDocument) -> Result<(), Diagnostics> {
    let mut missing = Vec::new();
    document.pages().iter().for_each(|page| frame(&page.frame, &mut missing));
    faults(missing)
}

fn frame(frame_: &Frame, missing: &mut Vec<(char, String)>) {
    for (_, item) in frame_.items() {
        match item {
            FrameItem::Group(group) => frame(&group.frame, missing),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let c = text.text.get(glyph.range()).and_then(|part| part.chars().next());
                    let c = c.unwrap_or('\u{fffd}');
                    if missing.len() < MOST && missing.iter().all(|(other, _)| *other != c) {
                        missing.push((c, text.text.to_string()));
                    }
                }
            }
            _ => {}
        }
    }
}

fn faults(missing: Vec<(char, String)>) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    for (c, text) in missing {
        let around: String = text.chars().take(60).collect();
        let fault = Diagnostic::new(&codes::MISSING_GLYPH).arg("character", c);
        let number = format!("U+{:04X}", c as u32);
        faults.push(fault.arg("number", number).arg("text", around));
    }
    faults.into_result(())
}
