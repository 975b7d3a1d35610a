//! `jiangbu duplicates evaluate`: the join with rosters tried against a table of the truth.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::EvaluateArgs;
use super::commands::{CLEAN, Outcome, Output};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, codes, say};
use crate::domain::text::{pad, pad_left};
use crate::duplicate::trial::{self, Sides, Trial, Tried};
use crate::entity::Settings;
use crate::entity::evaluate::{Counts, Point, f1, share};
use crate::ingest::{Headers, InputFile, headers};
use crate::pipeline::found::shipped;
use crate::pipeline::{self, Pipeline};
use crate::report::model::evaluation;
use crate::workbook::book;

/// Points of the curve that are printed; the workbook and JSON have all.
const SHOWN: usize = 12;

pub(super) fn run(out: Output, asked: &EvaluateArgs) -> Outcome {
    let fail = |failure: Failure| (failure, out);
    let EvaluateArgs { pipeline, out: path, .. } = asked;
    if let Some(path) = path {
        crate::run_folder::folder::free(path).map_err(fail)?;
    }
    let pipeline = pipeline.as_deref().map(load).transpose().map_err(|f| fail(Failure::User(f)))?;
    let (sides, tried) =
        tried(out, asked, pipeline.as_ref()).map_err(|faults| fail(Failure::User(faults)))?;
    let settings = settings(pipeline.as_ref());
    if let Some(path) = path {
        let book = evaluation::book(&tried, &sides, settings.least_chance, out.lang);
        let book = book.map_err(|error| fail(Failure::from(error)))?;
        book::write(&book, path, out.lang).map_err(fail)?;
    }
    match out.json {
        true => super::envelope::data(as_json(&tried, &settings)),
        false => print!("{}", as_text(&tried, &settings, out.lang)),
    }
    Ok(CLEAN)
}

/// A pipeline with rosters: without any, it says nothing about levels.
fn load(path: &Path) -> Result<Pipeline, Diagnostics> {
    let pipeline = pipeline::load(path)?;
    if pipeline.duplicates.is_none() {
        let fault = Diagnostic::new(&codes::NO_FILINGS);
        let what = ("流程文件未列名册（inputs.rosters）", "the pipeline names no inputs.rosters");
        return Err(fault.arg("what", what.0).arg("what_en", what.1).into());
    }
    Ok(pipeline)
}

fn settings(pipeline: Option<&Pipeline>) -> Settings {
    let plan = pipeline.and_then(|pipeline| pipeline.duplicates.as_ref());
    plan.map(|plan| plan.settings.clone()).unwrap_or_default()
}

fn tried(
    out: Output,
    asked: &EvaluateArgs,
    pipeline: Option<&Pipeline>,
) -> Result<(Sides, Tried), Diagnostics> {
    let EvaluateArgs { claims, roster, truth, headers, .. } = asked;
    let near: Vec<&Path> = claims.iter().chain(roster).chain(truth).map(PathBuf::as_path).collect();
    let headers = match (headers, pipeline) {
        (None, Some(pipeline)) => pipeline.headers.clone(),
        (path, _) => {
            let path = path.clone().unwrap_or_else(|| shipped("pipelines/headers.toml", &near));
            headers::load(&path)?
        }
    };
    let (mut own, given, truth) = (files(claims), files(roster), files(truth));
    let mut rosters: Vec<(&[InputFile], &Headers)> = vec![(&given, &headers)];
    if let Some(pipeline) = pipeline {
        if own.is_empty() {
            own.clone_from(&pipeline.inputs.filings);
        }
        if given.is_empty() {
            let named = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
            rosters = named.map(|r| (&*r.files, r.headers.as_ref().unwrap_or(&headers))).collect();
        }
    }
    let bar = out.progress();
    let register = pipeline.map_or(&[][..], |pipeline| &pipeline.inputs.register);
    let trial = Trial { claims: &own, rosters, truth: &truth, register, headers: &headers };
    let sides = trial::read_sides(&trial, &bar);
    let tried = sides.and_then(|sides| {
        let tried = trial::run(&sides, &settings(pipeline))?;
        Ok((sides, tried))
    });
    bar.clear();
    tried
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
fn totals(tried: &Tried) -> [(&'static str, &'static str, Counts, u64); 3] {
    let e = &tried.evaluation;
    let both = Counts {
        found: e.confirmed.found + e.review.found,
        right: e.confirmed.right + e.review.right,
    };
    [
        ("确认", "confirmed", e.confirmed, e.hit),
        ("确认（名称经签认）", "confirmed, names signed", e.signed, e.hit_signed),
        ("确认+待复核", "confirmed or for review", both, e.hit_or_asked),
    ]
}

fn as_text(tried: &Tried, settings: &Settings, lang: Lang) -> String {
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
        let status = settings.status(*level).name();
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
    out += &say!(lang, "待复核 {} 对\n", "{} pairs for a person to decide\n", e.review.found);
    out + &curve(tried, settings.least_chance, lang)
}

/// Some points of the curve, spread over the questions asked, and the one in force.
fn curve(tried: &Tried, least_chance: u16, lang: Lang) -> String {
    let all = &tried.curve;
    let set = evaluation::in_force(all, least_chance);
    let most = all.last().map_or(0, |point| point.queue).max(1);
    let mut next = 0;
    let mut out = String::from("\n");
    let mut row = |cells: [&str; 4], mark: &str| {
        let [label, rest @ ..] = cells;
        let numbers = rest.map(|cell| pad_left(cell, 11));
        out += &format!("{}{}{mark}\n", pad(label, 26), numbers.concat());
    };
    let headings = [
        ("提交人工的最低可能性‰", "least chance asked, ‰"),
        ("待复核", "queue"),
        ("精确率", "precision"),
        ("召回率", "recall"),
    ];
    row(headings.map(|(zh, en)| lang.pick(zh, en)), "");
    for (at, point) in all.iter().enumerate() {
        let (here, last) = (set == Some(at), at + 1 == all.len());
        if !here && !last && point.queue < next {
            continue;
        }
        next = point.queue + most.div_ceil(SHOWN as u64);
        let least = point.least_chance.map_or_else(|| "—".to_string(), |chance| chance.to_string());
        let precision = share(point.pairs.right, point.pairs.found);
        let recall = share(point.hit, tried.evaluation.truths);
        let mark = if here { lang.pick("  ← 现行", "  ← in force") } else { "" };
        row([&least, &point.queue.to_string(), &precision, &recall], mark);
    }
    out
}

fn as_json(tried: &Tried, settings: &Settings) -> serde_json::Value {
    let e = &tried.evaluation;
    let point = |point: &Point| {
        json!({
            "least_chance": point.least_chance, "queue": point.queue, "pairs": point.pairs.found,
            "right": point.pairs.right, "precision": share(point.pairs.right, point.pairs.found),
            "recall": share(point.hit, e.truths),
        })
    };
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
    let [(.., confirmed, hit), (.., signed, hit_signed), (.., both, asked)] = totals(tried);
    json!({
        "applicants": tried.claims, "records": tried.records, "truths": e.truths,
        "truths_without_record": tried.strangers, "candidates": tried.matches.candidates,
        "crowded_keys": tried.matches.skipped, "levels": levels,
        "confirmed": counts(&confirmed, hit), "names_signed": counts(&signed, hit_signed),
        "confirmed_or_review": counts(&both, asked),
        "queue": e.review.found, "least_chance": settings.least_chance,
        "curve": tried.curve.iter().map(point).collect::<Vec<_>>(),
    })
}
