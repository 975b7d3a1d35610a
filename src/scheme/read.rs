//! From the tree of a scheme file to [`Scheme`]. Every number of a scheme enters here.

use crate::config::{Collector, Node, Reader};
use crate::diag::{Diagnostic, Text, codes, suggest};
use crate::domain::{Amount, Currency, Period, Ratio, RoundMode, RoundUnit, Rounding, Window};
use crate::frame::fields::{self, Field, FieldKind};
use crate::frame::kernels::Residual;

use super::example;
use super::model::*;

/// Reads the whole file. `None` only together with faults.
pub(super) fn scheme(root: &Node, in_force: Vec<InForce>, faults: &Collector) -> Option<Scheme> {
    let reader = Reader::new(root, faults);
    // Read already, when the readings were chosen.
    let _ = (reader.get("options"), reader.get("parameters"));
    let mut reasons = Reasons::new();
    let head = Reader::new(reader.require("scheme")?, faults);
    let valid = read_validity(&head, &mut reasons);
    let stages = read_stages(&head);
    let annual_cap = reader.table("annual_cap").and_then(|r| read_annual_cap(r, &mut reasons));
    let budget = reader.require("budget").map(|n| Reader::new(n, faults));
    let budget = budget.and_then(|r| read_budget(r, &mut reasons));
    let duplicates = reader.require("duplicates").map(|n| Reader::new(n, faults));
    let duplicates = duplicates.and_then(|r| read_duplicates(r, &mut reasons));
    let shared = read_shared_gates(&reader, faults);
    let mut measures = Vec::new();
    for (key, node) in reader.entries("measure") {
        measures.extend(read_measure(&key.name, node, &shared, &mut reasons, faults));
    }
    check_except(&shared, &measures, faults);
    let examples = example::read(&reader, &measures, faults);
    let scheme = Scheme {
        id: head.require_text("id").unwrap_or_default().to_string(),
        title: head.bilingual("title"),
        document: head.require_text("document").unwrap_or_default().to_string(),
        status: head
            .require_choice("status", &[("in-force", Status::InForce), ("draft", Status::Draft)])?,
        rounding: read_rounding(&head),
        stages,
        valid: valid?,
        rates: read_rates(&reader, faults),
        annual_cap,
        budget: budget?,
        duplicates: duplicates?,
        measures,
        reasons: reasons.list,
        in_force,
        examples,
        lost: read_lost(&head, faults),
    };
    head.finish();
    reader.finish();
    Some(scheme)
}

/// Numbers reasons as they are met.
pub(super) struct Reasons {
    list: Vec<Reason>,
}

impl Reasons {
    fn new() -> Self {
        let nothing = Reason {
            id: String::new(),
            stage: Stage::Gates,
            clause: String::new(),
            text: Text::default(),
        };
        Self { list: vec![nothing] }
    }

    fn add(&mut self, id: String, stage: Stage, clause: &str, text: Text) -> ReasonId {
        self.list.push(Reason { id, stage, clause: clause.to_string(), text });
        (self.list.len() - 1) as ReasonId
    }

    /// Clause and text of the table that states the rule.
    fn of(&mut self, id: String, stage: Stage, reader: &Reader) -> ReasonId {
        let clause = reader.require_text("clause").unwrap_or_default();
        let text = reader.bilingual("text");
        self.add(id, stage, clause, text)
    }
}

fn read_validity(head: &Reader, reasons: &mut Reasons) -> Option<Validity> {
    let reader = Reader::new(head.require("valid")?, head.faults);
    let reason = reasons.of("valid".into(), Stage::Evidence, &reader);
    let on = reader.require_choice(
        "on",
        &[("acceptance", ValidOn::Acceptance), ("payment", ValidOn::Payment)],
    );
    let period = Period { from: reader.require_date("from")?, to: reader.require_date("to")? };
    if period.to < period.from {
        let range = format!("≥ {}", period.from);
        reader.faults.push(
            Diagnostic::new(&codes::OUT_OF_RANGE)
                .arg("name", "to")
                .arg("read", period.to)
                .arg("range", range)
                .at(reader.node().place()),
        );
    }
    let clause = reader.text("clause").unwrap_or_default().to_string();
    reader.finish();
    Some(Validity { clause, period, on: on?, reason })
}

fn read_rounding(head: &Reader) -> Rounding {
    let Some(reader) = head.table("rounding") else { return Rounding::default() };
    let modes = [("floor", RoundMode::Floor), ("half-up", RoundMode::HalfUp)];
    let units = [("fen", RoundUnit::Fen), ("yuan", RoundUnit::Yuan), ("wan", RoundUnit::Wan)];
    let rounding = Rounding {
        mode: reader.choice("mode", &modes).unwrap_or_default(),
        unit: reader.choice("unit", &units).unwrap_or_default(),
    };
    reader.finish();
    rounding
}

/// The first four stages look at one claim alone and come first; the others may change places.
fn read_stages(head: &Reader) -> Vec<Stage> {
    let nodes = head.array("stages");
    let read = |node| crate::config::as_choice(node, &Stage::NAMES, head.faults);
    let stages: Vec<Stage> = nodes.iter().filter_map(read).collect();
    let fault = |zh: &str| {
        head.faults.push(
            Diagnostic::new(&codes::DUPLICATE_STAGE)
                .arg("why", zh)
                .at(head.get("stages").unwrap_or(head.node()).place()),
        );
    };
    let first = [Stage::Gates, Stage::Evidence, Stage::Item, Stage::ItemCap];
    if stages.get(..4) != Some(&first[..]) {
        fault("gates, evidence, item, item-cap 须依次在前 / must come first, in this order");
    }
    for (_, stage) in Stage::NAMES {
        if stages.iter().filter(|s| **s == stage).count() != 1 {
            fault(&format!("{} 须恰好出现一次 / must stand exactly once", stage.name()));
        }
    }
    stages
}

fn read_rates(root: &Reader, faults: &Collector) -> RateRules {
    let default = RateRules { fx_on: FxDate::Deadline, lpr_same_day: true };
    let Some(node) = root.get("rates") else { return default };
    let reader = Reader::new(node, faults);
    let days = [
        ("deadline", FxDate::Deadline),
        ("period end", FxDate::PeriodEnd),
        ("monthly", FxDate::Monthly),
        ("transaction", FxDate::Transaction),
    ];
    let rules = RateRules {
        fx_on: reader.choice("fx_on", &days).unwrap_or(default.fx_on),
        lpr_same_day: reader.bool("lpr_same_day").unwrap_or(default.lpr_same_day),
    };
    reader.finish();
    rules
}

fn read_annual_cap(reader: Reader, reasons: &mut Reasons) -> Option<AnnualCap> {
    let reason = reasons.of("annual-cap".into(), Stage::AnnualCap, &reader);
    let splits = [("proportional", CapSplit::Proportional), ("priority", CapSplit::Priority)];
    let years = [("budget", CapYear::Budget), ("payment", CapYear::Payment)];
    let cap = AnnualCap {
        amount: require_yuan(&reader, "amount")?,
        split: reader.require_choice("split", &splits)?,
        year: reader.require_choice("year", &years)?,
        reason,
    };
    reader.finish();
    Some(cap)
}

fn read_budget(reader: Reader, reasons: &mut Reasons) -> Option<BudgetRule> {
    let reason = reasons.of("budget".into(), Stage::Budget, &reader);
    let residuals = [("leave", Residual::Leave), ("largest_remainder", Residual::LargestRemainder)];
    let scopes = [("year", BudgetScope::Year), ("batch", BudgetScope::Batch)];
    let rule = BudgetRule {
        residual: reader.require_choice("residual", &residuals)?,
        scope: reader.require_choice("scope", &scopes)?,
        reason,
    };
    reader.finish();
    Some(rule)
}

fn read_duplicates(reader: Reader, reasons: &mut Reasons) -> Option<DuplicateRule> {
    let reason = reasons.of("duplicates".into(), Stage::Duplicates, &reader);
    let modes = [
        ("exclude_if_received", DuplicateMode::ExcludeIfReceived),
        ("choose_best", DuplicateMode::ChooseBest),
        ("top_up", DuplicateMode::TopUp),
    ];
    let keys = [
        ("item", DuplicateKey::Item),
        ("kind", DuplicateKey::Kind),
        ("institution", DuplicateKey::Institution),
    ];
    let rule = DuplicateRule {
        mode: reader.require_choice("mode", &modes)?,
        key: reader.require_choice("key", &keys)?,
        reason,
    };
    reader.finish();
    Some(rule)
}

fn read_lost(head: &Reader, faults: &Collector) -> Vec<(String, Text, crate::diag::Place)> {
    let read = |node: &Node| {
        let reader = Reader::new(node, faults);
        let clause = reader.require_text("clause").unwrap_or_default().to_string();
        let text = reader.bilingual("text");
        reader.finish();
        (clause, text, node.place())
    };
    head.array("lost_text").iter().map(read).collect()
}

/// A gate of the supplementary clauses, for all measures but some, or for some only.
struct SharedGate<'a> {
    name: &'a str,
    node: &'a Node,
    except: Vec<&'a str>,
    only: Vec<&'a str>,
}

fn read_shared_gates<'a>(root: &Reader<'a>, faults: &Collector) -> Vec<SharedGate<'a>> {
    root.entries("gates")
        .iter()
        .map(|(key, node)| {
            let names = |name| {
                let list = node.as_table().and_then(|table| table.get(name));
                let items = match list.map(|n| &n.value) {
                    Some(crate::config::Value::Array(items)) => items.as_slice(),
                    _ => &[],
                };
                items.iter().filter_map(|n| crate::config::as_text(n, faults)).collect::<Vec<_>>()
            };
            SharedGate { name: &key.name, node, except: names("except"), only: names("only") }
        })
        .collect()
}

fn check_except(shared: &[SharedGate], measures: &[Measure], faults: &Collector) {
    let known: Vec<&str> = measures.iter().map(|m| m.id.as_str()).collect();
    for gate in shared {
        for name in gate.except.iter().chain(&gate.only).filter(|name| !known.contains(name)) {
            faults.push(
                Diagnostic::new(&codes::UNKNOWN_WORD)
                    .arg("word", name)
                    .arg("known", known.join(" | "))
                    .arg("suggestion", suggest(name, known.iter().copied()).unwrap_or_default())
                    .at(gate.node.place()),
            );
        }
    }
}

fn read_measure(
    id: &str,
    node: &Node,
    shared: &[SharedGate],
    reasons: &mut Reasons,
    faults: &Collector,
) -> Option<Measure> {
    let reader = Reader::new(node, faults);
    // Examples and their defaults are read apart.
    let _ = (reader.get("example"), reader.get("defaults"));
    let clause = reader.require_text("clause").unwrap_or_default().to_string();
    let title = reader.bilingual("title");
    let columns = |name| line_columns(&reader, name);
    let (mut required, optional, evidence) =
        (columns("columns"), columns("optional"), columns("evidence"));
    for name in super::compile::KEY_COLUMNS {
        required.extend(fields::find(fields::LINE_FIELDS, name));
    }
    required.rotate_right(super::compile::KEY_COLUMNS.len());
    let mut gates = Vec::new();
    for gate in shared {
        let applies = gate.only.is_empty() || gate.only.contains(&id);
        if applies && !gate.except.contains(&id) {
            gates.extend(read_gate(&format!("gates.{}", gate.name), gate.node, reasons, faults));
        }
    }
    gates.extend(read_claimants(id, &reader, &clause, reasons));
    for (key, node) in reader.entries("gates") {
        gates.extend(read_gate(&format!("{id}.{}", key.name), node, reasons, faults));
    }
    let mut lines = Vec::new();
    for (key, node) in reader.entries("lines") {
        let rule = Reader::new(node, faults);
        let reason = reasons.of(format!("{id}.{}", key.name), Stage::Evidence, &rule);
        // A rule that only another reading of the text applies is written down all the same.
        let applies = rule.bool("applies").unwrap_or(true);
        lines.extend(read_rule(&rule, fields::LINE_FIELDS, reason).filter(|_| applies));
        rule.finish();
    }
    let converts = required.iter().chain(&optional).any(|f| f.kind == FieldKind::Currency);
    let evidence_text = Text::new(
        "申请金额高于按有效凭证核算的金额",
        "the request exceeds what the eligible evidence supports",
    );
    let evidence_reason =
        reasons.add(format!("{id}.request"), Stage::Evidence, &clause, evidence_text);
    let measure = Measure {
        id: id.to_string(),
        kind: reader.require_text("kind").unwrap_or_default().to_string(),
        sheets: reader.texts("sheets").into_iter().map(str::to_string).collect(),
        item: read_item(&reader),
        base: read_base(&reader, converts),
        threshold: reader.table("threshold").and_then(|r| read_threshold(id, r, reasons)),
        award: read_award(id, &clause, &reader, reasons)?,
        cap: reader.table("cap").and_then(|r| read_cap(id, r, reasons)),
        history: read_history(id, &reader, reasons),
        counts: read_counts(id, &reader, reasons),
        evidence_reason,
        place: node.place(),
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

fn line_columns(reader: &Reader, name: &'static str) -> Vec<&'static Field> {
    reader
        .array(name)
        .iter()
        .filter_map(|node| column(node, fields::LINE_FIELDS, reader.faults))
        .collect()
}

fn column(node: &Node, known: &'static [Field], faults: &Collector) -> Option<&'static Field> {
    let name = crate::config::as_text(node, faults)?;
    let field = fields::find(known, name);
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
    known: &'static [Field],
    kind: FieldKind,
) -> Option<&'static Field> {
    let node = reader.get(name)?;
    let field = column(node, known, reader.faults)?;
    expect_kind(field, &[kind], node, reader.faults).then_some(field)
}

fn expect_kind(field: &Field, kinds: &[FieldKind], node: &Node, faults: &Collector) -> bool {
    let fits = kinds.contains(&field.kind);
    if !fits {
        let expected: Vec<&str> = kinds.iter().map(|k| k.zh()).collect();
        faults.push(
            Diagnostic::new(&codes::COLUMN_KIND)
                .arg("name", field.name)
                .arg("found", field.kind.zh())
                .arg("expected", expected.join(" / "))
                .at(node.place()),
        );
    }
    fits
}

fn read_item(reader: &Reader) -> Item {
    match reader.get("item") {
        None => Item::Firm,
        Some(node) if node.as_text() == Some("firm") => Item::Firm,
        Some(node) => column(node, fields::LINE_FIELDS, reader.faults)
            .filter(|field| expect_kind(field, &[FieldKind::Text], node, reader.faults))
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
        format!("申报主体须为：{}", words.join("、")),
        format!("the applicant must be one of: {}", words.join(", ")),
    );
    let reason = reasons.add(format!("{id}.claimants"), Stage::Gates, clause, text);
    let rule = Rule { columns: vec![field], test: Test::In(words), missing_passes: false, reason };
    Some(Gate { of: GateOf::Firm(rule), effect: Effect::Exclude, reason })
}

fn read_gate(id: &str, node: &Node, reasons: &mut Reasons, faults: &Collector) -> Option<Gate> {
    let reader = Reader::new(node, faults);
    let _ = (reader.get("except"), reader.get("only"));
    let reason = reasons.of(id.to_string(), Stage::Gates, &reader);
    let effects =
        [("exclude", Effect::Exclude), ("warn", Effect::Warn), ("ignore", Effect::Ignore)];
    let effect = reader.choice("effect", &effects).unwrap_or(Effect::Exclude);
    let kinds =
        [("firm", 0), ("any line", 1), ("every line", 2), ("platform", 3), ("not listed", 4)];
    let of = match reader.require_choice("of", &kinds)? {
        0 => GateOf::Firm(read_rule(&reader, fields::FIRM_FIELDS, reason)?),
        1 => GateOf::AnyLine(read_rule(&reader, fields::LINE_FIELDS, reason)?),
        2 => GateOf::EveryLine(read_rule(&reader, fields::LINE_FIELDS, reason)?),
        3 => GateOf::Platform,
        _ => GateOf::NotListed,
    };
    reader.finish();
    Some(Gate { of, effect, reason })
}

/// One of the closed list of tests, on one column or several.
fn read_rule(reader: &Reader, known: &'static [Field], reason: ReasonId) -> Option<Rule> {
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

fn read_base(measure: &Reader, converts: bool) -> Base {
    let empty = Base {
        sum: None,
        minus: Vec::new(),
        times: None,
        converts,
        dated: None,
        include_history: false,
        source: BaseSource::Claimed,
        days: None,
        tolerance: None,
    };
    let Some(reader) = measure.table("base") else { return empty };
    let line = fields::LINE_FIELDS;
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

fn read_award(id: &str, clause: &str, measure: &Reader, reasons: &mut Reasons) -> Option<Award> {
    let reader = Reader::new(measure.require("award")?, measure.faults);
    let award = if reader.has("rate") {
        let deduct = reader.amount("deduct");
        let rates = reader.array("rate").iter().filter_map(|n| rate_term(n, reader.faults));
        Some(Award::Rate { rates: rates.collect(), deduct })
    } else if reader.has("amount") {
        // A reading may replace a rate by an amount.
        Some(Award::Fixed(require_yuan(&reader, "amount")?))
    } else if let Some(by) = column_of_kind(&reader, "by", fields::LINE_FIELDS, FieldKind::Category)
    {
        let mut amounts = Vec::new();
        for (key, node) in reader.entries("amounts") {
            let amount = crate::config::as_amount(node, reader.faults);
            amounts.extend(amount.map(|a| (key.name.clone(), a.minor)));
        }
        let words: Vec<&str> = amounts.iter().map(|(word, _)| word.as_str()).collect();
        let text = Text::new(
            format!("{}不在支持范围（{}）", by.zh, words.join("、")),
            format!("{} is not among those supported ({})", by.en, words.join(", ")),
        );
        let reason = reasons.add(format!("{id}.grade"), Stage::Item, clause, text);
        Some(Award::Grades { by, amounts, reason })
    } else {
        reader.faults.push(
            Diagnostic::new(&codes::ONE_OF)
                .arg("known", "rate | amount | by")
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

fn read_cap(id: &str, reader: Reader, reasons: &mut Reasons) -> Option<Cap> {
    let reason = reasons.of(format!("{id}.cap"), Stage::ItemCap, &reader);
    let amount = require_yuan(&reader, "amount")?;
    reader.finish();
    Some(Cap { amount, reason })
}

fn read_history(id: &str, measure: &Reader, reasons: &mut Reasons) -> HistoryRule {
    let Some(reader) = measure.table("history") else { return HistoryRule::default() };
    let restored = reader.bool("restored_by_return").unwrap_or(true);
    let mut rule = HistoryRule { restored_by_return: restored, ..HistoryRule::default() };
    let mut part = |name: &'static str| {
        let part = reader.table(name)?;
        let reason = reasons.of(format!("{id}.{name}"), Stage::History, &part);
        Some((part, reason))
    };
    if let Some((part, reason)) = part("once") {
        let per = part.require_choice("per", &[("firm", Once::Firm), ("item", Once::Item)]);
        rule.once = per.map(|per| (per, reason));
        part.finish();
    }
    if let Some((part, reason)) = part("lifetime") {
        rule.lifetime = require_yuan(&part, "amount").map(|amount| (amount, reason));
        part.finish();
    }
    if let Some((part, reason)) = part("years") {
        let consecutive = part.bool("consecutive").unwrap_or(false);
        let max = part.int("max").and_then(|max| u32::try_from(max).ok());
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

fn read_counts(id: &str, measure: &Reader, reasons: &mut Reasons) -> Vec<CountLimit> {
    let mut counts = Vec::new();
    for (key, node) in measure.entries("count") {
        let reader = Reader::new(node, measure.faults);
        let reason = reasons.of(format!("{id}.{}", key.name), Stage::Count, &reader);
        let chooses = [
            ("highest", Choose::Highest),
            ("declared", Choose::Declared),
            ("lead", Choose::Lead),
            ("split equally", Choose::SplitEqually),
        ];
        let per = match reader.require("per") {
            Some(node) => match node.as_text() {
                Some("firm") => Some(CountPer::Firm),
                Some("item") => Some(CountPer::Item),
                _ => column(node, fields::LINE_FIELDS, reader.faults).map(CountPer::Column),
            },
            None => None,
        };
        let max = reader.require("max").and_then(|n| crate::config::as_int(n, reader.faults));
        let max = max.and_then(|max| u32::try_from(max).ok());
        let choose = reader.require_choice("choose", &chooses);
        let review = reader.bool("review").unwrap_or(false);
        reader.finish();
        if let (Some(max), Some(per), Some(choose)) = (max, per, choose) {
            counts.push(CountLimit { max, per, choose, review, reason });
        }
    }
    counts
}

fn require_yuan(reader: &Reader, name: &'static str) -> Option<i64> {
    let node = reader.require(name)?;
    let Amount { minor, currency } = crate::config::as_amount(node, reader.faults)?;
    if currency != Currency::Cny {
        reader
            .faults
            .push(Diagnostic::new(&codes::BAD_AMOUNT).arg("read", node.display()).at(node.place()));
        return None;
    }
    Some(minor)
}
