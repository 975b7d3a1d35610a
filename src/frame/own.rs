//! Columns that a scheme declares for itself, beside the vocabulary of [`fields`](super::fields).
//!
//! They are kept for as long as the program runs, as that vocabulary is, so that all that reads columns takes them for
//! what they are. A scenario reads the same scheme thousands of times: each column is kept once.

use std::sync::{Mutex, PoisonError};

use super::columns;
use super::fields::{Field, FieldKind};
use crate::diag::Text;

/// What a scheme says of a column of its own that the built-in ones have elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// What it is counted in, empty for a plain number.
    pub unit: Text,
    /// What the filing workbook says beside it; empty where the form of an entry is enough.
    pub hint: Text,
    /// Further headings.
    pub aliases: Vec<String>,
    /// The closed list of a column of words, each with its other forms.
    pub words: Vec<(String, Vec<String>)>,
}

static KEPT: Mutex<Vec<&'static Field>> = Mutex::new(Vec::new());

/// The column as all others are: for ever, and the same one for the same declaration.
pub fn keep(name: &str, kind: FieldKind, title: &Text, own: Own) -> &'static Field {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let same = |field: &&&'static Field| {
        let titled = field.zh == title.zh && field.en == title.en;
        field.name == name && field.kind == kind && titled && field.own == Some(&own)
    };
    if let Some(field) = kept.iter().find(same) {
        return field;
    }
    let leak = |text: &str| -> &'static str { text.to_string().leak() };
    let own = Some(&*Box::leak(Box::new(own)));
    let (name, zh, en) = (leak(name), leak(&title.zh), leak(&title.en));
    let field: &'static Field = Box::leak(Box::new(Field { name, kind, zh, en, own }));
    kept.push(field);
    field
}

/// Whether a column of a scheme may have this name: it is written like the built-in ones, and is none of theirs.
pub fn may_be_called(name: &str) -> bool {
    const LONGEST: usize = 40;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    begins && name.len() <= LONGEST && name.chars().all(plain) && !columns::ALL.contains(&name)
}
