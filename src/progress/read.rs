//! Reads plan files, every fault at its place and all at once.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::number::{of_ratio, parse, power};
use super::plan::{
    Baseline, Course, Due, Feed, Growth, Judging, Money, Plan, Section, Start, Target, Test, Yearly,
};
use super::tasks;
use super::units::Unit;
use crate::config::{Collector, Node, Reader, Sort, Value, as_text, parse_file};
use crate::diag::{Diagnostic, Diagnostics, codes, suggest};

/// Decimals of values where a target does not say.
const DECIMALS: u32 = 2;

/// Reads a plan with its tables of tasks and offices.
///
/// # Errors
/// Every fault of the plan file and its tables.
pub fn load(path: &Path) -> Result<Plan, Diagnostics> {
    let root = parse_file(path)?;
    Sort::Plan.expect(&root)?;
    let faults = Collector::default();
    let reader = Reader::new(&root, &super::keys::PLAN, &faults);
    let Some(head) = reader.require_table("plan") else { return Err(faults.into_inner()) };
    let (from, to) = (head.require_date("from"), head.require_date("to"));
    let id = head.require_text("id").unwrap_or_default().to_string();
    let mut plan = Plan {
        title: head.bilingual("title"),
        document: head.require_text("document").unwrap_or_default().to_string(),
        draft: head.choice("status", &[("in-force", false), ("draft", true)]).unwrap_or(false),
        inferred: head.has("inferred").then(|| head.bilingual("inferred")),
        from: from.unwrap_or_default(),
        to: to.unwrap_or_default(),
        judging: judging(&reader),
        sections: reader.tables("section").map(section).collect(),
        targets: targets(&reader),
        tasks: Vec::new(),
        money: Vec::new(),
        yearly: None,
        files: vec![path.to_path_buf()],
        warnings: Diagnostics::default(),
        id,
    };
    tasks(&head, path, &mut plan)?;
    links(&reader, &head, &mut plan);
    head.finish();
    reader.finish();
    super::lint::lint(&mut plan, &root, &faults);
    let mut found = faults.into_inner();
    if found.has_errors() {
        return Err(found);
    }
    plan.warnings.0.append(&mut found.0);
    Ok(plan)
}

fn tasks(head: &Reader, path: &Path, plan: &mut Plan) -> Result<(), Diagnostics> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let named = |key| head.text(key).map(|name| folder.join(name));
    let (tasks, offices) = (named("tasks"), named("offices"));
    let offices_of = match &offices {
        Some(path) => tasks::offices(path, &plan.id, head.faults)?,
        None => Vec::new(),
    };
    if let Some(path) = &tasks {
        plan.tasks = tasks::load(path, &offices_of, &plan.sections, head.faults)?;
    }
    plan.files.extend(tasks.into_iter().chain(offices));
    Ok(())
}

fn judging(reader: &Reader) -> Judging {
    let five = Decimal::new(5, 2);
    let mut out = Judging {
        at_risk: five,
        tolerance: five,
        stale_months: 18,
        growth_fit: Decimal::new(5, 3),
    };
    let Some(table) = reader.table("judging") else { return out };
    if let Some(ratio) = table.ratio("band") {
        out.at_risk = of_ratio(ratio);
    }
    if let Some(ratio) = table.ratio("tolerance") {
        out.tolerance = of_ratio(ratio);
    }
    if let Some(ratio) = table.ratio("growth_fit") {
        out.growth_fit = of_ratio(ratio);
    }
    if let Some(node) = table.get("stale_months") {
        out.stale_months = crate::config::as_count(node, table.faults).unwrap_or(out.stale_months);
    }
    table.finish();
    out
}

fn section(reader: Reader) -> Section {
    let id = reader.require_text("id").unwrap_or_default().to_string();
    let section = Section { id, title: reader.bilingual("title") };
    reader.finish();
    section
}

fn targets(reader: &Reader) -> Vec<Target> {
    let entries = reader.entries("target");
    let ids: Vec<&str> = entries.iter().map(|(key, _)| key.name.as_str()).collect();
    let read = reader.named("target").filter_map(|(id, reader)| {
        let target = target(id, &reader, &ids);
        // What a faulty target says further on is not the fault of who wrote it.
        if target.is_some() {
            reader.finish();
        }
        target
    });
    read.collect()
}

fn target(id: &str, reader: &Reader, ids: &[&str]) -> Option<Target> {
    let title = reader.bilingual("title");
    let place = reader.require_text("place").unwrap_or_default().to_string();
    let unit_text = reader.require_text("unit").unwrap_or_default().to_string();
    let test = test(id, reader);
    let due = due(reader);
    let growth = growth(reader);
    let baseline = baseline(id, reader, &test, growth, due);
    let decimals = match reader.get("decimals") {
        Some(node) => crate::config::as_count(node, reader.faults)?.min(9),
        None => DECIMALS,
    };
    let course = course(id, reader, ids);
    // Read again by the lint, which knows all targets.
    let _ = (reader.get("parts"), reader.get("year"));
    Some(Target {
        id: id.to_string(),
        title,
        place,
        series: reader.text("series").unwrap_or(id).to_string(),
        unit: Unit::parse(&unit_text)?,
        unit_text,
        decimals,
        test: test?,
        due,
        baseline,
        growth,
        course,
        feed: feed(reader),
        note: reader.has("note").then(|| reader.bilingual("note")),
    })
}

/// A number in quotes: `"1400"`.
fn number(node: &Node, faults: &Collector) -> Option<Decimal> {
    let text = as_text(node, faults)?;
    let value = parse(text);
    if value.is_none() {
        faults.push(Diagnostic::new(&codes::BAD_RATIO).arg("read", text).at(node.place()));
    }
    value
}

fn test(id: &str, reader: &Reader) -> Option<Test> {
    type Compare = fn(Decimal) -> Test;
    const NUMBERS: [(&str, Compare); 6] = [
        ("above", Test::Above),
        ("at_least", Test::AtLeast),
        ("at_most", Test::AtMost),
        ("about", Test::About),
        ("equal", Test::Equal),
        ("reference", Test::Reference),
    ];
    let mut found: Vec<Option<Test>> = Vec::new();
    for (key, make) in NUMBERS {
        if let Some(node) = reader.get(key) {
            found.push(number(node, reader.faults).map(make));
        }
    }
    if reader.bool("done") == Some(true) {
        found.push(Some(Test::Done));
    }
    if reader.has("rises") {
        let known = [("each year", Test::RisesEachYear), ("overall", Test::Rises)];
        found.push(reader.choice("rises", &known));
    }
    if let Some(term) = reader.table("term") {
        let (from, to) = (term.require_date("from"), term.require_date("to"));
        term.finish();
        found.push(from.zip(to).map(|(from, to)| Test::Term { from, to }));
    }
    match found[..] {
        [test] => test,
        _ => {
            let fault = Diagnostic::new(&codes::PLAN_TEST).arg("name", id);
            reader.faults.push(fault.arg("count", found.len()).at(reader.node().place()));
            None
        }
    }
}

/// `by = 2020` is the end of the year, `by = 2020-06-30` a day; `basis` says whether the document
/// gives it.
fn due(reader: &Reader) -> Option<Due> {
    const BASES: [(&str, bool); 2] = [("stated", false), ("inferred", true)];
    let inferred = reader.choice("basis", &BASES).unwrap_or(false);
    let of_day = |day: NaiveDate| Due { day, year: day.year(), inferred };
    let node = reader.get("by")?;
    match &node.value {
        Value::Int(year) => {
            let year = i32::try_from(*year).ok()?;
            let day = NaiveDate::from_ymd_opt(year, 12, 31).filter(crate::domain::date::plausible);
            match day {
                Some(day) => Some(Due { day, year, inferred }),
                None => crate::config::as_date(node, reader.faults).map(of_day),
            }
        }
        _ => crate::config::as_date(node, reader.faults).map(of_day),
    }
}

fn growth(reader: &Reader) -> Option<Growth> {
    let table = reader.table("growth")?;
    let rate = |key| table.ratio(key).map(of_ratio);
    let growth = match (rate("at_least"), rate("about")) {
        (Some(rate), None) => Some(Growth { test: Test::AtLeast(rate), rate }),
        (None, Some(rate)) => Some(Growth { test: Test::About(rate), rate }),
        _ => {
            let fault = Diagnostic::new(&codes::PLAN_TEST).arg("name", "growth").arg("count", 0);
            table.faults.push(fault.at(table.node().place()));
            None
        }
    };
    table.finish();
    growth
}

fn baseline(
    id: &str,
    reader: &Reader,
    test: &Option<Test>,
    growth: Option<Growth>,
    due: Option<Due>,
) -> Option<Baseline> {
    let table = reader.table("baseline")?;
    let year =
        i32::try_from(table.require("year").and_then(|n| crate::config::as_int(n, table.faults))?);
    let stated = table.get("value").and_then(|node| number(node, table.faults));
    let derived = table.choice("derived", &[("growth", true)]);
    let node = table.node();
    let faults = table.faults;
    table.finish();
    let year = year.ok()?;
    let back = || {
        let (target, growth, due) = (test.as_ref()?.value()?, growth?, due?);
        let years = u32::try_from(due.year - year).ok().filter(|years| *years > 0)?;
        target.checked_div(power(Decimal::ONE.checked_add(growth.rate)?, years)?)
    };
    let value = stated.or_else(|| derived.and_then(|_| back()));
    if value.is_none() {
        let fault = Diagnostic::new(&codes::PLAN_PATH).arg("name", id);
        let fault =
            fault.arg("why", "基期须写 value，或写 derived 并有目标值、增速和更晚的期限").arg(
                "why_en",
                "a baseline needs `value`, or `derived` with a target, a growth and a later date",
            );
        faults.push(fault.at(node.place()));
    }
    Some(Baseline { year, value: value?, derived: stated.is_none() })
}

fn course(id: &str, reader: &Reader, ids: &[&str]) -> Course {
    let Some(table) = reader.table("path") else { return Course::None };
    let kind = table
        .require_choice("kind", &[("compound", 0u8), ("linear", 1), ("along", 2), ("limit", 3)]);
    let named = |node: &Node, name: &str| {
        let at = ids.iter().position(|own| *own == name && name != id);
        if at.is_none() {
            let fault = Diagnostic::new(&codes::PLAN_NAME).arg("name", name);
            let near = suggest(name, ids.iter().copied()).unwrap_or_default();
            let fault = fault.arg("what", "路径所指的目标").arg("what_en", "target");
            table.faults.push(fault.arg("suggestion", near).at(node.place()));
        }
        at
    };
    let target_at = |key| {
        let node = table.require(key)?;
        let name = as_text(node, table.faults)?;
        Some((node, name))
    };
    let start = || {
        let (node, name) = target_at("from")?;
        match name {
            "baseline" => Some(Start::Baseline),
            "first figure" => Some(Start::FirstFigure),
            other => named(node, other).map(Start::Target),
        }
    };
    let course = match kind {
        Some(0) => start().map(Course::Compound),
        Some(1) => start().map(Course::Linear),
        Some(2) => {
            target_at("target").and_then(|(node, name)| named(node, name)).map(Course::Along)
        }
        Some(_) => Some(Course::Limit),
        None => None,
    };
    table.finish();
    course.unwrap_or(Course::None)
}

fn feed(reader: &Reader) -> Feed {
    if let Some(kind) = reader.text("count") {
        return Feed::Count(kind.to_string());
    }
    if reader.has("refunds") {
        let classes = reader.texts("refunds").into_iter().map(str::to_string);
        return Feed::Refunds(classes.collect());
    }
    Feed::Filed
}

/// What names targets and tasks: money, the yearly report.
fn links(reader: &Reader, head: &Reader, plan: &mut Plan) {
    let task = |table: &Reader, plan: &Plan| {
        let node = table.get("task")?;
        let name = as_text(node, table.faults)?;
        let at = plan.task(name);
        if at.is_none() {
            let fault = Diagnostic::new(&codes::PLAN_NAME).arg("name", name);
            let fault = fault.arg("what", "任务").arg("what_en", "task");
            table.faults.push(fault.at(node.place()));
        }
        at
    };
    for table in reader.tables("money") {
        let targets = table.array("targets").iter().filter_map(|node| {
            let name = as_text(node, reader.faults)?;
            let at = plan.target(name);
            if at.is_none() {
                let near = suggest(name, plan.targets.iter().map(|t| t.id.as_str()));
                let fault = Diagnostic::new(&codes::PLAN_NAME).arg("name", name);
                let fault = fault.arg("what", "目标").arg("what_en", "target");
                reader
                    .faults
                    .push(fault.arg("suggestion", near.unwrap_or_default()).at(node.place()));
            }
            at
        });
        let targets = targets.collect();
        let money = Money {
            measure: table.require_text("measure").unwrap_or_default().to_string(),
            title: table.bilingual("title"),
            targets,
            task: task(&table, plan),
        };
        table.finish();
        plan.money.push(money);
    }
    plan.yearly = head.table("yearly_report").map(|table| {
        let yearly = Yearly { to: table.bilingual("to"), task: task(&table, plan) };
        table.finish();
        yearly
    });
}
