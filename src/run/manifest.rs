//! The manifest of a run: what went in, which rules held, what came out. No clock, no machine.

use serde_json::{Value, json};

use crate::award::rates::RateUsed;
use crate::diag::{Lang, Severity, Text};
use crate::domain::money::yuan;
use crate::frame::columns as c;
use crate::intake::missing;
use crate::pipeline::Pipeline;
use crate::pipeline::reporting::Office;
use crate::report::model::Summary;
use crate::run::Computed;
use crate::run_folder::folder::{hash, pretty};

/// Version of the layout of a run folder.
pub const FORMAT: u32 = 1;

/// `manifest.json`. Amounts are decimal strings of yuan.
pub fn manifest(
    pipeline: &Pipeline,
    computed: &Computed,
    summary: &Summary,
    lang: Lang,
) -> Vec<u8> {
    let scheme = &pipeline.scheme;
    let mut inputs: Vec<Value> = Vec::new();
    for source in &computed.prepared.linked.sources {
        inputs.push(json!({
            "file": source.file, "sheet": source.sheet, "table": source.table,
            "sha256": source.sha256, (c::ROWS_READ): source.rows_read,
            (c::ROWS_ACCEPTED): source.rows_accepted, (c::ROWS_QUARANTINED): source.rows_quarantined,
        }));
    }
    let rules: Vec<Value> = pipeline
        .rule_files
        .iter()
        .map(|file| {
            let read = pipeline.rule_hashes.get(&file.path).cloned();
            json!({ "file": file.shown, "sha256": read.unwrap_or_else(|| hash(file)) })
        })
        .collect();
    let in_force: serde_json::Map<String, Value> =
        scheme.in_force.iter().map(|p| (p.name.clone(), json!(p.value))).collect();
    let mut reductions = serde_json::Map::new();
    for (stage, total) in computed.awards.stages.iter().zip(&computed.totals.reductions) {
        reductions.insert(stage.stage.name().to_string(), json!(yuan(*total)));
    }
    let count = |severity| {
        let findings = &computed.prepared.linked.findings;
        findings.iter().filter(|d| d.severity == severity).count()
    };
    let mut value = json!({
        "format": FORMAT,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "pipeline": pipeline.name,
        "title": both(&pipeline.title),
        "scheme": { "id": scheme.id, "title": both(&scheme.title), "document": scheme.document,
            "draft": scheme.status == crate::scheme::Status::Draft },
        (c::AWARD_YEAR): pipeline.award_year,
        "deadline": pipeline.deadline.to_string(),
        "lang": lang.tag(),
        "rule_files": rules,
        "inputs": inputs,
        "in_force": in_force,
        "rates": computed.rates.iter().map(rate).collect::<Vec<_>>(),
        "zone": pipeline.headers.zone.name(),
        "budget": pipeline.budget.as_ref().map(|budget| json!({
            "pool": budget.pool,
            "total": yuan(budget.total.into()),
            "reserve": yuan(budget.reserve.into()),
            "earlier_batches": yuan(computed.earlier.into()),
            "available": computed.available.map(|v| yuan(v.into())),
            "executed": yuan(i128::from(computed.earlier) + computed.totals.payable),
            "unspent": summary.budget.as_ref().map(|b| yuan(b.unspent.0.into())),
        })),
        "office": office(&pipeline.office),
        "counts": {
            "firms": computed.prepared.inputs.firms.height(),
            "claims": computed.awards.firm.len(),
            (c::FIRMS_PAID): summary.counts.firms_paid,
            (c::CLAIMS_PAID): summary.counts.claims_paid,
            (c::ROWS_READ): summary.counts.rows_read,
            (c::ROWS_ASIDE): summary.counts.rows_aside,
            "columns_unread": summary.counts.columns_unread,
            "sheets_unread": summary.counts.sheets_unread,
            "files_unread": summary.counts.files_unread,
            "near_threshold": summary.counts.near_threshold,
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "notes": count(Severity::Note),
            "quarantined": computed.prepared.linked.quarantine.len(),
        },
        "control_totals": {
            "requested": yuan(computed.totals.requested),
            "reductions": reductions,
            "approved": yuan(summary.approved.0.into()),
            "payable": yuan(computed.totals.payable),
        },
        "payments": computed.payments.as_ref().map(payments),
        "largest_payees": { "firms": summary.largest.0, "payable": yuan(summary.largest.1.0.into()) },
    });
    if let Some(ledger) = &computed.prepared.ledger {
        value["ledger"] =
            json!({ "id": ledger.id, "head": ledger.head, "segments": ledger.segments });
    }
    let linked = &computed.prepared.linked;
    value["incomplete"] = missing::in_manifest(summary.missing.as_ref());
    value["files_not_used"] = json!(missing::listed(&missing::files_not_used(pipeline, linked)));
    if let Some(day) = pipeline.as_known_on {
        value["as_known_on"] = json!(day.to_string());
    }
    if !pipeline.changes.is_empty() {
        let changes = pipeline.changes.iter();
        let changes: Vec<Value> = changes
            .map(|change| json!({ "key": change.key, "from": change.from, "to": change.to }))
            .collect();
        value["scenario"] = json!(changes);
    }
    pretty(&value)
}

/// A published value in use, and its days.
fn rate(used: &RateUsed) -> Value {
    let row = &used.published;
    json!({
        "name": row.name, "day": used.day.to_string(), (c::PUBLISHED_ON): row.date.to_string(),
        "value": row.shown(), "status": row.status, "source": row.source,
    })
}

/// Control totals of the payments.
fn payments(totals: &crate::run::payees::Totals) -> Value {
    let sum = |(count, amount): (usize, i128)| json!({ "count": count, "amount": yuan(amount) });
    let mut value = json!({
        "listed": sum(totals.listed), "held": sum(totals.held), "check": totals.check,
        "waits": totals.waits.iter().map(|(why, text, claims, amount)| json!({
            "why": why, "zh": text.zh, "en": text.en, "count": claims, "amount": yuan(*amount),
        })).collect::<Vec<_>>(),
    });
    if let Some(set_off) = totals.set_off {
        value["set_off"] = sum(set_off);
    }
    value
}

fn both(text: &Text) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

/// What offices add to reports; `null` where the pipeline says nothing.
fn office(office: &Office) -> Value {
    json!({
        "office": office.office, "contact": office.contact,
        "objection_days": office.objection_days,
        "publication_date": office.publication_date.map(|day| day.to_string()),
        "budget_line": office.budget_line, "purpose": office.purpose,
    })
}
