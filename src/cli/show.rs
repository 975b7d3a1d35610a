//! Schemes, findings and summaries as text or JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Lang, Place, line_column, say};
use crate::domain::Fen;
use crate::domain::text::pad;
use crate::frame::columns as c;
use crate::jobs::joint::FinishedJoint;
use crate::run::Finished;
use crate::scheme::Scheme;
use crate::scheme::choose::OptionRule;

pub fn json(value: &impl serde::Serialize) -> String {
    // Plain structs of strings and numbers always serialise.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// An amount as programs read it: a decimal number of yuan without marks between thousands.
pub fn yuan(fen: Fen) -> String {
    fen.to_decimal().to_string()
}

/// Findings with their place, both languages.
pub fn diagnostics_json(diagnostics: &[Diagnostic]) -> Vec<Value> {
    let place = |place: &Place| match place {
        Place::Nowhere => Value::Null,
        Place::File(file) => json!({ "file": file }),
        Place::Text { source, span } => {
            let (line, column) = line_column(&source.text, span.start);
            json!({ "file": source.path, "line": line, "column": column })
        }
        Place::Cell { file, sheet, row, column } => {
            json!({ "file": file, "sheet": sheet, "row": row, "column": column })
        }
    };
    diagnostics
        .iter()
        .map(|d| {
            json!({
                "code": d.code.id,
                "severity": d.severity.key(),
                "place": place(&d.place),
                "zh": d.message(Lang::Zh), "en": d.message(Lang::En),
                (c::HELP_ZH): d.help(Lang::Zh), (c::HELP_EN): d.help(Lang::En),
            })
        })
        .collect()
}

/// The outcome of several schemes: amounts are decimal strings of yuan.
pub fn joint_json(finished: &FinishedJoint) -> Value {
    let rows = finished.programmes.rows.iter().map(|row| {
        json!({
            "name": row.name, (c::SCHEME): row.id, "draft": row.draft(), "simulated": row.simulated(),
            (c::CLAIMS): row.claims, (c::FIRMS): row.firms,
            (c::CLAIMS_PAID): row.claims_paid, (c::FIRMS_PAID): row.firms_paid,
            "requested_yuan": yuan(row.requested), "approved_yuan": yuan(row.approved),
            "payable_yuan": yuan(row.payable),
            "available_yuan": row.available.map(yuan), "unspent_yuan": row.unspent.map(yuan),
        })
    });
    json!({
        "folder": finished.folder.display().to_string(),
        "schemes": rows.collect::<Vec<_>>(),
        "firms": finished.programmes.firms,
        "firms_in_several": finished.programmes.firms_in_several,
        "across": finished.programmes.across.iter().map(|(code, _, said)| json!({
            "code": code, "zh": said.zh, "en": said.en,
        })).collect::<Vec<_>>(),
    })
}

/// The outcome of a run: amounts are decimal strings of yuan.
pub fn summary_json(finished: &Finished) -> Value {
    let s = &finished.summary;
    json!({
        "folder": finished.folder.display().to_string(),
        "firms": s.counts.firms, "claims": s.counts.claims,
        (c::FIRMS_PAID): s.counts.firms_paid, (c::CLAIMS_PAID): s.counts.claims_paid,
        "incomplete": s.missing.is_some(),
        (c::ROWS_READ): s.counts.rows_read, (c::ROWS_QUARANTINED): s.counts.quarantined,
        (c::ROWS_ASIDE): s.counts.rows_aside,
        "columns_unread": s.counts.columns_unread, "sheets_unread": s.counts.sheets_unread,
        "files_unread": s.counts.files_unread,
        "errors": s.counts.errors, "warnings": s.counts.warnings,
        "requested_yuan": yuan(s.requested), "approved_yuan": yuan(s.approved),
        "payable_yuan": yuan(s.payable),
        "available_yuan": s.budget.as_ref().map(|b| yuan(b.available)),
        "unspent_yuan": s.budget.as_ref().map(|b| yuan(b.unspent)),
    })
}

pub fn scheme_head(scheme: &Scheme, lang: Lang) -> String {
    let (measures, examples) = (scheme.measures.len(), scheme.examples.len());
    let title = scheme.title.get(lang);
    say!(
        lang,
        "{title}（{}）：{measures} 项措施，{examples} 个算例",
        "{title} ({}): {measures} measures, {examples} examples",
        scheme.document
    )
}

/// Measures, parameters and contested readings.
pub fn scheme(scheme: &Scheme, options: &[OptionRule], lang: Lang) -> String {
    let mut out = scheme_head(scheme, lang);
    // Writing to a string cannot fail.
    let _ = write!(out, "\n\n{}\n", lang.pick("措施", "Measures"));
    for m in &scheme.measures {
        let _ = writeln!(out, "  {} {} {}", m.id, m.clause, m.title.get(lang));
    }
    if !scheme.columns.is_empty() {
        let _ = write!(out, "\n{}\n", lang.pick("自定列", "Columns of its own"));
    }
    for (field, _) in &scheme.columns {
        let unit = field.own.map_or("", |own| own.unit.get(lang));
        let (title, kind) =
            (lang.pick(field.zh, field.en), lang.pick(field.kind.zh(), field.kind.en()));
        let line = format!("  {} {} {title} {unit}", pad(field.name, 26), pad(kind, 16));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(
        out,
        "\n{}",
        lang.pick("参数（流程文件 [parameters]）", "Parameters ([parameters] of a pipeline)")
    );
    let is_option = |name: &str| options.iter().any(|option| option.name == name);
    for p in scheme.in_force.iter().filter(|p| !is_option(&p.name)) {
        let name = pad(&p.name, 26);
        let _ = writeln!(
            out,
            "  {name} {} {}  {}",
            pad(&p.value, 12),
            pad(&p.clause, 6),
            p.text.get(lang)
        );
    }
    let _ = writeln!(
        out,
        "\n{}",
        lang.pick(
            "争议条款选项（流程文件 [options]，* 为默认）",
            "Contested readings ([options] of a pipeline, * is the default)"
        )
    );
    for option in options {
        let _ =
            writeln!(out, "  {} [{}] {}", option.name, option.clause, option.question.get(lang));
        for value in &option.values {
            let mark = if value.name == option.default { "*" } else { " " };
            let _ = writeln!(out, "    {mark} {} {}", pad(&value.name, 22), value.text.get(lang));
        }
    }
    out
}

/// A scheme in short.
pub fn scheme_head_json(scheme: &Scheme) -> Value {
    json!({
        "id": scheme.id, "document": scheme.document,
        "title": { "zh": scheme.title.zh, "en": scheme.title.en },
        "measures": scheme.measures.len(), "examples": scheme.examples.len(),
    })
}

pub fn scheme_json(scheme: &Scheme, options: &[OptionRule]) -> Value {
    let text = |text: &crate::diag::Text| json!({ "zh": text.zh, "en": text.en });
    let measures: Vec<Value> = scheme
        .measures
        .iter()
        .map(|m| json!({ "id": m.id, "clause": m.clause, "title": text(&m.title), "kind": m.kind }))
        .collect();
    let in_force: Vec<Value> = scheme
        .in_force
        .iter()
        .map(|p| json!({ "name": p.name, "clause": p.clause, "value": p.value, "text": text(&p.text) }))
        .collect();
    let options: Vec<Value> = options
        .iter()
        .map(|o| {
            let values: Vec<Value> =
                o.values.iter().map(|v| json!({ "name": v.name, "text": text(&v.text) })).collect();
            json!({
                "name": o.name, "clause": o.clause, "question": text(&o.question),
                "default": o.default, "values": values,
            })
        })
        .collect();
    let columns: Vec<Value> = scheme
        .columns
        .iter()
        .map(|(f, _)| json!({ "name": f.name, "kind": f.kind.en(), "title": { "zh": f.zh, "en": f.en } }))
        .collect();
    json!({
        "id": scheme.id, "document": scheme.document, "title": text(&scheme.title), "columns": columns,
        "measures": measures, "in_force": in_force, "options": options,
    })
}
