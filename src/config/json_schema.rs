//! JSON Schemas written from the sections that readers obey: of settings files, for editors, and of what `--json` prints.

use serde_json::{Map, Value, json};

use super::{Declared, Section, Takes};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What values are written down as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A settings file: what may be left out is left out.
    File,
    /// What the program prints: what has no value is null or left out.
    Output,
}

/// Sections by the names under which a schema holds them.
struct Definitions {
    of: Of,
    named: Vec<(&'static Section, String)>,
    written: Map<String, Value>,
}

/// The schema of a file whose root is a section.
pub fn of_file(id: &str, root: &'static Section) -> Value {
    let mut all = Definitions::new(Of::File);
    let root = all.refer(root);
    all.whole(id, root)
}

/// The schema of a value that `make` describes; sections that it refers to are held by the schema itself.
pub fn of_output(
    id: &str,
    make: impl FnOnce(&mut dyn FnMut(&'static Section) -> Value) -> Value,
) -> Value {
    let mut all = Definitions::new(Of::Output);
    let root = make(&mut |section| all.refer(section));
    all.whole(id, root)
}

impl Definitions {
    fn new(of: Of) -> Self {
        Self { of, named: Vec::new(), written: Map::new() }
    }

    fn whole(self, id: &str, root: Value) -> Value {
        let mut whole = Map::new();
        whole.insert("$schema".into(), json!(DIALECT));
        whole.insert("$id".into(), json!(id));
        if let Value::Object(root) = root {
            whole.extend(root);
        }
        if !self.written.is_empty() {
            whole.insert("$defs".into(), Value::Object(self.written));
        }
        Value::Object(whole)
    }

    /// A reference to a section, which is written down on first use.
    fn refer(&mut self, section: &'static Section) -> Value {
        let known = self.named.iter().find(|(known, _)| std::ptr::eq(*known, section));
        let name = match known.map(|(_, name)| name.clone()) {
            Some(name) => name,
            None => self.define(section),
        };
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn define(&mut self, section: &'static Section) -> String {
        let title = slug(section.title[1]);
        let title = if title.is_empty() { "open".to_string() } else { title };
        let same = |name: &str| self.named.iter().any(|(_, known)| known == name);
        let numbered = (2..).map(|number| format!("{title}_{number}"));
        let name = std::iter::once(title.clone()).chain(numbered).find(|name| !same(name));
        let name = name.unwrap_or_default();
        // Before what is below it: a section may hold itself.
        self.named.push((section, name.clone()));
        self.written.insert(name.clone(), Value::Null);
        let body = self.section(section);
        self.written.insert(name.clone(), body);
        name
    }

    fn section(&mut self, section: &'static Section) -> Value {
        let keys = section.keys();
        let must: Vec<&str> = keys.iter().filter(|key| key.must).map(|key| key.name).collect();
        let properties: Map<String, Value> =
            keys.iter().map(|key| (key.name.to_string(), self.key(key))).collect();
        let title = both(section.title);
        json!({
            "title": title, "type": "object", "properties": properties,
            "required": must, "additionalProperties": section.open,
        })
    }

    fn key(&mut self, key: &Declared) -> Value {
        let mut value = self.takes(key.takes);
        if self.of == Of::Output && !key.must {
            value = json!({ "anyOf": [value, { "type": "null" }] });
        }
        if let Value::Object(value) = &mut value {
            value.insert("description".into(), json!(both(key.means)));
        }
        value
    }

    fn takes(&mut self, takes: Takes) -> Value {
        match takes {
            Takes::Text | Takes::Column | Takes::File => json!({ "type": "string" }),
            Takes::Bilingual => self.refer(&super::vocabulary::BILINGUAL),
            // A rule may name a parameter of its scheme in the place of a number.
            Takes::Int if self.of == Of::File => json!({
                "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": r"^\$" }],
            }),
            Takes::Int => json!({ "type": "integer" }),
            Takes::Bool => json!({ "type": "boolean" }),
            Takes::Date => json!({ "type": "string", "format": "date" }),
            Takes::Amount => json!({ "type": "string", "examples": ["300万元"] }),
            Takes::Ratio => json!({ "type": "string", "examples": ["30%"] }),
            Takes::Number => json!({ "type": "string", "pattern": r"^-?\d+(\.\d+)?$" }),
            Takes::Files => json!({ "type": "array", "items": { "type": "string" } }),
            Takes::Words(words) => json!({ "enum": words }),
            Takes::List(of) => json!({ "type": "array", "items": self.takes(*of) }),
            Takes::Or(one, other) => json!({ "anyOf": [self.takes(*one), self.takes(*other)] }),
            Takes::Map(of) => json!({ "type": "object", "additionalProperties": self.takes(*of) }),
            Takes::Any => json!({}),
            Takes::Table(section) => self.refer(section),
            Takes::Tables(section) => json!({ "type": "array", "items": self.refer(section) }),
            Takes::Named(section) => {
                json!({ "type": "object", "additionalProperties": self.refer(section) })
            }
        }
    }
}

fn both([zh, en]: [&str; 2]) -> String {
    format!("{zh} / {en}")
}

/// A title as a key: small letters and digits of any script, the rest as one `_`.
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::sections;

    sections! {
        OUTER("外", "The outside") {
            must "name", Takes::Text, "名", "name";
            may "paid_yuan", Takes::Number, "已付", "what was paid";
            may "inner", Takes::Tables(&INNER), "内", "inside";
        }
        INNER("内", "Inside") {
            may "outer", Takes::Table(&OUTER), "外", "outside";
        }
    }

    #[test]
    fn a_section_is_written_once_even_where_it_holds_itself() {
        let schema = of_file("urn:x", &OUTER);
        assert_eq!(schema["$ref"], "#/$defs/the_outside");
        let outer = &schema["$defs"]["the_outside"];
        assert_eq!(outer["required"], json!(["name"]));
        assert_eq!(outer["properties"]["inner"]["items"]["$ref"], "#/$defs/inside");
        let inner = &schema["$defs"]["inside"];
        assert_eq!(inner["properties"]["outer"]["$ref"], "#/$defs/the_outside");
        assert_eq!(schema["$defs"].as_object().map(Map::len), Some(2));
    }

    #[test]
    fn only_outputs_hold_null() {
        let schema = of_output("urn:x", |refer| refer(&OUTER));
        let paid = &schema["$defs"]["the_outside"]["properties"]["paid_yuan"];
        assert_eq!(paid["anyOf"][1]["type"], "null");
        assert_eq!(schema["$defs"]["the_outside"]["properties"]["name"]["type"], "string");
        let file = of_file("urn:x", &OUTER);
        assert_eq!(file["$defs"]["the_outside"]["properties"]["paid_yuan"]["type"], "string");
    }

    #[test]
    fn titles_become_keys() {
        for (title, key) in [
            ("Approved (RMB 10,000)", "approved_rmb_10_000"),
            ("  What changed? ", "what_changed"),
            ("情景 A", "情景_a"),
        ] {
            assert_eq!(slug(title), key);
        }
    }
}
