//! From the tree of one `[measure.…]` to [`Measure`].

use crate::config::{Collector, Node, Reader, as_count, as_yuan};
use crate::diag::{Diagnostic, Text, codes, suggest};
use crate::domain::{Ratio, Window};
use crate::frame::fields::{self, Field, FieldKind};

use super::model::*;
use super::read::{Reasons, SharedGate};
use super::standing::{Effect, Standing, TestDay};

/// Reads a measure with the shared gates that apply to it.
pub(super) fn read_measure(
    id: &str,
    reader: Reader,
    (shared, known): (&[SharedGate], Known),
    reasons: &mut Reasons,
) -> Option<Measure> {
    // Examples and their defaults are read apart.
    let _ = (reader.get("example"), reader.get("defaults"));
    let clause = reader.require_text("clause").unwrap_or_default().to_string();
    let title = reader.bilingual("title");
    let columns = |name| line_columns(&reader, name, known);
    let (mut required, optional, evidence) =
        (columns("columns"), columns("optional"), columns("evidence"));
    for name in super::compile::KEY_COLUMNS {
        required.extend(fields::find(fields::LINE_FIELDS, name));
    }
    required.rotate_right(super::compile::KEY_COLUMNS.len());
    let gates = read_gates((id, &clause), &reader, (shared, known), reasons);
    let lines = read_lines(id, &reader, known, reasons);
    let converts = required.iter().chain(&optional).any(|f| f.kind == FieldKind::Currency);
    let [evidence_reason, year_reason] = reasons_of_each(id, &clause, reasons);
    let measure = Measure {
        id: id.to_string(),
        kind: reader.require_text("kind").unwrap_or_default().to_string(),
        sheets: reader.texts("sheets").into_iter().map(str::to_string).collect(),
        item: read_item(&reader, known),
        base: read_base(&reader, converts, known),
        threshold: reader.table("threshold").and_then(|r| read_threshold(id, r, reasons)),
        award: read_award((id, &clause), &reader, known, reasons)?,
        factors: read_factors(id, &reader, reasons),
        cap: reader.table("cap").and_then(|r| read_cap(id, r, known, reasons)),
        instalments: super::instalments::read(&reader),
        obligations: super::obligations::read(&reader),
        history: read_history(id, &reader, reasons),
        counts: read_counts(id, &reader, known, reasons),
        supports: reader.choice("supports", &Window::NAMES),
        asks: columns("asks"),
        evidence_reason,
        year_reason,
        place: reader.node().place(),
        clause,
        title,
        required,
        optional,
        evidence,
        lines,
        gates,
    };
    reader.finish();
    Some(measure)
}

/// Reasons that every measure has: for more than its evidence supports, and for more than a year's.
fn reasons_of_each(id: &str, clause: &str, reasons: &mut Reasons) -> [ReasonId; 2] {
    let evidence = Text::new(
        "申请金额高于按有效凭证核算的金额",
        "the request exceeds what the eligible evidence supports",
    );
    let year = Text::new(
        "当年支持不超过当年支出按比例核算的金额，以前年度被削减的部分不补发",
        "the award of a year is at most the rate on its own costs; earlier cuts are not made good",
    );
    [
        reasons.add(format!("{id}.request"), Stage::Evidence, clause, evidence),
        reasons.add(format!("{id}.year"), Stage::History, clause, year),
    ]
}

/// Gates of all measures, those of its applicants, its own.
fn read_gates(
    (id, clause): (&str, &str),
    measure: &Reader,
    (shared, known): (&[SharedGate], Known),
    reasons: &mut Reasons,
) -> Vec<Gate> {
    let mut gates = Vec::new();
    for gate in shared {
        let applies = gate.only.is_empty() || gate.only.contains(&id);
        if applies && !gate.except.contains(&id) {
            let reader = Reader::new(gate.node, &super::keys::GATE, measure.faults);
            gates.extend(read_gate(&format!("gates.{}", gate.name), reader, known, reasons));
        }
    }
    gates.extend(read_claimants(id, measure, clause, reasons));
    for (name, gate) in measure.named("gates") {
        gates.extend(read_gate(&format!("{id}.{name}"), gate, known, reasons));
    }
    gates
}

fn read_lines(id: &str, measure: &Reader, known: Known, reasons: &mut Reasons) -> Vec<Rule> {
    let mut lines = Vec::new();
    for (name, rule) in measure.named("lines") {
        let reason = reasons.of(format!("{id}.{name}"), Stage::Evidence, &rule);
        // A rule that only another reading of the text applies is written down all the same.
        let applies = rule.bool("applies").unwrap_or(true);
        lines.extend(read_rule(&rule, known, reason).filter(|_| applies));
        rule.finish();
    }
    lines
}

/// Columns that a rule may name: those of the vocabulary and those of the scheme.
pub(super) type Known<'a> = &'a [&'static Field];

fn line_columns(reader: &Reader, name: &'static str, known: Known) -> Vec<&'static Field> {
    reader.array(name).iter().filter_map(|node| column(node, known, reader.faults)).collect()
}

pub(super) fn column(node: &Node, known: Known, faults: &Collector) -> Option<&'static Field> {
    let name = crate::config::as_text(node, faults)?;
    let field = known.iter().copied().find(|field| field.name == name);
    if field.is_none() {
        let names = known.iter().map(|f| f.name);
        faults.push(
            Diagnostic::new(&codes::UNKNOWN_COLUMN)
                .arg("name", name)
                .arg("suggestion", suggest(name, names).unwrap_or_default())
                .at(node.place()),
        );
    }
    field
}

fn column_of_kind(
    reader: &Reader,
    name: &'static str,
    known: Known,
    kind: FieldKind,
) -> Option<&'static Field> {
    let node = reader.get(name)?;
    let field = column(node, known, reader.faults)?;
    expect_kind(field, &[kind], node, reader.faults).then_some(field)
}

pub(super) fn expect_kind(
    field: &Field,
    kinds: &[FieldKind],
    node: &Node,
    faults: &Collector,
) -> bool {
    let fits = kinds.contains(&field.kind);
    if !fits {
        let join = |words: Vec<&str>| words.join(" / ");
        faults.push(
            Diagnostic::new(&codes::COLUMN_KIND)
                .arg("name", field.name)
                .arg("found", field.kind.zh())
                .arg("found_en", field.kind.en())
                .arg("expected", join(kinds.iter().map(|k| k.zh()).collect()))
                .arg("expected_en", join(kinds.iter().map(|k| k.en()).collect()))
                .at(node.place()),
        );
    }
    fits
}

/// Kinds of columns whose texts tell one thing from another.
const TEXTS: &[FieldKind] = &[FieldKind::Text, FieldKind::Category];

fn read_item(reader: &Reader, known: Known) -> Item {
    match reader.get("item") {
        None => Item::Firm,
        Some(node) if node.as_text() == Some("firm") => Item::Firm,
        Some(node) => column(node, known, reader.faults)
            .filter(|field| expect_kind(field, TEXTS, node, reader.faults))
            .map_or(Item::Firm, Item::Column),
    }
}

fn read_claimants(id: &str, reader: &Reader, clause: &str, reasons: &mut Reasons) -> Option<Gate> {
    let words: Vec<String> = reader.texts("claimants").into_iter().map(str::to_string).collect();
    let field = fields::find(fields::FIRM_FIELDS, crate::frame::columns::ENTITY_TYPE)?;
    if words.is_empty() {
        return None;
    }
    let text = Text::new(
        format!("申报主体应为{}", words.join("、")),
        format!("the applicant must be one of: {}", words.join(", ")),
    );
    let reason = reasons.add(format!("{id}.claimants"), Stage::Gates, clause, text);
    let rule = Rule { columns: vec![field], test: Test::In(words), missing_passes: false, reason };
    Some(Gate { of: GateOf::Firm(rule), effect: Effect::Exclude, reason })
}

fn read_gate(id: &str, reader: Reader, known: Known, reasons: &mut Reasons) -> Option<Gate> {
    let _ = (reader.get("except"), reader.get("only"));
    let reason = reasons.of(id.to_string(), Stage::Gates, &reader);
    let kinds = [
        ("firm", 0),
        ("any line", 1),
        ("every line", 2),
        ("platform", 3),
        ("not listed", 4),
        ("agreed", 5),
        ("smallest line", 6),
    ];
    let kind = reader.require_choice("of", &kinds)?;
    // Only what others say of an enterprise may change until it is paid.
    let waits = matches!(kind, 4 | 5);
    let effects = Effect::NAMES.into_iter().filter(|(_, effect)| waits || *effect != Effect::Hold);
    let effects: Vec<(&str, Effect)> = effects.collect();
    let effect = reader.choice("effect", &effects).unwrap_or(Effect::Exclude);
    let of = match kind {
        0 => {
            let facts: Vec<&Field> =
                fields::FIRM_FIELDS.iter().chain(fields::DERIVED_FIELDS).collect();
            GateOf::Firm(read_rule(&reader, &facts, reason)?)
        }
        1 => GateOf::AnyLine(read_rule(&reader, known, reason)?),
        2 => GateOf::EveryLine(read_rule(&reader, known, reason)?),
        3 => GateOf::Platform,
        4 => GateOf::NotListed(Standing {
            on: reader.choice("on", &TestDay::NAMES).unwrap_or(TestDay::Deadline),
            names: names(reader.texts("lists")),
        }),
        5 => GateOf::Agreed(Standing {
            on: reader.choice("on", &TestDay::NAMES).unwrap_or(TestDay::Payment),
            names: {
                reader.require("departments");
                names(reader.texts("departments"))
            },
        }),
        _ => GateOf::SmallestLine(read_smallest(&reader, known, reason)?),
    };
    reader.finish();
    Some(Gate { of, effect, reason })
}

/// Words that names hold, each once.
fn names(all: Vec<&str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
    }
    names
}

/// A test on one column of whole numbers: of other columns none is the smallest.
fn read_smallest(reader: &Reader, known: Known, reason: ReasonId) -> Option<Rule> {
    let rule = read_rule(reader, known, reason)?;
    let node = reader.get("column")?;
    let whole = rule.columns.iter().all(|f| expect_kind(f, &[FieldKind::Int], node, reader.faults));
    (whole && rule.columns.len() == 1).then_some(rule)
}

/// One of the closed list of tests, on one column or several.
fn read_rule(reader: &Reader, known: Known, reason: ReasonId) -> Option<Rule> {
    let node = reader.require("column")?;
    let columns: Vec<&'static Field> = match &node.value {
        crate::config::Value::Array(items) => {
            items.iter().filter_map(|n| column(n, known, reader.faults)).collect()
        }
        _ => column(node, known, reader.faults).into_iter().collect(),
    };
    const TESTS: [&str; 7] = ["is", "in", "not_in", "at_least", "above", "at_most", "within"];
    if TESTS.iter().filter(|test| reader.has(test)).count() != 1 {
        reader.faults.push(
            Diagnostic::new(&codes::ONE_OF)
                .arg("known", TESTS.join(" | "))
                .at(reader.node().place()),
        );
    }
    let words = |name| reader.texts(name).into_iter().map(str::to_string).collect::<Vec<_>>();
    let (is, is_in, not_in) = (reader.bool("is"), words("in"), words("not_in"));
    let (at_least, above, at_most) =
        (reader.int("at_least"), reader.int("above"), reader.int("at_most"));
    let within = reader.choice("within", &Window::NAMES);
    let (kinds, test): (&[FieldKind], Test) = if let Some(value) = is {
        (&[FieldKind::Bool], Test::Is(value))
    } else if let Some(window) = within {
        (&[FieldKind::Date], Test::Within(window))
    } else if reader.has("in") {
        (&[FieldKind::Category, FieldKind::Currency], Test::In(is_in))
    } else if reader.has("not_in") {
        (&[FieldKind::Category, FieldKind::Currency], Test::NotIn(not_in))
    } else {
        let test = at_least.map(Test::AtLeast).or(above.map(Test::Above));
        (&[FieldKind::Int], test.or(at_most.map(Test::AtMost))?)
    };
    let fits = columns.iter().all(|field| expect_kind(field, kinds, node, reader.faults));
    let missing = reader.choice("missing", &[("passes", true), ("fails", false)]);
    (fits && !columns.is_empty()).then_some(Rule {
        columns,
        test,
        missing_passes: missing.unwrap_or(false),
        reason,
    })
}

fn read_base(measure: &Reader, converts: bool, line: Known) -> Base {
    let empty = Base {
        sum: None,
        minus: Vec::new(),
        times: None,
        converts,
        dated: None,
        include_history: false,
        makes_good: false,
        returned_counts: false,
        source: BaseSource::Claimed,
        days: None,
        tolerance: None,
    };
    let Some(reader) = measure.table("base") else { return empty };
    let minus = reader.array("minus").iter().filter_map(|n| {
        let field = column(n, line, reader.faults)?;
        expect_kind(field, &[FieldKind::Money], n, reader.faults).then_some(field)
    });
    let sources = [
        ("claimed", BaseSource::Claimed),
        ("platform", BaseSource::Platform),
        ("min", BaseSource::Min),
    ];
    let base = Base {
        sum: column_of_kind(&reader, "sum", line, FieldKind::Money),
        minus: minus.collect(),
        times: column_of_kind(&reader, "times", line, FieldKind::Share),
        converts,
        dated: column_of_kind(&reader, "dated", line, FieldKind::Date),
        include_history: reader.bool("include_history").unwrap_or(false),
        makes_good: reader.bool("makes_good").unwrap_or(false),
        returned_counts: reader.bool("returned_counts").unwrap_or(false),
        source: reader.choice("source", &sources).unwrap_or(BaseSource::Claimed),
        days: column_of_kind(&reader, "days_from", line, FieldKind::Date)
            .zip(reader.int("days_of")),
        tolerance: reader.ratio("tolerance"),
    };
    reader.finish();
    base
}

fn read_threshold(id: &str, reader: Reader, reasons: &mut Reasons) -> Option<Threshold> {
    let reason = reasons.of(format!("{id}.threshold"), Stage::Item, &reader);
    let (above, at_least) = (reader.amount("above"), reader.amount("at_least"));
    let on = reader.choice("on", &[("claim", ThresholdOn::Claim), ("firm", ThresholdOn::Firm)]);
    let on = on.unwrap_or(ThresholdOn::Claim);
    let (test, amount) = match (above, at_least) {
        (Some(amount), None) => (ThresholdTest::Above, amount),
        (None, Some(amount)) => (ThresholdTest::AtLeast, amount),
        _ => {
            reader.faults.push(
                Diagnostic::new(&codes::ONE_OF)
                    .arg("known", "above | at_least")
                    .at(reader.node().place()),
            );
            return None;
        }
    };
    reader.finish();
    Some(Threshold { test, amount, on, reason })
}

fn read_award(
    (id, clause): (&str, &str),
    measure: &Reader,
    known: Known,
    reasons: &mut Reasons,
) -> Option<Award> {
    let reader = measure.require_table("award")?;
    let award = if reader.has("rate") {
        let deduct = reader.amount("deduct");
        let rates = reader.array("rate").iter().filter_map(|n| rate_term(n, reader.faults));
        Some(Award::Rate { rates: rates.collect(), deduct })
    } else if let Some(node) = reader.get("each") {
        let kinds = [TEXTS, &[FieldKind::Int]].concat();
        let of = column(node, known, reader.faults)
            .filter(|field| expect_kind(field, &kinds, node, reader.faults));
        Some(Award::Each { of: of?, amount: require_yuan(&reader, "amount")? })
    } else if reader.has("score") {
        let reason = reasons.of(format!("{id}.tier"), Stage::Item, &reader);
        Some(super::tiers::read(&reader, known, reason)?)
    } else if reader.has("amount") {
        // A reading may replace a rate by an amount.
        Some(Award::Fixed(require_yuan(&reader, "amount")?))
    } else if let Some(by) = column_of_kind(&reader, "by", known, FieldKind::Category) {
        let mut amounts = Vec::new();
        for (key, node) in reader.entries("amounts") {
            let amount = as_yuan(node, reader.faults);
            amounts.extend(amount.map(|amount| (key.name.clone(), amount)));
        }
        let words: Vec<&str> = amounts.iter().map(|(word, _)| word.as_str()).collect();
        let text = Text::new(
            format!("{}不在支持范围（{}）", by.zh, words.join("、")),
            format!("{} is not among those supported ({})", by.en, words.join(", ")),
        );
        let reason = reasons.add(format!("{id}.grade"), Stage::Item, clause, text);
        let review = reader.bool("review").unwrap_or(false);
        Some(Award::Grades { by, amounts, review, reason })
    } else {
        reader.faults.push(
            Diagnostic::new(&codes::ONE_OF)
                .arg("known", "rate | each | score | amount | by")
                .at(reader.node().place()),
        );
        None
    };
    reader.finish();
    award
}

fn rate_term(node: &Node, faults: &Collector) -> Option<RateTerm> {
    let text = crate::config::as_text(node, faults)?;
    if text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Some(RateTerm::Published(text.to_string()));
    }
    let ratio: Option<Ratio> = crate::config::as_ratio(node, faults);
    if ratio.is_some_and(|r| !r.at_most(Ratio::ONE)) {
        faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", "rate")
                .arg("read", text)
                .arg("range", "0 – 100%")
                .at(node.place()),
        );
    }
    ratio.map(RateTerm::Exact)
}

fn read_cap(id: &str, reader: Reader, known: Known, reasons: &mut Reasons) -> Option<Cap> {
    let reason = reasons.of(format!("{id}.cap"), Stage::ItemCap, &reader);
    let amount = reader.get("amount").and_then(|node| as_yuan(node, reader.faults));
    let share = reader.ratio("share").unwrap_or(Ratio::ONE);
    let field = column_of_kind(&reader, "of", known, FieldKind::Money);
    if !reader.has("amount") && !reader.has("of") {
        let fault = Diagnostic::new(&codes::ONE_OF).arg("known", "amount | of");
        reader.faults.push(fault.at(reader.node().place()));
    }
    reader.finish();
    Some(Cap { amount, of: field.map(|field| (field, share)), reason })
}

/// Factors raise a rate, and nothing else: an amount of its own is written down as such.
fn read_factors(id: &str, measure: &Reader, reasons: &mut Reasons) -> Vec<Factor> {
    let facts: Vec<&Field> = fields::FIRM_FIELDS.iter().collect();
    let mut factors = Vec::new();
    for (name, reader) in measure.named("factor") {
        let reason = reasons.of(format!("{id}.factor-{name}"), Stage::Item, &reader);
        let rule = read_rule(&reader, &facts, reason);
        let times = reader.require("times").and_then(|n| crate::config::as_ratio(n, reader.faults));
        let by_rate = measure.get("award").is_some_and(|award| award.at_path("rate").is_some());
        if !by_rate {
            let fault = Diagnostic::new(&codes::MISSING_KEY).arg("key", "award.rate");
            reader.faults.push(fault.at(reader.node().place()));
        }
        if times.is_some_and(|times| times.at_most(Ratio::ONE)) {
            let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "times");
            let fault = fault.arg("read", reader.text("times").unwrap_or_default());
            reader.faults.push(fault.arg("range", "> 1").at(reader.node().place()));
        }
        reader.finish();
        factors.extend(rule.zip(times).map(|(rule, times)| Factor { rule, times }));
    }
    factors
}

fn read_history(id: &str, measure: &Reader, reasons: &mut Reasons) -> HistoryRule {
    let Some(reader) = measure.table("history") else { return HistoryRule::default() };
    let restored = reader.bool("restored_by_return").unwrap_or(true);
    let whose = [("item", Whose::Item), ("item and firm", Whose::ItemAndFirm)];
    let whose = reader.choice("whose", &whose).unwrap_or_default();
    let mut rule = HistoryRule { restored_by_return: restored, whose, ..HistoryRule::default() };
    let mut part = |name: &'static str| {
        let part = reader.table(name)?;
        let reason = reasons.of(format!("{id}.{name}"), Stage::History, &part);
        Some((part, reason))
    };
    if let Some((part, reason)) = part("once") {
        const WHOSE: [(&str, Once); 3] =
            [("firm", Once::Firm), ("item", Once::Item), ("firm and item", Once::FirmItem)];
        let per = part.require_choice("per", &WHOSE);
        rule.once = per.map(|per| (per, reason));
        part.finish();
    }
    if let Some((part, reason)) = part("lifetime") {
        rule.lifetime = require_yuan(&part, "amount").map(|amount| (amount, reason));
        part.finish();
    }
    if let Some((part, reason)) = part("years") {
        let consecutive = part.bool("consecutive").unwrap_or(false);
        let max = part.require("max").and_then(|n| as_count(n, part.faults));
        rule.years = max.map(|max| (max, consecutive, reason));
        part.finish();
    }
    if let Some((part, reason)) = part("per_year") {
        rule.per_year = require_yuan(&part, "amount").map(|amount| (amount, reason));
        part.finish();
    }
    reader.finish();
    rule
}

fn read_counts(id: &str, measure: &Reader, known: Known, reasons: &mut Reasons) -> Vec<CountLimit> {
    let mut counts = Vec::new();
    for (name, reader) in measure.named("count") {
        let reason = reasons.of(format!("{id}.{name}"), Stage::Count, &reader);
        let chooses = [
            ("highest", Choose::Highest),
            ("supported before", Choose::SupportedBefore),
            ("declared", Choose::Declared),
            ("lead", Choose::Lead),
            ("split equally", Choose::SplitEqually),
        ];
        let per = match reader.require("per") {
            Some(node) => match node.as_text() {
                Some("firm") => Some(CountPer::Firm),
                Some("item") => Some(CountPer::Item),
                _ => column(node, known, reader.faults).map(CountPer::Column),
            },
            None => None,
        };
        let max = reader.require("max").and_then(|n| as_count(n, reader.faults));
        let choose = reader.require_choice("choose", &chooses);
        let review = reader.bool("review").unwrap_or(false);
        let ties = column_of_kind(&reader, "ties", known, FieldKind::Int);
        let again = reader.bool("again").unwrap_or(false);
        reader.finish();
        if let (Some(max), Some(per), Some(choose)) = (max, per, choose) {
            counts.push(CountLimit { max, per, choose, ties, again, review, reason });
        }
    }
    counts
}

pub(super) fn require_yuan(reader: &Reader, name: &'static str) -> Option<i64> {
    as_yuan(reader.require(name)?, reader.faults)
}
