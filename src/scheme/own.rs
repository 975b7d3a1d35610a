//! Columns that a scheme declares for itself: `[columns.NAME]`.

use crate::config::{Node, Reader, Value};
use crate::diag::{Diagnostic, Place, codes};
use crate::frame::own::{Own, keep, may_be_called};
use crate::frame::{Field, FieldKind};

use super::keys::OWN_KINDS;

/// Every column that the file declares, with its place.
pub(super) fn read(root: &Reader) -> Vec<(&'static Field, Place)> {
    root.named("columns").filter_map(|(name, reader)| column(name, reader)).collect()
}

fn column(name: &str, reader: Reader) -> Option<(&'static Field, Place)> {
    let place = reader.node().place();
    if !may_be_called(name) {
        let fault = Diagnostic::new(&codes::OWN_COLUMN_NAME).arg("name", name);
        reader.faults.push(fault.at(place.clone()));
    }
    let title = reader.bilingual("title");
    let kind = reader.require_choice("type", &OWN_KINDS);
    let bilingual =
        |name| if reader.has(name) { reader.bilingual(name) } else { Default::default() };
    let own = Own {
        unit: bilingual("unit"),
        hint: bilingual("hint"),
        aliases: reader.texts("aliases").into_iter().map(str::to_string).collect(),
        // A list of words beside another type is reported as a key that is not known there.
        words: if kind == Some(FieldKind::Category) { words(&reader) } else { Vec::new() },
    };
    reader.finish();
    let named = may_be_called(name) && !title.zh.is_empty() && !title.en.is_empty();
    named.then(|| Some((keep(name, kind?, &title, own), place)))?
}

/// `["初级", "高级"]`, or `{ "初级" = ["初"], "高级" = [] }` with other forms of each word.
fn words(reader: &Reader) -> Vec<(String, Vec<String>)> {
    let Some(node) = reader.require("list") else { return Vec::new() };
    let words: Vec<(String, Vec<String>)> = match &node.value {
        Value::Table(table) => {
            let entries = table.entries.iter();
            entries.map(|(key, forms)| (key.name.clone(), texts(forms, reader))).collect()
        }
        _ => texts(node, reader).into_iter().map(|word| (word, Vec::new())).collect(),
    };
    if words.is_empty() {
        let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", "list");
        reader.faults.push(fault.at(node.place()));
    }
    words
}

fn texts(node: &Node, reader: &Reader) -> Vec<String> {
    let Value::Array(items) = &node.value else {
        crate::config::wrong_type::<()>(node, crate::config::Kind::Array, reader.faults);
        return Vec::new();
    };
    let texts = items.iter().filter_map(|item| crate::config::as_text(item, reader.faults));
    texts.map(str::to_string).collect()
}
