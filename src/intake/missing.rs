//! What a run lacks: filings that could not be used, and the money that they state.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Place, codes};
use crate::domain::money::yuan;
use crate::frame::columns as c;
use crate::ingest::Unusable;
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;
use crate::report::model::Missing;

/// Enterprises that are named in one message.
const NAMED: usize = 5;

/// Adds up what is missing; `None` where every filing could be used.
pub fn missing(linked: &Linked, accepted: bool) -> Option<Missing> {
    let files = &linked.unusable;
    let sum = |of: fn(&Unusable) -> Option<i128>| files.iter().filter_map(of).sum::<i128>();
    let unseen = |file: &&Unusable| file.holds.requested.or(file.holds.amounts).is_none();
    (!files.is_empty()).then(|| Missing {
        filings: files.len(),
        requested: yuan(sum(|file| file.holds.requested)),
        amounts: yuan(sum(|file| file.holds.amounts)),
        unseen: files.iter().filter(unseen).count(),
        accepted,
    })
}

/// The same in the manifest; `null` where nothing is missing.
pub fn in_manifest(missing: Option<&Missing>) -> Value {
    missing.map_or(Value::Null, |m| {
        json!({
            "filings": m.filings, (c::REQUESTED): m.requested, "amounts": m.amounts,
            "unseen": m.unseen, "accepted": m.accepted,
        })
    })
}

/// A file that was named, or lay beside those named, and was not counted, or not all of it.
#[derive(Debug)]
pub struct NotUsed {
    pub file: String,
    /// `unusable`, `same_bytes`, `replaced`, `hidden`, `no_pattern`.
    pub why: &'static str,
    /// Empty where nobody looked into it.
    pub sha256: String,
    /// The file that counts instead.
    pub by: String,
    /// Of the return workbook that corrects it.
    pub number: String,
    /// Rows replaced; 0 is all of it.
    pub rows: usize,
}

pub fn files_not_used(pipeline: &Pipeline, linked: &Linked) -> Vec<NotUsed> {
    let one = |file: &str, why, sha256: &str| NotUsed {
        file: file.to_string(),
        why,
        sha256: sha256.to_string(),
        by: String::new(),
        number: String::new(),
        rows: 0,
    };
    let unusable = linked.unusable.iter().map(|f| one(&f.file, "unusable", &f.sha256));
    let left = linked.left.iter().map(|left| NotUsed {
        by: left.by.clone(),
        number: left.number.clone(),
        rows: left.rows,
        ..one(&left.file, left.why.key(), &left.sha256)
    });
    let beside = pipeline
        .inputs
        .unread
        .iter()
        .map(|file| one(&file.shown(), if file.hidden { "hidden" } else { "no_pattern" }, ""));
    unusable.chain(left).chain(beside).collect()
}

/// The same in the manifest.
pub fn listed(files: &[NotUsed]) -> Vec<Value> {
    let one = |file: &NotUsed| {
        let mut value = json!({ "file": file.file, "why": file.why });
        if !file.sha256.is_empty() {
            value["sha256"] = json!(file.sha256);
        }
        if !file.by.is_empty() {
            value["by"] = json!(file.by);
        }
        if !file.number.is_empty() {
            value["return"] = json!(file.number);
            value["rows"] = json!(file.rows);
        }
        value
    };
    files.iter().map(one).collect()
}

/// What is said about a filing that is left out whole.
pub fn said(file: &Unusable) -> Diagnostic {
    let holds = &file.holds;
    let named = |(code, name): (&String, &String)| match name.is_empty() {
        true => code.clone(),
        false => format!("{name} {code}"),
    };
    let mut firms: Vec<String> = holds.firms.iter().take(NAMED).map(named).collect();
    if holds.firms.len() > NAMED {
        firms.push(format!("… ({})", holds.firms.len()));
    }
    let firms = firms.join("、");
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if let Some(requested) = holds.requested {
        zh.push(format!("申请 {} 元", yuan(requested)));
        en.push(format!("{} yuan requested", yuan(requested)));
    }
    if let Some(amounts) = holds.amounts {
        zh.push(format!("明细 {} 元", yuan(amounts)));
        en.push(format!("{} yuan in its lines", yuan(amounts)));
    }
    let why: BTreeSet<&str> = file.faults.0.iter().map(|fault| fault.code.id).collect();
    let why: Vec<&str> = why.into_iter().collect();
    let or = |text: String, other: &str| if text.is_empty() { other.to_string() } else { text };
    Diagnostic::new(&codes::FILE_SET_ASIDE)
        .arg("why", why.join("、"))
        .arg("firms", or(firms.clone(), "未能识别"))
        .arg("firms_en", or(firms, "not recognised"))
        .arg("stated", or(zh.join("，"), "无法读出"))
        .arg("stated_en", or(en.join(", "), "cannot be seen"))
        .at(Place::File(file.file.clone()))
}
