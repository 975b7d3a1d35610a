//! Single values of a file changed where they stand: remarks, blank lines and the order of everything else stay.

use toml_edit::{DocumentMut, Item, Table};

use crate::config::{Node, Value, parse_text};

/// The text with values put at dotted paths; `None` turns a value into a remark, so that what was said beside it stays.
///
/// # Errors
/// What the library says of the text, which has been read before.
pub(super) fn changed(text: &str, changes: &[(String, Option<String>)]) -> Result<String, String> {
    let mut text = text.to_string();
    for (path, _) in changes.iter().filter(|(_, value)| value.is_none()) {
        text = without(&text, path)?;
    }
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    for (path, value) in changes {
        if let Some(literal) = value {
            put(&mut document, path, literal)?;
        }
    }
    Ok(document.to_string())
}

fn put(document: &mut DocumentMut, path: &str, literal: &str) -> Result<(), String> {
    let (section, name) = path.split_once('.').ok_or("no section")?;
    let value: toml_edit::Value = literal.parse().map_err(|error| format!("{error}"))?;
    let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    let table = table.as_table_like_mut().ok_or("no table")?;
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(name, Item::Value(value))),
    }
    Ok(())
}

/// Puts a `#` before the line of a value; a value that shares its line with others is taken away.
fn without(text: &str, path: &str) -> Result<String, String> {
    let root = parse_text("", text.to_string()).map_err(|_| "it cannot be read")?;
    let (section, name) = path.rsplit_once('.').ok_or("no section")?;
    let Some(Node { value: Value::Table(table), .. }) = root.at_path(section) else {
        return Ok(text.to_string());
    };
    let Some((key, node)) = table.entries.iter().find(|(key, _)| key.name == name) else {
        return Ok(text.to_string());
    };
    let start = text[..key.span.start].rfind('\n').map_or(0, |at| at + 1);
    let own_line = text[start..key.span.start].trim().is_empty();
    let one_line = !text[key.span.start..node.span.end].contains('\n');
    if own_line && one_line {
        return Ok(format!("{}# {}", &text[..start], &text[start..]));
    }
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    if let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) {
        table.remove(name);
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_values_stays() {
        let text = "# head\n[budget] # pool\ntotal = \"1万元\"   # as decided\n# kept back\nreserve = \"0元\" # none\n\n[options]\n\n# end\n";
        let of = |path: &str, value: Option<&str>| (path.to_string(), value.map(str::to_string));
        let changes = [
            of("budget.total", Some("\"2万元\"")),
            of("budget.reserve", None),
            of("options.vat", Some("\"net\"")),
            of("parameters.rate", Some("\"35%\"")),
        ];
        let found = changed(text, &changes).expect("changed");
        let expected = "# head\n[budget] # pool\ntotal = \"2万元\"   # as decided\n# kept back\n# reserve = \"0元\" # none\n\n[options]\nvat = \"net\"\n\n[parameters]\nrate = \"35%\"\n\n# end\n";
        assert_eq!(found, expected);
    }

    #[test]
    fn values_in_one_line_are_taken_out_alone() {
        let text = "budget = { total = \"1万元\", reserve = \"0元\" } # both\n";
        let found = changed(text, &[("budget.reserve".to_string(), None)]).expect("changed");
        let root = parse_text("", found.clone()).expect("sound");
        assert!(root.at_path("budget.reserve").is_none(), "{found}");
        assert_eq!(root.at_path("budget.total").and_then(Node::as_text), Some("1万元"));
        assert!(found.ends_with("# both\n"), "{found}");
    }
}
