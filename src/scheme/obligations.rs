//! 义务: what an enterprise must keep to after an award, for how long, and what of it a breach puts at stake.

use crate::config::{Reader, as_count};
use crate::diag::{Diagnostic, Text, codes};
use crate::domain::Ratio;

/// One obligation of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    pub clause: String,
    pub text: Text,
    /// A word of [`KINDS`].
    pub kind: String,
    /// States that are none of a breach, places that it must stay in, or what an inspection calls a breach.
    pub words: Vec<String>,
    pub years: u32,
    /// A word of [`FROM`].
    pub from: String,
    /// The part of what was paid that is proposed to be ordered back.
    pub share: Ratio,
}

/// 存续, 不迁出, 不减资, and what inspections find, such as 不转租.
pub const KINDS: &[&str] = &["operates", "stays", "capital", "named"];

/// From when it runs: the approval, or the last payment.
pub const FROM: &[&str] = &["approval", "payment"];

pub(super) fn read(measure: &Reader) -> Vec<Obligation> {
    measure.tables("obligations").filter_map(obligation).collect()
}

fn obligation(reader: Reader) -> Option<Obligation> {
    let word = |known: &'static [&'static str]| known.iter().map(|word| (*word, *word));
    let kinds: Vec<(&str, &str)> = word(KINDS).collect();
    let from: Vec<(&str, &str)> = word(FROM).collect();
    let clause = reader.require_text("clause").unwrap_or_default().to_string();
    let (text, kind) = (reader.bilingual("text"), reader.require_choice("kind", &kinds)?);
    let words: Vec<String> = reader.texts("words").into_iter().map(str::to_string).collect();
    let years = reader.require("years").and_then(|node| as_count(node, reader.faults));
    let from = reader.choice("from", &from).unwrap_or(FROM[0]);
    let share = reader.ratio("share").unwrap_or(Ratio::ONE);
    // Capital is compared with itself; everything else with words.
    if words.is_empty() && kind != "capital" {
        let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", "words");
        reader.faults.push(fault.at(reader.node().place()));
    }
    if !share.at_most(Ratio::ONE) {
        let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "share");
        let fault = fault.arg("read", share.to_string()).arg("range", "0 – 100%");
        reader.faults.push(fault.at(reader.node().place()));
    }
    reader.finish();
    let (kind, from) = (kind.to_string(), from.to_string());
    Some(Obligation { clause, text, kind, words, years: years?, from, share })
}
