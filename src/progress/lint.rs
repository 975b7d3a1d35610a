//! What can be held against a plan file alone: names that lead nowhere, parts that do not add up, paths that cannot
//! be drawn, dates outside the plan.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::number::plain;
use super::plan::{Course, Plan, Start, Target};
use crate::config::{Collector, Node, Value};
use crate::diag::{Diagnostic, codes};

/// Looks a plan over. Faults and warnings go to `faults`.
pub fn lint(plan: &mut Plan, root: &Node, faults: &Collector) {
    for (at, target) in plan.targets.iter().enumerate() {
        let Some(node) = root.at_path("target").and_then(|table| table.at_path(&target.id)) else {
            continue;
        };
        course(plan, at, target, node, faults);
        parts(plan, target, node, faults);
        if let Some(due) = target.due
            && (due.day < plan.from || due.year > chrono::Datelike::year(&plan.to))
        {
            let fault = Diagnostic::new(&codes::PLAN_DUE).arg("name", &target.id);
            let fault = fault.arg("due", due.day).arg("from", plan.from).arg("to", plan.to);
            faults.push(fault.at(node.place()));
        }
    }
    for task in &plan.tasks {
        for name in task.targets.iter().filter(|name| plan.target(name).is_none()) {
            let fault = Diagnostic::new(&codes::PLAN_NAME).arg("name", name);
            let fault = fault.arg("what", "任务所指的目标").arg("what_en", "target");
            faults.push(fault.at(task.at.clone()));
        }
    }
}

/// A path needs a number to lead to, a year to arrive in, a beginning before it, and no circle.
fn course(plan: &Plan, at: usize, target: &Target, node: &Node, faults: &Collector) {
    let refuse = |zh: &str, en: &str| {
        let fault = Diagnostic::new(&codes::PLAN_PATH).arg("name", &target.id);
        faults.push(fault.arg("why", zh).arg("why_en", en).at(node.place()));
    };
    let (start, along) = match target.course {
        Course::Compound(start) | Course::Linear(start) => (Some(start), None),
        Course::Along(other) => (None, Some(other)),
        Course::None | Course::Limit => (None, None),
    };
    if start.is_some() && (target.test.value().is_none() || target.due.is_none()) {
        refuse("须有目标值和期限", "it needs a number and a date");
    }
    let due = target.due.map(|due| due.year);
    match start {
        Some(Start::Baseline) => match target.baseline {
            None => refuse("没有基期", "it has no baseline"),
            Some(base) if due.is_some_and(|due| base.year >= due) => {
                refuse("基期不早于期限", "its baseline is not before its date");
            }
            Some(base) if base.value <= Decimal::ZERO => {
                refuse("基期不是正数", "its baseline is not above zero");
            }
            Some(_) => {}
        },
        Some(Start::Target(other)) => {
            // One that could not be read was refused already, and those behind it moved up.
            let Some(from) = plan.targets.get(other) else { return };
            let before = from.due.map(|d| d.year) < due && from.due.is_some();
            if !before || from.series != target.series || from.test.value().is_none() {
                refuse(
                    "起点须是同一系列、期限更早、有目标值的目标",
                    "it must begin at an earlier target of the same series with a number",
                );
            }
        }
        Some(Start::FirstFigure) | None => {}
    }
    if let Some(other) = along {
        let seen: BTreeSet<usize> = BTreeSet::from([at]);
        let Some(of) = plan.targets.get(other) else { return };
        let leads_on = matches!(of.course, Course::Along(_)) || seen.contains(&other);
        if leads_on || of.series != target.series {
            refuse(
                "所沿的须是同一系列中自有路径的目标",
                "it must follow a target of the same series that has a path of its own",
            );
        }
    }
}

/// A total and the parts that the plan says it has.
fn parts(plan: &Plan, target: &Target, node: &Node, faults: &Collector) {
    let Some(list) = node.at_path("parts") else { return };
    let Value::Array(items) = &list.value else {
        crate::config::wrong_type::<()>(list, crate::config::Kind::Array, faults);
        return;
    };
    let mut sum = Decimal::ZERO;
    for item in items {
        let name = item.as_text().unwrap_or_default();
        match plan.target(name).and_then(|at| plan.targets[at].test.value()) {
            Some(value) => sum = sum.checked_add(value).unwrap_or(sum),
            None => {
                let fault = Diagnostic::new(&codes::PLAN_NAME).arg("name", item.display());
                let fault = fault.arg("what", "分项所指的目标").arg("what_en", "target");
                faults.push(fault.at(item.place()));
            }
        }
    }
    if let Some(total) = target.test.value()
        && total != sum
    {
        let fault = Diagnostic::new(&codes::PLAN_PARTS).arg("name", &target.id);
        faults.push(fault.arg("sum", plain(sum)).arg("total", plain(total)).at(list.place()));
    }
}
