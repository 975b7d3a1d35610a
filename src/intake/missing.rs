//! What a run lacks: filings that could not be used, and the money that they state.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Place, codes};
use crate::domain::Fen;
use crate::domain::money::yuan;
use crate::ingest::Unusable;
use crate::intake::link::Linked;
use crate::pipeline::Pipeline;
use crate::run_folder::manifest::{Missing, NotUsed};

/// Enterprises that are named in one message.
const NAMED: usize = 5;

/// Adds up what is missing; `None` where every filing could be used.
pub fn missing(linked: &Linked, accepted: bool) -> Option<Missing> {
    let files = &linked.unusable;
    let sum = |of: fn(&Unusable) -> Option<i128>| files.iter().filter_map(of).sum::<i128>();
    // Read off files that nothing is computed from: the sum is for a person to see how much is missing.
    let fen = |sum: i128| Fen::try_from(sum).unwrap_or(Fen(i64::MAX));
    let unseen = |file: &&Unusable| file.holds.requested.or(file.holds.amounts).is_none();
    (!files.is_empty()).then(|| Missing {
        filings: files.len(),
        requested: fen(sum(|file| file.holds.requested)),
        amounts: fen(sum(|file| file.holds.amounts)),
        unseen: files.iter().filter(unseen).count(),
        accepted,
    })
}

/// Files that were named, or lay beside those named, and were not counted, or not all of them.
pub fn files_not_used(pipeline: &Pipeline, linked: &Linked) -> Vec<NotUsed> {
    let one = |file: &str, why: &str, sha256: &str| NotUsed {
        file: file.to_string(),
        why: why.to_string(),
        sha256: sha256.to_string(),
        ..NotUsed::default()
    };
    let unusable = linked.unusable.iter().map(|f| one(&f.file, "unusable", &f.sha256));
    let left = linked.left.iter().map(|left| NotUsed {
        by: left.by.clone(),
        r#return: left.number.clone(),
        rows: (!left.number.is_empty()).then_some(left.rows),
        ..one(&left.file, left.why.key(), &left.sha256)
    });
    let beside = pipeline
        .inputs
        .unread
        .iter()
        .map(|file| one(&file.shown(), if file.hidden { "hidden" } else { "no_pattern" }, ""));
    unusable.chain(left).chain(beside).collect()
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
