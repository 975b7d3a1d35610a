//! From the tree of a scheme file to [`Scheme`]. Every number of a scheme enters here.

use crate::config::{Collector, Node, Reader, as_count, as_yuan};
use crate::diag::{Diagnostic, Text, codes, suggest};
use crate::domain::{Period, RoundMode, RoundUnit, Rounding};
use crate::frame::Field;
use crate::frame::columns as c;
use crate::frame::fields::LINE_FIELDS;
use crate::frame::kernels::Residual;

use super::example;
use super::measure::read_measure;
use super::model::*;
use super::{ABANDONED, WITHDRAWN};

/// Reads the whole file. `None` only together with faults.
pub(super) fn scheme(root: &Node, in_force: Vec<InForce>, faults: &Collector) -> Option<Scheme> {
    let reader = Reader::new(root, &super::keys::SCHEME, faults);
    // Read already, when the readings were chosen.
    let _ = (reader.get("options"), reader.get("parameters"));
    let mut reasons = Reasons::new();
    let head = reader.require_table("scheme")?;
    let valid = read_validity(&head, &mut reasons);
    let stages = read_stages(&head);
    let annual_cap = reader.table("annual_cap").and_then(|r| read_annual_cap(r, &mut reasons));
    let budget = reader.require_table("budget").and_then(|r| read_budget(r, &mut reasons));
    let duplicates =
        reader.require_table("duplicates").and_then(|r| read_duplicates(r, &mut reasons));
    let rounding_reason = reason_of_rounding(&mut reasons);
    let shared = read_shared_gates(&reader, faults);
    let columns = super::own::read(&reader);
    let own = columns.iter().map(|(field, _)| *field);
    let known: Vec<&'static Field> = LINE_FIELDS.iter().chain(own).collect();
    let measures = reader.named("measure");
    let read = |(id, measure)| read_measure(id, measure, (&shared, &known), &mut reasons);
    let measures: Vec<Measure> = measures.filter_map(read).collect();
    let last = stages.iter().take_while(|stage| **stage != Stage::Budget).last();
    let [review_reason, verdict_reason, trade_reason, withdrawn, abandoned, published] =
        reasons_of_all(last.copied().unwrap_or(Stage::Budget), &mut reasons);
    check_names(&reader, &shared, duplicates.as_ref(), &measures);
    let examples = example::read(&reader, &measures, &known);
    // Of other versions it is asked, too: `pipeline::known` reads it there.
    let _ = head.date(c::PUBLISHED_ON);
    let scheme = Scheme {
        id: head.require_text("id").unwrap_or_default().to_string(),
        title: head.bilingual("title"),
        document: head.require_text("document").unwrap_or_default().to_string(),
        status: head
            .require_choice("status", &[("in-force", Status::InForce), ("draft", Status::Draft)])?,
        rounding: read_rounding(&head),
        rounding_reason,
        review_reason,
        verdict_reason,
        trade_reason,
        withdrawn,
        abandoned,
        published,
        stages,
        valid: valid?,
        rates: read_rates(&reader),
        annual_cap,
        budget: budget?,
        duplicates: duplicates?,
        columns,
        measures,
        reasons: reasons.list,
        in_force,
        examples,
        lost: read_passages(&head, "lost_text"),
        unquantified: read_passages(&head, "unquantified"),
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

    pub fn add(&mut self, id: String, stage: Stage, clause: &str, text: Text) -> ReasonId {
        self.list.push(Reason { id, stage, clause: clause.to_string(), text });
        (self.list.len() - 1) as ReasonId
    }

    /// Clause and text of the table that states the rule.
    pub fn of(&mut self, id: String, stage: Stage, reader: &Reader) -> ReasonId {
        let clause = reader.require_text("clause").unwrap_or_default();
        let text = reader.bilingual("text");
        self.add(id, stage, clause, text)
    }
}

fn reason_of_rounding(reasons: &mut Reasons) -> ReasonId {
    let text = Text::new(
        "取整到核定金额的单位，不足部分舍去",
        "cut to the unit that amounts are approved in",
    );
    reasons.add("rounding".into(), Stage::Budget, "全文", text)
}

/// Reasons that every scheme has, for claims of all measures; `last` is the stage before the budget.
fn reasons_of_all(last: Stage, reasons: &mut Reasons) -> [ReasonId; 6] {
    let trade = "not borne out by its invoice or payment";
    [
        ("review", Stage::Evidence, "审定核减", "cut by a review"),
        ("verdict", Stage::Evidence, "疑点认定核减", "cut by a verdict on a finding"),
        ("trade", Stage::Evidence, "发票或付款凭据不能支持", trade),
        (WITHDRAWN, Stage::Gates, "申报单位撤回申报", "the applicant withdrew the claim"),
        (ABANDONED, Stage::Budget, "申报单位放弃奖补", "the applicant gave the award up"),
        ("published", last, "已按公示核定的部分", "what stands as it was published"),
    ]
    .map(|(id, stage, zh, en)| reasons.add(id.into(), stage, "全文", Text::new(zh, en)))
}

fn read_validity(head: &Reader, reasons: &mut Reasons) -> Option<Validity> {
    let reader = head.require_table("valid")?;
    let reason = reasons.of("valid".into(), Stage::Evidence, &reader);
    let on = reader.require_choice(
        "on",
        &[("acceptance", ValidOn::Acceptance), ("payment", ValidOn::Payment)],
    );
    let from = reader.require_date("from")?;
    let to = match reader.get("years").and_then(|node| as_count(node, reader.faults)) {
        // 有效期N年: the day of its start does not count, so the same day of the last year still does.
        Some(years) => from.checked_add_months(chrono::Months::new(years.checked_mul(12)?))?,
        None => reader.require_date("to")?,
    };
    if reader.has("years") && reader.get("to").is_some() {
        let fault = Diagnostic::new(&codes::ONE_OF).arg("known", "to | years");
        reader.faults.push(fault.at(reader.node().place()));
    }
    let period = Period { from, to };
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
    let fault = |zh: &str, en: &str| {
        head.faults.push(
            Diagnostic::new(&codes::DUPLICATE_STAGE)
                .arg("why", zh)
                .arg("why_en", en)
                .at(head.get("stages").unwrap_or(head.node()).place()),
        );
    };
    let first = [Stage::Gates, Stage::Evidence, Stage::Item, Stage::ItemCap];
    if stages.get(..4) != Some(&first[..]) {
        fault(
            "gates、evidence、item、item-cap 须依次在前",
            "gates, evidence, item, item-cap must come first, in this order",
        );
    }
    for (_, stage) in Stage::NAMES {
        if stages.iter().filter(|s| **s == stage).count() != 1 {
            let name = stage.name();
            fault(&format!("{name} 须恰好出现一次"), &format!("{name} must stand exactly once"));
        }
    }
    stages
}

fn read_rates(root: &Reader) -> RateRules {
    let default = RateRules { fx_on: FxDate::Deadline, lpr_same_day: true };
    let Some(reader) = root.table("rates") else { return default };
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
        years: reader.get("years").map_or(Some(1), |n| as_count(n, reader.faults))?.max(1),
        schemes: reader.texts("schemes").into_iter().map(str::to_string).collect(),
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
    let without = [("ask", WithoutItem::Ask), ("counts", WithoutItem::Counts)];
    let words = |name| reader.texts(name).into_iter().map(str::to_string).collect();
    let rule = DuplicateRule {
        mode: reader.require_choice("mode", &modes)?,
        key: reader.require_choice("key", &keys)?,
        by_line: words("by_line"),
        without_item: reader.choice("without_item", &without).unwrap_or(WithoutItem::Ask),
        sources: words("sources"),
        keeps_place: reader.bool("keeps_place").unwrap_or(true),
        reason,
    };
    reader.finish();
    Some(rule)
}

/// Clauses of which something is to be said and nothing computed.
fn read_passages(head: &Reader, name: &'static str) -> Vec<(String, Text, crate::diag::Place)> {
    let read = |reader: Reader| {
        let clause = reader.require_text("clause").unwrap_or_default().to_string();
        let (text, place) = (reader.bilingual("text"), reader.node().place());
        reader.finish();
        (clause, text, place)
    };
    head.tables(name).map(read).collect()
}

/// A gate of the supplementary clauses, for all measures but some, or for some only.
pub(super) struct SharedGate<'a> {
    pub name: &'a str,
    pub node: &'a Node,
    pub except: Vec<&'a str>,
    pub only: Vec<&'a str>,
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

/// A sheet name that two measures claim would leave one of them unread.
fn check_sheets(measures: &[Measure], faults: &Collector) {
    let mut known: Vec<(String, &str)> = Vec::new();
    for measure in measures {
        for sheet in &measure.sheets {
            let name = crate::domain::text::comparable(sheet);
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == name) {
                faults.push(
                    Diagnostic::new(&codes::BAD_ALIAS)
                        .arg("alias", sheet)
                        .arg("first", first)
                        .arg("second", &measure.id)
                        .at(measure.place.clone()),
                );
            }
            known.push((name, &measure.id));
        }
    }
}

/// What a file says of measures by their names, and of sheets.
fn check_names(
    reader: &Reader,
    shared: &[SharedGate],
    duplicates: Option<&DuplicateRule>,
    measures: &[Measure],
) {
    check_except(shared, measures, reader.faults);
    if let (Some(rule), Some(node)) = (duplicates, reader.get("duplicates")) {
        let names: Vec<&str> = rule.by_line.iter().map(String::as_str).collect();
        check_measures(&names, measures, node, reader.faults);
    }
    check_sheets(measures, reader.faults);
}

fn check_except(shared: &[SharedGate], measures: &[Measure], faults: &Collector) {
    for gate in shared {
        let names: Vec<&str> = gate.except.iter().chain(&gate.only).copied().collect();
        check_measures(&names, measures, gate.node, faults);
    }
}

/// Names of measures that the scheme does not have.
fn check_measures(names: &[&str], measures: &[Measure], node: &Node, faults: &Collector) {
    let known: Vec<&str> = measures.iter().map(|m| m.id.as_str()).collect();
    for name in names.iter().filter(|name| !known.contains(name)) {
        faults.push(
            Diagnostic::new(&codes::UNKNOWN_WORD)
                .arg("word", name)
                .arg("known", known.join(" | "))
                .arg("suggestion", suggest(name, known.iter().copied()).unwrap_or_default())
                .at(node.place()),
        );
    }
}

fn require_yuan(reader: &Reader, name: &'static str) -> Option<i64> {
    as_yuan(reader.require(name)?, reader.faults)
}
