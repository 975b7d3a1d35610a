//! Fair-competition review: rules that tie support to taxes paid, keep enterprises from moving away or ask how long they
//! have been registered may not stand. What is looked for is data: `fair.toml`, built into the program.

use std::sync::LazyLock;

use crate::config::{Value, parse_text};
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Text, codes};
use crate::frame::fields::Field;

use super::model::{GateOf, Measure, Scheme};
use super::obligations::Obligation;

/// What one kind of rule is known by, and what is said of it.
struct Signs {
    code: &'static Code,
    columns: Vec<String>,
    words: Vec<String>,
    obligations: Vec<String>,
}

/// The kinds of rules, by their sections.
const KINDS: [(&str, &Code); 3] = [
    ("tax", &codes::TIED_TO_TAX),
    ("leaving", &codes::KEEPS_FROM_LEAVING),
    ("registered", &codes::ASKS_REGISTRATION),
];

static FAIR: LazyLock<Vec<Signs>> = LazyLock::new(|| {
    // The file is part of the program: a test reads it, so that a fault in it cannot be shipped.
    let file = parse_text("fair.toml", include_str!("fair.toml").to_string()).ok();
    let list = |section: &str, key: &str| -> Vec<String> {
        let node = file.as_ref().and_then(|file| file.at_path(&format!("{section}.{key}")));
        let Some(Value::Array(values)) = node.map(|node| &node.value) else { return Vec::new() };
        values.iter().filter_map(|value| value.as_text()).map(str::to_string).collect()
    };
    let signs = |(section, code)| Signs {
        code,
        columns: list(section, "columns"),
        words: list(section, "words"),
        obligations: list(section, "obligations"),
    };
    KINDS.into_iter().map(signs).collect()
});

/// Every rule of a scheme that such a review would ask about.
pub(super) fn lint(scheme: &Scheme, out: &mut Diagnostics) {
    for signs in FAIR.iter() {
        for found in signs.found(scheme) {
            let Found { rule, clause, what, place } = found;
            let said = Diagnostic::new(signs.code).arg("rule", rule).arg("clause", clause);
            out.push(said.arg("what", what.zh).arg("what_en", what.en).at(place));
        }
    }
}

/// A rule, and the word or column that shows what it is.
struct Found {
    rule: String,
    clause: String,
    what: Text,
    place: Place,
}

impl Signs {
    fn found(&self, scheme: &Scheme) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        for reason in &scheme.reasons {
            let id = reason.id.split_once('.').map_or("", |(measure, _)| measure);
            let place = scheme.measure(id).map_or(Place::Nowhere, |(_, m)| m.place.clone());
            out.extend(self.in_text(&reason.id, &reason.clause, &reason.text, place));
        }
        for measure in &scheme.measures {
            out.extend(self.in_measure(measure));
        }
        out
    }

    fn in_measure(&self, measure: &Measure) -> Vec<Found> {
        let Measure { id, clause, place, .. } = measure;
        let rule = |part: &str| format!("measure.{id}{part}");
        let of = |part: &str, clause: &str, text: &Text| {
            self.in_text(&rule(part), clause, text, place.clone())
        };
        let mut out: Vec<Found> = of("", clause, &measure.title).into_iter().collect();
        for part in &measure.instalments {
            out.extend(of(".instalments", &part.clause, &part.text));
        }
        let own = |field: &&Field| self.columns.iter().any(|name| name == field.name);
        let mut read = measure.columns_read();
        read.extend(measure.gates.iter().flat_map(|gate| match &gate.of {
            GateOf::Firm(rule) => rule.columns.as_slice(),
            _ => &[],
        }));
        let named = read.into_iter().find(own).map(|field| Found {
            rule: rule(""),
            clause: clause.clone(),
            what: Text::new(field.zh, field.en),
            place: place.clone(),
        });
        out.extend(named);
        let kinds = |duty: &&Obligation| self.obligations.contains(&duty.kind);
        for duty in measure.obligations.iter().filter(kinds) {
            let (clause, text) = (duty.clause.clone(), duty.text.clone());
            let (rule, place) = (rule(".obligations"), place.clone());
            out.push(Found { rule, clause, what: text, place });
        }
        out
    }

    /// The first of the words that a text holds, in either language.
    fn in_text(&self, rule: &str, clause: &str, text: &Text, place: Place) -> Option<Found> {
        let en = text.en.to_lowercase();
        let word = self.words.iter().find(|word| text.zh.contains(*word) || en.contains(*word))?;
        let (rule, clause) = (rule.to_string(), clause.to_string());
        Some(Found { rule, clause, what: Text::new(word, word), place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_names_what_there_is() {
        for signs in FAIR.iter() {
            assert!(!signs.words.is_empty(), "{}", signs.code.id);
            for column in &signs.columns {
                let known = crate::frame::fields::LINE_FIELDS;
                assert!(crate::frame::fields::find(known, column).is_some(), "{column}");
            }
            for kind in &signs.obligations {
                assert!(super::super::obligations::KINDS.contains(&kind.as_str()), "{kind}");
            }
        }
    }
}
