//! `pipelines/headers.toml`: which headings, sheet names and words lead to the vocabulary.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::{Collector, Kind, Node, Reader, Value, parse_file, wrong_type};
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::domain::Zone;
use crate::domain::text::comparable;
use crate::frame::fields::{
    ATTRIBUTION_FIELDS, CLAWBACK_FIELDS, DECISION_FIELDS, DUPLICATE_FIELDS, FIGURE_FIELDS,
    FIRM_FIELDS, HISTORY_FIELDS, LINE_FIELDS, LISTED_FIELDS, OWED_FIELDS, PAYMENT_FIELDS,
    PLATFORM_FIELDS, REFUND_FIELDS, REGISTRY_FIELDS, ROSTER_FIELDS, SUPPORT_FIELDS, TASK_FIELDS,
};
use crate::frame::{Field, FieldKind};

/// The parsed file. All but the aliases of columns is kept in the form in which it is compared.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    /// The zone whose days moments become: the pipeline's.
    pub zone: Zone,
    /// Aliases as they were written.
    columns: BTreeMap<&'static str, Vec<String>>,
    sheets: BTreeMap<String, Vec<String>>,
    ignored_sheets: BTreeSet<String>,
    yes: BTreeSet<String>,
    no: BTreeSet<String>,
    nothing: Vec<String>,
    row_number: BTreeSet<String>,
    total: BTreeSet<String>,
    subtotal: BTreeSet<String>,
    remark: Vec<String>,
    categories: BTreeMap<&'static str, Category>,
}

#[derive(Clone, Debug, Default)]
struct Category {
    /// The canonical words, in the order of the file.
    words: Vec<String>,
    /// Comparable alias to place in `words`.
    lookup: BTreeMap<String, usize>,
}

/// Reads the file.
///
/// # Errors
/// Every fault: syntax, unknown keys, an alias that stands for two things.
pub fn load(path: &Path) -> Result<Headers, Diagnostics> {
    let root = parse_file(path)?;
    read(&root)
}

fn read(root: &Node) -> Result<Headers, Diagnostics> {
    let faults = Collector::default();
    let reader = Reader::new(root, &faults);
    let mut headers = Headers::default();
    read_columns(&reader, "columns", &vocabulary(), &mut headers);
    read_columns(&reader, "payments", &payment_vocabulary(), &mut headers);
    read_sheets(&reader, &mut headers);
    read_words(&reader, &mut headers);
    read_categories(&reader, &mut headers);
    reader.finish();
    faults.into_inner().into_result(headers)
}

/// Every field of every table, once per name.
fn vocabulary() -> Vec<&'static Field> {
    let mut seen = BTreeSet::new();
    let tables = [FIRM_FIELDS, LINE_FIELDS, PLATFORM_FIELDS, HISTORY_FIELDS, LISTED_FIELDS];
    let others = [DUPLICATE_FIELDS, ROSTER_FIELDS, DECISION_FIELDS];
    let plans = [FIGURE_FIELDS, TASK_FIELDS, REGISTRY_FIELDS, REFUND_FIELDS, SUPPORT_FIELDS];
    let all = tables.into_iter().chain(others).chain(plans).flatten();
    all.filter(|field| seen.insert(field.name)).collect()
}

/// Fields of the tables about payments. Their aliases stand apart: 支付金额 means one thing in a filing and
/// another in a list of vouchers.
fn payment_vocabulary() -> Vec<&'static Field> {
    let mut seen = BTreeSet::new();
    let all = PAYMENT_FIELDS.iter().chain(ATTRIBUTION_FIELDS).chain(CLAWBACK_FIELDS);
    let all = all.chain(OWED_FIELDS);
    all.filter(|field| seen.insert(field.name)).collect()
}

/// What a heading may say of its own accord: the names of the field.
fn own_names(field: &Field) -> [String; 3] {
    [comparable(field.zh), comparable(field.en), comparable(field.name)]
}

fn read_columns(
    root: &Reader,
    section: &'static str,
    fields: &[&'static Field],
    headers: &mut Headers,
) {
    let Some(columns) = root.table(section) else { return };
    let mut owners = Owners::default();
    for field in fields {
        for name in own_names(field) {
            owners.taken.insert(name, field.name.to_string());
        }
    }
    for field in fields {
        let aliases = columns.array(field.name).iter().filter_map(|n| word(n, columns.faults));
        let mut list = Vec::new();
        for (alias, node) in aliases {
            owners.claim(&alias, field.name, node, columns.faults);
            list.extend(node.as_text().map(str::to_string));
        }
        headers.columns.entry(field.name).or_default().extend(list);
    }
    columns.finish();
}

fn read_sheets(root: &Reader, headers: &mut Headers) {
    let mut owners = Owners::default();
    for (key, node) in root.entries("sheets") {
        for (name, node) in words(node, root.faults) {
            owners.claim(&name, &key.name, node, root.faults);
            if key.name == "ignore" {
                headers.ignored_sheets.insert(name);
            } else {
                headers.sheets.entry(key.name.clone()).or_default().push(name);
            }
        }
    }
}

fn read_words(root: &Reader, headers: &mut Headers) {
    let Some(table) = root.table("words") else { return };
    let mut owners = Owners::default();
    let mut list = |key: &'static str| -> Vec<String> {
        let nodes = table.array(key).iter().filter_map(|node| word(node, table.faults));
        nodes
            .map(|(text, node)| {
                owners.claim(&text, key, node, table.faults);
                text
            })
            .collect()
    };
    headers.yes = list("yes").into_iter().collect();
    headers.no = list("no").into_iter().collect();
    headers.nothing = list("nothing");
    headers.total = list("total").into_iter().collect();
    headers.subtotal = list("subtotal").into_iter().collect();
    // These are no values, so that `No` may be one of them.
    let plain = |key: &'static str| {
        let nodes = table.array(key).iter().filter_map(|node| word(node, table.faults));
        nodes.map(|(text, _)| text)
    };
    headers.row_number = plain("row_number").collect();
    headers.remark = plain("remark").collect();
    table.finish();
}

fn read_categories(root: &Reader, headers: &mut Headers) {
    let all = vocabulary().into_iter().chain(payment_vocabulary());
    let known: Vec<_> = all.filter(|field| field.kind == FieldKind::Category).collect();
    for (key, node) in root.entries("categories") {
        let Some(field) = known.iter().find(|field| field.name == key.name) else {
            let place = Place::Text { source: node.source.clone(), span: key.span.clone() };
            let near = suggest(&key.name, known.iter().map(|f| f.name)).unwrap_or_default();
            let fault = Diagnostic::new(&codes::UNKNOWN_COLUMN).arg("name", &key.name);
            root.faults.push(fault.arg("suggestion", near).at(place));
            continue;
        };
        headers.categories.insert(field.name, read_category(node, root.faults));
    }
}

fn read_category(node: &Node, faults: &Collector) -> Category {
    let mut category = Category::default();
    let mut owners = Owners::default();
    let Some(table) = node.as_table() else {
        wrong_type::<()>(node, Kind::Table, faults);
        return category;
    };
    for (key, aliases) in &table.entries {
        let at = category.words.len();
        category.words.push(key.name.clone());
        owners.claim(&comparable(&key.name), &key.name, aliases, faults);
        category.lookup.insert(comparable(&key.name), at);
        for (alias, alias_node) in words(aliases, faults) {
            owners.claim(&alias, &key.name, alias_node, faults);
            category.lookup.entry(alias).or_insert(at);
        }
    }
    category
}

/// Who uses an alias; a second owner is reported.
#[derive(Default)]
struct Owners {
    taken: BTreeMap<String, String>,
}

impl Owners {
    fn claim(&mut self, alias: &str, owner: &str, node: &Node, faults: &Collector) {
        match self.taken.get(alias) {
            Some(first) if first != owner => faults.push(
                Diagnostic::new(&codes::BAD_ALIAS)
                    .arg("alias", alias)
                    .arg("first", first)
                    .arg("second", owner)
                    .at(node.place()),
            ),
            Some(_) => {}
            None => {
                self.taken.insert(alias.to_string(), owner.to_string());
            }
        }
    }
}

fn words<'a>(node: &'a Node, faults: &Collector) -> Vec<(String, &'a Node)> {
    match &node.value {
        Value::Array(items) => items.iter().filter_map(|item| word(item, faults)).collect(),
        _ => {
            wrong_type::<()>(node, Kind::Array, faults);
            Vec::new()
        }
    }
}

fn word<'a>(node: &'a Node, faults: &Collector) -> Option<(String, &'a Node)> {
    match node.as_text() {
        Some(text) => Some((comparable(text), node)),
        None => wrong_type(node, Kind::Text, faults),
    }
}

impl Headers {
    /// All headings of a field in comparable form: its own names, then those of the file.
    pub fn aliases(&self, field: &Field) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let given = self.columns.get(field.name).into_iter().flatten().map(|text| comparable(text));
        for alias in own_names(field).into_iter().chain(given) {
            if !out.contains(&alias) {
                out.push(alias);
            }
        }
        out
    }

    /// The headings that a user may choose from, as written.
    pub fn shown_aliases(&self, field: &Field) -> String {
        let given = self.columns.get(field.name).into_iter().flatten().map(String::as_str);
        let all: Vec<&str> = [field.zh, field.en, field.name].into_iter().chain(given).collect();
        all.join("、")
    }

    /// Names of sheets that hold a table, in comparable form.
    pub fn sheet_names(&self, key: &str) -> &[String] {
        self.sheets.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a sheet is there for people only (填报说明).
    pub fn ignores_sheet(&self, name: &str) -> bool {
        self.ignored_sheets.contains(&comparable(name))
    }

    /// The canonical word for a text of a category column.
    pub fn category(&self, column: &str, text: &str) -> Option<&str> {
        let category = self.categories.get(column)?;
        let at = category.lookup.get(&comparable(text))?;
        category.words.get(*at).map(String::as_str)
    }

    /// The canonical words of a category column; empty when its values are not listed.
    pub fn category_words(&self, column: &str) -> Vec<&str> {
        match self.categories.get(column) {
            Some(category) => category.words.iter().map(String::as_str).collect(),
            None => Vec::new(),
        }
    }

    /// Whether the values of a category column are a closed list.
    pub fn lists(&self, column: &str) -> bool {
        self.categories.get(column).is_some_and(|category| !category.words.is_empty())
    }

    /// Whether a text is a canonical word of a category column as it stands.
    pub fn is_canonical(&self, column: &str, text: &str) -> bool {
        self.categories.get(column).is_some_and(|found| found.words.iter().any(|w| w == text))
    }

    pub fn is_yes(&self, text: &str) -> bool {
        self.yes.contains(&comparable(text))
    }

    pub fn is_no(&self, text: &str) -> bool {
        self.no.contains(&comparable(text))
    }

    /// Whether a clean text stands for an empty cell. Asked for every text cell: no allocation.
    pub fn is_nothing(&self, clean: &str) -> bool {
        clean.is_empty() || self.nothing.iter().any(|word| word.eq_ignore_ascii_case(clean))
    }

    /// Whether a comparable text names the total of a table.
    pub fn is_total(&self, comparable: &str) -> bool {
        self.total.contains(comparable)
    }

    /// Whether a comparable text names the total of a part of a table.
    pub fn is_subtotal(&self, comparable: &str) -> bool {
        self.subtotal.contains(comparable)
    }

    /// Whether a text begins as remarks below a table do.
    pub fn is_remark(&self, text: &str) -> bool {
        let text = comparable(text);
        self.remark.iter().any(|start| text.starts_with(start))
    }

    /// Whether a column only numbers the rows (序号), so that a row holding nothing else is blank.
    pub fn is_row_number(&self, heading: &str) -> bool {
        self.row_number.contains(&comparable(heading))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_text;
    use crate::diag::Lang;
    use crate::frame::columns as c;

    fn parse(text: &str) -> Result<Headers, Diagnostics> {
        read(&parse_text("headers.toml", text.to_string())?)
    }

    fn ids(result: Result<Headers, Diagnostics>) -> Vec<&'static str> {
        match result {
            Ok(_) => Vec::new(),
            Err(faults) => faults.0.iter().map(|d| d.code.id).collect(),
        }
    }

    #[test]
    fn the_shipped_file_is_sound() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/headers.toml");
        let headers = load(&path);
        let faults = |f: Diagnostics| f.0.iter().map(|d| d.message(Lang::Zh)).collect::<Vec<_>>();
        let headers = headers.map_err(faults).expect("pipelines/headers.toml is sound");
        for field in vocabulary() {
            assert!(headers.columns.contains_key(field.name), "{}", field.name);
            if field.kind == FieldKind::Category && field.name != c::MEASURE {
                assert!(!headers.category_words(field.name).is_empty(), "{}", field.name);
            }
        }
        assert_eq!(headers.category(c::ENTITY_TYPE, "Company"), Some("企业"));
        assert!(headers.is_yes("是") && headers.is_no("否") && headers.is_nothing("N/A"));
        assert!(headers.ignores_sheet("填报说明"));
    }

    #[test]
    fn an_alias_has_one_meaning() {
        assert_eq!(ids(parse("[columns]\ntax = [\"税\"]\nrefund = [\"税\"]")), ["C129"]);
        assert_eq!(ids(parse("[columns]\ntax = [\"金额\"]")), ["C129"]);
        assert_eq!(ids(parse("[sheets]\nfirms = [\"a\"]\nlisted = [\"A\"]")), ["C129"]);
        assert_eq!(ids(parse("[categories.status]\na = [\"x\"]\nb = [\"x\"]")), ["C129"]);
        assert_eq!(ids(parse("[words]\nyes = [\"无\"]\nnothing = [\"无\"]")), ["C129"]);
    }

    #[test]
    fn unknown_keys_are_reported() {
        assert_eq!(ids(parse("[columns]\namuont = [\"x\"]")), ["C102"]);
        assert_eq!(ids(parse("[categories.amount]\na = [\"x\"]")), ["C114"]);
        assert_eq!(ids(parse("[columns]\ntax = \"x\"")), ["C104"]);
        assert_eq!(ids(parse("[words]\nyes = [1]")), ["C104"]);
    }
}
