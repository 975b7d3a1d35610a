//! The columns that a scheme declares for itself, among those of the file of headings.

use super::{Category, Headers, LINE_FIELDS, comparable};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::frame::Field;
use crate::frame::own::Own;

impl Headers {
    /// Takes the words of a scheme's own columns in; their headings are known from the columns themselves.
    ///
    /// A heading that another column of filings has, and a word that stands for two things, is a fault (C129).
    pub fn take_in(&mut self, columns: &[(&'static Field, Place)]) -> Diagnostics {
        let mut faults = Diagnostics::default();
        let mut taken: Vec<(String, &'static str)> = Vec::new();
        for field in LINE_FIELDS {
            taken.extend(self.aliases(field).into_iter().map(|heading| (heading, field.name)));
        }
        for (field, place) in columns {
            let Some(own) = field.own else { continue };
            for heading in self.aliases(field) {
                match taken.iter().find(|(known, _)| *known == heading) {
                    Some((_, first)) => faults.push(twice(&heading, first, field.name, place)),
                    None => taken.push((heading, field.name)),
                }
            }
            if !own.words.is_empty() {
                let category = category(own, place, &mut faults);
                self.categories.insert(field.name, category);
            }
        }
        faults
    }
}

fn category(own: &Own, place: &Place, faults: &mut Diagnostics) -> Category {
    let mut category = Category::default();
    for (at, (word, forms)) in own.words.iter().enumerate() {
        category.words.push(word.clone());
        category.english.push(forms.iter().find(|form| form.is_ascii()).cloned());
        for form in std::iter::once(word).chain(forms) {
            let first = *category.lookup.entry(comparable(form)).or_insert(at);
            if first != at {
                faults.push(twice(form, &category.words[first], word, place));
            }
        }
    }
    category
}

fn twice(alias: &str, first: &str, second: &str, place: &Place) -> Diagnostic {
    let fault = Diagnostic::new(&codes::BAD_ALIAS).arg("alias", alias).arg("first", first);
    fault.arg("second", second).at(place.clone())
}
