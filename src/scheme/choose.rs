//! Options and parameters: each contested reading is an overlay on the rules, by name.

use std::path::Path;

use crate::config::{Collector, Key, Node, Reader, Sort, Value};
use crate::diag::{Diagnostic, Diagnostics, Place, Text, codes, suggest};
use crate::domain::{Amount, Ratio};

use super::keys::SCHEME;
use super::model::{InForce, Scheme};

/// A scheme file as parsed, before any reading is chosen.
#[derive(Clone, Debug)]
pub struct SchemeFile {
    pub root: Node,
}

/// What a pipeline chooses, each with the place it was chosen at.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub options: Vec<(String, String, Place)>,
    pub parameters: Vec<(String, Node)>,
    /// Dotted paths into the scheme file and what stands there instead, laid over it after the
    /// options. Only scenarios set these: a pipeline chooses among what its scheme offers.
    pub rules: Vec<(String, Node)>,
    /// Nothing of it is ever paid: parameters may leave what the text fixes.
    pub simulated: bool,
}

impl Choices {
    /// Choices without a file behind them, for examples and tests.
    pub fn options<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let options = pairs
            .into_iter()
            .map(|(name, value)| (name.to_string(), value.to_string(), Place::Nowhere))
            .collect();
        Self { options, ..Self::default() }
    }
}

/// One option: a question the text leaves open, and its possible answers.
#[derive(Clone, Debug)]
pub struct OptionRule {
    pub name: String,
    pub clause: String,
    pub question: Text,
    pub default: String,
    pub values: Vec<OptionValue>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct OptionValue {
    pub name: String,
    pub text: Text,
    /// Dotted path and what to put there.
    pub set: Vec<(String, Node)>,
    pub place: Place,
}

/// A parameter and where it may lie, both ends included.
#[derive(Clone, Debug)]
pub struct ParameterRange {
    pub name: String,
    pub text: Text,
    /// As the scheme writes it, which shows what kind of quantity it is; for a required parameter
    /// what stands in for its value. `None` where nothing does.
    pub value: Option<Node>,
    pub min: Option<Node>,
    pub max: Option<Node>,
}

struct Parameter {
    name: String,
    clause: String,
    text: Text,
    /// Chosen, else the default; where neither is there, what stands in so that the rest of the
    /// file can be checked.
    value: Option<Node>,
    /// Empty where the text gives no value.
    default: String,
    limits: (Option<Node>, Option<Node>),
    fixed: Option<Fixed>,
    place: Place,
}

/// How far the text fixes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fixed {
    /// It is this number.
    Equal,
    /// 不超过, 最高: it may be lower.
    AtMost,
}

impl SchemeFile {
    /// # Errors
    /// Unreadable file or syntax errors.
    pub fn load(path: &Path) -> Result<Self, Diagnostics> {
        let root = crate::config::parse_file(path)?;
        Sort::Scheme.expect(&root)?;
        Ok(Self { root })
    }

    /// # Errors
    /// Syntax errors.
    pub fn parse(path: &str, text: String) -> Result<Self, Diagnostics> {
        Ok(Self { root: crate::config::parse_text(path, text)? })
    }

    /// The same without its examples, for whoever resolves it again and again.
    pub fn without_examples(&self) -> Self {
        let mut root = self.root.clone();
        root.remove(&["example", "examples"]);
        if let Some(measures) = root.at_path_mut("measure") {
            measures.each_mut(|measure| measure.remove(&["example", "defaults"]));
        }
        Self { root }
    }

    /// The parameters with their ranges, for commands that vary them.
    pub fn parameter_ranges(&self) -> Vec<ParameterRange> {
        let faults = Collector::default();
        let reader = Reader::new(&self.root, &SCHEME, &faults);
        let rules = read_parameters(&reader, &self.assumed(), &faults).into_iter();
        rules
            .map(|p| ParameterRange {
                name: p.name,
                text: p.text,
                value: p.value,
                min: p.limits.0,
                max: p.limits.1,
            })
            .collect()
    }

    /// What the file's own examples assume for parameters that the text leaves without a value: for
    /// looking at a scheme by itself. A pipeline must choose them.
    pub fn assumed(&self) -> Choices {
        let required = |name: &str| {
            let rule = self.root.at_path(&format!("parameters.{name}"));
            rule.is_some_and(|rule| rule.at_path("value").is_none())
        };
        let parameters = self.assumptions().iter().filter(|(key, _)| required(&key.name));
        let parameters = parameters.map(|(key, node)| (key.name.clone(), node.clone())).collect();
        Choices { parameters, ..Choices::default() }
    }

    fn assumptions(&self) -> &[(Key, Node)] {
        let table = self.root.at_path("examples.parameters").and_then(Node::as_table);
        table.map_or(&[], |table| &table.entries)
    }

    /// The contested readings, for listings.
    pub fn option_rules(&self) -> Vec<OptionRule> {
        let faults = Collector::default();
        let reader = Reader::new(&self.root, &SCHEME, &faults);
        read_options(&reader, &faults)
    }

    /// Chosen parameters and readings that `rule`, laid over `path`, takes the place of, and where
    /// they were chosen.
    pub fn replaced_by(&self, path: &str, rule: &Node, choices: &Choices) -> Vec<(String, Place)> {
        let inside = |own: &str| own == path || own.starts_with(&format!("{path}."));
        let options = self.option_rules();
        let chosen = |(name, value, place): &(String, String, Place)| {
            let option = options.iter().find(|option| option.name == *name)?;
            let value = option.values.iter().find(|known| known.name == *value)?;
            Some((name.clone(), value.clone(), place.clone()))
        };
        let readings: Vec<_> = choices.options.iter().filter_map(chosen).collect();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let written = self.root.at_path(path).into_iter();
        let set = readings.iter().flat_map(|(_, value, _)| &value.set);
        written.chain(set.filter(|(own, _)| inside(own)).map(|(_, node)| node)).for_each(|node| {
            references(node, &mut before);
        });
        references(rule, &mut after);
        let gone = |name: &String| before.contains(name) && !after.contains(name);
        let parameters = choices.parameters.iter().filter(|(name, _)| gone(name));
        let parameters = parameters.map(|(name, node)| (name.clone(), node.place()));
        let readings = readings.iter().filter(|(_, value, _)| {
            value.set.iter().any(|(own, node)| inside(own) && node.display() != rule.display())
        });
        parameters.chain(readings.map(|(name, _, place)| (name.clone(), place.clone()))).collect()
    }

    /// Lays the chosen readings over the rules and reads the result.
    ///
    /// # Errors
    /// Every fault of the file and of the choices.
    pub fn resolve(&self, choices: &Choices) -> Result<(Scheme, Diagnostics), Diagnostics> {
        let faults = Collector::default();
        let reader = Reader::new(&self.root, &SCHEME, &faults);
        let options = read_options(&reader, &faults);
        let parameters = read_parameters(&reader, choices, &faults);
        let mut root = self.root.clone();
        let mut in_force = Vec::new();
        check_option_names(&options, choices, &faults);
        check_conflicts(&options, choices, &faults);
        for option in &options {
            in_force.push(apply_option(option, choices, &mut root, &faults));
        }
        apply_rules(&choices.rules, &mut root, &faults);
        in_force.splice(0..0, parameters.iter().map(in_force_parameter));
        substitute(&mut root, &parameters, &faults);
        report_unused(&self.root, &parameters, &faults);
        let scheme = super::read::scheme(&root, in_force, &faults);
        let mut diagnostics = faults.into_inner();
        match scheme {
            Some(scheme) if !diagnostics.has_errors() => {
                diagnostics.extend(super::lint::lint(&scheme, self, &options));
                diagnostics.clone().into_result((scheme, diagnostics))
            }
            _ => Err(diagnostics),
        }
    }
}

fn read_options(root: &Reader, faults: &Collector) -> Vec<OptionRule> {
    let mut options = Vec::new();
    for (name, reader) in root.named("options") {
        let node = reader.node();
        let clause = reader.require_text("clause").unwrap_or_default().to_string();
        let question = reader.bilingual("question");
        let default = reader.require_text("default").unwrap_or_default().to_string();
        let mut values = Vec::new();
        for (value_name, value) in reader.named("values") {
            let text = value.bilingual("text");
            let set = value.entries("set").iter().map(|(k, n)| (k.name.clone(), n.clone()));
            values.push(OptionValue {
                name: value_name.to_string(),
                text,
                set: set.collect(),
                place: value.node().place(),
            });
            value.finish();
        }
        if !values.iter().any(|value| value.name == default) {
            let known: Vec<&str> = values.iter().map(|v| v.name.as_str()).collect();
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_OPTION_VALUE)
                    .arg("name", name)
                    .arg("read", &default)
                    .arg("known", known.join(" | "))
                    .at(node.place()),
            );
        }
        reader.finish();
        let place = node.place();
        options.push(OptionRule {
            name: name.to_string(),
            clause,
            question,
            default,
            values,
            place,
        });
    }
    options
}

fn read_parameters(root: &Reader, choices: &Choices, faults: &Collector) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for (name, reader) in root.named("parameters") {
        let node = reader.node();
        let clause = reader.require_text("clause").unwrap_or_default().to_string();
        let text = reader.bilingual("text");
        let default = read_default(&reader);
        let limits = (reader.get("min").cloned(), reader.get("max").cloned());
        let fixed = reader.choice("fixed", &[("equal", Fixed::Equal), ("at most", Fixed::AtMost)]);
        let text_value = default.clone();
        reader.finish();
        let chosen = choices.parameters.iter().rev().find(|(known, _)| known == name);
        let shown = default.as_ref().map(Node::display).unwrap_or_default();
        let value = chosen.map(|(_, node)| node.clone()).or(default);
        let missing = value.is_none();
        let value = value.or_else(|| {
            let assumed = root.node().at_path("examples.parameters");
            let assumed = assumed.and_then(|table| table.at_path(name)).cloned();
            assumed.or_else(|| limits.1.clone()).or_else(|| limits.0.clone())
        });
        let (name, place) = (name.to_string(), node.place());
        let parameter =
            Parameter { name, clause, text, value, default: shown, limits, fixed, place };
        let within = !missing && check_range(&parameter, faults);
        if missing {
            faults.push(required(&parameter));
        }
        // What no pipeline can pay on may try other numbers.
        let payable = !choices.simulated && !is_draft(root);
        if let Some(text_value) = text_value.filter(|_| payable && within) {
            check_fixed(&parameter, &text_value, faults);
        }
        parameters.push(parameter);
    }
    for (name, node) in &choices.parameters {
        if !parameters.iter().any(|p| p.name == *name) {
            let known = parameters.iter().map(|p| p.name.as_str());
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_PARAMETER)
                    .arg("name", name)
                    .arg("suggestion", suggest(name, known).unwrap_or_default())
                    .at(node.place()),
            );
        }
    }
    parameters
}

/// A value, or the word that the text gives none: left out by mistake it must not pass for required.
fn read_default(reader: &Reader) -> Option<Node> {
    let required = reader.bool("required").unwrap_or(false);
    if required && reader.has("value") {
        reader.faults.push(
            Diagnostic::new(&codes::ONE_OF)
                .arg("known", "value | required")
                .at(reader.node().place()),
        );
    }
    if required { reader.get("value").cloned() } else { reader.require("value").cloned() }
}

fn required(parameter: &Parameter) -> Diagnostic {
    Diagnostic::new(&codes::PARAMETER_REQUIRED)
        .arg("name", &parameter.name)
        .arg("clause", &parameter.clause)
        .arg("what", &parameter.text.zh)
        .arg("what_en", &parameter.text.en)
        .at(parameter.place.clone())
}

/// Both sides must be of one kind: counts, days, rates or amounts.
fn compare(a: &Node, b: &Node) -> Option<std::cmp::Ordering> {
    if let (Value::Int(a), Value::Int(b)) = (&a.value, &b.value) {
        return Some(a.cmp(b));
    }
    if let (Value::Date(a), Value::Date(b)) = (&a.value, &b.value) {
        return Some(a.cmp(b));
    }
    let (a, b) = (a.as_text()?, b.as_text()?);
    if let (Ok(a), Ok(b)) = (a.parse::<Ratio>(), b.parse::<Ratio>()) {
        let (left, right) = (a.at_most(b), b.at_most(a));
        return Some(match (left, right) {
            (true, true) => std::cmp::Ordering::Equal,
            (true, false) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        });
    }
    let (a, b) = (a.parse::<Amount>().ok()?, b.parse::<Amount>().ok()?);
    (a.currency == b.currency).then(|| a.minor.cmp(&b.minor))
}

fn is_draft(root: &Reader) -> bool {
    root.node().at_path("scheme.status").and_then(Node::as_text) == Some("draft")
}

/// Whether a value is within its range; what is not is said.
fn check_range(parameter: &Parameter, faults: &Collector) -> bool {
    let (min, max) = &parameter.limits;
    let Some(value) = &parameter.value else { return true };
    let low = min.as_ref().is_some_and(|m| compare(value, m).is_none_or(|o| o.is_lt()));
    let high = max.as_ref().is_some_and(|m| compare(value, m).is_none_or(|o| o.is_gt()));
    if low || high {
        let range = match (min, max) {
            (Some(min), Some(max)) => format!("{} – {}", min.display(), max.display()),
            (Some(min), None) => format!("≥ {}", min.display()),
            (None, Some(max)) => format!("≤ {}", max.display()),
            (None, None) => String::new(),
        };
        faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", &parameter.name)
                .arg("read", value.display())
                .arg("range", range)
                .at(value.place()),
        );
    }
    !(low || high)
}

/// What may be paid on keeps to the numbers that the text fixes.
fn check_fixed(parameter: &Parameter, text_value: &Node, faults: &Collector) {
    let (Some(fixed), Some(value)) = (parameter.fixed, &parameter.value) else { return };
    let order = compare(value, text_value);
    let (holds, how) = match fixed {
        Fixed::Equal => (order.is_some_and(|o| o.is_eq()), ("只能是", "exactly")),
        Fixed::AtMost => (order.is_some_and(|o| o.is_le()), ("不超过", "at most")),
    };
    if !holds {
        faults.push(
            Diagnostic::new(&codes::FIXED_BY_TEXT)
                .arg("name", &parameter.name)
                .arg("read", value.display())
                .arg("clause", &parameter.clause)
                .arg("how", how.0)
                .arg("how_en", how.1)
                .arg("value", text_value.display())
                .at(value.place()),
        );
    }
}

fn check_option_names(options: &[OptionRule], choices: &Choices, faults: &Collector) {
    for (name, _, place) in &choices.options {
        if !options.iter().any(|option| option.name == *name) {
            let known = options.iter().map(|option| option.name.as_str());
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_OPTION)
                    .arg("name", name)
                    .arg("suggestion", suggest(name, known).unwrap_or_default())
                    .at(place.clone()),
            );
        }
    }
}

/// Two readings that rewrite the same rule would undo each other, whichever came last.
fn check_conflicts(options: &[OptionRule], choices: &Choices, faults: &Collector) {
    let mut set: Vec<(&str, &str)> = Vec::new();
    for (name, value, place) in &choices.options {
        let rule = options.iter().find(|option| option.name == *name && option.default != *value);
        let value = rule.and_then(|rule| rule.values.iter().find(|v| v.name == *value));
        for (path, _) in value.iter().flat_map(|value| &value.set) {
            let inside = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}."));
            let clash = set.iter().find(|(other, known)| {
                other != name && (inside(path, known) || inside(known, path))
            });
            if let Some((other, _)) = clash {
                faults.push(
                    Diagnostic::new(&codes::OPTIONS_CONFLICT)
                        .arg("first", other)
                        .arg("second", name)
                        .arg("path", path)
                        .at(place.clone()),
                );
            }
            set.push((name, path));
        }
    }
}

fn apply_option(
    option: &OptionRule,
    choices: &Choices,
    root: &mut Node,
    faults: &Collector,
) -> InForce {
    let chosen = choices.options.iter().rev().find(|(name, ..)| *name == option.name);
    let wanted = chosen.map_or(option.default.as_str(), |(_, value, _)| value.as_str());
    let value = option.values.iter().find(|value| value.name == wanted);
    match value {
        Some(value) => overlay(value, root, faults),
        None => {
            let known: Vec<&str> = option.values.iter().map(|v| v.name.as_str()).collect();
            let place = chosen.map_or(option.place.clone(), |(.., place)| place.clone());
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_OPTION_VALUE)
                    .arg("name", &option.name)
                    .arg("read", wanted)
                    .arg("known", known.join(" | "))
                    .arg("suggestion", suggest(wanted, known.iter().copied()).unwrap_or_default())
                    .at(place),
            );
        }
    }
    InForce {
        reading: true,
        name: option.name.clone(),
        clause: option.clause.clone(),
        value: wanted.to_string(),
        default: option.default.clone(),
        question: option.question.clone(),
        text: value.map(|value| value.text.clone()).unwrap_or_default(),
    }
}

fn overlay(value: &OptionValue, root: &mut Node, faults: &Collector) {
    for (path, node) in &value.set {
        if let Err(fault) = root.set_path(path, node.clone(), &value.place) {
            faults.push(fault);
        }
    }
}

/// Lays free changes over the rules. Parameters and options have keys of their own, which check
/// their ranges and values.
fn apply_rules(rules: &[(String, Node)], root: &mut Node, faults: &Collector) {
    const CHOSEN_ELSEWHERE: [&str; 4] = ["parameters", "options", "examples", "example"];
    for (path, node) in rules {
        let first = path.split('.').next().unwrap_or_default();
        if CHOSEN_ELSEWHERE.contains(&first) {
            faults.push(Diagnostic::new(&codes::RULE_PATH).arg("path", path).at(node.place()));
        } else if let Err(fault) = root.set_path(path, node.clone(), &node.place()) {
            faults.push(fault);
        }
    }
}

/// Whether a value of an option leaves the rules as they are although it means to change them.
pub(super) fn changes_nothing(value: &OptionValue, root: &Node) -> bool {
    let same = |(path, node): &(String, Node)| {
        root.at_path(path).is_some_and(|old| old.display() == node.display())
    };
    !value.set.is_empty() && value.set.iter().all(same)
}

fn in_force_parameter(parameter: &Parameter) -> InForce {
    InForce {
        reading: false,
        name: parameter.name.clone(),
        clause: parameter.clause.clone(),
        value: parameter.value.as_ref().map(Node::display).unwrap_or_default(),
        default: parameter.default.clone(),
        question: Text::default(),
        text: parameter.text.clone(),
    }
}

/// Puts parameter values where `"$name"` stands.
fn substitute(node: &mut Node, parameters: &[Parameter], faults: &Collector) {
    match &mut node.value {
        Value::Text(text) => {
            let Some(name) = text.strip_prefix('$') else { return };
            match parameters.iter().find(|p| p.name == name) {
                // Where nothing stands in, the parameter itself has been reported.
                Some(parameter) => {
                    if let Some(value) = &parameter.value {
                        *node = value.clone();
                    }
                }
                None => {
                    let known = parameters.iter().map(|p| p.name.as_str());
                    let suggestion = suggest(name, known).unwrap_or_default().to_string();
                    let fault = Diagnostic::new(&codes::UNKNOWN_PARAMETER)
                        .arg("name", name)
                        .arg("suggestion", suggestion)
                        .at(node.place());
                    faults.push(fault);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|n| substitute(n, parameters, faults)),
        Value::Table(table) => {
            table.entries.iter_mut().for_each(|(_, n)| substitute(n, parameters, faults));
        }
        _ => {}
    }
}

fn report_unused(root: &Node, parameters: &[Parameter], faults: &Collector) {
    let mut used = Vec::new();
    references(root, &mut used);
    for parameter in parameters {
        if !used.contains(&parameter.name) {
            faults.push(
                Diagnostic::new(&codes::PARAMETER_UNUSED)
                    .arg("name", &parameter.name)
                    .at(parameter.place.clone()),
            );
        }
    }
}

fn references(node: &Node, used: &mut Vec<String>) {
    match &node.value {
        Value::Text(text) => used.extend(text.strip_prefix('$').map(str::to_string)),
        Value::Array(items) => items.iter().for_each(|n| references(n, used)),
        Value::Table(table) => table.entries.iter().for_each(|(_, n)| references(n, used)),
        _ => {}
    }
}
