//! `pipelines/headers.toml`: which headings, sheet names and words lead to the vocabulary.

pub mod behind;
mod choices;
mod doubts;
mod elsewhere;
mod flags;
mod own;
mod sides;
mod standards;
mod unread_words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use super::boxes::answer;
use super::keys::HEADERS;
use super::layout::LONGEST_HEADING;
use super::statement::Said;
use crate::config::{
    Collector, Kind, Node, Reader, Sort, Value, parse_file, parse_text, wrong_type,
};
use crate::diag::{Diagnostic, Diagnostics, Place, codes, suggest};
use crate::domain::Zone;
use crate::domain::text::comparable;
use crate::frame::fields::{
    ATTRIBUTION_FIELDS, CLAWBACK_FIELDS, DECISION_FIELDS, DERIVED_FIELDS, DUPLICATE_FIELDS,
    FIGURE_FIELDS, FIRM_FIELDS, HISTORY_FIELDS, INVOICE_FIELDS, KIND_FIELDS, LINE_FIELDS,
    LIST_FIELDS, LISTED_FIELDS, OWED_FIELDS, PAYMENT_FIELDS, PLATFORM_FIELDS, REFUND_FIELDS,
    REGISTRY_FIELDS, REVIEW_FIELDS, ROSTER_FIELDS, SUPPORT_FIELDS, TASK_FIELDS, VERDICT_FIELDS,
    case_vocabulary,
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
    /// Bytes of the longest of them: nearly all texts are longer, and need not be compared.
    longest_nothing: usize,
    row_number: BTreeSet<String>,
    total: BTreeSet<String>,
    subtotal: BTreeSet<String>,
    remark: Vec<String>,
    /// Notes in brackets behind a heading that change nothing (含税).
    harmless: BTreeSet<String>,
    /// Names of groups of headings that say nothing of their own.
    neutral_groups: BTreeSet<String>,
    /// Words of groups that change nothing beside others (本次, 实际, 凭证).
    neutral_parts: Vec<String>,
    /// Words in the name of a sheet that may not count (作废).
    void_sheets: Vec<String>,
    /// Ends of headings of states, the states that are known to be harmless, and headings of an enterprise's own state.
    state_ends: Vec<String>,
    state_good: BTreeSet<String>,
    /// Answers to denials, and states of enterprises, that change nothing.
    denial_good: BTreeSet<String>,
    /// States of what is still under way, and words of columns in which they say that nothing was paid.
    state_open: BTreeSet<String>,
    state_payment: Vec<String>,
    /// Words of columns of states that speak of another matter than the payment.
    state_matters: Vec<String>,
    registry_states: Vec<String>,
    firm_denials: Vec<String>,
    standard_prefixes: Vec<String>,
    /// Headings under which the answer yes says that the row may not count.
    denials: Vec<String>,
    /// Headings of what an enterprise has from elsewhere.
    other_support: Vec<String>,
    /// What a row directly below the headings says of how to fill in the columns (必填, 文本, 18位).
    under_headings: BTreeSet<String>,
    /// Headings of columns that say the unit row by row.
    unit_columns: BTreeSet<String>,
    /// Headings of columns that are known and need not be read.
    unread: BTreeSet<String>,
    /// Parts of headings that speak of amounts, and of what may lower them or turn them into others.
    speaks_of_amounts: Vec<String>,
    speaks_of_cuts: Vec<String>,
    /// Headings of rates: 1 converts nothing.
    rates: Vec<String>,
    /// The same of the evidence lines of a measure only, where other tables have many columns of the kind.
    cuts_of_lines: Vec<String>,
    requests: Vec<String>,
    shares: Vec<String>,
    /// Words of shares that say of any line that only a part of it counts.
    own_shares: Vec<String>,
    /// Starts of headings that ask whether a row is valid; the answer no says that it is not.
    affirmed: Vec<String>,
    cancels: Vec<String>,
    cancels_not: Vec<String>,
    other_columns: Vec<String>,
    /// Ends of headings whose words differ by nature, and words of views, which do not.
    natures: Vec<String>,
    views: Vec<String>,
    /// Starts of headings of what came in, in a bank's list.
    incoming: Vec<String>,
    /// Columns that say the side of trade, and their words for imports.
    directions: Vec<String>,
    imports: BTreeSet<String>,
    /// Notes behind the heading of a day, a code or a paper that change nothing, and how they begin and end.
    notes_of_headings: BTreeSet<String>,
    ends_of_notes: Vec<String>,
    /// Marks of flags (标志, is_), and what they ask of rows that hold, of void ones, and of enterprises.
    flag_marks: Vec<String>,
    flags_good: Vec<String>,
    flags_void: Vec<String>,
    flags_of_life: Vec<String>,
    /// Answers that say of a paper that there is none.
    no_paper: BTreeSet<String>,
    /// Words in the title of a list of what is still to be paid.
    still_to_pay: Vec<String>,
    operations: Vec<String>,
    operation_good: BTreeSet<String>,
    /// Columns of codes that a bank answers with, and those of success.
    result_codes: Vec<String>,
    result_good: BTreeSet<String>,
    /// Words by which a text outside of the data speaks of rows, and those of instructions.
    cancels_but: Vec<String>,
    rests: Vec<String>,
    /// Denials at once before a word of what is void, and before one in the name of a sheet.
    denied_by: Vec<String>,
    left_out: Vec<String>,
    /// Starts of questions among the facts.
    asks: Vec<String>,
    /// Signs of states: not done, disputed, done.
    not_yet: Vec<String>,
    disputed: Vec<String>,
    done: Vec<String>,
    /// Words of sentences that tell how to fill in, and starts of notes below a table.
    tells: Vec<String>,
    notes_begin: Vec<String>,
    /// Words behind a year that say of which year an expense is, and those that say it is another's.
    spent: Vec<String>,
    not_spent: Vec<String>,
    /// Ends of headings that say of which year an expense is.
    years_of: Vec<String>,
    points_at: Vec<String>,
    doubts: Vec<String>,
    instructs: Vec<String>,
    promises: Vec<String>,
    no_names: Vec<String>,
    /// Headings about goods in exports of invoices.
    of_goods: BTreeSet<String>,
    /// Words of a payment that is made again.
    pays_again: Vec<String>,
    devices: Vec<String>,
    /// Ends of headings under which rosters say what support was for.
    item_ends: Vec<String>,
    amounts_of_lines: Vec<String>,
    /// Ends of headings of amounts, and starts of headings of their parts (其中).
    amount_ends: Vec<String>,
    parts: Vec<String>,
    /// Ends of headings that speak of words and numbers about money, not of money.
    no_amount: Vec<String>,
    /// Headings of remarks, and ends of headings whose texts name things and say nothing of amounts.
    remarks: Vec<String>,
    names: Vec<String>,
    /// What the pipeline says of the amounts of a file, by its path or name.
    units: BTreeMap<String, Said>,
    categories: BTreeMap<&'static str, Category>,
}

/// What a column that leads to no field may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It holds amounts.
    Amounts,
    /// It speaks of refunds, exclusions, currencies or rates.
    Cuts,
    /// It holds shares of amounts.
    Shares,
    /// It says whether the row is valid.
    Affirmed,
    /// It says whether the row is given up, deleted or barred.
    Denied,
    /// It says the state of the row.
    State,
    /// It says what the support of a roster's row was for.
    Matter,
    /// Its heading is that of a field with words behind it that nobody knows, and nothing else holds the field.
    Another,
}

/// The table that an unread column stands in, as far as it decides what the column may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// It has columns of money.
    pub money: bool,
    /// It holds the evidence lines of a measure.
    pub lines: bool,
    /// Its rows count as money: one that may be void changes an amount.
    pub counts: bool,
    /// Its rows decide what becomes of money: one that has a state of its own may be void.
    pub states: bool,
    /// It holds what a bank paid.
    pub bank: bool,
    /// It is an export of invoices, which repeats what was sold.
    pub goods: bool,
    /// The measure asks for a share, and no column says it.
    pub share: bool,
    /// The measure excludes personal computers, and no column says them.
    pub devices: bool,
    /// A roster in which no column says what a row is about.
    pub items: bool,
    /// The basic facts of enterprises.
    pub firms: bool,
    /// Earlier awards or the platform's records without a column of amounts.
    pub bare: bool,
}

#[derive(Clone, Debug, Default)]
struct Category {
    /// The canonical words, in the order of the file.
    words: Vec<String>,
    english: Vec<Option<String>>,
    /// Comparable alias to place in `words`.
    lookup: BTreeMap<String, usize>,
}

/// Reads the file.
///
/// # Errors
/// Every fault: syntax, unknown keys, an alias that stands for two things.
pub fn load(path: &Path) -> Result<Headers, Diagnostics> {
    let root = parse_file(path)?;
    Sort::Headers.expect(&root)?;
    read(&root)
}

/// What the program knows where no file is at hand.
///
/// # Errors
/// As [`load`].
pub fn shipped() -> Result<Headers, Diagnostics> {
    SHIPPED.as_ref().map_or_else(|| Ok(Headers::default()), read)
}

fn read(root: &Node) -> Result<Headers, Diagnostics> {
    let faults = Collector::default();
    let reader = Reader::new(root, &HEADERS, &faults);
    let mut headers = Headers::default();
    read_columns(&reader, "columns", &vocabulary(), &mut headers);
    read_columns(&reader, "payments", &payment_vocabulary(), &mut headers);
    read_columns(&reader, "invoices", &INVOICE_FIELDS.iter().collect::<Vec<_>>(), &mut headers);
    read_columns(&reader, "case_file", &case_vocabulary(), &mut headers);
    read_sheets(&reader, &mut headers);
    read_words(&reader, &mut headers);
    unread_words::read(&reader, &mut headers);
    read_categories(&reader, &mut headers);
    reader.finish();
    faults.into_inner().into_result(headers)
}

/// Every field of every table, once per name.
fn vocabulary() -> Vec<&'static Field> {
    let mut seen = BTreeSet::new();
    let tables = [FIRM_FIELDS, LINE_FIELDS, PLATFORM_FIELDS, HISTORY_FIELDS, LISTED_FIELDS];
    let others = [DUPLICATE_FIELDS, ROSTER_FIELDS, DECISION_FIELDS, KIND_FIELDS, LIST_FIELDS];
    let plans = [FIGURE_FIELDS, TASK_FIELDS, REGISTRY_FIELDS, REFUND_FIELDS, SUPPORT_FIELDS];
    let all = tables.into_iter().chain(others).chain(plans).flatten();
    all.filter(|field| seen.insert(field.name)).collect()
}

/// Fields of payments and reviews. Their aliases stand apart: 支付金额 is another thing in a filing, 审定金额 in a roster.
fn payment_vocabulary() -> Vec<&'static Field> {
    let mut seen = BTreeSet::new();
    let all = PAYMENT_FIELDS.iter().chain(ATTRIBUTION_FIELDS).chain(CLAWBACK_FIELDS);
    let all = all.chain(OWED_FIELDS).chain(REVIEW_FIELDS).chain(VERDICT_FIELDS);
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
    headers.longest_nothing = headers.nothing.iter().map(String::len).max().unwrap_or(0);
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

/// The shipped file: what it says of columns that lead nowhere holds for files that do not speak of them.
static SHIPPED: LazyLock<Option<Node>> = LazyLock::new(|| {
    let text = include_str!("../../pipelines/headers.toml").to_string();
    parse_text("pipelines/headers.toml", text).ok()
});

/// The texts under a key; `None` where it is not there.
fn listed(table: &Reader, key: &'static str) -> Option<Vec<String>> {
    let nodes = || table.array(key).iter().filter_map(|node| word(node, table.faults));
    table.has(key).then(|| nodes().map(|(text, _)| text).collect())
}

fn read_categories(root: &Reader, headers: &mut Headers) {
    let all = vocabulary().into_iter().chain(payment_vocabulary()).chain(case_vocabulary());
    let all = all.chain(DERIVED_FIELDS);
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
        category.english.push(choices::latin(aliases));
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
        let given = self.given(field).map(|text| comparable(text));
        for alias in own_names(field).into_iter().chain(given) {
            if !out.contains(&alias) {
                out.push(alias);
            }
        }
        out
    }

    /// Those of the file, or of the scheme that declares the field.
    fn given(&self, field: &Field) -> impl Iterator<Item = &String> {
        let own = field.own.into_iter().flat_map(|own| &own.aliases);
        self.columns.get(field.name).into_iter().flatten().chain(own)
    }

    /// The headings that a user may choose from, as written.
    pub fn shown_aliases(&self, field: &Field) -> String {
        let given = self.given(field).map(String::as_str);
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
        let at = category.lookup.get(&comparable(answer(text)))?;
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
        self.yes.contains(&comparable(answer(text)))
    }

    pub fn is_no(&self, text: &str) -> bool {
        self.no.contains(&comparable(answer(text)))
    }

    /// Whether a clean text stands for an empty cell. Asked for every text cell: no allocation.
    pub fn is_nothing(&self, clean: &str) -> bool {
        clean.is_empty()
            || clean.len() <= self.longest_nothing
                && self.nothing.iter().any(|word| word.eq_ignore_ascii_case(clean))
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
        heading.len() <= LONGEST_HEADING && self.row_number.contains(&comparable(heading))
    }
}

/// As much of a heading as is looked at: some are pages long.
fn start(heading: &str) -> &str {
    let end =
        (0..=heading.len().min(LONGEST_HEADING)).rev().find(|at| heading.is_char_boundary(*at));
    &heading[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;
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
