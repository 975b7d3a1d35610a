//! `jiangbu duplicates`: the join with rosters tried against a table of the truth.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::DuplicatesAction;
use super::commands::{CLEAN, Outcome, Output};
use super::places::shipped;
use crate::diag::{Diagnostics, Failure, Lang, say};
use crate::domain::text::{pad, pad_left};
use crate::duplicate::trial::{self, Trial, Tried};
use crate::entity::Settings;
use crate::entity::evaluate::{Counts, f1, share};
use crate::ingest::{InputFile, headers};

pub(super) fn run(out: Output, action: &DuplicatesAction) -> Outcome {
    let DuplicatesAction::Evaluate { claims, roster, truth, headers } = action;
    let fail = |faults: Diagnostics| (Failure::User(faults), out);
    let near: Vec<&Path> = claims.iter().chain(roster).chain(truth).map(PathBuf::as_path).collect();
    let path = headers.clone().unwrap_or_else(|| shipped("pipelines/headers.toml", &near));
    let headers = headers::load(&path).map_err(fail)?;
    let (claims, rosters, truth) = (files(claims), files(roster), files(truth));
    let bar = out.progress();
    let trial = Trial { claims: &claims, rosters: &rosters, truth: &truth, headers: &headers };
    let sides = trial::read_sides(&trial, &bar);
    let tried = sides.and_then(|sides| trial::run(&sides, &Settings::default()));
    bar.clear();
    let tried = tried.map_err(fail)?;
    match out.json {
        true => println!("{}", as_json(&tried)),
        false => print!("{}", as_text(&tried, out.lang)),
    }
    Ok(CLEAN)
}

fn files(paths: &[PathBuf]) -> Vec<InputFile> {
    let file = |path: &PathBuf| InputFile {
        path: path.clone(),
        shown: path.display().to_string(),
        root: None,
    };
    paths.iter().map(file).collect()
}

/// What is counted together: confirmed, and confirmed or put to a person.
fn totals(tried: &Tried) -> [(&'static str, &'static str, Counts, u64); 2] {
    let e = &tried.evaluation;
    let both = Counts {
        found: e.confirmed.found + e.review.found,
        right: e.confirmed.right + e.review.right,
    };
    [
        ("确认", "confirmed", e.confirmed, e.hit),
        ("确认+待复核", "confirmed or for review", both, e.hit_or_asked),
    ]
}

fn as_text(tried: &Tried, lang: Lang) -> String {
    let e = &tried.evaluation;
    let (claims, records, truths) = (tried.claims, tried.records, e.truths);
    let (pairs, crowded) = (tried.matches.candidates, tried.matches.skipped);
    let mut out = say!(
        lang,
        "申报企业 {claims} 家，名册 {records} 行，其中真实对应 {truths} 行；比较 {pairs} 对，跳过过大分组 {crowded} 次\n",
        "{claims} applicants, {records} roster rows, {truths} of them applicants in truth; {pairs} pairs compared, {crowded} crowded keys passed over\n"
    );
    if tried.strangers > 0 {
        out += &say!(
            lang,
            "真值表中 {} 个记录编号不在名册内\n",
            "{} records of the truth stand in no roster\n",
            tried.strangers
        );
    }
    let mut row = |cells: [&str; 6]| {
        let [label, found, right, precision, recall, f1] = cells;
        let numbers = [found, right, precision, recall, f1].map(|cell| pad_left(cell, 11));
        out += &format!("{}{}\n", pad(label, 26), numbers.concat());
    };
    let headings = [
        ("证据等级", "level"),
        ("对数", "pairs"),
        ("正确", "right"),
        ("精确率", "precision"),
        ("召回率", "recall"),
        ("F1", "F1"),
    ];
    row(headings.map(|(zh, en)| lang.pick(zh, en)));
    for (level, counts) in &e.levels {
        let status = Settings::default().status(*level).name();
        let label = format!("{} ({status})", level.name());
        let numbers = [counts.found.to_string(), counts.right.to_string()];
        let [found, right] = &numbers;
        let precision = share(counts.right, counts.found);
        let recall = share(counts.right, e.truths);
        row([&label, found, right, &precision, &recall, &f1(counts.right, counts.found, e.truths)]);
    }
    for (zh, en, counts, hit) in totals(tried) {
        let [found, right] = [counts.found.to_string(), counts.right.to_string()];
        let precision = share(counts.right, counts.found);
        let f1 = f1(hit, counts.found, e.truths);
        row([lang.pick(zh, en), &found, &right, &precision, &share(hit, e.truths), &f1]);
    }
    out + &say!(lang, "待复核 {} 对\n", "{} pairs for a person to decide\n", e.review.found)
}

fn as_json(tried: &Tried) -> serde_json::Value {
    let e = &tried.evaluation;
    let counts = |c: &Counts, hit: u64| {
        json!({
            "pairs": c.found, "right": c.right, "precision": share(c.right, c.found),
            "recall": share(hit, e.truths), "f1": f1(hit, c.found, e.truths),
        })
    };
    let levels: serde_json::Map<String, serde_json::Value> = e
        .levels
        .iter()
        .map(|(level, found)| (level.name().to_string(), counts(found, found.right)))
        .collect();
    let [(.., confirmed, hit), (.., both, asked)] = totals(tried);
    json!({
        "applicants": tried.claims, "records": tried.records, "truths": e.truths,
        "truths_without_record": tried.strangers, "candidates": tried.matches.candidates,
        "crowded_keys": tried.matches.skipped, "levels": levels,
        "confirmed": counts(&confirmed, hit), "confirmed_or_review": counts(&both, asked),
        "queue": e.review.found,
    })
}
