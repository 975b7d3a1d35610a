//! What a scheme file says without effect: unused columns, readings that change nothing, limits
//! that cannot bind, text that is lost.

use crate::config::Node;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frame::fields::FieldKind;

use super::choose::{OptionRule, SchemeFile, changes_nothing};
use super::model::{Award, Measure, RateTerm, Scheme, Status};

pub(super) fn lint(scheme: &Scheme, file: &SchemeFile, options: &[OptionRule]) -> Diagnostics {
    let mut out = Diagnostics::default();
    for option in options {
        for value in &option.values {
            if value.name != option.default && changes_nothing(value, &file.root) {
                out.push(
                    Diagnostic::new(&codes::OPTION_NO_EFFECT)
                        .arg("name", &option.name)
                        .arg("read", &value.name)
                        .at(value.place.clone()),
                );
            }
        }
    }
    let readings = file.root.at_path("options").map(Node::display).unwrap_or_default();
    for measure in &scheme.measures {
        columns(measure, &file.root, &readings, &mut out);
        limits(measure, &mut out);
    }
    super::fair::lint(scheme, &mut out);
    for (field, place) in &scheme.columns {
        let used = |measure: &Measure| measure.contract().fields().any(|used| used == *field);
        if !scheme.measures.iter().any(used) {
            let unused = Diagnostic::new(&codes::OWN_COLUMN_UNUSED).arg("name", field.name);
            out.push(unused.at(place.clone()));
        }
    }
    for (clause, text, place) in &scheme.lost {
        out.push(
            Diagnostic::new(&codes::RULE_LOST_TEXT)
                .arg("clause", clause)
                .arg("why", &text.zh)
                .arg("why_en", &text.en)
                .at(place.clone()),
        );
    }
    for (clause, text, place) in &scheme.unquantified {
        out.push(
            Diagnostic::new(&codes::UNQUANTIFIED)
                .arg("clause", clause)
                .arg("why", &text.zh)
                .arg("why_en", &text.en)
                .at(place.clone()),
        );
    }
    if scheme.status == Status::Draft {
        out.push(Diagnostic::new(&codes::DRAFT_SCHEME).arg("name", &scheme.id));
    }
    out
}

fn columns(measure: &Measure, root: &Node, readings: &str, out: &mut Diagnostics) {
    let read = measure.columns_read();
    let declared: Vec<_> = measure.required.iter().chain(&measure.optional).copied().collect();
    for field in &read {
        if !declared.iter().any(|d| d.name == field.name) {
            out.push(
                Diagnostic::new(&codes::COLUMN_UNDECLARED)
                    .arg("measure", &measure.id)
                    .arg("name", field.name)
                    .at(measure.place.clone()),
            );
        }
    }
    for field in &declared {
        let key = super::compile::KEY_COLUMNS.contains(&field.name);
        let used = read.iter().any(|r| r.name == field.name)
            || named_by_a_reading(readings, &measure.id, field.name)
            || named_by_an_idle_rule(root, &measure.id, field.name);
        if !key && !used && field.kind != FieldKind::Currency {
            out.push(
                Diagnostic::new(&codes::COLUMN_UNUSED)
                    .arg("measure", &measure.id)
                    .arg("name", field.name)
                    .at(measure.place.clone()),
            );
        }
    }
}

/// A column that only another reading of the text needs is not unused.
fn named_by_a_reading(readings: &str, measure: &str, column: &str) -> bool {
    readings.contains(&format!("measure.{measure}.")) && readings.contains(column)
}

/// Nor is one of a rule that stands in the file for another reading to apply.
fn named_by_an_idle_rule(root: &Node, measure: &str, column: &str) -> bool {
    let lines = root.at_path(&format!("measure.{measure}.lines")).and_then(Node::as_table);
    lines.is_some_and(|lines| {
        lines.entries.iter().any(|(_, rule)| {
            rule.at_path("column").is_some_and(|named| named.as_text() == Some(column))
        })
    })
}

/// A cap above what a fixed amount can reach never binds; a rate of zero grants nothing.
fn limits(measure: &Measure, out: &mut Diagnostics) {
    let largest = match &measure.award {
        Award::Fixed(amount) => Some(*amount),
        Award::Grades { amounts, .. } => amounts.iter().map(|(_, amount)| *amount).max(),
        Award::Tiers(table) => table.tiers.iter().map(|tier| tier.amount).max(),
        Award::Rate { .. } | Award::Each { .. } => None,
    };
    let mut never = |rule: String, zh: &str, en: &str| {
        out.push(
            Diagnostic::new(&codes::RULE_NEVER_BINDS)
                .arg("rule", rule)
                .arg("why", zh)
                .arg("why_en", en)
                .at(measure.place.clone()),
        );
    };
    let cap = measure.cap.as_ref().filter(|cap| cap.of.is_none()).and_then(|cap| cap.amount);
    if largest.zip(cap).is_some_and(|(largest, cap)| largest < cap) {
        let rule = format!("measure.{}.cap", measure.id);
        never(rule, "最高金额低于上限", "the largest amount is below the cap");
    }
    let zero = |term: &RateTerm| matches!(term, RateTerm::Exact(ratio) if ratio.num == 0);
    if matches!(&measure.award, Award::Rate { rates, .. } if rates.iter().any(zero)) {
        never(format!("measure.{}", measure.id), "支持比例为零", "the rate is zero");
    }
}
